"""An index that was built and updated has the derived values of one that was built of everything at once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import progress
from indexer.build import Index, build, detect_files, update
from indexer.deriving.entry_table import EntryTable
from indexer.deriving.passes import derive_all
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.insight.entries import Entry
from search.model.question import Question
from search.query.request import SearchRequest
from tests.indexer.source_records import Json, official, write_lines

FIRST_DAY = date(2024, 3, 4)
BODIES = ("Department for Lighthouses", "Fog Office", "Department for Ports")
TEMPLATES = (
    "To ask the Minister, how many lamps the {body} repaired at sea in {year}.",
    "To ask the Minister, pursuant to the Answer of {day} to Question {uin}, how many lamps were lit in {year}.",
    "To ask the Minister, with reference to Questions {uin} and {other}, whether fog was seen at any harbour.",
)
ANSWERS = ("<p>Forty lamps.</p>", "<p>I refer the hon. Member to the answer of {day} to Question {uin}.</p>", "")


def record(number: int, template: int, answer: int, uin: int, other: int, days: tuple[int, int]) -> Json:
    """An invented record; a few UINs and days, so that records cite each other, and one another's namesakes."""
    tabled, cited = (FIRST_DAY + timedelta(days=day) for day in days)
    facts = {
        "body": BODIES[number % 3],
        "day": f"{cited.day} {cited:%B %Y}",
        "uin": uin,
        "other": other,
        "year": 2000 + number,
    }
    text = ANSWERS[answer].format(**facts)
    return official(
        id=number,
        uin=str(100 + number % 5),
        dateTabled=tabled.isoformat(),
        questionText=TEMPLATES[template].format(**facts),
        answeringBodyName=BODIES[number % 3],
        dateAnswered=(tabled + timedelta(days=3)).isoformat() if text else None,
        answerText=text or None,
        groupedQuestions=[],
    )


records = st.builds(
    record,
    st.integers(1, 12),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(100, 104),
    st.integers(100, 104),
    st.sampled_from([(0, 3), (1, 3), (120, 3), (121, 123), (400, 123), (3, 3)]),
)
parts = st.lists(st.lists(records, min_size=1, max_size=5), min_size=2, max_size=4)


def derived(questions: list[Question]) -> dict[str, object]:
    return {question.id: question.derived for question in questions}


def built_and_updated(batches: list[list[Json]], removed: str, folder: Path, index: Index) -> list[Question]:
    for number, batch in enumerate(batches):
        path = write_lines(folder / f"{number}.ndjson", batch)
        if number == 0:
            build([path], index.writer, folder / "rejected.ndjson", progress.lines)
        else:
            update(detect_files([path]), [removed] if number == 1 else [], index, folder / "rejected.ndjson", progress.lines)
    return list(index.engine.scan(SearchRequest()))


def built_at_once(questions: list[Question], folder: Path) -> list[Question]:
    """The same records, derived by a build: their texts come from the updated index, so that merging is the same."""
    return list(derive_all(lambda: questions))


def memory_index(folder: Path) -> Index:
    engine = MemoryEngine()
    return Index(engine, engine)


@pytest.mark.slow
@given(parts, st.integers(1, 12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_updates_leave_the_values_of_a_build(batches: list[list[Json]], removed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        updated = built_and_updated(batches, str(removed), folder, memory_index(folder))
        assert derived(updated) == derived(built_at_once(updated, folder))


def test_the_whoosh_engine_is_updated_too(tmp_path: Path) -> None:
    days = (1, 3)
    batches = [
        [record(1, 0, 0, 101, 102, (0, 0)), record(2, 0, 0, 101, 102, days)],
        [record(6, 1, 0, 101, 102, (5, 3)), record(7, 2, 1, 101, 102, (6, 3)), record(3, 0, 0, 101, 102, days)],
        [record(1, 0, 1, 101, 102, (0, 0))],
    ]
    WhooshWriter(tmp_path).rebuild([Question("0", "Commons", "")])
    index = Index(WhooshEngine(tmp_path), WhooshWriter(tmp_path))
    updated = built_and_updated(batches, "2", tmp_path, index)
    values = derived(updated)
    assert values == derived(built_at_once(updated, tmp_path))
    derived_by_id = {question.id: question.derived for question in updated}
    assert derived_by_id["6"].follows == ("1",)
    assert derived_by_id["1"].followed_by == ("6", "7")
    assert derived_by_id["1"].set == derived_by_id["3"].set == "1"
    assert index.engine.count(SearchRequest().query) == 4


def test_the_records_of_one_wording_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the work for a question that was asked a thousand times is that of a million."""
    looked_up: list[str] = []
    with_wording = EntryTable.with_wording

    def counted(table: EntryTable, wording: str) -> list[Entry]:
        looked_up.append(wording)
        return with_wording(table, wording)

    monkeypatch.setattr(EntryTable, "with_wording", counted)
    text = "To ask the Minister for Lanterns, how many lanterns were lit in the harbours of the kingdom."
    questions = [Question(str(number), "Commons", text, tabled_on=date(2024, 3, 1 + number)) for number in range(9)]
    assert {question.derived.series for question in derive_all(lambda: questions)} == {"0"}
    assert len(looked_up) == 1


@pytest.mark.parametrize("read", [lambda: iter([]), list])
def test_no_records_have_no_derived_values(read: Callable[[], list[Question]], tmp_path: Path) -> None:
    assert list(derive_all(read)) == []


def test_an_update_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    index = memory_index(tmp_path)
    batch = [record(1, 0, 0, 101, 102, (0, 0)), record(6, 1, 0, 101, 102, (5, 3))]
    built_and_updated([batch], "", tmp_path, index)
    built = index.engine.info().built_at
    path = write_lines(tmp_path / "again.ndjson", json.loads(json.dumps(batch)))
    update(detect_files([path]), (), index, tmp_path / "rejected.ndjson", progress.lines)
    assert index.engine.info().built_at == built
