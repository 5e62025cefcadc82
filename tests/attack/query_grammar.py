"""Hostile searches made by a grammar: every kind of node, nested, of the words that cost most, up to the longest text."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlencode

from search.model.fields import FIELDS, Kind
from search.query.parser import MAX_QUERY_LENGTH

FUNCTION_WORDS = tuple("the of to and in a for that is on what with as by be are this from it not will have".split())
"""The commonest words of English, which have the longest postings."""

ADDRESSES = (
    "/search",
    "/search.json",
    "/search.atom",
    "/export.csv",
    "/export.about.json",
    "/changes",
    "/changes.atom",
    "/asked",
    "/search/values/asked",
    "/words",
)
"""Addresses that take the text of a search."""

MAX_BRACKETS = 4
"""Brackets in one another."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FIELD_NAMES = tuple(name for name, field in FIELDS.items() if field.kind in (Kind.TEXT, Kind.NAME))


class QueryGrammar:
    """Makes texts of searches from a seed. ``words`` are words of the index, the commonest first."""

    def __init__(self, seed: int, words: Sequence[str]) -> None:
        self._random = random.Random(seed)
        self._words = words

    def text(self) -> str:
        """Return a search of up to ``MAX_QUERY_LENGTH`` characters: a few clauses, or one kind of clause repeated."""
        length = self._random.choice((60, 300, MAX_QUERY_LENGTH))
        make = self._random.choice((self._clause, self._repeated()))
        separator = self._random.choice((" ", " ", " OR ", " AND "))
        text = make()
        while len(text) < length:
            text += separator + make()
        return text[:MAX_QUERY_LENGTH]

    def address(self) -> str:
        """Return an address with such a search, sometimes with other parameters."""
        pairs = [("q", self.text())]
        if self._random.random() < 0.3:
            pairs.append(("sort", self._random.choice(("newest", "oldest", "newest-answered"))))
        if self._random.random() < 0.3:
            pairs.append(("page", str(self._random.choice((2, 50, 5_000)))))
        if self._random.random() < 0.2:
            pairs.append(("collapse", self._random.choice(("same-answer", "answered-together", "asked"))))
        if self._random.random() < 0.2:
            pairs.append(("as-typed", "yes"))
        return f"{self._random.choice(ADDRESSES)}?{urlencode(pairs)}"

    def _repeated(self) -> Callable[[], str]:
        return self._random.choice(
            (self._word, self._phrase, self._near, self._prefix, self._wildcard, self._fuzzy, self._bracket)
        )

    def _clause(self, depth: int = 0) -> str:
        makers = [self._word, self._phrase, self._near, self._prefix, self._wildcard, self._fuzzy, self._in_field]
        if depth < MAX_BRACKETS:
            makers += [partial(self._bracket, depth + 1)] * 2
        return self._random.choice(("", "", "", "-", "NOT ")) + self._random.choice(makers)()

    def _bracket(self, depth: int = 1) -> str:
        joint = self._random.choice((" ", " OR ", " AND "))
        return f"({joint.join(self._clause(depth) for _ in range(self._random.randint(2, 6)))})"

    def _word(self) -> str:
        pool = self._random.choice((FUNCTION_WORDS, self._words[:50], self._words))
        return self._random.choice(pool)

    def _several(self, low: int = 2, high: int = 8) -> str:
        return " ".join(self._word() for _ in range(self._random.randint(low, high)))

    def _phrase(self) -> str:
        return f'"{self._several()}"'

    def _near(self) -> str:
        return f'"{self._several()}"~{self._random.choice((1, 5, 50, 999, 10**9))}'

    def _prefix(self) -> str:
        return f"{self._word()[: self._random.randint(1, 4)]}*"

    def _wildcard(self) -> str:
        return self._random.choice(("?", "*", "??", self._random.choice(_LETTERS))) + self._random.choice(
            ("*e*", "?????", "*", "*a*i*o*", "?n?*", "*ing", self._word()[-2:])
        )

    def _fuzzy(self) -> str:
        word = "".join(self._random.choice(_LETTERS) for _ in range(self._random.randint(2, 10)))
        return f"{self._random.choice((word, self._word()))}~{self._random.choice(('', '1', '2'))}"

    def _in_field(self) -> str:
        makers = (self._word, self._phrase, self._near, self._prefix, self._wildcard, self._fuzzy)
        return f"{self._random.choice(_FIELD_NAMES)}:{self._random.choice(makers)()}"
