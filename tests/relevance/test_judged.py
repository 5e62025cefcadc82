"""The judged short queries in ``judged/`` are well formed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parent / "judged"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()]


def test_the_queries_are_numbered_from_1_and_differ() -> None:
    numbers, texts = zip(*rows("queries.tsv"), strict=True)
    assert numbers == tuple(str(number) for number in range(1, 81))
    assert len(set(texts)) == len(texts)
    assert all(texts)


def test_every_judgement_has_a_known_query_a_record_and_a_grade() -> None:
    numbers = {number for number, _ in rows("queries.tsv")}
    for number, record_id, grade in rows("qrels.tsv"):
        assert number in numbers
        assert record_id
        assert grade in {"0", "1", "2", "3"}


def test_no_record_is_judged_twice_for_a_query() -> None:
    counts = Counter((number, record_id) for number, record_id, _ in rows("qrels.tsv"))
    assert max(counts.values()) == 1


def test_the_readme_gives_the_number_of_judgements_of_each_grade() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    for grade, count in Counter(grade for _, _, grade in rows("qrels.tsv")).items():
        assert any(line.startswith(f"| {grade} |") and line.endswith(f"| {count:,} |") for line in readme.splitlines())
