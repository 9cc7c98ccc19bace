"""psql, its tokens by the AWS CLI. Environment: see ClientMatrix.cs."""
import os
import signal
import subprocess
import time

from cells import Cells, command, expect, expect_in, libpq, query

PSQL = "/usr/bin/psql"
TOKEN = os.environ["TOKEN"]


def psql(sql, password=TOKEN, user="app_user", ca=None):
    return command(PSQL, "-XqAt", "-v", "VERBOSITY=verbose", password=password, user=user, ca=ca, stdin=sql)


def start():
    return subprocess.Popen([PSQL, "-XqAt", "-v", "VERBOSITY=verbose"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1,
                            env={**os.environ, **libpq("app_user", "app"), "PGPASSWORD": TOKEN})


def login():
    expect(psql("select current_user"), (0, "app_user\n", ""))
    return "token by `aws rds generate-db-auth-token`"


def wrong_ca():
    code, _, errors = psql("select 1", ca=os.environ["WRONG_CA_FILE"])
    expect(code, 2)
    expect_in("certificate verify failed", errors)


def copy_out():
    expect(psql("copy (select n, n * n from generate_series(1, 3) n) to stdout")[1], "1\t1\n2\t4\n3\t9\n")


def copy_in():
    expect(psql("create temp table t (n int, line text);\ncopy t from stdin;\n1\ta\\tb\n2\tc\n\\.\nselect count(*), max(length(line)) from t;\n"), (0, "2|3\n", ""))


def notify():
    with start() as listener:
        listener.stdin.write("listen news;\nselect 'listening';\n")
        expect(listener.stdout.readline(), "listening\n")
        query("notify news, 'fresh'", password=TOKEN)
        output, _ = listener.communicate("select 1;\n", timeout=60)
        expect_in('Asynchronous notification "news" with payload "fresh" received', output)


def cancel():
    with start() as sleeper:
        sleeper.stdin.write("set application_name = 'sleeper';\nselect pg_sleep(60);\n")
        while query("select count(*) from pg_stat_activity where application_name = 'sleeper' and wait_event = 'PgSleep'", password=TOKEN) != "1":
            time.sleep(0.05)
        sleeper.send_signal(signal.SIGINT)
        output, _ = sleeper.communicate(timeout=60)
        expect_in("ERROR:  57014: canceling statement due to user request", output)
        expect_in("Cancel request sent", output)
    return "by SIGINT, at which a script of psql ends"


def long_token():
    token = os.environ["LONG_TOKEN"]
    expect(len(token) > 3000, True)
    expect(psql("select current_user", token), (0, "app_user\n", ""))


def refused(user, message):
    code, _, errors = psql("select 1", TOKEN[:-1], user)
    expect(code, 2)
    expect_in(message, errors)
    return "psql shows the message, no SQLSTATE"


matrix = Cells(subprocess.run([PSQL, "--version"], capture_output=True, text=True, check=True).stdout.strip())
matrix.run("login", login)
matrix.run("wrong CA", wrong_ca)
matrix.run("query", lambda: expect(query("select count(*) from products", password=TOKEN), "120"))
matrix.run("COPY out", copy_out)
matrix.run("COPY in", copy_in)
matrix.run("NOTIFY", notify)
matrix.run("cancel", cancel)
matrix.run("3 KB token", long_token)
matrix.run("28000", lambda: refused("app_user", 'FATAL:  PAM authentication failed for user "app_user"'))
matrix.run("28P01", lambda: refused("nobody_here", 'FATAL:  password authentication failed for user "nobody_here"'))
matrix.print()
