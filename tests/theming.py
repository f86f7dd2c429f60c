"""Small sets of points for the tests of themes."""

import pandas as pd

from pipeline.embed.hashed import HashedWords
from pipeline.themes.texts import Texts, distinct_texts
from pipeline.themes.words import is_glue, stem, tokens


def texts_of(lines: list[str], responses: list[str] | None = None) -> Texts:
    """The distinct texts of these lines, one response a line if not said otherwise."""
    numbers = range(len(lines))
    frame = pd.DataFrame(
        {
            "point": [f"p{number}" for number in numbers],
            "response": responses or [f"r{number}" for number in numbers],
            "text": lines,
        }
    )
    return distinct_texts(frame, HashedWords().encode(lines))


def spoken_by(line: str, points: pd.DataFrame) -> int:
    """How many responses hold each word of the line, in any form, whichever word fewest hold.

    `points` needs `response` and `text`. Words that only hold a sentence together are not asked about where there are
    others.
    """
    words = [word for word, _ in tokens(line)]
    asked = {stem(word) for word in words if not is_glue(word)} or {stem(word) for word in words}
    told: dict[str, set[str]] = {one: set() for one in asked}
    for response, text in zip(points["response"], points["text"], strict=True):
        for one in asked.intersection(stem(word) for word, _ in tokens(text)):
            told[one].add(response)
    return min((len(responses) for responses in told.values()), default=0)
