using System.Text.RegularExpressions;

namespace AuroraConsole.Connect.Clients;

/// <summary>How one client is told where to log in.</summary>
/// <param name="Id">The <c>data-client</c> of its first snippet, and the client's name in the page's address.</param>
/// <param name="Group">Desktop, Shell or Code.</param>
/// <param name="Name">As the list shows it.</param>
/// <param name="Blocks">Texts to paste, the usual one first.</param>
/// <param name="Form">For clients with a form: its name and fields, shown before the blocks.</param>
/// <param name="Files">To download; none holds a secret.</param>
/// <param name="Note">What one has to know.</param>
public sealed record ClientSnippet(
    string Id,
    string Group,
    string Name,
    IReadOnlyList<SnippetBlock> Blocks,
    SnippetForm? Form = null,
    IReadOnlyList<SnippetFile>? Files = null,
    string? Note = null);

/// <summary>A text to paste as it is.</summary>
/// <param name="Id">Its <c>data-client</c>.</param>
/// <param name="Title">Above it.</param>
/// <param name="Language">What reads it, such as <c>sh</c> or <c>python</c>; shown as its tag.</param>
/// <param name="Text">Holds no token: it asks for one, takes it from <c>PGPASSWORD</c>, or signs one itself.</param>
/// <param name="Install">What it needs, as a command or in words.</param>
/// <param name="Note">What one has to know.</param>
/// <param name="WithToken">The same with the token in it, which is put in the browser for the clipboard alone, at <see cref="ClientSnippets.TokenMark"/>.</param>
/// <param name="EncodesToken">The token stands in an address there and is percent-encoded.</param>
public sealed partial record SnippetBlock(
    string Id,
    string Title,
    string Language,
    string Text,
    string? Install = null,
    string? Note = null,
    string? WithToken = null,
    bool EncodesToken = false)
{
    /// <summary>The text as words and the space between them, so that a page can break its lines at spaces and not after every dash.</summary>
    public IReadOnlyList<string> Pieces => Space().Split(Text);

    [GeneratedRegex("([ \n])")]
    private static partial Regex Space();
}

/// <summary>A client's form.</summary>
/// <param name="Title">Where it is found.</param>
/// <param name="Fields">Its labels and values, in its order.</param>
public sealed record SnippetForm(string Title, IReadOnlyList<SnippetField> Fields);

/// <summary>One field of a client's form.</summary>
/// <param name="Label">As the client calls it.</param>
/// <param name="Value">What goes in; <c>null</c>: the token.</param>
/// <param name="Copies">Off for a choice that is made, not pasted.</param>
public sealed record SnippetField(string Label, string? Value, bool Copies = true);

/// <summary>A file to download.</summary>
/// <param name="Name">As it is saved.</param>
/// <param name="Label">On its link.</param>
/// <param name="Text">What is in it.</param>
public sealed record SnippetFile(string Name, string Label, string Text)
{
    /// <summary>The file as an address, so that the browser makes it from the page and nothing is asked for.</summary>
    public string Address => $"data:text/plain;charset=utf-8,{Uri.EscapeDataString(Text)}";
}
