using AuroraConsole.Query.Statements;
using Npgsql;
using ParameterValue = AuroraConsole.Query.Statements.ParameterValue;

namespace AuroraConsole.Tests.Query.Statements;

[Collection(nameof(QueryHost))]
public sealed class StatementParametersTests(QueryHost host)
{
    [Theory]
    [InlineData("select :a, :b, :a", "a", "b")]
    [InlineData("select $2, $1, $10", "1", "2", "10")]
    [InlineData("select :'name', :name", "name")]
    [InlineData("select :a, $1", "1", "a")]
    [InlineData("select '2024-01-01'::date, :day::date", "day")]
    [InlineData("select a::int, a :: int, f(x := 1, y => :y)", "y")]
    [InlineData("select ':no', \":no\", $$ :no $1 $$, E':no\\':no', U&':no' -- :no\n/* :no */ , :yes", "yes")]
    [InlineData("select a[1:2], a[x:y], a[x :y], a[f(1):n], a[b[1]:c], a[$1:n], a['1':n]", "1")]
    [InlineData("select a[:n], a[:lo + 1 : :hi], a[1 : :hi], array[:a, :b], a[i + :k]", "n", "lo", "hi", "a", "b", "k")]
    [InlineData("select json_object('a':x, 'b': :y, 'c':z::text, 'd' value :v, lower(k):n), json_objectagg(k:v), json_object(:k, :v), json_build_object('a',:w)", "y", "v", "k", "w")]
    [InlineData("select a[f(x, :n)], a[case when :c then 1 else :d end]", "n", "c", "d")]
    [InlineData("select a ? 'x', b ?| array['y'], c ?& :z, d @? '$.a', e #> :path", "z", "path")]
    [InlineData("select x where a=:a and b>:b", "a", "b")]
    [InlineData("select :naïve, :日本", "naïve", "日本")]
    [InlineData("select :'not a name', :1, : a, :\n'x'")]
    [InlineData("create function f(int) returns int language sql return $1")]
    [InlineData("create or replace procedure f(int) begin atomic select $1; end")]
    [InlineData("prepare p as select $1")]
    public void Parameters_are_found_outside_of_everything_else(string sql, params string[] names) =>
        Assert.Equal(names, StatementParameters.Of(One(sql)));

    [Theory]
    [InlineData("select :a, :b, :a", "select $1, $2, $1")]
    [InlineData("select $2, $1, $2", "select $2, $1, $2")]
    [InlineData("select $7, :x, :'x'", "select $1, $2, $2")]
    [InlineData("select 1 in(:a) or true is:b", "select 1 in($1) or true is $2")]
    public void Each_name_gets_a_number(string sql, string sent) => Assert.Equal(sent, StatementParameters.Number(One(sql)).Text);

    [Fact]
    public void A_place_in_what_was_sent_leads_back_to_what_was_written()
    {
        var statement = One("select :long_name, '😀', :b, nope");
        var sent = StatementParameters.Number(statement);

        Assert.Equal("select $1, '😀', $2, nope", sent.Text);
        foreach (var word in new[] { "select", ", '", "nope" })
            Assert.Equal(statement.Text.IndexOf(word, StringComparison.Ordinal), sent.Written(sent.Text.IndexOf(word, StringComparison.Ordinal)));
        Assert.Equal(statement.Text.IndexOf(":b", StringComparison.Ordinal), sent.Written(sent.Text.IndexOf("$2", StringComparison.Ordinal) + 1));
    }

    [Theory]
    [InlineData("select :a", "ParameterWithoutValue", 7)]
    [InlineData("select $1", "ParameterWithoutValue", 7)]
    [InlineData("select * from :\"t\"", "ParameterIsName", 14)]
    [InlineData("set timezone = :tz", "ParameterNotTaken", 15)]
    [InlineData("create table t as select $1", "ParameterNotTaken", 25)]
    [InlineData("execute p(:a)", "ParameterNotTaken", 10)]
    [InlineData("select 1", null, 0)]
    [InlineData("copy (select :a) to stdout", "ParameterWithoutValue", 13)]
    public void What_cannot_be_filled_is_refused_where_it_stands(string sql, string? code, int position)
    {
        var refusal = StatementParameters.Missing(One(sql), null);

        Assert.Equal((code, position), (refusal?.Code, refusal?.Position ?? 0));
    }

    [Theory]
    [InlineData("integer", true)]
    [InlineData("numeric(12, 2)", true)]
    [InlineData("timestamp with time zone", true)]
    [InlineData("public.\"My type\"[]", true)]
    [InlineData("int[3]", true)]
    [InlineData("character varying(10)[]", true)]
    [InlineData("int) , lo_unlink(1", false)]
    [InlineData("int), (1", false)]
    [InlineData("int; drop table orders", false)]
    [InlineData("int -- x", false)]
    [InlineData("int /* x */", false)]
    [InlineData("\"unclosed", false)]
    [InlineData("\"a\"\"", false)]
    [InlineData("'int'", false)]
    [InlineData("f(g(1))", false)]
    [InlineData("(int)", false)]
    [InlineData("", false)]
    public void Only_the_name_of_a_type_may_stand_in_a_cast(string text, bool isOne)
    {
        Assert.Equal(isOne, TypeName.IsOne(text));
        var values = new Dictionary<string, ParameterValue> { ["a"] = new("1", text) };
        if (text.Length > 0)
            Assert.Equal(isOne ? null : "NoSuchType", StatementParameters.Missing(One("select :a"), values)?.Code);
    }

