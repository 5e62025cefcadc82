"""Ranking on judged queries, where the public collections are at hand: it may not fall below what it once reached."""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from pathlib import Path

import pytest

from search.analysis import STOP_WORDS, words
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.writer import WhooshWriter
from search.query import Or, Word
from search.records import Question
from search.request import SearchRequest

COLLECTIONS = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared")) / "relevance"
pytestmark = pytest.mark.skipif(not COLLECTIONS.is_dir(), reason=f"the judged collections are not at {COLLECTIONS}")

FLOORS = {"cranfield": 0.36, "med": 0.69}


def ndcg(ranked: list[str], gains: dict[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulated gain (Järvelin and Kekäläinen 2002), gains as they are judged."""
    found = sum(gains.get(id_, 0) / math.log2(place + 2) for place, id_ in enumerate(ranked[:depth]))
    ideal = sorted(gains.values(), reverse=True)[:depth]
    return found / sum(gain / math.log2(place + 2) for place, gain in enumerate(ideal))


def documents(folder: Path) -> list[Question]:
    rows = map(json.loads, (folder / "docs.ndjson").read_text("utf-8").splitlines())
    return [Question(str(row["id"]), "Commons", row["text"], heading=row.get("title") or "") for row in rows]


def judgements(folder: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, gain = line.split("\t")
        if int(gain) > 0:
            found[query][document] = int(gain)
    return found


@pytest.mark.parametrize("name", FLOORS)
def test_ndcg_at_ten(name: str, tmp_path: Path) -> None:
    folder = COLLECTIONS / name
    WhooshWriter(tmp_path).rebuild(documents(folder))
    engine = WhooshEngine(tmp_path)
    gains = judgements(folder)
    reached = []
    for line in (folder / "queries.tsv").read_text("utf-8").splitlines():
        query, text = line.split("\t", 1)
        if query in gains:
            asked = Or(tuple(Word(word) for word in words(text) if word not in STOP_WORDS))
            hits = engine.search(SearchRequest(query=asked, per_page=10)).hits
            reached.append(ndcg([hit.question.id for hit in hits], gains[query]))
    engine.close()
    mean = sum(reached) / len(reached)
    assert mean >= FLOORS[name], f"{name}: nDCG@10 {mean:.4f} over {len(reached)} queries"
