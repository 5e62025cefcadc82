"""Reads a TheyWorkForYou file as groups of questions. The parser fetches nothing, and expands only harmless entities.

An entity that the file declares is expanded if it is one plain character; a file that declares any other entity is rejected.
A damaged file is read element by element: only the damaged questions are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec
from lxml import etree

from indexer.files.input_stream import InputStream, buffered
from indexer.files.size_limits import MAX_DOCUMENT_BYTES, too_long
from indexer.files.text_encodings import decoded_xml
from indexer.sources.theyworkforyou import QuestionGroup, question_parts
from indexer.sources.xml_repair import Piece, is_cut_short, pieces

_HEADINGS = ("major-heading", "minor-heading")
_SPEECHES = ("ques", "reply")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FED_BYTES = 1 << 16
_MAX_TAGS, _MAX_SPEECHES = 1_000_000, 50_000
"""A file with more would take gigabytes of memory when parsed. The largest known has 40,000 tags and 4,000 questions and
answers."""

_REPAIRED = "the XML was repaired: it had an & or < that is not written as XML, or a control character"
_CUT_SHORT = "the file is cut short here; what followed could not be counted"


class UnsafeXml(Exception):
    """A file is too large, or its document type is external, or declares an entity that is not one plain character."""


class Damage(msgspec.Struct, frozen=True):
    """Why a question cannot be read, and its line. ``is_uncounted`` is true where the file could not be read further."""

    reason: str
    line: int
    id: str = ""
    is_uncounted: bool = False


class _GroupBuilder:
    """Collects elements into groups. A group ends at the question after a reply, and at a heading."""

    def __init__(self) -> None:
        self.replies: list[etree._Element] = []
        self._major_heading = ""
        self._minor_heading = ""
        self._questions: list[etree._Element] = []
        self._warnings: set[str] = set()

    def add(self, element: etree._Element, warning: str = "") -> Iterator[QuestionGroup]:
        """Add the next element; yield the group that it ends, if any."""
        is_question = element.tag == "ques"
        if element.tag in _HEADINGS or (is_question and self.replies):
            yield from self.finish()
        self._warnings |= {warning} if warning else set()
        match element.tag:
            case "major-heading":
                self._major_heading, self._minor_heading = _heading(element), ""
            case "minor-heading":
                self._minor_heading = _heading(element)
            case "ques":
                self._questions.append(element)
            case _:
                self.replies.append(element)

    def add_broken(self, piece: Piece) -> Iterator[QuestionGroup | Damage]:
        """Add an element that cannot be read; yield the group that it ends, if any, and the questions that are lost with it. A
        broken reply rejects the questions that it answers: without it they would seem unanswered.
        """
        match piece.tag:
            case "reply":
                yield from self.reject(piece.reason)
            case "ques" | "":
                if self.replies:
                    yield from self.finish()
            case heading:
                yield from self.finish()
                self._minor_heading = ""
                self._major_heading = self._major_heading if heading == "minor-heading" else ""
                self._warnings = {f"the heading is left out, because {piece.reason}"}
        for _ in range(piece.question_count):
            yield Damage(piece.reason, piece.line, piece.id)

    def reject(self, reason: str) -> Iterator[Damage]:
        """End the current group, and yield each of its questions as damaged."""
        for part in question_parts(self._group()):
            yield Damage(reason, cast(int, part.element.sourceline), part.element.get("id", ""))
        self._clear()

    def finish(self) -> Iterator[QuestionGroup]:
        """End the current group; yield it if it has a question."""
        if self._questions:
            yield self._group()
        self._clear()

    def _group(self) -> QuestionGroup:
        warnings = tuple(sorted(self._warnings))
        return QuestionGroup(self._major_heading, self._minor_heading, self._questions, self.replies, warnings)

    def _clear(self) -> None:
        self._questions, self.replies, self._warnings = [], [], set()


def read_groups(path: Path) -> Iterator[QuestionGroup | Damage]:
    """Yield the groups of a file, and its damaged questions. Raises ``UnsafeXml``."""
    source = InputStream(path)
    with buffered(source) as stream:
        content = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise UnsafeXml(too_long("file", MAX_DOCUMENT_BYTES))
    text = _DECLARATION.sub("", decoded_xml(content))
    if text.count("<") > _MAX_TAGS or sum(text.count(f"<{tag}") for tag in (*_HEADINGS, *_SPEECHES)) > _MAX_SPEECHES:
        raise UnsafeXml(f"the file has more than {_MAX_TAGS:,} tags, or than {_MAX_SPEECHES:,} questions, answers and headings")
    entities = _declared_entities(text.encode("utf-8", "replace"))
    parser = etree.XMLPullParser(
        ("end",), tag=(*_HEADINGS, *_SPEECHES), resolve_entities=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError:
        yield from _damaged_groups(text, entities, source.damage or _CUT_SHORT)
        return
    builder = _GroupBuilder()
    for _, element in parser.read_events():
        yield from builder.add(cast(etree._Element, element))
    yield from builder.finish()


def _damaged_groups(text: str, entities: Mapping[str, str], cut_reason: str) -> Iterator[QuestionGroup | Damage]:
    """Yield the groups of a file that is not well-formed, and what cannot be read of it.

    A question without a reply at the end of a file that is cut short is rejected, because its reply may be lost.
    """
    is_cut = is_cut_short(text)
    builder = _GroupBuilder()
    for piece in pieces(text, entities):
        if piece.element is None:
            yield from builder.add_broken(piece)
        else:
            yield from builder.add(piece.element, _REPAIRED if piece.is_repaired else "")
    if is_cut and not builder.replies:
        yield from builder.reject("the file is cut short before its answer")
    yield from builder.finish()
    if is_cut:
        yield Damage(cut_reason, text.count("\n") + 1, is_uncounted=True)


def _declared_entities(content: bytes) -> dict[str, str]:
    """Parse up to the root without expanding anything, and return the characters that the document type declares by name.

    Raises ``UnsafeXml``.
    """
    root = _root(content)
    if root is not None:
        document_type: Any = root.getroottree().docinfo  # the type stubs lack its attributes
        if document_type.system_url or document_type.public_id:
            raise UnsafeXml(f"its document type is external: {document_type.system_url or document_type.public_id}")
        internal_dtd = document_type.internalDTD
        entities = list(internal_dtd.iterentities()) if internal_dtd is not None else []
        for entity in entities:
            if entity.content is None or len(entity.content) != 1 or entity.content in "<&":
                raise UnsafeXml(f"it declares an entity that is not one plain character: {entity.name}")
        return {entity.name: entity.content for entity in entities}
    return {}


def _root(content: bytes) -> etree._Element | None:
    """Parse as far as the root, and return it; None if the file breaks before it, so that nothing can declare an entity."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, recover=True)
    try:
        for start in range(0, len(content), _FED_BYTES):
            parser.feed(content[start : start + _FED_BYTES])
            for _, root in parser.read_events():
                return cast(etree._Element, root)
    except etree.XMLSyntaxError:
        pass
    return None


def _heading(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
