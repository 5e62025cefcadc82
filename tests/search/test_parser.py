"""The text of a search box -> query tree."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.model.fields import FIELDS
from search.query.leaves import MAX_COSTLY_CLAUSES
from search.query.nodes import (
    And,
    AnyOf,
    DateRange,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    Wildcard,
    Word,
)
from search.query.parser import MAX_QUERY_LENGTH, parse
from search.query.validation import check_query
from search.text.dates import FROM_BEFORE_TO

A_AND_E = Synonyms((Phrase(("a", "e")), Phrase(("a", "es"))))


def word(text: str, field: str | None = None) -> Word:
    return Word(text, field)


def with_letter(first: str, second: str) -> Node:
    """Return the clause for a name of which one part is a letter."""
    return Synonyms((Phrase((first, second)), word(first + second)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", MatchAll()),
        ("pension", word("pension")),
        ("modern slavery", And((word("modern"), word("slavery")))),
        ("a OR b AND c", Or((word("a"), And((word("b"), word("c")))))),
        ("(tax OR duty) relief", And((Or((word("tax"), word("duty"))), word("relief")))),
        ('"modern slavery"', Phrase(("modern", "slavery"))),
        ("“modern slavery”", Phrase(("modern", "slavery"))),
        ('"the state of"', Phrase(("the", "state", "of"))),
        ('"near these"~5', Near(("near", "these"), 5)),
        ('"one"', Word("one", exact=True)),
        ('heading:"ones"', Word("ones", "heading", exact=True)),
        ("US tariffs", And((word("US"), word("tariffs")))),
        ("us tariffs", word("tariffs")),
        ('"us" tariffs', And((Word("us", exact=True), word("tariffs")))),
        ("WHO", word("WHO")),
        ("NOT IN EDUCATION, EMPLOYMENT OR TRAINING", And((word("education"), word("employment"), word("training")))),
        ("NHS OR BBC", Or((word("NHS"), word("BBC")))),
        ("univer\u00adsal cre\u200bdit\ufeff", And((word("universal"), word("credit")))),
        ("£1,000 grant", And((word("1000"), word("grant")))),
        ("£5 million grant", And((word("5000000"), word("grant")))),
        ("EUR20 million", And((word("EUR20"), word("million")))),
        ("50 per cent", word("50%")),
        ("tax -duty", And((word("tax"), Not(word("duty"))))),
        ("tax NOT duty", And((word("tax"), Not(word("duty"))))),
        ("NOT NOT tax", word("tax")),
        ("-(tax OR duty)", Not(Or((word("tax"), word("duty"))))),
        ('-"council tax"', Not(Phrase(("council", "tax")))),
        ("immigra*", Prefix("immigra")),
        ("wom?n", Wildcard("wom?n")),
        ("col*r", Wildcard("col*r")),
        ("slavry~", Fuzzy("slavry", 1)),
        ("slavry~2", Fuzzy("slavry", 2)),
        ("what is the nhs?", word("nhs")),
        ("the of", And((word("the"), word("of")))),
        ("the -nhs", And((word("the"), Not(word("nhs"))))),
        ("uk-german", Synonyms((Phrase(("uk", "german")), word("ukgerman")))),
        ("anti\u2011social", Synonyms((Phrase(("anti", "social")), word("antisocial")))),
        ("re-sign", Synonyms((Phrase(("re", "sign")),))),
        ("heading:wi-fi", Synonyms((Phrase(("wi", "fi"), "heading"), word("wifi", "heading")))),
        ("A&E waiting", And((A_AND_E, word("waiting")))),
        *((text, A_AND_E) for text in ("A & E", "A and E", "a and e", "A&Es")),
        ("a and eels", word("eels")),
        ('"A and E"', Phrase(("a", "and", "e"))),
        ("vitamins A and E", And((word("vitamins"), word("e")))),
        ("category A and B prisons", And((word("category"), word("b"), word("prisons")))),
        ("vitamin A", And((word("vitamin"), with_letter("vitamin", "a")))),
        ("hepatitis A tests", And((word("hepatitis"), with_letter("hepatitis", "a"), word("tests")))),
        ("plan a visit", And((word("plan"), word("visit")))),
        ('"plan A"', Phrase(("plan", "a"))),
        ("heading:plan A", word("plan", "heading")),
        ("Phase I", with_letter("phase", "i")),
        ("as of this stage I'd ask", And((word("stage"), word("id"), word("ask")))),
        ("A levels", with_letter("a", "levels")),
        ("a levels", with_letter("a", "levels")),
        ("a level crossing", And((word("level"), word("crossing")))),
        ("A level playing field", And((word("level"), word("playing"), word("field")))),
        ("why don't lamps work", And((word("lamps"), word("work")))),
        ("https://www.example.org/lamps", And((word("example.org"), word("lamps")))),
        ("Down's syndrome", And((word("down"), word("syndrome")))),
        *((text, Synonyms((Phrase(("no", "10")), word("no10")))) for text in ("No 10", "No. 10", "no. 10", "no 10")),
        *((text, word(text[3:])) for text in ("no 5", "no 50")),
        ("no 10%", word("10%")),
        *((text, Synonyms((Phrase(("9", "am")), word("9am")))) for text in ("9 am", "9 AM", "9 a.m.", "9 a.m")),
        ("2023/24", Synonyms((Phrase(("2023", "24")),))),
        ("2023-24", Synonyms((Phrase(("2023", "24")),))),
        ("lamp\u2013oil", Synonyms((Phrase(("lamp", "oil")), word("lampoil")))),
        ("lamp/oil", And((word("lamp"), word("oil")))),
        ("US$5", word("5")),
        ("lamp A$5 million", And((word("lamp"), word("5000000")))),
        ("US $5", And((word("US"), word("5")))),
        ("5/3/2024", Synonyms((Phrase(("5", "3", "2024")),))),
        ("heading:pensions", word("pensions", "heading")),
        ("HEADING:pensions", word("pensions", "heading")),
        ("heading: pensions", word("pensions", "heading")),
        ("heading:(tax OR duty)", Or((word("tax", "heading"), word("duty", "heading")))),
        ('body:"home office"', Phrase(("home", "office"), "body")),
        ("dept:health", word("health", "body")),
        ("asked:o'brien", word("obrien", "asked")),
        ("answered:vale", word("vale", "answered")),
        ("answer:immigra*", Prefix("immigra", "answer")),
        ("body:-treasury", Not(word("treasury", "body"))),
        ("-body:treasury", Not(word("treasury", "body"))),
        ("house:lords", AnyOf("house", ("Lords",))),
        ("state:Holding", AnyOf("state", ("holding",))),
        ("uin:hl12", AnyOf("uin", ("HL12",))),
        ("named-day:yes", AnyOf("named-day", ("yes",))),
        ("tabled:2024", DateRange("tabled", date(2024, 1, 1), date(2024, 12, 31))),
        ("tabled:2024-02", DateRange("tabled", date(2024, 2, 1), date(2024, 2, 29))),
        ("tabled:2024-01..2024-06", DateRange("tabled", date(2024, 1, 1), date(2024, 6, 30))),
        ("tabled:..2024-06-05", DateRange("tabled", None, date(2024, 6, 5))),
        ("tabled:05/06/2024", DateRange("tabled", date(2024, 6, 5), date(2024, 6, 5))),
        ("answered-on:>=2025-01-01", DateRange("answered-on", date(2025, 1, 1), None)),
        ("answered-on:>2025", DateRange("answered-on", date(2026, 1, 1), None)),
        ("answered-on:<2025-03", DateRange("answered-on", None, date(2025, 2, 28))),
        ("7926", Or((AnyOf("uin", ("7926",)), AnyOf("id", ("7926",)), word("7926")))),
        ("hl13171", Or((AnyOf("uin", ("HL13171",)), AnyOf("id", ("HL13171",)), word("hl13171")))),
        ("/questions/1285393", AnyOf("id", ("1285393",))),
        ("https://example.org/questions/commons-2009-10-26-12", AnyOf("id", ("commons-2009-10-26-12",))),
        ("https://example.org/questions/1285393?q=tax&at=3", AnyOf("id", ("1285393",))),
        ("https://questions-statements-api.parliament.uk/api/writtenquestions/questions/1285393", AnyOf("id", ("1285393",))),
        ("UIN HL13171", Or((AnyOf("uin", ("HL13171",)), AnyOf("id", ("HL13171",)), word("hl13171")))),
        ("(7926)", Or((AnyOf("uin", ("7926",)), AnyOf("id", ("7926",)), word("7926")))),
        ("up-to-date", Synonyms((Phrase(("up", "to", "date")), word("uptodate")))),
        ("anti-soc*", And((word("anti"), Prefix("soc")))),
        ("wom?n-led", And((Wildcard("wom?n"), word("led")))),
        ("covid-19", Synonyms((Phrase(("covid", "19")), word("covid19")))),
        ("http://data.parliament.uk/answeredquestions/1285393.json", AnyOf("id", ("1285393",))),
        ("http://data.parliament.uk/resources/1285393", AnyOf("id", ("1285393",))),
        (
            "https://questions-statements.parliament.uk/written-questions/detail/2021-02-09/HL13171",
            And((AnyOf("uin", ("HL13171",)), DateRange("tabled", date(2021, 2, 9), date(2021, 2, 9)))),
        ),
    ],
)
def test_reads_each_construct(text: str, tree: Node) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "tree", "problem"),
    [
        ('"open end', Phrase(("open", "end")), "not closed"),
        ("(tax", word("tax"), "not closed"),
        ("tax)", word("tax"), "no opening one"),
        ("tax NOT )", word("tax"), "no opening one"),
        ("heading:(tax))", word("tax", "heading"), "no opening one"),
        ("OR tax", word("tax"), "before OR"),
        ("tax OR", word("tax"), "follows OR"),
        ("AND tax", word("tax"), "before AND"),
        ("tax NOT", word("tax"), "follows NOT"),
        ("tax NOT )-duty", And((word("tax"), Not(word("duty")))), "follows NOT"),
        ("tax NOT )NOT duty", And((word("tax"), Not(word("duty")))), "follows NOT"),
        ("a* tax", word("tax"), "two of them at the start"),
        ("*tion", word("tion"), "two of them at the start"),
        ("slavry~7", Fuzzy("slavry", 2), "one or two letters"),
        ('"a b"~10000', Near(("a", "b"), 999), "at most 999"),
        ("colour:red", And((word("colour"), word("red"))), "no field called “colour”"),
        ("house:mars", MatchAll(), "one of Commons, Lords"),
        ("tabled:soon", MatchAll(), "not a date"),
        ("tabled:2024-13", MatchAll(), "not a date"),
        ("tabled:2024-00", MatchAll(), "not a date"),
        ("tabled:2024-03-00", MatchAll(), "not a date"),
        ("tabled:2025..2024", MatchAll(), FROM_BEFORE_TO),
        ("tabled:..", MatchAll(), "neither a first nor a last"),
        ("!!!", MatchAll(), "no word to search for"),
        ('""', MatchAll(), "no word to search for"),
        ("(" * 40 + "tax" + ")" * 40, word("tax"), "deep"),
        ("tax " * 600, None, "first 2,000 characters"),
        ("slave~2", Fuzzy("slave", 1), "fewer than 6 letters"),
    ],
)
def test_notes_each_part_that_cannot_be_used(text: str, tree: Node | None, problem: str) -> None:
    parsed = parse(text)
    assert problem in " ".join(noted.message for noted in parsed.problems)
    assert tree is None or parsed.tree == tree


def test_compounds_over_the_limit_are_read_as_words_in_silence() -> None:
    parsed = parse(" ".join(f"tax-of{number}" for number in range(2 * MAX_COSTLY_CLAUSES)))
    assert parsed.problems == ()
    assert isinstance(parsed.tree, And)
    assert sum(isinstance(node, Synonyms) for node in parsed.tree.children) == MAX_COSTLY_CLAUSES


@pytest.mark.parametrize("piece", ['"tax of{}"', '"tax of{}"~5', "letterof{}~2", "tax*of{}", "of{}tax*"])
def test_costly_clauses_over_the_limit_are_read_as_words(piece: str) -> None:
    few, many = (
        parse(" ".join(piece.format(n) for n in range(10, 10 + count)))
        for count in (MAX_COSTLY_CLAUSES, 2 * MAX_COSTLY_CLAUSES)
    )
    assert few.problems == ()
    assert [problem.message for problem in many.problems] == [
        f"We used the first {MAX_COSTLY_CLAUSES} phrases, patterns and words with ~. We searched for the others as plain words."
    ]
    assert isinstance(many.tree, And)
    costly = [node for node in many.tree.children if not isinstance(node, Word)]
    assert len(costly) == MAX_COSTLY_CLAUSES
    words = {node.text for node in many.tree.children if isinstance(node, Word)}
    assert all(any(f"of{n}" in text for text in words) for n in range(10 + MAX_COSTLY_CLAUSES, 10 + 2 * MAX_COSTLY_CLAUSES))


def test_reports_the_stop_words_left_out() -> None:
    assert parse("the state of the nation").ignored_words == ("the", "of")
    assert parse("Human Trafficking: Children").problems == ()


PIECES = st.sampled_from(
    [*'()"-~*?:;<>=. \t\n\x00\ud800', "“", "’", "AND", "OR", "NOT", "..", "&", "tax", "né", *(f"{name}:" for name in FIELDS)]
)


@settings(max_examples=500)
@given(st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join) | st.text(max_size=2000))
def test_never_raises_and_returns_a_valid_query(text: str) -> None:
    check_query(parse(text).tree)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        '"',
        "-",
        "NOT ",
        "a OR ",
        "*",
        "a*",
        "tabled:",
        "~",
        "((a) ",
        "x-y",
        "?",
        "é'",
        "by:",
        "by:-",
        "by:(",
        "x/",
        "/",
        "-*",
        "questions/",
    ],
)
def test_time_is_linear_in_the_text_and_bounded(piece: str) -> None:
    # A quadratic reader takes minutes on this; the bound is generous because machines are noisy.
    started = time.process_time()
    parsed = parse(piece * 1_000_000)
    assert time.process_time() - started < 5
    assert len(parsed.problems) <= 11
    assert MAX_QUERY_LENGTH == 2_000
