"""CSV with the headings of Parliament's API: a row per item, and further rows for properties with several values.

Quotation marks within values are doubled, which Parliament's API never did. Values are not changed for spreadsheets, because
programs read this CSV.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item
from web.linked_data.page_urls import property_label

Paths = Sequence[tuple[str, ...]]

_PathTree = dict[str, "_PathTree"]
"""Paths by their first names. ``_LEAF`` marks where a path ends."""

_NOTHING_BELOW: _PathTree = {}

_URI = "uri"
_LEAF = ""
_LINE_END = "\r\n"


def csv(document: Document) -> bytes:
    """Write the items of a list, or a single item, in UTF-8. The headings are the property paths of the page, sorted."""
    result = document["result"]
    items: list[Item] = result.get("items", [])
    if "primaryTopic" in result:
        items = [{name: value for name, value in result["primaryTopic"].items() if name != "isPrimaryTopicOf"}]
    paths = paths_of(items)
    return b"".join((header_of(paths), *(rows_of(item, paths) for item in items)))


def paths_of(items: Iterable[Item]) -> Paths:
    """Return the property paths of some items, sorted, without the addresses of the items themselves.

    They are collected in a tree, without a tuple and a text for each value: Parliament's API may have sent all items of a page,
    and then every item is read.
    """
    tree: _PathTree = {}
    for item in items:
        _add_paths(item, tree)
    return sorted(set(_leaves(tree, ())) - {(_URI,)}, key=_sort_key)


def header_of(paths: Paths) -> bytes:
    """Write the line of headings."""
    return _line((_URI, *(" > ".join(property_label(part) for part in path) for path in paths)))


def rows_of(item: Item, paths: Paths) -> bytes:
    """Write the rows of an item: as many as its property with the most values has."""
    table = _columns(item)
    columns = [table.get((_URI,), []), *(table.get(path, []) for path in paths)]
    return b"".join(map(_line, zip_longest(*columns, fillvalue="")))


def _line(values: Iterable[str]) -> bytes:
    return f"{','.join(map(_quoted, values))}{_LINE_END}".encode()


def _columns(item: Item) -> dict[tuple[str, ...], list[str]]:
    """Return the values of each path of an item. The URI of a resource is under ``uri``."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for path, value in _cells(item, ()):
        columns.setdefault(path, []).append(value)
    return columns


def _cells(node: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, list):
        for element in node:
            yield from _cells(element, path)
    elif isinstance(node, dict) and "_value" not in node:
        if "_about" in node:
            yield (*path, _URI), node["_about"]
        for name, value in node.items():
            if not name.startswith("_"):
                yield from _cells(value, (*path, name))
    else:
        yield path, _text(node["_value"] if isinstance(node, dict) else node)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _add_paths(node: object, tree: _PathTree) -> None:
    """Add the paths of an item to a tree. Most values are texts or literals, which need no call of this function."""
    if isinstance(node, list):
        for element in node:
            _add_paths(element, tree)
    elif isinstance(node, dict) and "_value" not in node:
        if "_about" in node:
            tree.setdefault(_URI, {})[_LEAF] = _NOTHING_BELOW
        for name, value in node.items():
            if name[0] != "_":
                below = tree.get(name)
                if below is None:
                    below = tree[name] = {}
                if type(value) is str or (type(value) is dict and "_value" in value):
                    below[_LEAF] = _NOTHING_BELOW
                else:
                    _add_paths(value, below)
    else:
        tree[_LEAF] = _NOTHING_BELOW


def _leaves(tree: _PathTree, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, below in tree.items():
        if name == _LEAF:
            yield path
        else:
            yield from _leaves(below, (*path, name))


def _sort_key(path: Sequence[str]) -> list[str]:
    return [part.lower() for part in path]


def _quoted(value: str) -> str:
    """Put a value in quotation marks, unless it is empty."""
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if value else ""
