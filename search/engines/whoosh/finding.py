"""Words, phrases and patterns: the leaves of a query tree that are looked for in postings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

import numpy as np

from search.analysis import term
from search.engines.whoosh import places
from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import Group
from search.engines.whoosh.groups import NAME_GROUPS, RANKED_GROUP
from search.engines.whoosh.matches import SPARSE, Matches, Narrowed, among, unscored
from search.engines.whoosh.scoring import Scorer
from search.engines.whoosh.snapshot import Docs, Postings, Snapshot
from search.fields import FIELDS, RANKED
from search.query import Fuzzy, Near, Phrase, Prefix, Synonyms, Wildcard, Word, Words

Leaf = Words | Synonyms


class WordFinder:
    """Finds the words of one build. A phrase's idf is the sum of its words', and a pattern counts as one term."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._scorer = scorer

    def find(self, node: Leaf) -> Matches:
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

    def word(self, node: Word) -> Matches:
        """Every record with a word."""
        docs, weights = self._weighed(group_of(node), members_of(node), term(node.text))
        return Matches(docs, weights * self._factor(node, len(docs)), True)

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

    def _weighed(self, group: Group, members: Sequence[int], text: str) -> tuple[Docs, Array]:
        """A word's records. What it weighs in each before its idf is kept: common words are asked for again and again.

        Its documents are kept only where they are not all that the files have of it, which are as soon read again.
        """
        whole = len(members) == len(group.members)

        def work() -> tuple[Array, ...]:
            docs, freqs = _in_members(members, self._snapshot.postings(group, text))
            weights = self._scorer.saturated(group, members, docs, freqs)
            return (weights,) if whole else (weights, docs)

        weights, *kept = self._snapshot.kept((group.name, tuple(members), text), work)
        return self._snapshot.having(group, text) if whole else kept[0], weights

    def _factor(self, node: Leaf, matching: int) -> np.float32:
        """What the weights of one word, in so many records, are multiplied by."""
        return np.float32(weight_of(node) * self._scorer.idf(matching))

    def pattern(self, node: Prefix | Wildcard | Fuzzy) -> Matches:
        """Every record with a word that fits."""
        return self._scored(node, self._fitting(node))

    def placed(self, node: Phrase | Near, within: Docs | None) -> Matches:
        """A phrase's or near words' records; only those of ``within`` where it is given."""
        return self._scored(node, self._located(node, within))

    def synonyms(self, node: Synonyms) -> Matches:
        """Every record with any form: how often each occurs is added up, and their records make the idf, as if one word.

        So a record that spells out an abbreviation, and has it in brackets, has it twice. Weights are kept, as a word's are.
        """
        group, members = group_of(node), members_of(node)

        def work() -> tuple[Array, ...]:
            docs, freqs = _in_members(members, self._any_form(node))
            return self._scorer.saturated(group, members, docs, freqs), docs

        forms = tuple(_terms(form) for form in node.forms)
        weights, docs = self._snapshot.kept((group.name, tuple(members), forms), work)
        return Matches(docs, weights * self._factor(node, len(docs)), True)

    def occurrences(self, node: Leaf, docs: Docs) -> Array:
        """How often each of these records, which all match, has what is looked for in each member: [all members, docs]."""
        match node:
            case Word(text):
                found = self._snapshot.postings(group_of(node), term(text))
            case Phrase() | Near():
                found = self._located(node, docs)
            case Synonyms():
                found = self._any_form(node)
            case _:
                found = self._fitting(node)
        return found.freqs[:, np.searchsorted(found.docs, docs)]

    def idf(self, node: Leaf, matching: int) -> float:
        """The idf of a node that so many records match."""
        if isinstance(node, Phrase | Near):
            group, members = group_of(node), members_of(node)
            return sum(self._scorer.idf(self._matching(group, members, text)) for text in _terms(node))
        return self._scorer.idf(matching)

    def _scored(self, node: Phrase | Near | Prefix | Wildcard | Fuzzy, found: Postings) -> Matches:
        group, members = group_of(node), members_of(node)
        docs, freqs = _in_members(members, found)
        if not len(docs):
            return unscored(docs)
        weights = self._scorer.saturated(group, members, docs, freqs)
        return Matches(docs, weights * np.float32(self.idf(node, len(docs))), True)

    def _fitting(self, node: Prefix | Wildcard | Fuzzy) -> Postings:
        """The records with a word that fits a pattern, and how often they have any."""
        group = group_of(node)
        texts = sorted(self._snapshot.vocabulary.expand(node))
        return _added_up([self._snapshot.postings(group, text) for text in texts], group, self._snapshot.documents)

    def _any_form(self, node: Synonyms) -> Postings:
        """The records with any of several names, and how often they have any."""
        found = [
            self._snapshot.postings(group_of(form), term(form.text)) if isinstance(form, Word) else self._located(form, None)
            for form in node.forms
        ]
        return _added_up(found, group_of(node), self._snapshot.documents)

    def _located(self, node: Phrase | Near, within: Docs | None) -> Postings:
        """Where a phrase or near words are, and how often in each member, segment by segment."""
        group = group_of(node)
        texts = _terms(node)
        locate = places.phrase if isinstance(node, Phrase) else partial(places.near, width=len(texts) + node.slop)
        parts = []
        for number, base in enumerate(self._snapshot.bases[:-1]):
            held = self._snapshot.group(number, group)
            at = {text: dict(self._snapshot.places(group, text)).get(number) for text in texts}
            placed = {
                text: places.PlacedTerm(held, place, self._kept(("starts", number, group.name, place)))
                for text, place in at.items()
                if place is not None
            }
            if len(placed) < len(at):
                continue
            lengths = [self._snapshot.segments[number].lengths(member) for member in group.members]
            found = locate([placed[text] for text in texts], self._part(within, number), lengths)
            parts.append(Postings(found.docs + base, found.times))
        if len(parts) < 2:
            return self._live(parts[0]) if parts else _nothing(group)
        docs, times = (np.concatenate(each, axis=-1) for each in zip(*((part.docs, part.freqs) for part in parts), strict=True))
        return self._live(Postings(docs, times))

    def _kept(self, key: Hashable) -> Callable[[Callable[[], Array]], Array]:
        """What gives an array as it was kept under a key, or else as it is worked out now."""
        return lambda work: self._snapshot.kept(key, lambda: (work(),))[0]

    def _matching(self, group: Group, members: Sequence[int], text: str) -> int:
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
        live = self._snapshot.live
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


