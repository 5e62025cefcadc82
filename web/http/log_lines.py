"""The log on standard error: a line of text an event, or an object of JSON, each with the request that it belongs to.

A request is known by the trace id of its ``traceparent`` header (W3C Trace Context), or by one of its own.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import g, has_request_context

MAX_MESSAGE_CHARACTERS = 4_000
"""A longer message is cut: a reader must not be able to fill the disk with one request."""

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160), 0x2028, 0x2029)}
"""Characters that would begin another line of the log, or change a terminal, and how they are written."""


class RequestFields(msgspec.Struct, frozen=True):
    """The fields of a line about an answered request, besides its message.

    ``route`` is the template of the address, "" if there is no such address. ``bytes`` is the length of the body as it is sent;
    None if it is sent while it is made.
    """

    method: str
    address: str
    route: str
    status: int
    milliseconds: float
    bytes: int | None
    client: str
    request_id: str


def install(in_json: bool, has_workers: bool) -> None:
    """Write every message of every logger to standard error, from level INFO on."""
    handler = logging.StreamHandler(sys.stderr)
    process_id = "%(process)d " if has_workers else ""
    handler.setFormatter(JsonLines() if in_json else TextLines(f"%(asctime)s {process_id}%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def request_id(traceparent: str) -> str:
    """Return the trace id of the header, or a new one if the header has none."""
    match = _TRACEPARENT.fullmatch(traceparent.strip().lower())
    if match and match[1].strip("0") and match[2].strip("0"):
        return match[1]
    return secrets.token_hex(16)


def answered_trace(id: str) -> str:
    """Return the ``traceparent`` of the answer to a request: its trace id, and an id of this step of the trace."""
    return f"00-{id}-{secrets.token_hex(8)}-00"


class TextLines(logging.Formatter):
    """Lines of text. The traceback of an error follows in lines of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (overrides)
        """Return the line without characters that would begin another one."""
        record.message = _cut(record.message).translate(_CONTROLS)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (overrides)
        """Return the traceback with every line indented: the text of an error cannot begin a line that looks like ours."""
        return "\n".join(f"    {line.translate(_CONTROLS)}" for line in super().formatException(ei).split("\n"))


class JsonLines(logging.Formatter):
    """An object of JSON in each line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        event: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": _cut(record.getMessage()),
        }
        if has_request_context() and g.get("request_id"):
            event["request_id"] = g.request_id  # of any logger's line while the request is answered
        if isinstance(fields := getattr(record, "request", None), RequestFields):
            event |= msgspec.structs.asdict(fields)
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(event).decode()


def _cut(message: str) -> str:
    return message if len(message) <= MAX_MESSAGE_CHARACTERS else f"{message[:MAX_MESSAGE_CHARACTERS]}…"
