"""The search form and the sort links of a list's page, made from the properties of its items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

from search.model.linked_data_paths import leaf_values
from web.linked_data import filters
from web.linked_data.items import Item
from web.linked_data.page_urls import PageUrl, property_label
from web.linked_data.pages.values import ORDERED_DATATYPES
from web.linked_data.pages.views import InputView, SortView
from web.site.link import Link, Pairs

_BOOLEAN = "boolean"
_RESOURCE = "resource"
_PREFIXES = ("", "min-", "max-")

Datatypes = dict[str, str]
"""The paths of the literals of a page's items, each with its datatype; "" for a text."""


def datatypes(items: Sequence[Item]) -> Datatypes:
    """Return the datatypes of some items, in the order of their properties, without the text of answers."""
    by_path: Datatypes = {}
    for item in items:
        for path, _ in leaf_values(item):
            if path not in by_path:
                by_path[path] = _datatype(item, path.split("."))
    return {path: datatype for path, datatype in by_path.items() if datatype != _RESOURCE and path != "answer.answerText"}


def inputs(paths: Datatypes, active_filters: Pairs) -> tuple[InputView, ...]:
    """Return a field for each path: a choice, a day with bounds, or a text."""
    values = dict(active_filters)
    return tuple(
        InputView(path, _label(path), _kind(datatype), *(values.get(f"{prefix}{path}", "") for prefix in _PREFIXES))
        for path, datatype in paths.items()
    )


def hidden_params(url: PageUrl, paths: Datatypes) -> Pairs:
    """Return the parameters that have no field in the form but are sent with it; not the page number."""
    in_form = {f"{prefix}{path}" for path in paths for prefix in _PREFIXES} | {"_page", "_search"}
    return tuple(pair for pair in parse_qsl("&".join(url.query)) if pair[0].rstrip(".") not in in_form)


def more_sorts(url: PageUrl, sort: Sequence[str], paths: Datatypes) -> Iterator[Link]:
    """Yield links that sort also by another path, ascending and descending."""
    current = {path.removeprefix("-") for path in sort}
    for path in paths:
        if filters.field_of(path) and path not in current:
            for sign, direction in (("", "up"), ("-", "down")):
                yield Link(f"{_label(path)}, {direction}", _sorted_by(url, (*sort, f"{sign}{path}")))


def current_sorts(url: PageUrl, sort: Sequence[str]) -> Iterator[SortView]:
    """Yield each path that the list is sorted by."""
    for position, signed_path in enumerate(sort):
        path, is_descending = signed_path.removeprefix("-"), signed_path.startswith("-")
        reversed_path = path if is_descending else f"-{path}"
        before, after = sort[:position], sort[position + 1 :]
        label = _label(path)
        reverse = Link("reverse", _sorted_by(url, (*before, reversed_path, *after)), label)
        remove = Link("remove", _sorted_by(url, (*before, *after)), label)
        yield SortView(f"{label}, {'down' if is_descending else 'up'}", (reverse, remove))


def _sorted_by(url: PageUrl, sort: Sequence[str]) -> str:
    first_page = url.without_params("_page")
    return (first_page.with_param("_sort", ",".join(sort)) if sort else first_page.without_params("_sort")).local


def _kind(datatype: str) -> str:
    return "choice" if datatype == _BOOLEAN else "day" if datatype in ORDERED_DATATYPES else "text"


def _label(path: str) -> str:
    return " > ".join(property_label(part) for part in path.split("."))


def _datatype(node: object, path: Sequence[str]) -> str:
    if isinstance(node, list):
        return _datatype(node[0], path) if node else ""
    if path:
        return _datatype(node[path[0]], path[1:]) if isinstance(node, dict) and path[0] in node else ""
    if isinstance(node, dict):
        return str(node.get("_datatype", "")) if "_value" in node else _RESOURCE
    return ""
