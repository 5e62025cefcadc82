"""What the templates of the Linked Data API's pages are given, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.choices import Option
from web.site.link import Link, Pairs
from web.site.safe_html import SafeHtml


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value: its text, or markup made safe; ``below`` are the properties of a thing, which ``text`` is the short name of."""

    text: str
    body: SafeHtml | None
    links: tuple[Link, ...]
    below: tuple[PropertyView, ...] = ()


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property by its name in words."""

    label: str
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: ``name`` is the last part of its address, ``record`` leads to our own page of it."""

    name: str
    record: Link
    byline: str
    properties: tuple[PropertyView, ...]


@dataclass(frozen=True, slots=True)
class InputView:
    """A field of the search form: ``kind`` is "choice", "day" or "text"; of a day, ``low`` and ``high`` are its bounds."""

    path: str
    label: str
    kind: str
    value: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """The page of a list."""

    title: str
    info: IndexInfo
    action: str
    inputs: tuple[InputView, ...]
    hidden: Pairs
    search: str
    formats: tuple[Link, ...]
    filters: tuple[Link, ...]
    clear: str
    sorts: tuple[Link, ...]
    sorted_by: tuple[tuple[str, tuple[Link, ...]], ...]
    views: tuple[Option, ...]
    sizes: tuple[Option, ...]
    items: tuple[ItemView, ...]
    first: int
    pager: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SingleView:
    """The page of an item: the record to be read, and its properties."""

    title: str
    info: IndexInfo
    origin: tuple[str, ...]
    asked: str
    state: str
    standing: str
    question: tuple[str, ...]
    answer_title: str
    answer: SafeHtml | None
    formats: tuple[Link, ...]
    views: tuple[Option, ...]
    item: ItemView
    more: Link
