"""Detects the source and format of a file from the first bytes of its content.

The name of the file only decides which reason to skip it is given.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import ijson

from indexer.files.input_stream import read_head
from indexer.files.json_depth import DepthLimiter
from indexer.files.response_store import MAGIC, has_responses
from indexer.files.text_encodings import decoded
from indexer.outcomes import Rejection, SkippedFile
from indexer.sources.raw_responses import ResponseFile
from indexer.sources.source_file import SourceFile
from search.model.question import SourceName
from search.text.quotation import quoted

_HEAD_BYTES = 1 << 20
_MAX_LINES_TRIED = 20
"""The most lines that are tried where the first is broken."""

_PUBLICWHIP_ROOT = re.compile(rb"<publicwhip\b([^>]*)>")
_LATEST = re.compile(rb"""\blatest\s*=\s*["']([^"']*)["']""")
_KIND = re.compile(rb"""\bid\s*=\s*["']uk\.org\.publicwhip/([a-z-]+)/""")
_QUESTIONS, _LORDS_QUESTIONS = "wrans", "lordswrans"
_FILE_KIND = re.compile(r"(?P<kind>sp|ni|senedd|london)[a-z-]*\d{4}-")
_OTHER_KINDS = {
    "sp": "it is of the Scottish Parliament, not of the Commons or the Lords",
    "ni": "it is of the Northern Ireland Assembly, not of the Commons or the Lords",
    "senedd": "it is of the Senedd, not of the Commons or the Lords",
    "london": "it is of the London Assembly, not of the Commons or the Lords",
}
"""Why a file of TheyWorkForYou is skipped, by the beginning of the kind in its ids (``spwa``), or in its name (``sp2019-``)."""

_LINKED_DATA_KEYS = frozenset({"_about", "AnsweringBody", "questionText", "tablingMember", "tablingMemberPrinted"})

_RECORD_START = re.compile(
    rb'(?P<official>\{\s*"value"\s*:\s*\{\s*"(?:id|askingMemberId|house|uin|questionText)")|\{\s*"_about"\s*:\s*"[^"]{0,200}/resources/\d+"'
)


def detect_source(path: Path) -> SourceFile | ResponseFile | SkippedFile | Rejection:
    """Return the file with its source and format, or the reason to skip it.

    A file that cannot be read at all counts as one rejected record.
    """
    start, damage = read_head(path, _HEAD_BYTES)
    start = decoded(start).lstrip().encode("utf-8", "replace")
    is_known = start.startswith((MAGIC, b"{", b"[", b"<"))
    if path.suffix == ".gz" and path.is_file() and not is_known and has_responses(path):
        return ResponseFile(path)  # its first response is damaged
    if not start:
        return Rejection(damage, str(path), None) if damage else SkippedFile(path, "it is empty")
    if start.startswith(MAGIC):
        return ResponseFile(path)
    if start.startswith(b"<"):
        return _detect_xml(path, start)
    return _detect_json(path, start)


def _detect_xml(path: Path, start: bytes) -> SourceFile | SkippedFile:
    root = _PUBLICWHIP_ROOT.search(start)
    if root is None:
        return SkippedFile(path, "its root element is not TheyWorkForYou's")
    if other := _other_kind(path, start):
        return SkippedFile(path, other)
    latest = _LATEST.search(root[1])
    if latest and latest[1].strip().lower() != b"yes":  # files since late 2014 do not say which is the latest
        return SkippedFile(path, 'it is not marked latest="yes": TheyWorkForYou has a newer one')
    return SourceFile(path, "theyworkforyou")


def _other_kind(path: Path, start: bytes) -> str:
    """Return why a file of TheyWorkForYou has no written questions of the Commons or the Lords; "" if it has."""
    kinds = [kind.decode() for kind in _KIND.findall(start)]
    if any(kind in (_QUESTIONS, _LORDS_QUESTIONS) for kind in kinds):
        return ""
    name = _FILE_KIND.match(path.name)
    for kind in (*kinds[:1], *([name["kind"]] if name else [])):
        for beginning, reason in _OTHER_KINDS.items():
            if kind.startswith(beginning):
                return reason
    if kinds:
        return f"it has no written questions: its elements are of the kind {quoted(kinds[0])}"
    return "" if b"<ques" in start else "it contains no questions"


def _detect_json(path: Path, start: bytes) -> SourceFile | SkippedFile:
    """Detect the source by its first known key, in the whole start of the file or, if that is broken, in a single line."""
    if b'"questionText"' not in start:
        return SkippedFile(path, "it contains no questions")
    first, *later = start.split(b"\n", _MAX_LINES_TRIED)
    layout = _json_layout(start)
    if layout is not None:
        source, items_path = layout
        second = later[0] if later else b""
        is_json_lines = items_path == "" and (not second.strip() or second.startswith(b"{") or _is_complete(first))
        return SourceFile(path, source, None if is_json_lines else items_path)
    for line in (first, *later):
        layout = _json_layout(line)
        if layout is not None and layout[1] == "":
            return SourceFile(path, layout[0])
    return _detect_broken_array(path, start) or SkippedFile(path, "it is not in the format of any source")


def _detect_broken_array(path: Path, start: bytes) -> SourceFile | None:
    """Detect the source of an array that is broken at its beginning, by the first object that begins as a record does."""
    record = _RECORD_START.search(start)
    if record is None or not start.startswith((b"[", b"{")):
        return None
    source: SourceName = "official-api" if record["official"] else "linked-data"
    if start.startswith(b"["):
        return SourceFile(path, source, "item")
    return SourceFile(path, source, "results.item" if source == "official-api" else "result.items.item")


def _json_layout(start: bytes) -> tuple[SourceName, str] | None:
    """Return the source, and the ijson path of its items: "" if the document is a single item."""
    try:
        for prefix, event, key in ijson.parse(io.BytesIO(DepthLimiter().limit(start))):
            if event != "map_key" or prefix not in ("", "item"):
                continue
            match key:
                case "openapi" | "swagger":
                    return None
                case "results" if not prefix:
                    return "official-api", "results.item"
                case "result" if not prefix:
                    return "linked-data", "result.primaryTopic" if b'"primaryTopic"' in start else "result.items.item"
                case "value":
                    return "official-api", prefix
                case _ if key in _LINKED_DATA_KEYS:
                    return "linked-data", prefix
    except (ijson.JSONError, UnicodeDecodeError):
        return None
    return None


def _is_complete(line: bytes) -> bool:
    try:
        return any(True for _ in ijson.items(io.BytesIO(DepthLimiter().limit(line)), ""))
    except (ijson.JSONError, UnicodeDecodeError):
        return False
