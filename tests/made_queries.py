"""Made searches: every kind of node, filter, facet and sort, over the words and values of the invented questions."""

from __future__ import annotations

import random
from datetime import timedelta

from search.model.fields import FIELDS, Kind
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    DateRange,
    Exists,
    Filter,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    TermRange,
    Wildcard,
    Word,
)
from search.query.request import FacetRequest, SearchRequest, SortKey
from search.text.analysis import words
from tests.invented import FIRST_DAY, WORDS

VOCABULARY = sorted({word for text in WORDS for word in words(text)})
WORD_FIELDS = [*[None] * 12, *(name for name, field in FIELDS.items() if field.has_words)]
VALUE_FIELDS = [field for field in FIELDS.values() if field.has_values and field.kind is not Kind.DATE]
LIKELY_FIELDS = [*VALUE_FIELDS, *[field for field in VALUE_FIELDS if field.facet] * 3]
DATE_FIELDS = [name for name, field in FIELDS.items() if field.kind is Kind.DATE]
FOLDS = ["heading", "tabled-month", "answered-on", "asked"]
FACETS = [name for name, field in FIELDS.items() if field.facet]


class Maker:
    """Makes searches from a seed; ``values`` are the values each field has in the records searched."""

    def __init__(self, seed: int, values: dict[str, list[str]]) -> None:
        self.dice = random.Random(seed)
        self.values = values

    def request(self) -> SearchRequest:
        """A whole search, its page within or beyond the results."""
        return SearchRequest(
            query=self.node(3),
            filters=tuple(self.filter() for _ in range(self.dice.choice([0, 0, 0, 1, 2]))),
            facets=tuple(FacetRequest(name, self.dice.choice([1, 5, 100])) for name in self.dice.sample(FACETS, 3)),
            sort=self.dice.choice(["newest", "oldest", "newest-answered", "oldest-answered", self.order(), self.order()]),
            page=self.dice.choice([1, 1, 2, 50]),
            per_page=self.dice.choice([3, 10]),
            collapse_by=self.dice.choice([None, None, *FOLDS]),
        )

    def order(self) -> tuple[SortKey, ...]:
        """One to three fields to sort by."""
        pick = self.dice.choice
        return tuple(SortKey(pick(LIKELY_FIELDS).name, pick([True, False])) for _ in range(pick([1, 2, 3])))

    def node(self, depth: int) -> Node:
        """A query tree at most ``depth`` deep."""
        make = self.dice.choice([*[self.words] * 6, *[self.filter] * 2, *[self.tree] * 2, self.range])
        return make(depth)

    def tree(self, depth: int) -> Node:
        """Nodes under one that combines them, or a word where no deeper is wanted."""
        if not depth:
            return self.words(depth)
        below = tuple(self.node(depth - 1) for _ in range(self.dice.randint(1, 3)))
        combined = [And(below), Or(below), Or(below), Not(below[0]), AtLeast(self.dice.randint(1, len(below)), below)]
        return self.dice.choice([*combined, MatchAll(), AndMaybe(below[0], (Word(self.dice.choice(VOCABULARY), weight=0.2),))])

    def words(self, depth: int = 0) -> Node:
        """A word, phrase or pattern."""
        pick = self.dice.choice
        word, field, several = pick(VOCABULARY), pick(WORD_FIELDS), tuple(pick(VOCABULARY) for _ in range(pick([2, 2, 3])))
        return pick(
            [
                *[Word(word, field)] * 5,
                Phrase(several[:2], field),
                Synonyms((Word(word, field), Phrase(several, field), Word(several[0], field))),
                Near(several, pick([0, 1, 4, 9]), field),
                Prefix(word[: pick([2, 3, 4])], field),
                Wildcard(word[:2] + pick(["?", "*"]) + word[3:] + pick(["", "*"]), field),
                Fuzzy(word, pick([1, 2]), field),
            ]
        )

    def range(self, depth: int = 0) -> Node:
        """Whole values from one to another, or beyond one."""
        field = self.dice.choice([*DATE_FIELDS, *(each.name for each in LIKELY_FIELDS)])
        low, high = (self.dice.choice([*self.values[field], None, "m"]) for _ in range(2))
        return TermRange(field, low, high)

    def filter(self, depth: int = 0) -> Filter:
        """A value, a range of days, or having a value."""
        pick = self.dice.choice
        field = pick(LIKELY_FIELDS).name
        values = tuple(dict.fromkeys(pick([*self.values[field], "no such value"]) for _ in range(pick([1, 2]))))
        start = FIRST_DAY + timedelta(days=self.dice.randrange(420))
        end = start + timedelta(days=self.dice.randrange(200))
        return pick(
            [
                AnyOf(field, values),
                DateRange(pick(DATE_FIELDS), pick([start, None]), pick([end, None])),
                Exists(pick([*FIELDS]), pick([True, False])),
            ]
        )
