"""Heads of quoted messages, as mail programs write them in the languages that people here set them to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# The first field of a head, then the others; colons may be wide or stand apart, labels may be starred or bold.
_FROM = "from|von|oddi wrth|gan|de|da|van|från|fra|od|expéditeur|от|lähettäjä"
_TOLD = {
    "date": "sent|date|sent at|gesendet|datum|am|anfonwyd|dyddiad|envoyé|enviado|fecha|data|inviato|verzonden|skickat|"
    "sendt|wysłano|data wysłania|dato|enviad[ao] em|data de envio|lähetetty|отправлено|дата",
    "to": "to|an|at|i|à|para|a|aan|till|til|do|кому|vastaanottaja",
    "subject": "subject|betreff|pwnc|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|aihe",
    "cc": "cc|bcc|kopie|copi|copïo|reply-to|antwort an|importance|priority|wichtigkeit|attachments|anlagen|atodiadau|"
    "pièces jointes|organisation|organization|message-id|in-reply-to|references|sender|mime-version|копия|kopia|kopio",
}
_MARKS = r"[>*_\s]{0,8}"
_FIELD = re.compile(
    rf"{_MARKS}(?:(?P<from>{_FROM})|"
    + "|".join(f"(?P<{name}>{labels})" for name, labels in _TOLD.items())
    + r")[*_]{0,2}\s{0,3}[:：][*_]{0,2}\s{0,4}(?P<told>.{0,500})",
    re.IGNORECASE,
)
# Of a name no letter is given back: what may stand behind it could be parted from it in a million ways.
_FORWARDED = (
    r"(?:begin(?: of)? )?forwarded (?:message|e-?mail)(?: from .{1,80}+)?|forwarded by .{1,120}+"
    r"|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-?mail)|neges (?:wedi'i hanfon|a anfonwyd) ymlaen|dechrau neges"
    r" a anfonwyd ymlaen|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht"
    r"|mensagem (?:re)?encaminhada|videresendt (?:besked|melding|meddelelse)|vidarebefordrat meddelande"
    r"|пересылаемое сообщение"
)
_ORIGINAL = (
    r"original (?:message|appointment|e-?mail)|ursprüngliche (?:nachricht|e-?mail)|original-?nachricht"
    r"|neges wreiddiol|message d'origine|message original|mensaje original|messaggio originale"
    r"|oorspronkelijk bericht|reply message|mensagem original|oprindelig (?:besked|meddelelse)"
    r"|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti|(?:oryginalna )?wiadomość(?: oryginalna)?"
    r"|исходное сообщение"
)
_DIVIDER = re.compile(
    rf"{_MARKS}[-_=* ]{{0,60}}(?:(?P<forwarded>{_FORWARDED})|{_ORIGINAL})\s{{0,3}}:?\s{{0,3}}[-_=* ]{{0,60}}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[-_=]{5,}\s*$")
_VERB = re.compile(
    r"\b(?:wrote|writes|schrieb|ysgrifennodd|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał\(?a?\)?"
    r"|kirjoitti|написал\(?а?\)?|пишет)(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    rf"{_MARKS}(?:on|am|ar|le|el|il|op|den|w dniu|em|at)\b|{_MARKS}\S.{{0,120}}(?:<|wrote on|@|\d)", re.IGNORECASE
)
_WHEN = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d[./-]\d")
# Without a verb: a time at its beginning, and whose it was at its end ("26.06.2014, 14:41, A. Person <a@b.example>:").
_STAMPED = re.compile(
    rf"{_MARKS}(?:[^\W\d]{{2,12}}\.?,? )?\d{{1,2}}[ ./][^\n]{{2,60}}?\d{{1,2}}:\d\d[^\n:]{{0,120}}"
    r"<[^<>\s]{1,200}@[^<>\s]{1,200}>:$"
)
_DASHED = re.compile(r"\s*-{2,8}\s?(?P<told>[^\n]{5,300}?)\s?-{2,8}\s*$")
_WRAPPED = re.compile(r"\s*<[^<>\s]{1,200}@[^<>\s]{1,200}>")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LONGEST_LINE = 400
_MOST_LINES = 3
_MOST_FIELDS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One head: its lines from `start` up to `end`, and what it says of the message below it."""

    start: int
    end: int
    forwards: bool
    sender: str
    sent: str


