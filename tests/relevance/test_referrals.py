"""Referral pairs: how they are read, and which records are ranked for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.relevance.referrals import Pair, evaluate, our_ranker, read_pairs, same_day
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question

DAYS = {name: date(2024, 3, day) for day, name in enumerate(("long before", "day before", "same day", "day after"), 1)}
FOG = "To ask the Secretary of State for Lamps, when fog lifts."
LANTERN = "To ask the Secretary of State for Lamps, how many lanterns there are in harbours."
QUESTIONS = {
    **{name: Question(name, "Commons", LANTERN, tabled_on=day) for name, day in DAYS.items()},
    "new": Question("new", "Commons", LANTERN, tabled_on=DAYS["same day"]),
    "undated": Question("undated", "Commons", LANTERN),
    "other": Question("other", "Commons", FOG, tabled_on=DAYS["long before"]),
}


def test_reads_pairs(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("7\t3\n8\tcommons-1\n")
    assert read_pairs(tmp_path / "pairs.tsv") == [Pair("7", "3"), Pair("8", "commons-1")]


@pytest.mark.parametrize(
    ("days", "ranked"), [(1, {"long before", "day before"}), (0, {"long before", "day before", "same day"})]
)
def test_only_other_records_of_earlier_days_are_ranked(tmp_path: Path, days: int, ranked: set[str]) -> None:
    WhooshWriter(tmp_path).rebuild(QUESTIONS.values())
    rank = our_ranker(WhooshEngine(tmp_path))
    assert set(rank(QUESTIONS["new"], date(2024, 3, 3 - days))) == ranked
    values = evaluate(rank, [Pair("new", name) for name in (*DAYS, "new", "undated")], QUESTIONS, days)
    assert values.recall.tolist() == [float(name in ranked) for name in (*DAYS, "new", "undated")]


def test_counts_the_pairs_of_one_day() -> None:
    assert same_day([Pair("new", name) for name in DAYS], QUESTIONS) == 1
