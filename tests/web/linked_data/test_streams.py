"""Any number of records in XML and Turtle: read back by other parsers to the same items, and written one by one."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pyoxigraph
from rdflib import Graph

from search.model.question import Question
from tests.web.linked_data.rdf_graph import triples
from tests.web.linked_data.test_formats import from_xml
from web.linked_data.formats.streams import turtle, xml
from web.linked_data.items import item


def test_xml_reads_back_to_the_same_items(records: list[Question]) -> None:
    items = from_xml(b"".join(xml(records)))
    assert [about for about, _ in items] == [item(record)["_about"] for record in records]
    assert all(leaf_values for _, leaf_values in items)


def test_turtle_is_the_triples_of_every_item(records: list[Question]) -> None:
    body = b"".join(turtle(records))
    expected = Graph()
    for record in records:
        for triple in triples(item(record)):
            expected.add(triple)
    lines = expected.serialize(format="nt").encode()
    statements = set(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.TURTLE))
    assert statements == set(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    assert len(statements) == len(expected) > 1000


def test_a_stream_without_records_is_a_complete_document() -> None:
    assert ElementTree.fromstring(b"".join(xml([]))).find("items") is not None  # noqa: S314 (our own)
    assert list(turtle([])) == []


def test_records_are_written_one_by_one(records: list[Question]) -> None:
    def failing() -> Iterator[Question]:
        yield from records[:2]
        raise RuntimeError("the third was asked for")

    for write, beginning in ((xml, 3), (turtle, 2)):
        pieces = write(failing())
        assert len([next(pieces) for _ in range(beginning)]) == beginning
