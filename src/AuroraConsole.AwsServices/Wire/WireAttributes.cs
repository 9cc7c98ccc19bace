namespace AuroraConsole.AwsServices;

/// <summary>Name of a list's items on the Query wire where the service model does not call them <c>member</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class ItemNameAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>Name on the wire where it is not the property's own name.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class WireNameAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A <see cref="DateTime"/> that travels as epoch milliseconds (CloudWatch Logs), not in the protocol's own form.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class EpochMillisecondsAttribute : Attribute;

/// <summary>Error codes under which the service sends this fault: the Query code first, then the shape's name where it differs.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
sealed class WireCodeAttribute(params string[] codes) : Attribute
{
    public string[] Codes => codes;
}
