"""What each role of an organiser may do: the one table that every page of theirs asks."""

ROLES = ("viewer", "reviewer", "editor", "administrator")

COUNTS = "see counts"
READING = "read answers"
MODERATING = "moderate"
PAPER = "type paper in"
REVIEWING = "rule on themes"
CODING = "code blind"
RUNNING = "run analyses"
SIGNING = "sign releases"
EXPORTS = "take answers out"
RAW = "take answers out as they arrived"
PRIVATE = "take names and addresses out"
ACCOUNTS = "manage accounts"
AUDIT = "read the audit log"
UNREDACTING = "see what was hidden"

# Each right with the least role that has it; every role has the rights of those before it.
_LEAST = {
    COUNTS: "viewer",
    READING: "reviewer",
    MODERATING: "reviewer",
    PAPER: "reviewer",
    REVIEWING: "reviewer",
    CODING: "reviewer",
    RUNNING: "editor",
    SIGNING: "editor",
    EXPORTS: "editor",
    PRIVATE: "editor",
    ACCOUNTS: "administrator",
    AUDIT: "administrator",
}
# No role has these: an administrator gives them to an account, each by itself, and each is worth something only from a
# role on. Who may read no answer at all is not shown what was hidden in one.
_LEAST_GRANTED = {UNREDACTING: "reviewer"}
GRANTS = tuple(_LEAST_GRANTED)
# What takes both, a role and a grant beside it: all the answers at once show what was hidden in every one of them.
_LEAST_BESIDE = {RAW: ("editor", UNREDACTING)}
RIGHTS = (*_LEAST, *GRANTS, *_LEAST_BESIDE)


def may(role: str, right: str, grants: str = "") -> bool:
    """Whether a role, or what was granted beside it, has a right; a right that is none is a mistake of ours."""
    if right in GRANTS:
        return right in granted(grants) and _reaches(role, _LEAST_GRANTED[right])
    if right in _LEAST_BESIDE:
        least, grant = _LEAST_BESIDE[right]
        return grant in granted(grants) and _reaches(role, least)
    return _reaches(role, _LEAST[right])


def _reaches(role: str, least: str) -> bool:
    return role in ROLES and ROLES.index(role) >= ROLES.index(least)


def fits(role: str, right: str) -> bool:
    """Whether a right that is given beside a role is worth anything beside this one."""
    return may(role, right, right)


def granted(grants: str) -> tuple[str, ...]:
    """The rights that an account was given beside its role; what is none is left out."""
    return tuple(right for right in GRANTS if right in grants.split(";"))


def rights(role: str, grants: str = "") -> tuple[str, ...]:
    """What a role may do with what was granted beside it, in the order of the table."""
    return tuple(right for right in RIGHTS if may(role, right, grants))
