"""Rows written and read by prepared statements are those of the ORM, in every field of their tables."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOW = dt.datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=dt.UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def _rows():
    """A row of each table, not stored yet; those that hang on others come after them."""
    from django.contrib.sessions.models import Session

    from pipeline.store.orm import AuditLine, Definition, Draft, Response, Round, Submission

    round = Round.objects.create(name="one", key="0" * 64)
    definition = Definition.objects.create(round=round, version=1, digest="d", text="t")
    response = Response(round=round, store_id="R1", source="form", submitted_at="2026-11-23T12:00:00Z", fields="f",
                        consent_quote=True, answers={"q": "Ŵy “x”\n'; --"}, closed=[["a", "", "b", 0]],
                        about={"who": "a"}, flags=["x"], keep_until=dt.date(2028, 2, 29))  # fmt: skip
    yield response
    submission = Submission(
        response=response, definition=definition, reference="R1", key="k", token_hash="h", sent_at=NOW
    )
    yield submission
    yield Draft(
        round=round, definition=definition, values={"q": [1, "%s"]}, began_at=NOW, saved_at=NOW, changes=submission
    )
    yield AuditLine(no=1, at="a", who="w", act="a", detail={"round": "one"}, before="b", hash="h")
    yield Session(session_key="s" * 32, session_data="data", expire_date=NOW)


def _fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_field_is_stored_and_read_as_by_the_orm(store):
    from pipeline.store.statements import insert, read

    for row in _rows():
        model = type(row)
        key = row._meta.pk.attname
        row.pk = insert(model, {name: value for name, value in _fields(row).items() if (name, value) != (key, None)})
        by_orm = model.objects.get(pk=row.pk)
        assert read(model, tuple(_fields(row)), **{key: row.pk}) == tuple(_fields(by_orm).values())
        again = model(**_fields(by_orm))
        model.objects.filter(pk=by_orm.pk).delete()
        again.save(force_insert=True)
        assert _fields(model.objects.get(pk=by_orm.pk)) == _fields(by_orm) == _fields(row)


def test_what_is_not_told_of_a_new_row_is_as_the_orm_has_it(store):
    from pipeline.store.orm import Contact, Draft, Response, Submission
    from pipeline.store.statements import insert

    response, submission, draft, *_ = _rows()
    response.save()
    submission.save()
    told = {"round_id": response.round_id, "definition_id": draft.definition_id, "began_at": NOW, "saved_at": NOW}
    pairs = (
        (Response, {"round_id": response.round_id, "store_id": "R9", "source": "form", "fields": "f"}),
        (Draft, told),
        (Contact, {"submission_id": submission.pk}),
    )
    for model, values in pairs:
        made, plain = model.objects.get(pk=insert(model, values)), model(**values)
        made.pk = plain.pk
        assert _fields(made) == _fields(plain), model
    assert Submission.objects.get().contact.name == ""
    with pytest.raises(TypeError, match="no fields rond_id to be told"):
        insert(Draft, told | {"rond_id": 1})


def test_what_a_field_leads_to_is_read_with_it_and_none_where_it_leads_nowhere(store):
    from pipeline.store.orm import Draft
    from pipeline.store.statements import read

    for row in _rows():
        row.save(force_insert=True)
    names = (
        "round__name",
        "round__key",
        "changes__reference",
        "submission__reference",
        "submission__sent_at",
        "values",
    )
    found = read(Draft, names, lock=True, id=Draft.objects.get().pk)
    assert found == ("one", "0" * 64, "R1", None, None, {"q": [1, "%s"]})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(TEXTS, TEXTS, max_size=3), source=TEXTS)
def test_whatever_is_written_comes_back(store, answers, source):
    from pipeline.store.orm import Response, Round
    from pipeline.store.statements import insert, read, update

    Response.objects.all().delete()
    round, _ = Round.objects.get_or_create(name="one", defaults={"key": "0" * 64})
    made = insert(Response, {"round_id": round.pk, "store_id": "R2", "source": "form", "answers": {}, "fields": ""})
    assert update(Response, {"store_id": "R2", "source": "form"}, answers=answers, source=source) == 1
    assert update(Response, {"store_id": "R2", "source": source + "x"}, withdrawn=True) == 0
    assert read(Response, ("answers", "source", "withdrawn"), id=made) == (answers, source, False)


def test_what_is_not_there_is_none_and_a_key_that_is_taken_is_refused(store):
    from django.db import IntegrityError, transaction

    from pipeline.store.orm import Round
    from pipeline.store.statements import insert, read

    assert read(Round, ("key",), name="none") is None
    insert(Round, {"name": "one", "key": "0" * 64})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Round, {"name": "one", "key": "1" * 64})
    with transaction.atomic():
        assert insert(Round, {"name": "one", "key": "1" * 64}, unless_there=True) is None
        assert read(Round, ("key",), name="one") == ("0" * 64,)
    assert Round.objects.get().key == "0" * 64


def test_whoever_listens_hears_of_each_statement_and_none_is_done_after_one_that_failed(store):
    from django.db import IntegrityError, connection, transaction
    from django.test.utils import CaptureQueriesContext

    from pipeline.store.orm import Round
    from pipeline.store.statements import insert, read, update

    with CaptureQueriesContext(connection) as heard:
        key = insert(Round, {"name": "one", "key": "0" * 64})
        assert update(Round, {"id": key}, key="1" * 64) == 1
        assert read(Round, ("key",), name="one") == ("1" * 64,)
    assert [each["sql"].split()[0] for each in heard] == ["INSERT", "UPDATE", "SELECT"]
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic(savepoint=False):
            insert(Round, {"name": "one", "key": "0" * 64})
        with pytest.raises(transaction.TransactionManagementError):
            read(Round, ("key",), name="one")
