"""The cells of a client in the matrix: what it did, printed as one JSON document."""
import json
import os
import subprocess
import traceback

URL = os.environ["SANDBOX_URL"]
REGION = os.environ["AWS_DEFAULT_REGION"]


class Cells:
    def __init__(self, version):
        self.document = {"version": version, "cells": {}}

    def run(self, name, action):
        """The action returns how it was done, or nothing when the cell's name says it all; any exception is a failure."""
        try:
            self.document["cells"][name] = {"result": "ok", "how": action()}
        except Exception:
            self.document["cells"][name] = {"result": "failed", "how": traceback.format_exc(limit=-2)}

    def cannot(self, name, why):
        self.document["cells"][name] = {"result": "cannot", "how": why}

    def print(self):
        print(json.dumps(self.document))


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}")


def expect_in(part, text):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def libpq(user, database, ca=None):
    """The environment of a program on libpq, but for the password."""
    return {
        "PGHOST": "localhost", "PGPORT": os.environ["PORT"], "PGUSER": user, "PGDATABASE": database,
        "PGSSLMODE": "verify-full", "PGSSLROOTCERT": ca or os.environ["CA_FILE"], "PGCONNECT_TIMEOUT": "20",
    }


def command(program, *arguments, password, user="app_user", database="app", ca=None, stdin=""):
    """Exit code, output and errors of a program on libpq."""
    done = subprocess.run([program, *arguments], input=stdin, capture_output=True, text=True, timeout=60,
                          env={**os.environ, **libpq(user, database, ca), "PGPASSWORD": password})
    return done.returncode, done.stdout, done.stderr


def query(sql, *, password, user="app_user", database="app"):
    """What psql answers."""
    code, output, errors = command("/usr/bin/psql", "-XqAt", password=password, user=user, database=database, stdin=sql)
    if code != 0 or errors:
        raise AssertionError(f"psql ended with {code}: {errors}")
    return output.strip()


def aws(*arguments, keys=None):
    """The AWS CLI's answer; `keys`: temporary credentials as AssumeRole gives them."""
    environment = dict(os.environ)
    if keys:
        environment |= {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], "AWS_SESSION_TOKEN": keys["SessionToken"]}
    done = subprocess.run(["/usr/bin/aws", "--endpoint-url", URL, "--output", "json", *arguments], capture_output=True, text=True, timeout=60, env=environment)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout) if done.stdout.strip().startswith(("{", "[")) else done.stdout.strip()
