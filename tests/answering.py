"""A respondent without a browser: takes each page as it comes, fills it in and sends back what it carried."""

import re
from html import unescape
from typing import Any

from serving import ROUND

ANSWERS: dict[str, Any] = {
    "who": "supplier",
    "matters": "3",
    "uses": ["eps", "mail"],
    "mail_works": "no",
    "first": ["b", "", "a"],
    "help": "Records that join up, so that nobody types twice.",
    "barrier": "Broadband that stops every afternoon.",
    "when.records": "now",
}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


def hidden(response: Any) -> dict[str, str]:
    """What the page carries unseen."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(response.content.decode())}


def text(response: Any) -> str:
    """The page as it is read, without its marks."""
    body = response.content.decode().split("<main", 1)[1].partition(">")[2].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


class Person:
    """Somebody with a browser of their own; `checks` lets Django ask for the token of each form."""

    def __init__(self, *, checks: bool = False) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=checks, headers={"host": "localhost"})
        self.base = f"/survey/{ROUND}/"

    def get(self, where: str) -> Any:
        """A page below the survey, or at an address."""
        return self.client.get(where if where.startswith("/") else self.base + where)

    def post(self, where: str, carried: dict[str, Any] | None = None, **headers: str) -> Any:
        """Send a form."""
        address = where if where.startswith("/") else self.base + where
        return self.client.post(address, carried or {}, headers=headers)

    def begin(self) -> "Person":
        """Begin the form."""
        assert self.post("begin").status_code == 302
        return self

    def fill(self, step: str, values: dict[str, Any] | None = None, page: Any = None, **more: Any) -> Any:
        """Answer a page, as it is now or as it was seen before, and send it."""
        told = {name: value for name, value in ANSWERS.items() if name.split(".")[0] == step}
        carried = hidden(page or self.get(f"page/{step}"))
        return self.post(f"page/{step}", carried | (told if values is None else values) | more)

    def fill_all(self) -> Any:
        """Answer every page of the way; the page on which answers are checked."""
        page = self.get("page/who")
        for _ in range(20):
            step = page.request["PATH_INFO"].rpartition("/")[2]
            if step == "check":
                return page
            page = self.get(self.fill(step, page=page)["location"])
        raise AssertionError("the way does not end")

    def send(self) -> str:
        """Answer everything and send it; the reference."""
        answer = self.post("send", hidden(self.fill_all()))
        assert answer["location"] == self.base + "sent"
        return self.reference()

    def reference(self) -> str:
        """The reference that the page after sending shows."""
        found = re.search(r'service-reference">([^<]*)<', self.get("sent").content.decode())
        return found[1] if found else ""

    def link(self, where: str) -> str:
        """The link that a page shows to be kept."""
        found = re.search(r'id="link"[^>]*>http://localhost([^<]*)</textarea>', self.get(where).content.decode())
        return found[1] if found else ""
