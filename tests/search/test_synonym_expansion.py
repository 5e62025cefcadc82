"""Synonym expansion, and the thesaurus."""

from __future__ import annotations

import pytest

from search.lexicon.thesaurus import SynonymEntry, Thesaurus
from search.pipeline.readings.compounds import ClosedCompounds
from search.pipeline.synonym_expansion import MAX_EXPANDED_NAMES, SynonymExpansion
from search.query.nodes import And, AndMaybe, AtLeastShare, Node, Not, Or, Phrase, Synonyms, Word
from search.query.parser import parse

THESAURUS = Thesaurus(
    [
        SynonymEntry("NLR", ("National Lantern Register",)),
        SynonymEntry("National Lantern Register", ("NLR",)),
        SynonymEntry("lantern", ("lamp",)),
        SynonymEntry("Board of Tides", ("BOT",)),
        SynonymEntry("lamplight", ("lamp-light",)),
        SynonymEntry("anti-glare lantern", ("AGL",)),
        SynonymEntry("lightout", ("light-out",)),
        SynonymEntry("offlight", ("off-light",)),
        SynonymEntry("antiglare", ("anti-glare", "unlit")),
        SynonymEntry("LEND", ("Light Every Night Drive",), case_sensitive=True),
        SynonymEntry("Phase 1", ("first lamp",)),
        SynonymEntry("DEC", ("Dim Evening Candle",)),
    ]
)
NLR, PHRASE = Word("NLR"), Phrase(("national", "lantern", "register"))
LANTERN = Synonyms((Word("lantern"), Word("lamp")))
AGL, ANTIGLARE = Word("AGL"), Word("antiglare")
DAY = (
    ("25", "march", "2020"),
    ("25th", "march", "2020"),
    ("25th", "of", "march", "2020"),
    ("25", "mar", "2020"),
    ("march", "25", "2020"),
    ("march", "25th", "2020"),
)
PART_2_SPELLINGS: tuple[Word | Phrase, ...] = (
    Word("pt.2"),
    *(Phrase((part, number)) for part, number in (("part", "2"), ("part", "two"), ("part", "ii"), ("pt", "2"))),
    Word("pt2"),
)
PART_2 = tuple(Synonyms((Word(word), *PART_2_SPELLINGS)) for word in ("part", "2"))
"""The clauses of "pt.2"."""

LAMPLIGHT, TIDETABLE = Word("lamplight"), Word("tidetable")


RECORDS = {"tidetable": 5, "tideoil": 4, "m25": 5, "nlr9": 9, "planks": 9, "resign": 9}


def expansion_of(text: str, thesaurus: Thesaurus = THESAURUS) -> SynonymExpansion:
    closed_compounds = ClosedCompounds(text, thesaurus, lambda word: RECORDS.get(word, 0))
    return SynonymExpansion(thesaurus, frozenset((*text.split(), *text.lower().split(), *text.split("/"))), closed_compounds)


def day(*spellings: tuple[str, ...]) -> Node:
    """Return the tree of the 25th of March 2020 with these spellings."""
    return And(tuple(Synonyms((Word(word), *map(Phrase, dict.fromkeys(spellings)))) for word in DAY[0]))


def phase(typed: str, *others: str) -> Node:
    """Return the tree of a phase with the other spellings of its number."""
    spellings = dict.fromkeys((("phase", typed), *(("phase", other) for other in others), ("first", "lamp")))
    if typed == "1":
        del spellings["phase", "1"]
    return And(tuple(Synonyms((Word(word), *map(Phrase, spellings))) for word in ("phase", "1")))


def expand(text: str) -> tuple[Node, list[str]]:
    expansion = expansion_of(text)
    return expansion.expand(parse(text).tree), [entry.name for entry in expansion.expansions]


