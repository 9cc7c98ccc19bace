"""boto3's generate_db_auth_token. With a number, how many tokens of the first case it mints a second, measured over so many; else a line of stdin is a case {at, host, port, region, user, accessKeyId, secretAccessKey, sessionToken?}; a line out is its token."""
import datetime
import json
import os
import sys
import time
import types

# Where the C library is installed botocore signs with it; its clock is out of reach.
os.environ["BOTO_DISABLE_CRT"] = "true"

import boto3  # noqa: F401  (what people import; it puts the function below on its RDS client)
import botocore.auth
from botocore.credentials import Credentials
from botocore.hooks import HierarchicalEmitter
from botocore.model import ServiceId
from botocore.signers import RequestSigner, generate_db_auth_token

at = None


class Clock(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return at.replace(tzinfo=None)


# botocore of 2025 and later asks a function of its own, earlier ones the class.
botocore.auth.get_current_datetime = lambda remove_tzinfo=True: at.replace(tzinfo=None) if remove_tzinfo else at
botocore.auth.datetime = types.SimpleNamespace(datetime=Clock)
emitter = HierarchicalEmitter()
for line in sys.stdin:
    case = json.loads(line)
    at = datetime.datetime.strptime(case["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    credentials = Credentials(case["accessKeyId"], case["secretAccessKey"], case.get("sessionToken"))
    signer = RequestSigner(ServiceId("RDS"), case["region"], "rds", "v4", credentials, emitter)
    client = types.SimpleNamespace(_request_signer=signer, meta=types.SimpleNamespace(region_name=case["region"]))
    if len(sys.argv) > 1:
        repeats = int(sys.argv[1])
        began = time.perf_counter()
        for _ in range(repeats):
            generate_db_auth_token(client, case["host"], case["port"], case["user"])
        print(repeats / (time.perf_counter() - began))
        break
    print(generate_db_auth_token(client, case["host"], case["port"], case["user"]))
