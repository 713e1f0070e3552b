"""Serves moto, which plays AWS, on a free port of 127.0.0.1.

The first line of output is the URL. The server ends when its standard input
does, so that it never outlives the test that started it.
"""

import json
import logging
import os
import sys
import threading

from moto.iam import models
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.ssoadmin.models import PermissionSet
from werkzeug.serving import make_server

# The AWS managed policies that the tests need: moto copies all there are into
# every account, and 1,500 of them take 2 seconds each time.
POLICIES = {
    "AWSLambdaBasicExecutionRole",
    "AWSSupportAccess",
    "AWSSupportServiceRolePolicy",
    "AdministratorAccess",
    "ReadOnlyAccess",
    "SupportUser",
}

known = json.loads(models.aws_managed_policies_data)
if missing := POLICIES - known.keys():
    sys.exit(f"moto has no AWS managed policy {', '.join(sorted(missing))}")
models.aws_managed_policies_data = json.dumps({name: known[name] for name in sorted(POLICIES)})
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

# As AWS makes them; moto puts them under the instance, with letters beyond f.
PermissionSet.generate_id = staticmethod(
    lambda instance: instance.replace(":instance/", ":permissionSet/") + "/ps-" + mock_random.get_random_hex(16)
)

logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line for each request
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.port}", flush=True)
sys.stdin.read()
