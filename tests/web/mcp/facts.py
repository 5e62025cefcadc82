"""Factual questions with known answers, made from records of the official API as its files have them, without an index."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from search.text.dates import long_date

Record = dict[str, Any]
COMMON_WORDS = re.compile(r"[A-Z][a-z]{6,}")


class Fact(msgspec.Struct, frozen=True):
    """A question in English, the call that answers it, the answer in its reply, and what the records say."""

    question: str
    tool: str
    arguments: dict[str, Any]
    answer: Callable[[dict[str, Any]], object]
    expected: object


def official_records(paths: Iterable[Path]) -> list[Record]:
    """Return the records of files of JSON lines, one for each id."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    return list({record["id"]: record for line in lines if (record := json.loads(line)["value"])}.values())


def facts(records: list[Record], first_day: str) -> list[Fact]:
    """Return thirty facts of the questions tabled from a day on."""
    chosen = [record for record in records if record["dateTabled"] and record["dateTabled"][:10] >= first_day]
    all_facts = [*_counts(chosen, first_day), *_periods(chosen, first_day), *_texts(chosen)]
    assert len(all_facts) == 30
    assert sum(bool(fact.expected) for fact in all_facts) >= 28, "facts that are 0 show little"
    return all_facts


def _total(reply: dict[str, Any]) -> object:
    return reply["total"]


def _common(records: Iterable[Record], read: Callable[[Record], Any], number: int) -> list[tuple[str, int]]:
    return Counter(value for record in records if (value := read(record))).most_common(number)


def _counts(records: list[Record], first_day: str) -> Iterator[Fact]:
    """Sixteen: of Houses, bodies, members, ministers, withdrawn questions, named days and headings."""
    since = {"tabled_from": first_day}
    for house in ("Commons", "Lords"):
        count = sum(record["house"] == house for record in records)
        yield Fact(f"How many questions are of the {house}?", "search", {"house": house, **since}, _total, count)
    for body, count in _common(records, lambda record: record["answeringBodyName"], 4):
        yield Fact(f"How many questions went to the {body}?", "search", {"body": body, **since}, _total, count)
    for name, count in _common(records, lambda record: (record["askingMember"] or {}).get("name"), 3):
        yield Fact(f"How many questions did {name} ask?", "search", {"asked": name, **since}, _total, count)
    for name, count in _common(records, lambda record: (record["answeringMember"] or {}).get("name"), 3):
        yield Fact(f"How many questions did {name} answer?", "search", {"answered": name, **since}, _total, count)
    named_day = sum(record["isNamedDay"] is True for record in records)
    yield Fact("How many are for a named day?", "search", {"query": "named-day:yes", **since}, _total, named_day)
    for word, _ in _common(records, lambda record: (COMMON_WORDS.findall(record["heading"]) or [""])[0], 40)[31::3]:
        pattern = re.compile(rf"\b{word}\b", re.IGNORECASE)
        count = sum(bool(pattern.search(record["heading"])) for record in records)
        query = {"query": f'heading:"{word}"', **since}
        yield Fact(f"How many headings have the word {word}?", "search", query, lambda reply: reply["with_every_word"], count)


def _periods(records: list[Record], first_day: str) -> Iterator[Fact]:
    """Six: of months and years."""
    body = _common(records, lambda record: record["answeringBodyName"], 1)[0][0]
    for month, count in _common(records, lambda record: record["dateTabled"][:7], 2):
        span = {"tabled_from": month, "tabled_to": month}
        yield Fact(f"How many questions were tabled in {month}?", "search", span, _total, count)
        within = sum(record["answeringBodyName"] == body for record in records if record["dateTabled"].startswith(month))
        yield Fact(
            f"How many of them went to the {body}?",
            "count_over_time",
            {"body": body, "by": "month", **span},
            lambda reply, name=month: reply["counts"][name],  # type: ignore[misc]
            within,
        )
    answered = Counter(str(record["dateAnswered"])[:7] for record in records if record["dateAnswered"]).most_common(1)
    for month, count in answered:
        span = {"answered_on_from": month, "answered_on_to": month, "tabled_from": first_day}
        yield Fact(f"How many questions were answered in {month}?", "search", span, _total, count)
    ((year, count),) = _common(records, lambda record: record["dateTabled"][:4], 1)
    since = {"by": "year", "tabled_from": first_day}
    yield Fact(f"How many in {year}?", "count_over_time", since, lambda reply: reply["counts"][year], count)


def _texts(records: list[Record]) -> Iterator[Fact]:
    """Eight: of single records that have an answer, a day of it, and a heading."""
    whole = [record for record in records if record["dateAnswered"] and record["uin"] and len(record["questionText"]) < 250]
    chosen = [record for record in whole if record["heading"] and record["askingMember"] and not record["answerIsCorrection"]]
    for record in chosen[:: len(chosen) // 2][:2]:
        key, uin, tabled = str(record["id"]), record["uin"], record["dateTabled"][:10]
        day = long_date(date.fromisoformat(record["dateAnswered"][:10]))
        numbered = {"query": f"uin:{uin}", "tabled_from": tabled, "tabled_to": tabled}
        yield Fact(f"Which record is UIN {uin} of {tabled}?", "search", numbered, lambda reply: reply["results"][0]["id"], key)
        yield Fact(
            f"How is it cited, and what does it ask? ({key})",
            "fetch",
            {"id": key},
            lambda reply, text=record["questionText"]: (reply["citation"], text in reply["text"]),  # type: ignore[misc]
            (f"H{record['house'][0]} WQ {uin}, {long_date(date.fromisoformat(tabled))}", True),
        )
        yield Fact(
            f"When was it answered? ({key})",
            "history",
            {"id": key},
            lambda reply, words=day: (words in reply["state"], reply["events"][-1]),  # type: ignore[misc]
            (True, {"day": record["dateAnswered"][:10], "event": "answered"}),
        )
        yield Fact(
            f"Has this been asked before? ({key})",
            "asked_before",
            {"draft": record["questionText"]},
            lambda reply, record_id=key: record_id in [result["id"] for result in reply["results"]],  # type: ignore[misc]
            True,
        )
