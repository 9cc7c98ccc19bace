using AuroraConsole.Query.Runs;

namespace AuroraConsole.Tests.Query;

/// <summary>
/// Values of every type that the server's own list has show the text that psql shows. A type without a sample fails the test, so none is
/// forgotten when the server gets new ones.
/// </summary>
[Collection(nameof(QueryHost))]
[Trait("Category", "NewestPostgres")]
public sealed class EveryTypeTests(QueryHost host)
{
    // What users make: one of each way, with names that need quoting.
    private const string OwnTypes = """
        DROP SCHEMA IF EXISTS "Every type" CASCADE;
        CREATE SCHEMA "Every type";
        SET search_path = "Every type";
        CREATE TYPE mood AS ENUM ('sad', 'ok, then', 'NULL');
        CREATE TYPE "Odd.name" AS (a int, "b c" text, d mood[], e numeric);
        CREATE DOMAIN percent AS numeric(5,2) CHECK (value BETWEEN 0 AND 100);
        CREATE DOMAIN word AS text;
        CREATE TYPE float_range AS RANGE (subtype = float8);
        CREATE TABLE made (a int DEFAULT 1 + 1, b int);
        INSERT INTO made SELECT n % 10, n % 5 FROM generate_series(1, 1000) n;
        CREATE STATISTICS all_kinds (ndistinct, dependencies, mcv) ON a, b FROM made;
        ANALYZE made;
        """;