@pytest.mark.parametrize(
    ("text", "tree", "names"),
    [
        ("nlr", Synonyms((Word("nlr"), PHRASE)), ["NLR"]),
        ("NLR", Synonyms((NLR, PHRASE)), ["NLR"]),
        ("lanterns", Synonyms((Word("lanterns"), Word("lamp"))), ["lanterns"]),  # as typed, not as the file has it
        (
            "boards of tides",
            And((Synonyms((Word("boards"), Word("BOT"))), Synonyms((Word("tides"), Word("BOT"))))),
            ["Board of Tides"],
        ),
        (
            "unlit National Lantern Registers",
            And(
                (
                    Word("unlit"),
                    Synonyms((Word("national"), NLR)),
                    Synonyms((*LANTERN.forms, NLR)),  # a word of a name keeps its own synonyms
                    Synonyms((Word("registers"), NLR)),
                )
            ),
            ["national lantern registers", "lantern"],
        ),
        # A word of a name with figures has no synonyms of its own.
        (
            "dec 2023",
            And(tuple(Synonyms((Word(word), Phrase(("december", "2023")))) for word in ("dec", "2023"))),
            ["dec 2023"],
        ),
        # The parts of a compound have its joined spelling, which is no other name of it.
        ("lamp light", And((Synonyms((Word("lamp"), LAMPLIGHT)), Synonyms((Word("light"), LAMPLIGHT)))), []),
        ("lamps light", And((Word("lamps"), Word("light"))), []),
        ("lamp in light", And((Word("lamp"), Word("light"))), []),
        # So has a word that enough records have, of two words or of letters and a number.
        ("tide table", And((Synonyms((Word("tide"), TIDETABLE)), Synonyms((Word("table"), TIDETABLE)))), []),
        ("M 25", And((Synonyms((Word("m"), Word("m25"))), Synonyms((Word("25"), Word("m25"))))), []),
        ("tides light out", And((Word("tides"), Synonyms((Word("light"), Word("lightout"))))), []),
        ("light out", Synonyms((Word("light"), Word("lightout"))), []),
        ("out of light", Word("light"), []),
        ("tide of table", And((Word("tide"), Word("table"))), []),
        ("tide oil", And((Word("tide"), Word("oil"))), []),
        ("plank s", And((Word("plank"), Word("s"))), []),
        ("re sign", And((Word("re"), Word("sign"))), []),
        (f"lamp light {' '.join('bcdefgh')}", And(tuple(map(Word, ("lamp", "light", *"bcdefgh")))), []),
        ("light lamp", And((Word("light"), Word("lamp"))), []),
        ("lamp OR light", Or((Word("lamp"), Word("light"))), []),
        ('"lamp" light', And((Word("lamp", exact=True), Word("light"))), []),
        ("heading:lamp light", And((Word("lamp", "heading"), Word("light"))), []),
        ("national lantern", And((Word("national"), LANTERN)), ["lantern"]),
        ("Board of Tides", And(tuple(Synonyms((Word(w), Word("BOT"))) for w in ("board", "tides"))), ["Board of Tides"]),
        (
            "antiglare lantern",
            And((Synonyms((ANTIGLARE, Phrase(("anti", "glare")), Word("unlit"), AGL)), Synonyms((*LANTERN.forms, AGL)))),
            ["anti-glare lantern", "antiglare", "lantern"],
        ),
        (
            "anti glare lantern",
            And(
                (
                    *(Synonyms((Word(word), ANTIGLARE, AGL)) for word in ("anti", "glare")),
                    Synonyms((*LANTERN.forms, AGL)),
                )
            ),
            ["anti-glare lantern", "lantern"],
        ),
        # Two words are found as the one word that the thesaurus has, if it has another name.
        (
            "anti glare",
            And(
                tuple(Synonyms((Word(word), ANTIGLARE, Phrase(("anti", "glare")), Word("unlit"))) for word in ("anti", "glare"))
            ),
            ["antiglare"],
        ),
        ("glare anti", And((Word("glare"), Word("anti"))), []),
        ("nlr OR tides", Or((Synonyms((Word("nlr"), PHRASE)), Word("tides"))), ["NLR"]),
        ("tides -nlr", And((Word("tides"), Not(Word("nlr")))), []),
        ('"nlr"', Word("nlr", exact=True), []),
        ('"national lantern register"', PHRASE, []),
        # A day is its words, with the same spellings however it is typed.
        ("25/3/2020", day(("25", "3", "2020"), *DAY), ["25-3-2020"]),
        ("25th March 2020", day(DAY[1], *DAY), ["25th march 2020"]),
        ("25 March 2020", day(*DAY[1:]), ["25 march 2020"]),
        # A numbered name has the synonyms that the thesaurus has for any of its spellings.
        ("phase 1", phase("1", "one", "i"), ["Phase 1"]),
        ("phase one", phase("one", "1", "i"), ["phase one"]),
        ("pt.2 tides", And((*PART_2, Word("tides"))), ["pt.2"]),
        # Words with capitals inside, and a first part that is a function word.
        ("LanternTides", Synonyms((Word("lanterntides"), Phrase(("lantern", "tides")))), []),
        (
            "off light",
            And((Synonyms((Word("light"), Word("offlight"))), Synonyms((Phrase(("off", "light")), Word("offlight"))))),
            [],
        ),
        ("lend", Word("lend"), []),
        ("LEND", Synonyms((Word("LEND", exact=True), Phrase(("light", "every", "night", "drive")))), ["LEND"]),
    ],
)
def test_expands_bare_names(text: str, tree: Node, names: list[str]) -> None:
    assert expand(text) == (tree, names)


