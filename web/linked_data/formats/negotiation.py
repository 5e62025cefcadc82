"""Which format an answer is in: by ``_format``, else by the ending of the address, else by Accept, else JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from werkzeug.datastructures import MIMEAccept

from search.errors import BadRequest, Problem
from web.linked_data.formats.as_csv import csv
from web.linked_data.formats.as_rdf import rdf_xml, turtle
from web.linked_data.formats.as_xml import xml
from web.linked_data.formats.envelope import Document

HTML = "html"


SLOW = 1_000
"""Items a page, at most, of a format that takes a millisecond an item or more; the others stop at ``asking.MAX_PAGE_SIZE``."""


@dataclass(frozen=True, slots=True)
class Format:
    """A media type, and what writes an answer in it; HTML is written by the pages, and has no writer here.

    ``most`` is how many items a page of it may have, where that is fewer than of others.
    """

    media_type: str
    write: Callable[[Document], bytes] | None
    most: int | None = None


FORMATS = {
    "json": Format("application/json", msgspec.json.encode),
    "xml": Format("application/xml", xml),
    "csv": Format("text/csv", csv),
    "ttl": Format("text/turtle", turtle, SLOW),
    "rdf": Format("application/rdf+xml", rdf_xml, SLOW),
    "text": Format("text/plain", msgspec.json.encode),
    HTML: Format("text/html", None, SLOW),
}
MEDIA_TYPES = {name: each.media_type for name, each in FORMATS.items()}


def split(path: str) -> tuple[str, str]:
    """A path and the format it ends with, "" where it ends with none."""
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and ending in FORMATS else (path, "")


def hold_to_size(name: str, items: int) -> None:
    """Raise ``BadRequest`` when a page of so many items is too large for the format."""
    most = FORMATS[name].most
    if most is not None and items > most:
        message = f"_pageSize={items}: value must be at most {most:,} for the format {name}; JSON, XML and CSV go further."
        raise BadRequest((Problem("_pageSize", message),))


def chosen(asked: str, ending: str, accept: MIMEAccept) -> str:
    """The name of the format. Raises ``BadRequest`` for one that is asked for and not known."""
    if asked:
        if asked not in FORMATS:
            raise BadRequest(
                (Problem("_format", f"renderer '{asked}' is not known to this server; use {', '.join(FORMATS)}."),)
            )
        return asked
    if ending:
        return ending
    best = accept.best_match(list(MEDIA_TYPES.values()), default=MEDIA_TYPES["json"])
    return next(name for name, media_type in MEDIA_TYPES.items() if media_type == best)
