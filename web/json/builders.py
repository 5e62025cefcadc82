"""What an engine found -> the shapes of our own JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import structs

from search.model.fields import FIELDS
from search.model.history import HistoryEvent
from search.model.question import Question
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.rewriting import Correction
from search.query.nodes import Filter
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Facet, Hit, IndexInfo, ResultPage, ScorePart
from web.json import schemas
from web.pages.coverage import Coverage
from web.pages.earlier_questions import AskedFound
from web.pages.parts import hits as page_hits
from web.pages.similar import SimilarFound
from web.site import licence, urls, wording
from web.view_models.reading import ReadingView

JSON = ".json"


def address(page: str) -> str:
    """The address of a page's data: ``.json`` goes behind its path."""
    path, mark, query = page.partition("?")
    return f"{'/index' if path == '/' else path}{JSON}{mark}{query}"


def record(question: Question) -> dict[str, Any]:
    """A record with every attribute it has; of what its sources sent, their names."""
    made: dict[str, Any] = msgspec.to_builtins(question)
    made["versions"] = [msgspec.to_builtins(structs.asdict(version)) for version in question.versions]
    made["source_records"] = [record.source for record in question.source_records]
    return made | {"state": question.state, "title": wording.title(question), "address": urls.record(question.id)}


def index(info: IndexInfo) -> schemas.Index:
    """What is searched."""
    first, last = info.tabled or (None, None)
    return schemas.Index(info.build, info.records, info.built_at, first, last, info.is_sample)


def coverage(found: Coverage) -> schemas.Coverage:
    """What is held, and what is missing."""
    return schemas.Coverage(
        tuple(
            schemas.HouseCoverage(each.house, each.records, each.first, each.last, each.newest_answer) for each in found.houses
        ),
        tuple(
            schemas.YearCoverage(each.year, each.by_house["Commons"], each.by_house["Lords"], each.waiting)
            for each in found.years
        ),
        tuple(schemas.MissingData(each.words, each.count, address(urls.search(each.search))) for each in found.missing),
        licence.words(found.info.is_sample),
        licence.ADDRESS,
        schemas.Links(urls.coverage()),
        index(found.info),
    )


def hits(page: ResultPage) -> tuple[schemas.Hit, ...]:
    """The hits of a page."""
    return _numbered(page.hits, page_hits.first_number(page))


def _numbered(found: tuple[Hit, ...], first: int) -> tuple[schemas.Hit, ...]:
    numbered = enumerate(found, first)
    return tuple(
        schemas.Hit(n, hit.score, hit.heading, hit.snippets, record(hit.question), hit.collapsed_count) for n, hit in numbered
    )


def facet(found: Facet) -> schemas.FacetCounts:
    """A facet with its label."""
    return schemas.FacetCounts(found.field, FIELDS[found.field].label, found.distinct, found.buckets)


def steps(page: ResultPage, html: str, at: Callable[[int], str]) -> schemas.Links:
    """The way to the other pages; ``at`` gives the address of a page by its number."""
    here, last = page.request.page, page.pages
    return schemas.Links(
        html,
        first=address(at(1)) if last else None,
        previous=address(at(min(here - 1, last))) if here > 1 and last else None,
        next=address(at(here + 1)) if here < last else None,
        last=address(at(last)) if last else None,
    )


def results(asked: SearchRequest, outcome: SearchOutcome, read: ReadingView | None) -> schemas.Results:
    """A page of a search, as it was asked and as its text was read."""
    page = outcome.page
    return schemas.Results(
        title=descriptions.total_sentence(outcome.rewritten.request, page.total, are_partial=bool(outcome.min_should_match)),
        query=_reading(asked, outcome, read),
        filters=tuple(_filter(asked, each) for each in asked.filters),
        sort=str(asked.sort),
        collapse_by=asked.collapse_by,
        total=page.total,
        collapsed_total=page.collapsed_total,
        page=asked.page,
        per=asked.per_page,
        pages=page.pages,
        hits=hits(page),
        partial_matches=_numbered(outcome.partial_matches.hits if outcome.partial_matches else (), page.collapsed_total + 1),
        facets=tuple(map(facet, page.facets)),
        links=steps(page, urls.search(asked), lambda number: urls.page(asked, number)),
        index=index(page.info),
    )


