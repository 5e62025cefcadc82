"""Words, phrases and patterns: the leaves of a query tree that are looked for in postings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup
from search.engines.whoosh.execute import positions
from search.engines.whoosh.execute.bm25f import Scorer, saturation
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Narrowed, among, is_in, summed
from search.engines.whoosh.format.groups import NAME_GROUPS, RANKED_GROUP
from search.engines.whoosh.read.snapshot import Docs, Postings, Snapshot
from search.model.fields import FIELDS, RANKED
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, Synonyms, TextClause, Wildcard, Word
from search.text.analysis import term

Leaf = TextClause | Synonyms


class TermMatcher:
    """Finds the words of one build. A phrase's idf is the sum of its words', and a pattern counts as one term."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._scorer = scorer

    def find(self, node: Leaf) -> DocSet:
        """Every record with a word, a phrase, any name of a thing or what fits a pattern."""
        match node:
            case Word():
                return self.word(node)
            case Phrase() | Near():
                return self.placed(node, None)
            case Synonyms():
                return self.synonyms(node)
            case _:
                return self.pattern(node)

    def word(self, node: Word) -> DocSet:
        """Every record with a word."""
        docs, weights = self._weighed(group_of(node), members_of(node), term(node.text))
        return DocSet(docs, weights * self._factor(node, len(docs)), True)

    def word_among(self, node: Word, docs: Docs) -> Narrowed:
        """Which of these records have a word; those among a word's many postings are found by halving."""
        group, members, text = group_of(node), members_of(node), term(node.text)
        if len(members) < len(group.members) or len(docs) * SPARSE >= self._snapshot.frequency(group, text):
            return among(self.word(node), docs)
        held = self._snapshot.postings(group, text)
        at = held.docs.searchsorted(docs.astype(np.uint32))
        kept = held.docs.take(at, mode="clip") == docs
        weights = self._scorer.saturated(group, members, docs[kept], held.freqs[:, at[kept]])
        return Narrowed(kept, weights * self._factor(node, len(held.docs)))

    def _weighed(self, group: FieldGroup, members: Sequence[int], text: str) -> tuple[Docs, Array]:
        """A word's records. What it weighs in each before its idf is kept: common words are asked for again and again.

        Its documents are kept only where they are not all that the files have of it, which are as soon read again.
        """
        whole = len(members) == len(group.members)

        def work() -> tuple[Array, ...]:
            docs, freqs = _in_members(members, self._snapshot.postings(group, text))
            weights = self._scorer.saturated(group, members, docs, freqs)
            return (weights,) if whole else (weights, docs)

        weights, *kept = self._snapshot.cached((group.name, tuple(members), text), work)
        return self._snapshot.docs_with_term(group, text) if whole else kept[0], weights

    def _factor(self, node: Leaf, matching: int) -> np.float32:
        """What the weights of one word, in so many records, are multiplied by."""
        return np.float32(weight_of(node) * self._scorer.idf(matching))

    def placed(self, node: Phrase | Near, within: Docs | None) -> DocSet:
        """A phrase's or near words' records; only those of ``within`` where it is given."""
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, self._located(node, within))
        weights = self._scorer.saturated(group, members, docs, freqs)
        return DocSet(docs, weights * np.float32(self.idf(node, len(docs))), True)

    def pattern(self, node: Prefix | Wildcard | Fuzzy) -> DocSet:
        """Every record with a word that fits."""
        docs, weights = self._as_one(node)
        return DocSet(docs, weights * self._factor(node, len(docs)), True)

    def synonyms(self, node: Synonyms) -> DocSet:
        """Every record with any form. Weights are kept, as a word's are."""
        forms = tuple(_terms(form) for form in node.forms)
        key = (group_of(node).name, tuple(members_of(node)), forms)
        docs, weights = self._snapshot.cached(key, lambda: self._as_one(node))
        return DocSet(docs, weights * self._factor(node, len(docs)), True)

    def _as_one(self, node: Prefix | Wildcard | Fuzzy | Synonyms) -> tuple[Docs, Array]:
        """Every record with any of several terms: how often each occurs is added up, and saturated as one word's would be.

        So a record that spells out an abbreviation, and has it in brackets, has it twice.
        """
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, _joined(self._any(node, None), group))
        docs, total = summed(docs, self._scorer.total(group, members, docs, freqs), self._snapshot.documents)
        return docs, saturation(total)

    def _any(self, node: Leaf, within: Docs | None) -> list[Postings]:
        """The postings of each of the terms that a node stands for; where words stand together, only those of ``within``."""
        match node:
            case Word(text):
                return [self._snapshot.postings(group_of(node), term(text))]
            case Phrase() | Near():
                return [self._located(node, within)]
            case Synonyms(forms):
                return [postings for form in forms for postings in self._any(form, within)]
            case _:
                group = group_of(node)
                return [self._snapshot.postings(group, text) for text in sorted(self._snapshot.vocabulary.expand(node))]

    def occurrences(self, node: Leaf, docs: Docs) -> Array:
        """How often each of these records has what is looked for in each member: int64[all members, docs]."""
        times = np.zeros((len(group_of(node).members), len(docs)), np.int64)
        for found in self._any(node, docs):
            kept = is_in(docs, found.docs)
            times[:, kept] += found.freqs[:, found.docs.searchsorted(docs[kept])]
        return times

    def idf(self, node: Leaf, matching: int) -> float:
        """The idf of a node that so many records match."""
        if isinstance(node, Phrase | Near):
            group, members = group_of(node), members_of(node)
            return sum(self._scorer.idf(self._matching(group, members, text)) for text in _terms(node))
        return self._scorer.idf(matching)

    def _located(self, node: Phrase | Near, within: Docs | None) -> Postings:
        """Where a phrase or near words are, and how often in each member, segment by segment."""
        group = group_of(node)
        texts = _terms(node)
        locate = positions.phrase if isinstance(node, Phrase) else partial(positions.near, width=len(texts) + node.slop)
        parts = []
        for number, base in enumerate(self._snapshot.bases[:-1]):
            held = self._snapshot.group(number, group)
            at = {text: dict(self._snapshot.places(group, text)).get(number) for text in texts}
            placed = {
                text: positions.TermPositions(held, place, self._kept(("starts", number, group.name, place)))
                for text, place in at.items()
                if place is not None
            }
            if len(placed) < len(at):
                continue
            lengths = [self._snapshot.segments[number].lengths(member) for member in group.members]
            found = locate([placed[text] for text in texts], self._part(within, number), lengths)
            parts.append(Postings(found.docs + base, found.times))
        return self._live(_joined(parts, group))

    def _kept(self, key: Hashable) -> Callable[[Callable[[], Array]], Array]:
        """What gives an array as it was kept under a key, or else as it is worked out now."""
        return lambda work: self._snapshot.cached(key, lambda: (work(),))[0]

    def _matching(self, group: FieldGroup, members: Sequence[int], text: str) -> int:
        if len(members) == len(group.members):
            return self._snapshot.matching(group, text)
        return len(self._weighed(group, members, text)[0])

    def _part(self, docs: Docs | None, number: int) -> Docs | None:
        """Those of the documents that are in a segment, numbered within it."""
        if docs is None:
            return None
        base, end = self._snapshot.bases[number : number + 2]
        first, last = docs.searchsorted((base, end))
        return docs[first:last] - base

    def _live(self, found: Postings) -> Postings:
        """What was found without what is deleted."""
        live = self._snapshot.alive
        if live is None:
            return found
        kept = live[found.docs]
        return Postings(found.docs[kept], found.freqs[:, kept])


