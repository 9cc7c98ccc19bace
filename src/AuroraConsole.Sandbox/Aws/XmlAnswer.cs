using System.Globalization;
using System.Xml;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Answers as XML elements.</summary>
internal static class XmlAnswer
{
    public static void WriteMembers(XmlWriter xml, ApiObject value)
    {
        foreach (var (name, member) in value)
            Write(xml, name, member);
    }

    /// <summary>Text without the characters that XML 1.0 cannot carry.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));

    private static void Write(XmlWriter xml, string name, object value)
    {
        xml.WriteStartElement(name);
        switch (value)
        {
            case ApiObject members:
                WriteMembers(xml, members);
                break;
            case ApiList list:
                foreach (var item in list.Items)
                    Write(xml, list.ItemName, item);
                break;
            default:
                xml.WriteString(Text(value));
                break;
        }

        xml.WriteEndElement();
    }

    private static string Text(object value) => value switch
    {
        string text => Printable(text),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"An answer cannot hold a {value.GetType()}.", nameof(value)),
    };
}
