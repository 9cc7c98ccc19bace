using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>What came back, with ways to look into it.</summary>
internal sealed record AwsAnswer(int Status, string Body, string? QueryError)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The code of a refusal by either protocol.</summary>
    public string Code => Body.StartsWith('<') ? Xml("Code").Single() : Json["__type"]!.ToString();

    public string Message => Body.StartsWith('<') ? Xml("Message").Single() : Json["message"]!.ToString();

    /// <summary>Texts of all elements of that name.</summary>
    public List<string> Xml(string name) => [.. XDocument.Parse(Body).Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value)];

    /// <summary>Text of the only element of that name, or <c>null</c> when there is none.</summary>
    public string? One(string name) => Xml(name).SingleOrDefault();

    public AwsAnswer Ok()
    {
        Assert.True(Status == 200, Body);
        return this;
    }
}
