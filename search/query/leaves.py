"""The leaves of a query tree, from pieces of text: words, compounds, phrases, patterns and values of fields."""

from __future__ import annotations

import re

import msgspec

from search.errors import Problem
from search.model.field_types import Field, Kind
from search.query.clauses import combine
from search.query.nodes import And, AnyOf, DateRange, Fuzzy, Near, Node, Phrase, Prefix, Synonyms, Wildcard, Word
from search.query.number_ranges import number_range
from search.text import dates
from search.text.analysis import fold, forms
from search.text.edit_cost import MIN_LENGTH_FOR_TWO_EDITS
from search.text.word_forms.closed_compounds import NOT_COMPOUNDS

MAX_PROBLEMS = 10
"""The most problems noted for one text."""

MAX_SLOP = 999
MAX_COSTLY_CLAUSES = 20
"""The most phrases, compounds, patterns and fuzzy words of one query. Further ones are read as plain words, because each may
cost as much as 100 words."""

HYPHENS = r"\-\u2010-\u2013\u2212"
"""The hyphens of compound words, for a character class. Short dashes and the minus sign count as hyphens."""

_PUNCTUATION = ".,;:!'\u2019`|+=<>[]{}"
_PATTERN = re.compile(r"[\w.'\u2019]*[?*][\w.'\u2019?*]*")
_FUZZY = re.compile(r"(?P<word>\w[\w'\u2019]*)~(?P<edits>\d*)")
_COMPOUND = re.compile(rf"(?:[0-9]+[.:])?\w+(?:[{HYPHENS}]\w+)+(?:['\u2019]s)?")
_PLURAL_WITH_AMPERSAND = re.compile(r"(?<=(?<!\w)[A-Z]&[A-Z])s$")
"""The s of the plural of letters with an ampersand: Q&As."""

_FIGURES_WITH_SLASH = re.compile(r"[0-9]+/[0-9]+(?:/[0-9]+)?")
_EDITS = {"": 1, "1": 1, "2": 2}


