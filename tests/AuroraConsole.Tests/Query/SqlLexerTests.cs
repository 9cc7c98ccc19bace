using AuroraConsole.Database;
using AuroraConsole.Query.Statements;

namespace AuroraConsole.Tests.Query;

public sealed class SqlLexerTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1", "select 2")]
    [InlineData("select ';'; select 2", "select ';'", "select 2")]
    [InlineData("select 'it''s;'; select 2", "select 'it''s;'", "select 2")]
    [InlineData("select 'a\\'; select 2", "select 'a\\'", "select 2")]
    [InlineData("select E'a\\';'; select 2", "select E'a\\';'", "select 2")]
    [InlineData("select e'\\\\'; select 2", "select e'\\\\'", "select 2")]
    [InlineData("select E'a'\n'\\';b'; select 2", "select E'a'\n'\\';b'", "select 2")]
    [InlineData("select E'a' -- c\n-- d\n'\\';b'; select 2", "select E'a' -- c\n-- d\n'\\';b'", "select 2")]
    [InlineData("select U&'d\\0061;'; select 2", "select U&'d\\0061;'", "select 2")]
    [InlineData("select U&\"d;\"; select 2", "select U&\"d;\"", "select 2")]
    [InlineData("select u & 'x;'; select 2", "select u & 'x;'", "select 2")]
    [InlineData("select x'1;'; select 2", "select x'1;'", "select 2")]
    [InlineData("select \"a;\"\"b\"; select 2", "select \"a;\"\"b\"", "select 2")]
    [InlineData("select $$;$$; select 2", "select $$;$$", "select 2")]
    [InlineData("select $a$ $b$ ; $$ $a$; select 2", "select $a$ $b$ ; $$ $a$", "select 2")]
    [InlineData("select $é$;$é$; select 2", "select $é$;$é$", "select 2")]
    [InlineData("select a$b$ from t; select $b$;$b$", "select a$b$ from t", "select $b$;$b$")]
    [InlineData("select 1 /* ; /* ; */ ; */; select 2", "select 1", "select 2")]
    [InlineData("select 1+--;\n2; select 2", "select 1+--;\n2", "select 2")]
    [InlineData("select 1 -- ;\n; select 2", "select 1", "select 2")]
    [InlineData("-- only a comment\n; ;\n/* and another */", null, null)]
    [InlineData("/* first */ select 1;", "/* first */ select 1", null)]
    [InlineData("create rule r as on insert to t do (select 1; select 2); select 2", "create rule r as on insert to t do (select 1; select 2)", "select 2")]
    [InlineData("create function f() returns int begin atomic select 1; select case when true then 1 end; end; select 2", "create function f() returns int begin atomic select 1; select case when true then 1 end; end", "select 2")]
    [InlineData("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END; select 2", "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END", "select 2")]
    [InlineData("begin; select 2", "begin", "select 2")]
    [InlineData("select 1e'x'; select 2", "select 1e'x'", "select 2")]
    [InlineData("select 1e'\\'; select 2", "select 1e'\\'", "select 2")]
    [InlineData("select 1a$$; select 2$$", "select 1a$$", "select 2$$")]
    [InlineData("select $1a$; select $a$;$a$", "select $1a$", "select $a$;$a$")]
    [InlineData("select U&'a\\'; select 2", "select U&'a\\'", "select 2")]
    [InlineData("select U&'d!0061' uescape '!'; select 2", "select U&'d!0061' uescape '!'", "select 2")]
    [InlineData("select 'a' -- ;\n'b;'; select 2", "select 'a' -- ;\n'b;'", "select 2")]
    [InlineData("create schema s create table t (n int) create view v as select 1; select 2", "create schema s create table t (n int) create view v as select 1", "select 2")]
    [InlineData("create function f() returns int begin atomic select case when 1 = 1 then case when true then 1 end end; select (case when true then 2 end); end; select 2", "create function f() returns int begin atomic select case when 1 = 1 then case when true then 1 end end; select (case when true then 2 end); end", "select 2")]
    [InlineData("select 1\r\n;\r\n-- x\r;select 2", "select 1", "select 2")]
    [InlineData("select 'never closed; select 2", "select 'never closed; select 2", null)]
    [InlineData("select /* never closed; select 2", "select", null)]
    public void A_text_is_split_as_psql_splits_it(string sql, string? first, string? second)
    {
        var statements = StatementSplitter.Split(sql);

        Assert.Equal(new[] { first, second }.Where(text => text is not null), statements.Select(statement => statement.Text));
        Assert.All(statements, statement => Assert.Equal(statement.Text, sql.Substring(statement.Start, statement.Text.Length)));
    }

    [Theory]
    [InlineData("select 1", SqlTokenKind.Word, SqlTokenKind.Number)]
    [InlineData("$1 $a", SqlTokenKind.Parameter, SqlTokenKind.Symbol, SqlTokenKind.Word)]
    [InlineData("1.5e-3 .5 1_000 0xff", SqlTokenKind.Number, SqlTokenKind.Number, SqlTokenKind.Number, SqlTokenKind.Number)]
    [InlineData("$1abc 1abc 0xfg", SqlTokenKind.Parameter, SqlTokenKind.Number, SqlTokenKind.Number)]
    [InlineData("1..10", SqlTokenKind.Number, SqlTokenKind.Symbol, SqlTokenKind.Number)]
    [InlineData("a[1:2]::int", SqlTokenKind.Word, SqlTokenKind.Symbol, SqlTokenKind.Number, SqlTokenKind.Symbol, SqlTokenKind.Number, SqlTokenKind.Symbol, SqlTokenKind.Symbol, SqlTokenKind.Symbol, SqlTokenKind.Word)]
    [InlineData("\\d orders", SqlTokenKind.PsqlCommand)]
    [InlineData("日本 ñ", SqlTokenKind.Word, SqlTokenKind.Word)]
    [InlineData("n'x' nn'x'", SqlTokenKind.Text, SqlTokenKind.Word, SqlTokenKind.Text)]
    public void Tokens_are_told_apart(string sql, params SqlTokenKind[] kinds) =>
        Assert.Equal(kinds, SqlLexer.Read(sql).Where(token => !token.IsTrivia).Select(token => token.Kind));

    // Pieces that meet in every order: whatever the text, no character is lost, doubled or put into two statements.
    [Fact]
    public void All_tokens_in_a_row_are_the_text_again()
    {
        string[] pieces =
        [
            "'", "\"", "$$", "$a$", "$1", "--", "/*", "*/", "\n", "\r\n", " ", ";", "\\", "E'", "U&'", "u&\"", "x'", "(", ")", "begin", "atomic", "end", "case", "create", "function", "or", "replace",
            "select", "1", "1.", ".5", "1e5", "1e", "::", ":", "a", "é", "😀", "\uD800", "\0", "=", "&", "$", "_",
        ];
        var random = new Random(20261121);
        for (var round = 0; round < 20_000; round++)
        {
            var sql = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var tokens = SqlLexer.Read(sql).ToList();

            Assert.Equal(sql, string.Concat(tokens.Select(token => token.In(sql).ToString())));
            Assert.All(tokens, token => Assert.True(token.Length > 0));
            var statements = StatementSplitter.Split(sql);
            Assert.All(statements, statement => Assert.Equal(statement.Text, sql.Substring(statement.Start, statement.Text.Length)));
            Assert.All(statements.Zip(statements.Skip(1)), pair => Assert.True(pair.First.SpanEnd <= pair.Second.Start));
        }
    }

    [Theory]
    [InlineData("sel|ect 1; select 2", "select 1")]
    [InlineData("select 1|; select 2", "select 1")]
    [InlineData("select 1;| select 2", "select 1")]
    [InlineData("select 1;  |  \n select 2", "select 1")]
    [InlineData("select 1;\n| select 2", "select 2")]
    [InlineData("select 1; sel|ect 2", "select 2")]
    [InlineData("select 1;\n-- about |two\nselect 2", "-- about two\nselect 2")]
    [InlineData("select 1;\nselect 2\n\n|", "select 2")]
    [InlineData("select 1;\n\n|", "select 1")]
    [InlineData("|", null)]
    public void The_statement_under_the_cursor_is_found(string text, string? expected)
    {
        var cursor = text.IndexOf('|', StringComparison.Ordinal);

        Assert.Equal(expected, StatementSplitter.At(text.Remove(cursor, 1), cursor)?.Text);
    }

    [Fact]
    public void A_dump_says_which_of_its_lines_to_remove()
    {
        var statements = StatementSplitter.Split("--\n-- PostgreSQL database dump\n--\n\n\\restrict Zn4vAJzkm\n\nSET statement_timeout = 0;\nSET lock_timeout = 0;\n\n\\unrestrict Zn4vAJzkm\n\n");

        var refusal = StatementRules.Check(statements[0], readOnly: false)!;

        Assert.Equal(("PsqlCommand", "\\restrict Zn4vAJzkm is a command of psql, not SQL, and only psql understands it. pg_dump writes it for psql alone. Remove the line."), (refusal.Code, refusal.Sentence));
        Assert.Null(StatementRules.Check(statements[1], readOnly: false));
        Assert.EndsWith("Remove the line.", StatementRules.Check(statements[2], readOnly: false)!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\d orders", "PsqlCommand")]
    [InlineData("select 1 \\gexec", "PsqlCommand")]
    [InlineData("copy orders from stdin", "CopyFromStdin")]
    [InlineData("copy (select 1) to stdout with csv", null)]
    [InlineData("select $1", "ParameterWithoutValue")]
    [InlineData("insert into orders values (1)", "ReadOnlyMode")]
    [InlineData("commit", "ReadOnlyMode")]
    [InlineData("/* select */ set transaction read write", "ReadOnlyMode")]
    [InlineData("do $$ begin end $$", "ReadOnlyMode")]
    [InlineData("'select'", "ReadOnlyMode")]
    [InlineData("((select 1))", null)]
    [InlineData("with a as (select 1) table a", null)]
    [InlineData("explain analyze select 1", null)]
    [InlineData("select '$1', 'stdin', '\\d'", null)]
    public void What_cannot_work_is_refused_before_it_is_sent(string sql, string? code) =>
        Assert.Equal(code, StatementRules.Check(Assert.Single(StatementSplitter.Split(sql)), readOnly: true)?.Code);

    [Theory]
    [InlineData("selct 1", "Check the spelling")]
    [InlineData("drop table orders", "Switch to read-write to run it.")]
    public void A_misspelled_command_is_told_from_one_that_writes(string sql, string advice) =>
        Assert.Contains(advice, StatementRules.Check(Assert.Single(StatementSplitter.Split(sql)), readOnly: true)!.Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("app_user", "app_user")]
    [InlineData("App User", "\"App User\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("select", "\"select\"")]
    [InlineData("1st", "\"1st\"")]
    [InlineData("", "\"\"")]
    public void Names_are_quoted_as_quote_ident_does(string name, string expected) => Assert.Equal(expected, SqlIdentifier.Quote(name));
}
