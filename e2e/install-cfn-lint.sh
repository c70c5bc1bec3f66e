#!/bin/sh
# install-cfn-lint.sh VERSION FOLDER makes FOLDER/cfn-lint, an executable of exactly that version of AWS's linter of CloudFormation
# templates.
set -eu
version=$1
folder=$2

fail() {
	echo "e2e: $*" >&2
	exit 1
}

command -v python3 >/dev/null || fail "cfn-lint needs python3, and there is none on PATH"
mkdir -p "$folder"
packages=
if python3 -c 'import ensurepip, venv' 2>/dev/null; then
	python3 -m venv "$folder/venv"
	python=$folder/venv/bin/python
	"$python" -m pip install --quiet --disable-pip-version-check "cfn-lint==$version"
elif python3 -m pip --version >/dev/null 2>&1; then
	packages=$folder/packages
	python=python3
	python3 -m pip install --quiet --disable-pip-version-check --target "$packages" "cfn-lint==$version"
else
	fail "python3 has neither venv nor pip to install cfn-lint $version with (Debian: apt-get install python3-venv)"
fi
python=$("$python" -c 'import sys; print(sys.executable)')
cat >"$folder/cfn-lint.new" <<SCRIPT
#!/bin/sh
PYTHONPATH='$packages' exec '$python' -c 'import sys; from cfnlint.runner import main; sys.argv[0] = "cfn-lint"; sys.exit(main())' "\$@"
SCRIPT
chmod +x "$folder/cfn-lint.new"
case $("$folder/cfn-lint.new" --version) in
"cfn-lint $version") ;;
*) fail "cfn-lint was installed and is not $version" ;;
esac
mv "$folder/cfn-lint.new" "$folder/cfn-lint"
