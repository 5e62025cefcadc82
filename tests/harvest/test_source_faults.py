"""The known faults of the official API do not reach the index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from search.engines.memory import MemoryEngine
from search.model.question import Question
from tests.harvest.api_values import FIRST_DAY, Json, Values, make_values, read_questions, timestamp
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS_PATH, Proxy, start_proxy
from tests.harvest.index_contents import event_names, indexed_questions
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import TODAY, give_answer

SPAN_OPTIONS = ("--since", FIRST_DAY, "--until", "2024-01-07")
RECENT_OPTIONS = ("--since", TODAY - timedelta(days=30))
ID = 3000
OTHER_ID = 3001


@contextmanager
def source_of(values: Values) -> Iterator[tuple[LocalSite, Proxy]]:
    """Serve values behind a proxy during the block."""
    site = LocalSite(MemoryEngine(read_questions(values)))
    with serve(site) as port, start_proxy(port) as proxy:
        yield site, proxy


def harvest(values: Values, run: Run, index: Path) -> dict[str, Question]:
    """Harvest values, and return the questions of the index."""
    with source_of(values) as (_, proxy):
        assert run("harvest", *SPAN_OPTIONS, "--source", proxy.address)[0] == 0
    return indexed_questions(index)


def harvest_one(run: Run, index: Path, **changes: object) -> Question:
    """Harvest one answered value with some changes, and return its question."""
    values = make_values(1, days=1, answered=1)
    values[ID] |= changes
    return harvest(values, run, index)[str(ID)]


def harvest_and_update(before: Json, after: Json, run: Run, index: Path) -> Question:
    """Harvest an unanswered value with the changes ``before``, update with the changes ``after``, and return its question."""
    value = unanswered_value() | before
    with source_of({ID: value}) as (site, proxy):
        assert run("harvest", *RECENT_OPTIONS, "--source", proxy.address)[0] == 0
        site.show(MemoryEngine(read_questions({ID: value | after})))
        assert run("update", "--source", proxy.address)[0] == 0
    (question,) = indexed_questions(index).values()
    return question


def unanswered_value() -> Json:
    return make_values(1, 1, first_day=TODAY - timedelta(days=20), answered=0)[ID]


def test_short_answer_keeps_the_tags_that_lists_strip(run: Run, tmp_path: Path) -> None:
    answer = harvest_one(run, tmp_path, answerText="<p>Yes.</p><p>And no.</p>").answer
    assert answer is not None
    assert (answer.html, answer.text, answer.is_cut) == ("<p>Yes.</p><p>And no.</p>", "Yes.\n\nAnd no.", False)


def test_cut_texts_are_fetched_whole(run: Run, tmp_path: Path) -> None:
    question = harvest_one(run, tmp_path, questionText="why " * 150 + "so", answerText="<p>" + "no " * 200 + "</p>")
    assert (len(question.text), question.is_cut) == (602, False)
    assert question.answer is not None
    assert (len(question.answer.text), question.answer.is_cut) == (599, False)


def test_question_as_long_as_a_cut_one_is_not_cut(run: Run, tmp_path: Path) -> None:
    assert not harvest_one(run, tmp_path, questionText="y" * 255).is_cut


def test_repeated_uin_is_another_question(run: Run, tmp_path: Path) -> None:
    values = make_values(2, days=1)
    for value in values.values():
        value |= {"uin": "77", "house": "Commons", "dateTabled": timestamp(FIRST_DAY)}
    assert len(harvest(values, run, tmp_path)) == 2


def test_changed_date_tabled_makes_no_second_question(run: Run, tmp_path: Path) -> None:
    new_day = date.fromisoformat(unanswered_value()["dateTabled"][:10]) - timedelta(days=40)
    question = harvest_and_update({}, {"dateTabled": timestamp(new_day)}, run, tmp_path)
    assert question.tabled_on == new_day
    assert event_names(question) == ["asked", "redated"]


def test_heading_added_later_is_indexed(run: Run, tmp_path: Path) -> None:
    question = harvest_and_update({"heading": ""}, {"heading": "Bridges: Tides"}, run, tmp_path)
    assert question.heading == "Bridges: Tides"
    assert [version.heading for version in question.versions] == ["", "Bridges: Tides"]
    assert event_names(question) == ["asked", "headed"]


def test_group_added_with_the_answer_is_indexed(run: Run, tmp_path: Path) -> None:
    answered = unanswered_value()
    give_answer(answered, TODAY, random.Random(1))
    question = harvest_and_update({}, answered, run, tmp_path)
    assert [grouped.uin for grouped in question.grouped] == ["41", "42"]
    assert [version.grouped for version in question.versions] == [(), ("41", "42")]
    assert event_names(question) == ["asked", "answered"]


def test_question_missing_for_a_while_returns_with_its_history(run: Run, tmp_path: Path) -> None:
    without: Values = {OTHER_ID: make_values(2, 1, first_day=TODAY - timedelta(days=20), answered=0)[OTHER_ID]}
    complete = {ID: unanswered_value()} | without
    with source_of(complete) as (site, proxy):
        assert run("harvest", *RECENT_OPTIONS, "--source", proxy.address)[0] == 0
        is_removed = []
        for values in (without, complete):
            site.show(MemoryEngine(read_questions(values)))
            assert run("update", "--source", proxy.address)[0] == 0
            is_removed.append(indexed_questions(tmp_path)[str(ID)].is_removed_at_source)
    assert is_removed == [True, False]
    assert event_names(indexed_questions(tmp_path)[str(ID)]) == ["asked", "removed", "returned"]


def test_list_of_a_source_that_ignores_a_parameter_is_rejected(run: Run) -> None:
    with source_of(make_values(20)) as (_, proxy):
        proxy.ignored_parameter = "tabledWhenTo"
        code, output, _ = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert code == 1
    assert f"Failed: {proxy.address}{QUESTIONS_PATH}?tabledWhenFrom=" in output
    assert "the list has questions that were not asked for" in output
