using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>A structure: the properties that its model class declares, each under its name on the wire. Unset members are left out, unknown ones skipped.</summary>
sealed class StructureShape : Shape
{
    readonly Type type;
    readonly Lazy<Dictionary<string, Member>> byXmlName;
    readonly Lazy<Dictionary<string, Member>> byJsonName;

    /// <param name="type">The model class.</param>
    /// <param name="members">Asked for on first use, because structures may contain themselves.</param>
    public StructureShape(Type type, Func<IEnumerable<Member>> members)
    {
        this.type = type;
        byXmlName = new(() => members().ToDictionary(m => m.Name));
        byJsonName = new(() => byXmlName.Value.Values.ToDictionary(m => m.JsonName));
    }

    public override void WriteQuery(ParameterCollection parameters, string name, object value)
    {
        foreach (var member in byXmlName.Value.Values)
        {
            if (member.Property.GetValue(value) is { } present)
                member.Shape.WriteQuery(parameters, name.Length == 0 ? member.Name : name + "." + member.Name, present);
        }
    }

    public override object ReadXml(XElement element)
    {
        var structure = Activator.CreateInstance(type)!;
        foreach (var child in element.Elements())
        {
            if (byXmlName.Value.TryGetValue(child.Name.LocalName, out var member))
                Set(structure, member, child, static (shape, e) => shape.ReadXml(e));
        }
        return structure;
    }

    public override void WriteJson(Utf8JsonWriter writer, object value)
    {
        writer.WriteStartObject();
        foreach (var member in byJsonName.Value.Values)
        {
            if (member.Property.GetValue(value) is not { } present)
                continue;
            writer.WritePropertyName(member.JsonName);
            member.Shape.WriteJson(writer, present);
        }
        writer.WriteEndObject();
    }

    public override object? ReadJson(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        var structure = Activator.CreateInstance(type)!;
        foreach (var child in element.EnumerateObject())
        {
            if (byJsonName.Value.TryGetValue(child.Name, out var member))
                Set(structure, member, child.Value, static (shape, e) => shape.ReadJson(e));
        }
        return structure;
    }

    // Names the way to the bad member, level by level: "DBClusters: Port: …".
    static void Set<TElement>(object structure, Member member, TElement element, Func<Shape, TElement, object?> read)
    {
        object? value;
        try
        {
            value = read(member.Shape, element);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw new FormatException($"{member.Name}: {e.Message}", e);
        }
        member.Property.SetValue(structure, value);
    }
}
