using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Amazon.Runtime;

namespace AuroraConsole.AwsServices;

/// <summary>A member of a structure.</summary>
sealed record Member(string Name, string JsonName, PropertyInfo Property, Shape Shape);

/// <summary>
/// The shapes of one service, read off its model classes: a property is a member of the same name, its type says the rest,
/// and the attributes in this folder say what the type cannot. So a member is declared once, in one line, for every wire and both directions.
/// </summary>
/// <param name="jsonNames">How JSON spells member names (CloudWatch Logs begins them in lower case); <c>null</c>: as they are.</param>
sealed class ShapeTable(JsonNamingPolicy? jsonNames = null)
{
    readonly ConcurrentDictionary<Type, StructureShape> structures = new();

    public StructureShape Structure(Type type) => structures.GetOrAdd(type, t => new StructureShape(t, () => Members(t)));

    // Declared only: what requests and answers inherit belongs to the pipeline and does not travel.
    IEnumerable<Member> Members(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let name = property.GetCustomAttribute<WireNameAttribute>()?.Name ?? property.Name
        select new Member(name, jsonNames?.ConvertName(name) ?? name, property, ShapeOf(property));

    Shape ShapeOf(PropertyInfo property) => property.IsDefined(typeof(EpochMillisecondsAttribute))
        ? Scalars.MillisecondTimestamp
        : ShapeOf(property.PropertyType, property.GetCustomAttribute<ItemNameAttribute>()?.Name ?? "member");

    Shape ShapeOf(Type type, string itemName)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return Scalars.String;
        if (type == typeof(bool))
            return Scalars.Boolean;
        if (type == typeof(int))
            return Scalars.Int32;
        if (type == typeof(long))
            return Scalars.Int64;
        if (type == typeof(double))
            return Scalars.Double;
        if (type == typeof(DateTime))
            return Scalars.Timestamp;
        if (type.IsSubclassOf(typeof(ConstantClass)))
            return (Shape)Generic(nameof(ConstantShape), type).Invoke(null, null)!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var item = type.GetGenericArguments()[0];
            return (Shape)Generic(nameof(ListOf), item).Invoke(null, [itemName, ShapeOf(item, "member")])!;
        }
        return Structure(type);
    }

    static MethodInfo Generic(string method, Type argument) =>
        typeof(ShapeTable).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument);

    static Shape ConstantShape<T>() where T : ConstantClass =>
        Scalars.Constant(typeof(T).GetMethod("FindValue", [typeof(string)])!.CreateDelegate<Func<string, T>>());

    static ListShape<T> ListOf<T>(string itemName, Shape item) => new(itemName, item);
}