    // A literal of the type each; after = an expression. Arrays and multiranges are made of these.
    private static readonly Dictionary<string, string[]> Samples = new()
    {
        ["boolean"] = ["t", "f"],
        ["bytea"] = [@"\x", @"\x00ff10", "=(decode(repeat('ab', 5000), 'hex'))"],
        ["\"char\""] = ["a", @"\200", ""],
        ["name"] = ["some name"],
        ["bigint"] = ["-9223372036854775808", "9223372036854775807"],
        ["smallint"] = ["-32768"],
        ["int2vector"] = ["1 2 3", ""],
        ["integer"] = ["-2147483648", "0"],
        ["regproc"] = ["now", "0"],
        ["text"] = ["", " padded ", "NULL", "two\nlines\ttab \"quoted\" \\ back", "é 漢字 🙂 \u202Eright to left", "=(repeat('long ', 1000))"],
        ["oid"] = ["4294967295"],
        ["tid"] = ["(3,7)"],
        ["xid"] = ["4294967295"],
        ["cid"] = ["1"],
        ["oidvector"] = ["1 2"],
        ["json"] = ["{\"b\": 12345678901234567890.10, \"a\" :  [1, null, \"\\u00e9\"], \"a\": 2}"],
        ["jsonb"] = ["{\"b\": 12345678901234567890.10, \"a\": [1, null, \"\\u00e9\"], \"a\": 2}", "null"],
        ["xml"] = ["<a b=\"c\">é<!-- note --></a>"],
        ["xid8"] = ["18446744073709551615"],
        ["point"] = ["(1.5,-2)"],
        ["lseg"] = ["[(0,0),(1,1)]"],
        ["path"] = ["[(0,0),(1,1)]", "((0,0),(1,1))"],
        ["box"] = ["(1,1),(0,0)"],
        ["polygon"] = ["((0,0),(1,1),(1,0))"],
        ["line"] = ["{1,-1,0}"],
        ["real"] = ["1.1", "3.4028235e38", "NaN", "-Infinity", "-0"],
        ["double precision"] = ["0.1", "1e300", "-1.7976931348623157e308", "5e-324", "Infinity", "123456789.123456789"],
        ["circle"] = ["<(0,0),2>"],
        ["money"] = ["-1234567.89", "0"],
        ["macaddr"] = ["08:00:2b:01:02:03"],
        ["inet"] = ["192.168.1.5/24", "::1", "10.0.0.1"],
        ["cidr"] = ["192.168.0.0/16", "2001:db8::/32"],
        ["macaddr8"] = ["08:00:2b:01:02:03:04:05"],
        ["aclitem"] = ["=(makeaclitem(10, 10, 'SELECT', true))"],
        ["character"] = ["=(CAST('ab ' AS character(5)))", "x"],
        ["character varying"] = ["a ", "=(CAST('abcdef' AS varchar(3)))"],
        ["date"] = ["2026-11-25", "infinity", "-infinity", "0044-03-15 BC", "5874897-12-31"],
        ["time without time zone"] = ["24:00:00", "01:02:03.000004"],
        ["timestamp without time zone"] = ["2026-11-25 01:02:03.45", "infinity", "4713-01-01 00:00:00 BC", "294276-12-31 23:59:59.999999", "=(CAST('2026-11-25 01:02:03.456789' AS timestamp(3)))"],
        ["timestamp with time zone"] = ["2026-11-25 01:02:03.45+05:30", "-infinity", "0001-01-01 00:00:00+00"],
        ["interval"] = ["1 year -2 mons +3 days -04:05:06.789", "0", "1 day", "-00:00:00.000001", "178000000 years", "=(CAST('1 day 02:03:04.5678' AS interval(2)))"],
        ["time with time zone"] = ["01:02:03-08", "23:59:59.999999+14:30"],
        ["bit"] = ["=(B'101')", "=(CAST('10' AS bit(4)))", "1"],
        ["bit varying"] = ["10101", ""],
        ["numeric"] = ["0.00", "-12345678901234567890.123456789012345678901234567890", "NaN", "Infinity", "1e-50", "1e50", "=(CAST(1.5 AS numeric(12,4)))"],
        ["refcursor"] = ["a cursor"],
        ["regprocedure"] = ["abs(bigint)"],
        ["regoper"] = ["||/"],
        ["regoperator"] = ["+(integer,integer)"],
        ["regclass"] = ["pg_class", "\"Every type\".made"],
        ["regcollation"] = ["\"C\""],
        ["regtype"] = ["timestamptz", "\"Every type\".\"Odd.name\"[]"],
        ["regrole"] = ["app_user"],
        ["regnamespace"] = ["\"Every type\""],
        ["regconfig"] = ["english"],
        ["regdictionary"] = ["simple"],
        ["uuid"] = ["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"],
        ["pg_lsn"] = ["16/B374D848"],
        ["tsvector"] = ["'a fat' cat:1A,2 it''s", "=(to_tsvector('english', 'The Fat Rats'))"],
        ["tsquery"] = ["fat & !(rat | 'it''s':*A) <2> cat"],
        ["jsonpath"] = ["strict $.\"a b\"[*] ? (@ > 1.50)"],
        ["txid_snapshot"] = ["10:20:10,14,15"],
        ["pg_snapshot"] = ["10:20:10,14,15"],
        ["int4range"] = ["[1,5]", "empty", "(,)", "[,7)"],
        ["numrange"] = ["(1.10,2.20]"],
        ["tsrange"] = ["[2026-01-01 00:00,infinity)"],
        ["tstzrange"] = ["[2026-01-01 00:00+01,)"],
        ["daterange"] = ["(2026-01-01,2026-02-01]"],
        ["int8range"] = ["(,-9223372036854775807)"],
        ["pg_node_tree"] = ["=(SELECT adbin FROM pg_attrdef WHERE adrelid = '\"Every type\".made'::regclass)"],
        ["pg_ndistinct"] = ["=(SELECT stxdndistinct FROM pg_statistic_ext_data)"],
        ["pg_dependencies"] = ["=(SELECT stxddependencies FROM pg_statistic_ext_data)"],
        ["pg_mcv_list"] = ["=(SELECT stxdmcv FROM pg_statistic_ext_data)"],
        ["\"Every type\".mood"] = ["sad", "ok, then", "NULL"],
        ["\"Every type\".\"Odd.name\""] = ["(1,\"a \"\"quoted\"\", (text)\",\"{sad,\"\"ok, then\"\",NULL}\",)", "(,,,1.50)"],
        ["\"Every type\".percent"] = ["99.5"],
        ["\"Every type\".word"] = ["a word"],
        ["\"Every type\".float_range"] = ["[0.1,1e300)"],
        ["\"Every type\".made"] = ["(1,)"],
    };

    private static readonly Dictionary<string, string> CannotBeMade = new()
    {
        ["gtsvector"] = "Exists inside GiST indexes only: gtsvector_in refuses every text.",
        ["pg_brin_bloom_summary"] = "Exists inside BRIN indexes only: its input function refuses every text.",
        ["pg_brin_minmax_multi_summary"] = "Exists inside BRIN indexes only: its input function refuses every text.",
    };

