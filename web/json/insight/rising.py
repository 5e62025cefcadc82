"""The JSON of ``/rising.json``: words and headings that more questions have than before."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec.structs import replace

from search.query.nodes import DateRange
from web.json.schemas import Index, Links
from web.queries.insight.rising import Risen, RisingResult, Window
from web.site import urls


class RisingEntry(msgspec.Struct, frozen=True):
    """A word or heading, its G2, its different questions in both spans, its askers, and its records in the first span."""

    text: str
    log_likelihood: float
    different_now: int
    different_before: int
    askers: int
    records_now: int
    records_before: int
    search: str


class Rising(msgspec.Struct, frozen=True):
    """The words and headings that rise.

    The days are null in an index without dates. ``not_whole``: the months of these days that are not whole in the index.
    """

    window: Window
    first_day: date | None
    last_day: date | None
    first_day_before: date | None
    last_day_before: date | None
    words: tuple[RisingEntry, ...]
    headings: tuple[RisingEntry, ...]
    not_whole: tuple[str, ...]
    links: Links
    index: Index


def rising(window: Window, result: RisingResult | None, index: Index) -> Rising:
    """Return what rises with its addresses."""
    links = Links(urls.rising(window))
    if result is None:
        return Rising(window, None, None, None, None, (), (), (), links, index)
    return Rising(
        window,
        *(result.now.start, result.now.end, result.before.start, result.before.end),
        words=tuple(_entry(risen, result.now) for risen in result.risen_words),
        headings=tuple(_entry(risen, result.now) for risen in result.risen_headings),
        not_whole=tuple(span.name for span, _ in result.not_whole),
        links=links,
        index=index,
    )


def _entry(risen: Risen, days: DateRange) -> RisingEntry:
    rise = risen.rise
    search = replace(risen.search, filters=(*risen.search.filters, days))
    return RisingEntry(
        *(rise.text, rise.g2, rise.now, rise.before, rise.askers, risen.now, risen.before),
        urls.json(urls.search(search)),
    )
