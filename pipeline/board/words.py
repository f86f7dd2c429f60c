"""Sentences of the board that a page shows: each says by which words, so that the page can show it in its language."""

from typing import Any, Self


class Said(str):
    """A sentence with what it was made of: the words that are looked up, and what stands in their gaps."""

    template: str
    values: dict[str, Any]

    __slots__ = ("template", "values")

    def __new__(cls, template: str, values: dict[str, Any]) -> Self:
        """The sentence in plain English; a page asks for its `template` in another language."""
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made


def say(template: str, **values: Any) -> Said:
    """A sentence for a page, its gaps written as %(name)s."""
    return Said(template, values)