    [Fact]
    public async Task Every_type_shows_the_text_that_psql_shows()
    {
        await host.Postgres.PsqlAsync(OwnTypes);
        var list = await host.Postgres.PsqlAsync("""
            SELECT format_type(t.oid, NULL), t.typtype, coalesce(format_type(e.oid, NULL), ''), coalesce(format_type(r.rngtypid, NULL), ''), 'end'
            FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid LEFT JOIN pg_range r ON r.rngmultitypid = t.oid
            LEFT JOIN pg_class c ON c.oid = coalesce(nullif(t.typrelid, 0), e.typrelid)
            WHERE t.typtype <> 'p' AND coalesce(e.typtype, 'b') <> 'p'
            -- Rows of the system's own tables and views are composites like any other.
            AND (c.oid IS NULL OR c.relnamespace = '"Every type"'::regnamespace)
            -- Domains of the information schema are made over name, integer, varchar and timestamptz.
            AND t.typnamespace <> 'information_schema'::regnamespace
            ORDER BY t.oid
            """, "postgres", "-F", "\t");
        var types = list.Split('\n').Select(line => line.Split('\t')).ToList();
        Assert.True(types.Count > 150, $"{types.Count} types");

        var expressions = new List<(string Type, string Sql)>();
        var without = new List<string>();
        foreach (var type in types)
        {
            var made = Values(type[0], type[2], type[3]);
            if (made.Count == 0 && !CannotBeMade.ContainsKey(type[2].Length > 0 ? type[2] : type[0]))
                without.Add(type[0]);
            expressions.AddRange(made.Select(value => (type[0], value)));
        }

        Assert.Empty(without);
        var sql = $"SELECT {string.Join(",\n", expressions.Select((expression, index) => $"{expression.Sql} AS c{index}"))}, NULL AS nothing, 'end' AS last";
        var printed = (await host.Postgres.PsqlAsync(sql, "postgres", "-F", "\u001f", "-P", "null=\u0001NULL")).Split('\u001f');

        var run = await host.RunAsync(QueryHost.Request(sql, role: "postgres"));
        Assert.Null(run.State.FirstError?.Sentence);
        var shown = await WholeAsync(run.State.Statements[0], expressions.Count + 2);

        Assert.Equal(expressions.Count + 2, printed.Length);
        for (var index = 0; index < printed.Length; index++)
            Assert.True(printed[index] == (shown[index] ?? "\u0001NULL"), $"{(index < expressions.Count ? expressions[index] : "the end")}: psql {printed[index]}, here {shown[index]}");
        Assert.All(run.State.Statements[0].Result!.Columns, column => Assert.NotEmpty(column.Type));
    }

    private static List<string> Values(string type, string element, string range)
    {
        if (Samples.TryGetValue(type, out var samples))
            return [.. samples.Select(sample => Value(type, sample))];
        if (range.Length > 0 && Samples.TryGetValue(range, out var ranges))
            return [$"{type}({string.Join(", ", ranges.Select(sample => Value(range, sample)))})"];
        if (element.Length == 0)
            return [];
        // An array of all samples with a NULL among them, one of two dimensions, one with bounds of its own, an empty one.
        var elements = Values(element, "", Samples.ContainsKey(element) ? "" : RangeOf(element));
        if (elements.Count == 0)
            return [];
        var one = $"ARRAY[{string.Join(", ", elements)}, NULL]::{type}";
        return [one, $"ARRAY[ARRAY[{elements[0]}, NULL], ARRAY[NULL, {elements[^1]}]]::{type}", $"array_fill({elements[0]}, ARRAY[2], ARRAY[-1])::{type}", $"'{{}}'::{type}"];
    }

    private static string RangeOf(string multirange) => multirange.Replace("multirange", "range", StringComparison.Ordinal);

    private static string Value(string type, string sample) =>
        sample.StartsWith('=') ? $"{sample[1..]}::{type}" : $"'{sample.Replace("'", "''", StringComparison.Ordinal)}'::{type}";

    // Cells of a row in full, as the side panel gets them.
    private async Task<string?[]> WholeAsync(StatementState statement, int columns)
    {
        using var client = host.Client(QueryHost.Ann);
        var cells = new string?[columns];
        for (var column = 0; column < columns; column++)
        {
            using var answer = await client.GetAsync($"/api/query/results/{statement.Result!.Id}/cell?row=0&column={column}");
            answer.EnsureSuccessStatusCode();
            cells[column] = answer.Headers.GetValues("X-Cell-Bytes").Single() == "-1" ? null : await answer.Content.ReadAsStringAsync();
        }

        return cells;
    }
}
