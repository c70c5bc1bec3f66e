#!/bin/sh
# install-moto.sh VERSION FOLDER makes FOLDER/moto_server, an executable of exactly that version of moto: the one that python3
# has, or else one that is installed into the folder. It ends when its standard input does, so that it never outlives the
# tests, however they end.
set -eu
version=$1
folder=$2

fail() {
	echo "e2e: $*" >&2
	exit 1
}

command -v python3 >/dev/null || fail "the AWS emulator needs python3, and there is none on PATH"
mkdir -p "$folder"
has='import sys, flask, flask_cors, importlib.metadata as m; m.version("moto") == sys.argv[1] or sys.exit(1)'
packages=
if python3 -c "$has" "$version" 2>/dev/null; then
	python=python3
elif python3 -c 'import ensurepip, venv' 2>/dev/null; then
	python3 -m venv "$folder/venv"
	python=$folder/venv/bin/python
	"$python" -m pip install --quiet --disable-pip-version-check "moto[server]==$version"
elif python3 -m pip --version >/dev/null 2>&1; then
	packages=$folder/packages
	python=python3
	python3 -m pip install --quiet --disable-pip-version-check --target "$packages" "moto[server]==$version"
else
	fail "python3 has neither moto $version nor venv nor pip to install it with (Debian: apt-get install python3-venv)"
fi
python=$("$python" -c 'import sys; print(sys.executable)')
PYTHONPATH=$packages "$python" -c "$has" "$version" || fail "moto $version was installed and can't be imported"

cat >"$folder/moto_server.py" <<'PYTHON'
import os
import sys
import threading

from moto.server import main


def end_with_stdin():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_stdin, daemon=True).start()
main()
PYTHON
cat >"$folder/moto_server.new" <<SCRIPT
#!/bin/sh
PYTHONPATH='$packages' exec '$python' "\$(dirname "\$0")/moto_server.py" "\$@"
SCRIPT
chmod +x "$folder/moto_server.new"
mv "$folder/moto_server.new" "$folder/moto_server"