def test_synonyms_are_in_the_field_of_the_name_and_only_in_texts_and_bodies() -> None:
    expansion = expansion_of("nlr")
    assert expansion.expand(Word("nlr", "answer")) == Synonyms((Word("nlr", "answer"), Phrase(PHRASE.words, "answer")))
    assert expansion.expand(Word("nlr", "body")) == Synonyms((Word("nlr", "body"), Phrase(PHRASE.words, "body")))
    assert expansion.expand(Word("nlr", "asked")) == Word("nlr", "asked")


def test_optional_words_are_not_expanded_and_words_keep_their_weights() -> None:
    expansion = expansion_of("nlr lantern")
    weighed = Word("nlr", weight=0.5)
    tree = expansion.expand(AndMaybe(Or((weighed, Word("tides"))), (Word("lantern"),)))
    assert tree == AndMaybe(Or((Synonyms((weighed, PHRASE)), Word("tides"))), (Word("lantern"),))


def test_words_of_a_draft_have_the_closed_compound_of_their_neighbours_in_the_text() -> None:
    table, tide = Word("table", weight=0.9), Word("tide", weight=0.5)
    query = AtLeastShare(0.2, (table, Word("pier"), tide))
    assert expansion_of("the tide table of a pier").expand(query) == AtLeastShare(
        0.2, (Synonyms((table, TIDETABLE)), Word("pier"), Synonyms((tide, TIDETABLE)))
    )
    assert expansion_of("the table of a pier tide").expand(query) == query


def test_expands_a_limited_number_of_names() -> None:
    many = Thesaurus(SynonymEntry(f"w{n}", (f"x{n}",)) for n in range(50))
    expansion = expansion_of(" ".join(f"w{n}" for n in range(50)), many)
    tree = expansion.expand(And(tuple(Word(f"w{n}") for n in range(50))))
    assert isinstance(tree, And)
    assert sum(isinstance(node, Synonyms) for node in tree.children) == MAX_EXPANDED_NAMES == len(expansion.expansions)


def test_a_thesaurus_merges_entries_of_one_name() -> None:
    thesaurus = Thesaurus(
        [SynonymEntry("lamp", ("light",)), SynonymEntry("Lamps", ("lantern", "light", "lamp"), case_sensitive=True)]
    )
    assert len(thesaurus) == 1
    assert thesaurus.find(["lamps"]) == SynonymEntry("lamp", ("light", "lantern"))
    assert thesaurus.find(["light"]) is None
    assert Thesaurus().find([]) is None


@pytest.mark.parametrize(("text", "name"), [("nls", "NL"), ("NLS", "NLS"), ("ubs", None), ("UBS", "UBS"), ("nl", "NL")])
def test_small_letters_are_a_plural_before_a_case_sensitive_abbreviation(text: str, name: str | None) -> None:
    plural = SynonymEntry("NL", ("night lamp",))
    entries = [SynonymEntry(short, ("unlit buoy",), case_sensitive=True) for short in ("NLS", "UBS")]
    expansion = expansion_of(text, Thesaurus([plural, *entries]))
    expansion.expand(parse(text).tree)
    assert [entry.name for entry in expansion.expansions] == ([name] if name else [])


@pytest.mark.parametrize("case_sensitive", [True, False])
def test_a_case_sensitive_abbreviation_that_is_a_synonym_matches_its_capitals_alone(case_sensitive: bool) -> None:
    entries = [SynonymEntry("LEND", ("night drive",), case_sensitive), SynonymEntry("night drive", ("LEND",))]
    tree = expansion_of("night drive", Thesaurus(entries)).expand(parse("night drive").tree)
    abbreviation = Word("LEND", exact=case_sensitive)
    assert tree == And((Synonyms((Word("night"), abbreviation)), Synonyms((Word("drive"), abbreviation))))


def test_a_case_sensitive_abbreviation_leaves_the_word_in_small_letters() -> None:
    word, abbreviation = SynonymEntry("car", ("vehicle",)), SynonymEntry("CAR", ("Coastal Aid Register",), case_sensitive=True)
    thesaurus = Thesaurus([word, abbreviation])
    assert [thesaurus.find([text]) for text in ("car", "cars", "CAR")] == [word, word, abbreviation]
    assert Thesaurus([abbreviation]).find(["car"]) == abbreviation


def test_an_abbreviation_is_found_unstemmed_and_in_the_plural() -> None:
    thesaurus = Thesaurus([SynonymEntry("LAMPED", ("Lamps Demand",)), SynonymEntry("L&AS", ("lanterns and sails",))])
    has_entry = {text: bool(thesaurus.find([text])) for text in ("lamped", "LAMPEDs", "lamp", "lamps", "l")}
    assert has_entry == {"lamped": True, "LAMPEDs": True, "lamp": False, "lamps": False, "l": False}
    assert thesaurus.find(["l", "as"]) == SynonymEntry("L&AS", ("lanterns and sails",))
