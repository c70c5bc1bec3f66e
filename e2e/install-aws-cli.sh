#!/bin/sh
# install-aws-cli.sh VERSION FOLDER makes FOLDER/aws, an executable of exactly that version of aws-cli: its validate-logs is what
# trailproof logs verify is compared with.
set -eu
version=$1
folder=$2

fail() {
	echo "e2e: $*" >&2
	exit 1
}

command -v python3 >/dev/null || fail "aws-cli needs python3, and there is none on PATH"
mkdir -p "$folder"
packages=
if python3 -c 'import ensurepip, venv' 2>/dev/null; then
	python3 -m venv "$folder/venv"
	python=$folder/venv/bin/python
	"$python" -m pip install --quiet --disable-pip-version-check "awscli==$version"
elif python3 -m pip --version >/dev/null 2>&1; then
	packages=$folder/packages
	python=python3
	python3 -m pip install --quiet --disable-pip-version-check --target "$packages" "awscli==$version"
else
	fail "python3 has neither venv nor pip to install aws-cli $version with (Debian: apt-get install python3-venv)"
fi
python=$("$python" -c 'import sys; print(sys.executable)')
cat >"$folder/aws.new" <<SCRIPT
#!/bin/sh
PYTHONPATH='$packages' exec '$python' -m awscli "\$@"
SCRIPT
chmod +x "$folder/aws.new"
case $("$folder/aws.new" --version) in
"aws-cli/$version "*) ;;
*) fail "aws-cli was installed and is not $version" ;;
esac
mv "$folder/aws.new" "$folder/aws"
