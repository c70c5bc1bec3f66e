#!/bin/sh
# install-sarif-multitool.sh VERSION FOLDER makes FOLDER/sarif-multitool, Microsoft's validator of SARIF files. Its program for
# this system comes in a package of its own, which is pinned as well.
set -eu
version=$1
folder=$2

command -v npm >/dev/null || {
	echo "e2e: the validator of SARIF files needs npm, and there is none on PATH" >&2
	exit 1
}
system=$(uname -s | tr '[:upper:]' '[:lower:]')
mkdir -p "$folder"
npm install --prefix "$folder" --silent --no-save --no-audit --no-fund --ignore-scripts \
	"@microsoft/sarif-multitool@$version" "@microsoft/sarif-multitool-$system@$version"
chmod u+x "$folder/node_modules/@microsoft/sarif-multitool-$system/Sarif.Multitool"
ln -sf "node_modules/@microsoft/sarif-multitool-$system/Sarif.Multitool" "$folder/sarif-multitool"
