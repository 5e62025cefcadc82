"""Hostile searches made by a grammar: every kind of node, nested, of the words that cost most, up to the longest text."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from search.lexicon.vocabulary import WordSource
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.parser import MAX_QUERY_LENGTH

FUNCTION_WORDS = tuple("the of to and in a for that is on what with as by be are this from it not will have".split())
"""The commonest words of English, which have the longest postings."""

MAX_BRACKETS = 4
"""Brackets in one another."""

WORDS_PER_LETTER = 30
VALUES_PER_FIELD = 40

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD_FIELDS = tuple(name for name, field in FIELDS.items() if field.kind in (Kind.TEXT, Kind.NAME))
_DATE_FIELDS = tuple(name for name, field in FIELDS.items() if field.kind is Kind.DATE)
_OPENINGS = ("To ask the Secretary of State for Health, ", "To ask His Majesty's Government ", "")
_PEOPLE = ("questions asked by {}", "{} on", "{}", "answered by {}", "by {} about")
_MARKERS = ("{}", "PQ {}", "UIN {}", "HL{}", "written question {} and", "HC Deb, PQ {}, 5 March 2024")


class Material(msgspec.Struct, frozen=True):
    """What searches are made of: words of the index, the commonest first, and some records with their values by field."""

    words: Sequence[str]
    questions: Sequence[Question]
    values: Mapping[str, Sequence[str]]


def material(source: WordSource, questions: Sequence[Question]) -> Material:
    """Return the most frequent words of each first letter, and the values of the records."""
    words = {word for letter in _LETTERS for word in source.most_frequent(letter, WORDS_PER_LETTER)}
    values = {
        name: tuple(dict.fromkeys(value for question in questions for value in field.values(question)))[:VALUES_PER_FIELD]
        for name, field in FIELDS.items()
        if field.has_values
    }
    ordered = sorted(words, key=lambda word: (-source.count(word), word))
    return Material(ordered, questions, {name: listed for name, listed in values.items() if listed})


class QueryGrammar:
    """Makes texts of searches from a seed."""

    def __init__(self, seed: int, material: Material) -> None:
        self.random = random.Random(seed)
        self.material = material

    def text(self) -> str:
        """Return a search of up to ``MAX_QUERY_LENGTH`` characters: mixed clauses, one kind repeated, or a whole question."""
        make = self.random.choice((self._mixed, self._mixed, self._mixed, self.draft, self._references, self._people))
        return make()[:MAX_QUERY_LENGTH]

    def draft(self) -> str:
        """Return a whole question: of a record, of several records, or of common words."""
        texts = [self.question().text for _ in range(self.random.choice((1, 2, 9)))]
        opening = self.random.choice(_OPENINGS)
        return self.random.choice((opening + " ".join(texts), opening + self._several(26, 400), *texts))

    def question(self) -> Question:
        """Return one of the records."""
        return self.random.choice(self.material.questions)

    def _mixed(self) -> str:
        length = self.random.choice((60, 300, MAX_QUERY_LENGTH))
        make = self.random.choice((self._clause, self.random.choice(self._leaves())))
        separator = self.random.choice((" ", " ", " OR ", " AND "))
        text = make()
        while len(text) < length:
            text += separator + make()
        return text

    def _references(self) -> str:
        uins = [self.question().uin or "17" for _ in range(self.random.choice((1, 3, 60)))]
        marked = [self.random.choice(_MARKERS).format(uin) for uin in uins]
        return self.random.choice((" ", ", ", " and ")).join(marked) + self.random.choice(("", " " + self._several()))

    def _people(self) -> str:
        names = [person.name for person in (self.question().asked_by, self.question().answering_body) if person.name]
        named = self.random.choice(_PEOPLE).format(self.random.choice(names or ["Ben Lake"]))
        return f"{named} {self.random.choice((self._several(0, 6), self._clause(), self._near()))}"

    def _leaves(self) -> tuple[Callable[[], str], ...]:
        return (
            *(self._word, self._phrase, self._near, self._prefix, self._wildcard, self._fuzzy),
            *(self._compound, self._misspelt, self._in_field, self._value, self._date),
        )

    def _clause(self, depth: int = 0) -> str:
        makers = [*self._leaves()]
        if depth < MAX_BRACKETS:
            makers += [partial(self._bracket, depth + 1)] * 3
        return self.random.choice(("", "", "", "-", "NOT ")) + self.random.choice(makers)()

    def _bracket(self, depth: int = 1) -> str:
        joint = self.random.choice((" ", " OR ", " AND "))
        prefix = self.random.choice(("", "", "", f"{self.random.choice(_WORD_FIELDS)}:"))
        return f"{prefix}({joint.join(self._clause(depth) for _ in range(self.random.randint(2, 6)))})"

    def _word(self) -> str:
        pool = self.random.choice((FUNCTION_WORDS, self.material.words[:50], self.material.words))
        return self.random.choice(pool)

    def _several(self, low: int = 2, high: int = 8) -> str:
        return " ".join(self._word() for _ in range(self.random.randint(low, high)))

    def _phrase(self) -> str:
        return f'"{self._several(1)}"'

    def _near(self) -> str:
        return f'"{self._several()}"~{self.random.choice((1, 5, 50, 999, 10**9))}'

    def _prefix(self) -> str:
        return f"{self._word()[: self.random.randint(1, 4)]}*"

    def _wildcard(self) -> str:
        start = self.random.choice((self._word()[:2], self._word()[:2], self._word()[:2], "?", "*"))
        return start + self.random.choice(("*e*", "?????", "*", "*a*i*o*", "?n?*", "*ing", "*" + self._word()[-2:]))

    def _fuzzy(self) -> str:
        word = "".join(self.random.choice(_LETTERS) for _ in range(self.random.randint(2, 10)))
        return f"{self.random.choice((word, self._word()))}~{self.random.choice(('', '1', '2'))}"

    def _compound(self) -> str:
        return self.random.choice(("-", "-", "&")).join(self._word() for _ in range(self.random.randint(2, 5)))

    def _misspelt(self) -> str:
        word = self._word()
        place = self.random.randrange(len(word))
        return word[:place] + self.random.choice(_LETTERS) + word[place:]

    def _in_field(self) -> str:
        makers = (self._word, self._phrase, self._near, self._prefix, self._wildcard, self._fuzzy, self._compound)
        return f"{self.random.choice(_WORD_FIELDS)}:{self.random.choice(makers)()}"

    def _value(self) -> str:
        name = self.random.choice(list(self.material.values))
        return f'{name}:"{self.random.choice(self.material.values[name])}"'

    def _date(self) -> str:
        return (
            f"{self.random.choice(_DATE_FIELDS)}:{self.random.choice(('2024', '2023-11..', 'last month', '1900..2100', '..'))}"
        )
