"""What every engine promises of queries, records, key terms and words. A new engine joins by a fixture in conftest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.errors import Unsupported
from search.lexicon.thesaurus import SynonymEntry
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.query.nodes import AnyOf, AtLeast, DateRange, Exists, Node, Not, Or, Phrase, TermRange, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest, Sort
from tests.contract.conftest import MakeIndex
from tests.invented import questions
from tests.random_requests import RequestGenerator

EVERYTHING = SearchRequest(per_page=1000)
SORTS = get_args(Sort)


def ids(engine: Engine, query: Node) -> set[str]:
    return {hit.question.id for hit in engine.search(replace(EVERYTHING, query=query)).hits}


def test_a_range_of_values_includes_both_ends(engine: Engine, records: list[Question]) -> None:
    expected = {r.id for r in records if {"Commons": "House of Commons"}.get(r.house, "House of Lords") >= "House of Commons"}
    assert ids(engine, TermRange("legislature", "House of Commons")) == expected
    for low, high in [("12", "3"), ("2", None), (None, "20"), ("3", "12"), (None, None)]:
        expected = {r.id for r in records if r.uin and (low or "") <= r.uin <= (high or "~")}
        assert ids(engine, TermRange("uin", low, high)) == expected
    with pytest.raises(Unsupported):
        engine.count(TermRange("answer", "a"))


def test_hits_come_without_snippets_if_the_request_wants_none(engine: Engine) -> None:
    request = replace(EVERYTHING, query=parse("bridge").tree)
    hits = engine.search(replace(request, with_snippets=False)).hits
    assert [hit.question for hit in hits] == [hit.question for hit in engine.search(request).hits]
    assert not any(hit.snippets or hit.heading for hit in hits)


def test_dates_are_inclusive_at_both_ends(engine: Engine, records: list[Question]) -> None:
    day = next(record.tabled_on for record in records if record.tabled_on)
    assert day is not None
    expected = {record.id for record in records if record.tabled_on == day}
    assert ids(engine, DateRange("tabled", day, day)) == expected
    on_or_after, on_or_before = ids(engine, DateRange("tabled", day)), ids(engine, DateRange("tabled", None, day))
    assert on_or_after & on_or_before == expected
    assert on_or_after | on_or_before == {record.id for record in records if record.tabled_on}


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(filters=(AnyOf("colour", ("red",)),)),
        SearchRequest(query=Or((Word("x", "colour"),))),
        SearchRequest(facets=(FacetRequest("colour"),)),
        SearchRequest(query=Not(Exists("colour"))),
        SearchRequest(collapse_by="colour"),
    ],
)
def test_an_unknown_field_raises(engine: Engine, request_: SearchRequest) -> None:
    with pytest.raises(Unsupported, match="no field called “colour”"):
        engine.search(request_)
    with pytest.raises(Unsupported):
        engine.scan(request_)


@pytest.mark.parametrize(
    "node",
    [Word("x", "house"), AnyOf("question", ("x",)), DateRange("house", date(2024, 1, 1)), Phrase(("a", "b"), "tabled"),
     AtLeast(3, (Word("a"), Word("b")))],
)  # fmt: skip
def test_a_node_that_its_field_does_not_support_raises(engine: Engine, node: Node) -> None:
    with pytest.raises(Unsupported):
        engine.search(SearchRequest(query=node))
    with pytest.raises(Unsupported):
        engine.count(node)


def test_get_returns_exactly_what_was_written(engine: Engine, records: list[Question]) -> None:
    assert [engine.get(record.id) for record in records] == records
    assert engine.get("no such id") is None
    assert engine.get("") is None


def test_count_is_the_total(engine: Engine) -> None:
    for text in ("bridge", "school -pupil", '"coastal flood"', "state:answered", ""):
        query = parse(text).tree
        assert engine.count(query) == engine.search(SearchRequest(query=query)).total


@pytest.mark.parametrize("field", ["tabled", "answered-on", "due"])
def test_count_of_a_range_of_dates_is_the_total(engine: Engine, records: list[Question], field: str) -> None:
    dated = sorted(date.fromisoformat(day) for record in records for day in FIELDS[field].values(record))
    ends = (None, dated[0] - timedelta(1), dated[0], dated[len(dated) // 2], dated[-1], dated[-1] + timedelta(1))
    for start, end in product(ends, ends):
        matching = [day for day in dated if (start or date.min) <= day <= (end or date.max)]
        assert engine.count(DateRange(field, start, end)) == len(matching), (start, end)


def test_count_of_a_range_of_dates_leaves_out_deleted_records(make_index: MakeIndex) -> None:
    records = questions(30, seed=6)
    writer, open_engine = make_index()
    writer.rebuild(records)
    writer.update([], [record.id for record in records[:10]])
    remaining = sum(record.tabled_on is not None for record in records[10:])
    assert open_engine().count(DateRange("tabled", date(1900, 1, 1))) == remaining > 0


def test_eight_threads_agree_with_one(engine: Engine, values: dict[str, list[str]]) -> None:
    requests = [RequestGenerator(seed, values).request() for seed in range(60)]
    expected = [outcome(engine, request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda request: outcome(engine, request), requests * 4))
    assert outcomes == expected * 4


def outcome(engine: Engine, request: SearchRequest) -> tuple[object, ...]:
    page = engine.search(request)
    return page.total, page.facets, [hit.question for hit in page.hits]


def test_a_snapshot_answers_from_its_build_after_a_rebuild(make_index: MakeIndex) -> None:
    before, after = questions(30, seed=4), questions(12, seed=5)
    memory, (writer, open_engine) = MemoryEngine(before), make_index()
    writer.rebuild(before)
    request = SearchRequest(query=parse("bridge OR flood").tree, facets=(FacetRequest("house"),), per_page=50)
    for engine, rebuild in ((memory, memory.rebuild), (open_engine(), writer.rebuild)):
        pinned: Engine = engine.snapshot()
        page, scanned, terms = pinned.search(request), list(pinned.scan(request)), pinned.shared_terms(before[:4], 5)
        assert page.total == len(scanned) > 0
        rebuild(after)
        assert (engine.info().records, pinned.info().records) == (12, 30)
        assert (pinned.search(request), list(pinned.scan(request))) == (page, scanned)
        assert (pinned.count(request.query), pinned.shared_terms(before[:4], 5)) == (page.total, terms)
        assert pinned.snapshot().info() == page.info != engine.info()
        assert engine.snapshot().info().records == 12


def test_info_has_the_number_of_records_and_their_first_and_last_day(engine: Engine, records: list[Question]) -> None:
    days = [record.tabled_on for record in records if record.tabled_on]
    info = engine.info()
    assert (info.records, info.tabled, info.is_sample) == (len(records), (min(days), max(days)), False)


def test_key_terms_are_words_of_the_record_without_its_opening_or_stop_words(engine: Engine, records: list[Question]) -> None:
    question = replace(records[0], text="To ask the Secretary of State for Tunnels, what harbour repairs the dentist funds.")
    terms = engine.key_terms(question, 25)
    chosen = [key.word for key in terms]
    assert {"harbour", "repairs", "dentist"} <= set(chosen)
    assert not {"the", "secretary", "tunnels", "what"} & set(chosen)
    assert terms[0].weight == 1
    assert [key.weight for key in terms] == sorted((key.weight for key in terms), reverse=True)
    assert len(engine.key_terms(question, 2)) == 2


def test_more_like_this_leaves_out_the_record_and_its_group(engine: Engine, records: list[Question]) -> None:
    question = next(record for record in records if record.grouped and record.answer and record.answer.answered_on)
    query = more_like_this.terms_query(question, engine.key_terms(question, 25))
    siblings = ids(engine, more_like_this.grouped_query(question)) - {question.id}
    similar = ids(engine, query)
    assert question.id not in similar != set()
    assert not siblings & similar


def test_more_like_this_of_an_empty_text_finds_nothing(engine: Engine) -> None:
    bare = Question("none", "Lords", "")
    assert engine.key_terms(bare, 25) == ()
    assert ids(engine, more_like_this.terms_query(bare, ())) == set()


def test_the_vocabulary_has_the_words_of_the_index_only(engine: Engine, records: list[Question]) -> None:
    vocabulary = engine.vocabulary()
    assert "flooding" in vocabulary
    assert "Siân" in vocabulary
    assert "xyzzy" not in vocabulary
    assert vocabulary.complete("floo", 5)[0].startswith("flood")


@pytest.mark.parametrize("text", ["", "To ask the Minister for Tides, how many xyzzy bridges flood and bridges flood", "xyzzy"])
def test_the_similarity_of_questions_is_that_of_the_oracle(
    engine: Engine, memory: MemoryEngine, records: list[Question], text: str
) -> None:
    for question in (Question("draft", "Lords", text), Question("draft", "Lords", text, heading="SCHOOLS: GPs"), *records[:20]):
        similarities, expected = engine.word_similarities(question, records), memory.word_similarities(question, records)
        assert [similarity.wording for similarity in similarities] == pytest.approx(
            [similarity.wording for similarity in expected]
        )
        assert [similarity.cosine for similarity in similarities] == pytest.approx(
            [similarity.cosine for similarity in expected]
        )
    (similarity,) = memory.word_similarities(records[0], records[:1])
    assert [similarity.wording, similarity.cosine] == pytest.approx([1.0, 1.0])
    assert engine.word_similarities(records[0], []) == []


def test_hyphens_apostrophes_and_accents_do_not_matter(engine: Engine) -> None:
    for typed, plain in [("uk-german", "uk german"), ("minister’s", "minister"), ("Siân", "sian"), ("O'Brien", "obrien")]:
        assert ids(engine, parse(typed).tree) == ids(engine, parse(plain).tree) != set()


def test_snippets_highlight_the_words_of_the_query(engine: Engine) -> None:
    page = engine.search(SearchRequest(query=parse("flooding").tree))
    for hit in page.hits:
        fragments = [fragment for snippet in hit.snippets for fragment in snippet.fragments] + list(hit.heading)
        assert any(fragment.highlighted and fragment.text.lower().startswith("flood") for fragment in fragments)


def test_every_field_can_be_filtered_or_searched(engine: Engine, records: list[Question]) -> None:
    for name, field in FIELDS.items():
        if field.has_values:
            for value in {value for record in records for value in field.values(record)}:
                expected = {record.id for record in records if value in field.values(record)}
                assert ids(engine, AnyOf(name, (value,))) == expected


def test_the_thesaurus_has_learned_abbreviations_and_configured_synonyms(make_index: MakeIndex) -> None:
    spelt_out = [Question(str(n), "Lords", "the National Lantern Register (NLR)") for n in range(4)]
    records = [*spelt_out, Question("9", "Lords", "an NLR lamp"), Question("8", "Lords", "a national lantern")]
    synonyms = (SynonymEntry("beacon", ("lantern",)), SynonymEntry("buoy", ("foghorn",)))
    writer, open_engine = make_index(synonyms)
    writer.rebuild(records)
    for engine in (MemoryEngine(records, synonyms=synonyms), open_engine()):
        thesaurus = engine.thesaurus()
        assert thesaurus.find(["nlr"]) == SynonymEntry("NLR", ("National Lantern Register",))
        assert thesaurus.find(["national", "lantern", "registers"]) == SynonymEntry("National Lantern Register", ("NLR",))
        assert thesaurus.find(["beacons"]) == synonyms[0]
        assert thesaurus.find(["buoy"]) is None
        for text in ("nlr", "national lantern register"):
            expanded = relevance_policy.search(engine, SearchRequest(text, parse(text).tree, all_words=True))
            assert {hit.question.id for hit in expanded.page.hits} == {"0", "1", "2", "3", "9"}, text
        for text in ('"national lantern register"', "national lantern register"):
            unexpanded = relevance_policy.search(
                engine, SearchRequest(text, parse(text).tree, as_typed=not text.startswith('"'), all_words=True)
            )
            assert unexpanded.page.total == 4, text
        engine.close()
