"""What every engine promises, line by line. A new engine joins by a fixture in conftest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import Unsupported
from search.lexicon.thesaurus import SynonymEntry
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.query.nodes import AnyOf, AtLeast, DateRange, Exists, Node, Not, Or, Phrase, TermRange, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest, Sort, SortKey
from tests.invented import questions
from tests.random_requests import FACETS, RequestGenerator

EVERYTHING = SearchRequest(per_page=1000)
SORTS = get_args(Sort)


def ids(engine: Engine, query: Node) -> set[str]:
    return {hit.question.id for hit in engine.search(replace(EVERYTHING, query=query)).hits}


def test_a_page_past_the_end_is_empty_and_keeps_the_total(engine: Engine, records: list[Question]) -> None:
    page = engine.search(SearchRequest(page=9999))
    assert page.hits == ()
    assert page.total == page.collapsed_total == len(records)


@pytest.mark.parametrize("sort", SORTS)
def test_pages_in_order_make_up_scan_exactly(engine: Engine, sort: Sort) -> None:
    request = SearchRequest(query=parse("bridge OR flood").tree, sort=sort, per_page=7)
    paged = [
        hit.question.id
        for number in range(1, engine.search(request).pages + 1)
        for hit in engine.search(replace(request, page=number)).hits
    ]
    assert paged == [question.id for question in engine.scan(request)]
    assert len(paged) == len(set(paged)) == engine.search(request).total > 7


@pytest.mark.parametrize(
    ("sort", "read", "descending"),
    [
        ("newest", lambda q: q.tabled_on, True),
        ("oldest", lambda q: q.tabled_on, False),
        ("newest-answered", lambda q: q.answer and q.answer.answered_on, True),
        ("oldest-answered", lambda q: q.answer and q.answer.answered_on, False),
    ],
)
def test_sorts_put_missing_dates_last_and_break_ties_by_newest_then_id(
    engine: Engine, sort: Sort, read: Callable[[Question], date | None], descending: bool
) -> None:
    found = list(engine.scan(replace(EVERYTHING, sort=sort)))
    dated = [question for question in found if read(question)]
    assert found[len(dated) :] == [question for question in found if not read(question)]

    def key(question: Question) -> tuple[object, ...]:
        sorted_on = read(question)
        assert sorted_on is not None
        day = sorted_on.toordinal()
        tabled = question.tabled_on.toordinal() if question.tabled_on else 0
        return (-day if descending else day, -tabled, question.id)

    assert dated == sorted(dated, key=key)


@pytest.mark.parametrize(
    "by", [SortKey("uin"), SortKey("body", descending=True), SortKey("group"), SortKey("activity", descending=True)]
)
def test_any_field_with_values_orders_by_its_least_value_those_without_last(engine: Engine, by: SortKey) -> None:
    found = list(engine.scan(replace(EVERYTHING, sort=(by,))))
    values = [min(FIELDS[by.field].values(question), default=None) for question in found]
    held = [value for value in values if value is not None]
    assert values[len(held) :] == [None] * (len(values) - len(held))
    assert held == sorted(held, reverse=by.descending)
    for value in set(held):
        equal = [question.id for question, own in zip(found, values, strict=True) if own == value]
        assert equal == [q.id for q in engine.scan(EVERYTHING) if q.id in equal]


def test_pages_sorted_by_fields_make_up_scan_exactly(engine: Engine) -> None:
    request = SearchRequest(sort=(SortKey("house"), SortKey("uin", descending=True)), per_page=7)
    pages = range(1, engine.search(request).pages + 1)
    paged = [hit.question.id for number in pages for hit in engine.search(replace(request, page=number)).hits]
    assert paged == [question.id for question in engine.scan(request)]


@pytest.mark.parametrize("sort", ["newest", (SortKey("activity", descending=True),)])
@pytest.mark.parametrize(
    ("skip", "page", "per_page"), [(0, 1, 5), (3, 1, 7), (3, 2, 7), (115, 1, 10), (999, 1, 5), (1, 1, 500)]
)
def test_records_are_skipped_before_the_first_page(
    engine: Engine, sort: Sort | tuple[SortKey, ...], skip: int, page: int, per_page: int
) -> None:
    request = SearchRequest(sort=sort, page=page, per_page=per_page, offset=skip)
    found = engine.search(request)
    everything = [question.id for question in engine.scan(request)]
    first = skip + (page - 1) * per_page
    assert [hit.question.id for hit in found.hits] == everything[first : first + per_page]
    assert (found.total, found.pages) == (120, -(-max(0, 120 - skip) // per_page))


@pytest.mark.parametrize("sort", [*SORTS, (SortKey("uin"),)])
@pytest.mark.parametrize("fold", ["heading", "asked", "answered-on", "grouped"])
def test_of_records_that_share_a_value_only_the_foremost_is_a_hit(engine: Engine, fold: str, sort: Sort) -> None:
    request = SearchRequest(query=parse("bridge OR flood").tree, sort=sort, per_page=7)
    expected: dict[object, list[str]] = {}
    for question in engine.scan(request):
        expected.setdefault(FIELDS[fold].values(question) or question.id, []).append(question.id)
    folded = replace(request, collapse_by=fold)
    first = engine.search(folded)
    paged = [hit for number in range(1, first.pages + 1) for hit in engine.search(replace(folded, page=number)).hits]
    assert [(hit.question.id, hit.collapsed_count) for hit in paged] == [(ids[0], len(ids) - 1) for ids in expected.values()]
    assert [hit.question for hit in paged] == list(engine.scan(folded))
    assert first.collapsed_total == len(paged) < first.total == engine.search(request).total
    assert engine.search(replace(folded, offset=2)).hits[:1] == tuple(paged[2:3])


def test_records_without_a_value_are_not_folded(engine: Engine, records: list[Question]) -> None:
    lacking = SearchRequest(filters=(Exists("heading", False),), collapse_by="heading", per_page=1000)
    page = engine.search(lacking)
    assert page.collapsed_total == page.total == sum(not record.heading for record in records)
    assert not any(hit.collapsed_count for hit in page.hits)


def test_facets_count_what_is_folded_too(engine: Engine) -> None:
    request = SearchRequest(facets=tuple(map(FacetRequest, FACETS)))
    assert engine.search(replace(request, collapse_by="asked")).facets == engine.search(request).facets


def test_nothing_found_folds_to_nothing(engine: Engine) -> None:
    nothing = SearchRequest(query=Word("nosuchword"), collapse_by="heading")
    page = engine.search(nothing)
    assert (page.hits, page.total, page.collapsed_total, page.pages, list(engine.scan(nothing))) == ((), 0, 0, 0, [])


@pytest.mark.parametrize("field", ["question", "uin", "group"])
def test_only_a_field_of_single_values_folds(engine: Engine, field: str) -> None:
    with pytest.raises(Unsupported, match=f"not by '{field}'"):
        engine.search(SearchRequest(collapse_by=field))


def test_every_field_that_folds_gives_a_record_one_value_at_most(records: list[Question]) -> None:
    folding = [field for field in FIELDS.values() if field.is_collapsible]
    assert folding
    assert all(len(field.values(record)) <= 1 for field in folding for record in records)


def test_a_text_cannot_be_sorted_by(engine: Engine) -> None:
    with pytest.raises(Unsupported, match="cannot be sorted by"):
        engine.search(replace(EVERYTHING, sort=(SortKey("question"),)))


def test_a_range_of_values_includes_both_ends(engine: Engine, records: list[Question]) -> None:
    expected = {r.id for r in records if {"Commons": "House of Commons"}.get(r.house, "House of Lords") >= "House of Commons"}
    assert ids(engine, TermRange("legislature", "House of Commons")) == expected
    for low, high in [("12", "3"), ("2", None), (None, "20"), ("3", "12"), (None, None)]:
        fits = {r.id for r in records if r.uin and (low or "") <= r.uin <= (high or "~")}
        assert ids(engine, TermRange("uin", low, high)) == fits
    with pytest.raises(Unsupported):
        engine.count(TermRange("answer", "a"))


def test_hits_come_without_passages_when_none_are_wanted(engine: Engine) -> None:
    request = replace(EVERYTHING, query=parse("bridge").tree)
    bare = engine.search(replace(request, with_snippets=False)).hits
    assert [hit.question for hit in bare] == [hit.question for hit in engine.search(request).hits]
    assert not any(hit.snippets or hit.heading for hit in bare)


def test_relevance_never_puts_a_lower_score_first(engine: Engine) -> None:
    hits = engine.search(replace(EVERYTHING, query=parse("bridge OR school OR flood").tree)).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1] > 0


def test_a_facet_is_counted_without_its_own_filter(engine: Engine, records: list[Question]) -> None:
    chosen = (AnyOf("house", ("Lords",)), AnyOf("state", ("answered",)))
    page = engine.search(SearchRequest(filters=chosen, facets=(FacetRequest("house"), FacetRequest("state"))))
    houses = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    states = {bucket.value: bucket.count for bucket in page.facets[1].buckets}
    assert houses == Counter(record.house for record in records if record.state == "answered")
    assert states == Counter(record.state for record in records if record.house == "Lords")
    assert page.total == houses["Lords"] == states["answered"]


def test_having_a_value_at_all_still_counts_in_the_fields_own_facet(engine: Engine, records: list[Question]) -> None:
    lacking = SearchRequest(filters=(Exists("heading", False),), facets=(FacetRequest("heading"),))
    page = engine.search(lacking)
    assert page.total == sum(not record.heading for record in records) > 0
    assert page.facets[0].buckets == ()


def test_values_of_one_facet_are_alternatives_and_facets_combine(engine: Engine, records: list[Question]) -> None:
    filters = (AnyOf("state", ("holding", "corrected")), AnyOf("house", ("Commons",)))
    found = {question.id for question in engine.scan(SearchRequest(filters=filters))}
    assert found == {r.id for r in records if r.state in ("holding", "corrected") and r.house == "Commons"} != set()


def test_a_chosen_value_with_no_matches_is_listed_with_0(engine: Engine) -> None:
    request = SearchRequest(filters=(AnyOf("body", ("Ministry of Nothing",)),), facets=(FacetRequest("body", 1),))
    buckets = engine.search(request).facets[0].buckets
    assert [(b.value, b.count, b.selected) for b in buckets if b.selected] == [("Ministry of Nothing", 0, True)]


def test_every_requested_facet_is_returned_in_the_order_asked(engine: Engine) -> None:
    asked = tuple(FacetRequest(name) for name in reversed(FACETS))
    page = engine.search(SearchRequest(query=Word("nosuchword"), facets=asked))
    assert [facet.field for facet in page.facets] == list(reversed(FACETS))
    assert page.total == 0
    assert all(bucket.count == 0 for facet in page.facets for bucket in facet.buckets)


def test_a_facet_gives_its_limit_its_distinct_values_and_those_that_contain_a_text(engine: Engine) -> None:
    page = engine.search(SearchRequest(facets=(FacetRequest("heading", 2), FacetRequest("asked", 9, "sian pry"))))
    assert len(page.facets[0].buckets) == 2
    assert page.facets[0].distinct == 4
    assert [bucket.value for bucket in page.facets[1].buckets] == ["Siân Prydderch"]


def test_chronological_facets_list_the_newest_first(engine: Engine) -> None:
    months = [b.value for b in engine.search(SearchRequest(facets=(FacetRequest("tabled-month", 50),))).facets[0].buckets]
    assert months == sorted(months, reverse=True)
    assert len(months) > 5


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
    with pytest.raises(Unsupported, match="no field called 'colour'"):
        engine.search(request_)
    with pytest.raises(Unsupported):
        engine.scan(request_)


@pytest.mark.parametrize(
    "node",
    [Word("x", "house"), AnyOf("question", ("x",)), DateRange("house", date(2024, 1, 1)), Phrase(("a", "b"), "tabled"),
     AtLeast(3, (Word("a"), Word("b")))],
)  # fmt: skip
def test_what_a_field_does_not_have_raises(engine: Engine, node: Node) -> None:
    with pytest.raises(Unsupported):
        engine.search(SearchRequest(query=node))
    with pytest.raises(Unsupported):
        engine.count(node)


def test_a_facet_of_a_field_that_is_not_counted_raises(engine: Engine) -> None:
    with pytest.raises(Unsupported, match="cannot be counted"):
        engine.search(SearchRequest(facets=(FacetRequest("uin"),)))


def test_get_returns_exactly_what_was_written(engine: Engine, records: list[Question]) -> None:
    assert [engine.get(record.id) for record in records] == records
    assert engine.get("no such id") is None
    assert engine.get("") is None


def test_count_is_the_total(engine: Engine) -> None:
    for text in ("bridge", "school -pupil", '"coastal flood"', "state:answered", ""):
        query = parse(text).tree
        assert engine.count(query) == engine.search(SearchRequest(query=query)).total


def test_eight_threads_agree_with_one(engine: Engine, values: dict[str, list[str]]) -> None:
    requests = [RequestGenerator(seed, values).request() for seed in range(60)]
    alone = [outcome(engine, request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda request: outcome(engine, request), requests * 4))
    assert together == alone * 4


def outcome(engine: Engine, request: SearchRequest) -> tuple[object, ...]:
    page = engine.search(request)
    return page.total, page.facets, [hit.question for hit in page.hits]


def test_a_snapshot_goes_on_answering_from_its_build_after_a_rebuild(tmp_path: Path) -> None:
    before, after = questions(30, seed=4), questions(12, seed=5)
    held_in_memory, writer = MemoryEngine(before), WhooshWriter(tmp_path)
    writer.rebuild(before)
    request = SearchRequest(query=parse("bridge OR flood").tree, facets=(FacetRequest("house"),), per_page=50)
    for engine, rebuild in ((held_in_memory, held_in_memory.rebuild), (WhooshEngine(tmp_path), writer.rebuild)):
        pinned: Engine = engine.snapshot()
        page, scanned, terms = pinned.search(request), list(pinned.scan(request)), pinned.shared_terms(before[:4], 5)
        assert page.total == len(scanned) > 0
        rebuild(after)
        assert (engine.info().records, pinned.info().records) == (12, 30)
        assert (pinned.search(request), list(pinned.scan(request))) == (page, scanned)
        assert (pinned.count(request.query), pinned.shared_terms(before[:4], 5)) == (page.total, terms)
        assert pinned.snapshot().info() == page.info != engine.info()
        assert engine.snapshot().info().records == 12


def test_info_tells_how_many_and_from_when_to_when(engine: Engine, records: list[Question]) -> None:
    days = [record.tabled_on for record in records if record.tabled_on]
    info = engine.info()
    assert (info.records, info.tabled, info.is_sample) == (len(records), (min(days), max(days)), False)


def test_key_terms_are_words_of_the_record_weightiest_first_without_its_opening_or_stop_words(
    engine: Engine, records: list[Question]
) -> None:
    question = replace(records[0], text="To ask the Secretary of State for Tunnels, what harbour repairs the dentist funds.")
    terms = engine.key_terms(question, 25)
    found = [key.word for key in terms]
    assert {"harbour", "repairs", "dentist"} <= set(found)
    assert not {"the", "secretary", "tunnels", "what"} & set(found)
    assert terms[0].weight == 1
    assert [key.weight for key in terms] == sorted((key.weight for key in terms), reverse=True)
    assert len(engine.key_terms(question, 2)) == 2


def test_more_like_this_leaves_out_the_record_and_its_group(engine: Engine, records: list[Question]) -> None:
    question = next(record for record in records if record.grouped and record.answer and record.answer.answered_on)
    query = more_like_this.terms_query(question, engine.key_terms(question, 25))
    siblings = ids(engine, more_like_this.grouped_query(question)) - {question.id}
    found = ids(engine, query)
    assert question.id not in found != set()
    assert not siblings & found


def test_more_like_this_of_an_empty_text_finds_nothing(engine: Engine) -> None:
    bare = Question("none", "Lords", "")
    assert engine.key_terms(bare, 25) == ()
    assert ids(engine, more_like_this.terms_query(bare, ())) == set()


def test_the_vocabulary_is_every_word_and_no_other(engine: Engine, records: list[Question]) -> None:
    vocabulary = engine.vocabulary()
    assert "flooding" in vocabulary
    assert "Siân" in vocabulary
    assert "xyzzy" not in vocabulary
    assert vocabulary.complete("floo", 5)[0].startswith("flood")


def test_hyphens_apostrophes_and_accents_do_not_matter(engine: Engine) -> None:
    for one, other in [("uk-german", "uk german"), ("minister’s", "minister"), ("Siân", "sian"), ("O'Brien", "obrien")]:
        assert ids(engine, parse(one).tree) == ids(engine, parse(other).tree) != set()


def test_snippets_mark_what_was_found(engine: Engine) -> None:
    page = engine.search(SearchRequest(query=parse("flooding").tree))
    for hit in page.hits:
        runs = [run for snippet in hit.snippets for run in snippet.fragments] + list(hit.heading)
        assert any(run.highlighted and run.text.lower().startswith("flood") for run in runs)


def test_every_field_can_be_filtered_or_searched(engine: Engine, records: list[Question]) -> None:
    for name, field in FIELDS.items():
        if field.has_values:
            for value in {value for record in records for value in field.values(record)}:
                expected = {record.id for record in records if value in field.values(record)}
                assert ids(engine, AnyOf(name, (value,))) == expected


def test_abbreviations_are_learned_from_the_records_and_synonyms_are_those_it_was_given(tmp_path: Path) -> None:
    spelt_out = [Question(str(n), "Lords", "the National Lantern Register (NLR)") for n in range(4)]
    records = [*spelt_out, Question("9", "Lords", "an NLR lamp"), Question("8", "Lords", "a national lantern")]
    given = (SynonymEntry("beacon", ("lantern",)), SynonymEntry("buoy", ("foghorn",)))
    WhooshWriter(tmp_path).rebuild(records)
    for engine in (MemoryEngine(records, synonyms=given), WhooshEngine(tmp_path, given)):
        table = engine.thesaurus()
        assert table.find(["nlr"]) == SynonymEntry("NLR", ("National Lantern Register",))
        assert table.find(["national", "lantern", "registers"]) == SynonymEntry("National Lantern Register", ("NLR",))
        assert table.find(["beacons"]) == given[0]
        assert table.find(["buoy"]) is None
        for text in ("nlr", "national lantern register"):
            found = relevance_policy.search(engine, SearchRequest(text, parse(text).tree))
            assert {hit.question.id for hit in found.page.hits} == {"0", "1", "2", "3", "9"}, text
        for text in ('"national lantern register"', "national lantern register"):
            alone = relevance_policy.search(engine, SearchRequest(text, parse(text).tree, as_typed=not text.startswith('"')))
            assert alone.page.total == 4, text
        engine.close()
