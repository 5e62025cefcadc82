"""A query tree -> which records match, and how well. Whole arrays at a time, and no more of them than the answer needs.

``find`` evaluates a node by itself; ``narrow`` only for records that other nodes have found. An ``And`` finds its rarest child
and narrows by the others, so that common words cost what the rare one leaves of them. Totals are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from search.analysis import term
from search.engines.whoosh import places
from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import Group
from search.engines.whoosh.schema import NAME_GROUPS, RANKED_GROUP, VALUE_GROUPS, has_column, words_field
from search.engines.whoosh.snapshot import Docs, Postings, Snapshot
from search.fields import FIELDS, RANKED
from search.query import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Exists,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    Words,
)

K1, B = 1.5, 0.75
"""BM25's saturation and length normalisation; 1.5 and .75 measured best over twelve public collections."""

SPARSE = 16
"""Fewer postings than one document in so many are sorted; more are added up in an array of all documents."""

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matches:
    """The records that match, ``docs`` int64 ascending, and what each scores, float32[docs], None where all score nothing.

    ``all_score`` when it is known that none of the scores is 0.
    """

    docs: Docs
    scores: Scores | None
    all_score: bool = False


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of some records: which match, bool, and what each scores, float32, 0 where it does not match; None for all zeros."""

    kept: Mask
    scores: Scores | None


class Evaluator:
    """Evaluates the nodes of one search on one build.

    Words, phrases and patterns score by BM25F (Robertson, Zaragoza and Taylor 2004): the frequencies in the ranked fields,
    each over its length normalisation ``1 - B + B * length / mean length``, are added with the fields' weights, and
    ``idf * (K1 + 1) * sum / (sum + K1)`` is the score. Names have no lengths to speak of. ``idf`` is that of Robertson and
    Spärck Jones as Lucene smooths it, ``ln(1 + (N - n + .5) / (n + .5))``; a phrase's is the sum of its words', and a pattern
    counts as one term. A whole value scores its idf. Exclusions and ranges score nothing.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def find(self, node: Node) -> Matches:
        """Every record that matches."""
        match node:
            case MatchAll():
                return _unscored(self._snapshot.everything)
            case Word(text, _, weight):
                return self._word(_group(node), _members(node), term(text), weight)
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return self._united([self.find(part) for part in parts], 1)
            case AtLeast(minimum, parts):
                return self._united([self.find(part) for part in parts], minimum)
            case Phrase() | Near():
                return self._placed(node, None)
            case Prefix() | Wildcard() | Fuzzy():
                return self._pattern(node)
            case AnyOf(field, values):
                found = [self._snapshot.postings(VALUE_GROUPS[field], value).docs.astype(np.int64) for value in values]
                docs = found[0] if len(found) == 1 else self._united([_unscored(each) for each in found], 1).docs
                return Matches(docs, np.full(len(docs), self._idf(len(docs)), np.float32), True)
            case Exists(field, True) if FIELDS[field].has_values and not has_column(FIELDS[field]):
                return _unscored(self._snapshot.with_any(VALUE_GROUPS[field]))
            case _:
                everything = self._snapshot.everything
                return _unscored(everything[self.narrow(node, everything).kept])

    def narrow(self, node: Node, docs: Docs) -> Narrowed:
        """Which of these records match; ``docs`` int64, ascending."""
        if self.estimate(node) * SPARSE < len(docs):
            return _among(self.find(node), docs)
        match node:
            case Word(text, _, weight):
                return self._word_among(node, term(text), weight, docs)
            case And(parts):
                return self._narrowed(parts, docs)
            case Or(parts):
                return self._counted(parts, 1, docs)
            case AtLeast(minimum, parts):
                return self._counted(parts, minimum, docs)
            case Not(child):
                return Narrowed(~self.narrow(child, docs).kept, None)
            case Between() | Exists():
                return Narrowed(self._held(node, docs), None)
            case AnyOf(field, values) if has_column(FIELDS[field]):
                return self._any_of(field, values, docs)
            case Phrase() | Near():
                return _among(self._placed(node, docs), docs)
            case _:
                return _among(self.find(node), docs)

    def estimate(self, node: Node) -> int:
        """About how many postings a node has to look at: what it is ordered by."""
        everything = self._snapshot.documents
        match node:
            case Word(text):
                return self._snapshot.frequency(_group(node), term(text))
            case And(parts):
                return min((self.estimate(part) for part in parts), default=everything)
            case Or(parts) | AtLeast(_, parts):
                return min(sum(self.estimate(part) for part in parts), everything)
            case Phrase(texts) | Near(texts):
                return min(self._snapshot.frequency(_group(node), term(text)) for text in texts)
            case AnyOf(field, values):
                return sum(self._snapshot.frequency(VALUE_GROUPS[field], value) for value in values)
            case _:
                return everything

    def _all_of(self, parts: Sequence[Node]) -> Matches:
        first, *others = sorted(parts, key=self.estimate) if parts else [MatchAll()]
        found = self.find(first)
        if not others:
            return found
        rest = self._narrowed(others, found.docs)
        scores = _sum(found.scores, rest.scores)
        return Matches(found.docs[rest.kept], None if scores is None else scores[rest.kept])

    def _narrowed(self, parts: Sequence[Node], docs: Docs) -> Narrowed:
        kept = np.ones(len(docs), bool)
        scores = None
        left = docs
        for part in sorted(parts, key=self.estimate):
            each = self.narrow(part, left)
            if each.scores is not None:
                scores = np.zeros(len(docs), np.float32) if scores is None else scores
                scores[kept] += each.scores
            if not each.kept.all():
                kept[kept] = each.kept
                left = docs[kept]
        return Narrowed(kept, None if scores is None else scores * kept)

    def _counted(self, parts: Sequence[Node], minimum: int, docs: Docs) -> Narrowed:
        times = np.zeros(len(docs), np.int32)
        scores = np.zeros(len(docs), np.float32)
        for part in parts:
            each = self.narrow(part, docs)
            times += each.kept
            if each.scores is not None:
                scores += each.scores
        kept = times >= minimum
        return Narrowed(kept, scores * kept)

    def _united(self, found: Sequence[Matches], minimum: int) -> Matches:
        """The records in at least ``minimum`` of these, their scores added up."""
        found = [each for each in found if len(each.docs)]
        if len(found) < minimum or not found:
            return _unscored(np.zeros(0, np.int64))
        if len(found) == 1:
            return found[0]
        if sum(len(each.docs) for each in found) * SPARSE < self._snapshot.documents:
            return _united_by_sorting(found, minimum)
        scores = np.zeros(self._snapshot.documents, np.float32)
        for each in found:
            if each.scores is not None:
                scores[each.docs] += each.scores
        if minimum == 1 and all(each.all_score for each in found):
            docs = np.flatnonzero(scores > 0)
            return Matches(docs, scores[docs], True)
        times = np.zeros(self._snapshot.documents, np.int32)
        for each in found:
            times[each.docs] += 1
        docs = np.flatnonzero(times >= minimum)
        return Matches(docs, scores[docs])

    def _word(self, group: Group, members: Sequence[int], text: str, weight: float) -> Matches:
        """A word's records. What it weighs in each before its idf is kept: common words are asked for again and again."""

        def work() -> tuple[Array, ...]:
            found = self._snapshot.postings(group, text)
            docs, freqs = found.docs.astype(np.int64), found.freqs
            if len(members) < len(freqs):
                there = freqs[members].any(axis=0)
                docs, freqs = docs[there], freqs[:, there]
            return docs, self._saturated(group, members, docs, freqs)

        docs, weights = self._snapshot.kept((group.name, tuple(members), text), work)
        return Matches(docs, weights * np.float32(weight * self._idf(len(docs))), True)

    def _word_among(self, node: Word, text: str, weight: float, docs: Docs) -> Narrowed:
        group, members = _group(node), _members(node)
        if group.counted and len(members) == len(group.members):
            found = self._snapshot.postings(group, text)
            if len(docs) * SPARSE < len(found.docs):
                return self._looked_up(group, found, weight, docs)
        return _among(self._word(group, members, text, weight), docs)

    def _looked_up(self, group: Group, found: Postings, weight: float, docs: Docs) -> Narrowed:
        """The records among a word's many postings, found by halving."""
        at = np.searchsorted(found.docs, docs.astype(np.uint32))
        at[at == len(found.docs)] = 0
        kept = found.docs[at] == docs
        scores = np.zeros(len(docs), np.float32)
        members = range(len(group.members))
        weights = self._saturated(group, members, docs[kept], found.freqs[:, at[kept]])
        scores[kept] = weights * np.float32(weight * self._idf(len(found.docs)))
        return Narrowed(kept, scores)

    def _saturated(self, group: Group, members: Sequence[int], docs: Docs, freqs: Array) -> Scores:
        """BM25F of a term but for its idf: float32[docs]; ``freqs`` [all members, docs]."""
        total = np.zeros(len(docs), np.float32)
        for member in members:
            held = freqs[member].astype(np.float32)
            if group is not RANKED_GROUP:
                total += held
            elif _is_rare(held):
                at = np.flatnonzero(held)
                total[at] += held[at] * self._norm(member)[docs[at]]
            else:
                total += held * self._norm(member)[docs]
        return total * np.float32(K1 + 1) / (total + np.float32(K1))

    def _norm(self, member: int) -> Scores:
        """A ranked field's weight over its length normalisation, for every document: float32[documents]."""

        def work() -> tuple[Array, ...]:
            field = RANKED[member]
            lengths = self._snapshot.lengths(words_field(field)) / np.float32(self._snapshot.mean_lengths[words_field(field)])
            return (np.asarray(field.boost / (1 - B + B * lengths), np.float32),)

        return self._snapshot.kept(("norm", member), work)[0]

    def _idf(self, matching: int) -> float:
        return math.log(1 + (self._snapshot.records - matching + 0.5) / (matching + 0.5))

    def _pattern(self, node: Prefix | Wildcard | Fuzzy) -> Matches:
        group, members = _group(node), _members(node)
        found = [self._snapshot.postings(group, text) for text in sorted(self._snapshot.vocabulary.expand(node))]
        found = [each for each in found if len(each.docs)]
        if not found:
            return _unscored(np.zeros(0, np.int64))
        docs, freqs = _added_up(found, self._snapshot.documents)
        there = freqs[members].any(axis=0)
        docs, freqs = docs[there], freqs[:, there]
        return Matches(docs, self._saturated(group, members, docs, freqs) * np.float32(self._idf(len(docs))), True)

    def _placed(self, node: Phrase | Near, among: Docs | None) -> Matches:
        """A phrase's or near words' records, segment by segment; only those of ``among`` where it is given."""
        group, members = _group(node), _members(node)
        texts = [term(text) for text in node.words]
        locate = places.phrase if isinstance(node, Phrase) else partial(places.near, width=len(texts) + node.slop)
        parts = []
        for number, base in enumerate(self._snapshot.bases[:-1]):
            held = self._snapshot.group(number, group)
            at = {text: dict(self._snapshot.places(group, text)).get(number) for text in texts}
            placed = {text: places.PlacedTerm(held, place) for text, place in at.items() if place is not None}
            if len(placed) < len(at):
                continue
            docs = self._shared([each.docs for each in placed.values()], number, among)
            fields = places.Fields([self._snapshot.segments[number].lengths(member) for member in group.members])
            found = locate([placed[text] for text in texts], docs, fields)
            parts.append((found.docs.astype(np.int64) + base, found.times))
        if not parts:
            return _unscored(np.zeros(0, np.int64))
        docs = np.concatenate([each for each, _ in parts])
        freqs = np.concatenate([times for _, times in parts], axis=1)
        there = freqs[members].any(axis=0)
        docs, freqs = docs[there], freqs[:, there]
        idf = sum(self._idf(self._matching(group, members, text)) for text in texts)
        return Matches(docs, self._saturated(group, members, docs, freqs) * np.float32(idf), True)

    def _matching(self, group: Group, members: Sequence[int], text: str) -> int:
        if len(members) == len(group.members):
            return len(self._snapshot.postings(group, text).docs)
        return len(self._word(group, members, text, 1.0).docs)

    def _shared(self, lists: Sequence[Array], number: int, among: Docs | None) -> Array:
        """The live documents of a segment that are in all lists, numbered within it."""
        base, end = self._snapshot.bases[number : number + 2]
        lists = sorted(lists, key=len)
        if among is not None:
            first, last = np.searchsorted(among, (base, end))
            lists.insert(0, (among[first:last] - base).astype(np.uint32))
        shared = lists[0]
        for other in lists[1:]:
            shared = shared[_is_in(shared, other, end - base)]
        live = self._snapshot.live
        return shared if live is None or among is not None else shared[live[base:end][shared]]

    def _held(self, node: Between | Exists, docs: Docs) -> Mask:
        """Which of the records have a day in the range, or a value or none as asked."""
        if isinstance(node, Exists):
            return np.asarray(self._existing(node.field, docs) == node.present)
        column = self._snapshot.column(node.field)
        start, end = (day.isoformat() if day else open_end for day, open_end in ((node.start, ""), (node.end, "9999-12-31")))
        first, last = column.span(start, end)
        ordinals = self._of(column.ordinals, docs)
        return np.asarray((ordinals >= first) & (ordinals <= last))

    def _existing(self, name: str, docs: Docs) -> Mask:
        field = FIELDS[name]
        if has_column(field):
            return self._of(self._snapshot.column(name).ordinals, docs) > 0
        if field.has_values:
            return _is_in(docs, self._snapshot.with_any(VALUE_GROUPS[name]), self._snapshot.documents)
        return self._of(self._snapshot.lengths(words_field(field)), docs) > 0

    def _any_of(self, name: str, values: Iterable[str], docs: Docs) -> Narrowed:
        column = self._snapshot.column(name)
        ordinals = self._of(column.ordinals, docs)
        kept = np.zeros(len(docs), bool)
        for value in values:
            if ordinal := column.ordinal(value):
                kept |= ordinals == ordinal
        matching = sum(self._snapshot.postings(VALUE_GROUPS[name], value).docs.size for value in values)
        return Narrowed(kept, kept * np.float32(self._idf(matching)))

    def _of(self, items: Array, docs: Docs) -> Array:
        return items if len(docs) == self._snapshot.documents else items[docs]