def _terms(node: Word | Phrase | Near) -> tuple[str, ...]:
    return (term(node.text),) if isinstance(node, Word) else tuple(map(term, node.words))


def weight_of(node: Leaf) -> float:
    """What a node's own weight is; names of one thing have that of the first."""
    first = node.forms[0] if isinstance(node, Synonyms) else node
    return first.weight if isinstance(first, Word) else 1.0


def group_of(node: Leaf) -> FieldGroup:
    """The group a word is looked for in."""
    field = field_of(node)
    if field is None or FIELDS[field] in RANKED:
        return RANKED_GROUP
    return NAME_GROUPS[field]


def members_of(node: Leaf) -> list[int]:
    """Which members of it."""
    field = field_of(node)
    if field is None:
        return list(range(len(RANKED)))
    return [RANKED.index(FIELDS[field])] if FIELDS[field] in RANKED else [0]


def field_of(node: Leaf) -> str | None:
    """The field it is looked for in; None for all ranked ones."""
    return node.forms[0].field if isinstance(node, Synonyms) else node.field


def _in_members(members: Sequence[int], found: Postings) -> tuple[Docs, Array]:
    """Those of the records, each of which has something in some member, that have it in one of these."""
    docs, freqs = found.docs.astype(np.int64, copy=False), found.freqs
    if len(members) == len(freqs):
        return docs, freqs
    there = freqs[members].any(axis=0)
    return docs[there], freqs[:, there]


def _joined(found: Sequence[Postings], group: FieldGroup) -> Postings:
    """The postings of several terms, or of one in several segments, one after another."""
    if len(found) == 1:
        return found[0]
    docs = [np.zeros(0, np.int64), *(each.docs for each in found)]
    freqs = [np.zeros((len(group.members), 0), np.uint8), *(each.freqs for each in found)]
    return Postings(np.concatenate(docs), np.concatenate(freqs, axis=1))
