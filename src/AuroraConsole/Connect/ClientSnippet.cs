namespace AuroraConsole.Connect;

/// <summary>How one client is told where to log in.</summary>
/// <param name="Id">The <c>data-client</c> of its snippet.</param>
/// <param name="Group">Shell, Desktop or Code.</param>
/// <param name="Name">As the list shows it.</param>
/// <param name="Title">Above the snippet.</param>
/// <param name="Text">To paste as it is; asks for the token or takes it from <c>PGPASSWORD</c>.</param>
/// <param name="Fields">For clients with a form instead: its labels and values, in its order.</param>
/// <param name="Note">What one has to know.</param>
/// <param name="WithToken">The same with the token in it, which is put in the browser for the clipboard alone, at <see cref="ClientSnippets.TokenMark"/>.</param>
/// <param name="EncodesToken">The token stands in an address there and is percent-encoded.</param>
/// <param name="Fresh">The way that needs no copying: fetches a token by itself.</param>
/// <param name="FreshNote">What that way needs.</param>
public sealed record ClientSnippet(
    string Id,
    string Group,
    string Name,
    string Title,
    string? Text,
    IReadOnlyList<SnippetField>? Fields = null,
    string? Note = null,
    string? WithToken = null,
    bool EncodesToken = false,
    string? Fresh = null,
    string? FreshNote = null);

/// <summary>One field of a client's form.</summary>
/// <param name="Label">As the client calls it.</param>
/// <param name="Value">What goes in; <c>null</c>: the token.</param>
/// <param name="Copies">Off for a choice that is made, not pasted.</param>
public sealed record SnippetField(string Label, string? Value, bool Copies = true);

/// <summary>Where and as whom.</summary>
/// <param name="Host">The endpoint's host.</param>
/// <param name="Port">TCP.</param>
/// <param name="Database">Its name, any characters.</param>
/// <param name="Role">Its name, any characters.</param>
/// <param name="Region">For signing.</param>
/// <param name="RootCert">libpq's <c>sslrootcert</c>: <c>system</c> or a file's path.</param>
public sealed record LoginTarget(string Host, int Port, string Database, string Role, string Region, string RootCert)
{
    /// <summary>Whether the certificates chain to the system's own store.</summary>
    public bool UsesSystemRoots => RootCert == "system";
}
