"""Templates: the components of the NHS's design system, without its logo, fonts and name."""

from typing import Any

import jinja2
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from pipeline.web import assets


def environment(**options: Any) -> jinja2.Environment:
    """What Django's Jinja2 backend renders with; the components rely on chained lookups of what is not there."""
    options |= {
        "undefined": jinja2.ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    made = jinja2.Environment(**options)
    made.globals.update(url=_url, asset=assets.address)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)
