"""E-mail from files to answers: taken once, accounted for, and only each person's own words left for the analysis."""

import pytest
from mails import ASKED, mbox, written
from small import ROOT
from typer.testing import CliRunner

from pipeline.clean.stage import clean
from pipeline.cli import app
from pipeline.errors import InputError
from pipeline.opening import clean_rules, open_round
from pipeline.place import find_place
from pipeline.posting import bring_in_mail, mail_in
from pipeline.progress import Silent
from pipeline.store import tables
from pipeline.store.orm import Arrived, Response
from pipeline.store.setup import close_store

QUOTED = "Please tell us what you think of the systems you use."
SENT = (
    written("The logins are slow every day.", id="<a@x.example>"),
    written(
        f"We want one card.\n\nOn Mon, 15 Jun 2020 at 10:12, Team <t@survey.example> wrote:\n> {QUOTED}\n",
        sender="Dai Made-Up <dai@x.example>", id="<b@x.example>", subject="Re: Survey",
    ),
    written("I am away.", id="<c@x.example>", Auto_Submitted="auto-replied", subject="Away"),
)  # fmt: skip
LATER = written("Mae angen un cerdyn arnom ni i gyd.", sender="Mair <mair@x.example>", id="<d@x.example>")


@pytest.fixture
def place(tmp_path, monkeypatch):
    for kept in ("surveys/workstreams.yml", "book/data/glossary.yml"):
        (tmp_path / kept).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / kept).write_bytes((ROOT / kept).read_bytes())
    (tmp_path / "surveys" / "post").mkdir()
    (tmp_path / "surveys" / "post" / "survey.yml").write_text(ASKED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield find_place(tmp_path, tmp_path / "var")
    close_store()


def cpitg(place, *told):
    """What a command did, and what it printed."""
    done = CliRunner().invoke(app, [*told, "--data", str(place.data)])
    return done, done.output


def taken(place, path):
    """The account of an import, in lines."""
    _, account = bring_in_mail(place, "post", path, Silent())
    return str(account).split("\n  ")


def test_a_mailbox_is_taken_once_and_a_grown_one_adds_what_is_new(place):
    box, other = place.root / "feedback.mbox", place.root / "other.eml"
    box.write_bytes(mbox(*SENT))
    assert taken(place, box) == [
        "3 messages = 2 new + 0 known + 1 automatic", "message 3: no person's: automatic reply"
    ]  # fmt: skip
    assert taken(place, box)[0] == "3 messages = 0 new + 2 known + 1 automatic"
    box.write_bytes(mbox(*SENT, LATER))
    assert taken(place, box)[0] == "4 messages = 1 new + 2 known + 1 automatic"
    # The same message by way of a list, which put a line below it: it stays as it came first.
    other.write_bytes(SENT[0].as_bytes() + b"\r\n-- \r\nPassed on by a list\r\n")
    assert taken(place, other)[0] == "1 messages = 0 new + 1 known"
    answers = tables.answers("post", open_round(place, "post").survey)
    assert list(answers["raw"]).count("The logins are slow every day.") == 1


def test_a_folder_of_messages_is_one_mailbox_and_a_broken_file_stands_in_its_account(place):
    folder = place.root / "post"
    folder.mkdir()
    for name, message in zip("abc", SENT, strict=True):
        (folder / f"{name}.eml").write_bytes(message.as_bytes())
    (folder / "d.msg").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "e.eml").symlink_to(folder / "a.eml")
    (folder / ".hidden.eml").write_bytes(SENT[0].as_bytes())
    assert [path.name for path in mail_in(folder)] == ["a.eml", "b.eml", "c.eml", "d.msg"]
    done, said = cpitg(place, "import", "post", str(folder), "--yes")
    assert not done.exception
    assert "post: 4 messages = 2 new + 0 known + 1 automatic + 1 not read\n" in said
    assert "d.msg: not read: is a message in Outlook's own form; open it in Outlook" in said


def test_the_preview_shows_where_words_go_and_nobodys_details(place):
    box = place.root / "feedback.mbox"
    box.write_bytes(mbox(*SENT))
    done, said = cpitg(place, "import", "post", str(box), "--preview")
    assert done.exit_code == 0
    assert "open text 1: Is there anything else you would like to tell us?" in said
    assert "question more" in said
    assert "note: 3 messages = 2 responses + 1 automatic" in said
    assert "rhian" not in said.casefold()
    assert "x.example" not in said


def test_a_survey_that_names_no_question_for_e_mail_is_asked_for_the_line_to_write(place):
    survey = place.round("post").survey
    told = ASKED.replace("{id: more, kind: text,", "{id: more, kind: text, asks: help,")
    survey.write_text(told, encoding="utf-8")
    box = place.root / "feedback.eml"
    box.write_bytes(SENT[0].as_bytes())
    _, said = cpitg(place, "import", "post", str(box), "--preview")
    assert "under 'columns:' write 'email: QUESTION', one of help, barrier, more" in said
    with pytest.raises(InputError, match="email: QUESTION"):
        bring_in_mail(place, "post", box, Silent())
    survey.write_text(told.replace("columns: {}", "columns: {email: barrier}"), encoding="utf-8")
    bring_in_mail(place, "post", box, Silent())
    answers = tables.answers("post", open_round(place, "post").survey)
    assert list(answers.loc[answers["raw"] != "", "question"]) == ["barrier"]


def test_only_own_words_are_left_after_cleaning_and_names_stand_apart(place):
    box = place.root / "feedback.mbox"
    box.write_bytes(mbox(*SENT))
    bring_in_mail(place, "post", box, Silent())
    round = open_round(place, "post")
    responses, answers = tables.responses("post"), tables.answers("post", round.survey)
    assert list(responses["source"]) == ["email", "email"]
    assert not responses["consent_quote"].any()
    assert QUOTED in "\n".join(answers["raw"])
    cleaned = clean(responses, answers, clean_rules(round))
    assert sorted(cleaned.points["text"]) == ["The logins are slow every day.", "We want one card."]
    for told in ("Made-Up", "x.example"):
        assert told not in "\n".join(answers["raw"])
        assert not any(told in str(each) for each in Response.objects.values_list("person", "answers", "fields"))
    assert any("dai@x.example" in str(cells) for cells in Arrived.objects.values_list("cells", flat=True))
