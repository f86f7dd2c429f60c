"""Figures of tags in plain lines, as a terminal shows them."""

from collections.abc import Iterator

from pipeline.tag.evaluate import FEWEST, HUMAN, Bin, Evaluation, Figure, OfCode

_BAR = 40
_FEW = 30


_READ = (
    "F1 is 1 where a text has exactly the items that people gave it, 0 where it shares none; samples: the mean over",
    "texts; micro: all tags alike; macro: all items alike. precision: of the texts it gave an item, those that people",
    "gave it too; recall: of those that people gave it, the ones it found; support: how many they are.",
)


def _figure(name: str, told: Figure) -> str:
    return f"{name:<8} F1  {told.value:.3f}  [{told.low:.3f}, {told.high:.3f}]"


def _part(told: float | None) -> str:
    return "    -" if told is None else f"{told:5.2f}"


def _code(told: OfCode) -> str:
    parts = "  ".join(f"{_part(each):>9}" for each in (told.precision, told.recall, told.f1))
    shares = f"{100 * told.share:8.1f} {100 * told.told_share:8.1f} {100 * (told.told_share - told.share):+7.1f}"
    return f"{told.code:<8} {parts}  {told.support:7}  {shares}"


def _bin(told: Bin) -> str:
    name = f"{told.low:.1f} to {told.high:.1f}"
    if told.said is None or told.right is None:
        return f"{name:<11} {told.count:6}"
    # The bar is what was right; the mark stands where it should end.
    bar = list(("#" * round(_BAR * told.right)).ljust(_BAR + 1))
    bar[round(_BAR * told.said)] = "|"
    return f"{name:<11} {told.count:6}  {told.said:5.2f}  {told.right:5.2f}  {''.join(bar).rstrip()}"


def _against_people(told: Figure) -> str:
    """Where the figure stands beside the bar, with what chance leaves open."""
    if told.low >= HUMAN:
        said = "passed, and not by chance"
    elif told.value >= HUMAN:
        said = "passed, though chance may have helped"
    else:
        said = "not passed" if told.high < HUMAN else "not passed, though chance may have hindered"
    return f"human against human in published consultations: {HUMAN:.2f} (samples F1), the bar to pass: {said}"


def lines(told: Evaluation) -> Iterator[str]:
    """Every figure of an evaluation, line by line; intervals are of 95 %, by respondent."""
    few = f"; fewer than {_FEW} say little" if told.count < _FEW else ""
    yield f"{told.count} texts of {told.groups} respondents{few}"
    yield _figure("samples", told.samples)
    yield _figure("micro", told.micro)
    yield _figure("macro", told.macro) + f"  (items that people gave {FEWEST} times or more)"
    yield _against_people(told.samples)
    yield f"first item right {told.first:.3f}; any item shared {told.overlap:.3f}"
    yield f"surest half: first item is one that people gave {told.surest:.3f}"
    yield f"shares: {told.share_error:.2f} points off in the mean ({told.counted_error:.2f} where tags are counted)"
    yield f"sureness of the first tag: {told.ece:.1f} points off in the mean (ECE, ten equal bins)"
    yield ""
    yield "item     precision     recall         F1  support  share, %  machine    error"
    yield from map(_code, told.codes)
    yield ""
    yield "sure of first  texts   said  right  right of 1 (| where it should end)"
    yield from map(_bin, told.bins)
    yield ""
    yield from _READ
