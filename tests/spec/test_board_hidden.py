"""What was hidden stands on no page of the board or of the organisers, in no error, log or line that they write."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from boarding import BOARDED, Boarded, board_place, stand_in
from organising import signed_in

from pipeline.board.ruling import Board, Ruling, board_of, rule
from pipeline.ids import keyed_digest
from pipeline.opening import Round, open_round, round_here
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.run import analyse
from pipeline.standing import write_record
from pipeline.store import audit, tables
from pipeline.store.setup import close_store

NOW = dt.datetime(2020, 11, 1, 9, tzinfo=dt.UTC)
# Where each of these stands is told below; a page that shows one shows what was hidden.
HIDDEN = ("900123", "900124", "abernathy", "943 476 5919", "zorblatt", "quibbleworth", "surgery.example", "person4@")
PLANTED = {
    "r04": {"help": "Ask Dr Gwendolyn Abernathy at gwendolyn.abernathy@surgery.example why smartcards lock"},
    "r06": {"barrier": "Mae'r system yn araf iawn, ffoniwch Dr Gwendolyn Abernathy ar 07700 900124 heddiw"},
    "r08": {"help": "My NHS number is 943 476 5919 and I am Gwendolyn Abernathy of the village"},
    "r09": {"help": "Quibbleworth never answers the telephone when smartcards lock in the morning"},
    "r10": {"help": "The Zorblatt desk takes a week to answer when the records system stops"},
}
# Pages of one kind that are looked at; those of what was planted come first.
_MOST = 5
# Who may open this takes names and addresses out: a right of its own, each line of it logged.
_TAKING_OUT = {"organisers-senders"}


def _plant(round: Round) -> None:
    from pipeline.store.orm import Response

    for store_id, answers in PLANTED.items():
        row = Response.objects.get(round__name=BOARDED, store_id=store_id)
        row.answers = {**row.answers, **answers}
        row.flags = ["sent in under 8 seconds"] if store_id == "r08" else []
        row.save()
    tables.keep_words(BOARDED, ["Quibbleworth"])
    words = f"{keyed_digest(round.key, 'Quibbleworth')} PERSON"
    _do(round, Act(act="redact", on="words", value=words, reason="a nickname"))


def _do(round: Round, *acts: Act) -> None:
    from pipeline.review.lines import lines_of
    from pipeline.standing import standing

    record, members = standing(round)
    write_record(round, [*record, *lines_of(acts, len(record), "editor", f"{NOW:%Y-%m-%dT%H:%M:%SZ}")], members)


def _ruled(round: Round, make: Any) -> Board:
    rule(round, make, seen=0, by="reviewer", now=NOW)
    return board_of(round)


def _with(board: Board, words: str) -> str:
    return next(id for id, row in board.shot.answers.items() if words in row["text"])


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boarded]:
    root = tmp_path_factory.mktemp("hidden")
    place = board_place(root)
    from django.test import Client

    from pipeline.web.application import application

    with stand_in():
        round = open_round(place, BOARDED)
        _plant(round)
        analyse(round, Silent())
        close_store()
        application(place)
        round = round_here(place, BOARDED)
        _since(round)
        yield Boarded(round, Client(headers={"host": "localhost"}))
        close_store()


def _since(round: Round) -> None:
    """What people did after the analysis: words hidden, a translation, themes accepted."""
    board = board_of(round)
    id = _with(board, "Zorblatt")
    row = board.shot.answers[id]
    start = row["text"].index("Zorblatt")
    hide = Act(act="redact", on=id, digest=row["digest"], value=f"{start}-{start + 8} PERSON", reason="a nickname")
    _ruled(round, partial(_only, hide))
    welsh = _with(board, "Mae'r system yn araf iawn, ")
    (named,) = tables.keep_words(
        BOARDED, ["The system is very slow; ring Dr Gwendolyn Abernathy on 07700 900124 today"]
    )
    told = Act(act="translate", on=welsh, digest=board.shot.answers[welsh]["raw_digest"], value=named)
    _ruled(round, partial(_only, told))


def _only(act: Act, _board: Board) -> Ruling:
    return Ruling(acts=(act,), about=frozenset())


def _samples(board: Board, name: str) -> dict[str, list[Any]]:
    answers = sorted(board.shot.answers, key=lambda one: not _is_planted(board, one))
    points = [point for id in answers for point in board.shot.points_of.get(id, ())]
    of = list(board.shot.themes) if "theme" in name else answers
    return {
        "round": [BOARDED],
        "id": of,
        "theme": list(board.shot.themes),
        "point": points,
        "no": list(range(1, board.stands.no + 1)),
        "handle": ["reviewer"],
        "response": [board.shot.answers[id]["response"] for id in answers],
        "paper": [1],
    }


def _is_planted(board: Board, id: str) -> bool:
    return str(board.shot.answers[id]["store_answer"]).split("/")[0] in PLANTED


def _addresses(board: Board) -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from pipeline.web.organisers.urls import urlpatterns

    for pattern in urlpatterns:
        samples, wanted = _samples(board, pattern.name), list(pattern.pattern.converters)
        if pattern.name in _TAKING_OUT or not set(wanted) <= set(samples):
            continue
        varied = next((name for name in wanted if name != "round"), "")
        first = {name: samples[name][0] for name in wanted}
        for one in samples.get(varied, [""])[:_MOST]:
            yield pattern.name, reverse(pattern.name, kwargs=first | ({varied: one} if varied else {}))


def _shown(answer: Any) -> list[str]:
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")
    return [words for words in HIDDEN if words in body.lower()]


def test_what_is_planted_is_there_to_be_found(at: Boarded) -> None:
    from pipeline.opening import read_table

    told = read_table(at.round.here, "answers")
    text = " ".join(told["raw"]).lower()
    assert [words for words in HIDDEN if words not in text and "@" not in words] == []
    assert any("Dr Gwendolyn" in words for words in tables.words(BOARDED).values())


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_no_page_shows_what_was_hidden(at: Boarded, role: str, capfd: pytest.CaptureFixture[str]) -> None:
    client, seen, board = signed_in(role), set(), board_of(at.round)
    for name, address in _addresses(board):
        for query in ("", "?list=all&words=smartcards", "?list=ruled"):
            if query and not name.endswith("-answers"):
                continue
            answer = client.get(address + query)
            assert not _shown(answer), (name, address + query)
            seen.add((name, answer.status_code))
    looked = {name for name, status in seen if status == 200}
    assert {
        "organisers-queue",
        "organisers-board-answers",
        "organisers-board-answer",
        "organisers-board-words",
    } <= looked
    told = "".join(capfd.readouterr()).lower()
    assert [words for words in HIDDEN if words in told] == []


@pytest.mark.parametrize("role", ["reviewer", "editor", "administrator"])
def test_no_answer_to_a_form_shows_what_was_hidden(at: Boarded, role: str) -> None:
    client, board = signed_in(role), board_of(at.round)
    sent = {"act": "redact", "words": "nothing of it", "reason": "", "place": "0-400", "digest": "x", "seen": "99"}
    sent |= {"format": "jsonl"}
    for name, address in _addresses(board):
        if "sign-out" not in name and not name.startswith(("organisers-board-jobs", "organisers-board-release")):
            assert not _shown(client.post(address, sent)), (name, address)


def test_no_line_that_is_kept_holds_what_was_hidden(at: Boarded) -> None:
    told = [str(line) for line in audit.lines()]
    told += [path.read_text("utf-8") for path in at.round.here.folder.glob("*.csv")]
    assert [words for words in HIDDEN for each in told if words in each.lower()] == []
