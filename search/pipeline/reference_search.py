"""References in a search: if a text cites questions that the index has, these are its results, the newest first.

Every session uses UINs again, so a day in the text selects among the questions with one UIN. If none of them was tabled or
answered on that day, all of them are results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import Node, Or
from search.query.reference_reader import read_references
from search.query.references import Reference, References
from search.query.request import SearchRequest
from search.results.phrasing import listed, plural
from search.text.dates import long_date

MAX_LISTED = 5
"""The most references that a sentence lists."""


class CountedReference(msgspec.Struct, frozen=True):
    """A reference and the number of records it finds. ``has_other_days``: none of them has a day that it gives."""

    reference: Reference
    records: int
    has_other_days: bool = False

    @property
    def query(self) -> Node:
        """The records that it finds."""
        return self.reference.query_without_days if self.has_other_days else self.reference.query


class ReferenceReading(msgspec.Struct, frozen=True):
    """The references of a text, each counted. ``is_applied`` if their records are the results of the search."""

    items: tuple[CountedReference, ...]
    references: References

    @property
    def is_applied(self) -> bool:
        """True unless the references are part of a draft, or the index has none of them."""
        return self.references.standing != "mentioned" and any(item.records for item in self.items)

    @property
    def replaces_words(self) -> bool:
        """True if the words of the text are not searched for: it has references only, or they are applied."""
        return self.is_applied or self.references.standing == "whole"

    @property
    def not_in_index(self) -> tuple[Node, ...]:
        """The queries for the references that find no record, unless they are only part of a draft."""
        items = self.items if self.references.standing != "mentioned" else ()
        return tuple(item.reference.query for item in items if not item.records)

    @property
    def query(self) -> Node:
        """The records that any of the references finds."""
        return Or(tuple(item.query for item in self.items if item.records))


def read(engine: Engine, text: str) -> ReferenceReading | None:
    """Read and count the references of a text; None if it has none."""
    references = read_references(text)
    return ReferenceReading(tuple(_counted(engine, item) for item in references.items), references) if references else None


def with_references(request: SearchRequest, reading: ReferenceReading) -> SearchRequest:
    """Return the request whose query is the references, or their mentions if the index has none of them."""
    if not reading.is_applied:
        return replace(request, query=reading.references.mentions)
    return replace(request, query=reading.query, sort="newest" if request.sort == "relevance" else request.sort)


def _counted(engine: Engine, reference: Reference) -> CountedReference:
    if records := engine.count(reference.query):
        return CountedReference(reference, records)
    others = engine.count(reference.query_without_days) if reference.days else 0
    return CountedReference(reference, others, has_other_days=others > 0)


def sentences(reading: ReferenceReading) -> Iterator[str]:
    """Yield sentences on the references of a text: which are shown, and which are not on this site."""
    present = [item for item in reading.items if item.records]
    missing = [item for item in reading.items if not item.records]
    if reading.is_applied:
        records = sum(item.records for item in present)
        has_numbers = all(item.reference.uin for item in present)
        yield f"Showing the {plural(records, 'question')}{' with' if has_numbers else ':'} {_listed(present)}."
    if again := [item for item in present if item.records > 1]:
        quantifier = "" if len(again) == 1 else "each of "
        yield f"More than one question has {quantifier}{_listed(again)}: numbers are used again in each session. Newest first."
    for item in present:
        if item.has_other_days:
            days = " or ".join(map(long_date, item.reference.days))
            yield f"None with UIN {item.reference.uin} was tabled or answered on {days}."
    if missing:
        verb = "is" if any(item.reference.ids for item in missing) else "has"
        yield f"No question on this site {verb} {_listed(missing, 'or')}."
    if reading.replaces_words and not reading.is_applied and any(item.reference.uin for item in missing):
        yield f"Searched for questions that have {'this number' if len(missing) == 1 else 'these numbers'} in their text."


def label(reference: Reference, *, with_days: bool = True) -> str:
    """Return ``UIN 17776 of 10 July 2026``, or ``record 1285393``."""
    if not reference.uin:
        return f"record {reference.ids[0]}"
    day = f" of {long_date(reference.days[0])}" if with_days and reference.days else ""
    return f"UIN {reference.uin}{day}"


def _listed(items: Sequence[CountedReference], conjunction: str = "and") -> str:
    labels = [label(item.reference, with_days=not item.has_other_days) for item in items]
    if len(labels) > MAX_LISTED:
        labels = [*labels[: MAX_LISTED - 1], f"{len(labels) - MAX_LISTED + 1} more"]
    return listed(labels, conjunction)
