"""Any number of records as items of the Linked Data API, in XML and in Turtle, written one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from search.records import Question
from web.linked_data.as_rdf import triples
from web.linked_data.as_xml import element
from web.linked_data.items import item

_BEGIN = b"<?xml version='1.0' encoding='utf-8'?>\n<result format=\"linked-data-api\" version=\"0.2\"><items>\n"
_END = b"</items></result>\n"


def xml(questions: Iterable[Question]) -> Iterator[bytes]:
    """One document: an ``item`` element a record, a line each."""
    yield _BEGIN
    for question in questions:
        yield etree.tostring(element("item", item(question)), encoding="utf-8") + b"\n"
    yield _END


def turtle(questions: Iterable[Question]) -> Iterator[bytes]:
    """A triple a line, without prefixes, so that no record needs what was written of another."""
    for question in questions:
        lines = (f"{subject.n3()} {predicate.n3()} {value.n3()} .\n" for subject, predicate, value in triples(item(question)))
        yield "".join(lines).encode()
