using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>A type of a service model and how its values travel: as Query parameters, XML elements and JSON.</summary>
abstract class Shape
{
    public abstract void WriteQuery(ParameterCollection parameters, string name, object value);

    /// <exception cref="FormatException">The element does not hold a value of this type.</exception>
    public abstract object? ReadXml(XElement element);

    public abstract void WriteJson(Utf8JsonWriter writer, object value);

    /// <exception cref="FormatException">The element does not hold a value of this type.</exception>
    public abstract object? ReadJson(JsonElement element);
}
