"""What a draft changes beside the release in force, as the board tells it."""

from pipeline.board.releasechanges import changes_between


def _theme(id, title, responses=6, items=("WS2a",)):
    return {"id": id, "title": title, "responses": responses, "points": responses + 1, "items": list(items)}


def _release(version, themes, homes, quotes=(), share=None):
    points = [{"id": point, "question": "q", "themes": list(home)} for point, home in homes.items()]
    return {
        "release": {"round": "r", "version": version},
        "themes": themes,
        "points": points,
        "quotes": [{"point": point, "text": text} for point, text in quotes],
        "totals": {"responses": 9, "answers": 9, "points": len(points), "themes": len(themes), "quotes": len(quotes)},
        "items": [{"code": "WS2a", "points": len(homes), "share": share, "low": share, "high": share}],
    }


def test_new_gone_renamed_retagged_and_counted_are_told_apart():
    before = _release(
        "1",
        [_theme("r-T001", "Cards"), _theme("r-T002", "Lines"), _theme("r-T003", "Records")],
        {"p1": ["r-T001"], "p2": ["r-T002"], "p3": ["r-T003"]},
        [("p1", "one"), ("p2", "two")],
        0.2,
    )
    after = _release(
        "draft",
        [_theme("r-T001", "Smartcards", 8), _theme("r-T003", "Records", items=("WS1a",)), _theme("r-T004", "Networks")],
        {"p1": ["r-T001"], "p2": ["r-T004"], "p3": ["r-T003"], "p4": ["r-T001"]},
        [("p1", "one"), ("p4", "four")],
        0.5,
    )
    told = changes_between(before, after)
    assert told["version"] == "1"
    assert told["new"] == [{"id": "r-T004", "title": "Networks", "responses": 6, "from": ["Lines"]}]
    gone = {"id": "r-T002", "title": "Lines", "responses": 6, "fate": "merged", "into": ["Networks"]}
    assert told["gone"] == [gone]
    assert told["renamed"] == [{"id": "r-T001", "title": "Smartcards", "before": "Cards"}]
    assert told["retagged"] == [{"id": "r-T003", "title": "Records", "then": ["WS2a"], "now": ["WS1a"]}]
    assert told["counted"] == [{"id": "r-T001", "title": "Smartcards", "then": (6, 7), "now": (8, 9)}]
    assert told["quotes"] == {"new": ["four"], "gone": ["two"]}
    assert told["shares"] == [{"code": "WS2a", "then": (3, 0.2), "now": (4, 0.5), "lies": "apart"}]


def test_a_release_beside_itself_changes_nothing():
    same = _release("1", [_theme("r-T001", "Cards")], {"p1": ["r-T001"]}, [("p1", "one")], 0.2)
    told = changes_between(same, same)
    assert not any(told[name] for name in ("new", "gone", "renamed", "retagged", "counted", "shares"))
    assert told["quotes"] == {"new": [], "gone": []}
    assert all(row["then"] == row["now"] for row in told["totals"])
