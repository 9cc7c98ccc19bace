namespace AuroraConsole.Query.Schema;

/// <summary>One line of the schema tree. What does not apply is left out of the JSON.</summary>
/// <param name="Kind">
/// <c>database</c>, <c>schema</c>, <c>table</c>, <c>partitioned</c>, <c>foreign</c>, <c>view</c>, <c>matview</c>, <c>sequence</c>, <c>function</c>, <c>procedure</c>, <c>aggregate</c>, <c>window</c>,
/// <c>enum</c>, <c>domain</c>, <c>range</c>, <c>composite</c>, <c>type</c>, <c>column</c>, <c>index</c>, <c>constraint</c>, <c>trigger</c>, <c>policy</c>, <c>grant</c>, <c>role</c>, <c>member</c>;
/// <c>group</c> has no object of its own, <c>more</c> says that a bound was reached.
/// </param>
/// <param name="Name">As the catalog has it; a function with its arguments.</param>
/// <param name="Oid">In the catalog of its kind; what the next level and the definition are asked by. <c>null</c>: neither exists.</param>
/// <param name="Sql">The name as a statement of this role needs it: quoted where it must be, with its schema where search_path does not lead there.</param>
/// <param name="Detail">Type of a column, result of a function, definition of an index; of something found, where it is.</param>
/// <param name="Rows">The catalog's estimate. <c>null</c>: never analysed, so nobody knows.</param>
/// <param name="Bytes">Of a database its size; of a table with its indexes the catalog's estimate. <c>null</c>: not known or not allowed.</param>
/// <param name="AsOf">UTC of the last ANALYZE or VACUUM, whose count the estimate is; <c>null</c> when the server no longer knows.</param>
/// <param name="Comment">COMMENT, labels of an enum, or bound of a partition.</param>
/// <param name="Marks">Attributes in words, such as <c>primary key</c>, <c>not null</c>, <c>default now()</c>, <c>rds_iam</c>.</param>
/// <param name="NoAccess">The role may not look into it.</param>
/// <param name="Expands">The next level may be asked for.</param>
/// <param name="Children">Lines below that came along.</param>
public sealed record SchemaNode(
    string Kind, string Name, uint? Oid = null, string? Sql = null, string? Detail = null, double? Rows = null, long? Bytes = null, DateTimeOffset? AsOf = null,
    string? Comment = null, IReadOnlyList<string>? Marks = null, bool NoAccess = false, bool Expands = false, IReadOnlyList<SchemaNode>? Children = null);
