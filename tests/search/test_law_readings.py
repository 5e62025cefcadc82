"""The last word of the name of a law stands for the whole name."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.readings.laws import MAX_NAME_WORDS
from search.pipeline.relaxation import MAX_SHORT_CLAUSES
from search.pipeline.rewriting import rewrite
from search.query.nodes import And, Node, Not, Or, Phrase, Synonyms, Word
from search.query.parser import parse
from search.query.request import SearchRequest

ENGINE = MemoryEngine(
    [
        Question("1", "Commons", "whether the Use of Lanterns Act 1901 applies to piers"),
        Question("2", "Commons", "whether the Quay Bill or the Deep Fog Bill applies to piers"),
        Question("3", "Commons", "which act bans the use of lanterns on a pier"),
        Question("4", "Commons", "whether a failure to act on fog is an offence"),
        Question("5", "Commons", "whether the ULA is in force"),
        Question("6", "Commons", "what pier regulations there are"),
    ],
    synonyms=[SynonymEntry("Use of Lanterns Act", ("ULA",))],
)
LANTERNS_ACT, ACT = Phrase(("use", "of", "lanterns", "act")), Word("act")
QUAY_BILL, FOG_BILL = Phrase(("quay", "bill")), Phrase(("fog", "bill"))


def executed(text: str, *, as_typed: bool = False) -> Node:
    return rewrite(ENGINE, SearchRequest(text, parse(text).tree, as_typed=as_typed)).executed.query


def ids(text: str, *, all_words: bool = False) -> list[str]:
    outcome = relevance_policy.search(ENGINE, SearchRequest(text, parse(text).tree, all_words=all_words))
    return sorted(hit.question.id for hit in outcome.page.hits)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("the lanterns act 1901", And((Word("lanterns"), Phrase(("lanterns", "act")), Word("1901")))),
        # Of two clauses both are required, so the word stays.
        ("lanterns act", And((Word("lanterns"), ACT, Phrase(("lanterns", "act"))))),
        ("Fog Bill -pier", And((Word("fog"), Word("bill"), Not(Word("pier")), FOG_BILL))),
        ("Quay Bill, Fog Bill", And((Word("quay"), Synonyms((QUAY_BILL, FOG_BILL)), Word("fog")))),
        # A bill of two words without its capital may be an invoice, and regulations may be any rules.
        ("quay bill", And((Word("quay"), Word("bill")))),
        ("QUAY BILL", And((Word("QUAY"), Word("BILL")))),
        ("deep fog bill", And((Word("deep"), Word("fog"), Phrase(("deep", "fog", "bill"))))),
        ("pier regulations", And((Word("pier"), Word("regulations")))),
        # The longest name that a record has: no record has "pier lanterns act".
        ("pier lanterns act 1901", And((Word("pier"), Word("lanterns"), Phrase(("lanterns", "act")), Word("1901")))),
        # No name begins with a function word, and a function word alone is none.
        ("fog failure to act", And((Word("fog"), Word("failure"), Phrase(("failure", "to", "act"))))),
        ("to act on fog", And((ACT, Word("fog")))),
        # No record has the words side by side.
        ("pier act", And((Word("pier"), ACT))),
        ("act", ACT),
        ("lanterns OR act", Or((Word("lanterns"), ACT))),
        ('lanterns "act"', And((Word("lanterns"), Word("act", exact=True)))),
        ("lanterns heading:act", And((Word("lanterns"), Word("act", "heading")))),
    ],
)
def test_the_last_word_of_a_law_stands_for_its_name(text: str, tree: Node) -> None:
    assert executed(text) == tree


def test_the_last_word_of_a_law_has_the_synonyms_of_its_name_too() -> None:
    tree = executed("Use of Lanterns Act")
    assert isinstance(tree, And)
    assert tree.children[-1] == Synonyms((LANTERNS_ACT, Word("ULA")))


def test_a_search_as_typed_and_a_long_text_are_searched_word_by_word() -> None:
    assert executed("lanterns act", as_typed=True) == And((Word("lanterns"), ACT))
    text = f"lanterns act {' '.join('bcdefghi'[: MAX_SHORT_CLAUSES - 1])}"
    assert executed(text) == parse(text).tree


def test_the_words_before_a_long_name_are_not_looked_up() -> None:
    engine = MemoryEngine([Question("1", "Commons", "of the " * MAX_NAME_WORDS + "quay fog of of of of of of act")])
    text = "quay fog of of of of of of act"
    tree = rewrite(engine, SearchRequest(text, parse(text).tree)).executed.query
    assert isinstance(tree, And)
    assert tree.children[-1] == Phrase(("fog", *["of"] * 6, "act"))


def test_records_of_the_words_of_a_law_without_its_name_are_close_matches() -> None:
    for text in ("lanterns act piers", "lanterns act"):
        assert ids(text) == ["1", "3"]
        assert ids(text, all_words=True) == ["1"]