    public static TheoryData<string, string?, string?, string?> Values => new()
    {
        { "select coalesce(:v, 'none')", "it's; -- \\ $1", null, "it's; -- \\ $1" },
        { "select pg_typeof(:v)", "x", "text", "text" },
        { "select note from orders where id = :v", "3", null, "order 3" },
        { "select :v + 1", "41", null, "42" },
        { "select :v || 'x'", null, "text", null },
        { "select :v is null", null, "text", "t" },
        { "select pg_typeof(:v)", "1", "numeric(12,2)", "numeric" },
        { "select :v", "1.005", "numeric(12,2)", "1.01" },
        { "select :v::int[]", "{1,NULL,3}", null, "{1,NULL,3}" },
        { "select (:v)[2]", "{a,\"b,c\"}", "text[]", "b,c" },
        { "select 'x' = any(:v)", "{x}", "text[]", "t" },
        { "select :v at time zone 'UTC'", "2026-01-01 00:00:00+01", "timestamptz", "2025-12-31 23:00:00" },
        { "select extract(day from :v)", "3 days 1 hour", "interval", "3" },
        { "select :v->'a'", "{\"a\": 1.10}", "jsonb", "1.10" },
        { "select length(:v)", "\\x00ff", "bytea", "2" },
        { "select :v << '10.0.0.0/8'", "10.1.2.3", "inet", "t" },
        { "select upper(:v)", "[1,5)", "int4range", "5" },
        { "select (:v)::point <-> '(0,0)'", "(3,4)", null, "5" },
        { "select :v::xml", "<a>1</a>", null, "<a>1</a>" },
        { "select :v", "infinity", "date", "infinity" },
        { "select :v", "", null, "" },
        { "select :v", "日本 😀", null, "日本 😀" },
        { "select sum(n) from generate_series(1, :v) n", "4", "int", "10" },
        { "select id from orders order by id limit :v", "1", null, "1" },
        { "select :v", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" },
        { "select :v", "101", "bit(3)", "101" },
        { "explain select * from orders where id = :v", "1", null, "Index Scan using orders_pkey on orders  (cost=0.15..8.17 rows=1 width=52)" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_means_beside_the_statement_what_it_means_inside(string sql, string? value, string? type, string? expected)
    {
        var statement = One(sql);
        var values = new Dictionary<string, ParameterValue> { ["v"] = new(value, type) };
        await using var connection = await host.Postgres.OpenAsync();

        await using var bound = new NpgsqlCommand { Connection = connection, AllResultTypesAreUnknown = true };
        StatementParameters.Bind(bound, statement, values);
        Assert.Equal(expected, await FirstAsync(bound));

        await using var inlined = new NpgsqlCommand(StatementParameters.Inline(statement, values).Text, connection) { AllResultTypesAreUnknown = true };
        Assert.Equal(expected, await FirstAsync(inlined));
    }

    [Fact]
    public async Task The_place_of_an_error_is_that_of_the_written_text()
    {
        var statement = One("select :a_long_name::int, '😀', nope");
        await using var connection = await host.Postgres.OpenAsync();
        await using var command = new NpgsqlCommand { Connection = connection };
        var sent = StatementParameters.Bind(command, statement, new Dictionary<string, ParameterValue> { ["a_long_name"] = new("1", "numeric") });

        var error = await Assert.ThrowsAsync<PostgresException>(async () => await command.ExecuteScalarAsync());

        var offset = AuroraConsole.Query.Runs.QueryError.Utf16Offset(sent.Text, error.Position - 1);
        Assert.Equal(statement.Text.IndexOf("nope", StringComparison.Ordinal), sent.Written(offset));
    }

    [Theory]
    [InlineData("x', lo_create(0), 'y")]
    [InlineData("\\'; select 1 --")]
    [InlineData("$$ $1 :v ''")]
    public async Task A_literal_holds_whatever_it_is_given_with_and_without_standard_strings(string value)
    {
        await using var connection = await host.Postgres.OpenAsync();
        var statement = One("select :v");
        foreach (var standard in new[] { "on", "off" })
        {
            await using var set = new NpgsqlCommand($"set standard_conforming_strings = {standard}; ", connection);
            set.CommandText = set.CommandText.TrimEnd(' ', ';');
            await set.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand(StatementParameters.Inline(statement, new Dictionary<string, ParameterValue> { ["v"] = new(value) }).Text, connection);
            Assert.Equal(value, await command.ExecuteScalarAsync());
        }
    }

    private static async Task<string?> FirstAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return reader.IsDBNull(0) ? null : reader.GetString(0);
    }

    private static SqlStatement One(string sql) => Assert.Single(StatementSplitter.Split(sql));
}