def _group(node: Words) -> Group:
    if node.field is None or FIELDS[node.field] in RANKED:
        return RANKED_GROUP
    return NAME_GROUPS[node.field]


def _members(node: Words) -> list[int]:
    if node.field is None:
        return list(range(len(RANKED)))
    return [RANKED.index(FIELDS[node.field])] if FIELDS[node.field] in RANKED else [0]


def _unscored(docs: Docs) -> Matches:
    return Matches(docs, None)


def _sum(scores: Scores | None, others: Scores | None) -> Scores | None:
    if scores is None or others is None:
        return others if scores is None else scores
    return scores + others


def _is_rare(freqs: Array) -> bool:
    """Whether so few documents have the word in this field that it pays to look only at them."""
    return int(np.count_nonzero(freqs)) * 4 < len(freqs)


def _among(found: Matches, docs: Docs) -> Narrowed:
    """What was found, among these records."""
    kept = np.zeros(len(docs), bool)
    if not len(found.docs) or not len(docs):
        return Narrowed(kept, None)
    if len(found.docs) * SPARSE < len(docs):
        near: Array = np.searchsorted(docs, found.docs)
        near[near == len(docs)] = 0
        there = docs[near] == found.docs
        kept[near[there]] = True
        return Narrowed(kept, None if found.scores is None else _placed(len(docs), near[there], found.scores[there]))
    if len(docs) * SPARSE < len(found.docs):
        at: Array = np.searchsorted(found.docs, docs)
        at[at == len(found.docs)] = 0
        kept = found.docs[at] == docs
    else:
        place = np.zeros(int(max(docs[-1], found.docs[-1])) + 1, np.int32)
        place[found.docs] = np.arange(1, len(found.docs) + 1)
        at = place[docs] - 1
        kept = at >= 0
    return Narrowed(kept, None if found.scores is None else _placed(len(docs), kept, found.scores[at[kept]]))


