"""One answering body, or a department joined with its predecessors and successors; and the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from search.engine import Engine
from search.model.body_families import Succession, known_body
from search.people.body_entries import BodyEntry, predecessors, successors
from search.query.nodes import AnyOf
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket, IndexInfo
from web.queries.insight.askers import Asker, Records, top_askers
from web.queries.insight.figures import MAX_VALUES, Figures, figures, first_and_last
from web.queries.insight.own_params import own_params
from web.site.link import Pairs


class NameOfBody(msgspec.Struct, frozen=True):
    """A printed name of a body: its records, the first and last day on which one was tabled, and the changes that made and
    ended it."""

    name: str
    count: int
    days: tuple[date, date] | None
    began: tuple[Succession, ...] = ()
    ended: tuple[Succession, ...] = ()


class BodyPage(msgspec.Struct, frozen=True):
    """One body or family. ``family`` is the entry that joins a body with others, None for none; ``keys`` are those of all."""

    entry: BodyEntry
    family: BodyEntry | None
    keys: frozenset[str]
    figures: Figures
    names: tuple[NameOfBody, ...]
    askers: tuple[Asker, ...] | None

    @property
    def info(self) -> IndexInfo:
        """The number of records in the index, and its dates."""
        return self.figures.info


class BodyRow(msgspec.Struct, frozen=True):
    """A body or family in the list of all, and its number of records."""

    entry: BodyEntry
    count: int


class BodyList(msgspec.Struct, frozen=True):
    """All bodies by name, each with the family that joins it with others."""

    rows: tuple[BodyRow, ...]
    families: tuple[BodyRow, ...]
    info: IndexInfo


def query_body(engine: Engine, key: str, params: Pairs) -> BodyPage | None:
    """Return the page of the body with a key; None if there is none. Raises ``BadRequest`` for any parameter."""
    own_params(params)
    snapshot = engine.snapshot()
    entries = snapshot.directory().body_entries
    entry = entries.get(key)
    if entry is None:
        return None
    own = Records(entry.filter, (entry.filter,))
    numbers = figures(snapshot, own.query, own.filters)
    families = (other for other in entries.values() if other.is_family and other.family)
    family = next((other for other in families if other.family == entry.family), None)
    return BodyPage(
        entry,
        family if family != entry else None,
        frozenset(entries),
        numbers,
        tuple(_names(snapshot, entry)),
        top_askers(snapshot, numbers.whole, own) if numbers.whole else None,
    )


def query_bodies(engine: Engine, params: Pairs) -> BodyList:
    """Return every body with its number of records. Raises ``BadRequest`` for any parameter."""
    own_params(params)
    snapshot = engine.snapshot()
    request = SearchRequest(facets=(FacetRequest("body", MAX_VALUES),), per_page=0)
    page = snapshot.search(request)
    rows = body_rows(snapshot, page.facets[0].buckets)
    return BodyList(
        tuple(row for row in rows if not row.entry.is_family), tuple(row for row in rows if row.entry.is_family), page.info
    )


def body_rows(engine: Engine, buckets: Iterable[Bucket]) -> list[BodyRow]:
    """Return the bodies and families of an index by name, each with the records of all its printed names."""
    counts = {bucket.value: bucket.count for bucket in buckets}
    entries = engine.directory().body_entries.values()
    return [BodyRow(entry, sum(counts.get(value, 0) for value in entry.values)) for entry in entries]


def _names(engine: Engine, entry: BodyEntry) -> Iterator[NameOfBody]:
    """Yield every printed name, the one with the newest records first, with its predecessors and successors."""
    names = []
    for value in entry.values:
        body, query = known_body(value), AnyOf("body", (value,))
        name = body.name if body else value
        names.append(
            NameOfBody(
                value,
                engine.count(query),
                first_and_last(engine, query),
                predecessors(name),
                successors(name),
            )
        )
    yield from sorted(names, key=lambda name: name.days[1] if name.days else date.min, reverse=True)
