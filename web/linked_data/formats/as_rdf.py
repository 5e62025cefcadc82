"""An answer as an RDF graph, and the graph as Turtle and RDF/XML. Objects are triples, items an RDF list in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import XSD
from rdflib.term import IdentifiedNode, Node

from web.linked_data.formats.envelope import Document
from web.linked_data.formats.vocabulary import PREFIXES, predicate
from web.linked_data.items import Item
from web.site.xml_text import without_forbidden

Triple = tuple[IdentifiedNode, URIRef, Node]

_ADDRESSES = frozenset(
    """definition extendedMetadataVersion first next prev hasPart isPartOf isPrimaryTopicOf type property""".split()
)
"""Properties whose bare texts are addresses of things."""

_LISTED = "items"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def turtle(document: Document) -> bytes:
    """The answer in Turtle."""
    return graph(document).serialize(format="turtle", encoding="utf-8")


def rdf_xml(document: Document) -> bytes:
    """The answer in RDF/XML."""
    return graph(document).serialize(format="xml", encoding="utf-8")


def graph(document: Document) -> Graph:
    """Every triple of the answer."""
    found = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        found.bind(prefix, namespace)
    result = document["result"]
    page = reference(result["_about"])
    items = [reference(each["_about"]) for each in result.get(_LISTED, ())]
    if _LISTED in result:
        listed = BNode()
        Collection(found, listed, list(items))
        found.add((page, predicate(_LISTED), listed))
    for each in result.get(_LISTED, ()):
        for triple in triples(each):
            found.add(triple)
    for triple in triples({name: value for name, value in result.items() if name != _LISTED}):
        found.add(triple)
    return found


def triples(thing: Item) -> Iterator[Triple]:
    """The triples of a thing and of all below it."""
    yield from _of(reference(thing["_about"]) if "_about" in thing else BNode(), thing)


def _of(subject: IdentifiedNode, thing: Mapping[str, object]) -> Iterator[Triple]:
    for name, value in thing.items():
        if name.startswith("_"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "_value" not in each:
                below = reference(each["_about"]) if "_about" in each else BNode()
                yield subject, predicate(name), below
                yield from _of(below, each)
            else:
                yield subject, predicate(name), _object(name, each)


def reference(address: str) -> URIRef:
    """An address as RDF may have it: characters it may not have are percent-encoded."""
    return URIRef(_UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address))


def _object(name: str, value: object) -> Node:
    """A literal with its type. A day is a date, though the API calls it a dateTime, which it could not be read as."""
    if isinstance(value, str):
        return reference(value) if name in _ADDRESSES else Literal(without_forbidden(value))
    if not isinstance(value, dict):
        return Literal(value)
    text, datatype = without_forbidden(str(value["_value"])), value.get("_datatype")
    if datatype == "dateTime" and _DATE.fullmatch(text):
        datatype = "date"
    known = XSD[datatype] if datatype in ("date", "dateTime", "boolean", "integer") else None
    return Literal(text, datatype=known, normalize=False)
