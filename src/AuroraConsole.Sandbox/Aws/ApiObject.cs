using System.Collections;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>A structure of an answer, for any protocol: members in order; <c>null</c> is left out.</summary>
/// <remarks>Values are <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="DateTimeOffset"/>, <see cref="ApiObject"/> and <see cref="ApiList"/>.</remarks>
public sealed class ApiObject : IEnumerable<KeyValuePair<string, object>>
{
    private readonly List<KeyValuePair<string, object>> _members = [];

    /// <summary>Adds a member unless its value is <c>null</c>.</summary>
    public void Add(string name, object? value)
    {
        if (value is not null)
            _members.Add(new(name, value));
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A list of an answer.</summary>
/// <param name="ItemName">Element name of an item in XML.</param>
/// <param name="Items">Its values.</param>
public sealed record ApiList(string ItemName, IEnumerable<object> Items);
