"""Queries widened by other names, and the table they are found in."""

from __future__ import annotations

import pytest

from search.lexicon.thesaurus import SynonymEntry, Thesaurus
from search.pipeline.synonym_expansion import MAX_EXPANDED_NAMES, SynonymExpansion
from search.query.nodes import And, AndMaybe, Node, Not, Or, Phrase, Synonyms, Word
from search.query.parser import parse

TABLE = Thesaurus(
    [
        SynonymEntry("NLR", ("National Lantern Register",)),
        SynonymEntry("National Lantern Register", ("NLR",)),
        SynonymEntry("lantern", ("lamp",)),
        SynonymEntry("Board of Tides", ("BOT",)),
        SynonymEntry("LEND", ("Light Every Night Drive",), case_sensitive=True),
    ]
)
NLR, PHRASE = Word("nlr"), Phrase(("national", "lantern", "register"))
LANTERN = Synonyms((Word("lantern"), Word("lamp")))


def widened(text: str) -> tuple[Node, list[str]]:
    naming = SynonymExpansion(TABLE, {*text.split(), *text.lower().split()})
    return naming.expand(parse(text).tree), [each.name for each in naming.expansions]


@pytest.mark.parametrize(
    ("text", "tree", "called"),
    [
        ("nlr", Synonyms((NLR, PHRASE)), ["NLR"]),
        (
            "unlit National Lantern Registers",
            And((Word("unlit"), *(Synonyms((Word(w), NLR)) for w in ("national", "lantern", "registers")))),
            ["National Lantern Register"],
        ),
        ("national lantern", And((Word("national"), LANTERN)), ["lantern"]),
        ("Board of Tides", And(tuple(Synonyms((Word(w), Word("bot"))) for w in ("board", "tides"))), ["Board of Tides"]),
        ("nlr OR tides", Or((Synonyms((NLR, PHRASE)), Word("tides"))), ["NLR"]),
        ("tides -nlr", And((Word("tides"), Not(NLR))), []),
        ('"nlr"', NLR, []),
        ('"national lantern register"', PHRASE, []),
        ("lend", Word("lend"), []),
        ("LEND", Synonyms((Word("lend"), Phrase(("light", "every", "night", "drive")))), ["LEND"]),
    ],
)
def test_bare_names_are_widened(text: str, tree: Node, called: list[str]) -> None:
    assert widened(text) == (tree, called)


def test_a_name_is_looked_for_in_the_field_it_was_typed_for_and_people_have_no_others() -> None:
    naming = SynonymExpansion(TABLE, {"nlr"})
    assert naming.expand(Word("nlr", "answer")) == Synonyms((Word("nlr", "answer"), Phrase(PHRASE.words, "answer")))
    assert naming.expand(Word("nlr", "asked")) == Word("nlr", "asked")


def test_what_is_liked_is_left_as_it_is_and_a_word_keeps_its_weight() -> None:
    naming = SynonymExpansion(TABLE, {"nlr", "lantern"})
    weighed = Word("nlr", weight=0.5)
    tree = naming.expand(AndMaybe(Or((weighed, Word("tides"))), (Word("lantern"),)))
    assert tree == AndMaybe(Or((Synonyms((weighed, PHRASE)), Word("tides"))), (Word("lantern"),))


def test_a_pasted_page_is_widened_only_so_far() -> None:
    many = Thesaurus(SynonymEntry(f"w{n}", (f"x{n}",)) for n in range(50))
    naming = SynonymExpansion(many, {f"w{n}" for n in range(50)})
    tree = naming.expand(And(tuple(Word(f"w{n}") for n in range(50))))
    assert isinstance(tree, And)
    assert sum(isinstance(node, Synonyms) for node in tree.children) == MAX_EXPANDED_NAMES == len(naming.expansions)


def test_a_table_puts_what_is_said_twice_together() -> None:
    table = Thesaurus(
        [SynonymEntry("lamp", ("light",)), SynonymEntry("Lamps", ("lantern", "light", "lamp"), case_sensitive=True)]
    )
    assert len(table) == 1
    assert table.find(["lamps"]) == SynonymEntry("lamp", ("light", "lantern"))
    assert table.find(["light"]) is None
    assert Thesaurus().find([]) is None