def bare(line: str) -> str:
    """A line without the marks of a quote."""
    return line.lstrip("> ")


def _fields(lines: Sequence[str], at: int) -> tuple[int, dict[str, str]]:
    """How many lines from here on are fields of a head, and what they say; a field may go on on the next line."""
    told: dict[str, str] = {}
    end, name = at, ""
    while end < min(len(lines), at + _MOST_FIELDS):
        line = lines[end][:_LONGEST_LINE]
        if found := _FIELD.match(line):
            name = _named(found)
            told.setdefault(name, found["told"].strip())
        elif name and _goes_on(lines[end - 1], line, name):
            told[name] += f" {bare(line).strip()}"
        else:
            break
        end += 1
    return end, told


def _goes_on(before: str, line: str, name: str) -> bool:
    """Whether a line goes on with the field above it; addresses are broken without a space before what follows."""
    if not bare(line).strip():
        return False
    if line.startswith((" ", "\t")):
        return True
    return name in ("from", "to", "cc") and (
        bool(_WRAPPED.match(bare(line))) or before.rstrip().endswith((",", ";", "<"))
    )


def _named(found: re.Match[str]) -> str:
    return next(name for name in ("from", *_TOLD) if found[name] is not None)


def _wrote(lines: Sequence[str], at: int) -> int:
    """The line after a sentence that says who wrote what follows, which may be broken over three lines; else 0."""
    if not _OPENS.match(lines[at][:_LONGEST_LINE]):
        return 0
    joined = ""
    for end, line in enumerate(lines[at : at + _MOST_LINES], at + 1):
        if not line.strip():
            return 0
        joined += " " + bare(line[:_LONGEST_LINE]).strip()
        if line.rstrip().endswith((":", "：")):
            return end if _says_who(joined) or _STAMPED.match(joined.strip()) else 0
    return 0


def _says_who(told: str) -> bool:
    return bool(_VERB.search(told) and (_WHEN.search(told) or _ADDRESS.search(told)))


def _is_dashed(line: str) -> bool:
    """Whether a line says between hyphens who wrote what follows."""
    found = _DASHED.match(line)
    return bool(found and _OPENS.match(found["told"]) and _says_who(found["told"]))


def _address(told: str) -> str:
    found = _ADDRESS.search(told)
    return found[0] if found else ""


def _head(lines: Sequence[str], at: int) -> Head | None:
    start = at
    divider = _DIVIDER.match(lines[at][:_LONGEST_LINE])
    if divider or _RULE.match(lines[at][:_LONGEST_LINE]):
        at += 1
    while divider and at < len(lines) and not bare(lines[at]).strip() and at - start < _MOST_LINES:
        at += 1
    forwards = bool(divider and divider["forwarded"])
    if at < len(lines):
        end, told = _fields(lines, at)
        if "from" in told and ({"date", "subject"} & told.keys()):
            sender, sent = _address(told["from"]), told.get("date", "")
            return Head(start=start, end=end, forwards=forwards, sender=sender, sent=sent)
        if at == start and (end := at + 1 if _is_dashed(lines[at][:_LONGEST_LINE]) else _wrote(lines, at)):
            sender = _address(" ".join(lines[at:end]))
            return Head(start=start, end=end, forwards=False, sender=sender, sent="")
    return Head(start=start, end=at, forwards=forwards, sender="", sent="") if divider else None


def heads_of(lines: Sequence[str]) -> list[Head]:
    """Every head among the lines, in order."""
    found: list[Head] = []
    at = 0
    while at < len(lines):
        head = _head(lines, at) if lines[at].strip() else None
        if head:
            found.append(head)
        at = head.end if head else at + 1
    return found
