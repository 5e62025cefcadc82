"""``make relevance COLLECTIONS=DIR``: measure our ranking beside other engines', on judged collections and on real records.

A collection is a folder with docs.ndjson (id, title, text), queries.tsv and qrels.tsv, plain or gzip. Real records are measured
where the shared folder is: short queries, referral pairs and questions answered together.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.markdown import write_sections
from benchmarks.relevance import more_like_this, rankers, record_report, records, referrals, report
from benchmarks.relevance.collection import Collection, collections, read
from benchmarks.relevance.effectiveness import DEPTH, Values
from benchmarks.relevance.evaluation import evaluate
from benchmarks.relevance.judged_set import read_judged_set
from benchmarks.relevance.rankers.with_meaning import EncodingSimilarity, encoder_folder
from benchmarks.relevance.short_queries import rank_short_queries, words
from search.meaning.encoder import Encoder, check_available
from search.meaning.model_files import MeaningUnavailable

GROUPED_RECORDS, GROUPED_SEED = 2_000, 1
DAYS_BEFORE = {"tabled on an earlier day": 1, "tabled on the same day or earlier": 0}
"""The records that are ranked for a referral pair -> the least number of days between them and the question."""


def main() -> None:
    """Measure every ranker; write and print the sections."""
    parser = argparse.ArgumentParser("make relevance", description=__doc__)
    parser.add_argument("collections", nargs="?", type=Path, default=records.COLLECTIONS, help="folder of collections")
    collections_ = [read(folder) for folder in collections(parser.parse_args().collections)]
    has_encoder = _has_encoder()
    names = [name for name in rankers.CLASSES if name != rankers.WITH_MEANING or has_encoder]
    results = {name: {collection.name: _measure(name, collection) for collection in collections_} for name in names}
    sections = [
        (report.PAGE, report.section(collections_, results)),
        (report.TABLES, report.tables_section(collections_, results)),
    ]
    if records.RECORDS.is_dir():
        sections += _measure_records(has_encoder)
    else:
        print(f"There are no real records in {records.RECORDS}, so they are not measured.", file=sys.stderr)
    for page, section in sections:
        write_sections(page, section)
        print(section)
    print(report.summary_line(results))


def _has_encoder() -> bool:
    """Whether the extra that ranks by meaning is set up; if not, say so."""
    try:
        check_available(encoder_folder())
    except MeaningUnavailable as error:
        print(f"Ranking by meaning is not measured. {error}", file=sys.stderr)
        return False
    return True


def _measure_records(has_encoder: bool) -> Iterator[tuple[Path, str]]:
    """Yield the sections measured on real records, each with its page, with ranking by meaning if there is an encoder."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine = records.index_records([records.RECORDS], folder / "all")
        questions = records.read_questions(engine)
        judged = read_judged_set()
        rankings = rank_short_queries(engine, questions, judged)
        yield report.PAGE, record_report.short_queries_section(judged, rankings, len(questions))
        yield report.TABLES, record_report.short_queries_tables(judged, rankings)
        pairs = referrals.read_pairs(records.REFERRALS)
        meaning = EncodingSimilarity(Encoder(encoder_folder())) if has_encoder else None
        by_ranker = referrals.rankers(engine, questions, folder, meaning)
        results = {
            ranked: {ranker: referrals.evaluate(rank, pairs, questions, days) for ranker, rank in by_ranker.items()}
            for ranked, days in DAYS_BEFORE.items()
        }
        same_day = referrals.same_day(pairs, questions)
        yield report.PAGE, record_report.referrals_section(results, pairs, same_day, len(questions))
        questions = records.read_questions(records.index_records(records.RECORDS.glob("*.ndjson.gz"), folder / "files"))
        grouped = more_like_this.measure(questions, folder, GROUPED_RECORDS, GROUPED_SEED)
        yield report.PAGE, record_report.grouped_section(dict(grouped), len(questions))


def _measure(ranker: str, collection: Collection) -> dict[str, Values]:
    print(f"{ranker}: {collection.name}", file=sys.stderr, flush=True)
    with TemporaryDirectory() as folder:
        engine = rankers.load_class(ranker)(collection.documents, Path(folder))
        queries = {query: words(text) for query, text in collection.queries.items()}
        return evaluate(collection, {query: engine.rank(text, DEPTH) if text else [] for query, text in queries.items()})


if __name__ == "__main__":
    main()
