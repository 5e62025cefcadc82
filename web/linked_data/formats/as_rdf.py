"""RDF: the statements of an answer, written as Turtle and RDF/XML one resource at a time. No graph of the page is built.

The items are an RDF list, which has an order. A resource that is in several items is written with each. In RDF a repeated
statement adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from xml.sax.saxutils import escape

from web.linked_data.formats.envelope import Document
from web.linked_data.formats.vocabulary import PREFIXES, predicate
from web.linked_data.items import is_null
from web.site.xml_text import without_forbidden

URI_PROPERTIES = frozenset(
    """definition extendedMetadataVersion first next prev hasPart isPartOf isPrimaryTopicOf type property""".split()
)
"""Properties whose plain strings are URIs."""

_ITEMS = "items"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATATYPES = frozenset(("date", "dateTime", "boolean", "integer"))
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PLAIN_URI = re.compile(r"https?://[\w.:-]+[\w/?&=.~+,;:@!$'()*-]*", re.ASCII)
_AUTHORITY = re.compile(r"https?://[^/?#]*")
_NOT_IN_URIS = re.compile(
    r"%(?![0-9A-Fa-f]{2})|[\x00-\x20<>\"{}|\\^`\[\]\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]"
    rf"|[{''.join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 14))}]"
)
"""What RFC 3987 does not allow in a URI after its host: half a percent-encoding, controls, brackets, private characters."""

_LOCAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_LAST_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$", re.ASCII)
"""The part of a URI that can be the name of an element; the rest of it is the namespace."""

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_XML_ESCAPES = {"\r": "&#13;"}
_ATTRIBUTE_ESCAPES = {'"': "&quot;"}


class Term(NamedTuple):
    """A node or a literal. Either it has a ``uri``, or a ``blank`` name, or it is the literal ``text`` of a datatype of XSD.

    A tuple, because one is made for each value of an answer.
    """

    uri: str = ""
    blank: str = ""
    text: str = ""
    datatype: str = ""


class Resource(NamedTuple):
    """A resource, and its properties as pairs of a short name and a value. A tuple, as ``Term`` is."""

    subject: Term
    properties: list[tuple[str, Term]]


def turtle(document: Document) -> bytes:
    """Write the answer in Turtle."""
    lines = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()]
    page, items, resources = _parts(document)
    if items is not None:
        lines.append(f"{in_turtle(page)} {_turtle_name(_ITEMS)} ( {' '.join(map(in_turtle, items))} ) .\n")
    for subject, properties in resources:
        if properties:
            statements = " ;\n    ".join(f"{_turtle_name(name)} {in_turtle(value)}" for name, value in properties)
            lines.append(f"{in_turtle(subject)} {statements} .\n")
    return "".join(lines).encode()


def rdf_xml(document: Document) -> bytes:
    """Write the answer in RDF/XML."""
    page, items, resources = _parts(document)
    namespaces = "".join(f' xmlns:{prefix}="{escape(namespace)}"' for prefix, namespace in PREFIXES.items())
    lines = [f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{namespaces}>\n']
    if items is not None:
        start, name = _xml_name(_ITEMS)
        members = "".join(f"<rdf:Description {_about(item)}/>\n" for item in items)
        lines.append(f'<rdf:Description {_about(page)}>\n<{start} rdf:parseType="Collection">\n{members}</{name}>\n')
        lines.append("</rdf:Description>\n")
    for subject, properties in resources:
        elements = "".join(_element(name, value) for name, value in properties)
        lines.append(f"<rdf:Description {_about(subject)}>\n{elements}</rdf:Description>\n")
    lines.append("</rdf:RDF>\n")
    return "".join(lines).encode()


def _parts(document: Document) -> tuple[Term, list[Term] | None, Iterator[Resource]]:
    """Return the page, its items (None if it has no list), and every resource of the answer."""
    result = document["result"]
    items: Sequence[Mapping[str, object]] | None = result.get(_ITEMS)
    own = {name: value for name, value in result.items() if name != _ITEMS}
    references = None if items is None else [Term(reference(str(item["_about"]))) for item in items]
    return Term(reference(result["_about"])), references, resources_of((*(items or ()), own))


def resources_of(nested: Iterable[Mapping[str, object]], blanks: Iterator[int] | None = None) -> Iterator[Resource]:
    """Yield resources, and all resources nested in them. ``blanks`` are the numbers of those without a URI.

    RDF has no null: a property without a value is left out.
    """
    numbers = count() if blanks is None else blanks
    for resource in nested:
        waiting = [(_subject(resource, numbers), resource)]
        while waiting:
            subject, current = waiting.pop()
            properties: list[tuple[str, Term]] = []
            for name, value in current.items():
                if name.startswith("_"):
                    continue
                for element in value if isinstance(value, list) else (value,):
                    if is_null(element):
                        continue
                    if isinstance(element, dict) and "_value" not in element:
                        waiting.append((_subject(element, numbers), element))
                        properties.append((name, waiting[-1][0]))
                    else:
                        properties.append((name, _value(name, element)))
            yield Resource(subject, properties)


def _subject(resource: Mapping[str, object], numbers: Iterator[int]) -> Term:
    uri = str(resource.get("_about", ""))
    return Term(reference(uri)) if has_host(uri) else Term(blank=f"b{next(numbers)}")


def has_host(uri: str) -> bool:
    """Return whether a text is a whole URI, as every resource should have."""
    return _AUTHORITY.match(uri) is not None


def reference(uri: str) -> str:
    """Return a URI for RDF, with the characters that it cannot have percent-encoded."""
    if _PLAIN_URI.fullmatch(uri):
        return uri
    host = _AUTHORITY.match(uri)
    start = host.end() if host else 0
    rest, mark, fragment = _NOT_IN_URIS.sub(_percent_encoded, uri[start:]).partition("#")
    return f"{uri[:start]}{rest}{mark}{fragment.replace('#', '%23')}"


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _value(name: str, value: object) -> Term:
    """Return a literal with its type. A day is a date: the API calls it a dateTime, but it is no valid one."""
    if isinstance(value, str):
        return Term(reference(value)) if name in URI_PROPERTIES and has_host(value) else Term(text=without_forbidden(value))
    datatype = ""
    if isinstance(value, dict):
        datatype, value = str(value.get("_datatype", "")), value["_value"]
    elif isinstance(value, bool | int):
        datatype = "boolean" if isinstance(value, bool) else "integer"
    text = str(value).lower() if isinstance(value, bool) else without_forbidden(str(value))
    if datatype == "dateTime" and _DATE.fullmatch(text):
        datatype = "date"
    return Term(text=text, datatype=datatype if datatype in _DATATYPES else "")


def in_turtle(term: Term) -> str:
    """Write a node or literal in Turtle."""
    if term.uri:
        return f"<{term.uri}>"
    if term.blank:
        return f"_:{term.blank}"
    literal = f'"{term.text.translate(_ESCAPES)}"'
    return f"{literal}^^<{_XSD}{term.datatype}>" if term.datatype else literal


@lru_cache(maxsize=1_000)
def predicate_uri(name: str) -> str:
    """Return the URI of the RDF property of a short name."""
    return reference(predicate(name))


@lru_cache(maxsize=1_000)
def _turtle_name(name: str) -> str:
    """Return a property as Turtle writes it: with a prefix, if its own name can follow one."""
    uri = predicate_uri(name)
    for prefix, namespace in PREFIXES.items():
        if uri.startswith(namespace) and _LOCAL_NAME.fullmatch(uri[len(namespace) :]):
            return f"{prefix}:{uri[len(namespace) :]}"
    return f"<{uri}>"


@lru_cache(maxsize=1_000)
def _xml_name(name: str) -> tuple[str, str]:
    """Return a property as an element: the beginning of its start tag, and its name. Both are "" if no element can have it."""
    uri = predicate_uri(name)
    for prefix, namespace in PREFIXES.items():
        if uri.startswith(namespace) and _LOCAL_NAME.fullmatch(uri[len(namespace) :]):
            return f"{prefix}:{uri[len(namespace) :]}", f"{prefix}:{uri[len(namespace) :]}"
    last = _LAST_NAME.search(uri)
    if last is None:
        return "", ""
    return f'p:{last[0]} xmlns:p="{_attribute(uri[: last.start()])}"', f"p:{last[0]}"


def _element(name: str, value: Term) -> str:
    start, tag = _xml_name(name)
    if not tag:
        return ""
    if value.uri:
        return f'<{start} rdf:resource="{_attribute(value.uri)}"/>\n'
    if value.blank:
        return f'<{start} rdf:nodeID="{value.blank}"/>\n'
    datatype = f' rdf:datatype="{_XSD}{value.datatype}"' if value.datatype else ""
    return f"<{start}{datatype}>{escape(value.text, _XML_ESCAPES)}</{tag}>\n"


def _about(subject: Term) -> str:
    return f'rdf:nodeID="{subject.blank}"' if subject.blank else f'rdf:about="{_attribute(subject.uri)}"'


def _attribute(text: str) -> str:
    return escape(text, _ATTRIBUTE_ESCAPES)
