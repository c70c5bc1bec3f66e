#!/bin/sh
# install-iam-simulate.sh VERSION FOLDER installs exactly that version of @cloud-copilot/iam-simulate into FOLDER: another's
# evaluator of IAM policies, which judges ours from a process of its own.
set -eu
version=$1
folder=$2

command -v npm >/dev/null || {
	echo "e2e: the oracle of IAM policies needs npm, and there is none on PATH" >&2
	exit 1
}
mkdir -p "$folder"
npm install --prefix "$folder" --silent --no-save --no-audit --no-fund --ignore-scripts "@cloud-copilot/iam-simulate@$version"
touch "$folder/installed"
