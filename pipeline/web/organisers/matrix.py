"""Who may see what, as a table: every organisers' page with its right, and who has it; read from the addresses."""

from dataclasses import dataclass

from pipeline.store.roles import GRANTS, ROLES, may
from pipeline.web.organisers.guard import ANYBODY, SIGNED_IN, rule_of
from pipeline.web.organisers.urls import urlpatterns


@dataclass(frozen=True, slots=True)
class Somebody:
    """A kind of visitor: a role, and what was granted beside it; without a role nobody signed in."""

    name: str
    role: str = ""
    grants: str = ""

    def sees(self, rule: str) -> bool:
        """Whether a page of this rule is shown to them."""
        if rule in (ANYBODY, SIGNED_IN):
            return rule == ANYBODY or bool(self.role)
        return may(self.role, rule, self.grants)


@dataclass(frozen=True, slots=True)
class Page:
    """An address with its gaps, the right it asks for, and by kind of visitor whether they see it."""

    address: str
    rule: str
    seen: tuple[bool, ...]


_EVERYTHING_GRANTED = ";".join(GRANTS)
# A grant adds the same to every role that it is worth something to, and more to those who may take answers out; the
# least of each stands for them.
VISITORS = (
    Somebody("nobody"),
    *(Somebody(role, role) for role in ROLES),
    *(Somebody(f"{role} with grant", role, _EVERYTHING_GRANTED) for role in ("reviewer", "editor")),
)


def pages() -> list[Page]:
    """Every organisers' page, in the order of the addresses."""
    ruled = [(f"/organisers/{pattern.pattern}", rule_of(pattern.callback)) for pattern in urlpatterns]
    return [Page(address, rule, tuple(each.sees(rule) for each in VISITORS)) for address, rule in ruled]
