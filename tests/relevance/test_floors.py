"""Ranking on the judged queries of public collections, if they are present: nDCG@10 stays above a floor."""

from __future__ import annotations

import gzip
import math
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.relevance.collection import collections, read
from benchmarks.relevance.rankers.ours import Ours
from search.text.analysis import words

COLLECTIONS = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared")) / "relevance"

FLOORS = {"cranfield": 0.381, "cisi": 0.383, "cacm": 0.451, "med": 0.676}
"""The figures of docs/relevance.md, less half the width of the confidence interval."""


def ndcg(ranked: Sequence[str], gains: dict[str, int], depth: int = 10) -> float:
    """Return the normalised discounted cumulated gain (Järvelin and Kekäläinen 2002). Gains are the judgements themselves."""
    gain_sum = sum(gains.get(id_, 0) / math.log2(rank + 2) for rank, id_ in enumerate(ranked[:depth]))
    ideal = sorted(gains.values(), reverse=True)[:depth]
    return gain_sum / sum(gain / math.log2(rank + 2) for rank, gain in enumerate(ideal))


@pytest.mark.skipif(not COLLECTIONS.is_dir(), reason=f"there are no judged collections in {COLLECTIONS}")
@pytest.mark.parametrize("name", FLOORS)
def test_ndcg_at_ten(name: str, tmp_path: Path) -> None:
    collection = read(COLLECTIONS / name)
    ours = Ours(collection.documents, tmp_path)
    values = [ndcg(ours.rank(words(text), 10), collection.gains[query]) for query, text in collection.queries.items()]
    mean = sum(values) / len(values)
    assert mean >= FLOORS[name], f"{name}: nDCG@10 {mean:.4f} over {len(values)} queries"


def test_reads_a_collection_with_and_without_compression(tmp_path: Path) -> None:
    (tmp_path / "docs.ndjson").write_text('{"id": 7, "title": null, "text": "a"}\n{"id": "8", "title": "t", "text": "b"}\r\n')
    with gzip.open(tmp_path / "queries.tsv.gz", "wt") as queries:
        queries.write("1\tone\ttwo\n2\tunjudged\n3\tonly noes\n")
    (tmp_path / "qrels.tsv").write_text("1\t7\t2\n1\t8\t0\n3\t7\t0\n")
    collection = read(tmp_path)
    assert [(document.id, document.title, document.text) for document in collection.documents] == [
        ("7", "", "a"),
        ("8", "t", "b"),
    ]
    assert collection.queries == {"1": "one\ttwo"}
    assert collection.gains == {"1": {"7": 2, "8": 0}}


def test_collections_are_the_folders_with_documents(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="There is no collection in"):
        collections(tmp_path)
    for name in ("b", "a", "c"):
        (tmp_path / name).mkdir()
    for name in ("b", "a"):
        (tmp_path / name / "docs.ndjson").write_text("")
    assert [collection.name for collection in collections(tmp_path)] == ["a", "b"]
    with pytest.raises(SystemExit, match=r"has no qrels\.tsv"):
        read(tmp_path / "a")
