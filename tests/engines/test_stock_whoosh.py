"""Stock Whoosh beside us: its searcher reads our index as it reads its own, and each difference has a fault of its behind it.

A test of a fault shows Whoosh 2.7.4 wrong and us right; it fails on the day Whoosh is right, so that the list stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whoosh import query as stock
from whoosh.columns import RefBytesColumn
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import Matcher
from whoosh.scoring import BM25F
from whoosh.searching import Results, Searcher

from search.engines.whoosh.codec.storage import open_index
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.schema import WordAnalyzer, make_schema
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.query.nodes import And, AnyOf, AtLeast, MatchAll, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word
from search.query.request import SearchRequest
from search.text.analysis import term
from tests.invented import WORDS, questions

MANY = 1_500
PLAIN = BM25F(B=0.0)
"""Without lengths: Whoosh's own index rounds them to one of 256 steps, ours has them exact."""

FIELDS = ("heading", "question", "answer")


@pytest.fixture(scope="module")
def records() -> list[Question]:
    return questions(MANY, seed=3)


@pytest.fixture(scope="module")
def ours(records: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder: Path = tmp_path_factory.mktemp("ours")
    WhooshWriter(folder).rebuild(sorted(records, key=lambda q: int(q.id)))
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def theirs(records: list[Question]) -> Iterator[Searcher]:
    """The same records in an index of Whoosh's own, with its own codec."""
    words = {name: TEXT(analyzer=WordAnalyzer(), phrase=True) for name in FIELDS}
    index = RamStorage().create_index(Schema(id=ID(stored=True), body=ID(sortable=RefBytesColumn()), **words))
    writer = index.writer()
    for q in sorted(records, key=lambda q: int(q.id)):
        answer = q.answer.text if q.answer else ""
        writer.add_document(id=q.id, body=q.answering_body.name, heading=q.heading, question=q.text, answer=answer)
    writer.commit()
    with index.searcher(weighting=PLAIN) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def over_ours(ours: WhooshEngine) -> Iterator[Searcher]:
    """Whoosh's searcher over our index."""
    snapshot = ours.snapshot()._snapshot
    index = open_index(snapshot.folder, make_schema(), snapshot.manifest.files)
    with index.searcher(weighting=PLAIN) as searcher:
        yield searcher


def one(text: str, field: str = "question", boost: float = 1.0) -> stock.Term:
    return stock.Term(field, term(text), boost=boost)


QUERIES = {
    "term": one("flood"),
    "no such term": one("nowhere"),
    "and": stock.And([one("flood"), one("bridge"), one("the", "answer")]),
    "or": stock.Or([one("flood"), one("bridge", "heading"), one("school", "answer", 2.0)]),
    "not": stock.And([one("flood"), stock.Not(one("pension"))]),
    "phrase": stock.Phrase("answer", [term("coastal"), term("flood")]),
    "prefix": stock.Prefix("question", "sch"),
    "wildcard": stock.Wildcard("answer", "r*r?l"),
    "every": stock.Every(),
    "whole value": stock.Term("body", "Ministry of Tides"),
    "nested": stock.And([stock.Or([one("flood"), one("bus")]), stock.Or([one("pupil"), one("fund", "answer")])]),
}


def scored(results: Results) -> dict[int, float]:
    return {doc: score for score, doc in results.top_n}


@pytest.mark.parametrize("name", QUERIES)
def test_whooshs_searcher_answers_alike_from_both_indexes(theirs: Searcher, over_ours: Searcher, name: str) -> None:
    expected, found = (searcher.search(QUERIES[name], limit=None) for searcher in (theirs, over_ours))
    assert len(found) == len(expected)
    assert scored(found) == pytest.approx(scored(expected), rel=1e-9)
    assert bool(expected) == (name != "no such term")


def test_whooshs_searcher_groups_and_sorts_by_our_columns(theirs: Searcher, over_ours: Searcher) -> None:
    expected, found = (searcher.search(QUERIES["or"], limit=None, groupedby="body") for searcher in (theirs, over_ours))
    assert found.groups("body") == expected.groups("body")
    expected, found = (searcher.search(QUERIES["or"], limit=None, sortedby="body") for searcher in (theirs, over_ours))
    assert [hit.docnum for hit in found] == [hit.docnum for hit in expected]


def test_both_have_the_same_terms_and_statistics(theirs: Searcher, over_ours: Searcher) -> None:
    for field in FIELDS:
        expected, found = (list(searcher.reader().lexicon(field)) for searcher in (theirs, over_ours))
        assert found == expected
        for text in expected:
            one, other = (searcher.reader().term_info(field, text) for searcher in (theirs, over_ours))
            assert (one.doc_frequency(), one.weight(), one.max_weight(), one.min_id(), one.max_id()) == (
                other.doc_frequency(),
                other.weight(),
                other.max_weight(),
                other.min_id(),
                other.max_id(),
            )
            places = [
                [(each.id(), each.value_as("positions")) for each in stepped(searcher.reader().postings(field, text))]
                for searcher in (theirs, over_ours)
            ]
            assert places[0] == places[1]


def stepped(matcher: Matcher) -> Iterator[Matcher]:
    while matcher.is_active():
        yield matcher
        matcher.next()


def in_any(make: Callable[[str], stock.Query]) -> stock.Query:
    """A query in whichever of the three fields."""
    return stock.Or([make(field) for field in FIELDS])


def in_any_field(word: str) -> stock.Query:
    return in_any(lambda field: one(word, field))


AGREED: dict[str, tuple[Node, stock.Query]] = {
    "word": (Word("flooding"), in_any_field("flooding")),
    "word in a field": (Word("bus", field="answer"), one("bus", "answer")),
    "phrase": (Phrase(("coastal", "flood")), in_any(lambda f: stock.Phrase(f, [term("coastal"), term("flood")]))),
    "and": (And((Word("flood"), Word("bus"))), stock.And([in_any_field(word) for word in ("flood", "bus")])),
    "or": (Or((Word("flood"), Word("bus"))), stock.Or([in_any_field(word) for word in ("flood", "bus")])),
    "not": (
        And((Word("flood"), Not(Word("bus")))),
        stock.And([in_any_field("flood"), stock.Not(in_any_field("bus"))]),
    ),
    "prefix": (Prefix("coast"), in_any(lambda f: stock.Prefix(f, "coast"))),
    "wildcard": (Wildcard("r?ral"), in_any(lambda f: stock.Wildcard(f, "r?ral"))),
    "whole value": (AnyOf("body", ("Ministry of Tides",)), stock.Term("body", "Ministry of Tides")),
    "everything": (MatchAll(), stock.Every()),
}


@pytest.mark.parametrize("name", AGREED)
def test_we_find_what_whoosh_finds(ours: WhooshEngine, theirs: Searcher, name: str) -> None:
    node, query = AGREED[name]
    expected = {theirs.stored_fields(doc)["id"] for doc in theirs.docs_for_query(query)}
    assert {question.id for question in ours.scan(SearchRequest(query=node))} == expected != set()


# The differences, and the fault of Whoosh's that explains each. Numbers are those of its issues as found by reading it.


def test_with_a_limit_whoosh_returns_a_wrong_top_ten(theirs: Searcher, ours: WhooshEngine) -> None:
    """Skipping blocks by quality hands an undivided minimum to boosted children."""
    wrong = 0
    for text in WORDS:
        query = stock.And([stock.Or([one("flood", boost=3.0), one(text, boost=3.0)], boost=3.0), one("the")])
        whole = theirs.search(query, limit=None).top_n[:10]
        wrong += [score for score, _ in theirs.search(query, limit=10).top_n] != [score for score, _ in whole]
    assert wrong, "Whoosh has got its top ten right: take this off the list"
    for text in WORDS:
        node = And((Or((Word("flood", "question", 3.0), Word(text, "question", 3.0))), Word("the", "question")))
        whole = [hit.question.id for hit in ours.search(SearchRequest(query=node, per_page=MANY)).hits]
        assert [hit.question.id for hit in ours.search(SearchRequest(query=node, per_page=10)).hits] == whole[:10]


def test_whooshs_disjunction_max_scores_the_wrong_document(theirs: Searcher) -> None:
    """It takes the greater of two children's scores without asking whether both are on this document. We have no such node."""
    children = [one("flood"), one("bus"), one("school")]
    scores = [scored(theirs.search(child, limit=None)) for child in children]
    found = scored(theirs.search(stock.DisjunctionMax(children), limit=None))
    assert any(abs(score - max(each.get(doc, 0) for each in scores)) > 1e-9 for doc, score in found.items())


def test_whooshs_require_executes_as_not(theirs: Searcher, ours: WhooshEngine) -> None:
    flood, bus = (set(theirs.docs_for_query(one(text))) for text in ("flood", "bus"))
    found = set(scored(theirs.search(stock.Require(one("flood"), one("bus")), limit=None)))
    assert found != flood & bus
    both = And((Word("flood", "question"), Word("bus", "question")))
    assert ours.count(both) == len(flood & bus)


def test_whooshs_and_not_may_keep_an_excluded_document(theirs: Searcher, ours: WhooshEngine) -> None:
    """The first: it looks only where both children start on the same document."""
    wrong = 0
    texts = sorted({term(text) for text in WORDS})
    for first in texts:
        for second in texts:
            query = stock.AndNot(stock.Term("question", first), stock.Term("question", second))
            sets = [set(theirs.docs_for_query(stock.Term("question", text))) for text in (first, second)]
            found = set(theirs.docs_for_query(query))
            wrong += found != sets[0] - sets[1]
            ours_found = ours.count(And((Word(first, "question"), Not(Word(second, "question")))))
            assert ours_found == len(sets[0] - sets[1]) or term(first) != first or term(second) != second
    assert wrong, "Whoosh's AndNot is right: take this off the list"


def test_whooshs_empty_filter_filters_nothing(theirs: Searcher, ours: WhooshEngine) -> None:
    assert len(theirs.search(one("flood"), limit=None, filter=set()).top_n) > 0
    nothing = SearchRequest(query=Word("flood"), filters=(AnyOf("body", ("No such body",)),))
    assert ours.search(nothing).total == 0


def test_whooshs_exclusions_add_to_the_score(theirs: Searcher, ours: WhooshEngine) -> None:
    """An ``And`` with a ``Not`` child scores each document 1 too high."""
    with_not = scored(theirs.search(stock.And([one("flood"), stock.Not(one("bus"))]), limit=None))
    alone = scored(theirs.search(one("flood"), limit=None))
    assert {round(score - alone[doc], 9) for doc, score in with_not.items()} == {1.0}
    node = And((Word("flood"), Not(Word("bus"))))
    plain = {hit.question.id: hit.score for hit in ours.search(SearchRequest(query=Word("flood"), per_page=MANY)).hits}
    assert all(hit.score == plain[hit.question.id] for hit in ours.search(SearchRequest(query=node, per_page=MANY)).hits)


def test_whoosh_has_no_minimum_of_matches_and_no_near_without_order(ours: WhooshEngine, records: list[Question]) -> None:
    """Its ``minmatch`` is not implemented, and ``SpanNear2`` of three words raises; both are nodes of ours."""
    assert ours.count(AtLeast(2, (Word("flood"), Word("bus"), Word("school")))) > 0
    assert ours.count(Near(("bus", "flood", "school"), 9)) > 0