def _placed(size: int, at: Array, scores: Scores) -> Scores:
    """These scores at their places, 0 elsewhere: float32[size]."""
    placed = np.zeros(size, np.float32)
    placed[at] = scores
    return placed


def _is_in(docs: Array, others: Array, documents: int) -> Mask:
    """Which of ``docs`` are among ``others``; both ascend."""
    if len(docs) * SPARSE < len(others):
        at = np.searchsorted(others, docs)
        at[at == len(others)] = 0
        return np.asarray(others[at] == docs)
    there = np.zeros(documents, bool)
    there[others] = True
    return there[docs]


def _united_by_sorting(found: Sequence[Matches], minimum: int) -> Matches:
    docs = np.concatenate([each.docs for each in found])
    order = np.argsort(docs, kind="stable")
    parts = [np.zeros(len(each.docs), np.float32) if each.scores is None else each.scores for each in found]
    docs, scores = docs[order], np.concatenate(parts)[order]
    starts = np.flatnonzero(np.diff(docs, prepend=-1))
    kept = np.diff(np.append(starts, len(docs))) >= minimum
    return Matches(docs[starts][kept], np.add.reduceat(scores, starts)[kept])


def _added_up(found: Sequence[Postings], documents: int) -> tuple[Docs, Array]:
    """The records of several terms and how often any of them occurs in each member: (int64[docs], [members, docs])."""
    docs = np.concatenate([each.docs for each in found])
    freqs = np.concatenate([each.freqs for each in found], axis=1)
    if len(docs) * SPARSE < documents:
        order = np.argsort(docs, kind="stable")
        docs, freqs = docs[order], freqs[:, order]
        starts = np.flatnonzero(np.diff(docs.astype(np.int64), prepend=-1))
        return docs[starts].astype(np.int64), np.add.reduceat(freqs, starts, axis=1, dtype=np.int64)
    counts = np.stack([np.bincount(docs, member, minlength=documents) for member in freqs])
    there = np.flatnonzero(counts.any(axis=0))
    return there, counts[:, there]
