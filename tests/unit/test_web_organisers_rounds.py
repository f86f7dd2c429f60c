"""What organisers see of a round and do with it: counts, the queue, paper forms, answers as files."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
from organising import PASSWORD, organised, send, signed_in
from serving import ROUND

from pipeline.web.organisers.chart import chart

TEXT = "Joined-up records between the surgery and us would save an hour a day."
PAPER = {"who": "patient", "matters": "2", "uses": ["eps", "mail"], "mail_works": "no", "first": ["b", "a"],
         "help": "Shorter\nqueues.", "consent_quote": "yes",
         "you.name": "A Sender", "you.email": "a@post.example"}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    for client in organised(tmp_path_factory.mktemp("site")):
        from pipeline.store.accounts import add_account
        from pipeline.store.roles import GRANTS

        for role in ("reviewer", "editor"):
            handle = f"trusted-{role}"
            add_account(handle, role, PASSWORD, "author", dt.datetime.now(dt.UTC), own=True, grants=GRANTS)
        yield client


@pytest.fixture(autouse=True)
def _emptied():
    """Each test begins with a round that nobody answered or ruled on."""
    from pipeline.store import orm
    from pipeline.web.site import site

    site().served(ROUND)
    for table in (orm.Paper, orm.Contact, orm.Draft, orm.Submission, orm.Response, orm.PageReached):
        table.objects.all().delete()
    for path in (site().place.round(ROUND).decisions, site().place.round(ROUND).members):
        path.unlink(missing_ok=True)


def _audit(act):
    from pipeline.store import audit

    return [(line.who, line.on, dict(line.detail)) for line in audit.lines() if line.act == act]


def _page(path="", role="reviewer"):
    return signed_in(role).get(f"/organisers/round/{ROUND}/{path}").content.decode()


# --- counts ---------------------------------------------------------------------------------------------------------


def test_the_round_s_page_counts_what_came_and_where_people_stop():
    from pipeline.store import drafts
    from pipeline.web.site import site

    for number in range(3):
        send(f"{TEXT} {number}", who="patient" if number else "supplier")
    left = drafts.begin(ROUND, site().served(ROUND).definition, dt.datetime.now(dt.UTC))
    drafts.save(left.id, 0, {"who": "patient"}, "who", dt.datetime.now(dt.UTC))
    page = _page()
    assert "<dt>Responses</dt><dd>3</dd>" in page
    assert "<dt>Begun, not sent</dt><dd>1</dd>" in page
    assert "4 forms were begun." in page
    assert "Patient or member of the public" in page
    reached = page[page.index('id="pages"') :]
    assert '<td class="nhsuk-table__cell">4</td><td class="nhsuk-table__cell">100%</td>' in reached
    assert '<td class="nhsuk-table__cell">3</td><td class="nhsuk-table__cell">75%</td>' in reached


def test_forms_whose_drafts_are_gone_were_begun_all_the_same():
    from pipeline.store.counts_of_forms import count_round
    from pipeline.store.orm import Draft, PageReached
    from pipeline.web.clock import LONDON

    send(TEXT, who="")
    PageReached.objects.filter(round__name=ROUND, page="matters").update(count=7)
    assert Draft.objects.count() < 7
    assert count_round(ROUND, LONDON).begun == 7


def test_who_did_not_say_stands_beside_those_who_did():
    send(TEXT, who="supplier")
    send(TEXT + " Too.", who="")
    page = _page()
    assert '>Not answered</th><td class="nhsuk-table__cell">1</td>' in page


def test_who_answered_adds_up_to_the_responses_where_one_was_withdrawn():
    from pipeline.store.orm import Response

    send(TEXT, who="supplier")
    send(TEXT + " Too.", who="patient")
    Response.objects.filter(about__who="patient").update(withdrawn=True, about={})
    about = _page().partition('id="about-1"')[2].partition("</table>")[0]
    assert sum(map(int, re.findall(r"<td[^>]*>(\d+)</td>", about))) == 2
    assert ">Withdrawn</th>" in about


def test_a_viewer_sees_counts_and_nothing_of_who_answered():
    send(TEXT, who="supplier", flags=("sent in under 8 seconds",))
    page = _page(role="viewer")
    assert "<dt>Responses</dt><dd>1</dd>" in page
    for hidden in ("System supplier", "To be looked at", "Take answers out", TEXT):
        assert hidden not in page


def test_a_day_is_one_of_london():
    from pipeline.store.counts_of_forms import count_round
    from pipeline.store.orm import Response
    from pipeline.web.clock import LONDON

    send(TEXT)
    send(TEXT + " Too.")
    late, undated = Response.objects.all()
    Response.objects.filter(pk=late.pk).update(submitted_at="2026-06-30T23:30:00Z")
    Response.objects.filter(pk=undated.pk).update(submitted_at="")
    counts = count_round(ROUND, LONDON)
    assert counts.by_day == {dt.date(2026, 7, 1): 1}
    assert counts.undated == 1


def test_a_round_whose_file_is_at_fault_is_told_of_and_the_others_stand():
    from pipeline.web.site import site

    folder = site().place.root / "surveys" / "broken-2030"
    folder.mkdir()
    (folder / "survey.yml").write_text("format: 1\nround: broken-2030\n<b>: x\n", encoding="utf-8")
    page = signed_in("viewer").get("/organisers/").content.decode()
    assert "cannot be shown" in page
    assert "survey.yml" in page
    assert "<b>" not in page
    assert "What should digital do next?" in page
    assert signed_in("viewer").get("/organisers/round/broken-2030/").status_code == 404
    (folder / "survey.yml").unlink()
    folder.rmdir()


@pytest.mark.parametrize(("days", "bars", "weeks"), [(1, 1, False), (92, 92, False), (93, 14, True), (3660, 523, True)])
def test_every_day_has_its_place_in_the_picture(days, bars, weeks):
    first = dt.date(2020, 1, 1)
    told = chart({first: 3, first + dt.timedelta(days=days - 1): 6})
    assert len(told.bars) == bars
    assert told.weeks is weeks
    assert sum(bar.count for bar in told.bars) == (9 if days > 1 else 6)
    assert all(bar.y + bar.height == pytest.approx(160) for bar in told.bars)


def test_a_first_day_does_not_fill_the_picture():
    (bar,) = chart({dt.date(2020, 1, 1): 3}).bars
    assert bar.width < 60


def test_nothing_has_no_picture():
    assert chart({}) is None


# --- the queue --------------------------------------------------------------------------------------------------------


def _rule(page, act, reason, client=None):
    parts = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("response", "digest")}
    client = client or signed_in("reviewer")
    return client.post(f"/organisers/round/{ROUND}/queue/rule", parts | {"act": act, "reason": reason})


def test_a_reviewer_reads_what_the_form_noticed_and_lets_it_in():
    from pipeline.opening import read_record
    from pipeline.web.site import site

    send(TEXT + " <script>", flags=("sent in under 8 seconds",), who="supplier")
    page = _page("queue")
    assert "1 response waits." in page
    assert "sent in under 8 seconds" in page
    assert TEXT + " &lt;script&gt;" in page
    assert "System supplier" in page
    assert _rule(page, "let-in", "a quick reader").status_code == 302
    (line,) = read_record(site().place.round(ROUND))
    assert (line.act, line.by, line.reason) == ("let-in", "reviewer", "a quick reader")
    assert _audit("moderated: let-in") == [("reviewer", line.on, {"round": ROUND, "line": 1})]
    after = _page("queue")
    assert "0 responses wait." in after
    assert "Looked at already" in after
    assert ">let in</td>" in after


def test_a_ruling_that_cannot_stand_is_told_and_what_was_typed_stays():
    from pipeline.web.site import site

    send(TEXT, flags=("the same text in every answer",))
    told = _rule(_page("queue"), "let-in", "ring 07700 900123")
    assert told.status_code == 422
    assert "personal data" in told.content.decode()
    assert "in other words" in told.content.decode()
    assert "cleaning sheet" not in told.content.decode()
    assert "ring 07700 900123" in told.content.decode()
    assert not site().place.round(ROUND).decisions.exists()


def test_a_record_that_cannot_be_read_is_told_in_words_and_not_written_over():
    from pipeline.web.site import site

    record, broken = site().place.round(ROUND).decisions, "no,act\n1,accept\n"
    send(TEXT, flags=("the same text in every answer",))
    record.write_text(broken, encoding="utf-8")
    assert "Let it in" in _page("queue")  # the store keeps the record while a service runs
    told = _rule(_page("queue"), "let-in", "read it")
    assert told.status_code == 422
    assert "decisions.csv" in told.content.decode()
    assert record.read_text("utf-8") == broken


# --- paper ------------------------------------------------------------------------------------------------------------


def _type(values, role="reviewer", path="new", **more):
    return signed_in(role).post(f"/organisers/round/{ROUND}/papers/{path}", values | more)


def _paper():
    from pipeline.store.papers import papers

    return papers(ROUND)[0]


def test_a_paper_typed_twice_alike_is_a_response():
    from pipeline.store.orm import Contact, Paper, Response

    before = len(_audit("paper taken in"))
    assert _type(PAPER, label="P 1").status_code == 302
    assert not Response.objects.exists()
    blind = signed_in("editor").get(f"/organisers/round/{ROUND}/papers/{_paper().id}/again").content.decode()
    assert "queues" not in blind
    assert "checked" not in blind
    assert "You typed this paper" not in blind
    _type(PAPER | {"help": "Shorter queues. "}, "editor", f"{_paper().id}/again")
    response = Response.objects.get()
    assert response.source == "paper"
    assert response.answers == {"help": "Shorter\nqueues."}
    assert response.about == {"who": "patient"}
    assert response.consent_quote
    assert ["first", "", "b", 1] in response.closed
    assert response.keep_until
    assert Contact.objects.get().email == "a@post.example"
    assert (Paper.objects.get().first, Paper.objects.get().second) == ({}, {})
    assert f"{response.store_id[:5]}-{response.store_id[5:]}" in _page(f"papers/{_paper().id}")
    assert [who for who, _, _ in _audit("paper taken in")[before:]] == ["editor"]
    assert "No form was begun here." in _page()


def test_what_two_people_read_differently_is_settled_by_one_who_looks():
    from pipeline.store.orm import Response

    _type(PAPER, label="P 2")
    path = str(_paper().id)
    told = _type(PAPER | {"matters": "3", "help": "Shorter quotes.", "uses": ["eps"]}, "editor", f"{path}/again")
    assert told["Location"].endswith(f"/papers/{path}")
    page = _page(f"papers/{path}")
    for shown in ("Shorter\nqueues.", "Shorter quotes.", "reviewer", "editor", "keep-matters", "keep-uses"):
        assert shown in page
    assert "keep-first" not in page
    open_still = _type({"keep-matters": "first"}, path=path)
    assert open_still.status_code == 422
    assert "choose what stands on the paper" in open_still.content.decode()
    assert not Response.objects.exists()
    settled = {"keep-matters": "second", "keep-uses": "first", "keep-help": "neither", "help": "Shorter queries."}
    assert _type(settled, path=path).status_code == 302
    response = Response.objects.get()
    assert response.answers == {"help": "Shorter queries."}
    assert {(question, value) for question, _, value, _ in response.closed} >= {("matters", "3"), ("uses", "mail")}
    assert _type(settled, path=path).status_code == 200
    assert Response.objects.count() == 1


def test_the_same_person_may_type_it_twice_and_is_told():
    _type(PAPER, label="P 3")
    assert "Another person finds more mistakes" in _page(f"papers/{_paper().id}/again")


def test_a_paper_may_leave_open_what_the_form_asks_for():
    from pipeline.store.orm import Response

    _type({"help": "Only this."}, label="P 4")
    _type({"help": "Only this."}, "editor", f"{_paper().id}/again")
    response = Response.objects.get()
    assert (response.answers, response.about, response.consent_quote) == ({"help": "Only this."}, {}, False)


def test_what_cannot_stand_on_a_paper_is_told_and_nothing_typed_is_lost():
    from pipeline.store.orm import Paper

    wrong = _type(PAPER | {"help": "x" * 700, "uses": ["eps", "none"]}, label="P 5")
    assert wrong.status_code == 422
    for kept in ("x" * 700, "A Sender", 'value="P 5"'):
        assert kept in wrong.content.decode()
    for label in ("", "x" * 61):
        assert _type(PAPER, label=label).status_code == 422
    _type(PAPER, label="P 5")
    twice = _type(PAPER, label=" P  5 ")
    assert "already" in twice.content.decode()
    assert Paper.objects.count() == 1


def test_a_paper_typed_by_mistake_is_taken_out_for_good_but_not_once_it_is_a_response():
    from pipeline.errors import UserError
    from pipeline.store.orm import Paper, Response
    from pipeline.store.papers import discard

    _type(PAPER, label="P 7")
    mistaken = _paper().id
    assert _type({}, path=f"{mistaken}/discard").status_code == 302
    assert not Paper.objects.exists()
    assert _audit("paper discarded") == [("reviewer", f"paper {mistaken}", {"round": ROUND})]
    _type(PAPER, label="P 7")
    _type(PAPER, "editor", f"{_paper().id}/again")
    _type({}, path=f"{_paper().id}/discard")
    assert Response.objects.get().answers
    with pytest.raises(UserError, match="cpitg erase"):
        discard(ROUND, _paper().id, "reviewer", dt.datetime.now(dt.UTC))


def test_a_paper_that_is_not_there_is_no_page():
    for path in ("999", "999/again", "0", "9" * 30):
        assert signed_in("reviewer").get(f"/organisers/round/{ROUND}/papers/{path}").status_code == 404


def test_a_second_reading_that_comes_twice_is_refused_and_the_first_one_stands():
    from pipeline.errors import UserError
    from pipeline.store.papers import type_second

    _type(PAPER, label="P 6")
    id, now = _paper().id, dt.datetime.now(dt.UTC)
    type_second(ROUND, id, {"help": "one"}, "editor", now)
    with pytest.raises(UserError, match="typed twice already"):
        type_second(ROUND, id, {"help": "two"}, "reviewer", now)
    assert _paper().second == {"help": "one"}


# --- answers as files -------------------------------------------------------------------------------------------------


def _asked(form, role="trusted-editor", reason="The auditor asked for them."):
    told = {"format": form, "reason": reason}
    return signed_in(role).post(f"/organisers/round/{ROUND}/answers/as-they-arrived", told)


def _taken(form):
    return b"".join(_asked(form).streaming_content)


def test_who_may_see_what_was_hidden_takes_answers_out_as_they_arrived_and_why_is_written_down():
    send("=1+1 is what our system makes of a date.", more={"you.name": "A Sender", "you.email": "a@post.example"})
    rows = list(csv.reader(io.StringIO(_taken("csv").decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert not any("Sender" in cell or "@" in cell for row in rows for cell in row)
    assert zipfile.is_zipfile(io.BytesIO(_taken("xlsx")))
    assert b"=1+1 is what" in _taken("jsonl")
    asked = _audit("answers taken out as they arrived")
    assert [(who, on, detail["format"]) for who, on, detail in asked] == [
        ("trusted-editor", ROUND, form) for form in ("csv", "xlsx", "jsonl")
    ]
    assert {detail["reason"] for _, _, detail in asked} == {"The auditor asked for them."}


@pytest.mark.parametrize("reason", ["", "  ", "=SUM(1)", "Ask Margaret Thornbury on 07700 900123"])
def test_without_a_fit_reason_no_answer_leaves_as_it_arrived(reason):
    send(TEXT)
    before = len(_audit("answers taken out as they arrived"))
    answer = _asked("csv", reason=reason)
    assert answer.status_code == 422
    assert 'id="raw-reason-error"' in answer.content.decode()
    assert TEXT not in answer.content.decode()
    assert len(_audit("answers taken out as they arrived")) == before


@pytest.mark.parametrize("role", ["viewer", "reviewer", "editor", "administrator", "trusted-reviewer"])
def test_a_role_alone_takes_nothing_out_as_it_arrived_and_a_grant_alone_neither(role):
    send(TEXT)
    assert _asked("csv", role).status_code == 403
    assert "/answers/as-they-arrived" not in _page(role=role)


def test_before_any_analysis_answers_are_not_taken_out_and_the_page_says_why():
    send(TEXT)
    before = len(_audit("answers taken out"))
    answer = signed_in("editor").post(f"/organisers/round/{ROUND}/answers", {"format": "csv"})
    assert answer.status_code == 422
    assert TEXT not in answer.content.decode()
    assert len(_audit("answers taken out")) == before
    assert "Nothing was analysed yet" in _page(role="editor")


def test_names_and_addresses_come_apart_from_answers():
    send(TEXT, more={"you.name": "A Sender", "you.email": "a@post.example"})
    answer = signed_in("editor").post(f"/organisers/round/{ROUND}/senders")
    told = b"".join(answer.streaming_content).decode()
    assert "a@post.example" in told
    assert TEXT not in told
    assert _audit("names and addresses taken out") == [("editor", ROUND, {})]


def test_a_format_that_is_none_is_no_page_and_no_line():
    before = len(_audit("answers taken out"))
    assert signed_in("editor").post(f"/organisers/round/{ROUND}/answers", {"format": "exe"}).status_code == 404
    assert len(_audit("answers taken out")) == before
