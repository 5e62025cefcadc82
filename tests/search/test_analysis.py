"""The analyser: text to terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.text import analysis
from search.text.analysis import (
    MAX_WORD_LENGTH,
    chunks,
    fold,
    form,
    form_of,
    forms,
    normalise,
    shortened,
    stem_of,
    term,
    terms,
    tokens,
    truncate_at_word,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uk-German", ["uk=uk", "german=german"]),
        ("minister's", ["minister=minister"]),
        ("minister’s", ["minister=minister"]),
        ("ministers' meetings", ["minister=ministers", "meeting=meetings"]),
        ("O'Brien", ["obrien=obrien"]),
        ("the 1990's and 80’s", ["the=the", "1990s=1990s", "and=and", "80s=80s"]),
        ("2020's", ["2020=2020"]),
        ("EUR20 million, £5 million", ["eur20=EUR20", "million=million", "5000000=5000000"]),
        ("50pc, 50% or 50 PC", ["50%=50%", "50%=50%", "or=or", "50=50", "pc=PC"]),
        ("Siân", ["sian=sian"]),
        ("Sia\u0302n", ["sian=sian"]),
        ("gov.uk GOV.UK www.gov.uk WWW.gov.uk", ["gov.uk=gov.uk"] * 4),
        ("end. Next", ["end=end", "next=next"]),
        ("dentists.There", ["dentist=dentists", "there=there"]),
        ("UK.The 2019.The J.K.Ash", ["uk=UK", "the=the", "2019=2019", "the=the", "jk=JK", "ash=ash"]),
        ("Ph.D. M.Sc Mr.Ash", ["phd=PHD", "msc=MSC", "mr=mr", "ash=ash"]),
        ("E.coli e.coli. C.difficile", ["e=e", "coli=coli", "e=e", "coli=coli", "c=c", "difficile=difficile"]),
        ("e.g. u.k. 1.2.3 node.js", ["eg=eg", "uk=uk", "1.2.3=1.2.3", "node.js=node.js"]),
        ("1½ £½m ¾ per cent ⅓", ["1.5=1.5", "500000=500000", "0.75%=0.75%", "1⁄3=1⁄3"]),
        ("£1.5B £1.5-billion 10 per-cent 2023-24", [*["1500000000=1500000000"] * 2, "10%=10%", "2023=2023", "24=24"]),
        ("CO₂", ["co2=co2"]),
        ("the of", ["the=the", "of=of"]),
        ("straße", ["strasse=strasse"]),
        ("ORGANISATION‘S child‘s UK‘s don‘t ‘so", ["organisation=organisation", "child=child", "uk=UK", "dont=dont", "so=so"]),
        ("said‘quoted’", ["say=said", "quote=quoted"]),
        ("Encyclopædia FŒTUS Tromsø", ["encyclopaedia=encyclopaedia", "foetus=foetus", "tromso=tromso"]),
        ("Skłodowska Þing Gıda", ["sklodowska=sklodowska", "thing=thing", "gida=gida"]),
        ("", []),
        ("!?—…", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the US told us", ["the", "US", "told", "us"]),
        ("GPs, MPs' and the GP's", ["GP", "MP", "and", "the", "GP"]),
        ("MoU MoUs DfE PhD U.K. H5N1", ["MOU", "MOU", "DFE", "PHD", "UK", "H5N1"]),
        ("A plan B I A38 5G", ["a", "plan", "b", "i", "a38", "5g"]),
        ("UNICEF McDonald O'B", ["unicef", "mcdonald", "ob"]),
        ("IT", ["IT"]),
        ("NHS: ICT", ["NHS", "ICT"]),
        ("NOT IN EDUCATION", ["not", "in", "education"]),
        ("NOT in EDUCATION", ["NOT", "in", "education"]),
    ],
)
def test_an_abbreviation_keeps_its_case_unless_the_text_is_in_capitals(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_the_words_of_the_vocabulary_are_in_lower_case_and_not_stemmed() -> None:
    assert words("Ministers’ Meetings of GPs") == ["ministers", "meetings", "of", "gp"]


def test_unusual_spaces_are_spaces_as_in_the_texts_of_records() -> None:
    assert normalise("£5\u202fmillion\u2009a\u00a0year\n") == "£5 million a year\n"


def test_a_very_long_word_is_cut() -> None:
    assert len(fold("x" * 500)) == MAX_WORD_LENGTH
    assert term("x" * 500) == term("x" * 400)


@given(st.text())
def test_offsets_of_tokens_are_those_of_their_words(text: str) -> None:
    composed = normalise(text)
    result = list(tokens(composed))
    assert [token.term for token in result] == terms(text)
    assert [token.start for token in result] == sorted({token.start for token in result})


@given(st.text())
def test_composed_and_decomposed_letters_have_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=80))
@example("million")
@example("www")
def test_a_word_of_small_letters_is_its_own_form(word: str) -> None:
    assert form(word) == word[:MAX_WORD_LENGTH]


@given(st.text(alphabet="abcdefghij'’-é", max_size=20))
def test_folding_is_idempotent(word: str) -> None:
    for folded in words(word):
        assert fold(folded) == folded


NUMBERS_AND_UNITS = st.lists(
    st.sampled_from(["5", "1,000", "EUR", "£", "a", ".", ",", "-", "'s", " ", "\u00a0", "\n", *"k m b pc % bn ½".split()])
    | st.sampled_from([" million", "million", " thousand", " per cent", "per", " CENT", " per-cent", "-per", " %", " trn"]),
    max_size=8,
).map("".join)


@given(st.text() | st.text(alphabet="aB.£1,0 %m\u00a0-s") | NUMBERS_AND_UNITS)
@example("EUR20 million, or broadband.83 per cent")
@example("5 million's and 1,0000 per cent.of")
@example("½-per cent")
def test_the_terms_of_the_chunks_of_a_text_are_those_of_the_text(text: str) -> None:
    assert [chunk_term for chunk in chunks(text) for chunk_term in terms(chunk)] == terms(text)


@given(
    st.text()
    | st.text("aB1½5. ,%\u00a0’'")
    | st.lists(st.sampled_from(("5", "million", "50", "per", "cent.of", "U.K.'s"))).map(" ".join)
)
@example("0𝐛n")
def test_a_term_is_a_stem_and_a_form(text: str) -> None:
    for text_term, text_form in zip(terms(text), forms(text), strict=True):
        assert form_of(text_term) == text_form
        assert stem_of(text_term)
        assert form(text_form) == text_form


def test_the_word_cache_is_bounded_and_does_not_change_the_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Floods flooding a flooded town; floods again, and a " + "x" * 100
    expected = terms(text)
    cache: dict[str, str] = vars(analysis)["term"].__self__
    cache.clear()
    monkeypatch.setattr(cache, "_capacity", 3)
    assert terms(text) == terms(text) == expected
    assert 0 < len(cache) <= 3
    assert "x" * 100 not in cache


@pytest.mark.parametrize("start", [0, 3, 4, 8])
def test_tokens_from_an_offset(start: int) -> None:
    text = "one two three"
    assert list(tokens(text, start)) == [token for token in tokens(text) if token.start >= start]


@pytest.mark.parametrize(
    ("text", "max_characters", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two"),
        ("one two\nthree", 9, "one two"),
        ("one two\nthree", 7, "one two"),
        ("one two three", 8, "one two"),
        ("onetwothree", 6, "onetwo"),
        ("", 0, ""),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, max_characters: int, expected: str) -> None:
    assert truncate_at_word(text, max_characters) == expected


@pytest.mark.parametrize(
    ("text", "max_characters", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two …"),
        ("one two three", 7, "one two …"),
        ("one two three", 6, "one …"),
        ("one, two three", 8, "one, two …"),
        ("one, two three", 5, "one …"),
        ("onetwothree", 6, "onetwo …"),
    ],
)
def test_a_shortened_text_ends_with_a_word_and_a_mark(text: str, max_characters: int, expected: str) -> None:
    assert shortened(text, max_characters) == expected
