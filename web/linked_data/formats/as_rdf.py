"""RDF: the graph of an answer, and its serialisation as Turtle and RDF/XML. The items are an RDF list, which has an order."""

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

_URI_PROPERTIES = frozenset(
    """definition extendedMetadataVersion first next prev hasPart isPartOf isPrimaryTopicOf type property""".split()
)
"""Properties whose plain strings are URIs."""

_ITEMS = "items"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOT_IN_URIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def turtle(document: Document) -> bytes:
    """Write the answer in Turtle."""
    return graph(document).serialize(format="turtle", encoding="utf-8")


def rdf_xml(document: Document) -> bytes:
    """Write the answer in RDF/XML."""
    return graph(document).serialize(format="xml", encoding="utf-8")


def graph(document: Document) -> Graph:
    """Return every triple of the answer."""
    rdf = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        rdf.bind(prefix, namespace)
    result = document["result"]
    page = reference(result["_about"])
    items = [reference(item["_about"]) for item in result.get(_ITEMS, ())]
    if _ITEMS in result:
        rdf_list = BNode()
        Collection(rdf, rdf_list, list(items))
        rdf.add((page, predicate(_ITEMS), rdf_list))
    for item in result.get(_ITEMS, ()):
        for triple in triples(item):
            rdf.add(triple)
    for triple in triples({name: value for name, value in result.items() if name != _ITEMS}):
        rdf.add(triple)
    return rdf


def triples(resource: Item) -> Iterator[Triple]:
    """Yield the triples of a resource and of all resources nested in it."""
    yield from _triples_of(reference(resource["_about"]) if "_about" in resource else BNode(), resource)


def _triples_of(subject: IdentifiedNode, resource: Mapping[str, object]) -> Iterator[Triple]:
    for name, value in resource.items():
        if name.startswith("_"):
            continue
        for element in value if isinstance(value, list) else [value]:
            if isinstance(element, dict) and "_value" not in element:
                nested = reference(element["_about"]) if "_about" in element else BNode()
                yield subject, predicate(name), nested
                yield from _triples_of(nested, element)
            else:
                yield subject, predicate(name), _object(name, element)


def reference(uri: str) -> URIRef:
    """Return a URI for RDF, with the characters that it cannot have percent-encoded."""
    return URIRef(_NOT_IN_URIS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), uri))


def _object(name: str, value: object) -> Node:
    """Return a literal with its type. A day is a date: the API calls it a dateTime, but it is no valid one."""
    if isinstance(value, str):
        return reference(value) if name in _URI_PROPERTIES else Literal(without_forbidden(value))
    if not isinstance(value, dict):
        return Literal(value)
    text, datatype = without_forbidden(str(value["_value"])), value.get("_datatype")
    if datatype == "dateTime" and _DATE.fullmatch(text):
        datatype = "date"
    xsd_type = XSD[datatype] if datatype in ("date", "dateTime", "boolean", "integer") else None
    return Literal(text, datatype=xsd_type, normalize=False)
