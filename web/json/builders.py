"""The results of ``web.queries`` -> the schemas of our own JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec import structs

from search.insight.kinds import deciding_sentences
from search.model.fields import FIELDS
from search.model.history import HistoryEvent, history_of
from search.model.question import Question
from search.results import descriptions
from search.results.types import Facet, IndexInfo, ResultPage
from web.json import coverage as coverage_json
from web.json import people, readings, schemas
from web.json.tables import answer_tables
from web.queries.changes import ChangesResult
from web.queries.coverage import CoverageResult
from web.queries.earlier_questions import EarlierQuestionsResult
from web.queries.home import HomeResult
from web.queries.record import RecordResult
from web.queries.results import SearchResult
from web.queries.score import ScoreResult
from web.queries.similar import SimilarResult
from web.queries.values import ValuesResult
from web.site import licence, urls, wording
from web.site.citations import styles
from web.site.help_topics import HelpTopics


def record_data(question: Question) -> dict[str, Any]:
    """A record with every attribute; of the source records only the names of their sources."""
    data: dict[str, Any] = msgspec.to_builtins(question)
    data["versions"] = [msgspec.to_builtins(structs.asdict(version)) for version in question.versions]
    data["derived"] = msgspec.to_builtins(structs.asdict(question.derived))
    data["derived"]["citations"] = [structs.asdict(citation) for citation in question.derived.citations]
    data["source_records"] = [record.source for record in question.source_records]
    data["cut"] = wording.cut_texts(question)
    return data | {
        "state": question.state,
        "title": wording.title(question),
        "title_is_made": wording.has_made_title(question),
        "address": urls.record(question.id),
    }


def home(result: HomeResult) -> schemas.Home:
    """The first page."""
    return schemas.Home(index(result.info), _hits(result.latest), result.bodies, schemas.Links(urls.home()))


def results(result: SearchResult) -> schemas.Results:
    """A page of results."""
    search, outcome, page = result.request, result.outcome, result.page
    return schemas.Results(
        title=result.title,
        query=_query(result),
        references=readings.references(outcome),
        gap_notes=result.gap_notes,
        people=people.people(result),
        filter_offers=people.filter_offers(result),
        filters=tuple(
            schemas.ActiveFilter(descriptions.describe_filter(active), urls.json(urls.search_without(search, active)))
            for active in search.filters
        ),
        sort=str(search.sort),
        collapse_by=search.collapse_by,
        total=page.total,
        full_total=outcome.full_total,
        close_total=outcome.close_total,
        collapsed_total=page.collapsed_total,
        undated=tuple(schemas.Undated(undated.field, undated.count, undated.sentence) for undated in result.undated),
        page=search.page,
        per_page=search.per_page,
        pages=page.pages,
        hits=_hits(page),
        facets=tuple(map(_facet, result.facets)),
        links=_page_links(page, urls.search(search), lambda number: urls.results_page(search, number)),
        index=index(page.info),
    )


def values(result: ValuesResult) -> schemas.Values:
    """All values of a facet."""
    links = schemas.Links(urls.facet_values(result.field, result.request))
    return schemas.Values(_facet(result.facet), result.find, links, index(result.info))


def record(result: RecordResult) -> schemas.Record:
    """One record."""
    question, same = result.question, result.same_answers
    url = urls.record(question.id)
    return schemas.Record(
        record=record_data(question),
        citation=styles.short(question, "" if result.info.is_sample else styles.parliament_address(question)),
        short_citation=wording.short_citation(question),
        same_answer=schemas.SameAnswer(same.others, urls.json(urls.search(same.search))) if same else None,
        deciding_sentences=deciding_sentences(question),
        tables=answer_tables(question),
        history=tuple(map(_event, history_of(question))),
        links=schemas.Links(url),
        index=index(result.info),
    )


def similar(result: SimilarResult) -> schemas.Similar:
    """A page of similar questions."""
    page, params = result.page, result.params
    page_url = partial(urls.similar, result.question.id, params)
    return schemas.Similar(
        record=record_data(result.question),
        key_terms=result.query.terms,
        addressee_terms=result.query.addressee_terms,
        added_words=params.added,
        dropped_words=params.dropped,
        unlike_ids=params.unlike_ids,
        same_fields=params.same_fields,
        later_only=params.later_only,
        ranked_by_meaning=result.is_ranked_by_meaning,
        total=page.total,
        collapsed_total=page.collapsed_total,
        page=page.request.page,
        per_page=page.request.per_page,
        pages=page.pages,
        hits=_hits(page),
        links=_page_links(page, page_url(), page_url),
        index=index(page.info),
    )


def score(result: ScoreResult) -> schemas.Score:
    """A record's score in a search."""
    parts = tuple(
        schemas.ScorePart(
            description=descriptions.describe_query(part.node),
            document_frequency=part.document_frequency,
            idf=part.idf,
            weight=part.weight,
            coordination=part.coordination,
            score=part.score,
            fields=part.fields,
        )
        for part in result.explanation.parts
    )
    record_id, search = result.question.id, result.request
    links = schemas.Links(urls.score(record_id, search))
    bonuses = tuple(schemas.ScoreBonus(reason, score) for reason, score in result.bonuses)
    return schemas.Score(record_id, search.text, result.score, parts, bonuses, links, index(result.info))


