"""What the service writes down while it runs: one JSON object a line, with nothing of who asked or what was said.

A path may hold a token, a header an address, the words of an exception an answer: none of them is written. What a
library says is written only as the sentence its authors wrote, without what it filled in.
"""

import contextvars
import logging
import logging.config
import secrets
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from pythonjsonlogger.json import JsonFormatter

_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
_FRAMES = 12
_request: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")
_log = logging.getLogger("cpitg.request")


class Lines(JsonFormatter):
    """A record as one line: our own fields whole, of all others only what cannot hold a person's words."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep the order in which the fields were put together."""
        return log_data

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Put together what is written of a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data.clear()
        log_data |= {"time": at.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name}
        if request := _request.get():
            log_data["request"] = request
        told = getattr(record, "told", None)
        log_data |= told if isinstance(told, dict) else {"said": _sentence(record)}
        if record.exc_info and record.exc_info[1]:
            log_data |= _error(record.exc_info[1])

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is the library's)
        """Nothing: what an exception says may repeat what a person wrote."""
        return ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (the name is the library's)
        """Nothing, for the same reason."""
        return ""


def _sentence(record: logging.LogRecord) -> str:
    """A library's sentence before anything was filled in; where nothing can be told apart, none of it."""
    return str(record.msg) if record.args else "(not written: it may hold what a person sent)"


def _error(error: BaseException) -> dict[str, Any]:
    """The kind of an error and where it arose, without its words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "error": type(error).__name__,
        "at": [f"{PurePath(each.filename).name}:{each.lineno} {each.name}" for each in frames],
    }


def _wanted(record: logging.LogRecord) -> bool:
    """Django tells each 4xx with its path; the line of the request says the same without it."""
    return record.name != "django.request" or bool(record.exc_info)


def configure() -> None:
    """Send every logger's lines to standard error, as JSON; called once when the service starts."""
    handler = {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["wanted"]}
    quiet = {"handlers": [], "propagate": True, "level": "WARNING"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": Lines}},
            "filters": {"wanted": {"()": lambda: _wanted}},
            "handlers": {"lines": handler},
            "root": {"handlers": ["lines"], "level": "WARNING"},
            "loggers": {"cpitg": {"level": "INFO"}, "django": quiet, "waitress": quiet},
        }
    )


def tell(event: str, **told: str | int | float) -> None:
    """Write down something that the service did by itself; no word or address of a person belongs into it."""
    logging.getLogger("cpitg").info("", extra={"told": {"event": event, **told}})


def fail(event: str, error: BaseException) -> None:
    """Write down that something the service does by itself failed, and where."""
    known = (type(error), error, error.__traceback__)
    logging.getLogger("cpitg").error("", extra={"told": {"event": event}}, exc_info=known)


class Logged:
    """Outermost: names each request by a number of its own and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write the line."""
        _request.set(secrets.token_hex(8))
        began = time.perf_counter()
        response = self._next(request)
        response["Request-Id"] = _request.get()
        _log.info("", extra={"told": _told(request, response.status_code, time.perf_counter() - began)})
        return response


def _told(request: HttpRequest, status: int, seconds: float) -> dict[str, Any]:
    method = request.method if request.method in _METHODS else "other"
    route = request.resolver_match.view_name if request.resolver_match else ""
    return {"method": method, "route": route, "status": status, "ms": round(1000 * seconds, 1)}


def request_id() -> str:
    """The number of the request that is being answered, by which a person can ask about it."""
    return _request.get()
