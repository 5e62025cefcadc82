"""Query rewriting: corrections in the text and in the tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.memory import MemoryEngine
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question
from search.pipeline.rewriting import Correction, RewrittenQuery, rewrite, with_words_replaced
from search.query.clauses import REPETITION_SATURATION
from search.query.nodes import And, Node, Phrase, Synonyms, Word
from search.query.parser import parse
from search.query.request import SearchRequest

ENGINE = MemoryEngine([Question("1", "Lords", "Whether their lanterns or a lantern light the harbour of Aldwick & Lantern.")])
TWICE = 2 * (REPETITION_SATURATION + 1) / (2 + REPETITION_SATURATION)


def rewritten(text: str) -> RewrittenQuery:
    return rewrite(ENGINE, SearchRequest(text, parse(text).tree))


@pytest.mark.parametrize(
    ("text", "corrected", "tree"),
    [
        ("lantren", "lantern", Word("lantern")),
        ("Lantren harbuor", "lantern harbour", And((Word("lantern"), Word("harbour")))),
        # No record has the corrected compound, so its parts are searched.
        ("harbour-lantren", "harbour lantern", And((Word("harbour"), Word("lantern")))),
        ("heading:lantren", "heading:lantern", Word("lantern", "heading")),
        ("lantren's light", "lantern light", And((Word("lantern"), Word("light")))),
        # A correction that repeats a word of the query makes one word of both.
        ("lantren lantern", "lantern lantern", Word("lantern", weight=TWICE)),
        # Two forms were one word of the query. Only the form typed first is looked up and corrected.
        ("lantren lantrens", "lantern lantrens", And((Word("lantern"), Word("lantrens")))),
        # A word in quotation marks stays as typed, a word in brackets or beside an ampersand does not.
        ('lantren "lantren"', 'lantern "lantren"', And((Word("lantern"), Word("lantren", exact=True)))),
        (
            "lantren aldwick&lantren",
            "lantern aldwick&lantern",
            And((Word("lantern"), Synonyms((Phrase(("aldwick", "lantern")),)))),
        ),
        ('lantren "aldwick lantren"', 'lantern "aldwick lantren"', And((Word("lantern"), Phrase(("aldwick", "lantren"))))),
        # A correction can be a stop word, which is left out, or which brings stop words back when nothing else is there.
        ("thier lantern", "their lantern", Word("lantern")),
        ("thier the", "their the", And((Word("their"), Word("the")))),
    ],
)
def test_corrections_are_made_in_the_text_and_in_the_tree(text: str, corrected: str, tree: Node) -> None:
    request = rewritten(text).request
    assert (request.text, request.query) == (corrected, tree)


PIECES = st.sampled_from(
    [*"lantren lantrens harbuor thier their the lantern harbour".split(), *'"-&():', " ", " ", " ", "NOT ", "OR ", "body:", "*"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_corrected_query_is_what_the_parser_reads_in_the_corrected_text(text: str) -> None:
    request = rewritten(text).request
    parsed = parse(request.text)
    assert (request.query, request.problems) == (parsed.tree, parsed.problems if request.text != text else ())


def test_corrections_are_reported_and_several_are_made_at_once() -> None:
    outcome = rewritten("harbuor lantren")
    assert outcome.corrections == (Correction("harbuor", "harbour"), Correction("lantren", "lantern"))
    assert outcome.executed.query == parse("harbour lantern").tree
    request = SearchRequest("harbuor lantren", parse("harbuor lantren").tree)
    for word in outcome.corrections:
        request = with_words_replaced(request, {word.typed: word.replacement})
    assert request == outcome.request


@pytest.mark.parametrize(
    ("synonyms", "replacements"),
    [((), [("accommodation",)]), ((SynonymEntry("accomodation", ("accommodation",)),), [])],
)
def test_a_rare_misspelling_is_suggested_unless_a_synonym_finds_the_word(
    synonyms: tuple[SynonymEntry, ...], replacements: list[tuple[str, ...]]
) -> None:
    question = Question("1", "Lords", f"accomodation {'accommodation ' * 400}")
    outcome = rewrite(MemoryEngine([question], synonyms=synonyms), SearchRequest("accomodation", parse("accomodation").tree))
    assert [suggestion.replacements for suggestion in outcome.suggestions] == replacements
