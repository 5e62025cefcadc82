"""References to questions in a text: every form, alone and among other words, and numbers that are none."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.parser import parse
from search.query.reference_reader import read_references
from search.query.references import Reference
from search.query.validation import check_query

JULY, MARCH = date(2026, 7, 10), date(2024, 3, 5)
DETAIL = "https://questions-statements.parliament.uk/written-questions/detail/2024-03-05"
API = "https://questions-statements-api.parliament.uk/api/writtenquestions/questions"


def refers(uin: str, *days: date, house: str | None = None) -> tuple[str, tuple[date, ...], str | None]:
    return uin, days, house


def parts(reference: Reference) -> tuple[str, tuple[date, ...], str | None]:
    return reference.uin or " ".join(reference.ids), reference.days, reference.house


WHOLE = {
    "HL 1347": [refers("HL1347")],
    "HL-1347": [refers("HL1347")],
    "hl1347": [refers("HL1347")],
    "[HL1347]": [refers("HL1347")],
    "Q12345": [refers("12345")],
    "PQ 16108": [refers("16108")],
    "pq16108": [refers("16108")],
    "WQ 123": [refers("123")],
    "W.Q. 17776": [refers("17776")],
    "UIN 17776": [refers("17776")],
    "UIN: 17776": [refers("17776")],
    "UIN\u00a017776": [refers("17776")],
    "#17776": [refers("17776")],
    "No. 17776": [refers("17776")],
    "17776": [refers("17776")],
    "2024": [refers("2024")],
    "12345, 12346": [refers("12345"), refers("12346")],
    "12345 and 12346;12347": [refers("12345"), refers("12346"), refers("12347")],
    "12345;12346/HL99": [refers("12345"), refers("12346"), refers("HL99")],
    "PQs 16108, 16109 and 16110": [refers("16108"), refers("16109"), refers("16110")],
    "UINs 1,2,3": [refers("1"), refers("2"), refers("3")],
    "HL1347 OR HL1348": [refers("HL1347"), refers("HL1348")],
    "see PQ 16108 and HL 1347 please": [refers("16108"), refers("HL1347")],
    "question number 17776": [refers("17776")],
    "UIN 17776, tabled on 10 July 2026": [refers("17776", JULY)],
    "UIN:17776, tabled on 10 July 2026": [refers("17776", JULY)],
    "HC WQ 17776, 10 July 2026": [refers("17776", JULY, house="Commons")],
    "HL WQ HL1347, 10 July 2026": [refers("HL1347", JULY)],
    "HCWQ17776": [refers("17776", house="Commons")],
    "HLWQ 1347": [refers("1347", house="Lords")],
    "HC 17776": [refers("17776", house="Commons")],
    "Commons 17776": [refers("17776", house="Commons")],
    "HL/1347": [refers("HL1347")],
    "HL:1347": [refers("HL1347")],
    "HL#1347": [refers("HL1347")],
    "PQ/17776": [refers("17776")],
    "Qu 17776": [refers("17776")],
    "17776-17778": [refers("17776"), refers("17777"), refers("17778")],
    "UINs 17776 to 17778": [refers("17776"), refers("17777"), refers("17778")],
    "HL1347–1349": [refers("HL1347"), refers("HL1348"), refers("HL1349")],
    "17776 answered on 10 July 2026": [refers("17776", JULY)],
    "HC Deb 10 July 2026 c923W [17776]": [refers("17776", JULY)],
    "[17776] HC Deb 10 July 2026 cc923-4W": [refers("17776", JULY)],
    "Official Report, 10 July 2026, Vol. 559, column 923W [17776]": [refers("17776", JULY)],
    "Lords question 1347": [refers("1347", house="Lords")],
    "17776 of 10 July 2026": [refers("17776", JULY)],
    "HC Deb 10 July 2026, PQ 17776": [refers("17776", JULY)],
    "Written question 17776 (July 10, 2026)": [refers("17776", JULY)],
    "PQ 16108 (10 July 2026), PQ 16109 (5/3/24)": [refers("16108", JULY), refers("16109", MARCH)],
    "16108, 16109, tabled on 10/07/2026": [refers("16108", JULY), refers("16109", JULY)],
    f"{DETAIL}/17776": [refers("17776", MARCH)],
    f"{DETAIL}/HL1347/?x=1#y": [refers("HL1347", MARCH)],
    "/written-questions/detail/2024-03-05/HL1347/": [refers("HL1347", MARCH)],
    f"see {DETAIL}/17776.": [refers("17776", MARCH)],
    f"{API}/123456": [refers("123456")],
    f"{API}/2024-03-05/17776": [refers("17776", MARCH)],
    "http://data.parliament.uk/resources/123456": [refers("123456")],
    "lda.data.parliament.uk/answeredquestions/123456.json": [refers("123456")],
    "http://lda.data.parliament.uk/commonswrittenquestions/123456": [refers("123456")],
    "https://www.theyworkforyou.com/wrans/?id=2024-03-05.17776.h": [refers("17776", MARCH)],
    "https://www.theyworkforyou.com/wrans/?gid=2024-03-05a.17776.h&s=lantern#g1": [refers("17776", MARCH)],
    "https://www.theyworkforyou.com/wrans/?id=2024-03-05.HL1347.h": [refers("HL1347", MARCH)],
    "uk.org.publicwhip/wrans/2024-03-05.17776.q0": [refers("17776", MARCH)],
    "/questions/1285393": [refers("1285393")],
    "http://localhost:8000/questions/1285393?q=x&at=2#answer": [refers("1285393")],
    "/questions/1285393.json": [refers("1285393")],
    "wrans.example.org/questions/commons-2009-10-26-12/similar": [refers("commons-2009-10-26-12")],
}


@pytest.mark.parametrize(("text", "expected"), WHOLE.items(), ids=WHOLE)
def test_each_form_is_read(text: str, expected: list[tuple[str, tuple[date, ...], str | None]]) -> None:
    references = read_references(text)
    assert references is not None
    assert references.standing == "whole"
    assert [parts(item) for item in references.items] == expected


@pytest.mark.parametrize(
    ("text", "uins"),
    [
        ("dentists HL1347", ["HL1347"]),
        ("PQ 16108 and 20 homes", ["16108"]),
        ("lanterns, question 17776 on harbours", ["17776"]),
        ("lanterns (UIN 5)", ["5"]),
        ("lanterns Q12345", ["12345"]),
        ("lanterns HL 1347, HL1348 and 1349", ["HL1347", "HL1348", "1349"]),
        (f"lanterns {DETAIL}/17776", ["17776"]),
    ],
)
def test_a_reference_with_a_marker_is_read_among_other_words(text: str, uins: list[str]) -> None:
    references = read_references(text)
    assert references is not None
    assert references.standing == "named"
    assert [item.uin for item in references.items] == uins


@pytest.mark.parametrize(
    "text",
    [
        "To ask the Secretary of State for Harbours, pursuant to the Answer to Question 17776, how many lanterns there are",
        "Pursuant to the Answer of 5 March 2024 to Question 17776, how many lanterns there are",
        "lanterns " * 25 + "UIN 17776",
    ],
)
def test_a_reference_in_a_draft_is_only_mentioned(text: str) -> None:
    references = read_references(text)
    assert references is not None
    assert references.standing == "mentioned"


def test_a_long_citation_with_the_address_at_parliament_is_what_the_text_asks_for() -> None:
    citation = (
        "UK Parliament (2026) ‘Lanterns and Lamps of the Harbours and Isles’. Hansard: House of Commons - written question "
        "17776, 10 July. Available at: https://questions-statements.parliament.uk/written-questions/detail/2026-07-10/17776 "
        "(Accessed: 12 July 2026)."
    )
    references = read_references(citation)
    assert references is not None
    assert references.standing == "named"
    assert {item.uin for item in references.items} == {"17776"}


def test_a_span_of_many_numbers_does_not_make_a_short_text_a_draft() -> None:
    references = read_references("lanterns of UIN 17776 to 17815")
    assert references is not None
    assert references.standing == "named"
    assert len(references.items) == 40


def test_the_long_citation_of_the_site_is_what_the_text_asks_for() -> None:
    citation = (
        "“Lanterns: Harbours”, House of Commons written question, UIN\u00a017776, Alys Fenwick asked on 10 July 2026, answered "
        "23 July 2026 by Baroness Vale of the Harbours and the Isles, record 123456. http://localhost/questions/123456"
    )
    references = read_references(citation)
    assert references is not None
    assert references.standing == "named"
    assert references.items[0].days[0] == JULY
    assert references.items[1].ids == ("123456",)


@pytest.mark.parametrize(
    "text",
    [
        *("£5000", "section 21", "covid 19", "5 000 homes", "5 000", "5,000", "50%", "1.5", "2023/24", "2023-24", "2020, 2021"),
        *(
            "24/7",
            "9/11",
            "in 2024",
            "10 July 2026",
            "lanterns 2023",
            "17776 lanterns",
            "HL7 standards",
            "Q1 2024",
            "PQs in 2023",
            "HC 461",
            "Commons 2024",
            "House of Commons 650",
            "5000-5010 homes",
            "1914-1918",
            "100 questions answered on 10 July 2026",
            "HC Deb 10 July 2026 c923W",
            "lanterns 500 answered 10 July 2026",
            "HL/7 standards",
            "0117-9281",
        ),
        *("PQs 2023", "age 65", "500 people", "F-35", "100 questions answered", "questions 100 people asked", "10:30", "16-18"),
        *(
            "call 020 7219 4272",
            "020 7219 4272",
            "+44 20 7219 3000",
            "resources/2024 plan",
            "3.5 million",
            "12345*",
            "A14 2024",
        ),
        *(
            "question 5 of the survey",
            "lanterns Q4 and Q3",
            "see Q234",
            "Section 106 agreements 2019",
            "8 September",
            "March 2024",
        ),
        # the query language and quotation marks
        *(
            "uin:17776",
            "uin:hl12 tax",
            "group:HL1347",
            "-HL1347 tax",
            "NOT HL1347 tax",
            '"HL1347"',
            "house:lords HL1347",
            "id:5",
        ),
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert read_references(text) is None


def test_many_references_are_read_at_once() -> None:
    numbers = [str(10_000 + number) for number in range(200)]
    references = read_references(", ".join(numbers))
    assert references is not None
    assert [item.uin for item in references.items] == numbers


PIECES = st.sampled_from(
    [
        *("UIN", "PQ", "HL", "Q", "questions", "and", "12345", "HL1347", "2024-03-05", "10 July 2026", "31 February 2024"),
        *("http://x.org/questions/", "?id=2024-03-05.17776.h", "NOT", "\u0661\u0662\u0663", "\x00", "%2F", "lantern"),
        *' ,;:/-.()[]"“”#?=\n',
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    references = read_references(text)
    assert references is None or references.items
    check_query(parse(text).tree)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "HL", "UIN ", "PQ 1,", "questions/", "x/", "no ", "5 March 2024 ", '"', "2024-03-05/", ".", "("]
)
def test_time_is_bounded(piece: str) -> None:
    started = time.process_time()
    read_references("1 " + piece * 100_000)
    assert time.process_time() - started < 2
