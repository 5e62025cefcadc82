"""Words typed in capitals: LEEDS and DRUGS are the city and the drugs, and AIDS is not a hearing aid.

A word of at most five capitals is read as an abbreviation. It matches the word in the same letters too, but not an inflection
(``search.text.term_selection``). So a search in capitals alone is compared with the records: a word that they have far more
often in small letters is no abbreviation.
"""

from __future__ import annotations

from search.engine import Engine
from search.query.nodes import Word
from search.text.analysis import cased, form, is_abbreviation, stem, words
from search.text.word_forms.stop_words import STOP_WORDS

MIN_FREQUENCY_RATIO = 10
"""A word of more than this many times as many records in small letters as in capitals is no abbreviation."""

MAX_CHECKED = 5
"""The most words of one query that are looked up."""


def words_in_capitals(engine: Engine, text: str) -> dict[str, str]:
    """Return the words of a text in capitals that are no abbreviations, each with the word in small letters.

    A text with a longer word is read in small letters anyway (``search.text.analysis.cased``).
    """
    if not text.isupper() or cased(text) != text:
        return {}
    inflections = [word for word in words(text) if is_abbreviation(form(word.upper())) and stem(word) != word]
    checked = [word for word in dict.fromkeys(inflections) if word not in STOP_WORDS][:MAX_CHECKED]
    return {word.upper(): word for word in checked if _is_common(engine, word)}


def _is_common(engine: Engine, word: str) -> bool:
    in_capitals = engine.count(Word(word.upper(), exact=True))
    return engine.count(Word(word, exact=True)) - in_capitals > MIN_FREQUENCY_RATIO * in_capitals
