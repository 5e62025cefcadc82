"""The library's own face: every method over an index of invented questions, and its reference in the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import search
from search import BadRequest, Index
from search.engines.memory import MemoryEngine
from tests.invented import questions
from tests.search.library_reference import ERRORS, ORDER, PATH, reference

MADE = tuple(questions(120, seed=3))


@pytest.fixture
def index() -> Iterator[Index]:
    with Index(MemoryEngine(MADE)) as opened:
        yield opened


def test_a_search_narrows_by_every_kind_of_filter(index: Index) -> None:
    page = index.search("bridge", house="Lords", tabled_from=date(2024, 1, 1), named_day=True, state=["answered", "corrected"])
    assert page.total
    for hit in page.hits:
        question = hit.question
        assert (question.house, question.is_named_day) == ("Lords", True)
        assert question.tabled_on
        assert question.tabled_on >= date(2024, 1, 1)
        assert question.state in ("answered", "corrected")


def test_records_are_those_of_every_page(index: Index) -> None:
    pages = [index.search("flood", page=number, per_page=10) for number in range(1, 13)]
    assert [question.id for question in index.records("flood")] == [hit.question.id for page in pages for hit in page.hits]
    assert len(list(index.records())) == len(MADE)


def test_counts_are_those_of_the_records(index: Index) -> None:
    expected = Counter(question.house for question in index.records("school"))
    assert index.counts("house", "school") == dict(expected)
    months = index.counts("tabled_month")
    assert sum(months.values()) == sum(question.tabled_on is not None for question in MADE)
    assert list(months) == sorted(months, reverse=True)


def test_an_index_has_a_record_its_history_and_similar_records(index: Index) -> None:
    question = MADE[5]
    assert index.get(question.id) == question
    assert index.get("nobody") is None
    assert question.id not in {hit.question.id for hit in index.similar(question).hits}
    assert all(event.event for event in index.history(question))
    assert index.info().records == len(MADE)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"colour": "red"}, "colour"),
        ({"tabled_from": "banana"}, "banana"),
        ({"per_page": 7}, "Show 10, 20, 50, 100 results on a page"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(index: Index, filters: dict[str, str], message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        index.search("bridge", **filters)  # type: ignore[arg-type]


def test_a_field_that_is_no_facet_is_refused_with_those_that_are(index: Index) -> None:
    with pytest.raises(BadRequest, match=r"answer is not a facet\. The facets are .*body.*house"):
        index.counts("answer")


def test_the_reference_is_that_of_the_docstrings() -> None:
    assert set(search.__all__) == {*ORDER, *ERRORS}
    assert Path(PATH).read_text("utf-8") == reference(), "run python -m tests.search.library_reference"
