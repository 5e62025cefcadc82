"""The calls of the tools: each takes its arguments and one build of the index, and returns a reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from search.coverage.gap_notes import gap_notes
from search.engine import Engine
from search.errors import BadRequest, Problem
from search.library import Index
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.rewriting import RewrittenQuery
from search.pipeline.semantic_bonus import Meaning
from search.pipeline.undated import query_undated
from search.query import url_params
from search.query.nodes import AnyOf
from search.query.request import FacetRequest, SearchRequest
from search.results.descriptions import describe_query
from search.results.types import Hit, ResultPage
from search.text.quotation import quoted
from web.api_queries.record_parts import record_part
from web.mcp.arguments import (
    AskedBeforeArguments,
    CountArguments,
    FetchArguments,
    Filters,
    HistoryArguments,
    SearchArguments,
    SimilarArguments,
)
from web.mcp.replies import CLOSING_BYTES, MAX_BYTES, Addresses, Reply, clipped, result, size, summary
from web.queries.insight.trends import query_trends
from web.queries.query_hints import reading_notes, search_notes
from web.site import wording

RESULTS_A_PAGE = 10
PART_BYTES = 5_500
"""Size of a part of a record's text. The rest of its reply is smaller than what ``MAX_BYTES`` leaves."""

MAX_PERIODS = 180
"""The most months or years that are counted in one reply."""

MAX_NOTES, NOTE_BYTES = 6, 250
MAX_EVENTS = 60
SHOWN_BYTES = 200
"""Bytes of the description of its results in a reply."""

NAMES = frozenset(("body", "asked", "answered"))
"""The filters that take a name whole."""

SUGGESTED_NAMES = 8


class Source(msgspec.Struct, frozen=True):
    """The data of the tools: a build of an index, the root of the site's addresses, and the ranking by meaning."""

    engine: Engine
    root: str
    meaning: Meaning | None = None

    @property
    def addresses(self) -> Addresses:
        """The root of the addresses of records, and whether their records are at Parliament too."""
        return Addresses(self.root, not self.engine.info().is_sample)


def search(source: Source, arguments: SearchArguments) -> Reply:
    """Search as the site does. ``total`` counts close matches too, ``with_every_word`` does not."""
    named = {"q": arguments.query, "sort": arguments.sort, "page": str(arguments.page), "per": str(RESULTS_A_PAGE)}
    request = url_params.read([*named.items(), *_filters(source.engine, arguments)])
    outcome = relevance_policy.search(source.engine, request, source.meaning)
    page, references = outcome.page, outcome.rewritten.references
    gaps = gap_notes(page.info, request, page.total, references.not_in_index if references else ())
    notes = search_notes(outcome, gaps, query_undated(source.engine, page.request))
    about = {"total": page.total, "with_every_word": outcome.full_total, **_reading(outcome.rewritten, notes)}
    return _page(source, about, page)


def similar(source: Source, arguments: SimilarArguments) -> Reply:
    """Return the questions like a record, as its page does."""
    question = _record(source.engine, arguments.id)
    page = Index(source.engine, source.meaning).similar(question, page=arguments.page, per_page=RESULTS_A_PAGE)
    return _page(source, {"similar_to": summary(question, source.addresses), "total": page.total}, page)


def asked_before(source: Source, arguments: AskedBeforeArguments) -> Reply:
    """Return the questions most similar to a draft, as "Has this been asked before?" does."""
    page = Index(source.engine, source.meaning).asked_before(arguments.draft)
    return {"total": page.total} | _results(source, {}, page.hits, 1)


def fetch(source: Source, arguments: FetchArguments) -> Reply:
    """Return a part of the texts of a record."""
    question = _record(source.engine, arguments.id)
    part = record_part(question, arguments.part, PART_BYTES, size)
    texts = (f"{section.introduction}:\n{section.text}" if section.introduction else section.text for section in part.sections)
    reply = summary(question, source.addresses) | {"text": "\n\n".join(texts), "part": part.number, "parts": part.count}
    if part.number < part.count:
        reply["next"] = f"There is more: fetch part {part.number + 1}."
    cut = list(wording.cut_texts(question))
    reply["metadata"] = {"cut_short_by_source": cut, "uin": question.uin, "house": question.house}
    return reply


