"""pgbench, its tokens by the AWS CLI. Environment: see ClientMatrix.cs."""
import os
import signal
import subprocess
import time

from cells import Cells, command, expect, expect_in, libpq, query

PGBENCH = next(path for path in os.environ["PGBENCH"].split(os.pathsep) if os.path.exists(path))
TOKEN = os.environ["MASTER_TOKEN"]


def pgbench(*arguments, password=TOKEN, user="postgres", ca=None):
    return command(PGBENCH, *arguments, password=password, user=user, database="postgres", ca=ca)


def admin(sql):
    return query(sql, password=TOKEN, user="postgres", database="postgres")


def login():
    code, _, errors = pgbench("-i", "-I", "dt", "-q")
    expect((code, "done in" in errors), (0, True))
    return "token by `aws rds generate-db-auth-token`"


def wrong_ca():
    code, _, errors = pgbench("-i", ca=os.environ["WRONG_CA_FILE"])
    expect(code, 1)
    expect_in("certificate verify failed", errors)


def copy_in():
    expect(pgbench("-i", "-I", "g", "-q")[0], 0)
    expect(admin("select count(*) from pgbench_accounts"), "100000")
    return "`-i` fills its tables by COPY"


def select():
    code, output, _ = pgbench("-S", "-n", "-c", "4", "-t", "100")
    expect(code, 0)
    expect_in("number of transactions actually processed: 400/400", output)
    return "`-S`, 4 clients"


def cancel():
    waiting = "select count(*) from pg_stat_activity where application_name = 'pgbench' and wait_event_type = 'Lock'"
    environment = {**os.environ, **libpq("postgres", "postgres"), "PGPASSWORD": TOKEN}
    with subprocess.Popen(["/usr/bin/psql", "-Xq"], stdin=subprocess.PIPE, text=True, bufsize=1, env=environment) as locker:
        locker.stdin.write("begin; lock table pgbench_accounts in access share mode;\n")
        while admin("select count(*) from pg_locks where granted and relation = 'pgbench_accounts'::regclass") != "1":
            time.sleep(0.05)
        with subprocess.Popen([PGBENCH, "-i", "-I", "g", "-q"], stderr=subprocess.PIPE, text=True, env=environment) as bench:
            while admin(waiting) != "1":
                time.sleep(0.05)
            bench.send_signal(signal.SIGINT)
            _, errors = bench.communicate(timeout=60)
        expect_in("canceling statement due to user request", errors)
        locker.communicate("rollback;\n", timeout=60)
    return "by SIGINT during `-i`, while it waits for a lock"


def long_token():
    token = os.environ["MASTER_LONG_TOKEN"]
    expect(len(token) > 3000, True)
    expect(pgbench("-S", "-n", "-t", "1", password=token)[0], 0)


def refused(user, message):
    code, _, errors = pgbench("-i", password=TOKEN[:-1], user=user)
    expect(code, 1)
    expect_in(message, errors)
    return "pgbench shows the message, no SQLSTATE"


matrix = Cells(subprocess.run([PGBENCH, "--version"], capture_output=True, text=True, check=True).stdout.strip())
matrix.run("login", login)
matrix.run("wrong CA", wrong_ca)
matrix.run("COPY in", copy_in)
matrix.run("query", select)
matrix.cannot("COPY out", "pgbench reads no COPY data")
matrix.cannot("NOTIFY", "pgbench does not listen")
matrix.run("cancel", cancel)
matrix.run("3 KB token", long_token)
matrix.run("28000", lambda: refused("postgres", 'FATAL:  PAM authentication failed for user "postgres"'))
matrix.run("28P01", lambda: refused("nobody_here", 'FATAL:  password authentication failed for user "nobody_here"'))
matrix.print()
