"""The wording that was shown, kept by version: a response can always be read beside the questions it answered."""

import dataclasses
import json
from typing import Any

from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import DefinitionError
from pipeline.ids import digest
from pipeline.store.orm import Definition, Draft, Paper, Round, Submission
from pipeline.store.tables import ensure_round
from pipeline.store.writing import writing

# What respondents never see; a closing day moved or a column renamed needs no new version.
_UNSEEN = ("key", "follows", "columns", "weigh", "opens", "closes", "illustrative", "version", "round")
_UNSEEN_OF_A_PART = ("column", "asks", "groups")


def wording(survey: Survey) -> str:
    """A digest of all that a respondent reads and may answer."""
    seen = {name: told for name, told in dataclasses.asdict(survey).items() if name not in _UNSEEN}
    for part in (*seen["questions"], *seen["attributes"]):
        for name in _UNSEEN_OF_A_PART:
            part.pop(name, None)
    seen["form"].pop("grace_hours")
    return digest(json.dumps(seen, sort_keys=True, ensure_ascii=False, default=str))


def keep_definition(round: str, survey: Survey, text: str) -> int:
    """Keep the wording served now and return its id; raise DefinitionError where it does not fit what stands."""
    told = wording(survey)
    found = Definition.objects.filter(round__name=round, version=survey.version, digest=told).first()
    if found:
        return int(found.pk)
    with writing():
        ensure_round(round, survey.key or None)
        kept = Definition.objects.filter(round__name=round).order_by("-version")
        same = next((each for each in kept if each.version == survey.version), None)
        _check_shapes(round, survey, [each for each in kept if _answered(each)])
        if same is None:
            where = Round.objects.get(name=round)
            return int(Definition.objects.create(round=where, version=survey.version, digest=told, text=text).pk)
        if same.digest != told and _used(same):
            raise _refused(round, _same_version(survey.version))
        Definition.objects.filter(pk=same.pk).update(digest=told, text=text)
        return int(same.pk)


def _answered(definition: Definition) -> bool:
    return Submission.objects.filter(definition=definition).exists()


def _used(definition: Definition) -> bool:
    """Whether somebody has this wording before them or answered it."""
    used = (Draft, Submission, Paper)
    return any(table.objects.filter(definition=definition).exists() for table in used)


def _file(round: str) -> str:
    return f"surveys/{round}/survey.yml"


def _refused(round: str, said: str) -> DefinitionError:
    return DefinitionError.at(_file(round), said)


def _same_version(version: int) -> str:
    return (
        f"the wording differs from what people were shown as version {version}: write 'version: {version + 1}', "
        "or put the words back as they were"
    )


def _shape(survey: Survey) -> dict[str, Any]:
    """What may be answered: every id with its kind, options and rows, labels left out."""
    asked = {
        f"question {each.id}": (each.kind, *_values(each.options), "rows", *_values(each.rows))
        for each in survey.questions
    }
    return asked | {f"attribute {each.id}": _values(each.options) for each in survey.attributes}


def _values(options: Any) -> tuple[str, ...]:
    return tuple(sorted(option.value for option in options))


def _check_shapes(round: str, survey: Survey, answered: list[Definition]) -> None:
    now = _shape(survey)
    for kept in answered:
        then = _shape(parse_survey(kept.text, _file(round), round))
        changed = sorted(name for name in {*now, *then} if now.get(name) != then.get(name))
        if changed:
            raise _refused(round, _changed(changed, kept.version))


def _changed(names: list[str], version: int) -> str:
    return (
        f"{', '.join(names)}: not as in version {version}, which people have answered. Ids, kinds and options stay for "
        "the whole round; wording may change with a new version. Put these back, or begin a new round (cpitg new)"
    )
