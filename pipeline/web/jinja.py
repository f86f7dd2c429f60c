"""Templates: the components of the NHS's design system, without its logo, fonts and name."""

import functools
from typing import Any

import jinja2
import jinja2.runtime
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from pipeline.web import assets


class _Template(jinja2.Template):
    """A template that knows its globals' names: a page asks thirty times, and the library puts them together anew."""

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.globals)

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> Any:
        # What the library does, which looks whether the page has globals that this template was not loaded with.
        if ctx is not None and ctx.globals_keys - self._names:
            return super()._get_default_module(ctx)
        return super()._get_default_module()


class _Environment(jinja2.Environment):
    template_class = _Template


def environment(**options: Any) -> jinja2.Environment:
    """What Django's Jinja2 backend renders with; the components rely on chained lookups of what is not there."""
    options |= {
        "undefined": jinja2.ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    made = _Environment(**options)
    made.globals.update(url=_url, asset=assets.address)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)
