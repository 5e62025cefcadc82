"""The leaves of a query tree that are looked up in postings: words, phrases, patterns and synonyms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup
from search.engines.whoosh.execute import positions
from search.engines.whoosh.execute.bm25f import Scorer, saturate
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Selection
from search.engines.whoosh.format.groups import NAME_GROUPS, RANKED_GROUP
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.read.term_dictionary import Postings
from search.model.fields import FIELDS, RANKED
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, Synonyms, TextClause, Wildcard, Word
from search.text.analysis import term

Leaf = TextClause | Synonyms


class TermMatcher:
    """Matches and scores leaves on one build. A phrase has the sum of its words' idfs; a pattern scores as one term."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._reader = snapshot.reader
        self._terms = snapshot.terms
        self._cache = snapshot.cache
        self._vocabulary = snapshot.vocabulary
        self._scorer = scorer

    def find(self, node: Leaf) -> DocSet:
        """Return every record that matches a leaf."""
        match node:
            case Word():
                return self.find_word(node)
            case Phrase() | Near():
                return self.find_positional(node, None)
            case Synonyms():
                return self._find_synonyms(node)
            case _:
                docs, weights = self._pool(node)
                return self._scored(node, docs, weights)

    def find_word(self, node: Word) -> DocSet:
        """Return every record that contains a word."""
        docs, weights = self._word_weights(group_of(node), members_of(node), term(node.text))
        return self._scored(node, docs, weights)

    def filter_word(self, node: Word, docs: Docs) -> Selection:
        """Return which of the candidates contain a word. If there are few, the postings are searched by binary search."""
        group, members, text = group_of(node), members_of(node), term(node.text)
        if len(members) < len(group.members) or len(docs) * SPARSE >= self._terms.postings_count(group, text):
            return self.find_word(node).select(docs)
        postings = self._terms.postings(group, text)
        indices = postings.docs.searchsorted(docs.astype(np.uint32))
        mask = postings.docs.take(indices, mode="clip") == docs
        weights = self._scorer.saturated(group, members, docs[mask], postings.freqs[:, indices[mask]])
        return Selection(mask, weights * self._factor(node, len(postings.docs)))

    def find_positional(self, node: Phrase | Near, within: Docs | None) -> DocSet:
        """Return the records of ``within`` (None: all) that match a phrase or words near one another."""
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, self._positional_postings(node, within))
        weights = self._scorer.saturated(group, members, docs, freqs)
        return DocSet(docs, weights * np.float32(self.idf(node, len(docs))), True)

    def _find_synonyms(self, node: Synonyms) -> DocSet:
        forms = tuple(_texts(form) for form in node.forms)
        key = (group_of(node).name, tuple(members_of(node)), forms)
        docs, weights = self._cache.get(key, lambda: self._pool(node))
        return self._scored(node, docs, weights)

    def _scored(self, node: Leaf, docs: Docs, weights: Array) -> DocSet:
        """Return the documents of a leaf, scored. ``weights`` are the scores before the idf and the weight of the leaf."""
        return DocSet(docs, weights * self._factor(node, len(docs)), True)

    def _factor(self, node: Leaf, document_frequency: int) -> np.float32:
        """Return the factor of a leaf's scores: its weight in the query times its idf."""
        return np.float32(weight_of(node) * self._scorer.idf(document_frequency))

    def _word_weights(self, group: FieldGroup, members: Sequence[int], text: str) -> tuple[Docs, Array]:
        """Return the records that contain a word, and its scores before the idf.

        The scores are cached. The document numbers are cached only if some member fields are excluded; otherwise they are
        read from the memory-mapped index, which is cheap.
        """
        is_unfiltered = len(members) == len(group.members)

        def compute() -> tuple[Array, ...]:
            docs, freqs = _in_members(members, self._terms.postings(group, text))
            weights = self._scorer.saturated(group, members, docs, freqs)
            return (weights,) if is_unfiltered else (weights, docs)

        weights, *docs = self._cache.get((group.name, tuple(members), text), compute)
        return self._terms.docs_with_term(group, text) if is_unfiltered else docs[0], weights

    def _pool(self, node: Prefix | Wildcard | Fuzzy | Synonyms) -> tuple[Docs, Array]:
        """Return the records that contain any term of a leaf, and their scores before the idf.

        The frequencies of the terms are added up before saturation, as if they were one term. A record that spells out an
        abbreviation and repeats it in brackets counts it twice.
        """
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, _concatenate(self._postings(node, None), group))
        frequencies = self._scorer.term_frequency(group, members, docs, freqs)
        docs, frequencies = DocSet.merge_postings(docs, frequencies, self._reader.document_count)
        return docs, saturate(frequencies)

    def _postings(self, node: Leaf, within: Docs | None) -> list[Postings]:
        """Return the postings of each term of a leaf. Phrases and near words are limited to ``within`` (None: all)."""
        match node:
            case Word(text):
                return [self._terms.postings(group_of(node), term(text))]
            case Phrase() | Near():
                return [self._positional_postings(node, within)]
            case Synonyms(forms):
                return [postings for form in forms for postings in self._postings(form, within)]
            case _:
                group = group_of(node)
                return [self._terms.postings(group, text) for text in sorted(self._vocabulary.expand(node))]

    def frequencies(self, node: Leaf, docs: Docs) -> Array:
        """Return how often a leaf occurs in each member of each document: int64[all members, docs]."""
        freqs = np.zeros((len(group_of(node).members), len(docs)), np.int64)
        for postings in self._postings(node, docs):
            mask = DocSet(postings.docs).contains(docs)
            freqs[:, mask] += postings.freqs[:, postings.docs.searchsorted(docs[mask])]
        return freqs

    def idf(self, node: Leaf, document_frequency: int) -> float:
        """Return the idf of a leaf that ``document_frequency`` records match."""
        if isinstance(node, Phrase | Near):
            group, members = group_of(node), members_of(node)
            return sum(self._scorer.idf(self._document_frequency(group, members, text)) for text in _texts(node))
        return self._scorer.idf(document_frequency)

    def _document_frequency(self, group: FieldGroup, members: Sequence[int], text: str) -> int:
        if len(members) == len(group.members):
            return self._terms.document_frequency(group, text)
        return len(self._word_weights(group, members, text)[0])

    def _positional_postings(self, node: Phrase | Near, within: Docs | None) -> Postings:
        """Return the documents that match a ``Phrase`` or ``Near``, with its frequency in each member field."""
        group = group_of(node)
        texts = _texts(node)
        locate = positions.phrase if isinstance(node, Phrase) else partial(positions.near, width=len(texts) + node.slop)
        parts = []
        for number, base in enumerate(self._reader.bases[:-1]):
            postings = self._reader.group_postings(number, group)
            ordinals = {text: dict(self._terms.entries(group, text)).get(number) for text in texts}
            terms = {
                text: positions.TermPositions(postings, ordinal, self._cached(("starts", number, group.name, ordinal)))
                for text, ordinal in ordinals.items()
                if ordinal is not None
            }
            if len(terms) < len(ordinals):
                continue
            lengths = [self._reader.segments[number].lengths(member) for member in group.members]
            located = locate([terms[text] for text in texts], self._in_segment(within, number), lengths)
            parts.append(Postings(located.docs + base, located.freqs))
        return self._terms.without_deleted(_concatenate(parts, group))

    def _cached(self, key: Hashable) -> Callable[[Callable[[], Array]], Array]:
        """Return a function that returns the array cached under ``key``, or computes and caches it."""
        return lambda compute: self._cache.get(key, lambda: (compute(),))[0]

    def _in_segment(self, docs: Docs | None, number: int) -> Docs | None:
        """Return the documents that are in a segment, by their numbers within the segment."""
        if docs is None:
            return None
        base, end = self._reader.bases[number : number + 2]
        first, last = docs.searchsorted((base, end))
        return docs[first:last] - base


