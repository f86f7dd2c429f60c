"""Templates that know their globals' names see what any template sees, whatever the page brings along."""

import jinja2
import pytest

from pipeline.store.setup import set_up

set_up()

from pipeline.web.jinja import environment  # noqa: E402 (Django's settings are read when it is imported)

_FILES = {
    "macro": "{% macro say() %}[{{ brought }}{{ known }}]{% endmacro %}",
    "page": '{% from "macro" import say %}{{ say() }}',
}


@pytest.mark.parametrize("brought", [{}, {"brought": "with the page "}])
def test_a_macro_sees_the_globals_of_the_page_that_asks_for_it(brought: dict[str, str]) -> None:
    ours, plain = environment(loader=jinja2.DictLoader(_FILES)), jinja2.Environment(loader=jinja2.DictLoader(_FILES))
    for each in (ours, plain):
        each.globals["known"] = "always"
    told = [each.get_template("page", globals=brought).render() for each in (ours, plain, ours)]
    assert told == [f"[{brought.get('brought', '')}always]"] * 3
