"""Turn a tagger's weights into pipeline/themes/data/classes.txt.gz: python scripts/convert_word_classes.py FILE.

FILE is tagger.json.gz of the package denckring-en-pos 0.6.0. Weights are rounded to whole numbers, so that sums are the
same on every machine; those under 1 are left out, which halves the file.
"""

import gzip
import json
import sys
from pathlib import Path

LEAST = 1.0
OUT = Path(__file__).resolve().parents[1] / "pipeline" / "themes" / "data" / "classes.txt.gz"


def lines_of(model: dict[str, dict[str, dict[str, float]]], classes: list[str]) -> list[str]:
    """The file's lines: the classes, each word of one class only, then each feature with its weights."""
    number = {name: place for place, name in enumerate(classes)}
    sure = [f"= {word}\t{number[str(name)]}" for word, name in sorted(model["tagdict"].items())]
    told = []
    for feature, weights in sorted(model["weights"].items()):
        kept = [f"{number[name]}:{round(weight)}" for name, weight in sorted(weights.items()) if abs(weight) >= LEAST]
        if kept:
            told.append(f"{feature.replace('t-1 w ', 't-1w ', 1)}\t{' '.join(kept)}")
    return [" ".join(classes), *sure, *told]


def main() -> None:
    """Read the weights that the command line names, write ours."""
    model = json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes()))
    text = "\n".join(lines_of(model, sorted(model["classes"]))) + "\n"
    OUT.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()
