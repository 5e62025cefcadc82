"""Measure more like this, with the groups of questions that ministries answered together as the judgements.

    python -m benchmarks.relevance.more_like_this FILES... [--queries 2000] [--stock 40] [--seed 1]

The other records of a record's group should rank first. The index has the questions only, or questions and headings, but never
the answers, because a group shares its answer. *Hard* partners share less than half of their stems with the record; easier
partners are excluded from its results. Stock Whoosh's ``more_like`` is measured on some of the same records, on its own index.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher

from benchmarks.relevance.answered_groups import JudgedRecord, groups, sample_hard_records, sample_records
from benchmarks.relevance.effectiveness import Effectiveness, effectiveness
from benchmarks.relevance.records import Questions, index_records, read_questions
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.pipeline import more_like_this
from search.query.nodes import And, AnyOf, Not
from search.query.request import SearchRequest

RANKED_RECORDS = 100
"""The depth for the reciprocal rank. Recall is measured in the top ten."""

WHOOSH_TERMS = 5
"""The default number of key terms of Whoosh's ``more_like``."""

QUESTION, QUESTION_AND_HEADING = "question", "question and heading"
"""The names of the two indexes."""

FindSimilar = Callable[[JudgedRecord, int], list[str]]
"""A record and a limit -> the ids of similar records, best first."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a line for each index and sample."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.relevance.more_like_this",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, help="files or folders of real records")
    parser.add_argument("--queries", type=int, default=2_000, help="number of records to find similar records for")
    parser.add_argument("--stock", type=int, default=40, help="number of records measured with stock Whoosh")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        questions = read_questions(index_records(options.files, Path(folder, "read")))
        answered_groups = groups(questions.values())
        grouped = sum(map(len, answered_groups))
        print(f"{len(questions):,} questions; {grouped:,} of them in {len(answered_groups):,} groups", flush=True)
        for name, values in measure(questions, Path(folder), options.queries, options.seed):
            print(f"{name}: {values}  ({len(values.recall):,} records)", flush=True)
        if options.stock:
            sample = sample_records(answered_groups, questions, options.queries, options.seed)[: options.stock]
            with closing(WhooshEngine(Path(folder, QUESTION))) as engine:
                compare_with_stock_whoosh(our_finder(engine, without_heading), Path(folder, "stock"), questions, sample)


def measure(questions: Questions, folder: Path, number: int, seed: int) -> Iterator[tuple[str, Effectiveness]]:
    """Yield the name and the effectiveness of each index and sample, of at most ``number`` records.

    The indexes are written into subfolders of ``folder``, which have their names.
    """
    answered_groups = groups(questions.values())
    sample = sample_records(answered_groups, questions, number, seed)
    hard_sample = sample_hard_records(answered_groups, questions, number, seed)
    for name, make in ((QUESTION, without_heading), (QUESTION_AND_HEADING, with_heading)):
        WhooshWriter(folder / name).rebuild(map(make, questions.values()))
        with closing(WhooshEngine(folder / name)) as engine:
            find_similar = our_finder(engine, make)
            yield name, evaluate(find_similar, sample)
            yield f"{name}, hard", evaluate(find_similar, hard_sample)


def without_heading(question: Question) -> Question:
    """Return a copy with only the text of the question, and the body that its opening names."""
    return Question(question.id, question.house, question.text, is_cut=question.is_cut, answering_body=question.answering_body)


def with_heading(question: Question) -> Question:
    """Return a copy with only the text and the heading of the question."""
    return replace(without_heading(question), heading=question.heading)


def our_finder(engine: WhooshEngine, make: Callable[[Question], Question]) -> FindSimilar:
    """Return a function that finds similar records as the site does, but does not exclude the group of the record."""

    def find_similar(record: JudgedRecord, limit: int) -> list[str]:
        question = make(record.question)
        similar = more_like_this.build_query(engine, question)
        query = similar.query
        if record.excluded:
            query = And((query, Not(AnyOf("id", tuple(sorted(record.excluded))))))
        request = SearchRequest(query=query, per_page=limit, with_snippets=False)
        page = more_like_this.similar_page(engine, question, request)
        return [hit.question.id for hit in page.hits]

    return find_similar


def stock_finder(searcher: Searcher, terms: int) -> FindSimilar:
    """Return a function that finds similar records with Whoosh's ``more_like``, by the text of the question."""

    def find_similar(record: JudgedRecord, limit: int) -> list[str]:
        document = searcher.document_number(id=record.question.id)
        results = searcher.more_like(document, "question", top=limit, numterms=terms)
        return [hit["id"] for hit in results]

    return find_similar


def stock_index(folder: Path, questions: Questions) -> Searcher:
    """Index the questions as Whoosh's documentation does, and return a searcher."""
    folder.mkdir()
    schema = Schema(id=ID(stored=True, unique=True), question=TEXT(analyzer=StemmingAnalyzer(), stored=True))
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(limitmb=512)
    for question in questions.values():
        writer.add_document(id=question.id, question=question.text)
    writer.commit()
    return index.searcher()


def evaluate(find_similar: FindSimilar, records: Sequence[JudgedRecord]) -> Effectiveness:
    """Measure how well the partners of the records are found."""
    rankings = (find_similar(record, RANKED_RECORDS) for record in records)
    return effectiveness(rankings, (record.partners for record in records))


def compare_with_stock_whoosh(
    find_similar: FindSimilar, folder: Path, questions: Questions, records: Sequence[JudgedRecord]
) -> None:
    """Compare with stock Whoosh on the same records: with our number of key terms, and with its default."""
    with closing(stock_index(folder, questions)) as searcher:
        our_milliseconds = median_milliseconds(find_similar, records)
        speed = f"{our_milliseconds:.2f} ms a record  ({len(records)} records)"
        print(f"ours, {more_like_this.KEY_TERMS} terms: {evaluate(find_similar, records)}  {speed}")
        for terms in (more_like_this.KEY_TERMS, WHOOSH_TERMS):
            find_by_whoosh = stock_finder(searcher, terms)
            milliseconds = median_milliseconds(find_by_whoosh, records)
            speed = f"{milliseconds:.1f} ms a record, {milliseconds / our_milliseconds:,.0f} times our time"
            print(f"stock Whoosh, {terms} terms: {evaluate(find_by_whoosh, records)}  {speed}", flush=True)


def median_milliseconds(find_similar: FindSimilar, records: Sequence[JudgedRecord]) -> float:
    """Return the median milliseconds to find the top ten of a record."""
    times = []
    for record in records:
        start = time.perf_counter()
        find_similar(record, 10)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
