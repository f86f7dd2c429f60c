#!/bin/sh
# Figures against peers: bench.sh [NAME [OPTION...]]. A benchmark that needs peers names them in
# benchmarks/requirements-NAME.txt; they get an environment of their own, which sees ours. A part of a benchmark has an
# underscore in its name and is run by the whole.
set -eu
whole() { grep -l "__main__" benchmarks/*.py | xargs -n 1 basename | sed "s/[.]py$//" | grep -v _; }
names=${1:-$(whole)}
[ $# -eq 0 ] || shift
for name in $names; do
    [ -f "benchmarks/$name.py" ] || { echo "no benchmark '$name'; there are: $(whole | tr '\n' ' ')" >&2; exit 2; }
    python=.venv/bin/python
    if [ -f "benchmarks/requirements-$name.txt" ]; then
        [ -d "build/bench-$name" ] || .venv/bin/python -m venv "build/bench-$name"
        # A path file puts our packages behind the peers': an environment made from another does not see that one's.
        packages='import sysconfig; print(sysconfig.get_path("purelib"))'
        .venv/bin/python -c "$packages" > "$("build/bench-$name/bin/python" -c "$packages")/ours.pth"
        "build/bench-$name/bin/python" -m pip install --quiet -r "benchmarks/requirements-$name.txt"
        python="build/bench-$name/bin/python"
    fi
    echo "== $name"
    "$python" -m "benchmarks.$name" "$@"
done
