"""The official API's known faults, each brought home rightly."""

from __future__ import annotations

from pathlib import Path

from search.engines.memory import MemoryEngine
from search.records import Question
from tests.harvest.conftest import Run
from tests.harvest.far_end import FarEnd, served
from tests.harvest.made import FIRST_DAY, Values, questions, stamp, values
from tests.harvest.proxy import proxied
from tests.harvest.test_update import everything

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


def test_a_source_that_passes_over_a_parameter_is_found_out(run: Run) -> None:
    with served(FarEnd(MemoryEngine(questions(values(20))))) as port, proxied(port) as proxy:
        proxy.unheeded = "tabledWhenTo"
        code, told, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert f"Failed: {proxy.address}/api/writtenquestions/questions?tabledWhenFrom=" in told
    assert "the list has questions that were not asked for" in told
