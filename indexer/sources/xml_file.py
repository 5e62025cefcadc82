"""Reads a TheyWorkForYou file as groups of questions. The parser fetches nothing, and expands only harmless entities.

An entity that the file declares is expanded if it is one plain character; a file that declares any other entity is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
from lxml import etree

from indexer.files.input_stream import InputStream, buffered
from indexer.sources.theyworkforyou import QuestionGroup

_HEADINGS = ("major-heading", "minor-heading")
_SPEECHES = ("ques", "reply")


class UnsafeXml(Exception):
    """The document type of a file is external, or declares an entity that is not one plain character."""


class Damage(msgspec.Struct, frozen=True):
    """Why a file cannot be read to its end, and the line where reading stopped."""

    reason: str
    line: int


class _GroupBuilder:
    """Collects elements into groups. A group ends at the question after a reply, and at a heading."""

    def __init__(self) -> None:
        self._major_heading = ""
        self._minor_heading = ""
        self._questions: list[etree._Element] = []
        self.replies: list[etree._Element] = []

    def add(self, element: etree._Element) -> Iterator[QuestionGroup]:
        """Add the next element; yield the group that it ends, if any."""
        is_question = element.tag == "ques"
        if element.tag in _HEADINGS or (is_question and self.replies):
            yield from self.finish()
        match element.tag:
            case "major-heading":
                self._major_heading, self._minor_heading = _heading(element), ""
            case "minor-heading":
                self._minor_heading = _heading(element)
            case "ques":
                self._questions.append(element)
            case _:
                self.replies.append(element)

    def finish(self) -> Iterator[QuestionGroup]:
        """End the current group; yield it if it has a question."""
        if self._questions:
            yield QuestionGroup(self._major_heading, self._minor_heading, self._questions, self.replies)
        self._questions, self.replies = [], []


def read_groups(path: Path) -> Iterator[QuestionGroup | Damage]:
    """Yield the groups of a file up to any damage, then the damage. Raises ``UnsafeXml``."""
    source = InputStream(path)
    with buffered(source) as stream:
        content = stream.read()
    _check_entities(content)
    parser = etree.XMLPullParser(
        ("end",), tag=(*_HEADINGS, *_SPEECHES), resolve_entities=True, no_network=True, remove_comments=True, remove_pis=True
    )
    damage = None
    try:
        parser.feed(content)
        parser.close()
    except etree.XMLSyntaxError as error:
        damage = Damage(source.damage or f"the XML is broken: {error.msg}", error.lineno or 0)
    builder = _GroupBuilder()
    for _, element in parser.read_events():
        yield from builder.add(cast(etree._Element, element))
    if damage is None or builder.replies:
        yield from builder.finish()
    if damage is not None:
        yield damage


def _check_entities(content: bytes) -> None:
    """Parse up to the root without expanding anything, and check the document type. Raises ``UnsafeXml``."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, recover=True)
    try:
        parser.feed(content)
    except etree.XMLSyntaxError:
        return  # the file breaks before its root, so nothing can use an entity; the second parse reports the damage
    for _, root in parser.read_events():
        document_type: Any = cast(etree._Element, root).getroottree().docinfo  # the type stubs lack its attributes
        if document_type.system_url or document_type.public_id:
            raise UnsafeXml(f"its document type is external: {document_type.system_url or document_type.public_id}")
        internal_dtd = document_type.internalDTD
        for entity in internal_dtd.iterentities() if internal_dtd is not None else ():
            if entity.content is None or len(entity.content) != 1 or entity.content in "<&":
                raise UnsafeXml(f"it declares an entity that is not one plain character: {entity.name}")
        return


def _heading(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
