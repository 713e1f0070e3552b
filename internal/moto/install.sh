#!/usr/bin/env bash
# Installs what the test of this folder needs, moto and the AWS CLI, each into
# a virtual environment of its own: their dependencies may contradict each
# other. Nothing is done for one that is up to date.
#
# usage: install.sh [DIRECTORY]   (default: .tools of the repository)
set -euo pipefail

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${1:-$here/../../.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)

# Debian's python3 has venv without ensurepip, which it needs.
has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

need_python() {
	if ! has_venv; then
		if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			fail "python3 with the module venv is missing; install it (Debian: python3 and python3-venv)"
		fi
		export DEBIAN_FRONTEND=noninteractive
		apt-get update -qq >/dev/null || fail "apt-get update failed"
		apt-get install -y -qq python3 python3-venv >/dev/null || fail "apt-get could not install python3 and python3-venv"
		has_venv || fail "python3 has no module venv, although python3-venv is installed; is another python3 before it in PATH?"
		echo "installed python3 and python3-venv"
	fi
	# What the requirements pin does not run on older ones.
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
		fail "$(python3 --version) is too old; expected 3.11 or later"
}

# install NAME makes the virtual environment NAME from requirements/NAME.txt.
# The stamp says which requirements it has, and for which directory it was
# made, since its scripts name that; it is written last, so that what was cut
# short is done again.
install() {
	local venv=$tools/$1 requirements=$here/requirements/$1.txt stamp
	stamp="$(cksum <"$requirements") $venv"
	if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/stamp" 2>/dev/null)" = "$stamp" ]; then
		return
	fi
	need_python
	rm -rf "$venv"
	python3 -m venv "$venv"
	# Wheels only: an sdist would run code that no hash vouches for.
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
		--only-binary :all: --require-hashes -r "$requirements"
	echo "$stamp" >"$venv/stamp"
	echo "installed $1 in $venv"
}

install moto
install awscli
