"""Any number of records as items of the Linked Data API, in XML and in Turtle, written one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from search.model.question import Question
from web.linked_data.formats.as_rdf import triples
from web.linked_data.formats.as_xml import element
from web.linked_data.items import item
from web.site.xml_text import without_forbidden

_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_BEGIN = b'<result format="linked-data-api" version="0.2"><items>\n'
_END = b"</items></result>\n"


def xml(questions: Iterable[Question], remark: str = "") -> Iterator[bytes]:
    """One document: an ``item`` element a record, a line each, after the remark as a comment."""
    yield _DECLARATION
    if remark:
        yield etree.tostring(etree.Comment(f" {_without_double_hyphens(without_forbidden(remark))} "), encoding="utf-8") + b"\n"
    yield _BEGIN
    for question in questions:
        yield etree.tostring(element("item", item(question)), encoding="utf-8") + b"\n"
    yield _END


def turtle(questions: Iterable[Question], remark: str = "") -> Iterator[bytes]:
    """A triple a line, without prefixes, so that no record needs what was written of another; the remark is a comment."""
    if remark:
        yield f"# {' '.join(remark.split())}\n".encode()
    for question in questions:
        lines = (f"{subject.n3()} {predicate.n3()} {value.n3()} .\n" for subject, predicate, value in triples(item(question)))
        yield "".join(lines).encode()


def _without_double_hyphens(text: str) -> str:
    """A comment of XML may hold no two hyphens side by side."""
    return re.sub("-(?=-)", "- ", text)
