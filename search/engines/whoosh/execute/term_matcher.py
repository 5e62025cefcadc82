"""The leaves of a query tree that are looked up in postings: words, phrases, patterns and synonyms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import DocIds, FieldGroup
from search.engines.whoosh.execute.bm25f import Scorer, saturate
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Selection
from search.engines.whoosh.execute.position_reader import PositionReader
from search.engines.whoosh.format.groups import NAME_GROUPS, RANKED_GROUP
from search.engines.whoosh.read.multi_reader import Docs, Mask
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.read.term_dictionary import Postings
from search.lexicon.term_weights import share_weight
from search.model.fields import FIELDS, RANKED
from search.query.nodes import Near, Phrase, Synonyms, TextClause, Word, weight_of
from search.text.term_selection import OTHER_FORM_WEIGHT, weight

Leaf = TextClause | Synonyms

BATCH_POSTINGS = 1 << 16
"""Minimum postings of terms whose frequencies are normalised at once. Their arrays stay in the processor's cache."""

FEW_CANDIDATES = 4
"""Where candidates are fewer than a quarter of the records of a phrase's rarest word, the phrase is looked up in them alone."""


class TermMatcher:
    """Matches and scores leaves on one build. A phrase has the sum of its words' idfs; any other leaf scores as one term.

    A leaf may match several terms of the index. Their frequencies are added up before saturation, as if they were one term; the
    frequency of another form than the one typed is multiplied by ``OTHER_FORM_WEIGHT``. Without ``with_scores`` the documents
    have no scores.
    """

    def __init__(self, snapshot: Snapshot, scorer: Scorer, *, with_scores: bool = True) -> None:
        self._reader = snapshot.reader
        self._terms = snapshot.terms
        self._cache = snapshot.cache
        self._vocabulary = snapshot.vocabulary
        self._scorer = scorer
        self._with_scores = with_scores
        self._positions = PositionReader(snapshot)

    def find(self, node: Leaf) -> DocSet:
        """Return every record that matches a leaf."""
        match node:
            case Word():
                return self.find_word(node)
            case Phrase() | Near():
                return self.find_positional(node, None)
            case Synonyms(forms):
                return self._find_pool(node, forms)
            case _:
                return self._find_pool(node, node)

    def _find_pool(self, node: Leaf, key: Hashable) -> DocSet:
        """Return every record that matches a leaf of many terms, from the cache: a search evaluates it several times."""
        docs, weights = self._cache.get(key, lambda: self._pool(node))
        return self._scored(node, docs, weights)

    def find_word(self, node: Word) -> DocSet:
        """Return every record that contains a word."""
        if not self._with_scores and len(members_of(node)) == len(group_of(node).members):
            return DocSet(self._docs_with_any(group_of(node), self._terms.select(group_of(node), node.selectors).terms))
        docs, weights = self._word_weights(node)
        return self._scored(node, docs, weights)

    def filter_word(self, node: Word, docs: Docs) -> Selection:
        """Return which of the candidates contain a word. If there are few, the postings are searched by binary search."""
        group, members = group_of(node), members_of(node)
        if len(members) < len(group.members) or len(docs) * SPARSE >= self.postings_count(node):
            return self.find_word(node).select(docs)
        frequencies = np.zeros(len(docs), np.float32)
        for text, factor in self._terms_of_word(node):
            postings = self._terms.postings(group, text)
            indices = postings.docs.searchsorted(docs.astype(np.uint32))
            mask = postings.docs.take(indices, mode="clip") == docs
            freqs = postings.freqs[:, indices[mask]]
            frequencies[mask] += self._scorer.term_frequency(group, members, docs[mask], freqs) * np.float32(factor)
        mask = frequencies > 0
        if not self._with_scores:
            return Selection(mask)
        return Selection(mask, saturate(frequencies[mask]) * self._factor(node, self.document_frequency(node)))

    def find_positional(self, node: Phrase | Near, within: Docs | None) -> DocSet:
        """Return the records that match a phrase or words near one another: at least those of ``within`` (None: all).

        The records of all are cached. So each level of a relaxed query, and each count, reads the positions of a phrase once. A
        phrase that is looked up in few candidates again and again is soon looked up in all.
        """
        if within is not None and self._is_cheaper_within(node, within):
            docs, weights = self._positional_weights(node, within)
        else:
            docs, weights = self._cache.get(("positional", node), lambda: self._positional_weights(node, None))
        return DocSet(docs, weights * np.float32(self.idf(node, len(docs))), True) if self._with_scores else DocSet(docs)

    def _is_cheaper_within(self, node: Phrase | Near, within: Docs) -> bool:
        """Whether it is cheaper to look a phrase up in these candidates alone. Adds their number to that of earlier ones.

        When the sum reaches half the records of its rarest word, the phrase is looked up in all records. So the earlier lookups
        read at most half as much as this last one.
        """
        records = self.rarest_postings_count(node)
        if len(within) * FEW_CANDIDATES >= records:
            return False
        (looked_up,) = self._cache.get(("looked up", node), lambda: (np.zeros(1, np.int64),))
        looked_up += len(within)
        return bool(2 * looked_up[0] < records)

    def _positional_weights(self, node: Phrase | Near, within: Docs | None) -> tuple[Docs, Array]:
        """Return the records of ``within`` (None: all) that match, and their scores before the idf."""
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, self._positional_postings(node, within))
        return docs.astype(np.int64), self._scorer.saturated(group, members, docs, freqs)

    def rarest_postings_count(self, node: Phrase | Near) -> int:
        """Return how many postings the rarest word of a phrase, or of near words, has."""
        return min(self.postings_count(Word(text, node.field)) for text in node.words)

    def postings_count(self, node: Word) -> int:
        """Return how many postings a word has: a record counts once for each form that it contains."""
        return self._terms.select(group_of(node), node.selectors).postings_count

    def weights(self, nodes: Sequence[Word | Synonyms]) -> list[float]:
        """Return the weight of each child of an ``AtLeastShare``: its weight in the query times its idf."""
        frequencies = [
            self.document_frequency(node) if isinstance(node, Word) else len(self._find_pool(node, node.forms).docs)
            for node in nodes
        ]
        return [share_weight(weight_of(node), self._scorer.idf(count)) for node, count in zip(nodes, frequencies, strict=True)]

    def _positional_postings(self, node: Phrase | Near, within: Docs | None) -> Postings:
        """Return the postings of a phrase or of near words; a phrase in other forms than the typed ones counts less."""
        group, members = group_of(node), members_of(node)
        postings = self._positions.postings(group, node, within, members)
        if isinstance(node, Near) or self._positions.has_single_forms(group, node):
            return postings
        typed = self._positions.postings(group, node, postings.docs, members, typed_forms=True)
        freqs = postings.freqs * np.float32(OTHER_FORM_WEIGHT)
        freqs[:, postings.docs.searchsorted(typed.docs)] += typed.freqs * np.float32(1 - OTHER_FORM_WEIGHT)
        return Postings(postings.docs, freqs)

    def _scored(self, node: Leaf, docs: DocIds, weights: Array) -> DocSet:
        """Return the documents of a leaf, scored. ``weights`` are the scores before the idf and the weight of the leaf."""
        int64_docs = docs.astype(np.int64)
        if not self._with_scores:
            return DocSet(int64_docs)
        return DocSet(int64_docs, weights * self._factor(node, len(docs)), True)

    def _factor(self, node: Leaf, document_frequency: int) -> np.float32:
        """Return the factor of a leaf's scores: its weight in the query times its idf."""
        return np.float32(weight_of(node) * self._scorer.idf(document_frequency))

    def _terms_of_word(self, node: Word) -> list[tuple[str, float]]:
        """Return the terms of the index that a word matches, each with the weight of an occurrence."""
        return [(text, weight(text, node.text)) for text in self._terms.select(group_of(node), node.selectors).terms]

    def _word_weights(self, node: Word) -> tuple[DocIds, Array]:
        """Return the records that contain a word, and its scores before the idf and its weight, from the cache.

        The documents of a single term in all members are not copied to the cache: they are a part of the mapped index.
        """
        docs, weights = self._cache.get(("word", node.text, node.field, node.exact), lambda: self._pool(node))
        return docs, weights

    def _pool(self, node: Leaf) -> tuple[DocIds, Array]:
        """Return the records that contain any term of a leaf, and their scores before the idf.

        A record that spells out an abbreviation and repeats it in brackets counts it twice. The documents are uint32: they
        take half as much of the cache as int64.
        """
        group, members = group_of(node), members_of(node)
        terms = self._postings(node, None)
        all_docs, all_frequencies = [np.zeros(0, np.uint32)], [np.zeros(0, np.float32)]
        for batch in _batches(terms):
            postings, factors = _joined(batch)
            frequencies = self._scorer.term_frequency(group, members, postings.docs, postings.freqs) * factors
            mask = slice(None) if len(members) == len(group.members) else frequencies > 0
            all_docs.append(postings.docs[mask])
            all_frequencies.append(frequencies[mask])
        if len(terms) == 1:
            return all_docs[1], saturate(all_frequencies[1])
        merged, frequencies = DocSet.merge_postings(
            np.concatenate(all_docs).astype(np.int64), np.concatenate(all_frequencies), self._reader.document_count
        )
        return merged.astype(np.uint32), saturate(frequencies)

    def _postings(self, node: Leaf, within: Docs | None) -> list[tuple[Postings, float]]:
        """Return the postings of each term of a leaf, with the weight of an occurrence.

        Phrases and near words are limited to ``within`` (None: all).
        """
        group = group_of(node)
        match node:
            case Word():
                return [(self._terms.postings(group, text), factor) for text, factor in self._terms_of_word(node)]
            case Phrase() | Near():
                return [(self._positional_postings(node, within), 1.0)]
            case Synonyms(forms):
                return [pair for form in forms for pair in self._postings(form, within)]
            case _:
                return [(self._terms.postings(group, text), 1.0) for text in sorted(self._vocabulary.expand(node))]

    def frequencies(self, node: Leaf, docs: Docs) -> tuple[Array, Array]:
        """Return how often a leaf occurs in each member of each document, int64[all members, docs]; and the same weighted."""
        freqs = np.zeros((len(group_of(node).members), len(docs)), np.int64)
        weighted = np.zeros(freqs.shape, np.float32)
        for postings, factor in self._postings(node, docs):
            mask = DocSet(postings.docs).contains(docs)
            occurrences = postings.freqs[:, postings.docs.searchsorted(docs[mask])]
            freqs[:, mask] += np.ceil(occurrences - np.float32(1e-3)).astype(np.int64)
            weighted[:, mask] += occurrences * np.float32(factor)
        return freqs, weighted

    def idf(self, node: Leaf, document_frequency: int) -> float:
        """Return the idf of a leaf that ``document_frequency`` records match."""
        if isinstance(node, Phrase | Near):
            return sum(self._scorer.idf(self.document_frequency(Word(text, node.field))) for text in node.words)
        return self._scorer.idf(document_frequency)

    def document_frequency(self, node: Word) -> int:
        """Return how many records match a word."""
        group, members = group_of(node), members_of(node)
        terms = self._terms.select(group, node.selectors).terms
        if len(members) < len(group.members):
            return len(self._word_weights(node)[0])
        if len(terms) < 2:
            return sum(self._terms.document_frequency(group, text) for text in terms)
        return int(
            self._cache.get(("document frequency", group.name, terms), lambda: (self._count_records(group, terms),))[0][0]
        )

    def _docs_with_any(self, group: FieldGroup, terms: Sequence[str]) -> Docs:
        """Return the records that contain any of the terms, ascending."""
        if len(terms) == 1:
            return self._terms.docs_with_term(group, terms[0])
        return self._mask_of_any(group, terms).nonzero()[0]

    def _count_records(self, group: FieldGroup, terms: Sequence[str]) -> Array:
        """Return how many records contain any of the terms: int64[1]."""
        return np.array([np.count_nonzero(self._mask_of_any(group, terms))])

    def _mask_of_any(self, group: FieldGroup, terms: Sequence[str]) -> Mask:
        mask = np.zeros(self._reader.document_count, bool)
        for text in terms:
            mask[self._terms.docs_with_term(group, text)] = True
        return mask


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


