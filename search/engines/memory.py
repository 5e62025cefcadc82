"""The oracle: a list and a loop. Slow, obvious, and what every other engine is held against."""

from __future__ import annotations

import copy
import fnmatch
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter

import msgspec
import numpy as np
from rapidfuzz.distance import OSA

from search.lexicon import key_terms
from search.lexicon.abbreviations import Abbreviations
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import CountedWords, Vocabulary
from search.model.fields import FIELDS, RANKED, Field
from search.model.question import Question
from search.query import validation
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    DateRange,
    Exists,
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
    TextClause,
    Wildcard,
    Word,
    positive_clauses,
)
from search.query.request import FacetRequest, SearchRequest, Sort, SortKey
from search.results import facets
from search.results.highlighting import NOT_HIGHLIGHTED, highlight
from search.results.types import Facet, FieldScore, Hit, IndexInfo, KeyTerm, ResultPage, ScorePart
from search.text.analysis import STOP_WORDS, fold, term, terms, words


class Entry(msgspec.Struct, frozen=True):
    """A record with its terms and values by field name."""

    question: Question
    terms: Mapping[str, list[str]]
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, question: Question) -> Entry:
        values = {name: field.values(question) for name, field in FIELDS.items()}
        found = {name: [t for v in values[name] for t in terms(v)] for name, field in FIELDS.items() if field.has_words}
        return cls(question, found, values)

    def texts(self) -> Iterator[str]:
        """Every text of it that words are looked for in."""
        return (text for name in self.terms for text in self.values[name])


