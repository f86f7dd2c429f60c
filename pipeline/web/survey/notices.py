"""A gentle word where a text seems to hold what could tell who a person is; nothing is refused for it."""

from collections.abc import Mapping

from django.utils.translation import gettext

from pipeline.collect.form.fields import TEXT, Step, Values
from pipeline.opening import personal_kinds


def _names() -> dict[str, str]:
    return {
        "NHS_NUMBER": gettext("an NHS number"),
        "EMAIL": gettext("an e-mail address"),
        "PHONE": gettext("a phone number"),
        "POSTCODE": gettext("a postcode"),
        "PERSON": gettext("a person’s name"),
    }


def notices(step: Step, values: Values) -> Mapping[str, str]:
    """What each open text of a page seems to hold, in words; empty where nothing is worth a second look."""
    texts = {field.id: str(values.get(field.id) or "") for field in step.fields if field.kind == TEXT}
    return {id: said for id, text in texts.items() if (said := _said(text))}


def _said(text: str) -> str:
    names = _names()
    kinds = [kind for kind in personal_kinds(text) if kind in names] if text.strip() else []
    return gettext(", ").join(names[kind] for kind in kinds)
