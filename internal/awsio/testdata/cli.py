"""Runs commands of the AWS CLI, all in one process: it is the start of the CLI
that takes the time.

Each line of the standard input is a JSON object with the arguments, the
environment, and the file that takes the output.
"""

import contextlib
import json
import os
import sys

from awscli.clidriver import create_clidriver

for line in sys.stdin:
    command = json.loads(line)
    os.environ.update(command["env"])
    os.makedirs(os.path.dirname(command["file"]), exist_ok=True)
    with open(command["file"], "w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        status = create_clidriver().main(command["args"])
    if status:
        sys.exit(f"{command['args']}: exit status {status}")