def earlier_questions(result: EarlierQuestionsResult) -> schemas.EarlierQuestions:
    """A draft and the earlier questions nearest to it."""
    questions = tuple(
        schemas.EarlierQuestion(
            score=hit.score,
            record=record_data(hit.question),
            fragments=diff.fragments,
            missing_words=diff.missing_words,
            shared_words=diff.shared_words,
            draft_words=diff.draft_words,
        )
        for hit, diff in zip(result.page.hits, result.diffs, strict=True)
    )
    return schemas.EarlierQuestions(
        text=result.text,
        corrections=result.corrections,
        expansions=result.expansions,
        key_terms=result.query.terms,
        addressee_terms=result.query.addressee_terms,
        ranked_by_meaning=result.is_ranked_by_meaning,
        total=result.page.total,
        questions=questions,
        links=schemas.Links(urls.earlier_questions(result.text, as_typed=result.as_typed, meaning=result.meaning)),
        index=index(result.page.info),
    )


def changes(result: ChangesResult) -> schemas.Changes:
    """A page of changes."""
    request, page = result.request, result.page

    def page_url(number: int) -> str:
        return urls.changes(request.kind_name, structs.replace(request.search, page=number))

    return schemas.Changes(
        kind=request.kind_name,
        title=result.title,
        total=page.total,
        page=page.request.page,
        per_page=page.request.per_page,
        pages=page.pages,
        changes=tuple(
            schemas.Change(_event(event) if event else None, record_data(hit.question))
            for hit, event in zip(page.hits, result.events, strict=True)
        ),
        facets=tuple(map(_facet, page.facets)),
        links=_page_links(page, page_url(page.request.page), page_url),
        index=index(page.info),
    )


def coverage(result: CoverageResult) -> coverage_json.Coverage:
    """The counts of the records of the index, and of the values that records lack."""
    return coverage_json.Coverage(
        houses=result.houses,
        years=tuple(
            coverage_json.YearCoverage(year.year, year.by_house["Commons"], year.by_house["Lords"], year.waiting)
            for year in result.years
        ),
        missing=tuple(
            coverage_json.MissingData(missing.description, missing.count, urls.json(urls.search(missing.search)))
            for missing in result.missing
        ),
        left_out=result.info.source_counts,
        licence=licence.notice(result.info.is_sample),
        terms=licence.ADDRESS,
        links=schemas.Links(urls.coverage()),
        index=index(result.info),
    )


def help_topic(topics: HelpTopics, topic: str) -> schemas.HelpTopic:
    """A help topic."""
    text = topics[topic]
    return schemas.HelpTopic(
        topic, text.title, text.markdown, tuple(filter(None, topics)), schemas.Links(urls.help_topic(topic))
    )


def index(info: IndexInfo) -> schemas.Index:
    """The index: the number of its records, and its dates."""
    first_tabled, last_tabled = info.tabled or (None, None)
    return schemas.Index(info.build, info.records, info.built_at, first_tabled, last_tabled, info.newest_answer, info.is_sample)


def _query(result: SearchResult) -> schemas.Query:
    outcome = result.outcome
    request = outcome.rewritten.request
    return schemas.Query(
        text=result.request.text,
        taken_for=readings.taken_for(outcome),
        description=descriptions.describe_query(request.query),
        ignored_words=request.ignored_words,
        problems=request.problems,
        suggestions=tuple(
            schemas.Suggestion(suggestion.word, tuple(urls.json(urls.search(search)) for search in suggestion.searches))
            for suggestion in result.suggestions
        ),
        corrections=outcome.rewritten.corrections,
        expansions=result.expansions,
        min_should_match=outcome.min_should_match,
        clause_count=outcome.clause_count,
        feedback_terms=outcome.feedback_terms,
        ranked_by_meaning=outcome.is_ranked_by_meaning,
        names_members=outcome.rewritten.people is not None and outcome.rewritten.people.is_taken,
    )


def _hits(page: ResultPage) -> tuple[schemas.Hit, ...]:
    return tuple(
        schemas.Hit(
            number,
            hit.score,
            hit.heading,
            hit.snippets,
            record_data(hit.question),
            hit.collapsed_count,
            tuple(map(descriptions.describe_query, hit.missing)),
        )
        for number, hit in enumerate(page.hits, page.first_number)
    )


def _facet(facet: Facet) -> schemas.FacetCounts:
    return schemas.FacetCounts(facet.field, FIELDS[facet.field].label, facet.distinct, facet.buckets)


def _event(event: HistoryEvent) -> schemas.HistoryEvent:
    return schemas.HistoryEvent(event.event, event.day, event.day_is_recorded)


def _page_links(page: ResultPage, html_url: str, page_url: Callable[[int], str]) -> schemas.Links:
    """The links of one page; ``page_url`` gives the address of a page by its number."""
    current, last = page.request.page, page.pages
    return schemas.Links(
        html=html_url,
        first=urls.json(page_url(1)) if last else None,
        previous=urls.json(page_url(min(current - 1, last))) if current > 1 and last else None,
        next=urls.json(page_url(current + 1)) if current < last else None,
        last=urls.json(page_url(last)) if last else None,
    )
