"""Words, phrases, patterns and synonyms -> queries that match and do not score; and the queries of their frequencies."""

from __future__ import annotations

from collections import Counter
from typing import Any

from search.engines.opensearch.layout import ALL_WORDS, token, words_field
from search.engines.opensearch.query.word_tokens import Leaf, WordTokens
from search.query.nodes import Near, Phrase, Synonyms, Word
from search.text.term_selection import selectors

Query = dict[str, Any]
"""A query of OpenSearch, as JSON."""

MATCH_NONE: Query = {"match_none": {}}
MATCH_ALL: Query = {"match_all": {}}


class LeafQueries:
    """Translates the leaves of query trees."""

    def __init__(self, tokens: WordTokens) -> None:
        self._tokens = tokens

    def match(self, node: Leaf) -> Query:
        """Return the query for the records that match a leaf."""
        match node:
            case Word():
                return _any_token(node.field, self._tokens.of_word(node.selectors, node.field))
            case Phrase() | Near():
                return any_of([self._match_in(node, name) for name in self._tokens.fields_with(node)])
            case Synonyms(forms):
                return any_of([self.match(form) for form in forms])
            case _:
                return _any_token(node.field, self._tokens.of_pattern(node))

    def _match_in(self, node: Phrase | Near, name: str) -> Query:
        if isinstance(node, Near):
            return self._near(node, name)
        return any_of([_sequence(name, (sequence, None)) for sequence in self._tokens.sequences(node)])

    def _near(self, node: Near, name: str) -> Query:
        """Return the intervals with all words. A word that is in the node twice must occur twice, and so must its tokens.

        Two words with the same tokens, such as "bus" and "buses", may be one occurrence. They are one interval then, which
        leaves room for one word more.
        """
        tokens: dict[tuple[str, ...], int] = {}
        for chosen, times in Counter(map(selectors, node.words)).items():
            existing = self._tokens.of_word(chosen, node.field)
            tokens[existing] = max(times, tokens.get(existing, 0))
        if () in tokens:
            return MATCH_NONE
        sources = [_any_interval(chosen) for chosen, times in tokens.items() for _ in range(times)]
        gaps = node.slop + len(node.words) - len(sources)
        return {"intervals": {words_field(name): {"all_of": {"intervals": sources, "ordered": False, "max_gaps": gaps}}}}

    def frequency(self, node: Leaf, name: str) -> Query:
        """Return the query whose score is the frequency of a leaf in one field, each occurrence with its weight.

        For words near one another it is 1.
        """
        clauses = self._frequencies(node, name)
        return any_of(clauses)

    def _frequencies(self, node: Leaf, name: str) -> list[Query]:
        match node:
            case Near():
                return [{"constant_score": {"filter": self._near(node, name)}}]
            case Synonyms(forms):
                return [clause for form in forms for clause in self._frequencies(form, name)]
            case _:
                return [_sequence(name, pair) for pair in self._tokens.weighted(node)]

    def fields(self, node: Leaf) -> list[str]:
        """Return the names of the fields in which a leaf may occur."""
        return self._tokens.fields_with(node)


def any_of(clauses: list[Query]) -> Query:
    """Return the query for any of some clauses, whose scores are added; without clauses, for no record."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else MATCH_NONE


def _any_token(field: str | None, tokens: Any) -> Query:
    """Return the query for any of some tokens in a field, or in all ranked fields."""
    name = ALL_WORDS if field is None else words_field(field)
    texts = [token(text) for text in tokens]
    if len(texts) == 1:
        return {"term": {name: texts[0]}}
    return {"terms": {name: texts}} if texts else MATCH_NONE


def _any_interval(chosen: tuple[str, ...]) -> Query:
    sources = [{"match": {"query": token(selector)}} for selector in chosen]
    return sources[0] if len(sources) == 1 else {"any_of": {"intervals": sources}}


def _sequence(name: str, pair: tuple[str, float | None]) -> Query:
    """Return the query for one sequence of tokens, with a weight if it is to score.

    The score of a phrase counts each occurrence once for each of its words.
    """
    text, weight = pair
    words = text.count(" ") + 1
    kind, key = ("term", "value") if words == 1 else ("match_phrase", "query")
    boost = {} if weight is None else {"boost": weight / words}
    return {kind: {words_field(name): {key: text, **boost}}}
