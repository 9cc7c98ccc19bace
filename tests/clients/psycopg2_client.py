"""psycopg2, its tokens by boto3. Environment: see ClientMatrix.cs."""
import io
import os
import select

import boto3
import psycopg2
import psycopg2.extensions

from cells import REGION, URL, Cells, expect, expect_in

PORT = int(os.environ["PORT"])


def mint(user, **credentials):
    return boto3.client("rds", region_name=REGION, **credentials).generate_db_auth_token("localhost", PORT, user)


def connect(user="app_user", password=None, ca=None):
    return psycopg2.connect(host="localhost", port=PORT, user=user, password=password or mint(user), dbname="app",
                            sslmode="verify-full", sslrootcert=ca or os.environ["CA_FILE"], connect_timeout=20)


def rows(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def login():
    connection = connect()
    expect(rows(connection, "select current_user"), [("app_user",)])
    connection.close()
    return "token by boto3's `generate_db_auth_token`"


def wrong_ca():
    try:
        connect(ca=os.environ["WRONG_CA_FILE"])
    except psycopg2.OperationalError as error:
        expect_in("certificate verify failed", str(error))
    else:
        raise AssertionError("it connected")


def copy_out():
    with connect() as connection, connection.cursor() as cursor:
        out = io.StringIO()
        cursor.copy_expert("copy (select n, n * n from generate_series(1, 3) n) to stdout", out)
        expect(out.getvalue(), "1\t1\n2\t4\n3\t9\n")


def copy_in():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("create temp table t (n int, line text)")
        cursor.copy_expert("copy t from stdin", io.StringIO("1\ta\\tb\n2\tc\n"))
        expect(rows(connection, "select count(*), max(length(line)) from t"), [(2, 3)])


def notify():
    listener, speaker = connect(), connect()
    for connection in (listener, speaker):
        connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    listener.cursor().execute("listen news")
    speaker.cursor().execute("notify news, 'fresh'")
    expect(select.select([listener], [], [], 60)[0], [listener])
    listener.poll()
    expect([(told.channel, told.payload) for told in listener.notifies], [("news", "fresh")])


def cancel():
    watcher, sleeper = connect(), connect()
    watcher.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    # Waiting by select, as its documentation shows, leaves the thread free to cancel.
    process = sleeper.get_backend_pid()

    def wait(connection):
        while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
            select.select([connection.fileno()], [], [], 0.05) if state == psycopg2.extensions.POLL_READ else select.select([], [connection.fileno()], [], 0.05)
            if connection is sleeper and asleep(process):
                connection.cancel()

    def asleep(process):
        psycopg2.extensions.set_wait_callback(None)
        found = rows(watcher, f"select count(*) from pg_stat_activity where pid = {process} and wait_event = 'PgSleep'")
        psycopg2.extensions.set_wait_callback(wait)
        return found == [(1,)]

    psycopg2.extensions.set_wait_callback(wait)
    try:
        rows(sleeper, "select pg_sleep(60)")
    except psycopg2.extensions.QueryCanceledError as error:
        expect(error.pgcode, "57014")
    else:
        raise AssertionError("it slept")
    finally:
        psycopg2.extensions.set_wait_callback(None)
    sleeper.rollback()
    expect(rows(sleeper, "select 1"), [(1,)])


def long_token():
    keys = boto3.client("sts", region_name=REGION, endpoint_url=URL).assume_role(RoleArn=os.environ["ROLE_ARN"], RoleSessionName="psycopg2")["Credentials"]
    token = mint("app_user", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
    expect(len(token) > 3000, True)
    connect(password=token).close()


def refused(user, message):
    try:
        connect(user, mint(user)[:-1])
    except psycopg2.OperationalError as error:
        expect_in(message, str(error))
        expect(error.pgcode, None)
    else:
        raise AssertionError("it connected")
    return "in the message; `pgcode` of a failed connection is `None`"


version = psycopg2.extensions.libpq_version()
matrix = Cells(f"psycopg2 {psycopg2.__version__.split()[0]}, libpq {version // 10000}.{version % 10000}")
matrix.run("login", login)
matrix.run("wrong CA", wrong_ca)
matrix.run("query", lambda: expect(rows(connect(), "select count(*) from products"), [(120,)]))
matrix.run("COPY out", copy_out)
matrix.run("COPY in", copy_in)
matrix.run("NOTIFY", notify)
matrix.run("cancel", cancel)
matrix.run("3 KB token", long_token)
matrix.run("28000", lambda: refused("app_user", 'PAM authentication failed for user "app_user"'))
matrix.run("28P01", lambda: refused("nobody_here", 'password authentication failed for user "nobody_here"'))
matrix.print()
