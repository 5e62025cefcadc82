"""Writes a page of any number of items while the items are read, so that memory does not grow with the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from lxml import etree

from web.linked_data.formats.as_csv import header_of, paths_of, rows_of
from web.linked_data.formats.as_xml import element, xml
from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item

Items = Callable[[], Iterable[Item]]
"""Reads the items of the page, from the first one at each call."""

_NO_JSON_ITEMS = b'"items":[]'
_NO_XML_ITEMS = b"<items/>"


def json(document: Document, items: Items) -> Iterator[bytes]:
    """Write JSON. The document has no items, and neither mark of an empty list can occur within its texts."""
    head, mark, tail = msgspec.json.encode(document).partition(_NO_JSON_ITEMS)
    yield head + mark[:-1]
    for number, item in enumerate(items()):
        yield (b"," if number else b"") + msgspec.json.encode(item)
    yield mark[-1:] + tail


def xml_list(document: Document, items: Items) -> Iterator[bytes]:
    """Write XML."""
    head, _, tail = xml(document).partition(_NO_XML_ITEMS)
    yield head + b"<items>"
    for item in items():
        yield etree.tostring(element("item", item), encoding="utf-8")
    yield b"</items>" + tail


def csv(_document: Document, items: Items) -> Iterator[bytes]:
    """Write CSV. The items are read twice: first for the columns of the page."""
    paths = paths_of(items())
    yield header_of(paths)
    for item in items():
        yield rows_of(item, paths)


LONG_LISTS: dict[str, Callable[[Document, Items], Iterator[bytes]]] = {"json": json, "text": json, "xml": xml_list, "csv": csv}
"""The writers of long pages by the name of their format."""
