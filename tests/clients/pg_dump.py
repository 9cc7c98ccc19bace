"""pg_dump and pg_restore, their tokens by the AWS CLI. Environment: see ClientMatrix.cs."""
import os
import signal
import subprocess
import tempfile
import time

from cells import Cells, command, expect, expect_in, libpq, query

TOKEN = os.environ["MASTER_TOKEN"]
ARCHIVE = os.path.join(tempfile.mkdtemp(), "shop.dump")


def dump(*arguments, password=TOKEN, user="postgres", ca=None):
    return command("/usr/bin/pg_dump", *arguments, password=password, user=user, ca=ca)


def admin(sql, database="postgres"):
    return query(sql, password=TOKEN, user="postgres", database=database)


def login():
    code, output, errors = dump("--schema-only", "--table=products")
    expect((code, errors), (0, ""))
    expect_in("CREATE TABLE public.products", output)
    return "token by `aws rds generate-db-auth-token`"


def wrong_ca():
    code, _, errors = dump(ca=os.environ["WRONG_CA_FILE"])
    expect(code, 1)
    expect_in("certificate verify failed", errors)


def whole():
    expect(dump("--format=custom", f"--file={ARCHIVE}"), (0, "", ""))
    return "a whole database, custom format"


def copy_out():
    code, output, _ = dump("--data-only", "--table=products")
    expect(code, 0)
    expect(len(output.split("COPY public.products")[1].split("\\.")[0].strip().splitlines()), 121)


def copy_in():
    admin("create database restored")
    expect(command("/usr/bin/pg_restore", "--exit-on-error", "--no-comments", "--dbname=restored", ARCHIVE, password=TOKEN, user="postgres"), (0, "", ""))
    count = "select (select count(*) from order_items), (select count(*) from customers)"
    expect(admin(count, "restored"), admin(count, "app"))
    return "by `pg_restore --no-comments` into a new database: the comment on an extension is its owner's, not the master user's"


def cancel():
    # A lock holds it up.
    waiting = "select count(*) from pg_stat_activity where application_name = 'pg_dump' and wait_event_type = 'Lock'"
    environment = {**os.environ, **libpq("postgres", "app"), "PGPASSWORD": TOKEN}
    with subprocess.Popen(["/usr/bin/psql", "-Xq"], stdin=subprocess.PIPE, text=True, bufsize=1, env=environment) as locker:
        locker.stdin.write("begin; lock table shipments in access exclusive mode;\n")
        while admin("select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = 'shipments'::regclass", "app") != "1":
            time.sleep(0.05)
        with subprocess.Popen(["/usr/bin/pg_dump", "--file=/dev/null"], stderr=subprocess.PIPE, text=True, env=environment) as dumper:
            while admin(waiting, "app") != "1":
                time.sleep(0.05)
            dumper.send_signal(signal.SIGINT)
            dumper.communicate(timeout=60)
        # The server noticed while the lock is still held: not by the client's going, but by its request.
        expect(dumper.returncode != 0, True)
        while admin(waiting, "app") != "0":
            time.sleep(0.05)
        locker.communicate("rollback;\n", timeout=60)
    return "by SIGINT while it waits for a lock"


def long_token():
    token = os.environ["MASTER_LONG_TOKEN"]
    expect(len(token) > 3000, True)
    expect(dump("--schema-only", "--table=products", password=token)[0], 0)


def refused(user, message):
    code, _, errors = dump(password=TOKEN[:-1], user=user)
    expect(code, 1)
    expect_in(message, errors)
    return "pg_dump shows the message, no SQLSTATE"


matrix = Cells(subprocess.run(["/usr/bin/pg_dump", "--version"], capture_output=True, text=True, check=True).stdout.strip())
matrix.run("login", login)
matrix.run("wrong CA", wrong_ca)
matrix.run("query", whole)
matrix.run("COPY out", copy_out)
matrix.run("COPY in", copy_in)
matrix.cannot("NOTIFY", "pg_dump does not listen")
matrix.run("cancel", cancel)
matrix.run("3 KB token", long_token)
matrix.run("28000", lambda: refused("postgres", 'FATAL:  PAM authentication failed for user "postgres"'))
matrix.run("28P01", lambda: refused("nobody_here", 'FATAL:  password authentication failed for user "nobody_here"'))
matrix.print()
