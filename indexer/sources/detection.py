"""Which source a file is of, and in which shape, told by its content and never by its name. Reads only its beginning."""

from __future__ import annotations

import io
import re
from pathlib import Path

import ijson

from indexer.files.input_stream import read_head
from indexer.files.json_depth import DepthLimiter
from indexer.files.response_store import MAGIC
from indexer.outcomes import Rejection, SkippedFile
from indexer.sources.raw_responses import ResponseFile
from indexer.sources.source_file import BOM, SourceFile
from search.model.question import SourceName

_HEAD = 1 << 20
_CANDIDATES = 20
_PUBLICWHIP = re.compile(rb"<publicwhip\b([^>]*)>")
_LATEST = re.compile(rb"""\blatest\s*=\s*["']yes["']""")
_LINKED_DATA_KEYS = frozenset({"_about", "AnsweringBody", "questionText", "tablingMember", "tablingMemberPrinted"})


def detect_source(path: Path) -> SourceFile | ResponseFile | SkippedFile | Rejection:
    """The file as a source's, or why it is none. A file of which nothing can be read is one record rejected."""
    start, damage = read_head(path, _HEAD)
    start = start.removeprefix(BOM).lstrip()
    if not start:
        return Rejection(damage, str(path), None) if damage else SkippedFile(path, "it is empty")
    if start.startswith(MAGIC):
        return ResponseFile(path)
    if start.startswith(b"<"):
        return _recognise_xml(path, start)
    return _recognise_json(path, start)


def _recognise_xml(path: Path, start: bytes) -> SourceFile | SkippedFile:
    root = _PUBLICWHIP.search(start)
    if root is None:
        return SkippedFile(path, "its root is not TheyWorkForYou's")
    if not _LATEST.search(root[1]):
        return SkippedFile(path, 'it is not marked latest="yes": TheyWorkForYou has a newer one')
    return SourceFile(path, "theyworkforyou")


def _recognise_json(path: Path, start: bytes) -> SourceFile | SkippedFile:
    """By the first keys found; those of a later line serve where the first is broken."""
    if b'"questionText"' not in start:
        return SkippedFile(path, "it holds no questions")
    first, *later = start.split(b"\n", _CANDIDATES)
    shape = _shape(start)
    if shape is not None:
        source, items_at = shape
        follows = later[0] if later else b""
        is_lines = items_at == "" and (not follows.strip() or follows.startswith(b"{") or _is_whole(first))
        return SourceFile(path, source, None if is_lines else items_at)
    for line in (first, *later):
        shape = _shape(line)
        if shape is not None and shape[1] == "":
            return SourceFile(path, shape[0])
    return SkippedFile(path, "it is not in the shape of any source")


def _shape(start: bytes) -> tuple[SourceName, str] | None:
    """The source, and where ijson finds its items: "" when the document is one."""
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


def _is_whole(line: bytes) -> bool:
    try:
        return any(True for _ in ijson.items(io.BytesIO(DepthLimiter().limit(line)), ""))
    except (ijson.JSONError, UnicodeDecodeError):
        return False
