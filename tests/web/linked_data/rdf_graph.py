"""The graph of an answer as rdflib makes it, triple by triple: what our own writers are compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, XSD
from rdflib.term import IdentifiedNode, Node

from web.linked_data.formats.as_rdf import URI_PROPERTIES, has_host, reference
from web.linked_data.formats.envelope import Document
from web.linked_data.formats.vocabulary import predicate
from web.linked_data.items import Item
from web.site.xml_text import without_forbidden

Triple = tuple[IdentifiedNode, URIRef, Node]


def graph(document: Document) -> Graph:
    """Return every triple of an answer."""
    rdf = Graph(bind_namespaces="none")
    result = document["result"]
    page = URIRef(reference(result["_about"]))
    if "items" in result:
        items: list[Node] = [URIRef(reference(item["_about"])) for item in result["items"]]
        rdf_list = BNode() if items else RDF.nil
        if items:
            Collection(rdf, rdf_list, items)
        rdf.add((page, _predicate("items"), rdf_list))
    for resource in (*result.get("items", ()), {name: value for name, value in result.items() if name != "items"}):
        for triple in triples(resource):
            rdf.add(triple)
    return rdf


def triples(resource: Item) -> Iterator[Triple]:
    """Yield the triples of a resource and of all resources nested in it."""
    yield from _triples_of(_node(resource), resource)


def _node(resource: Mapping[str, object]) -> IdentifiedNode:
    return URIRef(reference(str(resource["_about"]))) if has_host(str(resource.get("_about"))) else BNode()


def _triples_of(subject: IdentifiedNode, resource: Mapping[str, object]) -> Iterator[Triple]:
    for name, value in resource.items():
        if name.startswith("_"):
            continue
        for element in value if isinstance(value, list) else [value]:
            if element is None or (isinstance(element, dict) and element.get("_value", "") is None):
                continue
            if isinstance(element, dict) and "_value" not in element:
                nested = _node(element)
                yield subject, _predicate(name), nested
                yield from _triples_of(nested, element)
            else:
                yield subject, _predicate(name), _object(name, element)


def _object(name: str, value: object) -> Node:
    if isinstance(value, str):
        return URIRef(reference(value)) if name in URI_PROPERTIES and has_host(value) else Literal(without_forbidden(value))
    if not isinstance(value, dict):
        return Literal(value)
    text, datatype = without_forbidden(str(value["_value"])), value.get("_datatype")
    if datatype == "dateTime" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        datatype = "date"
    return Literal(
        text, datatype=XSD[datatype] if datatype in ("date", "dateTime", "boolean", "integer") else None, normalize=False
    )


def _predicate(name: str) -> URIRef:
    return URIRef(predicate(name))