def happened(moment: HistoryEvent) -> schemas.HistoryEvent:
    """Something that happened to a record."""
    return schemas.HistoryEvent(moment.event, moment.day, moment.day_is_recorded)


def changes(
    kind: str,
    title: str,
    page: ResultPage,
    last: Iterable[tuple[HistoryEvent | None, Question]],
    at: Callable[[int], str],
) -> schemas.Changes:
    """A page of what changed; ``at`` gives the address of a page by its number."""
    asked = page.request
    return schemas.Changes(
        kind=kind,
        title=title,
        total=page.total,
        page=asked.page,
        per=asked.per_page,
        pages=page.pages,
        changes=tuple(schemas.Change(happened(moment) if moment else None, record(question)) for moment, question in last),
        facets=tuple(map(facet, page.facets)),
        links=steps(page, at(asked.page), at),
        index=index(page.info),
    )


def score(asked: SearchRequest, question: Question, parts: tuple[ScorePart, ...], info: IndexInfo) -> schemas.Score:
    """What a record's score in a search is made of."""
    made = tuple(
        schemas.ScorePart(
            descriptions.describe_query(p.node), p.document_frequency, p.idf, p.weight, p.coordination, p.score, p.fields
        )
        for p in parts
    )
    total = sum(part.score for part in parts)
    return schemas.Score(question.id, asked.text, total, made, schemas.Links(urls.score(question.id, asked)), index(info))


def similar(question: Question, found: SimilarFound) -> schemas.Similar:
    """A page of the records like one."""
    page, like = found.page, found.like
    return schemas.Similar(
        record(question),
        found.sought.terms,
        found.sought.addressee_terms,
        like.add,
        like.drop,
        like.unlike,
        like.same,
        like.later,
        page.total,
        page.collapsed_total,
        page.request.page,
        page.request.per_page,
        page.pages,
        hits(page),
        steps(page, urls.similar(like), lambda number: urls.similar(like, number)),
        index(page.info),
    )


def asked(found: AskedFound) -> schemas.EarlierQuestions:
    """A draft and the earlier questions nearest to it."""
    earlier = tuple(
        schemas.EarlierQuestion(
            hit.score, record(hit.question), each.fragments, each.missing_words, each.shared_words, each.draft_words
        )
        for hit, each in zip(found.page.hits, found.diffs, strict=True)
    )
    return schemas.EarlierQuestions(
        found.text,
        _mended(found.mended),
        _called(found.called),
        found.sought.terms,
        found.sought.addressee_terms,
        found.page.total,
        earlier,
        schemas.Links(urls.asked(found.text, as_typed=found.as_typed)),
        index(found.page.info),
    )


def _mended(found: Iterable[Correction]) -> tuple[schemas.Correction, ...]:
    return tuple(schemas.Correction(each.typed, each.replacement) for each in found)


def _called(found: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[schemas.Expansion, ...]:
    return tuple(schemas.Expansion(*each) for each in found)


def _filter(asked: SearchRequest, each: Filter) -> schemas.ActiveFilter:
    return schemas.ActiveFilter(descriptions.describe_filter(each), address(urls.without(asked, each)))


def _reading(asked: SearchRequest, outcome: SearchOutcome, read: ReadingView | None) -> schemas.Query:
    found = read.corrections if read else ()
    request = outcome.rewritten.request
    return schemas.Query(
        text=asked.text,
        description=descriptions.describe_query(request.query),
        ignored_words=request.ignored_words,
        problems=tuple(schemas.Problem(each.where, each.message) for each in request.problems),
        suggestions=tuple(schemas.Suggestion(each.word, tuple(address(to.url) for to in each.links)) for each in found),
        corrections=_mended(outcome.rewritten.corrections),
        expansions=_called(read.called if read else ()),
        min_should_match=outcome.min_should_match,
        clause_count=outcome.clause_count,
        feedback_terms=outcome.feedback_terms,
    )
