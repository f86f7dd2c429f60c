"""A release after somebody withdrew: their words leave the file, a mark stays, and all else is as it was signed.

What they said is no longer anywhere, so such a release cannot be made again from the store: the file is its own record
from then on. What is refused or hidden later still leaves it.
"""

from collections.abc import Collection, Mapping
from typing import Any

MARK = "withdrawn"
POINT_MARK = "withdrawn_on"


def is_marked(release: Mapping[str, Any]) -> bool:
    """Whether somebody withdrew after the release was signed."""
    return bool(release["release"].get(MARK))


def took_in(release: Mapping[str, Any], submitted_at: str) -> bool:
    """Whether a response sent at that moment is among those the release was made from."""
    return submitted_at <= str(release["release"].get("last_response", ""))


def shows(release: Mapping[str, Any], points: Collection[str]) -> bool:
    """Whether words of these points stand in the release, or stood there before they were taken out."""
    told = (point for point in release["points"] if point["id"] in points)
    return any("text" in point or POINT_MARK in point for point in told)


def words_shown(release: Mapping[str, Any], points: Collection[str]) -> list[str]:
    """The words of these points that stand in the release."""
    return [str(point["text"]) for point in release["points"] if point["id"] in points and "text" in point]


def without_responses(
    release: Mapping[str, Any], marks: Mapping[str, str], points: Mapping[str, str]
) -> dict[str, Any]:
    """The release without the words of those who withdrew; done twice it is as done once, the first days stay.

    `marks` are their public ids and `points` the ids of what they said, each with the day they withdrew.
    """
    known = {entry["response"]: entry["on"] for entry in release["release"].get(MARK, ())}
    both = sorted(({**marks, **known}).items(), key=lambda entry: (entry[1], entry[0]))
    told = _without(release, points)
    if not both:
        return told
    return told | {"release": {**told["release"], MARK: [{"response": id, "on": on} for id, on in both]}}


def still_quoted(release: Mapping[str, Any], quotable: Mapping[str, str]) -> dict[str, Any]:
    """The release without quotes whose words may no longer be shown: refused, hidden or without consent since."""
    shown = {point["id"]: point["text"] for point in release["points"] if "text" in point}
    return _without(release, {id: "" for id, text in shown.items() if quotable.get(id) != text})


def _without(release: Mapping[str, Any], points: Mapping[str, str]) -> dict[str, Any]:
    quotes = [quote for quote in release["quotes"] if quote["point"] not in points]
    return {
        **release,
        "quotes": quotes,
        "points": [
            _point(point, points[point["id"]]) if point["id"] in points else point for point in release["points"]
        ],
        "totals": {**release["totals"], "quotes": len(quotes)},
    }


def _point(point: Mapping[str, Any], on: str) -> dict[str, Any]:
    """The point without its words; where it had some, the day they were withdrawn stands in their place."""
    told = {name: value for name, value in point.items() if name != "text"}
    return told | ({POINT_MARK: on} if on and "text" in point else {})
