"""Random search requests: every kind of node, filter, facet and sort order, over the invented questions' words and values."""

from __future__ import annotations

import random
from datetime import timedelta

from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
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
# Repeated entries are drawn more often: words in any field (None), and fields that are facets.
WORD_FIELDS = [*[None] * 12, *(name for name, field in FIELDS.items() if field.has_words)]
VALUE_FIELDS = [field for field in FIELDS.values() if field.has_values and field.kind is not Kind.DATE]
COMMON_FIELDS = [*VALUE_FIELDS, *[field for field in VALUE_FIELDS if field.facet] * 3]
DATE_FIELDS = [name for name, field in FIELDS.items() if field.kind is Kind.DATE]
COLLAPSE_FIELDS = ["heading", "tabled-month", "answered-on", "asked"]
FACETS = [name for name, field in FIELDS.items() if field.facet]


class RequestGenerator:
    """Generates search requests from a seed. ``values``: the values of each field in the records that are searched."""

    def __init__(self, seed: int, values: dict[str, list[str]]) -> None:
        self.rng = random.Random(seed)
        self.values = values

    def request(self) -> SearchRequest:
        """Return a whole request. Its page may come after the last page of results."""
        return SearchRequest(
            query=self.node(3),
            filters=tuple(self.filter() for _ in range(self.rng.choice([0, 0, 0, 1, 2]))),
            facets=tuple(FacetRequest(name, self.rng.choice([1, 5, 100])) for name in self.rng.sample(FACETS, 3)),
            sort=self.rng.choice(
                ["newest", "oldest", "newest-answered", "oldest-answered", self.sort_keys(), self.sort_keys()]
            ),
            page=self.rng.choice([1, 1, 2, 50]),
            per_page=self.rng.choice([3, 10]),
            collapse_by=self.rng.choice([None, None, *COLLAPSE_FIELDS]),
            clauses=tuple(self.words() for _ in range(self.rng.choice([0, 0, 2]))),
        )

    def sort_keys(self) -> tuple[SortKey, ...]:
        """Return one to three fields to sort by."""
        pick = self.rng.choice
        return tuple(SortKey(pick(COMMON_FIELDS).name, pick([True, False])) for _ in range(pick([1, 2, 3])))

    def node(self, depth: int) -> Node:
        """Return a query tree at most ``depth`` levels deep."""
        generate = self.rng.choice([*[self.words] * 6, *[self.filter] * 2, *[self.tree] * 2, self.range])
        return generate(depth)

    def tree(self, depth: int) -> Node:
        """Return a node that combines random nodes, or, at depth 0, a word, phrase or pattern."""
        if not depth:
            return self.words(depth)
        children = tuple(self.node(depth - 1) for _ in range(self.rng.randint(1, 3)))
        nodes: list[Node] = [
            And(children),
            Or(children),
            Or(children),
            Not(children[0]),
            AtLeast(self.rng.randint(1, len(children)), children),
            self.share(),
        ]
        nodes += [MatchAll(), AndMaybe(children[0], (Word(self.rng.choice(VOCABULARY), weight=0.2),))]
        return self.rng.choice(nodes)

    def share(self) -> Node:
        """Return a node for records with a share of the weight of some words."""
        words = (Word(self.rng.choice(VOCABULARY), weight=self.rng.choice([0.3, 1.0])) for _ in range(self.rng.randint(1, 6)))
        return AtLeastShare(self.rng.choice([0.01, 0.2, 0.5, 1.0]), tuple(words))

    def words(self, depth: int = 0) -> Node:
        """Return a word, phrase or pattern, in one field or in any."""
        pick = self.rng.choice
        word, field, phrase = pick(VOCABULARY), pick(WORD_FIELDS), tuple(pick(VOCABULARY) for _ in range(pick([2, 2, 3])))
        nodes: list[Node] = [
            *[Word(word, field)] * 4,
            Word(word, field, exact=True),
            Phrase(phrase[:2], field),
            Synonyms((Word(word, field), Phrase(phrase, field), Word(phrase[0], field))),
            Near(phrase, pick([0, 1, 4, 9]), field),
            Prefix(word[: pick([2, 3, 4])], field),
            Wildcard(word[:2] + pick(["?", "*"]) + word[3:] + pick(["", "*"]), field),
            Fuzzy(word, pick([1, 2]), field),
        ]
        return pick(nodes)

    def range(self, depth: int = 0) -> Node:
        """Return a range of whole values, perhaps without a lower or an upper bound."""
        field = self.rng.choice([*DATE_FIELDS, *(field.name for field in COMMON_FIELDS)])
        low, high = (self.rng.choice([*self.values[field], None, "m"]) for _ in range(2))
        return TermRange(field, low, high)

    def filter(self, depth: int = 0) -> Filter:
        """Return a filter by value, by date, or by whether a field has a value."""
        pick = self.rng.choice
        field = pick(COMMON_FIELDS).name
        values = tuple(dict.fromkeys(pick([*self.values[field], "no such value"]) for _ in range(pick([1, 2]))))
        start = FIRST_DAY + timedelta(days=self.rng.randrange(420))
        end = start + timedelta(days=self.rng.randrange(200))
        filters: list[Filter] = [
            AnyOf(field, values),
            DateRange(pick(DATE_FIELDS), pick([start, None]), pick([end, None])),
            Exists(pick([*FIELDS]), pick([True, False])),
        ]
        return pick(filters)
