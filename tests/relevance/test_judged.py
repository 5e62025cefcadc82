"""The judged short queries in ``judged/`` are well formed, and are read as their README describes them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from random import Random

from benchmarks.relevance.collection import tab_separated
from benchmarks.relevance.judged_set import FOLDER, REPORT, TOP, TUNE, TUNE_2, TUNE_3, JudgedSet, read_judged_set

NUMBERS = [str(number) for number in range(1, 241)]


def rows(name: str) -> list[tuple[str, ...]]:
    return tab_separated(FOLDER / name)


def test_the_queries_are_numbered_from_1_and_differ() -> None:
    numbers, texts = zip(*rows("queries.tsv"), strict=True)
    assert list(numbers) == NUMBERS
    assert len(set(texts)) == len(texts)
    assert all(texts)


def test_every_judgement_has_a_known_query_a_record_and_a_grade() -> None:
    for number, record_id, grade in rows("qrels.tsv"):
        assert number in NUMBERS
        assert record_id
        assert grade in {"0", "1", "2", "3"}


def test_no_record_is_judged_twice_for_a_query() -> None:
    counts = Counter((number, record_id) for number, record_id, _ in rows("qrels.tsv"))
    assert max(counts.values()) == 1


def test_the_readme_gives_the_number_of_judgements_of_each_grade() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    for grade, count in Counter(grade for _, _, grade in rows("qrels.tsv")).items():
        assert any(line.startswith(f"| {grade} |") and line.endswith(f"| {count:,} |") for line in readme.splitlines())


def test_the_reported_queries_are_those_of_the_seeded_draw() -> None:
    assert [number for number, _ in rows("split.tsv")] == NUMBERS
    judged_first = [
        number for number in NUMBERS[:80] if number != "64"
    ]  # the query that no ranking answered when the set was split
    drawn = set(Random(1).sample(judged_first, 30))
    assert {number for number, part in rows("split.tsv") if part == REPORT} == drawn
    assert Counter(part for _, part in rows("split.tsv")) == {TUNE: 50, TUNE_2: 60, TUNE_3: 100, REPORT: 30}


def test_the_top_tens_of_earlier_code_are_ranked_and_judged() -> None:
    judged = read_judged_set()
    for number, ranking in groupby(rows("before.tsv"), key=lambda row: row[0]):
        ranks, ids = zip(*((rank, id_) for _, rank, id_ in ranking), strict=True)
        assert list(ranks) == [str(rank) for rank in range(1, len(ranks) + 1)]
        assert len(set(ids)) == len(ids) <= TOP
        assert judged.before[number] == list(ids)
    assert judged.unjudged(judged.before) == []


def test_a_query_without_a_judgement_is_in_no_part() -> None:
    judged = JudgedSet(
        {"1": "lantern", "2": "harbour", "3": "fog"}, {"1": {"a": 3}, "3": {"b": 1}}, {"1": TUNE, "2": TUNE, "3": REPORT}, {}
    )
    assert judged.part(TUNE).queries == {"1": "lantern"}
    assert judged.part(TUNE).gains == {"1": {"a": 3}}
    assert judged.part(REPORT).queries == {"3": "fog"}


def test_only_records_of_a_top_ten_can_be_unjudged() -> None:
    judged = JudgedSet({"1": "lantern", "2": "fog"}, {"1": {"a": 0}}, {"1": TUNE, "2": TUNE}, {})
    ids = [*"abcdefghij", "eleventh"]
    assert judged.unjudged({"1": ids, "2": ["z"]}) == [*(("1", id_) for id_ in "bcdefghij"), ("2", "z")]
