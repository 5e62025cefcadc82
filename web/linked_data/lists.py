"""A page of a list: the search that its parameters ask for, and its items, read a thousand at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import And
from search.results.types import Hit, ResultPage
from search.yield_points import yield_point
from web.linked_data import lda_params
from web.linked_data.endpoints import Endpoint
from web.linked_data.filters import Named
from web.linked_data.item_views import item_in_view
from web.linked_data.items import Item, is_sent
from web.linked_data.layouts import layout_of
from web.linked_data.lda_params import LdaParams

READ_AT_ONCE = 1_000
"""Items that are held in memory. A page with more items is sent while they are read, in batches of this size."""


class Source(msgspec.Struct, frozen=True):
    """The data of all answers: an index, its members and bodies, and whether lists include items that lack properties."""

    engine: Engine
    named: Named
    lists_all: bool


class ListPage(msgspec.Struct, frozen=True):
    """A page of a list. ``first`` are its first hits, at most ``READ_AT_ONCE``, with the total."""

    source: Source
    endpoint: Endpoint
    params: LdaParams
    first: ResultPage

    @property
    def is_long(self) -> bool:
        """Whether the page can have more items than are held in memory."""
        return self.params.request.per_page > READ_AT_ONCE

    def first_items(self) -> list[Item]:
        """Return the items of the first hits."""
        return [self._item(hit) for hit in self.first.hits]

    def items(self) -> Iterator[Item]:
        """Yield every item of the page."""
        return map(self._item, self._hits())

    def items_of_each_layout(self) -> Iterator[Item]:
        """Yield items that have between them every property of the page: one of each layout, and each that Parliament sent."""
        numbered, seen = self.source.named.members.numbered, set[Hashable]()
        for hit in self._hits():
            yield_point()
            if is_sent(hit.question):
                yield self._item(hit)
            elif (layout := layout_of(numbered(hit.question))) not in seen:
                seen.add(layout)
                yield self._item(hit)

    def _hits(self) -> Iterator[Hit]:
        """Yield every hit of the page."""
        request, hits = self.params.request, self.first.hits
        start = (request.page - 1) * request.per_page
        end = min(start + request.per_page, self.first.total)
        while hits:
            yield from hits
            start += len(hits)
            hits = _hits(self.source.engine, self.params, start, end - start).hits if start < end else ()

    def notes(self) -> Iterator[str]:
        """Yield notes for the header ``Warning`` on facts that the answer does not show."""
        yield from self.params.notes
        complete, total, engine = self._complete, self.first.total, self.source.engine
        if self.params.text and (note := self.params.text.close_note(engine, And((self.params.narrowed_by, complete)), total)):
            yield f"_search: {note}"
        if not total and not self.source.lists_all:
            text = self.params.text
            left_out = engine.count(And((self.params.narrowed_by, *((text.query,) if text else ()))))
            if left_out:
                yield f"{left_out:,} questions match, but lack properties that the items of this list always have; see /meta."

    @property
    def _complete(self) -> And:
        return And(() if self.source.lists_all else (self.endpoint.complete,))

    def _item(self, hit: Hit) -> Item:
        yield_point()
        question = self.source.named.completed(hit.question)
        return item_in_view(question, self.params.view, self.params.properties, self.endpoint.view)


def read_list(source: Source, endpoint: Endpoint, pairs: Iterable[tuple[str, str]]) -> ListPage:
    """Search for a page. Raises ``BadRequest`` with every problem of the parameters."""
    source = replace(source, engine=source.engine.snapshot())
    params = lda_params.read(source.engine, source.named, pairs, endpoint, lists_all=source.lists_all)
    start = (params.request.page - 1) * params.request.per_page
    return ListPage(source, endpoint, params, _hits(source.engine, params, start, params.request.per_page))


def _hits(engine: Engine, params: LdaParams, start: int, count: int) -> ResultPage:
    return engine.search(replace(params.request, page=1, per_page=min(count, READ_AT_ONCE), offset=start))
