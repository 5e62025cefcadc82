"""The official API's known faults, each brought home rightly."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from search.engines.memory import MemoryEngine
from search.model.history import history_of
from search.model.question import Question
from tests.harvest.api_values import FIRST_DAY, Json, Values, make_values, read_questions, timestamp
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import start_proxy
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import give_answer
from tests.harvest.test_update import TODAY, indexed_questions

SPAN = ("--since", FIRST_DAY, "--until", "2024-01-07")


def harvest_questions(values: Values, run: Run, index: Path) -> dict[str, Question]:
    with serve(LocalSite(MemoryEngine(read_questions(values)))) as port, start_proxy(port) as proxy:
        assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    return indexed_questions(index)


def one_value(**changes: object) -> Values:
    values = make_values(1, days=1, answered=1)
    values[3000] |= changes
    return values


def test_a_short_answer_keeps_the_tags_that_lists_take_out(run: Run, tmp_path: Path) -> None:
    answer = harvest_questions(one_value(answerText="<p>Yes.</p><p>And no.</p>"), run, tmp_path)["3000"].answer
    assert answer is not None
    assert (answer.html, answer.text, answer.is_cut) == ("<p>Yes.</p><p>And no.</p>", "Yes.\n\nAnd no.", False)


def test_cut_texts_become_whole(run: Run, tmp_path: Path) -> None:
    question = harvest_questions(
        one_value(questionText="why " * 150 + "so", answerText="<p>" + "no " * 200 + "</p>"), run, tmp_path
    )["3000"]
    assert (len(question.text), question.is_cut) == (602, False)
    assert question.answer is not None
    assert (len(question.answer.text), question.answer.is_cut) == (599, False)


def test_a_question_of_just_the_length_of_a_cut_one_is_whole(run: Run, tmp_path: Path) -> None:
    assert not harvest_questions(one_value(questionText="y" * 255), run, tmp_path)["3000"].is_cut


def test_a_number_used_again_is_another_question(run: Run, tmp_path: Path) -> None:
    values = make_values(2, days=1)
    for value in values.values():
        value |= {"uin": "77", "house": "Commons", "dateTabled": timestamp(FIRST_DAY)}
    assert len(harvest_questions(values, run, tmp_path)) == 2


def test_a_day_tabled_that_is_changed_makes_no_second_question(run: Run, tmp_path: Path) -> None:
    moved = timestamp(date.fromisoformat(unanswered_value()["dateTabled"][:10]) - timedelta(days=40))
    question = harvest_and_update({}, {"dateTabled": moved}, run, tmp_path)
    assert question.tabled_on == date.fromisoformat(moved[:10])
    assert event_names(question) == ["asked", "redated"]


def test_a_heading_that_is_filled_in_later_is_taken_in(run: Run, tmp_path: Path) -> None:
    question = harvest_and_update({"heading": ""}, {"heading": "Bridges: Tides"}, run, tmp_path)
    assert question.heading == "Bridges: Tides"
    assert [version.heading for version in question.versions] == ["", "Bridges: Tides"]
    assert event_names(question) == ["asked", "headed"]


def test_a_group_that_is_filled_in_on_answering_is_taken_in(run: Run, tmp_path: Path) -> None:
    answered = unanswered_value()
    give_answer(answered, TODAY, random.Random(1))
    question = harvest_and_update({}, answered, run, tmp_path)
    assert [grouped.uin for grouped in question.grouped] == ["41", "42"]
    assert [version.grouped for version in question.versions] == [(), ("41", "42")]
    assert event_names(question) == ["asked", "answered"]


def test_a_question_that_is_away_for_a_while_is_back_with_all_that_was_known(run: Run, tmp_path: Path) -> None:
    values = {3000: unanswered_value()}
    other = make_values(2, 1, first_day=TODAY - timedelta(days=20), answered=0)
    with (
        serve(site := LocalSite(MemoryEngine(read_questions(values | {3001: other[3001]})))) as port,
        start_proxy(port) as proxy,
    ):
        assert run("harvest", "--since", TODAY - timedelta(days=30), "--source", proxy.address)[0] == 0
        states = []
        for shown in ({3001: other[3001]}, values | {3001: other[3001]}):
            site.show(MemoryEngine(read_questions(shown)))
            assert run("update", "--source", proxy.address)[0] == 0
            states.append(indexed_questions(tmp_path)["3000"].is_removed_at_source)
    assert states == [True, False]
    assert event_names(indexed_questions(tmp_path)["3000"]) == ["asked", "removed", "returned"]


def unanswered_value() -> Json:
    return make_values(1, 1, first_day=TODAY - timedelta(days=20), answered=0)[3000]


def harvest_and_update(before: Json, after: Json, run: Run, index: Path) -> Question:
    """A waiting question after a harvest of it and, when it had changed, an update."""
    with (
        serve(site := LocalSite(MemoryEngine(read_questions({3000: unanswered_value() | before})))) as port,
        start_proxy(port) as proxy,
    ):
        assert run("harvest", "--since", TODAY - timedelta(days=30), "--source", proxy.address)[0] == 0
        site.show(MemoryEngine(read_questions({3000: unanswered_value() | before | after})))
        assert run("update", "--source", proxy.address)[0] == 0
    (question,) = indexed_questions(index).values()
    return question


def event_names(question: Question) -> list[str]:
    return [event.event for event in history_of(question)]


def test_a_source_that_passes_over_a_parameter_is_found_out(run: Run) -> None:
    with serve(LocalSite(MemoryEngine(read_questions(make_values(20))))) as port, start_proxy(port) as proxy:
        proxy.ignored_parameter = "tabledWhenTo"
        code, output, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert f"Failed: {proxy.address}/api/writtenquestions/questions?tabledWhenFrom=" in output
    assert "the list has questions that were not asked for" in output