def _batches(terms: Iterable[tuple[Postings, float]]) -> Iterator[list[tuple[Postings, float]]]:
    """Yield the terms in batches. Each batch but the last has at least ``BATCH_POSTINGS`` postings."""
    batch: list[tuple[Postings, float]] = []
    size = 0
    for term in terms:
        batch.append(term)
        size += len(term[0].docs)
        if size >= BATCH_POSTINGS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _joined(terms: Sequence[tuple[Postings, float]]) -> tuple[Postings, Array]:
    """Return the postings of several terms one after another, and the weight of an occurrence in each: float32[postings].

    Of a single term, the weights are float32[1].
    """
    if len(terms) == 1:
        return terms[0][0], np.full(1, terms[0][1], np.float32)
    docs, freqs = [postings.docs for postings, _ in terms], [postings.freqs for postings, _ in terms]
    weights = np.array([term_weight for _, term_weight in terms], np.float32).repeat([*map(len, docs)])
    return Postings(np.concatenate(docs), np.concatenate(freqs, axis=1)), weights


def _in_members(members: Sequence[int], postings: Postings) -> tuple[DocIds, Array]:
    """Return the documents, with their frequencies, that contain the term in one of these member fields."""
    docs, freqs = postings.docs, postings.freqs
    if len(members) == len(freqs):
        return docs, freqs
    mask = freqs[members].any(axis=0)
    return docs[mask], freqs[:, mask]
