"""What an engine found -> the shapes of our own JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import structs

from search.model.fields import FIELDS
from search.model.history import Moment
from search.model.question import Question
from search.pipeline.relevance_policy import Outcome
from search.pipeline.rewriting import Mending
from search.query.nodes import Filter
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Facet, Hit, IndexInfo, Part, ResultPage
from web import hits as page_hits
from web import licence, links, wording
from web.asked import AskedFound
from web.coverage import Coverage
from web.data import shapes
from web.similar_page import SimilarFound
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
    made["wires"] = [wire.source for wire in question.wires]
    return made | {"state": question.state, "title": wording.title(question), "address": links.record(question.id)}


def index(info: IndexInfo) -> shapes.Index:
    """What is searched."""
    first, last = info.tabled or (None, None)
    return shapes.Index(info.build, info.records, info.built_at, first, last, info.is_sample)


def coverage(found: Coverage) -> shapes.Coverage:
    """What is held, and what is missing."""
    return shapes.Coverage(
        tuple(
            shapes.HouseCoverage(each.house, each.records, each.first, each.last, each.newest_answer) for each in found.houses
        ),
        tuple(
            shapes.YearCoverage(each.year, each.by_house["Commons"], each.by_house["Lords"], each.waiting)
            for each in found.years
        ),
        tuple(shapes.Lack(each.words, each.count, address(links.search(each.search))) for each in found.missing),
        licence.words(found.info.is_sample),
        licence.ADDRESS,
        shapes.Links(links.coverage()),
        index(found.info),
    )


def hits(page: ResultPage) -> tuple[shapes.Hit, ...]:
    """The hits of a page."""
    return _numbered(page.hits, page_hits.first_number(page))


def _numbered(found: tuple[Hit, ...], first: int) -> tuple[shapes.Hit, ...]:
    numbered = enumerate(found, first)
    return tuple(shapes.Hit(n, hit.score, hit.heading, hit.snippets, record(hit.question), hit.folded) for n, hit in numbered)


def facet(found: Facet) -> shapes.FacetCounts:
    """A facet with its label."""
    return shapes.FacetCounts(found.field, FIELDS[found.field].label, found.distinct, found.buckets)


def steps(page: ResultPage, html: str, at: Callable[[int], str]) -> shapes.Links:
    """The way to the other pages; ``at`` gives the address of a page by its number."""
    here, last = page.request.page, page.pages
    return shapes.Links(
        html,
        first=address(at(1)) if last else None,
        previous=address(at(min(here - 1, last))) if here > 1 and last else None,
        next=address(at(here + 1)) if here < last else None,
        last=address(at(last)) if last else None,
    )


def results(asked: SearchRequest, outcome: Outcome, read: ReadingView | None) -> shapes.Results:
    """A page of a search, as it was asked and as its text was read."""
    page = outcome.page
    return shapes.Results(
        title=descriptions.sentence(outcome.meaning.request, page.total, nearest=bool(outcome.needed)),
        reading=_reading(asked, outcome, read),
        filters=tuple(_filter(asked, each) for each in asked.filters),
        sort=str(asked.sort),
        fold=asked.fold,
        total=page.total,
        entries=page.entries,
        page=asked.page,
        per=asked.per_page,
        pages=page.pages,
        hits=hits(page),
        nearest=_numbered(outcome.nearest.hits if outcome.nearest else (), page.entries + 1),
        facets=tuple(map(facet, page.facets)),
        links=steps(page, links.search(asked), lambda number: links.page(asked, number)),
        index=index(page.info),
    )


def happened(moment: Moment) -> shapes.Happened:
    """Something that happened to a record."""
    return shapes.Happened(moment.event, moment.day, moment.is_told)


def changes(
    kind: str,
    title: str,
    page: ResultPage,
    last: Iterable[tuple[Moment | None, Question]],
    at: Callable[[int], str],
) -> shapes.Changes:
    """A page of what changed; ``at`` gives the address of a page by its number."""
    asked = page.request
    return shapes.Changes(
        kind=kind,
        title=title,
        total=page.total,
        page=asked.page,
        per=asked.per_page,
        pages=page.pages,
        changes=tuple(shapes.Change(happened(moment) if moment else None, record(question)) for moment, question in last),
        facets=tuple(map(facet, page.facets)),
        links=steps(page, at(asked.page), at),
        index=index(page.info),
    )


def score(asked: SearchRequest, question: Question, parts: tuple[Part, ...], info: IndexInfo) -> shapes.Score:
    """What a record's score in a search is made of."""
    made = tuple(
        shapes.ScorePart(descriptions.reading(p.node), p.documents, p.idf, p.weight, p.factor, p.score, p.fields) for p in parts
    )
    total = sum(part.score for part in parts)
    return shapes.Score(question.id, asked.text, total, made, shapes.Links(links.score(question.id, asked)), index(info))


def similar(question: Question, found: SimilarFound) -> shapes.Similar:
    """A page of the records like one."""
    page, like = found.page, found.like
    return shapes.Similar(
        record(question),
        found.sought.terms,
        found.sought.addressed,
        like.add,
        like.drop,
        like.unlike,
        like.same,
        like.later,
        page.total,
        page.entries,
        page.request.page,
        page.request.per_page,
        page.pages,
        hits(page),
        steps(page, links.similar(like), lambda number: links.similar(like, number)),
        index(page.info),
    )


def asked(found: AskedFound) -> shapes.Asked:
    """A draft and the earlier questions nearest to it."""
    earlier = tuple(
        shapes.Earlier(hit.score, record(hit.question), each.runs, each.lacking, each.shared, each.of)
        for hit, each in zip(found.page.hits, found.differences, strict=True)
    )
    return shapes.Asked(
        found.text,
        _mended(found.mended),
        _called(found.called),
        found.sought.terms,
        found.sought.addressed,
        found.page.total,
        earlier,
        shapes.Links(links.asked(found.text, as_typed=found.as_typed)),
        index(found.page.info),
    )


def _mended(found: Iterable[Mending]) -> tuple[shapes.Mending, ...]:
    return tuple(shapes.Mending(each.typed, each.meant) for each in found)


def _called(found: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[shapes.Called, ...]:
    return tuple(shapes.Called(*each) for each in found)


def _filter(asked: SearchRequest, each: Filter) -> shapes.FilterWords:
    return shapes.FilterWords(descriptions.filter_words(each), address(links.without(asked, each)))


def _reading(asked: SearchRequest, outcome: Outcome, read: ReadingView | None) -> shapes.Reading:
    found = read.corrections if read else ()
    request = outcome.meaning.request
    return shapes.Reading(
        text=asked.text,
        words=descriptions.reading(request.query),
        ignored=request.ignored,
        problems=tuple(shapes.Problem(each.where, each.message) for each in request.problems),
        suggestions=tuple(shapes.Suggestion(each.word, tuple(address(to.url) for to in each.links)) for each in found),
        mended=_mended(outcome.meaning.mended),
        called=_called(read.called if read else ()),
        needed=outcome.needed,
        of=outcome.of,
        liked=outcome.liked,
    )
