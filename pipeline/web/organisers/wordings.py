"""The survey as a response or a paper had it: what was begun in one wording goes on in it."""

import functools

from pipeline.definitions.survey import Survey, parse_survey
from pipeline.store.orm import Definition
from pipeline.web.site import Served


def survey_of(served: Served, definition: int) -> Survey:
    """The survey of a definition: the one served now, or an earlier wording of the same round."""
    return served.survey if definition == served.definition else _kept(definition, served.survey.round)


@functools.lru_cache(maxsize=64)
def _kept(definition: int, round: str) -> Survey:
    return parse_survey(Definition.objects.get(pk=definition).text, f"surveys/{round}/survey.yml", round)
