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
    from pipeline.store.statements import get, insert

    for row in _rows():
        model = type(row)
        stored = insert(row)
        by_orm = model.objects.get(pk=stored.pk)
        assert _fields(get(model, **{model._meta.pk.name: stored.pk})) == _fields(by_orm)
        again = model(**_fields(by_orm))
        model.objects.filter(pk=by_orm.pk).delete()
        again.save(force_insert=True)
        assert _fields(model.objects.get(pk=by_orm.pk)) == _fields(by_orm) == _fields(row)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(TEXTS, TEXTS, max_size=3), source=TEXTS)
def test_whatever_is_written_comes_back(store, answers, source):
    from pipeline.store.orm import Response, Round
    from pipeline.store.statements import get, insert, update

    Response.objects.all().delete()
    round, _ = Round.objects.get_or_create(name="one", defaults={"key": "0" * 64})
    made = insert(Response(round=round, store_id="R2", source="form", answers={}, fields=""))
    assert update(Response, {"store_id": "R2", "source": "form"}, answers=answers, source=source) == 1
    assert update(Response, {"store_id": "R2", "source": source + "x"}, withdrawn=True) == 0
    found = get(Response, id=made.pk)
    assert (found.answers, found.source, found.withdrawn) == (answers, source, False)


def test_what_is_not_there_is_none_and_a_key_that_is_taken_is_refused(store):
    from django.db import IntegrityError, transaction

    from pipeline.store.orm import Round
    from pipeline.store.statements import get, insert

    assert get(Round, name="none") is None
    insert(Round(name="one", key="0" * 64))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Round(name="one", key="1" * 64))
    assert Round.objects.get().key == "0" * 64
