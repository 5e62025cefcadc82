"""RIS and BibTeX date a record whenever a day is known, and name each person in one form."""

from __future__ import annotations

import io
from datetime import date

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.question import Answer, Person, Question, Version
from web.exports import bibtex, ris
from web.site.citations.bibliography import author_name, is_surname_first

DAY = date(2024, 3, 5)

DATED = {
    "tabled": Question("1", "Commons", "Why?", tabled_on=DAY, due_on=date(2025, 1, 1)),
    "answered": Question("1", "Commons", "Why?", due_on=date(2025, 1, 1), answer=Answer(answered_on=DAY)),
    "held": Question("1", "Commons", "Why?", held_on=DAY),
    "corrected": Question("1", "Commons", "Why?", answer=Answer(corrected_on=DAY)),
    "first answered": Question("1", "Commons", "Why?", answer=Answer(first_answered_at="2024-03-05T11:00:00Z")),
    "earlier version": Question("1", "Commons", "Why?", versions=(Version(tabled_on=DAY), Version())),
}


@pytest.mark.parametrize("question", DATED.values(), ids=DATED)
def test_any_known_day_dates_the_reference(question: Question) -> None:
    lines = ris.reference(question, "", "").decode().splitlines()
    assert "PY  - 2024" in lines
    assert "DA  - 2024/03/05/" in lines
    (entry,) = bibtexparser.parse_string(bibtex.reference(question, "", "").decode()).entries
    assert (entry["year"], entry["month"], entry["day"]) == ("2024", "mar", "5")


def test_day_on_which_an_answer_is_due_gives_the_year_alone() -> None:
    question = Question("1", "Lords", "Why?", due_on=DAY)
    text = ris.reference(question, "", "").decode()
    assert "PY  - 2024" in text
    assert "DA  -" not in text
    (entry,) = bibtexparser.parse_string(bibtex.reference(question, "", "").decode()).entries
    assert entry["year"] == "2024"
    assert "month" not in entry


def test_record_without_days_has_no_year() -> None:
    question = Question("1", "Lords", "Why?", answer=Answer(first_answered_at="soon"))
    assert "PY  -" not in ris.reference(question, "", "").decode()
    assert "year" not in bibtex.reference(question, "", "").decode()


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ([("Ned Lamplighter", ""), ("Mr Ned Lamplighter", ""), ("", "Lamplighter, Ned")], "Lamplighter, Ned"),
        ([("Sir Ned Lamplighter", "Lamplighter, Sir Ned"), ("Rt Hon Ned  Lamplighter MP", "")], "Lamplighter, Ned"),
        ([("Dr. Ada J. Wick-Holder", "Wick-Holder, Dr Ada J"), ("Ada J Wick-Holder", "")], "Wick-Holder, Ada J"),
        ([("Ada Oil Wick", "Oil Wick, Ada"), ("Mrs Ada Wick", "Oil Wick, Mrs Ada")], "Oil Wick, Ada"),
        ([("Nell de Wick", ""), ("Ms Nell de Wick", "de Wick, Ms Nell"), ("", "Wick, Nell de")], "de Wick, Nell"),
        ([("Jo Duncan Smith", ""), ("Sir Jo Duncan Smith", "")], "Duncan Smith, Jo"),
        ([("Lamplighter, Ned", ""), ("Lamplighter, Mr Ned", "")], "Lamplighter, Ned"),
        (
            [("Lord Wick of Oilby", "Wick of Oilby, L."), ("Wick of Oilby, L.", ""), ("", "Wick of Oilby, L.")],
            "Lord Wick of Oilby",
        ),
        ([("Baroness Wick", "Wick, Baroness"), ("", "Wick, B."), ("Wick, Baroness", "")], "Baroness Wick"),
        ([("The Countess of Oilby", ""), ("Countess of Oilby", "Oilby, C.")], "Countess of Oilby"),
        ([("The Lord Bishop of Oilby", ""), ("Oilby, Bp.", "")], "Lord Bishop of Oilby"),
        ([("Wick", "")], "Wick"),
        ([("", "")], ""),
    ],
)
def test_every_form_of_a_name_gives_the_same(forms: list[tuple[str, str]], expected: str) -> None:
    assert {author_name(Person(name, list_as=list_as)) for name, list_as in forms} == {expected}


def test_member_known_by_number_alone_is_named_so() -> None:
    assert author_name(Person(member_id=9)) == "Member 9"


def test_title_of_a_peer_is_whole_in_bibtex_and_other_names_are_taken_apart() -> None:
    def author(name: str) -> str:
        return bibtex.reference(Question("1", "Lords", "Why?", asked_by=Person(name)), "", "").decode().splitlines()[1].strip()

    assert author("Baroness Wick") == "author = {{Baroness Wick}},"
    assert author("Mr Ned Lamplighter") == "author = {Lamplighter, Ned},"
    assert author("Cook, Sand and Pump, Jo") == "author = {{Cook, Sand and Pump, Jo}},"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_is_one_author(name: str, list_as: str) -> None:
    question = Question("1", "Lords", "Why?", asked_by=Person(name, list_as=list_as))
    library = bibtexparser.parse_string(bibtex.reference(question, "", "").decode())
    assert len(library.entries) == 1
    authors = [line for line in io.StringIO(ris.reference(question, "", "").decode()) if line.startswith("AU  - ")]
    assert len(authors) <= 1
    if is_surname_first(author_name(question.asked_by)):
        assert author_name(question.asked_by).count(",") == 1
