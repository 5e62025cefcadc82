"""View models of the Linked Data API's pages: what their templates print."""

from __future__ import annotations

import msgspec

from search.results.types import IndexInfo
from web.site.choices import Option
from web.site.link import Link, Pairs
from web.site.safe_html import SafeHtml
from web.site.wording import StateLabel


class ValueView(msgspec.Struct, frozen=True):
    """A value: its text, or its sanitised HTML. ``nested`` are the properties of a resource, whose short name is ``text``."""

    text: str
    html: SafeHtml | None
    links: tuple[Link, ...]
    nested: tuple[PropertyView, ...] = ()


class PropertyView(msgspec.Struct, frozen=True):
    """A property, with its name in words. ``cut_note`` says that its source cut the text short, "" for a whole one."""

    label: str
    values: tuple[ValueView, ...]
    cut_note: str


class ItemView(msgspec.Struct, frozen=True):
    """An item. ``name`` is the last part of its URI; ``record`` is a link to the site's own page of the record."""

    name: str
    record: Link
    byline: str
    properties: tuple[PropertyView, ...]


class InputView(msgspec.Struct, frozen=True):
    """A field of the search form. ``kind`` is "choice", "day" or "text"; a day also has two bounds."""

    path: str
    label: str
    kind: str
    value: str
    minimum: str = ""
    maximum: str = ""


class SortView(msgspec.Struct, frozen=True):
    """A path that the list is sorted by, with the links that reverse and remove it."""

    label: str
    links: tuple[Link, ...]


class ListView(msgspec.Struct, frozen=True):
    """The page of a list. The search form consists of ``form_action``, ``inputs``, ``hidden_params`` and ``search_text``.

    ``has_filter_links`` is whether the values of the items have links. ``condition`` says which questions the list has, "" for
    every one.
    """

    title: str
    condition: str
    info: IndexInfo
    form_action: str
    inputs: tuple[InputView, ...]
    hidden_params: Pairs
    search_text: str
    formats: tuple[Link, ...]
    active_filters: tuple[Link, ...]
    without_filters_url: str
    current_sorts: tuple[SortView, ...]
    more_sorts: tuple[Link, ...]
    views: tuple[Option, ...]
    page_sizes: tuple[Option, ...]
    has_filter_links: bool
    items: tuple[ItemView, ...]
    pager: tuple[Link, ...]


class ItemPageView(msgspec.Struct, frozen=True):
    """The page of an item: the question and its answer, and the properties."""

    title: str
    info: IndexInfo
    origin: tuple[str, ...]
    asked: str
    state: StateLabel
    status: str
    question_lines: tuple[str, ...]
    answer_title: str
    answer: SafeHtml | None
    formats: tuple[Link, ...]
    views: tuple[Option, ...]
    item: ItemView
    record: Link
