"""More like this, judged by the questions that ministries themselves answered together.

    python -m benchmarks.relevance.more_like_this FILES... [--queries 2000] [--stock 40] [--seed 1]

A record's partners in its group should come first among all others. The index holds questions, or questions and headings,
and never answers, which a group shares. *Hard* are partners that share less than half of their stems; the other partners, easy
twins, are taken out. Stock Whoosh is asked for some of the same records by its own ``more_like``, on an index made its way.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher

from benchmarks.relevance.answered_groups import Sought, groups, hard, sought
from indexer import progress
from indexer.build import build
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.pipeline import more_like_this
from search.query.nodes import And, AnyOf, Not
from search.query.request import SearchRequest

DEPTH = 100
"""Places looked at for the first partner; recall is among the first ten."""

WHOOSH_TERMS = 5
"""The number of key terms that Whoosh's ``more_like`` takes by itself."""

Questions = Mapping[str, Question]
Ask = Callable[[Sought, int], list[str]]
"""The ids of so many records like one, best first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Mean recall among the first ten, and mean reciprocal rank of the first partner."""

    recall: float
    mrr: float

    def __str__(self) -> str:
        return f"R@10 {self.recall:.3f}  MRR {self.mrr:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.relevance.more_like_this",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, help="files or folders of real records")
    parser.add_argument("--queries", type=int, default=2_000, help="how many records to find others like")
    parser.add_argument("--stock", type=int, default=40, help="how many of them stock Whoosh is asked for; 0 for none")
    parser.add_argument("--seed", type=int, default=1, help="what the records are drawn by")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        questions = read(given.files, Path(folder, "read"))
        found = groups(questions.values())
        print(f"{len(questions):,} questions; {len(found):,} groups of {sum(map(len, found)):,}", flush=True)
        some = sought(found, questions, given.queries, given.seed)
        hardest = hard(found, questions, given.queries, given.seed)
        for name, make in (("question", without_heading), ("question and heading", with_heading)):
            index = Path(folder, name.replace(" ", "-"))
            WhooshWriter(index).rebuild(map(make, questions.values()))
            with closing(WhooshEngine(index)) as engine:
                ask = ours(engine, make)
                print(f"{name}: {measured(ask, some)}  ({len(some):,} records)", flush=True)
                print(f"{name}, hard: {measured(ask, hardest)}  ({len(hardest):,} records)", flush=True)
                if given.stock and make is without_heading:
                    compare(ask, Path(folder, "stock"), questions, some[: given.stock])


def read(files: Iterable[Path], folder: Path) -> Questions:
    """Every record of the files, read and merged as the indexer does, without the sources' own objects, by id."""
    build(files, WhooshWriter(folder), folder / "rejected.ndjson", progress.default())
    with closing(WhooshEngine(folder)) as engine:
        return {question.id: replace(question, source_records=()) for question in engine.scan(SearchRequest())}


def without_heading(question: Question) -> Question:
    """Nothing but the words of the question."""
    return Question(question.id, question.house, question.text, is_cut=question.is_cut)


def with_heading(question: Question) -> Question:
    """Nothing but the words of question and heading."""
    return replace(without_heading(question), heading=question.heading)


def ours(engine: WhooshEngine, make: Callable[[Question], Question]) -> Ask:
    """As the site finds records like one, but for the group, which it would leave out."""

    def ask(record: Sought, number: int) -> list[str]:
        query = more_like_this.build_query(engine, make(record.question)).query
        if record.twins:
            query = And((query, Not(AnyOf("id", tuple(sorted(record.twins))))))
        page = engine.search(SearchRequest(query=query, per_page=number, with_snippets=False))
        return [hit.question.id for hit in page.hits]

    return ask


def stock(searcher: Searcher, terms: int) -> Ask:
    """Whoosh's own, by the words of the question."""

    def ask(record: Sought, number: int) -> list[str]:
        document = searcher.document_number(id=record.question.id)
        found = searcher.more_like(document, "question", top=number, numterms=terms)
        return [hit["id"] for hit in found]

    return ask


def stock_index(folder: Path, questions: Questions) -> Searcher:
    """An index as Whoosh's documentation makes one."""
    folder.mkdir()
    schema = Schema(id=ID(stored=True, unique=True), question=TEXT(analyzer=StemmingAnalyzer(), stored=True))
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(limitmb=512)
    for question in questions.values():
        writer.add_document(id=question.id, question=question.text)
    writer.commit()
    return index.searcher()


def measured(ask: Ask, records: Sequence[Sought]) -> Measured:
    """How well the partners of records are found."""
    recalls, ranks = [], []
    for record in records:
        found = ask(record, DEPTH)
        recalls.append(len(record.partners.intersection(found[:10])) / len(record.partners))
        ranks.append(next((1 / place for place, each in enumerate(found, 1) if each in record.partners), 0.0))
    return Measured(statistics.fmean(recalls), statistics.fmean(ranks))


def compare(ask: Ask, folder: Path, questions: Questions, records: Sequence[Sought]) -> None:
    """Our work and stock Whoosh's for the same records, with as many key terms and with as few as it takes by itself."""
    with closing(stock_index(folder, questions)) as searcher:
        own = milliseconds(ask, records)
        print(
            f"ours, {more_like_this.KEY_TERMS} terms: {measured(ask, records)}  {own:.2f} ms a record  ({len(records)} records)"
        )
        for terms in (more_like_this.KEY_TERMS, WHOOSH_TERMS):
            theirs = stock(searcher, terms)
            took = milliseconds(theirs, records)
            said = f"{took:.1f} ms a record, {took / own:,.0f} times ours"
            print(f"stock Whoosh, {terms} terms: {measured(theirs, records)}  {said}", flush=True)


def milliseconds(ask: Ask, records: Sequence[Sought]) -> float:
    """The median time of the first ten, each record asked for once."""
    times = []
    for record in records:
        began = time.perf_counter()
        ask(record, 10)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
