// pgJDBC, its tokens by the AWS CLI. java -cp postgresql.jar PgJdbc.java; environment: see ClientMatrix.cs.
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGConnection;

class PgJdbc {
    interface Action {
        String run() throws Exception;
    }

    static final String TOKEN = System.getenv("TOKEN");
    static final List<String> CELLS = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        cell("login", () -> {
            try (var connection = connect("app_user", TOKEN, "CA_FILE")) {
                expect(one(connection, "select current_user"), "app_user");
            }
            return "token by `aws rds generate-db-auth-token`";
        });
        cell("wrong CA", () -> {
            expect(Objects.toString(refusal("app_user", TOKEN, "WRONG_CA_FILE").getCause()).contains("unable to find valid certification path"), true);
            return null;
        });
        cell("query", () -> {
            try (var connection = connect("app_user", TOKEN, "CA_FILE"); var statement = connection.prepareStatement("select count(*) from products where price > ?")) {
                statement.setInt(1, 0);
                var rows = statement.executeQuery();
                rows.next();
                expect(rows.getInt(1), 120);
            }
            return null;
        });
        cell("COPY out", () -> {
            try (var connection = connect("app_user", TOKEN, "CA_FILE")) {
                var out = new StringWriter();
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (select n, n * n from generate_series(1, 3) n) to stdout", out);
                expect(out.toString(), "1\t1\n2\t4\n3\t9\n");
            }
            return null;
        });
        cell("COPY in", () -> {
            try (var connection = connect("app_user", TOKEN, "CA_FILE")) {
                connection.createStatement().execute("create temp table t (n int, line text)");
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin", new StringReader("1\ta\\tb\n2\tc\n"));
                expect(one(connection, "select count(*) || '|' || max(length(line)) from t"), "2|3");
            }
            return null;
        });
        cell("NOTIFY", () -> {
            try (var listener = connect("app_user", TOKEN, "CA_FILE"); var speaker = connect("app_user", TOKEN, "CA_FILE")) {
                listener.createStatement().execute("listen news");
                speaker.createStatement().execute("notify news, 'fresh'");
                var heard = listener.unwrap(PGConnection.class).getNotifications(60_000);
                expect(heard[0].getName() + " " + heard[0].getParameter(), "news fresh");
            }
            return null;
        });
        cell("cancel", () -> {
            try (var sleeper = connect("app_user", TOKEN, "CA_FILE"); var watcher = connect("app_user", TOKEN, "CA_FILE"); var statement = sleeper.createStatement()) {
                var process = sleeper.unwrap(PGConnection.class).getBackendPID();
                var canceller = new Thread(() -> {
                    try {
                        while (one(watcher, "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and pid = " + process).equals("0")) Thread.sleep(50);
                        statement.cancel();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                canceller.start();
                try {
                    statement.execute("select pg_sleep(60)");
                    throw new IllegalStateException("it slept");
                } catch (SQLException e) {
                    expect(e.getSQLState(), "57014");
                }
                canceller.join();
                expect(one(sleeper, "select 1"), "1");
            }
            return "by `Statement.cancel`";
        });
        cell("3 KB token", () -> {
            var token = System.getenv("LONG_TOKEN");
            expect(token.length() > 3000, true);
            connect("app_user", token, "CA_FILE").close();
            return null;
        });
        cell("28000", () -> refused("app_user", "28000"));
        cell("28P01", () -> refused("nobody_here", "28P01"));
        System.out.println("{\"version\":" + quote("pgJDBC " + org.postgresql.Driver.class.getPackage().getImplementationVersion() + ", Java " + Runtime.version().feature())
            + ",\"cells\":{" + String.join(",", CELLS) + "}}");
    }

    static Connection connect(String user, String password, String ca) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", System.getenv(ca));
        properties.setProperty("connectTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + System.getenv("PORT") + "/app", properties);
    }

    static SQLException refusal(String user, String password, String ca) {
        try {
            connect(user, password, ca).close();
        } catch (SQLException e) {
            return e;
        }
        throw new IllegalStateException("it was let in");
    }

    static String refused(String user, String sqlState) {
        expect(refusal(user, TOKEN.substring(0, TOKEN.length() - 1), "CA_FILE").getSQLState(), sqlState);
        return "`SQLException.getSQLState`";
    }

    static String one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void expect(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) throw new IllegalStateException(actual + " is not " + expected);
    }

    // The action returns how it was done, or null when the cell's name says it all; any exception is a failure.
    static void cell(String name, Action action) {
        String result = "ok", how;
        try {
            how = action.run();
        } catch (Exception e) {
            result = "failed";
            how = e + " at " + e.getStackTrace()[0];
        }
        CELLS.add(quote(name) + ":{\"result\":" + quote(result) + ",\"how\":" + (how == null ? "null" : quote(how)) + "}");
    }

    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\s", " ") + '"';
    }
}
