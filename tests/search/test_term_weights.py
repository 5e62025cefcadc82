"""Which terms pseudo-relevance feedback may add."""

from __future__ import annotations

from search.lexicon.term_weights import feedback_stems
from search.model.question import Answer, Person, Question

_ASKER = Person("Alys Fenwick", constituency="Kirkholme West")
_MINISTER = Person("Tobias Lant", constituency="Saltby")


def _question(id: str, text: str, heading: str = "") -> Question:
    answer = Answer(text="harbour dues rise", answered_by=_MINISTER)
    return Question(
        id, "Commons", f"To ask the Secretary of State for Tides, {text}", heading=heading, asked_by=_ASKER, answer=answer
    )


def test_a_feedback_term_is_in_two_of_the_records() -> None:
    records = [
        _question("1", "what lamps burn", "Piers"),
        _question("2", "which lamp is lit on the pier"),
        _question("3", "oil oil"),
    ]
    assert feedback_stems(records) == {"lamp", "pier"}
    assert feedback_stems(records[:1]) == feedback_stems([]) == frozenset()


def test_the_names_of_those_who_asked_and_answered_are_no_feedback_stems() -> None:
    text = "what Alys Fenwick told Tobias Lant of lamps in Kirkholme and Saltby"
    assert feedback_stems([_question("1", text), _question("2", text)]) == {"what", "tell", "of", "lamp", "in", "and"}


def test_answers_and_openings_have_no_feedback_stems() -> None:
    assert feedback_stems([_question("1", "lamps"), _question("2", "lamps")]) == {"lamp"}
