"""A second reckoning of the ranking of items, from published.json alone, against what a page shows."""

from collections.abc import Iterator
from math import sqrt
from typing import Any

Z = 1.96
ENDS = ("", "-low", "-high")


def rating(value: Any, workstream: Any) -> Any:
    """The rating question of a workstream: its code stands in the id, or its title in the text."""
    asked = [each for each in value["closed"] if each["kind"] == "rating"]
    by_id = [each for each in asked if workstream["code"].lower() in each["question"].lower().split("_")]
    by_text = [each for each in asked if workstream["title"].lower() in each["text"].lower()]
    return (by_id + by_text + [None])[0]


def of_rating(question: Any) -> tuple[float, float, float] | None:
    counts = [row["count"] for row in question["rows"]]
    if None in counts or sum(counts) == 0:
        return None
    answers = [place / (len(counts) - 1) for place, count in enumerate(counts) for _ in range(count)]
    mean = sum(answers) / len(answers)
    error = sqrt(sum(x * x for x in answers) / len(answers) - mean * mean) / sqrt(len(answers))
    return mean, max(0.0, mean - Z * error), min(1.0, mean + Z * error)


def of_choice(count: int | None, n: int) -> tuple[float, float, float] | None:
    if count is None:
        return None
    # The ends are the two roots of (p - x)^2 = Z^2 x (1 - x) / n.
    p, a = count / n, 1 + Z * Z / n
    b, c = -(2 * p + Z * Z / n), p * p
    root = sqrt(b * b - 4 * a * c)
    return p, max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def parts(value: Any) -> dict[str, dict[str, Any]]:
    codes = {item["code"]: stream for stream in value["taxonomy"] for item in stream["items"]}
    found: dict[str, dict[str, Any]] = {}
    if all(rating(value, stream) for stream in value["taxonomy"]):
        found["rating"] = {item: of_rating(rating(value, stream)) for item, stream in codes.items()}
    for question in value["closed"]:
        counts = {row["value"]: row["count"] for row in question["rows"] if row["part"] == ""}
        if set(codes) <= set(counts) and question["answered"]:
            found["choice"] = {item: of_choice(counts[item], question["answered"]) for item in codes}
            break
    shares = {each["code"]: each for each in value["items"] if each["share"] is not None}
    found["points"] = {c: (shares[c]["share"], shares[c]["low"], shares[c]["high"]) for c in codes if c in shares}
    return {part: each for part, each in found.items() if any(each.values())}


def reckoned(value: Any) -> dict[tuple[str, str], float]:
    """Every figure of the ranking, by item and part."""
    found = parts(value)
    items = [item["code"] for stream in value["taxonomy"] for item in stream["items"]]
    whole = [item for item in items if found and all(each.get(item) for each in found.values())]
    rounded = {part: {i: [round(x, 4) for x in each[i]] for i in whole} for part, each in found.items()}
    rounded["score"] = {
        i: [round(sum(rounded[p][i][n] for p in found) / len(found), 4) for n in range(3)] for i in whole
    }
    told = {(i, f"{p}{end}"): each[i][n] for p, each in rounded.items() for i in whole for n, end in enumerate(ENDS)}
    for i in whole:
        mine, others = rounded["score"][i], [rounded["score"][j] for j in whole if j != i]
        told[i, "rank"] = 1 + len([each for each in others if each[0] > mine[0]])
        told[i, "best"] = 1 + len([each for each in others if each[1] > mine[2]])
        told[i, "worst"] = 1 + len([each for each in others if each[2] >= mine[1]])
    return told


def ranking_faults(value: Any, marks: Any) -> Iterator[str]:
    """Every mark of a ranking that is not what the release comes to, and a ranking out of its order."""
    want = reckoned(value)
    ranks = []
    for mark in marks:
        key = (str(mark["data-item"]), str(mark["data-priority"]))
        if key not in want:
            yield f"{key}: a figure of no ranked item"
            continue
        is_place = key[1] in ("rank", "best", "worst")
        told = str(want[key]) if is_place else f"{100 * float(mark['value']):.0f}"
        if abs(float(mark["value"]) - want[key]) > 1.01e-4 or mark.get_text() != told:
            yield f"{key}: shows {mark.get_text()} for {mark['value']}, the release comes to {want[key]}"
        ranks += [int(float(mark["value"]))] if key[1] == "rank" else []
    if marks and (ranks != sorted(ranks) or len(marks) != len(want)):
        yield f"{len(marks)} figures of a ranking in the order {ranks}, the release comes to {len(want)}"
