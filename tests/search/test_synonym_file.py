"""The synonym file: its format, its bad lines, and the file that comes with the program."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon import synonym_file
from search.lexicon.thesaurus import SynonymEntry, is_short_form, term_key
from search.model.question import Question
from search.pipeline.relevance_policy import search
from search.query.parser import parse
from search.query.request import SearchRequest


def read(folder: Path, content: bytes) -> tuple[SynonymEntry, ...]:
    path = folder / "names.txt"
    path.write_bytes(content)
    return synonym_file.read(path)


def test_each_name_has_the_others_of_its_line_as_synonyms(tmp_path: Path) -> None:
    content = "\ufeff# lamps\nlamp =  oil   lantern= Feu, vert # as sailors say\r\n\n color > colour\n".encode()
    assert read(tmp_path, content) == (
        SynonymEntry("lamp", ("oil lantern", "Feu, vert")),
        SynonymEntry("oil lantern", ("lamp", "Feu, vert")),
        SynonymEntry("Feu, vert", ("lamp", "oil lantern")),
        SynonymEntry("color", ("colour",)),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"lamp", "has only one name"),
        (b"lamp = ", "has no word"),
        (b"= lamp", "has no word"),
        (b"lamp = ...", "has no word"),
        (b"it = information technology", "only function words"),
        (b"a > b > c", "more than two names"),
        (b"=".join(b"lamp%d" % n for n in range(9)), "has 9 names"),
        (b"lamp = " + b"very " * 12 + b"old lantern", "has 14 words"),
        (b"lamp = caf\xe9", "can't decode"),
        (b"\xff\xfe", "can't decode"),
    ],
)
def test_a_bad_line_is_logged_once_with_its_number_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: bytes, reason: str
) -> None:
    with caplog.at_level(logging.WARNING):
        entries = read(tmp_path, b"# first\n" + line + b"\ntide = ebb\n")
    assert [entry.name for entry in entries] == ["tide", "ebb"]
    (record,) = caplog.records
    assert "names.txt, line 2 is skipped" in record.getMessage()
    assert reason in record.getMessage()


def test_an_abbreviation_in_the_letters_of_a_function_word_may_be_a_synonym(tmp_path: Path) -> None:
    assert read(tmp_path, b"information technology > IT") == (SynonymEntry("information technology", ("IT",)),)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(synonym_file.UnreadableSynonyms, match=r"nowhere\.txt cannot be read .*WRANS_SYNONYMS"):
        synonym_file.read(tmp_path / "nowhere.txt")


def test_the_file_that_comes_with_the_program_has_no_bad_line(caplog: pytest.LogCaptureFixture) -> None:
    names = {entry.name for entry in synonym_file.read()}
    assert {"Department of Health", "Kiev", "bedroom tax", "covid"} <= names
    assert caplog.records == []


def test_short_names_of_counties_are_no_misspellings() -> None:
    records = [Question("1", "Commons", "police in Hertfordshire"), Question("2", "Commons", "the hearts of patients")]
    engine = MemoryEngine(records, synonyms=synonym_file.read())
    outcome = search(engine, SearchRequest("Herts", parse("Herts").tree))
    assert [hit.question.id for hit in outcome.page.hits] == ["1"]
    assert outcome.rewritten.corrections == ()


def test_every_synonym_of_that_file_differs_from_its_name_in_a_term() -> None:
    idle = {
        (entry.name, other)
        for entry in synonym_file.read()
        for other in entry.synonyms
        if term_key(entry.name) == term_key(other)
    }
    assert idle == set()


def test_no_two_lines_of_that_file_say_the_same() -> None:
    pairs = Counter((term_key(entry.name), term_key(other)) for entry in synonym_file.read() for other in entry.synonyms)
    assert {pair for pair, count in pairs.items() if count > 1} == set()


def test_no_name_of_that_file_is_an_ordinary_word_but_for_its_capitals() -> None:
    shorts = {entry.name.lower() for entry in synonym_file.read() if is_short_form(entry.name)}
    assert shorts & {"send", "pace", "me", "ms", "bus", "us", "it", "who", "aids", "eco"} == set()
    assert shorts & {"elms", "gm", "lisa", "mat", "nest", "sas", "utc"} == set(), (
        "words, a name, or short for something else too"
    )


def test_synonyms_with_words_that_no_record_has_are_dropped() -> None:
    entries = (SynonymEntry("lamp", ("oil lantern", "feu vert")), SynonymEntry("tide", ("ebb",)))
    thesaurus = MemoryEngine([Question("1", "Lords", "oil lanterns")], synonyms=entries).thesaurus()
    assert thesaurus.find(["lamp"]) == SynonymEntry("lamp", ("oil lantern",))
    assert thesaurus.find(["tide"]) is None
