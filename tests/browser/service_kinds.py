"""The kinds of address the service has, one row each; a new address needs one new row."""

import re

_ROUND = r"/survey/[a-z0-9-]+/"
_MANAGED = r"/organisers/round/[a-z0-9-]+/"
_TOKEN = r"[A-Za-z0-9_-]+"

# Whose pages -> what a kind is called -> its addresses. Every kind is looked at in a browser, by the test of its room.
PAGES = {
    "survey": {
        "home": "/",
        "accessibility": "/accessibility",
        "survey-start": _ROUND,
        "survey-privacy": rf"{_ROUND}privacy",
        "survey-page": rf"{_ROUND}page/[a-z0-9_-]+",
        "survey-check": rf"{_ROUND}check",
        "survey-sent": rf"{_ROUND}sent",
        "survey-save": rf"{_ROUND}save",
        "survey-return": rf"{_ROUND}return/{_TOKEN}",
        "survey-left": rf"{_ROUND}left",
        "survey-afterwards": rf"{_ROUND}afterwards",
        "survey-own": rf"{_ROUND}afterwards/[A-Z0-9-]+/{_TOKEN}",
        "survey-held": rf"{_ROUND}held",
        "survey-withdraw": rf"{_ROUND}withdraw",
        "survey-withdrawn": rf"{_ROUND}withdrawn",
    },
    "organisers": {
        "organisers-rounds": "/organisers/",
        "organisers-sign-in": "/organisers/sign-in",
        "organisers-code": "/organisers/sign-in/code",
        "organisers-choose": "/organisers/choose-password",
        "organisers-account": "/organisers/account",
        "organisers-second": "/organisers/account/second",
        "organisers-people": "/organisers/people",
        "organisers-person": rf"/organisers/people/{_TOKEN}",
        "organisers-invite": "/organisers/invitations",
        "organisers-invited": rf"/organisers/invitation/{_TOKEN}",
        "organisers-audit": "/organisers/audit",
        "organisers-round": _MANAGED,
        "organisers-queue": rf"{_MANAGED}queue",
        "organisers-rule": rf"{_MANAGED}queue/rule",
        "organisers-papers": rf"{_MANAGED}papers",
        "organisers-paper-first": rf"{_MANAGED}papers/new",
        "organisers-paper-settle": rf"{_MANAGED}papers/\d+",
        "organisers-paper-again": rf"{_MANAGED}papers/\d+/again",
    },
    "board": {
        "organisers-board-queue": rf"{_MANAGED}board/",
        "organisers-board-conflicts": rf"{_MANAGED}board/conflicts",
        "organisers-board-answers": rf"{_MANAGED}board/answers",
        "organisers-board-answer": rf"{_MANAGED}board/answers/{_TOKEN}",
        "organisers-board-response": rf"{_MANAGED}board/answers/{_TOKEN}/response",
        "organisers-board-answer-arrived": rf"{_MANAGED}board/answers/{_TOKEN}/as-it-arrived",
        "organisers-board-words": rf"{_MANAGED}board/words",
        "organisers-queue-arrived": rf"{_MANAGED}queue/as-it-arrived",
        "organisers-board-jobs": rf"{_MANAGED}board/jobs",
        "organisers-board-record": rf"{_MANAGED}board/record",
        "organisers-board-undo": rf"{_MANAGED}board/undo/\d+",
        "organisers-board-themes": rf"{_MANAGED}board/themes",
        "organisers-board-theme": rf"{_MANAGED}board/theme/{_TOKEN}",
        "organisers-board-points": rf"{_MANAGED}board/points",
        "organisers-board-point": rf"{_MANAGED}board/point/p[a-z2-7]+",
        "organisers-board-coding": rf"{_MANAGED}board/coding",
        "organisers-board-coding-point": rf"{_MANAGED}board/coding/point/p[a-z2-7]+",
        "organisers-board-coding-settle": rf"{_MANAGED}board/coding/settle",
        "organisers-board-coding-settle-point": rf"{_MANAGED}board/coding/settle/point/p[a-z2-7]+",
        "organisers-board-coding-agreement": rf"{_MANAGED}board/coding/agreement",
        "organisers-board-handover": rf"{_MANAGED}board/handover",
        "organisers-board-release": rf"{_MANAGED}board/release",
        "organisers-board-release-changes": rf"{_MANAGED}board/release/changes",
        "organisers-board-release-words": rf"{_MANAGED}board/release/words",
    },
    "news": {
        "news:join": "/news/join",
        "news:confirm": rf"/news/confirm/{_TOKEN}",
        "news:ask-to-leave": "/news/leave",
        "news:leave": rf"/news/leave/{_TOKEN}",
    },
}

# What shows no page of its own: it leads on to one, is a file, or is read by a machine.
OTHERS = {
    "leads on": ("survey-begin", "survey-send", "survey-leave", "survey-change",
                 "organisers-sign-out", "organisers-take-back",
                 "organisers-paper-discard", "organisers-board-settle", "organisers-board-follow",
                 "organisers-board-answer-rule", "organisers-board-answer-show", "organisers-board-words-hide",
                 "organisers-board-words-show",
                 "organisers-board-coding-next", "organisers-board-coding-draw", "organisers-board-coding-end",
                 "organisers-board-coding-alike",
                 "organisers-board-release-check", "organisers-board-release-sign", "organisers-board-release-back",
                 "organisers-board-release-publish", "book", "organisers-book"),
    "a file": ("survey-copy", "survey-blank-pdf", "survey-blank-docx", "survey-qr", "organisers-second-qr",
               "organisers-audit-csv", "organisers-board-record-csv", "organisers-answers",
               "organisers-answers-arrived", "organisers-senders",
               "organisers-board-release-preview", "book-file", "organisers-book-file"),
    "for machines": ("health", "ready", "robots", "favicon",
                     "organisers-board-jobs-now", "organisers-board-since"),
}  # fmt: skip


def kinds_of(address: str) -> list[str]:
    """The kinds that an address's path belongs to."""
    rows = [row for room in PAGES.values() for row in room.items()]
    return [kind for kind, pattern in rows if re.fullmatch(pattern, address)]
