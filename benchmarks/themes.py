"""Themes against human codes and against peers, in one run: python -m benchmarks.themes [SET...].

Two ways of ours: each row as one point, and rows cleaned and cut into points as the product does, an answer counted
under its main theme. Agreement is over every row with a human code: what a way drops or leaves without a theme costs
it. Coverage is of the rows a way could use; a theme of ours whose texts fail the rule `loose` counts as none. Seconds
are those from the model's vectors on, which every way is given. Then how steady ours is, how fast, and how it carries
themes from round to round.
"""

import argparse
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from benchmarks import themes_rounds, themes_speed, themes_steady
from benchmarks.sets import SETS, VALIDATION, LabelledSet, labelled_set
from benchmarks.themes_peers import FAIR, Peer, bertopic_and_full, peers, quietly
from benchmarks.themes_ways import (
    DETAILS,
    Cut,
    Told,
    coherent,
    of_answers,
    only,
    ours,
    score,
    split_points,
    whole_points,
)
from benchmarks.themes_ways import embedder as _embedder
from benchmarks.themes_ways import expansions as _expansions
from pipeline.embed.protocol import PoolingEmbedder, Vectors

HEAD = "| set | way | themes | human | coverage | dropped | AMI | ARI | BCubed F | matched F1 | seconds |"
AGREEMENT = ("ami", "bcubed_f", "matched_f1")
FEW, MANY = 2, 10
PARTS = ("agreement", "steady", "speed", "rounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way on one set."""

    set: str
    way: str
    coverage: float  # of the rows it could use
    dropped: float
    found: dict[str, Any]  # as the scorer tells it
    seconds: float

    @property
    def is_ours(self) -> bool:
        return self.way.startswith("ours")

    def shown(self) -> str:
        """The line of the table."""
        told = [self.found[name] for name in ("ami", "ari", "bcubed_f", "matched_f1")]
        cells = [self.found["pred_k"], self.found["gold_k"], f"{self.coverage:.3f}", f"{self.dropped:.3f}", *told]
        return f"| {self.set} | {self.way} | " + " | ".join(map(str, cells)) + f" | {self.seconds:.1f} |"


def _shares(rows: Sequence[str], told: Told) -> tuple[float, float]:
    """Of the rows a way could use those with a theme, and of all rows those it could not use."""
    usable = [row for row in rows if row in told]
    themed = sum(bool(told[row]) for row in usable)
    return themed / max(1, len(usable)), 1 - len(usable) / max(1, len(rows))


def _line(labelled: LabelledSet, way: str, told: Told, seconds: float) -> Line:
    gold = labelled.gold()
    coverage, dropped = _shares([row for row, codes in gold.items() if codes], told)
    found = score(gold, told)
    return Line(set=labelled.name, way=way, coverage=coverage, dropped=dropped, found=found, seconds=seconds)


def _our_lines(labelled: LabelledSet, embedder: PoolingEmbedder, details: Sequence[str]) -> Iterator[Line]:
    glossary = _expansions()
    cuts: dict[str, Callable[[], Cut]] = {
        "rows": lambda: whole_points(labelled.frame),
        "points": lambda: split_points(labelled.frame, glossary),
    }
    for name, make in cuts.items():
        cut = make()
        embedder.encode([*cut.points["text"], *cut.wholes])  # read beforehand: not in the seconds
        for detail in details:
            began = time.monotonic()
            found = ours(cut, embedder, glossary, detail)
            seconds = time.monotonic() - began
            told = only(of_answers(found, cut.points), coherent(found))
            yield _line(labelled, f"ours, {name}, {detail}", told, seconds)


def _told(labelled: LabelledSet, labels: np.ndarray) -> Told:
    return {row: [str(n)] if n >= 0 else [] for row, n in zip(labelled.frame["id"], labels.tolist(), strict=True)}


def _peer_lines(labelled: LabelledSet, vectors: Vectors, there: Mapping[str, Peer]) -> Iterator[Line]:
    texts = list(labelled.frame["text"])
    for name, peer in there.items():
        began = time.monotonic()
        labels = quietly(peer, texts, vectors)
        seconds = time.monotonic() - began
        for way, each in bertopic_and_full(name, labels, vectors):
            yield _line(labelled, way, _told(labelled, each), seconds)


def _best(lines: Sequence[Line], measure: str) -> Line | None:
    """The peer that is best by a measure among those that give nearly every row a theme."""
    fair = [line for line in lines if not line.is_ours and line.coverage >= FAIR]
    return max(fair, key=lambda line: float(line.found[measure]), default=None)


def _ratio(mine: Line, best: Line, measure: str) -> float:
    return float(mine.found[measure]) / max(1e-9, float(best.found[measure]))


def _compared(lines: Sequence[Line], measure: str) -> dict[str, float]:
    """Each way of ours against the best fair peer of its set by that measure."""
    best = _best(lines, measure)
    return {} if best is None else {line.way: _ratio(line, best, measure) for line in lines if line.is_ours}


def ratios(lines: Sequence[Line]) -> list[str]:
    """Ours against the best fair peer by each measure, set by set and in the median; what is below 1 is marked."""
    sets = list(dict.fromkeys(line.set for line in lines))
    by_set = {name: [line for line in lines if line.set == name] for name in sets}
    ways = list(dict.fromkeys(line.way for line in lines if line.is_ours))
    out = []
    for measure in AGREEMENT:
        compared = {name: _compared(by_set[name], measure) for name in sets}
        out += [f"\n{measure}: ours / best fair peer (a peer is fair where it gives {FAIR:.0%} of the rows a theme)"]
        out += ["| set | best fair peer | " + " | ".join(ways) + " |", "|---" * (len(ways) + 2) + "|"]
        for name in sets:
            if best := _best(by_set[name], measure):
                cells = " | ".join(_marked(compared[name][way]) for way in ways)
                out.append(f"| {name} | {best.way} {best.found[measure]} | {cells} |")
        medians = [median([told[way] for told in compared.values() if told] or [0.0]) for way in ways]
        out.append("| median | | " + " | ".join(map(_marked, medians)) + " |")
    return out


def stops(lines: Sequence[Line]) -> list[str]:
    """For each set and way of cutting the dial's stop at which ours does best by BCubed F and matched F1 together."""
    out = [
        "\nThe stop of the dial with the larger least of both ratios",
        "| set | ours | stop | BCubed F | matched F1 |",
    ]
    out.append("|---" * 5 + "|")
    for name in dict.fromkeys(line.set for line in lines):
        mine = [line for line in lines if line.set == name]
        told = [_compared(mine, measure) for measure in AGREEMENT[1:]]
        for cut in dict.fromkeys(way.rpartition(", ")[0] for way in told[0]):
            at = max((way for way in told[0] if way.startswith(cut)), key=lambda way: min(each[way] for each in told))
            cells = [cut, at.rpartition(", ")[2], *(_marked(each[at]) for each in told)]
            out.append(f"| {name} | " + " | ".join(cells) + " |")
    return out


def _marked(ratio: float) -> str:
    return f"{ratio:.2f}" + (" **loses**" if ratio < 1 else "")


def agreement(names: Sequence[str], details: Sequence[str]) -> None:
    """Print every way on every set, and the ratios."""
    print("\n".join([HEAD, "|---" * 11 + "|"]))
    embedder, there, lines = _embedder(), peers(), []
    for name in names:
        labelled = labelled_set(name)
        vectors = embedder.encode(list(labelled.frame["text"]))
        for found in (_our_lines(labelled, embedder, details), _peer_lines(labelled, vectors, there)):
            for line in found:
                lines.append(line)
                print(line.shown(), flush=True)
    print("\n".join([*ratios(lines), *stops(lines)]), flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = ", ".join([*SETS, *VALIDATION])
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {known}; the first {len(SETS)} if none is named")
    parser.add_argument("--validation", action="store_true", help="agreement on the validation sets, and nothing else")
    parser.add_argument("--detail", nargs="+", default=DETAILS, choices=DETAILS)
    parser.add_argument("--part", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--all", action="store_true", help=f"50,000 points too, and {MANY} seeds of rounds for {FEW}")
    return parser.parse_args()


def main() -> None:
    """Read the command line and print the tables."""
    warnings.filterwarnings("ignore")  # the scorer's, where a row has no theme, and the peers' own
    asked = _asked()
    names = list(asked.sets or (VALIDATION if asked.validation else SETS))
    seeds = MANY if asked.all else FEW
    steps: dict[str, Callable[[], None]] = {
        "agreement": lambda: agreement(names, asked.detail),
        "steady": lambda: themes_steady.run(names),
        "speed": lambda: themes_speed.run(asked.all),
        "rounds": lambda: themes_rounds.run(names, seeds, seeds),
    }
    for part in ("agreement",) if asked.validation else asked.part:
        began = time.monotonic()
        print(f"\n## {part}\n", flush=True)
        steps[part]()
        print(f"\n{part}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
