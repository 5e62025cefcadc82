"""Order and pages: what every engine promises of sorts, ties, offsets and ``scan``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import get_args

import pytest
from msgspec.structs import replace

from search.engine import Engine
from search.errors import Unsupported
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.parser import parse
from search.query.request import BEST_DAY, SearchRequest, Sort, SortKey

EVERYTHING = SearchRequest(per_page=1000)
SORTS = get_args(Sort)


def test_a_page_after_the_last_is_empty_and_has_the_total(engine: Engine, records: list[Question]) -> None:
    page = engine.search(SearchRequest(page=9999))
    assert page.hits == ()
    assert page.total == page.collapsed_total == len(records)


def best_day(question: Question) -> date | None:
    """Return the day tabled, else answered, else held, else due."""
    answered_on = question.answer and question.answer.answered_on
    return question.tabled_on or answered_on or question.held_on or question.due_on


@pytest.mark.parametrize("sort", SORTS)
def test_scan_yields_the_hits_of_all_pages_in_order(engine: Engine, sort: Sort) -> None:
    request = SearchRequest(query=parse("bridge OR flood").tree, sort=sort, per_page=7)
    page_ids = [
        hit.question.id
        for number in range(1, engine.search(request).pages + 1)
        for hit in engine.search(replace(request, page=number)).hits
    ]
    assert page_ids == [question.id for question in engine.scan(request)]
    assert len(page_ids) == len(set(page_ids)) == engine.search(request).total > 7


@pytest.mark.parametrize(
    ("sort", "date_of", "descending"),
    [
        ("newest", best_day, True),
        ("oldest", best_day, False),
        ("newest-answered", lambda q: q.answer and q.answer.answered_on, True),
        ("oldest-answered", lambda q: q.answer and q.answer.answered_on, False),
    ],
)
def test_sorts_put_missing_dates_last_and_break_ties_by_newest_then_id(
    engine: Engine, sort: Sort, date_of: Callable[[Question], date | None], descending: bool
) -> None:
    questions = list(engine.scan(replace(EVERYTHING, sort=sort)))
    dated = [question for question in questions if date_of(question)]
    assert questions[len(dated) :] == [question for question in questions if not date_of(question)]

    def key(question: Question) -> tuple[object, ...]:
        day = (date_of(question) or date.min).toordinal()
        best = (best_day(question) or date.min).toordinal()
        return (-day if descending else day, -best, question.id)

    assert dated == sorted(dated, key=key)


def test_a_sort_key_of_days_takes_the_first_day_that_a_record_has(engine: Engine) -> None:
    for descending in (True, False):
        key = SortKey("corrected-on", descending, otherwise=("held-on", "tabled"))
        values = [
            next((day for name in (key.field, *key.otherwise) for day in FIELDS[name].values(question)), "")
            for question in engine.scan(replace(EVERYTHING, sort=(key,)))
        ]
        present = [value for value in values if value]
        assert values[len(present) :] == [""] * (len(values) - len(present))
        assert present == sorted(present, reverse=descending)


@pytest.mark.parametrize(
    "key", [SortKey("uin"), SortKey("body", descending=True), SortKey("group"), SortKey("activity", descending=True)]
)
def test_a_sort_key_orders_by_the_least_value_and_puts_records_without_one_last(engine: Engine, key: SortKey) -> None:
    questions = list(engine.scan(replace(EVERYTHING, sort=(key,))))
    values = [min(FIELDS[key.field].values(question), default=None) for question in questions]
    present = [value for value in values if value is not None]
    assert values[len(present) :] == [None] * (len(values) - len(present))
    assert present == sorted(present, reverse=key.descending)
    for value in set(present):
        tied = [question.id for question, own in zip(questions, values, strict=True) if own == value]
        assert tied == [question.id for question in engine.scan(EVERYTHING) if question.id in tied]


def test_scan_yields_the_hits_of_all_pages_in_the_order_of_sort_keys(engine: Engine) -> None:
    request = SearchRequest(sort=(SortKey("house"), SortKey("uin", descending=True)), per_page=7)
    pages = range(1, engine.search(request).pages + 1)
    page_ids = [hit.question.id for number in pages for hit in engine.search(replace(request, page=number)).hits]
    assert page_ids == [question.id for question in engine.scan(request)]


@pytest.mark.parametrize("sort", ["newest", (SortKey("activity", descending=True),)])
@pytest.mark.parametrize(
    ("offset", "page", "per_page"), [(0, 1, 5), (3, 1, 7), (3, 2, 7), (115, 1, 10), (999, 1, 5), (1, 1, 500)]
)
def test_the_first_page_starts_after_the_offset(
    engine: Engine, sort: Sort | tuple[SortKey, ...], offset: int, page: int, per_page: int
) -> None:
    request = SearchRequest(sort=sort, page=page, per_page=per_page, offset=offset)
    result = engine.search(request)
    all_ids = [question.id for question in engine.scan(replace(request, offset=0))]
    assert [question.id for question in engine.scan(request)] == all_ids[offset:]
    first = offset + (page - 1) * per_page
    assert [hit.question.id for hit in result.hits] == all_ids[first : first + per_page]
    assert (result.total, result.pages) == (120, -(-max(0, 120 - offset) // per_page))


def test_a_text_field_cannot_be_a_sort_key(engine: Engine) -> None:
    with pytest.raises(Unsupported, match="cannot be sorted by"):
        engine.search(replace(EVERYTHING, sort=(SortKey("question"),)))


def test_scores_descend_in_order_of_relevance(engine: Engine) -> None:
    hits = engine.search(replace(EVERYTHING, query=parse("bridge OR school OR flood").tree)).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1] > 0


@pytest.mark.parametrize("sort", ["oldest", (BEST_DAY,)])
def test_scores_are_left_out_of_hits_that_are_sorted_otherwise(engine: Engine, sort: Sort | tuple[SortKey, ...]) -> None:
    request = replace(EVERYTHING, query=parse("bridge OR school OR flood").tree, sort=sort)
    scored, unscored = engine.search(request), engine.search(replace(request, with_scores=False))
    assert all(hit.score > 0 for hit in scored.hits)
    assert unscored.hits == tuple(replace(hit, score=0) for hit in scored.hits)


def test_hits_sorted_by_relevance_always_have_scores(engine: Engine) -> None:
    request = replace(EVERYTHING, query=parse("bridge OR school OR flood").tree)
    assert engine.search(replace(request, with_scores=False)).hits == engine.search(request).hits