def _texts(node: Word | Phrase | Near) -> tuple[str, ...]:
    """Return the terms of a leaf."""
    return (term(node.text),) if isinstance(node, Word) else tuple(map(term, node.words))


def weight_of(node: Leaf) -> float:
    """Return the weight of a leaf in the query. Synonyms have the weight of their first form."""
    first = node.forms[0] if isinstance(node, Synonyms) else node
    return first.weight if isinstance(first, Word) else 1.0


def group_of(node: Leaf) -> FieldGroup:
    """Return the group of fields that a leaf is searched in."""
    field = field_of(node)
    if field is None or FIELDS[field] in RANKED:
        return RANKED_GROUP
    return NAME_GROUPS[field]


def members_of(node: Leaf) -> list[int]:
    """Return the numbers of the member fields of ``group_of(node)`` that a leaf is searched in."""
    field = field_of(node)
    if field is None:
        return list(range(len(RANKED)))
    return [RANKED.index(FIELDS[field])] if FIELDS[field] in RANKED else [0]


def field_of(node: Leaf) -> str | None:
    """Return the field that a leaf is searched in; None stands for all ranked fields."""
    return node.forms[0].field if isinstance(node, Synonyms) else node.field


def _in_members(members: Sequence[int], postings: Postings) -> tuple[Docs, Array]:
    """Return the documents, with their frequencies, that contain the term in one of these member fields."""
    docs, freqs = postings.docs.astype(np.int64, copy=False), postings.freqs
    if len(members) == len(freqs):
        return docs, freqs
    mask = freqs[members].any(axis=0)
    return docs[mask], freqs[:, mask]


def _concatenate(parts: Sequence[Postings], group: FieldGroup) -> Postings:
    """Return the postings of several terms, or of one term in several segments, one after another."""
    if len(parts) == 1:
        return parts[0]
    docs = [np.zeros(0, np.int64), *(postings.docs for postings in parts)]
    freqs = [np.zeros((len(group.members), 0), np.uint8), *(postings.freqs for postings in parts)]
    return Postings(np.concatenate(docs), np.concatenate(freqs, axis=1))
