"""A reference means a record by House, UIN and day, never by UIN alone."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from search.insight.entries import Entry, entry_of
from search.insight.resolution import resolve
from search.model.derived import Citation
from search.model.question import Answer, AnsweringBody, Question

PORTS = AnsweringBody("Department for Ports")
OLD = Question(
    "1", "Commons", "To ask how.", "500", date(2022, 6, 6), answering_body=PORTS, answer=Answer(answered_on=date(2022, 6, 9))
)
NEW = replace(OLD, id="2", tabled_on=date(2024, 9, 2), answer=Answer(answered_on=date(2024, 9, 9)))
LORDS = replace(NEW, id="3", house="Lords", uin="HL500")
UNANSWERED = replace(NEW, id="4", uin="501", answer=None)
OTHER_BODY = replace(NEW, id="5", uin="502", answering_body=AnsweringBody("Fog Office"))
RECORDS = [entry_of(question) for question in (OLD, NEW, LORDS, UNANSWERED, OTHER_BODY)]
CITING = Question("9", "Commons", "", "900", date(2024, 10, 1), answering_body=PORTS)


def cited(text: str, **changes: object) -> tuple[Citation, ...]:
    def find(house: str, uin: str) -> list[Entry]:
        return [entry for entry in RECORDS if (entry.house, entry.uin) == (house, uin)]

    return resolve(entry_of(replace(CITING, text=text, **changes)), find)


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("pursuant to the Answer of 9 June 2022 to Question 500", "1"),
        ("pursuant to the Answer of 9 September 2024 to Question 500", "2"),
        ("pursuant to Question 500, tabled on 2 September 2024", "2"),
        ("pursuant to Question 500", "2"),
        ("pursuant to the Answer of 9 September 2024 to Question HL500", "3"),
        ("pursuant to the Answer of 9 September 2024 to Question 501", "4"),
        ("pursuant to the Answer of 11 September 2024 to Question 500", "2"),
        ("pursuant to the Answer of 12 January 2023 to Question 500", "1"),
    ],
)
def test_the_day_decides_between_the_sessions(text: str, record: str) -> None:
    uin = "HL500" if "HL" in text else "501" if "501" in text else "500"
    assert cited(text) == (Citation(uin, record),)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("pursuant to the Answer of 9 September 2024 to Question 777", "not-held"),
        ("pursuant to the Answer of 9 March 2016 to Question 500", "uncertain"),
        ("pursuant to the Answer of 9 March 2020 to Question 502", "uncertain"),
        ("pursuant to the Answer of 11 September 2024 to Question 502", "uncertain"),
        ("pursuant to Question 502", "uncertain"),
        ("pursuant to the Answer of 9 September 2024 on fog", "no-number"),
        ("pursuant to the Answer of 9 September 2024, Official Report, column 12W", "column"),
    ],
)
def test_why_a_reference_has_no_record(text: str, outcome: str) -> None:
    assert [(citation.id, citation.outcome) for citation in cited(text)] == [("", outcome)]


def test_a_record_of_another_session_is_never_the_result() -> None:
    assert cited("pursuant to Question 500", tabled_on=date(2023, 12, 1)) == (Citation("500", outcome="not-held"),)


def test_nothing_later_and_not_the_record_itself_is_meant() -> None:
    assert cited("pursuant to Question 500", tabled_on=date(2024, 7, 20))[0].outcome == "not-held"
    assert cited("pursuant to Question 900")[0].outcome == "not-held"


def test_the_lords_leave_hl_out() -> None:
    text = "further to the Written Answer on 9 September 2024 to Question 500"
    assert cited(text, house="Lords", id="8") == (Citation("500", "3"),)


def test_a_house_that_is_named_is_meant() -> None:
    text = "further to the Written Answer of 9 September 2024 to Commons Question 500"
    assert cited(text, house="Lords", id="8") == (Citation("500", "2"),)


def test_the_references_of_the_question_come_before_those_of_its_answer() -> None:
    answer = Answer(text="I refer to the answer of 9 June 2022 to Question 500.", answered_on=date(2024, 10, 8))
    citations = cited("pursuant to Question 501", answer=answer)
    assert citations == (Citation("501", "4"), Citation("500", "1", in_answer=True))
