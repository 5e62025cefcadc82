"""The judged short queries of ``tests/relevance/judged``: queries, grades, parts, and the top tens of earlier code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.corpus import ROOT
from benchmarks.relevance.collection import Collection, tab_separated

FOLDER = ROOT / "tests" / "relevance" / "judged"
TOP = 10
TUNE, TUNE_2, TUNE_3, REPORT = "tune", "tune-2", "tune-3", "report"

Rankings = Mapping[str, Sequence[str]]
"""Query number -> ids, best first."""


class JudgedSet(msgspec.Struct, frozen=True):
    """``queries``: number -> text. ``gains``: number -> record id -> grade. ``parts``: number -> one of the parts.

    ``before`` are the top tens of Wrans 0.1.0, which later code is compared with. ``TUNE_2`` and
    ``TUNE_3`` have none: they are newer.
    """

    queries: dict[str, str]
    gains: dict[str, dict[str, int]]
    parts: dict[str, str]
    before: Rankings

    def part(self, name: str) -> Collection:
        """Return one part as a collection without documents. A query without a judgement is in no part."""
        queries = {number: text for number, text in self.queries.items() if self.parts[number] == name and number in self.gains}
        return Collection(name, (), queries, {number: self.gains[number] for number in queries})

    def unjudged(self, rankings: Rankings) -> list[tuple[str, str]]:
        """Return the query number and the id of each record in a top ten that has no grade for the query."""
        return [(number, id_) for number, ids in rankings.items() for id_ in ids[:TOP] if id_ not in self.gains.get(number, {})]


def read_judged_set(folder: Path = FOLDER) -> JudgedSet:
    """Read the four files. Their columns are described in the folder's README."""
    gains: dict[str, dict[str, int]] = defaultdict(dict)
    for number, id_, grade in tab_separated(folder / "qrels.tsv"):
        gains[number][id_] = int(grade)
    before: dict[str, list[str]] = defaultdict(list)
    for number, _, id_ in tab_separated(folder / "before.tsv"):
        before[number].append(id_)
    queries, parts = (_columns(folder / name) for name in ("queries.tsv", "split.tsv"))
    return JudgedSet(queries, dict(gains), parts, dict(before))


def _columns(path: Path) -> dict[str, str]:
    return {number: value for number, value in tab_separated(path)}  # noqa: C416 (dict() would not check for two columns)
