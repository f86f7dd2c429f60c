"""What a message says: its own text, the words of files with it, the messages inside it, and what could not be read."""

import re
from dataclasses import dataclass, field

from pipeline.collect.post.armour import without_blocks
from pipeline.collect.post.attached import AttachedError, words_of
from pipeline.collect.post.charset import decoded, said_by_page
from pipeline.collect.post.markup import text_of_html
from pipeline.collect.post.mime import Part, UnreadableError

# No person types so much; a page of HTML says the same in more letters.
_LONGEST = 500_000
_LONGEST_HTML = 3_000_000
_WORD = re.compile(r"\w+")
# What a mail program puts where a picture stood, in a text without pictures.
_PICTURE = re.compile(r"\[(?:cid:[^\]\s]{1,200}|image: [^\]\n]{1,200})\]")
_SEALED = re.compile(
    r"multipart/encrypted|application/((x-)?pkcs7-mime|pgp-encrypted|x-microsoft-rpmsg-message)", re.IGNORECASE
)


@dataclass(slots=True)
class Said:
    """What was found in a message while its parts were gone through."""

    texts: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    inside: list[bytes] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The message's own text."""
        return "\n\n".join(text for text in self.texts if text.strip())


def _flowed(text: str, *, joined: str) -> str:
    """Lines that a mail program broke and marked with a space at their end, whole again (RFC 3676)."""
    pieces: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        quoted = len(line) - len(line.lstrip(">"))
        words = line[quoted:].removeprefix(" ")
        if open_depth != quoted:
            pieces += ["\n" if pieces else "", ">" * quoted + (" " if quoted else "")]
        breaks = words.endswith(" ") and words != "-- "
        open_depth = quoted if breaks else -1
        pieces.append(words.removesuffix(" ") + joined if breaks else words)
    return "".join(pieces)


def _plain(part: Part) -> str:
    data = part.data()
    if len(data) > 4 * _LONGEST:
        raise UnreadableError(_too_long(len(data)))
    text = decoded(data, part.parameter("charset")).replace("\r\n", "\n").replace("\r", "\n")
    if part.parameter("format").casefold() == "flowed":
        text = _flowed(text, joined="" if part.parameter("delsp").casefold() == "yes" else " ")
    if len(text) > _LONGEST:
        raise UnreadableError(_too_long(len(text)))
    return _PICTURE.sub("", text)


def _page(part: Part) -> str:
    data = part.data()
    if len(data) > _LONGEST_HTML:
        raise UnreadableError(_too_long(len(data)))
    text = text_of_html(decoded(data, part.parameter("charset") or said_by_page(data)))
    if len(text) > _LONGEST:
        raise UnreadableError(_too_long(len(text)))
    return text


def _too_long(size: int) -> str:
    return f"has a text of {size:,} characters, which no person types; save what answers the survey as a file"


def _words(text: str) -> int:
    return len(_WORD.findall(text[:200_000]))


class _Walk:
    """Goes through the parts of one message in their order."""

    def __init__(self) -> None:
        self.said = Said()

    def take(self, part: Part) -> None:
        if _SEALED.fullmatch(part.kind) or part.file.casefold().endswith(".p7m"):
            how = "packed into its signature" if part.parameter("smime-type") == "signed-data" else "encrypted"
            raise UnreadableError(f"is {how}; open it in the mail program and save its text as a file")
        if part.parts:
            self._several(part)
        elif part.kind in ("message/rfc822", "message/global"):
            self.said.inside.append(part.data())
        elif not part.is_attached and part.kind in ("text/plain", "text/html"):
            self._text(_plain(part) if part.kind == "text/plain" else _page(part))
        elif part.kind.startswith("multipart/"):
            self._without_parts(part)
        else:
            self._file(part)

    def _text(self, text: str) -> None:
        told = without_blocks(text)
        self.said.texts.append(told.text)
        self.said.notes += told.notes

    def _several(self, part: Part) -> None:
        if part.kind == "multipart/alternative":
            self._best_of(part.parts)
        elif part.kind == "multipart/digest":
            self.said.inside += [each.data() if _is_message(each) else each.body for each in part.parts]
        else:
            for each in part.parts:
                self.take(each)

    def _best_of(self, parts: tuple[Part, ...]) -> None:
        """One form of a text that came in several: the plain one, unless it only says that the other is to be read."""
        walks = []
        for each in parts:
            walk = _Walk()
            walk.take(each)
            walks.append((each.kind == "text/plain", _words(walk.said.text), walk.said))
        most = max((words for _, words, _ in walks), default=0)
        good = [said for plain, words, said in walks if plain and words and words * 4 >= most]
        good += [said for _, words, said in walks if words == most]
        for said in good[:1]:
            self.said.texts += said.texts
        for _, _, said in walks:
            self.said.attached += said.attached
            self.said.inside += said.inside
            self.said.notes += [note for note in said.notes if note not in self.said.notes]

    def _without_parts(self, part: Part) -> None:
        """A message that says it has parts and shows none: what there is, is read as text."""
        self.said.texts.append(_plain(part))
        if part.body.strip():
            self.said.notes.append("says it has parts but shows none; read as plain text")

    def _file(self, part: Part) -> None:
        if part.file.casefold().endswith(".eml") and part.kind == "application/octet-stream":
            self.said.inside.append(part.data())
            return
        try:
            text = words_of(part).replace("\r\n", "\n").replace("\r", "\n")
            if len(text) > _LONGEST:
                raise AttachedError(_too_long(len(text)))
            self.said.attached.append(text)
        except AttachedError as error:
            self.said.notes.append(f"a file with it {error}")


def _is_message(part: Part) -> bool:
    return part.kind.startswith("message/")


def said_in(part: Part) -> Said:
    """What a message says; raise UnreadableError where it cannot be read as a person's message."""
    walk = _Walk()
    walk.take(part)
    return walk.said
