"""Hyphenated compounds learned from the texts: a search for the closed compound "antisocial" also finds "anti-social".

The number of records is counted for each hyphenated word of two parts. So an update that removes its last record removes the
word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from search.lexicon.thesaurus import SynonymEntry, TermKey, term_key
from search.model.question import Question
from search.text.analysis import fold, stem
from search.text.word_forms.closed_compounds import NOT_COMPOUNDS
from search.text.word_forms.stop_words import STOP_WORDS

MIN_LENGTH = 3
"""Characters of the shortest compound, its hyphen left out: F-35, but not A-C."""

MAX_COUNTED_COMPOUNDS = 200_000
"""With more hyphenated words than this, those that occur in only one record are dropped from the counts."""

PREFIXES = frozenset("down off out over under up".split())
"""Function words that are prefixes too: off-shore is offshore."""

WITH_FUNCTION_WORD = frozenset("byelection byelections byproduct byproducts incoming ongoing online onshore onsite".split())
"""Closed compounds whose first part is a function word but not a prefix. They mean the same as the word with a hyphen."""

_COMPOUND = re.compile(r"([^\W\d_]+-[^\W_]+)(?:['\u2019]s)?")
_PUNCTUATION = ".,;:!?()[]'\"\u2018\u2019\u201c\u201d"


class Compounds(msgspec.Struct):
    """The counts of hyphenated words: ``hyphenated[word]`` is the number of records with a folded word of two parts."""

    hyphenated: dict[str, int] = {}

    def add(self, question: Question) -> None:
        """Count the hyphenated words of a record."""
        for word in _hyphenated_words(question):
            self.hyphenated[word] = self.hyphenated.get(word, 0) + 1
        if len(self.hyphenated) > MAX_COUNTED_COMPOUNDS:
            self.hyphenated = {word: count for word, count in self.hyphenated.items() if count > 1}

    def remove(self, question: Question) -> None:
        """Undo ``add`` for a record that is removed or replaced."""
        for word in _hyphenated_words(question):
            count = self.hyphenated.pop(word, 0)
            if count > 1:
                self.hyphenated[word] = count - 1

    def entries(self) -> Iterator[SynonymEntry]:
        """Yield a synonym entry for each closed compound, with the hyphenated word. Forms of one stem have one entry.

        A word whose first part is a function word has no entry, unless that part is also a prefix. A search does not
        distinguish a hyphen from a space, and "in patient" is not "in-patient". A word whose closed compound is
        conflated with its first part, as "councilled" is, has none either.
        """
        forms: defaultdict[tuple[TermKey, TermKey], list[str]] = defaultdict(list)
        for word in sorted(self.hyphenated):
            compound = word.replace("-", "")
            first = word.partition("-")[0]
            is_run_of_words = first in STOP_WORDS - PREFIXES and compound not in WITH_FUNCTION_WORD
            is_form_of_first = stem(compound) == stem(first)
            if len(compound) >= MIN_LENGTH and compound not in NOT_COMPOUNDS and not is_run_of_words and not is_form_of_first:
                forms[term_key(compound), term_key(word)].append(word)
        for words in forms.values():
            commonest = max(words, key=self.hyphenated.__getitem__)
            yield SynonymEntry(commonest.replace("-", ""), (commonest,))


def _hyphenated_words(question: Question) -> set[str]:
    """Return the folded hyphenated words of a record. Words in web addresses do not count."""
    text = f"{question.heading} {question.text} {question.answer.text if question.answer else ''}"
    if not text.isascii():
        text = text.replace("\u2010", "-").replace("\u2011", "-")
    matches = [_COMPOUND.fullmatch(chunk.strip(_PUNCTUATION)) for chunk in text.split() if "-" in chunk]
    return {"-".join(map(fold, match[1].split("-"))) for match in matches if match}
