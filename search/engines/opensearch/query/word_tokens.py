"""The words of a query -> tokens of the index, each with the weight of an occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from search.engines.opensearch.layout import token
from search.engines.opensearch.term_counts import TermCounts
from search.errors import Unsupported
from search.lexicon.vocabulary import Vocabulary
from search.model.fields import FIELDS, RANKED
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, Synonyms, TextClause, Wildcard, Word
from search.text.analysis import STEM_END, stem_of
from search.text.term_selection import OTHER_FORM_WEIGHT, Selectors, is_stem, selectors, weight

Leaf = TextClause | Synonyms
Pattern = Prefix | Wildcard | Fuzzy
Weighted = tuple[str, float]
"""A token, or the tokens of a phrase separated by spaces; and the weight of an occurrence."""

MAX_SEQUENCES = 512
"""The most sequences of tokens of one phrase. Most words are one token, so nearly every phrase is one sequence."""


class WordTokens:
    """Finds the tokens that the words, phrases and patterns of a query match."""

    def __init__(self, counts: TermCounts, vocabulary: Vocabulary) -> None:
        self._counts = counts
        self._vocabulary = vocabulary

    def of_word(self, chosen: Selectors, field: str | None) -> tuple[str, ...]:
        """Return the selectors of a word that the field may contain. A field of names has no counts, so it may contain all."""
        return self._counts.existing(chosen) if is_ranked(field) else tuple(dict.fromkeys(chosen))

    def of_pattern(self, node: Pattern) -> list[str]:
        """Return the terms that match a pattern, sorted."""
        return sorted(self.of_word(tuple(self._vocabulary.expand(node)), node.field))

    def sequences(self, node: Phrase) -> list[str]:
        """Return the sequences of tokens of a phrase in any form; none if a word of it is in no record."""
        return _sequences(node, [self.of_word(selectors(text), node.field) for text in node.words])

    def weighted(self, node: Word | Phrase | Pattern) -> list[Weighted]:
        """Return tokens, or sequences of tokens, whose weighted frequencies add up to the frequency of a clause.

        An occurrence in the form typed counts 1, one in another form ``OTHER_FORM_WEIGHT``.
        """
        match node:
            case Word():
                return [
                    pair for selector in self.of_word(node.selectors, node.field) for pair in self._of_selector(selector, node)
                ]
            case Phrase():
                return self._of_phrase(node)
            case _:
                return [(token(text), 1.0) for text in self.of_pattern(node)]

    def _of_selector(self, selector: str, node: Word) -> list[Weighted]:
        if not is_stem(selector):
            return [(token(selector), weight(selector, node.text))]
        typed = self._typed_terms(selector, node.text, node.field)
        if self._has_single_form(selector, typed, node.field):
            return [(token(selector), 1.0)]
        return [(token(selector), OTHER_FORM_WEIGHT), *((token(text), 1 - OTHER_FORM_WEIGHT) for text in typed)]

    def _of_phrase(self, node: Phrase) -> list[Weighted]:
        every_form = [self.of_word(selectors(text), node.field) for text in node.words]
        typed_forms = [
            tuple(term for selector in chosen for term in self._typed(selector, text, node.field))
            for text, chosen in zip(node.words, every_form, strict=True)
        ]
        if all(
            self._is_typed(selector, text, node.field)
            for text, chosen in zip(node.words, every_form, strict=True)
            for selector in chosen
        ):
            return [(sequence, 1.0) for sequence in _sequences(node, every_form)]
        others = [(sequence, OTHER_FORM_WEIGHT) for sequence in _sequences(node, every_form)]
        return others + [(sequence, 1 - OTHER_FORM_WEIGHT) for sequence in _sequences(node, typed_forms)]

    def _typed(self, selector: str, text: str, field: str | None) -> tuple[str, ...]:
        """Return the terms of a selector that are the form typed, in either case."""
        if is_stem(selector):
            return self._typed_terms(selector, text, field)
        return (selector,) if weight(selector, text) == 1 else ()

    def _is_typed(self, selector: str, text: str, field: str | None) -> bool:
        """Whether a selector matches only the form that was typed."""
        if is_stem(selector):
            return self._has_single_form(selector, self._typed_terms(selector, text, field), field)
        return weight(selector, text) == 1

    def _typed_terms(self, selector: str, text: str, field: str | None) -> tuple[str, ...]:
        stem_text, word = stem_of(selector), text.lower()
        candidates = [stem_text + STEM_END + word]
        if word == stem_text and word.upper() != word:
            candidates.append(stem_text + STEM_END + word.upper())
        return self.of_word(tuple(candidates), field)

    def _has_single_form(self, selector: str, typed: Iterable[str], field: str | None) -> bool:
        """Whether every occurrence of a stem is in the form typed; False for names, whose forms are not counted."""
        if not is_ranked(field):
            return False
        rows = [self._counts.row(text)[1:] for text in typed]
        return [sum(column) for column in zip(*rows, strict=True)] == list(self._counts.row(selector)[1:])

    def fields_with(self, node: Leaf) -> list[str]:
        """Return the names of the fields that a clause is searched in, less those in which no record has its words."""
        field = field_of(node)
        if field is not None:
            return [field]
        return [name for name in RANKED_NAMES if self._may_occur(node, name)]

    def _may_occur(self, node: Leaf, field: str) -> bool:
        match node:
            case Word():
                return self._has(node.selectors, field)
            case Phrase(words) | Near(words):
                return all(self._has(selectors(text), field) for text in words)
            case Synonyms(forms):
                return any(self._may_occur(form, field) for form in forms)
            case _:
                return self._has(self.of_pattern(node), field)

    def _has(self, chosen: Iterable[str], field: str) -> bool:
        return any(self._counts.occurrences(selector, field) for selector in chosen)


RANKED_NAMES = tuple(field.name for field in RANKED)


def field_of(node: Leaf) -> str | None:
    """Return the field that a clause is searched in; None means all ranked fields."""
    return node.forms[0].field if isinstance(node, Synonyms) else node.field


def is_ranked(field: str | None) -> bool:
    """Whether a field of ``FIELDS``, or None for all ranked fields, is ranked."""
    return field is None or FIELDS[field] in RANKED


def _sequences(node: Phrase, words: Sequence[Sequence[str]]) -> list[str]:
    """Return every sequence with one token for each word. Raises ``Unsupported`` if there are more than ``MAX_SEQUENCES``."""
    if prod(map(len, words)) > MAX_SEQUENCES:
        raise Unsupported(f"The phrase “{' '.join(node.words)}” has too many words that are also abbreviations; shorten it.")
    return [" ".join(map(token, texts)) for texts in product(*words)]
