"""A release made again beside the committed one, and today's candidates beside what was agreed."""

from collections.abc import Mapping
from typing import Any

from sklearn.metrics import adjusted_mutual_info_score

from pipeline.errors import MissingError, PromiseError
from pipeline.opening import Round, read_agreed, read_table
from pipeline.place import read_json, shown
from pipeline.publishing import Published

# Under this AMI the candidates of today no longer resemble what people agreed to. On the illustrative round it is 0.80,
# and 0.77 to 0.84 in ten reruns on nine tenths of the points (docs/decisions/0007-release.md).
ALIKE = 0.6


def _told(value: Mapping[str, Any]) -> dict[str, Any]:
    """What must be the same on every machine, whatever was edited in the glossary since: ids, members and counts."""
    counts = ("responses", "points", "texts", "organisations", "by_person", "by_machine")
    themes = {theme["id"]: [theme.get(name) for name in counts] for theme in value["themes"]}
    return {
        "points and their themes": {point["id"]: point["themes"] for point in value["points"]},
        "counts of themes": themes,
        "ledger": value["ledger"],
        "campaigns": value.get("campaigns"),
        "totals": value["totals"],
    }


def compare(round: Round, published: Published) -> None:
    """Refuse a release whose ids, members or counts differ from the committed one's, naming what differs."""
    committed = round.here.published
    if not committed.exists():
        raise MissingError(f"{shown(committed)} is not there yet; run: cpitg publish {round.name}")
    old, new = _told(read_json(committed)), _told(published.value)
    differing = [name for name in old if old[name] != new[name]]
    if differing:
        said = f"{shown(published.path)} differs from {shown(committed)} in {', '.join(differing)}"
        raise PromiseError(f"{said}; if that is meant, publish the round again and commit it")


def check_alike(round: Round) -> float | None:
    """How far today's candidates still resemble the agreed themes (AMI over the points of both); None without any."""
    homes = {member.point: theme.id for theme in read_agreed(round.here).themes for member in theme.members}
    members = read_table(round.here, "members").query("rank == 0 and point in @homes")
    if not len(members):
        return None
    alike = float(adjusted_mutual_info_score(members["point"].map(homes), members["theme"]))
    if alike < ALIKE:
        said = f"today's themes no longer resemble the agreed ones (AMI {alike:.2f}, wanted {ALIKE} or more)"
        raise PromiseError(f"round {round.name}: {said}; review them: cpitg review {round.name}")
    return alike
