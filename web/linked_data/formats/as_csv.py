"""A page's items as CSV, as the original headed it: one row an item, and further rows for properties with several values.

Quotation marks within values are doubled, which the original never did. Values are as they are: a program reads this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item
from web.linked_data.page_urls import words

_URI = "uri"
_LINE = "\r\n"


def csv(document: Document) -> bytes:
    """The items of an answer, or its one item, in CSV, UTF-8. Headings are those of what the page holds, sorted."""
    result = document["result"]
    items: list[Item] = result.get("items", [])
    if "primaryTopic" in result:
        items = [{name: value for name, value in result["primaryTopic"].items() if name != "isPrimaryTopicOf"}]
    tables = [dict(_columns(item)) for item in items]
    paths = sorted({path for table in tables for path in table} - {(_URI,)}, key=_place)
    header = (_URI, *(" > ".join(words(part) for part in path) for path in paths))
    lines = [",".join(map(_quoted, header))]
    for table in tables:
        columns = [table.get((_URI,), []), *(table.get(path, []) for path in paths)]
        lines += [",".join(map(_quoted, row)) for row in zip_longest(*columns, fillvalue="")]
    return (_LINE.join(lines) + _LINE).encode()


def _columns(item: Item) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each path of an item with its values, things by their addresses under ``uri``."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path, value in _cells(item, ()):
        found.setdefault(path, []).append(value)
    yield from found.items()


def _cells(node: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, list):
        for each in node:
            yield from _cells(each, path)
    elif isinstance(node, dict) and "_value" not in node:
        if "_about" in node:
            yield (*path, _URI), node["_about"]
        for name, below in node.items():
            if not name.startswith("_"):
                yield from _cells(below, (*path, name))
    else:
        yield path, _text(node["_value"] if isinstance(node, dict) else node)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _place(path: Sequence[str]) -> list[str]:
    return [part.lower() for part in path]


def _quoted(value: str) -> str:
    """In quotation marks, but for an empty value."""
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if value else ""
