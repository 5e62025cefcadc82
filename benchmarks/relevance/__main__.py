"""``make relevance COLLECTIONS=DIR``: our ranking beside its peers', on judged collections.

A collection is a folder with docs.ndjson (id, title, text), queries.tsv and qrels.tsv, plain or gzip.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import ROOT
from benchmarks.relevance import rankers, report
from benchmarks.relevance.collection import Collection, collections, read
from benchmarks.relevance.evaluation import DEPTH, Values, measured

HERE = Path(os.environ.get("WRANS_SHARED", ROOT.parent / "shared")) / "relevance"

_WORD = re.compile(r"\w+")
"""A query's plain words are its runs of letters and digits: no engine's own, and none's operators."""


def main() -> None:
    """Measure, write and print."""
    arguments = argparse.ArgumentParser("make relevance", description=__doc__)
    arguments.add_argument("collections", nargs="?", type=Path, default=HERE, help="folder of collections")
    judged = [read(folder) for folder in collections(arguments.parse_args().collections)]
    found = {name: {each.name: _measured(name, each) for each in judged} for name in rankers.NAMES}
    report.write(judged, found)
    print(report.section(judged, found))
    print(report.last_line(found))


def _measured(ranker: str, collection: Collection) -> dict[str, Values]:
    print(f"{ranker}: {collection.name}", file=sys.stderr, flush=True)
    with TemporaryDirectory() as folder:
        engine = rankers.named(ranker)(collection.documents, Path(folder))
        asked = {query: _WORD.findall(text.lower()) for query, text in collection.queries.items()}
        return measured(collection, {query: engine.rank(text, DEPTH) if text else [] for query, text in asked.items()})


if __name__ == "__main__":
    main()
