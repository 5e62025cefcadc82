"""The statistics of stems, which are looked up together, against those of their terms, which are looked up one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read import stem_statistics
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.text.analysis import stem
from search.text.term_selection import every_form
from tests.invented import WORDS, questions

STEMS = [*dict.fromkeys(map(stem, WORDS)), "xyzzy", "a"]


def snapshots(folder: Path, records: list[Question]) -> tuple[Snapshot, Snapshot]:
    """Return a build of one segment; and one of two segments, with deleted documents."""
    WhooshWriter(folder / "whole").rebuild(records)
    WhooshWriter(folder / "updated").rebuild(records)
    WhooshWriter(folder / "updated").update(questions(6, seed=8), [record.id for record in records[:3]])
    whole, updated = (WhooshEngine(folder / name).snapshot()._snapshot for name in ("whole", "updated"))
    assert whole.reader.alive is None
    assert updated.reader.alive is not None
    return whole, updated


def test_stems_have_the_statistics_of_their_terms(tmp_path: Path, records: list[Question]) -> None:
    for snapshot in snapshots(tmp_path, records):
        terms = snapshot.terms
        counts = {text: terms.select(RANKED_GROUP, every_form(text)).postings_count for text in STEMS}
        occurrences = {text: terms.occurrences(RANKED_GROUP, every_form(text)) for text in STEMS}
        for _ in range(2):  # the second time from the cache
            assert snapshot.stems.record_counts(STEMS) == counts
            assert snapshot.stems.occurrences(STEMS) == occurrences
        assert counts["xyzzy"] == 0 < max(counts.values())
        assert snapshot.stems.record_counts([]) == {}


def test_the_caches_of_stems_are_bounded(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statistics = WhooshEngine(index_data).snapshot()._snapshot.stems
    monkeypatch.setattr(stem_statistics, "CACHED_STEMS", 10)
    for number in range(50):
        assert statistics.record_counts([f"unheard{number}", STEMS[0]])[STEMS[0]] > 0
    assert len(statistics._record_counts) <= 11
