"""Seven formats of one page, each read back to the same items by a parser that did not write it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from selectolax.lexbor import LexborHTMLParser

from search.model.linked_data_paths import leaf_values
from tests.web.conftest import element_of
from tests.web.linked_data.conftest import Ask, made_items
from tests.web.linked_data.rdf_graph import graph
from web.linked_data.formats.as_csv import csv as to_csv
from web.linked_data.formats.as_rdf import rdf_xml, turtle
from web.linked_data.formats.as_xml import xml
from web.linked_data.formats.envelope import document
from web.linked_data.formats.negotiation import FORMATS
from web.linked_data.items import Item
from web.linked_data.page_urls import PageUrl, property_label
from web.linked_data.pages.values import PropertyBuilder

QUERY = "?_pageSize=500&_sort=uin"
Leaves = set[tuple[str, str]]
MEDIA_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "text": "text/plain",
    "html": "text/html",
}
PREDICATES = {
    "http://purl.org/dc/terms/date": "date",
    "http://purl.org/dc/terms/title": "title",
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    "http://www.w3.org/2004/02/skos/core#prefLabel": "prefLabel",
}
ITEMS = "http://purl.org/linked-data/api/vocab#items"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PARL = "http://data.parliament.uk/schema/parl#"


def expected(items: list[Item]) -> list[tuple[str, Leaves]]:
    return [(item["_about"], set(leaf_values(item))) for item in items]


def from_json(body: bytes) -> list[tuple[str, Leaves]]:
    return expected(json.loads(body)["result"]["items"])


def from_xml(body: bytes) -> list[tuple[str, Leaves]]:
    def read(node: ElementTree.Element, path: str) -> Leaves:
        leaves: Leaves = {(path, node.attrib["href"])} if "href" in node.attrib and path else set()
        if len(node) == 0 and "href" not in node.attrib:
            return {(path, node.text or "")}
        for child in node:
            leaves |= read(child, path if child.tag == "item" else f"{path}.{child.tag}" if path else child.tag)
        return leaves

    items = ElementTree.fromstring(body).find("items")  # noqa: S314 (our own answer)
    assert items is not None
    return [(element.attrib["href"], read(element, "")) for element in items]


def from_csv(body: bytes, headings: dict[str, str]) -> list[tuple[str, Leaves]]:
    items: list[tuple[str, Leaves]] = []
    for row in csv.DictReader(io.StringIO(body.decode(), newline="")):
        if row["uri"]:
            items.append((row["uri"], set()))
        cells = {heading: value for heading, value in row.items() if value and heading != "uri"}
        items[-1][1].update((headings[heading.removesuffix(" > uri")], value) for heading, value in cells.items())
    return items


def from_rdf(format: pyoxigraph.RdfFormat) -> Callable[[bytes], list[tuple[str, Leaves]]]:
    def read(body: bytes) -> list[tuple[str, Leaves]]:
        about: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for triple in pyoxigraph.parse(body, format=format):
            about[triple.subject.value].append((triple.predicate.value, triple.object))
        (head,) = (value for triples in about.values() for name, value in triples if name == ITEMS)
        order = []
        while head.value != f"{RDF}nil":
            cell = dict(about[head.value])
            order.append(cell[f"{RDF}first"].value)
            head = cell[f"{RDF}rest"]

        def below(subject: str, path: str) -> Leaves:
            leaves: Leaves = set()
            for predicate, value in about[subject]:
                name = PREDICATES.get(predicate) or predicate.rpartition("#")[2]
                leaf_path = f"{path}.{name}" if path else name
                leaves.add((leaf_path, value.value))
                if isinstance(value, pyoxigraph.NamedNode):
                    leaves |= below(value.value, leaf_path)
            return leaves

        return [(subject, below(subject, "")) for subject in order]

    return read


def test_json_text_xml_and_csv_read_back_to_the_same_items(api: FlaskClient, ask: Ask) -> None:
    items = ask(f"/answeredquestions.json{QUERY}")["items"]
    assert len(items) > 60
    headings = {" > ".join(map(property_label, path.split("."))): path for item in items for path, _ in leaf_values(item)}
    readers: dict[str, Callable[[bytes], object]] = {
        "json": from_json,
        "text": from_json,
        "xml": from_xml,
        "csv": lambda body: from_csv(body, headings),
    }
    for name, read in readers.items():
        response = api.get(f"/answeredquestions.{name}{QUERY}")
        assert response.mimetype == MEDIA_TYPES[name]
        assert read(response.data) == expected(items), name


@pytest.mark.parametrize("format", ["ttl", "rdf"])
def test_rdf_reads_back_to_the_same_items_in_their_order(api: FlaskClient, ask: Ask, format: str) -> None:
    kind = {"ttl": pyoxigraph.RdfFormat.TURTLE, "rdf": pyoxigraph.RdfFormat.RDF_XML}[format]
    response = api.get(f"/answeredquestions.{format}{QUERY}")
    assert response.mimetype == MEDIA_TYPES[format]
    items = from_rdf(kind)(response.data)
    expected_items = expected(ask(f"/answeredquestions.json{QUERY}")["items"])
    assert [uri for uri, _ in items] == [uri for uri, _ in expected_items]
    for (uri, leaves), (_, expected_leaves) in zip(items, expected_items, strict=True):
        # A member is one thing in a graph, however many records name him, so a node may be reached from elsewhere too.
        assert expected_leaves <= leaves, uri


def test_turtle_and_rdf_xml_are_the_same_graph(api: FlaskClient) -> None:
    for address in (
        "answeredquestions.json?_metadata=all&_pageSize=40",
        "resources/5003.json",
        "meta/answeredquestions",
        "api-config",
    ):
        answer = api.get(f"/{address}").get_json()
        ttl, rdf = Graph().parse(turtle(answer), format="turtle"), Graph().parse(rdf_xml(answer), format="xml")
        assert len(ttl) > 20
        assert isomorphic(ttl, rdf), address
        assert isomorphic(ttl, as_written(graph(answer))), address


def as_written(graph: Graph) -> Graph:
    """Return a graph as another program reads it. rdflib reads moments in another form than it was given them."""
    return Graph().parse(data=graph.serialize(format="nt"), format="nt")


def test_html_shows_every_value_of_every_item(api: FlaskClient, ask: Ask) -> None:
    query = QUERY.replace("500", "200")
    response = api.get(f"/answeredquestions.html{query}")
    assert response.mimetype == "text/html"
    text_by_item = {}
    for article in LexborHTMLParser(response.text).css("article.linked-item"):
        dl = article.css_first("dl")
        assert dl is not None
        text_by_item[(element_of(article, "h3").attributes["id"] or "").removeprefix("item-")] = " ".join(
            dl.text(separator=" ").split()
        )
    items = ask(f"/answeredquestions.json{query}")["items"]
    assert len(items) > 60
    assert list(text_by_item) == [item["_about"].rpartition("/")[2] for item in items]
    for item in items:
        for path, value in leaf_values(item):
            shown = value.rpartition("/")[2] if value.startswith("http://data.parliament.uk/") else value
            if path != "answer.answerText":  # shown as it is to be read, without its tags
                assert " ".join(shown.split()) in text_by_item[item["_about"].rpartition("/")[2]], (path, value)


AWKWARD = {
    "_about": "http://data.parliament.uk/resources/1 <x>",
    "uin": '"quoted", and\r\nbroken',
    "hansardHeading": {"_value": "=1+1 \x00\x0b <&> é 𝔘"},
    "weird name": [{"_value": ""}, {"_value": "two", "_lang": "cy"}],
    "flag": True,
    "number": 7,
    "9": "no name of an element",
}


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_xml_leaves_out_the_characters_that_it_forbids(character: str) -> None:
    page = document({"items": [{"uin": f"é{character}1", "heading": {"_value": f"a{character}b"}}]})
    item = ElementTree.fromstring(xml(page)).find("items/item")  # noqa: S314
    assert item is not None
    assert [element.text for element in item] == ["é1", "ab"]


def test_awkward_values_are_still_well_formed() -> None:
    page = document({"_about": "http://x/y?a=b c", "items": [AWKWARD], "totalResults": 1, "isPartOf": "http://x/ä b"})
    element = ElementTree.fromstring(xml(page)).find("items/item/property")  # noqa: S314
    assert element is not None
    assert element.attrib == {"name": "weird name"}
    rows = list(csv.DictReader(io.StringIO(to_csv(page).decode(), newline="")))
    assert rows[0]["uin"] == '"quoted", and\r\nbroken'
    assert (rows[0]["weird name"], rows[1]["weird name"], rows[1]["uri"]) == ("", "two", "")
    triples = set(map(str, pyoxigraph.parse(turtle(page), format=pyoxigraph.RdfFormat.TURTLE)))
    assert any("%3Cx%3E" in triple for triple in triples)
    weird = {f"<{PARL}weird%20name>", f"<{PARL}9>"}
    assert {predicate for predicate in weird if any(predicate in triple for triple in triples)} == weird
    assert list(pyoxigraph.parse(rdf_xml(page), format=pyoxigraph.RdfFormat.RDF_XML))
    page["result"]["items"] = [{name: value for name, value in AWKWARD.items() if name not in ("weird name", "9")}]
    ttl, rdf = Graph().parse(turtle(page), format="turtle"), Graph().parse(rdf_xml(page), format="xml")
    assert isomorphic(ttl, rdf)
    assert isomorphic(ttl, as_written(graph(page)))


@given(
    st.dictionaries(
        st.text(max_size=9),
        st.one_of(st.text(), st.booleans(), st.integers(), st.builds(lambda text: {"_value": text}, st.text()))
        | st.lists(st.builds(lambda text: {"_about": f"http://x/{text}", "label": [{"_value": text}]}, st.text()), max_size=2),
        max_size=6,
    )
)
def test_any_values_are_the_same_statements_in_turtle_and_rdf_xml(properties: Item) -> None:
    page = document({"_about": "http://x/y", "items": [{**properties, "_about": "http://x/1"}], "totalResults": 1})
    ttl = set(pyoxigraph.parse(turtle(page), format=pyoxigraph.RdfFormat.TURTLE))
    rdf = set(pyoxigraph.parse(rdf_xml(page), format=pyoxigraph.RdfFormat.RDF_XML))
    assert statements(rdf) <= statements(ttl)
    named = [
        statement for statement in statements(ttl) - statements(rdf) if statement[1][-1:].isalpha() and statement[1].isascii()
    ]
    assert named == []  # only a property that cannot be the name of an element is missing


NULL = {"_value": None, "_datatype": "dateTime"}
UNKNOWN = {
    "_about": "http://data.parliament.uk/resources/5",
    "answer": {"_about": "http://data.parliament.uk/resources/5/answer", "dateOfAnswer": NULL},
    "date": NULL,
    "hansardHeading": [NULL, {"_value": "Tides"}],
    "uin": None,
}
"""An item of which the source does not know the days."""


@pytest.mark.parametrize("write", [turtle, rdf_xml])
def test_what_the_source_does_not_know_is_not_stated(write: Callable[[Item], bytes]) -> None:
    page = document({"_about": "http://x/y", "items": [UNKNOWN], "totalResults": 1})
    body = write(page)
    assert b"Tides" in body
    for absent in (b"None", b"dateTime", b":uin"):
        assert absent not in body
    assert isomorphic(Graph().parse(body, format="turtle" if write is turtle else "xml"), as_written(graph(page)))


def test_a_page_shows_no_property_without_a_value() -> None:
    shown = list(PropertyBuilder(PageUrl.parse("http://x", "answeredquestions", "", ""), ()).properties(UNKNOWN, {}))
    assert [(view.label, len(view.values)) for view in shown] == [("answer", 1), ("hansard heading", 1)]
    assert shown[0].values[0].nested == ()


WRITTEN_AGAIN = """
import sys
from tests.web.linked_data.conftest import made_items
from web.linked_data.formats import as_rdf
from web.linked_data.formats.envelope import document

