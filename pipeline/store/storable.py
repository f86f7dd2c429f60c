"""Text that every database takes: what one refuses is marked in the same way in all."""

import re
from typing import Any

# PostgreSQL refuses NUL and halves of surrogate pairs in JSON, SQLite refuses the halves in text.
_REFUSED = re.compile("[\x00\ud800-\udfff]")
MARK = "\N{REPLACEMENT CHARACTER}"


def storable(told: Any) -> Any:
    """The same text, list or mapping; characters that no text holds (NUL, half a pair) become the replacement mark."""
    if isinstance(told, str):
        # Most texts are plain, and for those this is a hundred times as quick as looking at each sign.
        return told if told.isascii() and "\0" not in told else _REFUSED.sub(MARK, told)
    if isinstance(told, dict):
        return {storable(key): storable(value) for key, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [storable(each) for each in told]
    return told
