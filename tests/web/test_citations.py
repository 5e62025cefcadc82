"""The citation of a record in each style: the form of the style, Parliament's address, and no title that was made here."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from search.model.question import Answer, AnsweringBody, Person, Question
from tests.invented import questions
from tests.web.conftest import BY_HAND, CUT, SEED_SHAPED, TABLE
from web.site import wording
from web.site.citations.styles import citations, parliament_address, reference_title

TODAY = date(2026, 11, 29)
DETAIL = "https://questions-statements.parliament.uk/written-questions/detail"


def texts(question: Question, *, is_sample: bool = False) -> dict[str, str]:
    return {citation.style: citation.text for citation in citations(question, TODAY, is_sample=is_sample)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            TABLE,
            {
                "Short": f"HC WQ 501, 5 March 2024, {DETAIL}/2024-03-05/501",
                "OSCOLA": "Tobias Okonjo-Reed, ‘Lanterns: Numbers’ (House of Commons written question 501, 5 March 2024) "
                f"<{DETAIL}/2024-03-05/501> accessed 29 November 2026",
                "Harvard": "Okonjo-Reed, T. (2024) ‘Lanterns: Numbers’. Hansard: House of Commons - written question 501, "
                f"5 March. Available at: {DETAIL}/2024-03-05/501 (Accessed: 29 November 2026).",
                "Chicago": "Okonjo-Reed, Tobias. “Lanterns: Numbers.” House of Commons written question 501, March 5, 2024. "
                f"{DETAIL}/2024-03-05/501.",
            },
        ),
        (
            CUT,
            {
                "Short": f"HC WQ 503, 1 May 2024, {DETAIL}/2024-05-01/503",
                "OSCOLA": "Written question to the Office of Lanterns (House of Commons written question 503, 1 May 2024) "
                f"<{DETAIL}/2024-05-01/503> accessed 29 November 2026",
                "Harvard": "UK Parliament (2024) Written question to the Office of Lanterns. Hansard: House of Commons - "
                f"written question 503, 1 May. Available at: {DETAIL}/2024-05-01/503 (Accessed: 29 November 2026).",
                "Chicago": "UK Parliament. Written question to the Office of Lanterns. House of Commons written question 503, "
                f"May 1, 2024. {DETAIL}/2024-05-01/503.",
            },
        ),
    ],
)
def test_each_style_has_its_form(question: Question, expected: dict[str, str]) -> None:
    assert texts(question) == expected


def test_a_peer_keeps_the_title_and_a_record_without_number_its_own() -> None:
    assert texts(SEED_SHAPED)["Harvard"].startswith("Baroness Fenwick (2021) ‘Lanterns: Harbours’.")
    bare = Question("77", "Lords", "Why?", answer=Answer(text="So.", answered_on=date(2024, 3, 7)))
    assert texts(bare)["Short"] == (
        "House of Lords written question, record 77, answered 7 March 2024, http://data.parliament.uk/resources/77"
    )
    undated = Question("x-1", "Commons", "Why?")
    assert texts(undated)["Harvard"] == (
        "UK Parliament (no date) Written question. Hansard: House of Commons - written question, record x-1."
    )
    assert texts(undated)["Chicago"].endswith("written question, record x-1, n.d.")


@pytest.mark.parametrize(
    ("body", "described"),
    [
        ("Treasury", "Written question to the Treasury"),
        ("Women and Equalities", "Written question to Women and Equalities"),
        ("", "Written question"),
    ],
)
def test_a_question_without_a_heading_is_described(body: str, described: str) -> None:
    question = replace(CUT, answering_body=AnsweringBody(body))
    assert texts(question)["OSCOLA"].startswith(f"{described} (")
    assert reference_title(question) == f"{described}: whether wicks"


@pytest.mark.parametrize("question", [*BY_HAND, *questions(40)], ids=lambda question: question.id)
def test_no_citation_quotes_a_made_title_or_names_this_site(question: Question) -> None:
    for text in texts(question).values():
        assert "localhost" not in text
        assert "\n" not in text
        if not question.heading:
            assert not any(mark in text for mark in "‘’“”") or any(mark in question.asked_by.label for mark in "‘’“”")
            assert wording.title(question) not in text
        if address := parliament_address(question):
            assert address in text


def test_sample_data_are_cited_without_an_address() -> None:
    assert not any("http" in text for text in texts(SEED_SHAPED, is_sample=True).values())


def test_initials_are_those_of_every_forename() -> None:
    question = replace(TABLE, asked_by=Person("Dr Ada J Wick-Holder"))
    assert texts(question)["Harvard"].startswith("Wick-Holder, A.J. (2024)")