page = document({"_about": "http://x/y", "items": made_items(9), "totalResults": 9})
sys.stdout.buffer.write(getattr(as_rdf, sys.argv[1])(page))
"""


@pytest.mark.parametrize("write", [turtle, rdf_xml])
def test_rdf_is_the_same_bytes_in_every_process(write: Callable[[Item], bytes]) -> None:
    bodies = {
        subprocess.run(
            [sys.executable, "-c", WRITTEN_AGAIN, write.__name__],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert bodies == {write(document({"_about": "http://x/y", "items": made_items(9), "totalResults": 9}))}


def statements(triples: set[pyoxigraph.Triple]) -> set[tuple[str, str, str]]:
    """Return the triples without the cells of their lists, whose names differ."""
    return {
        (str(triple.subject), triple.predicate.value, str(triple.object))
        for triple in triples
        if not isinstance(triple.subject, pyoxigraph.BlankNode) and not isinstance(triple.object, pyoxigraph.BlankNode)
    }


@pytest.mark.parametrize(
    ("address", "accept", "format"),
    [
        ("/answeredquestions", "", "json"),
        ("/answeredquestions", "*/*", "json"),
        ("/answeredquestions", "text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("/answeredquestions", "text/turtle", "ttl"),
        ("/answeredquestions", "application/rdf+xml, text/turtle;q=0.5", "rdf"),
        ("/answeredquestions", "image/png", "json"),
        ("/answeredquestions.xml", "text/turtle", "xml"),
        ("/answeredquestions.xml?_format=csv", "text/turtle", "csv"),
        ("/answeredquestions?_format=ttl", "text/html", "ttl"),
    ],
)
def test_the_parameter_comes_before_the_ending_before_accept(api: FlaskClient, address: str, accept: str, format: str) -> None:
    response = api.get(address, headers={"Accept": accept} if accept else {})
    assert response.mimetype == FORMATS[format].media_type
    negotiated = "." not in address and "_format" not in address
    assert ("Accept" in response.vary) == negotiated
    assert response.headers.get("Content-Location") == (f"http://localhost/answeredquestions.{format}" if negotiated else None)
