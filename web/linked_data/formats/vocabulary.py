"""The RDF properties: those of Parliament's own schema, and those of the common vocabularies that it uses."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

PARL = Namespace("http://data.parliament.uk/schema/parl#")
API = Namespace("http://purl.org/linked-data/api/vocab#")
OPEN_SEARCH = Namespace("http://a9.com/-/spec/opensearch/1.1/")
XHV = Namespace("http://www.w3.org/1999/xhtml/vocab#")

PREFIXES = {"parl": PARL, "api": API, "dcterms": DCTERMS, "os": OPEN_SEARCH, "xhv": XHV, "skos": SKOS, "foaf": FOAF}

_COMMON: dict[str, URIRef] = {
    "comment": RDFS.comment,
    "date": DCTERMS.date,
    "title": DCTERMS.title,
    "identifier": DCTERMS.identifier,
    "label": RDFS.label,
    "prefLabel": SKOS.prefLabel,
    "type": RDF.type,
    "first": XHV.first,
    "next": XHV.next,
    "prev": XHV.prev,
    "hasFormat": DCTERMS.hasFormat,
    "format": DCTERMS["format"],
    "hasVersion": DCTERMS.hasVersion,
    "hasPart": DCTERMS.hasPart,
    "isPartOf": DCTERMS.isPartOf,
    "primaryTopic": FOAF.primaryTopic,
    "isPrimaryTopicOf": FOAF.isPrimaryTopicOf,
    "itemsPerPage": OPEN_SEARCH.itemsPerPage,
    "startIndex": OPEN_SEARCH.startIndex,
    "totalResults": OPEN_SEARCH.totalResults,
}
_LINKED_DATA_API = frozenset(
    """definition extendedMetadataVersion items page endpoint view parameter termBinding variableBinding wasResultOf property
    uriTemplate name value defaultView""".split()
)


def predicate(name: str) -> URIRef:
    """Return the RDF property of a short name."""
    if name in _COMMON:
        return _COMMON[name]
    return API[name] if name in _LINKED_DATA_API else PARL[name]
