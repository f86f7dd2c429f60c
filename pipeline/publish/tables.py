"""Tables of a page: each may scroll sideways, and one of words can stand row below row where a window is narrow."""

import html
import re

# A table of fewer columns of words fits, one of more columns is read across.
_FEWEST, _MOST = 3, 8
_WRITTEN = re.compile(r'<table class="docutils.*?</table>', re.DOTALL)
_SCROLL = '<div class="scroll" role="group" tabindex="0" aria-label="Table, may scroll sideways">{}</div>'
_TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.DOTALL)
_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
_CELL = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CLASS = re.compile(r'\bclass="')
_FIGURES = ("figure", "text-right")


def with_tables(body: str) -> str:
    """The text of a page whose tables may scroll, those of words marked so that a phone stacks their rows.

    The heads of the columns go along as a style of the table, once, since a stacked cell stands away from its head.
    """
    return _TABLE.sub(_stacked, _WRITTEN.sub(lambda found: _SCROLL.format(found.group()), body))


def _stacked(found: re.Match[str]) -> str:
    values, inside = found.groups()
    heads = _heads(inside)
    if not heads or "style=" in values:
        return found.group()
    values = _CLASS.sub('class="stack ', values, count=1) if _CLASS.search(values) else f'{values} class="stack"'
    names = ";".join(f"--c{number}:{_quoted(head)}" for number, head in enumerate(heads, 1))
    return f'<table{values} style="{html.escape(names)}">{inside}</table>'


def _heads(inside: str) -> list[str]:
    """The words over the columns of a table that can be stacked, else none."""
    head = _HEAD.search(inside)
    if head is None or head[1].count("<tr") != 1 or "colspan=" in inside or "rowspan=" in inside:
        return []
    cells = _CELL.findall(head[1])
    words = sum(not any(kind in values for kind in _FIGURES) for values, _ in cells)
    # Figures alone, under a name for each row, are there to be compared across; few and short columns fit.
    if not _FEWEST <= len(cells) <= _MOST or words < (_FEWEST if len(cells) == _FEWEST else 2):
        return []
    return [" ".join(html.unescape(_TAG.sub("", text)).split()) for _, text in cells]


def _quoted(text: str) -> str:
    """A text as CSS writes one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
