"""Real records, where they are installed: references made from them find them, and other numbers in their texts are none."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import House, Question
from search.pipeline import reference_search
from search.query.reference_reader import read_references
from search.query.request import SearchRequest
from search.text.dates import long_date
from web.site import wording
from web.site.citations.styles import citations

SHARED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[2] / "shared"))
RECORDS = SHARED / "data" / "official-api.ndjson.gz"
pytestmark = pytest.mark.skipif(not RECORDS.is_file(), reason=f"the real records are not at {RECORDS}")

SEED = 16
REFERENCES = 300
NUMBERS = 1_000
MIN_SUCCESS_SHARE = 0.99
"""The least share of references whose record is found."""

DETAIL = "questions-statements.parliament.uk/written-questions/detail"
API = "https://questions-statements-api.parliament.uk/api/writtenquestions/questions"
FORMS: tuple[Callable[[Question, date], str], ...] = (
    lambda q, day: q.uin,
    lambda q, day: q.uin.lower().replace("hl", "hl "),
    lambda q, day: q.uin.replace("HL", "HL-"),
    lambda q, day: f"UIN {q.uin}",
    lambda q, day: f"uin: {q.uin}",
    lambda q, day: f"PQ{q.uin}",
    lambda q, day: f"PQ {q.uin}",
    lambda q, day: f"Q{q.uin}" if q.uin.isdigit() and len(q.uin) > 3 else f"[{q.uin}]",
    lambda q, day: f"WQ {q.uin} ({day:%d/%m/%Y})",
    lambda q, day: f"UIN {q.uin}, tabled on {long_date(day)}",
    lambda q, day: wording.short_citation(q),
    *(lambda q, day, style=style: citations(q, day)[style].text for style in range(4)),
    lambda q, day: wording.identity(q),
    lambda q, day: f"H{q.house[0]} Deb {long_date(day)}, PQ {q.uin}",
    lambda q, day: f"Written question {q.uin} ({long_date(day)})",
    lambda q, day: f"https://{DETAIL}/{day}/{q.uin}",
    lambda q, day: f"/written-questions/detail/{day}/{q.uin.lower()}/",
    lambda q, day: f"{API}/{q.id}",
    lambda q, day: f"{API}/{day}/{q.uin}",
    lambda q, day: f"http://data.parliament.uk/resources/{q.id}",
    lambda q, day: f"http://lda.data.parliament.uk/answeredquestions/{q.id}.json?_view=all",
    lambda q, day: f"https://www.theyworkforyou.com/wrans/?id={day}.{q.uin}.h",
    lambda q, day: f"https://www.theyworkforyou.com/wrans/?gid={day}.{q.uin}.q0&s=x#g{q.uin}.0",
    lambda q, day: f"/questions/{q.id}?q=x&at=2#answer",
    lambda q, day: f"please see PQ {q.uin} and UIN 1",
    lambda q, day: f"{q.uin}, 999998",
)
"""Ways to write a reference to a question, each given the question and its day tabled."""


@cache
def questions() -> tuple[Question, ...]:
    """Return what identifies each of the first records of the official API, and its heading and text."""
    records = []
    with gzip.open(RECORDS, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(20_000), strict=False):
            value = json.loads(line)["value"]
            house: House = value["house"]
            if value["uin"] and value["dateTabled"]:
                tabled = date.fromisoformat(value["dateTabled"][:10])
                texts = value["questionText"] or "", value["heading"] or ""
                records.append(Question(str(value["id"]), house, texts[0], value["uin"].upper(), tabled, heading=texts[1]))
    return tuple(records)


def numbers_in_texts() -> Iterator[str]:
    """Yield searches of up to five words of real texts, each with a word and a number that no marker names a UIN."""
    for question in questions():
        words = question.text.split()
        for position, word in enumerate(words):
            window = words[max(0, position - 2) : position + 3]
            has_word = re.search(r"[A-Za-z]{4}", " ".join(window))
            if re.search(r"\d", word) and has_word and not re.search(r"HL|UIN|\d{4,}/|[Qq]uestion", " ".join(window)):
                yield " ".join(window)


def test_the_record_of_a_reference_is_found() -> None:
    chosen = random.Random(SEED).sample(questions(), REFERENCES)
    engine = MemoryEngine([*chosen, *questions()[:500]])
    successes, missed = 0, []
    for number, question in enumerate(chosen):
        assert question.tabled_on is not None
        text = FORMS[number % len(FORMS)](question, question.tabled_on)
        reading = reference_search.read(engine, text)
        if reading is not None and reading.is_applied and engine.count(reading.query) and is_among(engine, reading, question):
            successes += 1
        else:
            missed.append(text)
    print(f"{successes} of {REFERENCES} references find their record; missed: {missed}")
    assert successes >= MIN_SUCCESS_SHARE * REFERENCES


def is_among(engine: MemoryEngine, reading: reference_search.ReferenceReading, question: Question) -> bool:
    """Whether a question is a result of its reference."""
    hits = engine.search(SearchRequest(query=reading.query, sort="newest", per_page=100)).hits
    return question.id in {hit.question.id for hit in hits}


def test_numbers_in_other_searches_are_not_taken_for_references() -> None:
    searches = sorted(set(numbers_in_texts()))
    chosen = random.Random(SEED).sample(searches, NUMBERS)
    taken = [text for text in chosen if read_references(text)]
    print(f"{len(taken)} of {NUMBERS} numbers are taken for references: {taken}")
    assert taken == []
