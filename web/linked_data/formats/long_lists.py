"""Writes a page of any number of items while the items are read, so that memory does not grow with the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec
from lxml import etree

from web.linked_data.formats.as_csv import header_of, paths_of, rows_of
from web.linked_data.formats.as_xml import item_element, xml
from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item


class Page(Protocol):
    """A page of a list. Each call reads its items from the first one."""

    def items(self) -> Iterable[Item]:
        """Yield every item."""

    def items_of_each_layout(self) -> Iterable[Item]:
        """Yield items that together have every property of the page."""


_NO_JSON_ITEMS = b'"items":[]'
_NO_XML_ITEMS = b"<items/>"


def json(document: Document, page: Page) -> Iterator[bytes]:
    """Write JSON. The document has no items, and neither mark of an empty list can occur within its texts."""
    head, mark, tail = msgspec.json.encode(document).partition(_NO_JSON_ITEMS)
    yield head + mark[:-1]
    for number, item in enumerate(page.items()):
        yield (b"," if number else b"") + msgspec.json.encode(item)
    yield mark[-1:] + tail


def xml_list(document: Document, page: Page) -> Iterator[bytes]:
    """Write XML."""
    head, _, tail = xml(document).partition(_NO_XML_ITEMS)
    yield head + b"<items>"
    for item in page.items():
        yield etree.tostring(item_element(item), encoding="utf-8")
    yield b"</items>" + tail


def csv(_document: Document, page: Page) -> Iterator[bytes]:
    """Write CSV. The records are read twice: first for the columns of the page."""
    paths = paths_of(page.items_of_each_layout())
    yield header_of(paths)
    for item in page.items():
        yield rows_of(item, paths)


LONG_LISTS: dict[str, Callable[[Document, Page], Iterator[bytes]]] = {"json": json, "text": json, "xml": xml_list, "csv": csv}
"""The writers of long pages by the name of their format."""