def count_over_time(source: Source, arguments: CountArguments) -> Reply:
    """Count the questions with every word, as the page of trends does."""
    filters = _filters(source.engine, arguments)
    trend = query_trends(source.engine, (("q", arguments.query), ("period", arguments.by), *filters))
    (series,) = trend.series
    periods = [entry for entry in zip(trend.spans, series.counts, trend.coverages, strict=True) if entry[1]]
    shown = periods[-MAX_PERIODS:]
    earlier = periods[: len(periods) - len(shown)]
    left_out = {"left_out": f"{sum(count for _, count, _ in earlier):,} questions before {shown[0][0].name}"} if earlier else {}
    return {
        "total": series.total,
        "counted": f"questions with every word, by the {arguments.by} tabled",
        **_reading(series.rewritten, reading_notes(series.rewritten)),
        "counts": {span.name: count for span, count, _ in shown},
        "without_day": series.undated,
        **left_out,
        "not_whole": [span.name for span, _, coverage in shown if coverage.verdict != "whole"],
        "note": "Our data lacks questions or answers of the periods in not_whole. Do not compare their counts.",
    }


def history(source: Source, arguments: HistoryArguments) -> Reply:
    """Return the latest events of a record, in order."""
    question = _record(source.engine, arguments.id)
    events = Index(source.engine).history(question)
    lines = [{"day": event.day.isoformat() if event.day else "date not known", "event": event.event} for event in events]
    return summary(question, source.addresses) | {
        "events": lines[-MAX_EVENTS:],
        "earlier_left_out": max(0, len(lines) - MAX_EVENTS),
    }


def _reading(rewritten: RewrittenQuery, notes: Iterable[str]) -> Reply:
    """Return how a query was read, and its first notes."""
    return {
        "read_as": clipped(describe_query(rewritten.request.query), NOTE_BYTES),
        "notes": [clipped(note, NOTE_BYTES) for note in notes][:MAX_NOTES],
    }


def _page(source: Source, about: Reply, page: ResultPage) -> Reply:
    """Return the fields ``about`` a search, how to get the next page (not on the last page), and the results of a page."""
    number = page.request.page
    place: Reply = {"page": number, "pages": page.pages}
    if number < page.pages:
        place["next"] = f"More results: page {number + 1}."
    if page.collapsed_total < page.total:
        place["listed"] = f"{page.collapsed_total:,}: of questions answered together, only the best match is listed."
    return about | place | _results(source, about | place, page.hits, page.first_number)


def _results(source: Source, about: Reply, hits: Sequence[Hit], first_number: int) -> Reply:
    """Return hits in the room that ``about`` leaves of a reply.

    Excerpts are shortened first; results without room are counted.
    """
    room = MAX_BYTES - CLOSING_BYTES - SHOWN_BYTES - size(about)
    addresses = source.addresses
    results = [result(hit, addresses, room // len(hits)) for hit in hits]
    while size(results) > room:
        results.pop()
    shown: dict[str, Any] = {"shown": f"{first_number} to {first_number + len(results) - 1}"} if results else {}
    if len(results) < len(hits):
        shown["left_out"] = f"{len(hits) - len(results)} with long names, for want of room: see the page of the site."
    return {"results": results} | shown


def _record(engine: Engine, id: str) -> Question:
    question = engine.get(id)
    if question is None:
        raise BadRequest(
            (Problem("id", f"id: There is no record {quoted(id)}. Take the id of a result; for a UIN, search uin:{id}."),)
        )
    return question


def _filters(engine: Engine, arguments: Filters) -> list[tuple[str, str]]:
    """Return the filters of a call, named as in addresses. Raises ``BadRequest`` for a name that no record has, with those
    like it."""
    names = [field.name for field in msgspec.structs.fields(Filters)]
    filters = {name: value for name in names if (value := getattr(arguments, name))}
    for name in sorted(NAMES & filters.keys()):
        if not engine.count(AnyOf(name, (filters[name],))):
            raise BadRequest((Problem(name, _no_such_name(engine, name, filters[name])),))
    return [(name.replace("_", "-"), value) for name, value in filters.items()]


def _no_such_name(engine: Engine, name: str, value: str) -> str:
    facets = (FacetRequest(name, SUGGESTED_NAMES, value),)
    (facet,) = engine.search(SearchRequest(facets=facets, per_page=10, with_snippets=False)).facets
    names = [bucket.value for bucket in facet.buckets if bucket.count]
    hint = (
        f"Names like it: {', '.join(f'“{name}”' for name in names)}."
        if names
        else "Leave it out, and put the name in the query."
    )
    return f"No record has {quoted(value)} as {name}. {hint}"
