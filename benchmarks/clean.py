"""Cleaning in figures, with peers in the same run: python -m benchmarks.clean [PART...] [--all].

Four parts, each with a table of its own: personal data, campaigns, language and speed. --all adds the largest size to
the part on speed.
"""

import argparse
import importlib

PARTS = {
    "pii": "benchmarks.clean_pii",
    "campaigns": "benchmarks.clean_campaigns",
    "language": "benchmarks.clean_language",
    "speed": "benchmarks.clean_speed",
}
AIMS = (
    "Aims: recall of structured kinds >= 0.99, of names >= 0.96; false alarms in <= 2 % of clean rows; "
    ">= 2,000 answers a second a core; 50,000 answers in <= 120 s and <= 2 GiB."
)


def _print_part(name: str, everything: bool) -> None:
    print(f"\n## {name}", flush=True)
    part = importlib.import_module(PARTS[name])
    if name == "speed":
        part.table(everything)
    else:
        part.table()


def main() -> None:
    """Read the command line and print the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--all", action="store_true", help="the largest size of the part on speed too")
    asked = parser.parse_args()
    unknown = sorted(set(asked.parts) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    for name in PARTS:
        if not asked.parts or name in asked.parts:
            _print_part(name, asked.all)
    print(f"\n{AIMS}")


if __name__ == "__main__":
    main()
