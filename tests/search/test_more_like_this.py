"""More like this."""

from __future__ import annotations

from datetime import date

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon.term_weights import key_term_texts
from search.model.derived import Derived
from search.model.question import Answer, GroupedQuestion, Question
from search.pipeline.more_like_this import (
    ADDRESSEE_WEIGHT,
    KEY_TERMS,
    MIN_SHARE,
    build_query,
    grouped_query,
    terms_query,
    without_terms,
)
from search.query.nodes import And, AndMaybe, AnyOf, AtLeastShare, DateRange, Node, Or, Word
from search.results.types import KeyTerm
from search.text.analysis import forms


def children(node: Node) -> tuple[Node, ...]:
    assert isinstance(node, And | Or | AtLeastShare)
    return node.children


def test_addressee_terms_are_optional_and_weighted() -> None:
    bare = Question("1", "Lords", "x")
    tree = terms_query(bare, (KeyTerm("flood", 1.0),), addressee_terms=(KeyTerm("transport", 0.5),))
    assert children(tree)[0] == AndMaybe(
        AtLeastShare(MIN_SHARE, (Word("flood"),)), (Word("transport", "body", ADDRESSEE_WEIGHT / 2),)
    )


def test_other_key_terms_take_the_place_of_dropped_words() -> None:
    records = [
        Question(word, "Lords", f"To ask the Minister for Tides, what {' '.join(f'{word}{n}' for n in range(2 * KEY_TERMS))}")
        for word in ("flood", "harbour")
    ]
    engine = MemoryEngine(records)
    before = build_query(engine, records[0])
    dropped = before.terms[0].word
    after = build_query(engine, records[0], (dropped,), ("harbour3",), (records[1],))
    assert len(before.terms) == len(after.terms) == KEY_TERMS
    assert dropped not in [key.word for key in after.terms]
    assert [key.word for key in after.addressee_terms] == ["minister", "tides"]
    assert after.query == terms_query(records[0], after.terms, ("harbour3",), after.addressee_terms, (records[1],))


def test_drops_the_last_word_of_a_text_cut_by_its_source() -> None:
    cut = Question("1", "Lords", "What harbours are repai", is_cut=True, answer=Answer(text="The tunn...", is_cut=True))
    assert [text for _, text, _ in key_term_texts(cut)] == ["", "What harbours are", "The"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How many (a) harbours and (b) piers", "How many harbours and piers"),
        ("Whether he will (i) repair, (ii) move and (iii) close piers", "Whether he will repair, move and close piers"),
        ("How many (A) harbours, (B) piers and (12) quays", "How many harbours, piers and quays"),
        ("How many harbours (piers) and quays (of 2019)", "How many harbours (piers) and quays (of 2019)"),
    ],
)
def test_the_number_of_an_item_in_a_list_is_no_key_term(text: str, words: str) -> None:
    texts = {field: field_text for field, field_text, _ in key_term_texts(Question("1", "Commons", text))}
    assert forms(texts["question"]) == forms(words)


@pytest.mark.parametrize(("kinds", "answer"), [(("holding",), ""), (("too-late",), ""), (("no-plans",), "No tides.")])
def test_an_answer_that_there_was_no_time_to_answer_has_no_key_terms(kinds: tuple[str, ...], answer: str) -> None:
    question = Question("1", "Commons", "What harbours", answer=Answer(text="No tides."), derived=Derived(kinds=kinds))
    assert key_term_texts(question)[2][1] == answer


def test_drops_every_form_of_a_dropped_word() -> None:
    terms = (KeyTerm("floods", 1.0), KeyTerm("harbour", 0.5))
    assert without_terms(terms, ["flooding"]) == (KeyTerm("harbour", 0.5),)


def test_a_group_is_identified_by_uin_and_date() -> None:
    dated = Question("1", "Lords", "x", grouped=(GroupedQuestion("HL2", date(2024, 1, 2)),))
    assert AnyOf("uin", ("HL2",)) not in children(grouped_query(dated))
    assert children(grouped_query(dated)) == (
        And((AnyOf("uin", ("HL2",)), DateRange("tabled", date(2024, 1, 2), date(2024, 1, 2)))),
    )
    bare = Question("1", "Lords", "x", grouped=(GroupedQuestion("HL2"),))
    assert children(grouped_query(bare)) == ()
    answered = Question("1", "Lords", "x", grouped=(GroupedQuestion("HL2"),), answer=Answer(answered_on=date(2024, 2, 3)))
    assert DateRange("answered-on", date(2024, 2, 3), date(2024, 2, 3)) in children(children(grouped_query(answered))[0])


def test_added_words_weigh_as_much_as_the_first_term() -> None:
    tree = terms_query(Question("1", "Lords", "x"), (KeyTerm("flood", 1.0),), ("harbour",))
    first = children(tree)[0]
    assert isinstance(first, AndMaybe)
    assert children(first.required) == (Word("flood", weight=1.0), Word("harbour", weight=1.0))
