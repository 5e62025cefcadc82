"""All the words, or else most of them."""

from __future__ import annotations

import pytest

from search import fallback
from search.engines.memory import MemoryEngine
from search.parser import parse
from search.query import AnyOf
from search.records import Question
from search.request import SearchRequest

ENGINE = MemoryEngine(
    [Question("1", "Lords", "alpha beta gamma"), Question("2", "Lords", "alpha beta"), Question("3", "Commons", "alpha delta")]
)


def asked(text: str, *filters: AnyOf) -> fallback.Outcome:
    return fallback.search(ENGINE, SearchRequest(text, parse(text).tree, filters=filters))


@pytest.mark.parametrize(
    ("text", "found", "needed", "of"),
    [
        ("alpha beta", ["1", "2"], 0, 0),
        ("alpha beta gamma omega", ["1"], 3, 4),
        ("beta delta", ["1", "2", "3"], 1, 2),
        ("beta delta -gamma", ["2", "3"], 1, 2),
        ("omega psi", [], 0, 0),
        ("omega", [], 0, 0),
        ("omega OR psi", [], 0, 0),
        (" ".join(f"omega{n}" for n in range(90)) + " alpha beta", ["1", "2"], 2, 92),
    ],
)
def test_the_most_that_anything_has(text: str, found: list[str], needed: int, of: int) -> None:
    outcome = asked(text)
    assert sorted(hit.question.id for hit in outcome.page.hits) == found
    assert (outcome.needed, outcome.of, outcome.page.total) == (needed, of, len(found))


def test_filters_hold_and_do_not_change_how_many_words_are_needed() -> None:
    commons = AnyOf("house", ("Commons",))
    assert asked("alpha beta gamma", commons).page.total == 0
    for outcome in (asked("beta delta", commons), asked("beta delta house:commons")):
        assert [hit.question.id for hit in outcome.page.hits] == ["3"]
        assert (outcome.needed, outcome.of) == (1, 2)
    assert asked("omega house:commons").page.total == 0
