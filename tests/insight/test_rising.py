"""What rises: log-likelihood against worked values, three askers or more, and identical wordings counted once."""

from __future__ import annotations

import pytest

from search.insight.rising import MIN_COMPARED, compare, heading_of, log_likelihood, words_of
from search.model.question import AnsweringBody, Person, Question

SUBJECTS = "bridges tunnels harbours pensions schools buses dentists railways prisons rivers".split()
ENDS = list(zip(SUBJECTS, "klmnopqrst", strict=True))
VERBS = "repair paint count close open fund inspect move sell heat".split()


def invented_question(number: int, text: str, asker: str = "", heading: str = "", body: str = "Ministry of Tides") -> Question:
    return Question(
        str(number),
        "Commons",
        f"To ask the Secretary of State for Tides, {text}",
        asked_by=Person(asker),
        answering_body=AnsweringBody(body),
        heading=heading,
    )


def background(count: int = 80) -> list[Question]:
    """Different questions of no one subject, each asked by another member."""
    pairs = [(verb, subject, f"{start}{end}") for verb, start in zip(VERBS, "abcdefghij", strict=True) for subject, end in ENDS]
    return [
        invented_question(
            number, f"whether there are plans to {verb} old {subject} in the valley of {valley}.", f"Member {number}"
        )
        for number, (verb, subject, valley) in enumerate(pairs[:count])
    ]


def lanterns(count: int, askers: int, text: str = "") -> list[Question]:
    places = [f"{first}{second}ton" for first in "abcdefg" for second in "hijklmn"]
    return [
        invented_question(
            1_000 + number, text or f"how many lanterns were lit last winter near {places[number]}.", f"Asker {number % askers}"
        )
        for number in range(count)
    ]


def rising(now: list[Question], before: list[Question]) -> dict[str, tuple[int, int, int]]:
    return {rise.text: (rise.now, rise.before, rise.askers) for rise in compare(now, before, words_of, 50).rises}


@pytest.mark.parametrize(
    ("counts", "totals", "expected"),
    [
        ((10, 5), (100, 100), 1.6989),  # 2 (10 ln(10 / 7.5) + 5 ln(5 / 7.5))
        ((20, 0), (1_000, 1_000), 27.7259),  # 40 ln 2
        ((30, 10), (2_000, 1_000), 1.3133),  # 2 (30 ln(30 / 26.67) + 10 ln(10 / 13.33))
        ((5, 5), (100, 100), 0.0),
        ((1, 9), (100, 100), 0.0),
        ((3, 0), (0, 0), 0.0),
    ],
)
def test_log_likelihood_has_its_worked_values(counts: tuple[int, int], totals: tuple[int, int], expected: float) -> None:
    assert log_likelihood(counts, totals) == pytest.approx(expected, abs=1e-3)


def test_a_word_that_many_now_ask_about_rises_and_others_do_not() -> None:
    risen = rising([*background(), *lanterns(12, 5)], background())
    assert risen["lanterns"] == (12, 0, 5)
    assert "repair" not in risen
    assert rising(background(), [*background(), *lanterns(12, 5)]) == {}


def test_a_word_of_fewer_questions_than_before_does_not_rise_with_its_share() -> None:
    now = [*background(20), *lanterns(40, 5)]
    assert "lanterns" in rising(now, [*background(100), *lanterns(39, 5)])
    assert "lanterns" not in rising(now, [*background(100), *lanterns(42, 5)])


def test_fewer_than_three_askers_make_no_rise() -> None:
    assert "lanterns" not in rising([*background(), *lanterns(12, 2)], background())
    assert "lanterns" in rising([*background(), *lanterns(12, 3)], background())


def test_one_wording_put_by_many_to_many_bodies_counts_once() -> None:
    text = "how many lanterns were lit last winter in the offices of his Department."
    robin = [
        invented_question(
            2_000 + number, text.replace("his", ("his", "her", "their")[number % 3]), f"Asker {number}", body=f"Body {number}"
        )
        for number in range(20)
    ]
    assert "lanterns" not in rising([*background(), *robin], background())
    words = rising([*background(), *robin, *lanterns(9, 4)], background())
    assert words["lanterns"][0] == 10


def test_questions_without_an_asker_are_no_askers() -> None:
    unknown = [invented_question(int(question.id), question.text.partition(", ")[2]) for question in lanterns(12, 5)]
    assert "lanterns" not in rising([*background(), *unknown], background())


def test_forms_of_one_word_are_one_and_the_commonest_is_shown() -> None:
    singular = [
        invented_question(3_000 + number, f"what the lantern of pier {chr(97 + number)}ville shows.", f"One {number}")
        for number in range(4)
    ]
    words = rising([*background(), *lanterns(8, 4), *singular], background())
    assert words["lanterns"][0] == 12
    assert "lantern" not in words


def test_days_numbers_and_the_opening_are_no_words() -> None:
    question = invented_question(1, "how many of 350 lanterns were lit on Monday 6 July 2026.")
    assert set(words_of(question).values()) == {"many", "lanterns", "lit"}


def test_headings_are_compared_among_the_questions_that_have_one() -> None:
    def headed(questions: list[Question], heading: str) -> list[Question]:
        return [
            invented_question(int(question.id), question.text.partition(", ")[2], question.asked_by.label, heading)
            for question in questions
        ]

    now = [*headed(background(), "Valleys"), *headed(lanterns(14, 5), "Lanterns: Lighting"), *background()]
    comparison = compare(now, headed(background(), "Valleys"), heading_of, 50)
    assert [(rise.text, rise.now, rise.before) for rise in comparison.rises] == [("Lanterns: Lighting", 14, 0)]
    assert (comparison.now, comparison.before) == (94, 80)


def test_too_few_questions_are_not_compared() -> None:
    few = compare([*background(MIN_COMPARED - 20), *lanterns(12, 5)], background(), words_of, 50)
    assert not few.is_possible
    assert few.rises == ()
