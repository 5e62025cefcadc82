"""Splits a damaged TheyWorkForYou file into its elements, so that only damaged elements are lost, and repairs some.

Only damage with one possible reading is repaired: a bare "&", a "<" that opens no tag, a control character, an undeclared
entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.entities import html5

import msgspec
from lxml import etree

_TAGS = ("major-heading", "minor-heading", "ques", "reply")
_START = re.compile(rf"<({'|'.join(_TAGS)})\b")
_COMMENT_START, _COMMENT_END = "<!--", "-->"
_END_OF_FILE = "</publicwhip>"
_ID = re.compile(r"""\bid\s*=\s*["']([^"'<>]{1,200})""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AMPERSAND = re.compile(r"&(?:#(?P<decimal>\d{1,7});|#x(?P<hex>[0-9a-fA-F]{1,6});|(?P<name>\w{1,31});)?", re.ASCII)
_NO_TAG = re.compile(r"<(?![a-zA-Z/!?])")
_LOST_QUESTION = re.compile(r"\bqnum\s*=|/wrans/|<p\b")
"""Matches text between two elements if it is a question or a reply whose tag is damaged. Other elements are well-formed."""

_PLACE = re.compile(r", line \d+, column \d+$")
"""The line and column in the parser's message, which count from the start of the element."""

_XML_NAMES = frozenset("amp lt gt quot apos".split())


class Piece(msgspec.Struct, frozen=True):
    """An element of a damaged file: its tag and its first line, and the element, or else why it cannot be read.

    ``tag`` is "" for text between two elements that is not one of the known elements. ``question_count`` is the number of
    questions it seems to have, and ``id`` the first id in it.
    """

    tag: str
    line: int
    element: etree._Element | None
    reason: str = ""
    is_repaired: bool = False
    question_count: int = 1
    id: str = ""


class _Fragment(msgspec.Struct, frozen=True):
    element: etree._Element | None
    reason: str = ""
    is_repaired: bool = False


def pieces(text: str, entities: Mapping[str, str]) -> Iterator[Piece]:
    """Yield the elements of a file in order. ``entities`` are the characters that its document type declares, by name."""
    text = _without_comments(text)
    starts = list(_START.finditer(text))
    end_of_file = text.rfind(_END_OF_FILE)
    line, counted = 1, 0
    for number, start in enumerate(starts):
        line, counted = line + text.count("\n", counted, start.start()), start.start()
        end = starts[number + 1].start() if number + 1 < len(starts) else max(end_of_file, start.end())
        chunk = text[start.start() : end if end > start.end() else len(text)]
        closing = f"</{start[1]}>"
        whole, ending, rest = chunk.partition(closing)
        fragment = _parse(whole + ending, entities)
        if fragment.element is not None:
            fragment.element.sourceline = line  # type: ignore[assignment]
        yield Piece(
            start[1],
            line,
            fragment.element,
            fragment.reason,
            fragment.is_repaired,
            _question_count(start[1], whole),
            _id(whole),
        )
        if _LOST_QUESTION.search(rest):
            yield from _pieces_between(rest, line + whole.count("\n"), entities)


def _pieces_between(text: str, line: int, entities: Mapping[str, str]) -> Iterator[Piece]:
    """Yield the known elements in the text between two elements: only repair shows them. Yield one broken piece if it fails."""
    fragment = _parse(f"<p>{text}</p>", entities)
    if fragment.element is None:
        reason = "the XML is broken: this is no element of a question"
        yield Piece("", line, None, reason, question_count=max(1, text.count("qnum=")), id=_id(text))
        return
    for element in fragment.element.iter(*_TAGS):
        element.sourceline = line  # type: ignore[assignment]
        yield Piece(element.tag, line, element, is_repaired=True)


def is_cut_short(text: str) -> bool:
    """Return whether a file has no end tag."""
    return _END_OF_FILE not in text


def _without_comments(text: str) -> str:
    """Replace each comment by its line breaks. A comment that does not end stays."""
    first, *others = text.split(_COMMENT_START)
    parts = [first]
    for other in others:
        comment, end, rest = other.partition(_COMMENT_END)
        parts.append("\n" * comment.count("\n") + rest if end else _COMMENT_START + other)
    return "".join(parts)


def _parse(text: str, entities: Mapping[str, str]) -> _Fragment:
    """Parse one element: as it is, or else repaired."""
    reason = ""
    for is_repaired, source in enumerate((_with_entities(text, entities), _repaired(text, entities))):
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
            return _Fragment(etree.fromstring(source.encode("utf-8", "replace"), parser), is_repaired=bool(is_repaired))
        except etree.XMLSyntaxError as error:
            reason = reason or f"the XML is broken: {_PLACE.sub('', error.msg)}"
    return _Fragment(None, reason)


def _with_entities(text: str, entities: Mapping[str, str]) -> str:
    """Replace the entities that the file declares."""
    return _AMPERSAND.sub(lambda match: entities.get(match["name"] or "", match[0]), text)


def _repaired(text: str, entities: Mapping[str, str]) -> str:
    text = _NO_TAG.sub("&lt;", _NOT_XML.sub("", text))
    return _AMPERSAND.sub(lambda match: _repaired_entity(match, entities), text)


def _repaired_entity(match: re.Match[str], entities: Mapping[str, str]) -> str:
    """Return a reference as the character it names, or its "&" as a character of the text."""
    name = match["name"] or ""
    if name in _XML_NAMES:
        return match[0]
    if match["decimal"] or match["hex"]:
        code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
        return match[0] if code <= 0x10FFFF and not _NOT_XML.match(chr(code)) else ""
    return entities.get(name) or html5.get(f"{name};") or "&amp;" + match[0][1:]


def _question_count(tag: str, text: str) -> int:
    """Return how many questions an element seems to have; in a heading or a reply, those whose own tag is damaged."""
    return max(tag == "ques", text.count("qnum="))


def _id(text: str) -> str:
    match = _ID.search(text)
    return match[1] if match else ""
