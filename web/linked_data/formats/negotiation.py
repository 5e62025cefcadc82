"""Chooses the format of an answer: by ``_format``, else by the ending of the address, else by ``Accept``, else JSON."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from werkzeug.datastructures import MIMEAccept

from search.errors import BadRequest, Problem
from web.linked_data.formats.as_csv import csv
from web.linked_data.formats.as_rdf import rdf_xml, turtle
from web.linked_data.formats.as_xml import xml
from web.linked_data.formats.envelope import Document

HTML = "html"

RequestedFormat = tuple[str, str, MIMEAccept]
"""The format that a request asks for: the parameter ``_format``, the ending of its address, and ``Accept``."""

MAX_RDF_PAGE_SIZE = 1_000
"""The most items per page in Turtle and RDF/XML, which are not written while the items are read. JSON, XML and CSV have
``lda_params.MAX_PAGE_SIZE``."""

MAX_HTML_PAGE_SIZE = 250
"""The most items per page in HTML. An item has 10 kB of links, and takes four times as long as in another format.

A page of 250 answers takes 30 times as long as the results for a common word.
"""


class Format(msgspec.Struct, frozen=True):
    """A format: its media type, its writer, and the most items per page if that is fewer than in other formats.

    HTML has no writer here, because templates write it.
    """

    media_type: str
    write: Callable[[Document], bytes] | None
    max_page_size: int | None = None


FORMATS = {
    "json": Format("application/json", msgspec.json.encode),
    "xml": Format("application/xml", xml),
    "csv": Format("text/csv", csv),
    "ttl": Format("text/turtle", turtle, MAX_RDF_PAGE_SIZE),
    "rdf": Format("application/rdf+xml", rdf_xml, MAX_RDF_PAGE_SIZE),
    "text": Format("text/plain", msgspec.json.encode),
    HTML: Format("text/html", None, MAX_HTML_PAGE_SIZE),
}
"""Every format by its name, which is also the ending of its addresses."""

MEDIA_TYPES = {name: format_.media_type for name, format_ in FORMATS.items()}


def split_ending(path: str) -> tuple[str, str]:
    """Return a path without its format, and the name of the format; "" if it ends with none."""
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and ending in FORMATS else (path, "")


def check_page_size(name: str, size: int) -> None:
    """Raise ``BadRequest`` if a page of this size is too large for the format."""
    maximum = FORMATS[name].max_page_size
    if maximum is not None and size > maximum:
        message = (
            f"_pageSize={size}: value must be at most {maximum:,} for the format {name}; JSON, XML and CSV have larger pages."
        )
        raise BadRequest((Problem("_pageSize", message),))


def error_format(parameter: str, ending: str, accept: MIMEAccept) -> str:
    """Return the name of the format of an error: that of the answer, or JSON if the request asks for one that is not known."""
    try:
        return choose_format(parameter, ending, accept)
    except BadRequest:
        return ending or "json"


def choose_format(parameter: str, ending: str, accept: MIMEAccept) -> str:
    """Return the name of the format. Raises ``BadRequest`` if the parameter ``_format`` names no format."""
    if parameter:
        if parameter not in FORMATS:
            message = f"renderer '{parameter}' is not known to this server; use {', '.join(FORMATS)}."
            raise BadRequest((Problem("_format", message),))
        return parameter
    if ending:
        return ending
    best = accept.best_match(list(MEDIA_TYPES.values()), default=MEDIA_TYPES["json"])
    return next(name for name, media_type in MEDIA_TYPES.items() if media_type == best)
