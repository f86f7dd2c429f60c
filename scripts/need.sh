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
*)
    echo "need.sh: '$1' is not known; one of venv, chromium" >&2
    exit 2
    ;;
esac
