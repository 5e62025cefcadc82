"""A search whose phrases would read too many positions is refused in a sentence; any other is answered in full."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute import work_budget
from search.engines.whoosh.execute.work_budget import positions_to_read
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import Unsupported
from search.model.question import Answer, Question
from search.query.nodes import And, Near, Node, Not, Or, Phrase, Synonyms, Word
from search.query.request import SearchRequest

RECORDS = 40
TEXT = "the lamp and the door and the lamp of the harbour"
COMMON = Near(("the", "and", "lamp"), 1)
SECOND = Near(("lamp", "and", "door"), 1)
RARE = Phrase(("the", "zorblatt"))
COMPOUNDS = tuple(Synonyms((Phrase(pair), Word("".join(pair)))) for pair in permutations(("the", "lamp", "and", "door"), 2))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    folder: Path = tmp_path_factory.mktemp("index")
    questions = [Question(str(number), "Commons", TEXT, answer=Answer(text=TEXT)) for number in range(RECORDS)]
    WhooshWriter(folder).rebuild([*questions, Question("rare", "Commons", "the zorblatt")])
    return WhooshEngine(folder)


def positions_in_all(snapshot: Snapshot, node: Near | Phrase) -> int:
    return positions_to_read(snapshot, node, snapshot.records)


@pytest.fixture
def small_budget(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that allows ``COMMON`` once, and not a second such clause."""
    snapshot = engine.snapshot()._snapshot
    monkeypatch.setattr(work_budget, "MIN_BUDGET", positions_in_all(snapshot, COMMON) + positions_in_all(snapshot, RARE))
    monkeypatch.setattr(work_budget, "MAX_POSITIONS_PER_RECORD", 0)


@pytest.mark.usefixtures("small_budget")
@pytest.mark.parametrize("query", [COMMON, And((COMMON, RARE)), Or((COMMON, COMMON)), And((COMMON, Not(COMMON))), Word("the")])
def test_a_search_within_the_budget_is_answered(engine: WhooshEngine, query: Node) -> None:
    assert engine.search(SearchRequest(query=query)).total == engine.count(query)


@pytest.mark.usefixtures("small_budget")
@pytest.mark.parametrize(
    "query", [And((COMMON, SECOND)), Or((COMMON, SECOND)), And((COMMON, Not(SECOND))), And((Or((COMMON, And((SECOND,)))),))]
)
def test_a_search_above_it_is_refused_wherever_its_phrases_are(engine: WhooshEngine, query: Node) -> None:
    for run in (
        lambda: engine.search(SearchRequest(query=query)),
        lambda: engine.scan(SearchRequest(query=query)),
        lambda: engine.count(query),
        lambda: engine.explain(query, "1"),
    ):
        with pytest.raises(Unsupported, match=r"too many phrases of very common words.*“the and lamp”.*Leave some of them out"):
            run()


@pytest.mark.usefixtures("small_budget")
@pytest.mark.parametrize("query", [And((RARE, COMMON, SECOND)), And((Word("zorblatt"), Not(Or((COMMON, SECOND)))))])
def test_phrases_beside_a_rare_word_are_looked_up_in_its_records(engine: WhooshEngine, query: Node) -> None:
    assert engine.search(SearchRequest(query=query)).total == engine.count(query)


@pytest.mark.usefixtures("small_budget")
def test_the_score_of_a_compound_reads_all_its_positions_and_its_count_does_not(engine: WhooshEngine) -> None:
    query = And((RARE, *COMPOUNDS))
    assert engine.count(query) == 0
    with pytest.raises(Unsupported, match="too many phrases"):
        engine.search(SearchRequest(query=query))


def test_a_phrase_with_a_rare_word_costs_little(engine: WhooshEngine) -> None:
    snapshot = engine.snapshot()._snapshot
    assert 0 < positions_in_all(snapshot, RARE) < positions_in_all(snapshot, Phrase(("the", "lamp"))) / 10
    assert positions_in_all(snapshot, Phrase(("the", "missing"))) == 0


def test_near_words_cost_nothing_in_fields_that_are_shorter_than_the_window(engine: WhooshEngine) -> None:
    snapshot = engine.snapshot()._snapshot
    assert positions_in_all(snapshot, Near(("the", "and"), 999)) == 0


def test_the_positions_of_a_phrase_are_estimated_once(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Near(("the", "and", "door"), 2)
    engine.count(query)
    monkeypatch.delattr(work_budget, "_estimate")
    assert engine.search(SearchRequest(query=query)).total == engine.count(query)
