"""Small sets of points for the tests of themes."""

import pandas as pd

from pipeline.embed.hashed import HashedWords
from pipeline.themes.texts import Texts, distinct_texts


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
