"""What tests of the pages of themes share: a round on which nobody ruled, and themes that were agreed a moment ago."""

import re

NEW = {"accept-title": "Lines that fail", "accept-first": "WS1d"}


def unruled(place):
    """The same board with an empty record, as if nobody had ever ruled: each test begins with it."""
    from pipeline.store import decisions
    from pipeline.store.orm import DecisionRow, MemberRow, RecordHead

    round = place.round
    for table in (DecisionRow, MemberRow, RecordHead):
        table.objects.filter(round=round.name).delete()
    for path in (round.here.decisions, round.here.members):
        path.unlink(missing_ok=True)
    decisions.begin(round.name, (), ())
    return place


def now(place):
    """The board as it is now."""
    from pipeline.board.ruling import board_of

    return board_of(place.round)


def waiting(place, least=2):
    """The largest candidate that nobody ruled on, with so many points that have no theme."""
    from pipeline.board.themes import themes_sought
    from pipeline.board.ticked import movable

    board = now(place)
    return next(one.id for one in themes_sought(board, "undecided", "size", "") if len(movable(board, one.id)) >= least)


def send(client, place, id, act, seen=None, **told):
    """What comes back from an act on a theme's page; `seen` is the last line that its sender knew of."""
    told |= {"act": act, "form": act.partition(" ")[0], "seen": str(now(place).stands.no if seen is None else seen)}
    return client.post(place.address("theme", id=id), told)


def lines(place, after):
    """The lines of the record after one: act, on what, value and reason."""
    return [(line.act, line.on, line.value, line.reason) for line in now(place).stands.record[after:]]


def agreed(client, place, least=2, **more):
    """A new agreed theme; its id."""
    answer = send(client, place, waiting(place, least), "accept", **(NEW | more))
    assert answer.status_code == 302
    return re.search(r"theme/([^/?]+)", answer["Location"])[1]


def members(place, id):
    """The points of an agreed theme."""
    return sorted(one.point for one in now(place).stands.agreed.theme(id).members)


def text(answer):
    """A page as it was sent."""
    return answer.content.decode()
