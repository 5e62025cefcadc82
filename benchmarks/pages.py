"""How fast a results page is made, beside stock Whoosh on the very same index and SQLite's FTS5.

    python -m benchmarks.pages DATA [--records N]

Each engine gives the first twenty results, the exact total, and the counts of two facets. Ours also counts every other facet
and marks the passages. Every engine is warm: the best of three rounds counts, in turns, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import MultifieldParser
from whoosh.searching import Searcher

from indexer.outcomes import Decoded
from indexer.reading import input_files
from indexer.sources import recognise
from indexer.sources.source_file import SourceFile
from search.engines.whoosh.builds import Builds
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.writer import WhooshWriter
from search.fields import FIELDS
from search.parser import parse
from search.records import Question
from search.request import FacetRequest, SearchRequest

FACETS = tuple(FacetRequest(name) for name, field in FIELDS.items() if field.facet)
QUERIES = {
    "a rare word": "lighthouse",
    "a common word": "government",
    "three words, all": "hospital waiting times",
    "three words, any": "hospital OR waiting OR times",
    "a phrase": '"social care"',
    "a prefix": "immigra*",
}
ROUNDS = 3


def questions(data: Path) -> Iterator[Question]:
    """Every record under the folder, each id once."""
    seen: set[str] = set()
    for path in input_files([data]):
        if isinstance(source := recognise(path), SourceFile):
            for record in source.records():
                if isinstance(record, Decoded) and record.question.id not in seen:
                    seen.add(record.question.id)
                    yield record.question


def stock(searcher: Searcher, text: str) -> int:
    """Stock Whoosh: its parser, its collectors, the first twenty and two facets."""
    parser = MultifieldParser(["heading", "question", "answer"], searcher.schema)
    results = searcher.search(parser.parse(text), limit=20, groupedby=["body", "house"])
    for hit in results:
        hit.fields()
    results.groups("body"), results.groups("house")
    return len(results)


def fts5(database: sqlite3.Connection, text: str) -> int:
    """SQLite: the first twenty by bm25, the total and two facets."""
    matching = "FROM record JOIN words ON record.rowid = words.rowid WHERE words MATCH ?"
    database.execute(f"SELECT * {matching} ORDER BY bm25(words, 3.0, 1.5, 1.0) LIMIT 20", (text,)).fetchall()
    for facet in ("body", "house"):
        database.execute(f"SELECT {facet}, count(*) {matching} GROUP BY {facet}", (text,)).fetchall()
    return int(database.execute(f"SELECT count(*) {matching}", (text,)).fetchone()[0])


def fts5_index(records: list[Question]) -> sqlite3.Connection:
    """The same texts and facets in FTS5, with its Porter stemmer."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE record (body, house)")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(heading, question, answer, tokenize='porter unicode61')")
    for record in records:
        database.execute("INSERT INTO record VALUES (?, ?)", (record.answering_body.name, record.house))
        row = (record.heading, record.text, record.answer.text if record.answer else "")
        database.execute("INSERT INTO words VALUES (?, ?, ?)", row)
    return database


def best(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of each way, the best of some rounds taken in turns."""
    taken = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            taken[name] = min(taken[name], (time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    """Build, measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--records", type=int, default=20_000)
    chosen = arguments.parse_args()
    records = list(islice(questions(chosen.data), chosen.records))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        WhooshWriter(Path(folder)).rebuild(records)
        print(f"{len(records):,} records indexed, {len(records) / (time.perf_counter() - began):,.0f} a second")
        engine = WhooshEngine(Path(folder))
        index = FileStorage(str(Builds(Path(folder)).current())).open_index()
        database = fts5_index(records)
        print(f"{'ms a page':20}{'ours':>8}{'stock':>8}{'FTS5':>8}{'stock/ours':>12}{'FTS5/ours':>12}")
        with index.searcher() as searcher:
            for name, text in QUERIES.items():
                request = SearchRequest(text, parse(text).tree, facets=FACETS)
                ways: dict[str, Callable[[], object]] = {
                    "ours": lambda request=request: engine.search(request),
                    "stock": lambda text=text: stock(searcher, text),
                    "fts5": lambda text=text: fts5(database, text),
                }
                ms = best(ways)
                ratios = f"{ms['stock'] / ms['ours']:12.1f}{ms['fts5'] / ms['ours']:12.1f}"
                print(f"{name:20}{ms['ours']:8.1f}{ms['stock']:8.1f}{ms['fts5']:8.1f}{ratios}")
        index.close()
        engine.close()
        database.close()


if __name__ == "__main__":
    main()
