"""What a release changes: the draft of now beside the release in force, as plain values for a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.pages.marks import Release
from pipeline.publish.bookdata import Kept
from pipeline.publish.changed import Step, came_from, lies, themes, went

Value = Mapping[str, Any]
# What of the totals is told, in their order.
_TOTALS = ("responses", "answers", "points", "themed_points", "themes", "small_themes_withheld", "quotes")
_FIGURES = ("responses", "points")


def changes_between(before: Value, after: Value) -> dict[str, Any]:
    """Themes new, gone, renamed and with other items or counts; quotes, totals, and shares of the items."""
    step = Step(before=Kept(told=Release(before), in_force=True), after=Kept(told=Release(after), in_force=False))
    both = [(before["themes"][n], after["themes"][m]) for n, m in step.both]
    return {
        "version": before["release"]["version"],
        "new": [_new(step, id) for id in step.new],
        "gone": [_gone(step, id) for id in step.gone],
        "renamed": [_named(now) | {"before": then["title"]} for then, now in both if then["title"] != now["title"]],
        "retagged": [
            _named(now) | {"then": then["items"], "now": now["items"]}
            for then, now in both
            if set(then["items"]) != set(now["items"])
        ],
        "counted": [_counted(then, now) for then, now in both if _figures(then) != _figures(now)],
        "quotes": _quotes(before, after),
        "totals": [
            {"what": name, "then": before["totals"].get(name), "now": after["totals"].get(name)} for name in _TOTALS
        ],
        "shares": _shares(before, after),
    }


def _named(theme: Value) -> dict[str, Any]:
    return {"id": theme["id"], "title": theme["title"]}


def _figures(theme: Value) -> tuple[int, ...]:
    return tuple(theme[name] for name in _FIGURES)


def _counted(then: Value, now: Value) -> dict[str, Any]:
    return _named(now) | {"then": _figures(then), "now": _figures(now)}


def _of(told: Release, id: str) -> Value:
    theme: Value = told.at(f"/themes/{themes(told).index(id)}")
    return theme


def _titles(told: Release, ids: Sequence[str]) -> list[str]:
    return [_of(told, id)["title"] for id in ids]


def _new(step: Step, id: str) -> dict[str, Any]:
    theme = _of(step.after.told, id)
    parts = came_from(id, step.before.told, step.after.told)
    return _named(theme) | {"responses": theme["responses"], "from": _titles(step.before.told, parts)}


def _gone(step: Step, id: str) -> dict[str, Any]:
    theme = _of(step.before.told, id)
    found = went(id, step.before.told, step.after.told)
    told = {"responses": theme["responses"], "fate": found.fate, "into": _titles(step.after.told, found.into)}
    return _named(theme) | told


def _quotes(before: Value, after: Value) -> dict[str, list[str]]:
    then = {quote["point"]: quote["text"] for quote in before["quotes"]}
    now = {quote["point"]: quote["text"] for quote in after["quotes"]}
    return {
        "new": [text for point, text in now.items() if point not in then],
        "gone": [text for point, text in then.items() if point not in now],
    }


def _shares(before: Value, after: Value) -> list[dict[str, Any]]:
    then = {entry["code"]: entry for entry in before["items"]}
    told = [
        {
            "code": entry["code"],
            "then": (then[entry["code"]]["points"], then[entry["code"]].get("share")),
            "now": (entry["points"], entry.get("share")),
            "lies": lies(then[entry["code"]], entry),
        }
        for entry in after["items"]
        if entry["code"] in then
    ]
    return [row for row in told if row["then"] != row["now"]]
