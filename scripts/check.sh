#!/bin/sh
# One command checks all, and goes on to the end.
set -u
bin=.venv/bin
failed=""
step() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed $name"
}
step format $bin/ruff format --check .
step lint $bin/ruff check .
step types $bin/mypy
step imports $bin/lint-imports --no-cache
step tests make --no-print-directory test
step book make --no-print-directory strict-book
if [ -n "$failed" ]; then
    echo "failed:$failed"
    exit 1
fi
echo "all checks passed"
