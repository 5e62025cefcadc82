"""The RDF properties: those of Parliament's own schema, and those of the common vocabularies that it uses."""

from __future__ import annotations

PREFIXES = {
    "parl": "http://data.parliament.uk/schema/parl#",
    "api": "http://purl.org/linked-data/api/vocab#",
    "dcterms": "http://purl.org/dc/terms/",
    "os": "http://a9.com/-/spec/opensearch/1.1/",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
"""The namespaces of properties, by their prefixes."""

_PREFIX_OF = {
    "rdfs": "comment label",
    "dcterms": "date title identifier hasFormat format hasVersion hasPart isPartOf",
    "skos": "prefLabel",
    "rdf": "type",
    "xhv": "first next prev",
    "foaf": "primaryTopic isPrimaryTopicOf",
    "os": "itemsPerPage startIndex totalResults",
}
_COMMON = {name: f"{PREFIXES[prefix]}{name}" for prefix, names in _PREFIX_OF.items() for name in names.split()}
_LINKED_DATA_API = frozenset(
    """definition extendedMetadataVersion items page endpoint view parameter termBinding variableBinding wasResultOf property
    uriTemplate name value defaultView""".split()
)


def predicate(name: str) -> str:
    """Return the URI of the RDF property of a short name."""
    return _COMMON.get(name) or f"{PREFIXES['api' if name in _LINKED_DATA_API else 'parl']}{name}"
