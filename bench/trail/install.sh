#!/usr/bin/env bash
# Installs DuckDB, which the benchmark compares with, into a virtual environment.
# Nothing is done if it is up to date.
#
# usage: install.sh [DIRECTORY]   (default: .tools of the repository)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${1:-$here/../../.tools}
requirements=$here/requirements/duckdb.txt
mkdir -p "$tools"
venv=$(cd "$tools" && pwd)/duckdb

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
	echo "install.sh: python3 with the module venv is missing; install it (Debian: python3 and python3-venv)" >&2
	exit 1
fi

# The stamp is written last, so that what was cut short is done again.
stamp="$venv $(sha256sum <"$requirements")"
if [ "$(cat "$venv/stamp" 2>/dev/null)" = "$stamp" ]; then
	exit 0
fi
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
	--only-binary :all: --require-hashes -r "$requirements"
echo "$stamp" >"$venv/stamp"
echo "installed DuckDB in $venv"