class MemoryEngine:
    """An engine over records in memory, and the writer of itself."""

    def __init__(
        self, questions: Iterable[Question] = (), *, is_sample: bool = False, synonyms: Sequence[SynonymEntry] = ()
    ) -> None:
        self._synonyms = synonyms
        self.rebuild(questions, is_sample=is_sample)

    def rebuild(self, questions: Iterable[Question], *, is_sample: bool = False) -> IndexInfo:
        """Hold these records and no others."""
        self._entries = [Entry.of(question) for question in questions]
        self._words = Counter(word for entry in self._entries for text in entry.texts() for word in words(text))
        counted = Abbreviations()
        for entry in self._entries:
            counted.add(entry.question)
        texts = {text for entry in self._entries for field in RANKED for text in entry.terms[field.name]}
        self._thesaurus = Thesaurus([*with_indexed_words(self._synonyms, texts.__contains__), *counted.entries()])
        self._vocabulary = Vocabulary(CountedWords(self._words))
        self._patterns: dict[Prefix | Wildcard | Fuzzy, frozenset[str]] = {}
        self._is_sample = is_sample
        self._built_at = datetime.now(UTC)
        return self.info()

    def update(self, changed: Iterable[Question], removed: Collection[str] = ()) -> IndexInfo:
        """See ``IndexWriter.update``."""
        fresh = {question.id: question for question in changed}
        kept = [entry.question for entry in self._entries if entry.question.id not in {*fresh, *removed}]
        return self.rebuild([*kept, *fresh.values()], is_sample=self._is_sample)

    def snapshot(self) -> MemoryEngine:
        """See ``Engine.snapshot``: a shallow copy, since a rebuild replaces what an engine holds and changes none of it."""
        return copy.copy(self)

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        validation.check_request(request)
        found = self._ordered(request)
        entries = _folded(found, request.collapse_by)
        first = request.offset + (request.page - 1) * request.per_page
        hits = tuple(
            Hit(
                entry.question,
                score,
                *(highlight([entry.question], request.query)[0] if request.with_snippets else NOT_HIGHLIGHTED),
                others,
            )
            for (entry, score), others in entries[first : first + request.per_page]
        )
        counted = tuple(self._facet(request, asked) for asked in request.facets)
        return ResultPage(request, hits, len(found), len(entries), counted, self.info())

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        validation.check_request(request)
        return (entry.question for (entry, _), _ in _folded(self._ordered(request), request.collapse_by))

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        validation.check_query(query)
        return sum(self._fits(entry, query) for entry in self._entries)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return next((entry.question for entry in self._entries if entry.question.id == id), None)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``similar.weight``; the weights of the fields are added."""
        weights: defaultdict[str, float] = defaultdict(float)
        written: dict[str, str] = {}
        for name, text, worth in key_terms.key_term_texts(question):
            for word in words(text):
                written.setdefault(term(word), word)
            for each, frequency in Counter(terms(text)).items():
                if occurrences := sum(entry.terms[name].count(each) for entry in self._entries):
                    information = math.log2(1 + len(self._entries) / occurrences)
                    weights[each] += key_terms.term_weight(worth * frequency, information)
        return self._weightiest(weights, written, limit, least=1)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """Bo1 (Amati 2003): tf * log2((1 + f) / f) + log2(1 + f), f the term's mean frequency in the field's records.

        Over the headings of all the records, and over their questions; in each the weightiest term weighs 1.
        """
        weights: defaultdict[str, float] = defaultdict(float)
        written: dict[str, str] = {}
        for name, texts in key_terms.feedback_texts(questions):
            for word in (word for text in texts for word in words(text)):
                written.setdefault(term(word), word)
            found = self._bo1(name, Counter(each for text in texts for each in terms(text)))
            for each, weight in found.items():
                weights[each] += weight / max(found.values())
        return self._weightiest(weights, written, limit, least=2)

    def _weightiest(
        self, weights: Mapping[str, float], written: Mapping[str, str], limit: int, least: int
    ) -> tuple[KeyTerm, ...]:
        """Those that tell something and that at least so many records have."""
        ranked = sorted(
            (-weight, each)
            for each, weight in weights.items()
            if written[each] not in STOP_WORDS
            and self._having(each) >= least
            and key_terms.is_informative(self._having(each), len(self._entries))
        )
        return tuple(KeyTerm(written[each], weight / ranked[0][0]) for weight, each in ranked[:limit])

    def _having(self, text: str) -> int:
        return sum(any(text in entry.terms[field.name] for field in RANKED) for entry in self._entries)

    def _bo1(self, name: str, frequencies: Counter[str]) -> dict[str, float]:
        found = {}
        for each, frequency in frequencies.items():
            mean = sum(entry.terms[name].count(each) for entry in self._entries) / len(self._entries)
            if mean:
                found[each] = frequency * math.log2((1 + mean) / mean) + math.log2(1 + mean)
        return found

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._vocabulary

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._thesaurus

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        days = [entry.question.tabled_on for entry in self._entries if entry.question.tabled_on]
        span = (min(days), max(days)) if days else None
        return IndexInfo("memory", len(self._entries), self._built_at, span, self._is_sample)

    def close(self) -> None:
        """Nothing is held open."""

    def _ordered(self, request: SearchRequest) -> list[tuple[Entry, float]]:
        found = [
            (entry, sum(part.score for part in _parts(entry, request.query)))
            for entry in self._entries
            if self._fits(entry, And((request.query, *request.filters)))
        ]
        if isinstance(request.sort, str):
            return sorted(found, key=_order(request.sort))
        found.sort(key=_order("newest"))
        for by in reversed(request.sort):
            found = _by(found, by)
        return found

    def _facet(self, request: SearchRequest, asked: FacetRequest) -> Facet:
        query = And((request.query, *request.filters_except(asked.field)))
        counts = Counter(v for entry in self._entries if self._fits(entry, query) for v in entry.values[asked.field])
        names = sorted(counts)
        return facets.build_facet(request, asked, names, np.array([counts[name] for name in names], np.int64))

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        validation.check_query(query)
        entry = next((each for each in self._entries if each.question.id == id), None)
        return tuple(_parts(entry, query)) if entry is not None and self._fits(entry, query) else None

    def _fits(self, entry: Entry, node: Node) -> bool:
        match node:
            case MatchAll():
                return True
            case And(children):
                return all(self._fits(entry, child) for child in children)
            case Or(children) | Synonyms(children):
                return any(self._fits(entry, child) for child in children)
            case AtLeast(minimum, children):
                return sum(self._fits(entry, child) for child in children) >= minimum
            case AndMaybe(child):
                return self._fits(entry, child)
            case Not(child):
                return not self._fits(entry, child)
            case AnyOf() | DateRange() | TermRange() | Exists():
                return _holds(entry.values[node.field], node)
            case _:
                fields = RANKED if node.field is None else (FIELDS[node.field],)
                return any(self._has(entry, field, node) for field in fields)

    def _has(self, entry: Entry, field: Field, node: TextClause) -> bool:
        here = entry.terms[field.name]
        match node:
            case Word(text):
                return term(text) in here
            case Phrase(sought):
                return list(map(term, sought)) in _windows(here, len(sought))
            case Near(sought, slop):
                need = Counter(map(term, sought))
                return any(need <= Counter(window) for window in _windows(here, len(sought) + slop))
            case _:
                return not self._meant(node).isdisjoint(here)

    def _meant(self, node: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """The terms of the words that fit a pattern, worked out once for all records."""
        if node not in self._patterns:
            self._patterns[node] = frozenset(term(word) for word in self._words if _is_like(word, node))
        return self._patterns[node]


def _parts(entry: Entry, query: Node) -> Iterator[ScorePart]:
    """How many times the wanted words occur: enough to order by, and no engine is asked to score alike."""
    for node in {(term(each.text), each.weight): each for each in positive_clauses(query) if isinstance(each, Word)}.values():
        times = {field: entry.terms[field.name].count(term(node.text)) for field in RANKED}
        fields = tuple(
            FieldScore(field.name, count, len(entry.terms[field.name]), 0.0, field.boost, node.weight * count * field.boost)
            for field, count in times.items()
            if count
        )
        if fields:
            yield ScorePart(node, 0, 1.0, node.weight, 1.0, sum(each.score for each in fields), fields)


def _holds(values: Sequence[str], node: AnyOf | DateRange | TermRange | Exists) -> bool:
    match node:
        case AnyOf(_, wanted_):
            return any(value in wanted_ for value in values)
        case DateRange(_, start, end):
            days = map(date.fromisoformat, values)
            return any((start or date.min) <= day <= (end or date.max) for day in days)
        case TermRange(_, low, high):
            return any((low or "") <= value and (high is None or value <= high) for value in values)
        case Exists(_, present):
            return bool(values) == present


def _is_like(word: str, node: Prefix | Wildcard | Fuzzy) -> bool:
    match node:
        case Prefix(text):
            return word.startswith(fold(text))
        case Wildcard(pattern):
            return fnmatch.fnmatchcase(word, pattern)
        case Fuzzy(text, edits):
            return OSA.distance(word, fold(text)) <= edits


def _windows(here: Sequence[str], width: int) -> list[list[str]]:
    """Every run of ``width`` terms, or the whole where it is shorter."""
    return [list(here[at : at + width]) for at in range(max(1, len(here) - width + 1))]


def _order(sort: Sort) -> Callable[[tuple[Entry, float]], tuple[object, ...]]:
    """By the sort asked for, then the newest tabled, then the id; records without the date come last either way."""

    def key(found: tuple[Entry, float]) -> tuple[object, ...]:
        entry, score = found
        tabled, answered = (_days(entry, name) for name in ("tabled", "answered-on"))
        newest = (tabled is None, -(tabled or 0), entry.question.id)
        match sort:
            case "relevance":
                return (-score, *newest)
            case "newest":
                return newest
            case "oldest":
                return (tabled is None, tabled, *newest)
            case "newest-answered":
                return (answered is None, -(answered or 0), *newest)
            case "oldest-answered":
                return (answered is None, answered, *newest)

    return key


def _folded(found: list[tuple[Entry, float]], fold: str | None) -> list[tuple[tuple[Entry, float], int]]:
    """The hits, each with the number of others folded under it."""
    if fold is None:
        return [(each, 0) for each in found]
    times = Counter(entry.values[fold] for entry, _ in found)
    hits = []
    for each in found:
        value = each[0].values[fold]
        if others := times.pop(value, 0) if value else 1:
            hits.append((each, others - 1))
    return hits


def _by(found: list[tuple[Entry, float]], by: SortKey) -> list[tuple[Entry, float]]:
    """In the order of a field's values, equal ones as they were."""
    held = [(min(entry.values[by.field]), (entry, score)) for entry, score in found if entry.values[by.field]]
    held.sort(key=itemgetter(0), reverse=by.descending)
    return [each for _, each in held] + [each for each in found if not each[0].values[by.field]]


def _days(entry: Entry, name: str) -> int | None:
    return date.fromisoformat(entry.values[name][0]).toordinal() if entry.values[name] else None