def group_of(node: Leaf) -> Group:
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


def _nothing(group: Group) -> Postings:
    return Postings(np.zeros(0, np.int64), np.zeros((len(group.members), 0), np.uint8))


def _in_members(members: Sequence[int], found: Postings) -> tuple[Docs, Array]:
    """Those of the records, each of which has something in some member, that have it in one of these."""
    docs, freqs = found.docs.astype(np.int64), found.freqs
    if len(members) == len(freqs):
        return docs, freqs
    there = freqs[members].any(axis=0)
    return docs[there], freqs[:, there]


def _added_up(found: Sequence[Postings], group: Group, documents: int) -> Postings:
    """The records of several terms of a group and how often any of them occurs in each member."""
    found = [each for each in found if len(each.docs)]
    if not found:
        return _nothing(group)
    docs = np.concatenate([each.docs for each in found])
    freqs = np.concatenate([each.freqs for each in found], axis=1)
    if len(docs) * SPARSE < documents:
        order = np.argsort(docs, kind="stable")
        docs, freqs = docs[order], freqs[:, order]
        starts = np.flatnonzero(np.diff(docs.astype(np.int64), prepend=-1))
        return Postings(docs[starts].astype(np.int64), np.add.reduceat(freqs, starts, axis=1, dtype=np.int64))
    there = np.zeros(documents, bool)
    there[docs] = True
    distinct = np.flatnonzero(there)
    place = np.empty(documents, np.int32)
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    at = place[docs]
    return Postings(distinct, np.stack([np.bincount(at, member, minlength=len(distinct)) for member in freqs]))
