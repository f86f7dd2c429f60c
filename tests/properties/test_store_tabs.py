"""Whatever two tabs, two people and a clock do in any order: no answer is written over unseen, none is there twice."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from stores import open_empty
from storing import KEEP, NOBODY, NOW, answered, served

from pipeline.errors import MissingError
from pipeline.store import audit, drafts, submissions
from pipeline.store.orm import Response, Submission
from pipeline.store.setup import close_store

_TEXTS = st.sampled_from(["", "Fewer passwords", "One login", "Ŵythnos 🙂", "<b>|&\"'"])


@pytest.fixture(scope="module", autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = open_empty(tmp_path_factory.mktemp("tabs") / "data")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")  # what is asked here is order, not the disk
    yield folder
    assert audit.verify() is None
    close_store()


@dataclass(slots=True)
class Form:
    """What the model knows of one draft: None for a response that it does not change or did not become."""

    id: str
    version: int
    text: str
    changes: "Kept | None" = None
    became: "Kept | None" = None
    sent_text: str = ""
    gone: bool = False


@dataclass(slots=True)
class Kept:
    """What the model knows of one response."""

    reference: str
    token: str
    text: str
    withdrawn: bool = False
    forms: list[Form] = field(default_factory=list)


@dataclass(slots=True)
class Tab:
    """A page in a browser: the form and version it shows."""

    form: Form
    version: int


class Tabs(RuleBasedStateMachine):
    """Drafts and responses against a model in memory; each refusal must be one that the model foresaw."""

    tabs = Bundle("tabs")
    responses = Bundle("responses")

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.kept: list[Kept] = []
        self.now = NOW
        self.definition = served()

    def _tick(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=7)
        return self.now

    @rule(target=tabs)
    def begin(self) -> Tab:
        draft = drafts.begin("small", self.definition, self._tick())
        form = Form(draft.id, 0, "")
        self.forms.append(form)
        return Tab(form, 0)

    @rule(target=tabs, tab=tabs)
    def open_a_second_tab(self, tab: Tab) -> Tab:
        return Tab(tab.form, tab.form.version)

    @rule(tab=tabs)
    def come_back_by_link(self, tab: Tab) -> None:
        if tab.form.gone or tab.form.became:
            with pytest.raises(MissingError):
                drafts.give_token(tab.form.id)
            return
        opened = drafts.by_token("small", drafts.give_token(tab.form.id))
        assert opened is not None
        assert opened.id == tab.form.id
        tab.version = opened.version

    @rule(tab=tabs, text=_TEXTS)
    def save(self, tab: Tab, text: str) -> None:
        form = tab.form
        if form.gone:
            with pytest.raises(MissingError):
                drafts.save(form.id, tab.version, {"help": text}, "help", self._tick())
        elif form.became or (tab.version != form.version and not (form.version and text == form.text)):
            with pytest.raises(drafts.StaleError) as told:
                drafts.save(form.id, tab.version, {"help": text}, "help", self._tick())
            assert told.value.stored.version == form.version
            tab.version = form.version
        else:
            saved = drafts.save(form.id, tab.version, {"help": text}, "help", self._tick())
            form.version += tab.version == form.version
            form.text = text
            assert saved.version == form.version
            tab.version = form.version

    @rule(target=responses, tab=tabs, text=st.none() | _TEXTS)
    def send(self, tab: Tab, text: str | None) -> Kept:
        form = tab.form
        said = (form.sent_text if form.became else form.text) if text is None else text
        if form.gone:
            with pytest.raises(MissingError):
                self._send(tab, said)
            return multiple()
        if tab.version != form.version or (form.became and said != form.sent_text):
            with pytest.raises(drafts.StaleError):
                self._send(tab, said)
            return multiple()
        sent = self._send(tab, said)
        if form.became:
            assert (sent.reference, sent.token, sent.first) == (form.became.reference, "", False)
            return multiple()
        return self._became(form, said, sent)

    def _send(self, tab: Tab, said: str) -> submissions.Sent:
        return submissions.send(tab.form.id, tab.version, answered(said), NOBODY, (), KEEP, self._tick())

    def _became(self, form: Form, said: str, sent: submissions.Sent) -> Kept:
        assert sent.first
        form.sent_text = said
        kept = form.changes or Kept(sent.reference, sent.token, said)
        if form.changes is None:
            self.kept.append(kept)
        assert sent.reference == kept.reference
        kept.text, form.became = said, kept
        kept.forms.append(form)
        return kept

    @rule(target=tabs, kept=responses)
    def change(self, kept: Kept) -> Tab:
        found = submissions.find("small", kept.reference, kept.token, self._tick())
        if kept.withdrawn:
            assert found is None
            return multiple()
        assert found is not None
        assert found.answers["help"] == kept.text
        draft = submissions.change(found, self.definition, {"help": kept.text}, self._tick())
        known = [form for form in self.forms if form.changes is kept and form.became is None]
        assert [form.id for form in known] in ([], [draft.id])
        if not known:
            form = Form(draft.id, 0, kept.text, changes=kept)
            self.forms.append(form)
            kept.forms.append(form)
            known = [form]
        assert draft.values == {"help": known[0].text}
        return Tab(known[0], draft.version)

    @rule(kept=consumes(responses), wrong=st.booleans())
    def withdraw(self, kept: Kept, wrong: bool) -> None:
        token = "wrong" if wrong else kept.token
        done = submissions.withdraw("small", kept.reference, token, self._tick())
        assert done is not (wrong or kept.withdrawn)
        if done:
            kept.withdrawn, kept.text = True, ""
            for form in kept.forms:
                form.gone = True

    @invariant()
    def each_draft_is_as_it_was_left(self) -> None:
        for form in self.forms:
            draft = drafts.read(form.id)
            assert (draft is None) == form.gone
            if draft is not None:
                assert (draft.version, draft.was_sent) == (form.version, form.became is not None)
                assert draft.values.get("help", "") == ("" if form.became else form.text)

    @invariant()
    def each_response_is_there_once_and_as_it_was_sent(self) -> None:
        for kept in self.kept:
            row = Response.objects.get(store_id=kept.reference)
            assert (row.withdrawn, row.answers.get("help", "")) == (kept.withdrawn, kept.text)
        keys = [form.id for form in self.forms]
        assert Submission.objects.filter(key__in=keys, response__withdrawn=False).count() == sum(
            not kept.withdrawn for kept in self.kept
        )


_QUICK = settings(
    max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
_LONG = settings(_QUICK, max_examples=120, stateful_step_count=40)


class TestTabs(Tabs.TestCase):
    """In the small round of tests."""

    settings = _QUICK


@pytest.mark.slow
class TestTabsLong(Tabs.TestCase):
    """A long walk."""

    settings = _LONG
