"""A stricter reading of requests than the server's own: what two programs could read in two ways is refused.

A proxy and the server behind it must agree where a request ends, or one visitor's bytes become another's request. The
standard lets a server refuse all of these, and no browser and no proxy in use sends them.
"""

import re

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError

_CHUNKS = re.compile(rb"^transfer-encoding[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FOLDED = re.compile(rb"\n[ \t]")


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # the library has no types
    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        chunks = [told.strip(b" \t").lower() for told in _CHUNKS.findall(header_plus)]
        sure = chunks == [b"chunked"] and self.version == "1.1" and "CONTENT_LENGTH" not in self.headers
        if (chunks and not sure) or _FOLDED.search(header_plus):
            raise ParsingError("This request can be read in more than one way")


class StrictChannel(HTTPChannel):  # type: ignore[misc]  # the library has no types
    """A visitor's connection on which only unmistakable requests are answered."""

    parser_class = _Parser
