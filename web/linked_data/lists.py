"""A page of a list: the search that its parameters ask for, and its items."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import islice

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Question
from search.query.nodes import And
from search.query.url_params import without_trackers
from search.results.phrasing import counted
from search.results.types import ResultPage
from search.yield_points import yield_point
from web.linked_data import lda_params
from web.linked_data.endpoints import Endpoint
from web.linked_data.filters import Named
from web.linked_data.item_views import item_in_view
from web.linked_data.items import Item, is_sent
from web.linked_data.layouts import layout_of
from web.linked_data.lda_params import LdaParams

READ_AT_ONCE = 1_000
"""Maximum items of a page that is read before it is sent. A page with more items is sent while they are read."""


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
        return [self._item(hit.question) for hit in self.first.hits]

    def items(self) -> Iterator[Item]:
        """Yield every item of the page."""
        return map(self._item, self._records())

    def items_of_each_layout(self) -> Iterator[Item]:
        """Yield items that together have every property of the page: one of each layout, and all that Parliament's API sent."""
        numbered, seen = self.source.named.members.numbered, set[Hashable]()
        for question in self._records():
            yield_point()
            if is_sent(question):
                yield self._item(question)
            elif (layout := layout_of(numbered(question))) not in seen:
                seen.add(layout)
                yield self._item(question)

    def _records(self) -> Iterator[Question]:
        """Yield every record of the page: those of the first hits, then the others, which one search finds."""
        request, hits = self.first.request, self.first.hits
        yield from (hit.question for hit in hits)
        start, remaining = request.offset + len(hits), self.params.request.per_page - len(hits)
        if remaining and start < self.first.total:
            yield from islice(self.source.engine.scan(replace(request, offset=start)), remaining)

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
                match, lack = ("matches", "lacks") if left_out == 1 else ("match", "lack")
                questions = f"{counted(left_out, 'question')} {match}"
                yield f"{questions}, but {lack} properties that the items of this list always have; see /meta."

    @property
    def _complete(self) -> And:
        return And(() if self.source.lists_all else (self.endpoint.complete,))

    def _item(self, question: Question) -> Item:
        yield_point()
        question = self.source.named.completed(question)
        return item_in_view(question, self.params.view, self.params.properties, self.endpoint.view)


def read_list(source: Source, endpoint: Endpoint, pairs: Iterable[tuple[str, str]]) -> ListPage:
    """Search for a page. Raises ``BadRequest`` with every problem of the parameters."""
    source = replace(source, engine=source.engine.snapshot())
    params = lda_params.read(source.engine, source.named, without_trackers(pairs), endpoint, lists_all=source.lists_all)
    size = params.request.per_page
    offset = (params.request.page - 1) * size
    first = replace(params.request, page=1, per_page=min(size, READ_AT_ONCE), offset=offset, with_scores=False)
    return ListPage(source, endpoint, params, source.engine.search(first))
