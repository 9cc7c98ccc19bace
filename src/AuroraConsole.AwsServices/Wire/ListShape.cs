using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>A list: <c>Name.Item.1=…</c> in Query, repeated item elements in XML, an array in JSON.</summary>
sealed class ListShape<T>(string itemName, Shape item) : Shape
{
    public override void WriteQuery(ParameterCollection parameters, string name, object value)
    {
        var list = (List<T>)value;
        // A list that was set to empty must reach the service, or "none of them" could not be said.
        if (list.Count == 0)
            parameters.Add(name, "");
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is { } present)
                item.WriteQuery(parameters, string.Create(CultureInfo.InvariantCulture, $"{name}.{itemName}.{i + 1}"), present);
        }
    }

    public override object? ReadXml(XElement element)
    {
        List<T>? list = null;
        foreach (var child in element.Elements())
        {
            if (child.Name.LocalName == itemName && item.ReadXml(child) is T value)
                (list ??= []).Add(value);
        }
        return list;
    }

    public override void WriteJson(Utf8JsonWriter writer, object value)
    {
        writer.WriteStartArray();
        foreach (var present in (List<T>)value)
        {
            if (present is null)
                writer.WriteNullValue();
            else
                item.WriteJson(writer, present);
        }
        writer.WriteEndArray();
    }

    public override object? ReadJson(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        var list = new List<T>(element.GetArrayLength());
        foreach (var child in element.EnumerateArray())
        {
            if (item.ReadJson(child) is T value)
                list.Add(value);
        }
        return list;
    }
}
