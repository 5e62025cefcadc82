"""The RDF names of properties: Parliament's own schema, and the common vocabularies it borrows from."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

PARL = Namespace("http://data.parliament.uk/schema/parl#")
API = Namespace("http://purl.org/linked-data/api/vocab#")
SEARCH = Namespace("http://a9.com/-/spec/opensearch/1.1/")
XHV = Namespace("http://www.w3.org/1999/xhtml/vocab#")

PREFIXES = {"parl": PARL, "api": API, "dcterms": DCTERMS, "os": SEARCH, "xhv": XHV, "skos": SKOS, "foaf": FOAF}

_BORROWED: dict[str, URIRef] = {
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
    "itemsPerPage": SEARCH.itemsPerPage,
    "startIndex": SEARCH.startIndex,
    "totalResults": SEARCH.totalResults,
}
_OF_THE_API = frozenset(
    """definition extendedMetadataVersion items page endpoint view parameter termBinding variableBinding wasResultOf property
    uriTemplate name value""".split()
)


def predicate(name: str) -> URIRef:
    """The RDF property a short name stands for."""
    if name in _BORROWED:
        return _BORROWED[name]
    return API[name] if name in _OF_THE_API else PARL[name]
