using System.Collections;
using System.Reflection;
using System.Security;
using System.Text;
using Amazon.Runtime;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>Seeded random requests and answers of the STS model, with what a careless encoder or parser would trip over.</summary>
sealed class RandomSts(int seed)
{
    static readonly string[] Pieces =
        ["a", "Z", "0", " ", "  ", "&", "=", "+", "%", "%20", "~", "*", "'", "(", ")", "!", "/", ":", "@", "?", "#", "<", ">", "\"", "\n", "\t", "é", "ß", "€", "漢", "😀", ".", "-", "_", ",", ";", "\\", "{}", "arn:aws:iam::123456789012:role/x"];

    readonly Random random = new(seed);

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Chance(double probability) => random.NextDouble() < probability;

    public string Text() => string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => Pick(Pieces)));

    /// <summary>An instance with some members set, some not, lists empty or not.</summary>
    public object Instance(Type type)
    {
        var instance = Activator.CreateInstance(type)!;
        foreach (var property in Members(type).Where(_ => Chance(0.7)))
            property.SetValue(instance, Value(property.PropertyType));
        return instance;
    }

    object Value(Type type)
    {
        if (type == typeof(string))
            return Text();
        if (type == typeof(int?))
            return random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(DateTime?))
            return Time();
        if (!type.IsGenericType)
            return Instance(type);
        var list = (IList)Activator.CreateInstance(type)!;
        for (var i = random.Next(0, 4); i > 0; i--)
            list.Add(Value(type.GetGenericArguments()[0]));
        return list;
    }

    DateTime Time() => new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(random.NextInt64(0, 3_000_000_000_000));

    /// <summary>A well-formed answer: members in any order, some missing, some empty, with unknown ones, comments and white space between.</summary>
    public string Answer(string operation, Type type)
    {
        var xml = new StringBuilder();
        if (Chance(0.5))
            xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.Append($"<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">").Append(Space());
        xml.Append($"<{operation}Result>").Append(Structure(type)).Append($"</{operation}Result>").Append(Space());
        xml.Append("<ResponseMetadata><RequestId>").Append(new Guid(Bytes(16))).Append("</RequestId></ResponseMetadata>");
        return xml.Append(Space()).Append($"</{operation}Response>").ToString();
    }

    /// <summary>An error answer and its status: modelled codes, others, without a message, without a type.</summary>
    public Answer Error()
    {
        var code = Pick(["MalformedPolicyDocument", "PackedPolicyTooLarge", "RegionDisabledException", "ExpiredTokenException", "AccessDenied", "InvalidClientTokenId", "Throttling", "Made.Up"]);
        var type = Chance(0.8) ? $"<Type>{Pick(["Sender", "Receiver"])}</Type>" : "";
        var message = Chance(0.9) ? $"<Message>{Escape(Text())}</Message>" : "";
        var body = $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">{Space()}<Error>{Space()}{type}<Code>{code}</Code>{message}</Error>{Space()}<RequestId>{new Guid(Bytes(16))}</RequestId></ErrorResponse>";
        return new Answer(Pick([System.Net.HttpStatusCode.BadRequest, System.Net.HttpStatusCode.Forbidden, System.Net.HttpStatusCode.InternalServerError]), body);
    }

    string Structure(Type type)
    {
        var members = Members(type).Where(_ => Chance(0.8)).Select(p => Element(p.Name, p.PropertyType)).ToList();
        if (Chance(0.3))
            members.Add($"<Unknown><Extra>{Escape(Text())}</Extra></Unknown>");
        return string.Concat(members.OrderBy(_ => random.Next()).Select(m => Space() + m)) + Space();
    }

    string Element(string name, Type type)
    {
        // Of empty numbers and times the official client makes a bare FormatException: nothing to compare with.
        if (Chance(0.05) && type.IsClass)
            return Chance(0.5) ? $"<{name}/>" : $"<{name}></{name}>";
        var content = type == typeof(string) ? Escape(Text())
            : type == typeof(int?) ? random.Next(int.MinValue, int.MaxValue).ToString()
            : type == typeof(DateTime?) ? Time().ToString(Pick([@"yyyy-MM-dd\THH:mm:ss\Z", @"yyyy-MM-dd\THH:mm:ss.fff\Z", @"yyyy-MM-dd\THH:mm:ss\+\0\2\:\0\0"]))
            : Structure(type);
        return $"<{name}>{content}</{name}>";
    }

    string Space() => Pick(["", "", "\n", "\n    ", " ", "<!-- note -->"]);

    byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    static string Escape(string text) => SecurityElement.Escape(text);

    public static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.CanWrite && p.DeclaringType != typeof(AmazonWebServiceResponse));
}
