"""The search form and the orders of a list's page, made of the properties that its items have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

from search.model.linked_data_paths import leaf_values
from web.linked_data import filters
from web.linked_data.items import Item
from web.linked_data.page_urls import Place, words
from web.linked_data.pages.values import ORDERED
from web.linked_data.pages.views import InputView
from web.site.link import Link, Pairs

_BOOLEAN = "boolean"
_THING = "thing"
_BOUNDS = ("", "min-", "max-")

Shape = dict[str, str]
"""The paths of the literals that a page's items have, each with its datatype, "" for a text."""


def shape(items: Sequence[Item]) -> Shape:
    """The shape of some items, in the order of their properties; the texts of answers are searched, not filtered."""
    found: Shape = {}
    for item in items:
        for path, _ in leaf_values(item):
            if path not in found:
                found[path] = _datatype(item, path.split("."))
    return {path: datatype for path, datatype in found.items() if datatype != _THING and path != "answer.answerText"}


def inputs(of: Shape, active: Pairs) -> tuple[InputView, ...]:
    """A field for each path: a choice, a day with bounds, or a text."""
    given = dict(active)
    return tuple(
        InputView(path, _said(path), _kind(datatype), *(given.get(f"{bound}{path}", "") for bound in _BOUNDS))
        for path, datatype in of.items()
    )


def hidden(place: Place, of: Shape) -> Pairs:
    """What the form keeps of the address: every parameter that has no field in it, but the page."""
    own = {f"{bound}{path}" for path in of for bound in _BOUNDS} | {"_page", "_search"}
    return tuple(pair for pair in parse_qsl("&".join(place.query)) if pair[0].rstrip(".") not in own)


def sorts(place: Place, sort: Sequence[str], of: Shape) -> Iterator[Link]:
    """An order by each path that is not sorted by yet, up and down."""
    already = {each.removeprefix("-") for each in sort}
    for path in of:
        if filters.field_of(path) and path not in already:
            for sign, said in (("", "up"), ("-", "down")):
                yield Link(f"{_said(path)}, {said}", _ordered(place, (*sort, f"{sign}{path}")))


def sorted_by(place: Place, sort: Sequence[str]) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """Each path that is sorted by, with the ways to turn it about and to take it out."""
    for at, each in enumerate(sort):
        path = each.removeprefix("-")
        turned = path if each.startswith("-") else f"-{path}"
        before, after = sort[:at], sort[at + 1 :]
        turn = Link("reverse", _ordered(place, (*before, turned, *after)), _said(path))
        yield (
            f"{_said(path)}, {'down' if each.startswith('-') else 'up'}",
            (turn, Link("remove", _ordered(place, (*before, *after)), _said(path))),
        )


def _ordered(place: Place, sort: Sequence[str]) -> str:
    first = place.without("_page")
    return (first.with_("_sort", ",".join(sort)) if sort else first.without("_sort")).local


def _kind(datatype: str) -> str:
    return "choice" if datatype == _BOOLEAN else "day" if datatype in ORDERED else "text"


def _said(path: str) -> str:
    return " > ".join(words(part) for part in path.split("."))


def _datatype(node: object, path: Sequence[str]) -> str:
    if isinstance(node, list):
        return _datatype(node[0], path) if node else ""
    if path:
        return _datatype(node[path[0]], path[1:]) if isinstance(node, dict) and path[0] in node else ""
    if isinstance(node, dict):
        return str(node.get("_datatype", "")) if "_value" in node else _THING
    return ""
