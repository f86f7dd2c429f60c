"""The named rules of quality: what makes a theme one that a person should look at, why, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a theme is flagged where its value is at or beyond the bound, upwards or downwards.

    A rule with a `usual` is laid on at the closeness that this share of the themes have, or less, to the theme next to
    them: on a broad map all themes lie far apart. Its bound is then at most `bound`, at least `least`.
    """

    name: str
    bound: float
    upwards: bool
    usual: float = 0.0
    least: float = 0.0
    says: str  # what is wrong, to the person who reads the flag
    why: str  # why the bound lies where it lies
    cure: str

    def on_map(self, nearest: np.ndarray) -> "Rule":
        """The rule as it is laid on a map whose themes are this close to the theme next to them."""
        if not self.usual or len(nearest) < 2:
            return self
        told = float(np.quantile(nearest, self.usual))
        return replace(self, bound=round(min(max(told, self.least), self.bound), 2))

    def is_met(self, value: float) -> bool:
        """Whether a theme of this value is to be looked at."""
        return value >= self.bound if self.upwards else value <= self.bound


UNSTEADY = Rule(
    name="unsteady",
    bound=0.4,
    upwards=False,
    says="It is found again in too few reruns on a part of the texts.",
    why="Found in four reruns of ten or fewer, it is more often not there than there.",
    cure="Read it beside its nearest themes; keep it only if its points say one thing to you.",
)
LOOSE = Rule(
    name="loose",
    bound=0.5,
    upwards=False,
    says="Half of its texts are no closer to the others than texts come to be by chance.",
    why="So close to random texts of other themes is one text of the set, or one in a thousand in a large one.",
    cure="Move its points to themes they fit, or leave them without a theme.",
)
PATCHY = Rule(
    name="patchy",
    bound=0.65,
    upwards=False,
    says="A third of its texts are no closer to the others than texts come to be by chance.",
    why="Themes under this bound agree with human codes less than two in three of the same set do.",
    cure="Read the texts farthest from its centre and move out what does not belong.",
)
NEAR_DUPLICATE = Rule(
    name="near-duplicate",
    bound=0.75,
    upwards=True,
    says="Another theme is nearly the same.",
    why="Texts one of each are three quarters as close as texts of one theme; under that most pairs read differ.",
    cure="Merge the two, or retitle them so that a reader sees the difference.",
)
MIXED = Rule(
    name="mixed",
    bound=0.3,
    upwards=False,
    usual=0.25,
    least=0.15,
    says="It holds two things that have little to do with one another.",
    why="Three themes in four are closer to the theme next to them than its two sides are to one another.",
    cure="Read its parts; split it if they say different things.",
)
ONE_VOICE = Rule(
    name="one-voice",
    bound=0.5,
    upwards=True,
    says="One response makes half of its points or more.",
    why="What one person says at length is not what many say.",
    cure="Read that response; report the theme with its number of responses, not of points.",
)
SAME_WORDS = Rule(
    name="same-words",
    bound=0.5,
    upwards=True,
    says="Half of its responses or more say it in the same words.",
    why="A letter that many send, or a stock phrase, weighs otherwise than as many words of their own.",
    cure="Say in the release that it comes from a common text; read what the others add.",
)
SMALL_DISTINCT = Rule(
    name="small-distinct",
    bound=0.4,
    upwards=False,
    usual=0.1,
    least=0.2,
    says="Few said it, and nothing else is like it.",
    why="Nine themes in ten are closer to the theme next to them than this one is to any.",
    cure="Read all of it; a lone report of harm looks like this. Do not drop it for its size.",
)
UNCLEAR_TITLE = Rule(
    name="unclear-title",
    bound=0.2,
    upwards=False,
    says="Few of its texts hold any word of its title.",
    why="Of titles under this bound, read on six sets, nearly all name a side issue.",
    cure="Give it a title of your own after reading its examples.",
)
RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (UNSTEADY, LOOSE, PATCHY, NEAR_DUPLICATE, MIXED, ONE_VOICE, SAME_WORDS, SMALL_DISTINCT, UNCLEAR_TITLE)
}
