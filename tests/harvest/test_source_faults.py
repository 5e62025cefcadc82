"""The official API's known faults, each brought home rightly."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from search.engines.memory import MemoryEngine
from search.model.history import history_of
from search.model.question import Question
from tests.harvest.api_values import FIRST_DAY, Json, Values, questions, stamp, values
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import proxied
from tests.harvest.local_site import FarEnd, served
from tests.harvest.source_changes import answered
from tests.harvest.test_update import TODAY, everything

SPAN = ("--since", FIRST_DAY, "--until", "2024-01-07")


def brought_home(made: Values, run: Run, index: Path) -> dict[str, Question]:
    with served(FarEnd(MemoryEngine(questions(made)))) as port, proxied(port) as proxy:
        assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    return everything(index)


def one(**changes: object) -> Values:
    made = values(1, days=1, answered=1)
    made[3000] |= changes
    return made


def test_a_short_answer_keeps_the_tags_that_lists_take_out(run: Run, tmp_path: Path) -> None:
    answer = brought_home(one(answerText="<p>Yes.</p><p>And no.</p>"), run, tmp_path)["3000"].answer
    assert answer is not None
    assert (answer.html, answer.text, answer.is_cut) == ("<p>Yes.</p><p>And no.</p>", "Yes.\n\nAnd no.", False)


def test_cut_texts_become_whole(run: Run, tmp_path: Path) -> None:
    question = brought_home(one(questionText="why " * 150 + "so", answerText="<p>" + "no " * 200 + "</p>"), run, tmp_path)[
        "3000"
    ]
    assert (len(question.text), question.is_cut) == (602, False)
    assert question.answer is not None
    assert (len(question.answer.text), question.answer.is_cut) == (599, False)


def test_a_question_of_just_the_length_of_a_cut_one_is_whole(run: Run, tmp_path: Path) -> None:
    assert not brought_home(one(questionText="y" * 255), run, tmp_path)["3000"].is_cut


def test_a_number_used_again_is_another_question(run: Run, tmp_path: Path) -> None:
    made = values(2, days=1)
    for value in made.values():
        value |= {"uin": "77", "house": "Commons", "dateTabled": stamp(FIRST_DAY)}
    assert len(brought_home(made, run, tmp_path)) == 2


def test_a_day_tabled_that_is_changed_makes_no_second_question(run: Run, tmp_path: Path) -> None:
    moved = stamp(date.fromisoformat(waiting()["dateTabled"][:10]) - timedelta(days=40))
    found = brought_up_to_date({}, {"dateTabled": moved}, run, tmp_path)
    assert found.tabled_on == date.fromisoformat(moved[:10])
    assert happenings(found) == ["asked", "redated"]


def test_a_heading_that_is_filled_in_later_is_taken_in(run: Run, tmp_path: Path) -> None:
    found = brought_up_to_date({"heading": ""}, {"heading": "Bridges: Tides"}, run, tmp_path)
    assert found.heading == "Bridges: Tides"
    assert [version.heading for version in found.versions] == ["", "Bridges: Tides"]
    assert happenings(found) == ["asked", "headed"]


def test_a_group_that_is_filled_in_on_answering_is_taken_in(run: Run, tmp_path: Path) -> None:
    given = waiting()
    answered(given, TODAY, random.Random(1))
    found = brought_up_to_date({}, given, run, tmp_path)
    assert [each.uin for each in found.grouped] == ["41", "42"]
    assert [version.grouped for version in found.versions] == [(), ("41", "42")]
    assert happenings(found) == ["asked", "answered"]


def test_a_question_that_is_away_for_a_while_is_back_with_all_that_was_known(run: Run, tmp_path: Path) -> None:
    there = {3000: waiting()}
    other = values(2, 1, first_day=TODAY - timedelta(days=20), answered=0)
    with served(far_end := FarEnd(MemoryEngine(questions(there | {3001: other[3001]})))) as port, proxied(port) as proxy:
        assert run("harvest", "--since", TODAY - timedelta(days=30), "--source", proxy.address)[0] == 0
        states = []
        for shown in ({3001: other[3001]}, there | {3001: other[3001]}):
            far_end.show(MemoryEngine(questions(shown)))
            assert run("update", "--source", proxy.address)[0] == 0
            states.append(everything(tmp_path)["3000"].is_removed_at_source)
    assert states == [True, False]
    assert happenings(everything(tmp_path)["3000"]) == ["asked", "removed", "returned"]


def waiting() -> Json:
    return values(1, 1, first_day=TODAY - timedelta(days=20), answered=0)[3000]


def brought_up_to_date(before: Json, after: Json, run: Run, index: Path) -> Question:
    """A waiting question after a harvest of it and, when it had changed, an update."""
    with served(far_end := FarEnd(MemoryEngine(questions({3000: waiting() | before})))) as port, proxied(port) as proxy:
        assert run("harvest", "--since", TODAY - timedelta(days=30), "--source", proxy.address)[0] == 0
        far_end.show(MemoryEngine(questions({3000: waiting() | before | after})))
        assert run("update", "--source", proxy.address)[0] == 0
    (found,) = everything(index).values()
    return found


def happenings(question: Question) -> list[str]:
    return [each.event for each in history_of(question)]


def test_a_source_that_passes_over_a_parameter_is_found_out(run: Run) -> None:
    with served(FarEnd(MemoryEngine(questions(values(20))))) as port, proxied(port) as proxy:
        proxy.unheeded = "tabledWhenTo"
        code, told, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert f"Failed: {proxy.address}/api/writtenquestions/questions?tabledWhenFrom=" in told
    assert "the list has questions that were not asked for" in told
