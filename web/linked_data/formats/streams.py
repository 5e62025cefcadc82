"""Writes any number of records as items of the Linked Data API, in XML and in Turtle, one record at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from lxml import etree

from search.model.question import Question
from web.linked_data.formats.as_rdf import in_turtle, predicate_uri, resources_of
from web.linked_data.formats.as_xml import item_element
from web.linked_data.items import item
from web.site.xml_text import without_forbidden

_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_START = b'<result format="linked-data-api" version="0.2"><items>\n'
_END = b"</items></result>\n"


def xml(questions: Iterable[Question], comment: str = "") -> Iterator[bytes]:
    """Write one document: the comment, then an ``item`` element in one line for each record."""
    yield _DECLARATION
    if comment:
        text = _without_double_hyphens(without_forbidden(comment))
        yield etree.tostring(etree.Comment(f" {text} "), encoding="utf-8") + b"\n"
    yield _START
    for question in questions:
        yield etree.tostring(item_element(item(question)), encoding="utf-8") + b"\n"
    yield _END


def turtle(questions: Iterable[Question], comment: str = "") -> Iterator[bytes]:
    """Write the comment, then a triple in each line, without prefixes, so that each record is complete by itself."""
    if comment:
        yield f"# {' '.join(comment.split())}\n".encode()
    blanks = count()
    for question in questions:
        lines = (
            f"{in_turtle(subject)} <{predicate_uri(name)}> {in_turtle(value)} .\n"
            for subject, properties in resources_of((item(question),), blanks)
            for name, value in properties
        )
        yield "".join(lines).encode()


def _without_double_hyphens(text: str) -> str:
    """Return the text with a space between neighbouring hyphens, which a comment of XML may not have."""
    return re.sub("-(?=-)", "- ", text)
