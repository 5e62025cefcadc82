"""A TheyWorkForYou file, read whole, to groups of questions. Fetches nothing and expands nothing.

The file's own entities, each one plain character, are resolved; a file that declares any other is refused unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from lxml import etree

from indexer.files.input_stream import InputStream, buffered
from indexer.outcomes import InvalidRecord
from indexer.sources.theyworkforyou import QuestionGroup

_HEADINGS = ("major-heading", "minor-heading")
_SPEECHES = ("ques", "reply")


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file can be read no further, and why."""

    reason: str
    line: int


@dataclass(slots=True)
class _Reader:
    """Gathers elements into groups: a reply closes the questions before it, a heading whatever stands open."""

    major: str = ""
    minor: str = ""
    asked: list[etree._Element] = field(default_factory=list)
    replies: list[etree._Element] = field(default_factory=list)

    def meet(self, element: etree._Element) -> Iterator[QuestionGroup]:
        """Take the next element; the group it closes, if it closes one."""
        is_question = element.tag == "ques"
        if element.tag in _HEADINGS or (is_question and self.replies):
            yield from self.close()
        match element.tag:
            case "major-heading":
                self.major, self.minor = _heading(element), ""
            case "minor-heading":
                self.minor = _heading(element)
            case "ques":
                self.asked.append(element)
            case _:
                self.replies.append(element)

    def close(self) -> Iterator[QuestionGroup]:
        """The group that stands open, unless it holds no question."""
        if self.asked:
            yield QuestionGroup(self.major, self.minor, self.asked, self.replies)
        self.asked, self.replies = [], []


def read_groups(path: Path) -> Iterator[QuestionGroup | Damage]:
    """The groups before any damage, then the damage. Raises ``InvalidRecord`` for a file with entities not to be trusted."""
    source = InputStream(path)
    with buffered(source) as stream:
        content = stream.read()
    _refuse_entities(content)
    parser = etree.XMLPullParser(
        ("end",), tag=(*_HEADINGS, *_SPEECHES), resolve_entities=True, no_network=True, remove_comments=True, remove_pis=True
    )
    damage = None
    try:
        parser.feed(content)
        parser.close()
    except etree.XMLSyntaxError as error:
        damage = Damage(source.damage or f"the XML is broken: {error.msg}", error.lineno or 0)
    reader = _Reader()
    for _, element in parser.read_events():
        yield from reader.meet(cast(etree._Element, element))
    if damage is None or reader.replies:
        yield from reader.close()
    if damage is not None:
        yield damage


def _refuse_entities(content: bytes) -> None:
    """Read as far as the root with nothing expanded, and look at what the document type declares."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, recover=True)
    try:
        parser.feed(content)
    except etree.XMLSyntaxError:
        return  # nothing was declared that could be used; reading it again tells where it broke
    for _, root in parser.read_events():
        document_type: Any = cast(etree._Element, root).getroottree().docinfo  # its stub lacks what we ask
        if document_type.system_url or document_type.public_id:
            raise InvalidRecord(f"its document type is external: {document_type.system_url or document_type.public_id}")
        declared = document_type.internalDTD
        for entity in declared.iterentities() if declared is not None else ():
            if entity.content is None or len(entity.content) != 1 or entity.content in "<&":
                raise InvalidRecord(f"it declares an entity that is not one plain character: {entity.name}")
        return


def _heading(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
