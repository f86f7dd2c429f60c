"""Surveys as people write them: no form part, nothing closed, marks a page must not take for its own."""

import re
from contextlib import contextmanager

import pytest
from answering import Person, hidden, text
from serving import service_here, survey_text
from stores import open_empty

ODD = 'Beth | <b>sy\'n</b> & \\"nesaf\\" {{ ŵ }} %(x)s 100% ‮rtl‬ 💊'
TOLD = 'Beth | <b>sy\'n</b> & "nesaf" {{ ŵ }} %(x)s 100% ‮rtl‬ 💊'
ONE_OPEN = (
    'questions:\n  - {id: only, kind: text, text: "' + ODD + '", column: only, hint: "' + ODD + '", longest: 10}\n'
)
OF_ALL = f"""
about:
  - {{id: you, title: "{ODD}", column: you, options: {{"a b": "{ODD}", "<i>": "B"}}}}
questions:
  - {{id: check, kind: choices, text: "{ODD}", column: check, most: 1, options: {{"a|b": "{ODD}", "c;d": "D"}}}}
  - {{id: page.1, kind: grid, text: "{ODD}", column: page,
     rows: {{"x y": "{ODD}", "x.y": "R"}}, options: {{"1": "{ODD}"}}}}
  - {{id: sent, kind: ranked, text: "{ODD}", column: sent, options: {{a: "{ODD}", b: B, c: C, d: D, e: E, f: F}}}}
"""


@contextmanager
def _service(root, more):
    open_empty(root / "var")
    plain = re.sub(r"form:\n(  .*\n)+", "", survey_text(more=more)).replace("What should digital do next?", f'"{ODD}"')
    with service_here(root, survey=plain):
        yield Person().begin()


def _walk(person):
    """Every page of the way as it stands when nothing is answered but the first option of each choice."""
    first = re.findall(r'href="([^"]*)\?from=check#', person.get("check").content.decode())
    return [person.get(address) for address in dict.fromkeys(first)]


@pytest.mark.parametrize("more", [ONE_OPEN, OF_ALL], ids=["one open question", "all other kinds"])
def test_marks_in_a_survey_are_shown_as_they_were_written(tmp_path, more):
    with _service(tmp_path, more) as person:
        pages = _walk(person)
        assert len(pages) >= 2
        for page in (person.get("/"), person.get(""), person.get("privacy"), *pages):
            assert page.status_code == 200
            assert "<b>sy'n" not in page.content.decode()
        assert TOLD in text(pages[0])
        assert text(person.get("")).startswith(f" {TOLD}")


def test_every_kind_of_question_can_be_answered_and_sent(tmp_path):
    with _service(tmp_path, OF_ALL) as person:
        for page in _walk(person):
            carried = hidden(page)
            step = page.request["PATH_INFO"].rpartition("/")[2]
            for name in dict.fromkeys(re.findall(r'<(?:input|select)[^>]*name="([^"]*)"', page.content.decode())):
                if name not in carried and not name.startswith("you."):
                    found = re.search(rf'name="{re.escape(name)}" type="[a-z]*" value="([^"]+)"', page.content.decode())
                    carried[name] = found[1].replace("&lt;", "<").replace("&gt;", ">") if found else "a"
            assert person.post(f"page/{step}", carried).status_code == 302, step
        check = person.get("check")
        assert text(check).count(TOLD) >= 4
        assert person.post("send", hidden(check))["location"].endswith("/sent")
        assert person.reference()


def test_what_is_too_long_is_kept_and_not_sent(tmp_path):
    with _service(tmp_path, ONE_OPEN) as person:
        answer = person.fill("only", {"only": "💊" * 6 + "\0\x07"})
        assert answer.status_code == 422
        assert "💊" * 6 in answer.content.decode()
        assert person.post("send", hidden(person.get("check"))).status_code == 422
        assert person.fill("only", {"only": "💊" * 5}).status_code == 302