class LeafBuilder(msgspec.Struct):
    """Makes the leaves of one query, and collects in ``problems`` the parts that could not be used."""

    problems: list[Problem]
    costly_clauses: int = 0

    def phrase(self, text: str, slop: str | None, field: Field | None) -> Node | None:
        """Return the clause for the text between two quotation marks and the digits after ``~``; None if it has no word."""
        if field is not None and not field.has_words:
            return self._value(text, field)
        words = tuple(forms(text))
        if len(words) < 2:
            return Word(words[0], _field_name(field), exact=True) if words else None
        if slop is not None and len(slop) > 3:
            self.note(f"~{slop[:9]}", f"Words can be at most {MAX_SLOP} apart. We used {MAX_SLOP}.")
        return self._phrase_or_near(words, field, None if slop is None else min(int(slop[:4]), MAX_SLOP))

    def _phrase_or_near(self, words: tuple[str, ...], field: Field | None, slop: int | None = None) -> Node:
        """Return a ``Phrase``, or a ``Near`` if there is a slop; the plain words once the query has too many costly clauses."""
        if not self._may_add_costly_clause():
            return And(tuple(Word(word, _field_name(field)) for word in words))
        return Phrase(words, _field_name(field)) if slop is None else Near(words, slop, _field_name(field))

    def _may_add_costly_clause(self) -> bool:
        """Count one more phrase, pattern or fuzzy word. When there are too many already, note it and return False."""
        if self.costly_clauses == MAX_COSTLY_CLAUSES:
            message = (
                f"We used the first {MAX_COSTLY_CLAUSES} phrases, patterns and words with ~. "
                "We searched for the others as plain words."
            )
            self.note("…", message)
            return False
        self.costly_clauses += 1
        return True

    def word_or_pattern(self, chunk: str, field: Field | None) -> Node | None:
        """Return the clause for a run of characters without spaces, brackets or quotation marks; None if it has no word."""
        if field is not None and not field.has_words:
            return self._value(chunk, field)
        bare = chunk.strip(_PUNCTUATION).rstrip("?")
        if "-" in bare and ("*" in bare or "?" in bare):  # a hyphen separates words in patterns as in texts
            parts = [self.word_or_pattern(part, field) for part in bare.split("-")]
            return combine(And, [node for node in parts if node is not None])
        fuzzy = _FUZZY.fullmatch(bare)
        if fuzzy and not self._may_add_costly_clause():
            bare = fuzzy["word"]
        elif fuzzy:
            return self._fuzzy(fold(fuzzy["word"]), fuzzy["edits"], field)
        if _PATTERN.fullmatch(bare) and (pattern := self._pattern(bare, field)):
            return pattern
        words = tuple(forms(_PLURAL_WITH_AMPERSAND.sub("", bare)))
        if len(words) > 1 and (_COMPOUND.fullmatch(bare) or _FIGURES_WITH_SLASH.fullmatch(bare) or "&" in bare):
            may_be_joined = "&" not in bare and not all(map(str.isdigit, words))
            return self._compound(words, field, may_be_joined=may_be_joined)
        return combine(And, [Word(word, _field_name(field)) for word in words])

    def _compound(self, parts: tuple[str, ...], field: Field | None, *, may_be_joined: bool) -> Node:
        """Return the clause for a hyphenated word, letters joined by & or figures by a slash: the parts as a phrase.

        A hyphenated word that is not of figures alone ``may_be_joined``: it is its parts as one word too. Single letters have a
        plural: Q&A finds Q&As.

        Once the query has too many costly clauses, it is the parts as plain words.
        """
        if self.costly_clauses == MAX_COSTLY_CLAUSES:
            return And(tuple(Word(part, _field_name(field)) for part in parts))
        self.costly_clauses += 1
        phrase = Phrase(parts, _field_name(field))
        compound = fold("".join(parts))
        if may_be_joined and compound not in NOT_COMPOUNDS:
            return Synonyms((phrase, Word(compound, _field_name(field))))
        if all(len(part) == 1 and part.isalpha() for part in parts):
            return Synonyms((phrase, Phrase((*parts[:-1], parts[-1] + "s"), _field_name(field))))
        return Synonyms((phrase,))

    def _fuzzy(self, word: str, edits_text: str, field: Field | None) -> Node:
        """Return the ``Fuzzy`` clause for a word and the digits after its ``~``, one edit if there are none."""
        edits = _EDITS.get(edits_text, 2)
        if edits_text not in _EDITS:
            self.note(f"{word}~{edits_text}"[:30], "A word with ~ can differ by one or two letters. We used two.")
        if edits == 2 and len(word) < MIN_LENGTH_FOR_TWO_EDITS:
            message = f"A word of fewer than {MIN_LENGTH_FOR_TWO_EDITS} letters can differ by one letter. We used one."
            self.note(f"{word}~{edits_text}"[:30], message)
            edits = 1
        return Fuzzy(word, edits, _field_name(field))

    def _pattern(self, text: str, field: Field | None) -> Node | None:
        """Return a ``Prefix`` or ``Wildcard``; None when the text is too short for a pattern or there are too many patterns."""
        pattern = "".join(c if c in "?*" else fold(c) for c in text if c.isalnum() or c in "?*_.")
        letters = sum(c not in "?*" for c in pattern)
        literal = re.split(r"[?*]", pattern, maxsplit=1)[0]
        if len(literal) < 2 or letters < 3:
            if letters:
                self.note(text, "A pattern needs three letters, two of them at the start. We ignored the stars.")
            return None
        if not self._may_add_costly_clause():
            return None
        if pattern.endswith("*") and literal == pattern.rstrip("*"):
            return Prefix(literal, _field_name(field))
        return Wildcard(pattern, _field_name(field))

    def _value(self, text: str, field: Field) -> Node | None:
        """Return the filter for a value of a field without words: a date range, a choice of the field, or the text itself."""
        if field.kind is Kind.DATE:
            try:
                return DateRange(field.name, *dates.parse_date_range(text.strip(",;")))
            except ValueError as error:
                self.note(f"{field.name}:{text}", f"{error} We ignored this part.")
                return None
        if field.kind is Kind.NUMBER:
            return self._number(text, field)
        if not field.choices:
            return AnyOf(field.name, (text.upper() if field.name in ("uin", "group") else text,))
        for choice in field.choices:
            if choice.casefold() == text.casefold():
                return AnyOf(field.name, (choice,))
        choices = ", ".join(field.choices)
        self.note(f"{field.name}:{text}", f"{field.label} is one of {choices}. We ignored this part.")
        return None

    def _number(self, text: str, field: Field) -> Node | None:
        try:
            return number_range(field.name, text.strip(",;"))
        except ValueError as error:
            self.note(f"{field.name}:{text}", f"{error} We ignored this part.")
            return None

    def note(self, where: str, message: str) -> None:
        """Note a problem of the text, once, up to ``MAX_PROBLEMS``."""
        problem = Problem(where, message)
        if problem not in self.problems and len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def _field_name(field: Field | None) -> str | None:
    return None if field is None else field.name
