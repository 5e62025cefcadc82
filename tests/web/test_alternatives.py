"""What to try when a search finds nothing: each number is that of the page that its link leads to."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.pipeline import relevance_policy
from search.query import url_params
from tests.invented import PEOPLE, questions
from web.queries.alternatives import query_alternatives

NOWHERE = ("tabled-from", "1950-01-01"), ("tabled-to", "1950-01-31")


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(questions(120))


@pytest.mark.parametrize(
    "pairs",
    [
        [("q", "bridge tunnel flood grant harbour"), ("house", "Commons"), *NOWHERE],
        [("q", "bridge OR (tunnel -flood)"), ("house", "Lords"), ("state", "answered"), *NOWHERE],
        [("q", "To ask the Secretary of State for Bridges, what funding rural schools have"), ("house", "Commons"), *NOWHERE],
        [("q", "coastal railway"), ("asked-id", str(PEOPLE[0].member_id)), ("house", "Lords"), *NOWHERE],
        [("asked", PEOPLE[1].name), ("words", "all"), *NOWHERE],
    ],
)
def test_the_search_without_a_filter_has_as_many_records_as_its_page(
    engine: MemoryEngine, pairs: list[tuple[str, str]]
) -> None:
    outcome = relevance_policy.search(engine, url_params.read(pairs))
    assert not outcome.page.total
    alternatives = query_alternatives(engine, outcome)
    assert len(alternatives.without_filters) == len(alternatives.request.filters) > 0
    for without in alternatives.without_filters:
        page = relevance_policy.search(engine, alternatives.request.without_filters(without.filter)).page
        assert without.count == page.total
    assert any(without.count for without in alternatives.without_filters)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"railway harbour coastal"', "railway harbour coastal"),
        ("\u201crailway harbour coastal\u201d", "railway harbour coastal"),
        ('"harbour tunnel grant flood bridge coastal"~1', "harbour tunnel grant flood bridge coastal"),
    ],
)
def test_the_search_without_quotation_marks_has_as_many_records_as_its_page(
    engine: MemoryEngine, text: str, words: str
) -> None:
    outcome = relevance_policy.search(engine, url_params.read([("q", text)]))
    assert not outcome.page.total
    unquoted = query_alternatives(engine, outcome).unquoted
    assert unquoted is not None
    assert unquoted.request == url_params.read([("q", words)])
    assert unquoted.count == relevance_policy.search(engine, unquoted.request).page.total


def test_a_search_without_quotation_marks_has_none_to_leave_out(engine: MemoryEngine) -> None:
    outcome = relevance_policy.search(engine, url_params.read([("q", "bridge"), *NOWHERE]))
    assert query_alternatives(engine, outcome).unquoted is None
