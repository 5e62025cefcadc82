"""Writes an error in the format of its address: JSON at ``.json``, CSV at ``.csv``, and so on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import msgspec
from lxml import etree
from msgspec.structs import replace

from search.errors import Problem
from web.site.formula_text import without_formula
from web.site.xml_text import without_forbidden

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


class ErrorBody(msgspec.Struct, frozen=True):
    """The body of an error: the HTTP status, a title, what to do, and each problem with its parameter or piece of text."""

    status: int
    title: str
    message: str
    problems: tuple[Problem, ...] = ()

    @property
    def sentences(self) -> str:
        """The whole explanation: the message, or else the sentences of all problems."""
        return self.message or " ".join(problem.message for problem in self.problems)


class ErrorFormat(msgspec.Struct, frozen=True):
    """A format of errors: its media type and its writer."""

    media_type: str
    write: Callable[[ErrorBody], bytes]


def as_json(body: ErrorBody) -> bytes:
    """Write the error as a JSON object. Its ``message`` is never empty."""
    return msgspec.json.encode(replace(body, message=body.sentences))


def _as_text(body: ErrorBody) -> bytes:
    return f"{body.status} {body.title}\n\n{body.sentences}\n".encode()


def _as_csv(body: ErrorBody) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(("status", "title", "message", "where"))
    writer.writerows(
        (body.status, body.title, without_formula(message), without_formula(where)) for where, message in _rows(body)
    )
    return text.getvalue().encode()


def _as_xml(body: ErrorBody) -> bytes:
    root = etree.Element("error", status=str(body.status))
    etree.SubElement(root, "title").text = without_forbidden(body.title)
    for where, message in _rows(body):
        etree.SubElement(root, "message", where=without_forbidden(where)).text = without_forbidden(message)
    return _xml_bytes(root)


def _as_rdf(body: ErrorBody) -> bytes:
    root = etree.Element(f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF, "rdfs": _RDFS})
    error = etree.SubElement(root, f"{{{_RDF}}}Description")
    etree.SubElement(error, f"{{{_RDFS}}}label").text = without_forbidden(f"{body.status} {body.title}")
    etree.SubElement(error, f"{{{_RDFS}}}comment").text = without_forbidden(body.sentences)
    return _xml_bytes(root)


def _as_turtle(body: ErrorBody) -> bytes:
    label, comment = (_turtle_text(text) for text in (f"{body.status} {body.title}", body.sentences))
    return f"[] <{_RDFS}label> {label} ;\n   <{_RDFS}comment> {comment} .\n".encode()


def _rows(body: ErrorBody) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in body.problems] or [("", body.message)]


def _xml_bytes(root: etree._Element) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return text


def _turtle_text(text: str) -> str:
    """Return a literal: Turtle escapes within quotation marks as JSON does."""
    return json.dumps(text)


_XML = ErrorFormat("application/xml", _as_xml)
_TEXT = ErrorFormat("text/plain", _as_text)
ERROR_FORMATS = {
    "json": ErrorFormat("application/json", as_json),
    "ndjson": ErrorFormat("application/x-ndjson", lambda body: as_json(body) + b"\n"),
    "csv": ErrorFormat("text/csv", _as_csv),
    "xml": _XML,
    "atom": _XML,
    "rdf": ErrorFormat("application/rdf+xml", _as_rdf),
    "ttl": ErrorFormat("text/turtle", _as_turtle),
    "text": ErrorFormat("text/plain", as_json),
    "txt": _TEXT,
    "md": _TEXT,
    "ris": _TEXT,
    "bib": _TEXT,
    "xlsx": _TEXT,
    "parquet": _TEXT,
}
"""Every format of errors by the ending of an address. At any other address an error is a page."""
