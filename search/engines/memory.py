"""The memory engine: a list of records and a loop. It is slow and simple; other engines are tested against it."""

from __future__ import annotations

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter

import numpy as np

from search.engines.memory_matching import Entry, Matcher, score_parts
from search.lexicon import term_weights
from search.lexicon.learning import LearnedNames
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import CountedWords, Vocabulary
from search.lexicon.word_similarity import WordSimilarity, word_similarities
from search.model.month_counts import count_questions
from search.model.question import Question
from search.people.directory import Directory
from search.people.member import member_counts
from search.query import validation
from search.query.nodes import And, Node
from search.query.request import BEST_DAY, FacetRequest, SearchRequest, Sort, SortKey
from search.results import facets
from search.results.highlighting import NOT_HIGHLIGHTED, highlight
from search.results.types import NOTHING_LEFT_OUT, Facet, Hit, IndexInfo, KeyTerm, ResultPage, ScorePart, SourceCounts
from search.text import term_selection
from search.text.analysis import forms, stem, stem_of, stems, words
from search.text.word_forms.stop_words import STOP_WORDS

Match = tuple[Entry, float]
"""A matching record and its score."""


class MemoryEngine:
    """An engine over records in memory. It is its own writer."""

    def __init__(
        self, questions: Iterable[Question] = (), *, is_sample: bool = False, synonyms: Sequence[SynonymEntry] = ()
    ) -> None:
        self._synonyms = synonyms
        self.rebuild(questions, is_sample=is_sample)

    def rebuild(
        self, questions: Iterable[Question], *, is_sample: bool = False, source_counts: SourceCounts = NOTHING_LEFT_OUT
    ) -> IndexInfo:
        """See ``IndexWriter.rebuild``."""
        self._entries = [Entry.of(question) for question in questions]
        word_counts = Counter(word for entry in self._entries for text in entry.texts() for word in words(text))
        learned_names = LearnedNames()
        for entry in self._entries:
            learned_names.add(entry.question)
        self._document_frequencies = Counter(text for entry in self._entries for text in entry.ranked_terms())

        def is_indexed(form: str) -> bool:
            return any(term_selection.matches(text, term_selection.selectors(form)) for text in self._document_frequencies)

        synonyms = with_indexed_words(self._synonyms, is_indexed)
        self._thesaurus = Thesaurus([*synonyms, *learned_names.entries()])
        self._vocabulary = Vocabulary(CountedWords(word_counts, self._document_frequencies))
        self._matcher = Matcher(word_counts, self._entries)
        self._directory = Directory(member_counts(entry.question for entry in self._entries), self._values("body"))
        self._info = self._describe(is_sample, source_counts)
        return self._info

    def _describe(self, is_sample: bool, source_counts: SourceCounts) -> IndexInfo:
        tabled_days, activity_days = (
            [date.fromisoformat(day) for entry in self._entries for day in entry.values[name]]
            for name in ("tabled", "activity")
        )
        return IndexInfo(
            "memory",
            len(self._entries),
            datetime.now(UTC),
            (min(tabled_days), max(tabled_days)) if tabled_days else None,
            is_sample,
            max(activity_days, default=None),
            count_questions(entry.question for entry in self._entries),
            source_counts,
        )

    def update(
        self, changed: Iterable[Question], removed: Collection[str] = (), *, source_counts: SourceCounts | None = None
    ) -> IndexInfo:
        """See ``IndexWriter.update``."""
        new = {question.id: question for question in changed}
        unchanged = [entry.question for entry in self._entries if entry.question.id not in {*new, *removed}]
        counts = self._info.source_counts if source_counts is None else source_counts
        return self.rebuild([*unchanged, *new.values()], is_sample=self._info.is_sample, source_counts=counts)

    def snapshot(self) -> MemoryEngine:
        """See ``Engine.snapshot``. A shallow copy is enough: a rebuild assigns new attributes."""
        return copy.copy(self)

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        validation.check_request(request)
        matches = self._sorted_matches(request)
        collapsed = _collapse(matches, request.collapse_by)
        first = request.offset + (request.page - 1) * request.per_page
        hits = tuple(
            Hit(
                entry.question,
                score,
                *(highlight([entry.question], request.query)[0] if request.with_snippets else NOT_HIGHLIGHTED),
                collapsed_count,
                tuple(clause for clause in request.clauses if not self._matcher.matches(entry, clause)),
            )
            for (entry, score), collapsed_count in collapsed[first : first + request.per_page]
        )
        counted = tuple(self._facet(request, facet) for facet in request.facets)
        return ResultPage(request, hits, len(matches), len(collapsed), counted, self.info())

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        validation.check_request(request)
        collapsed = _collapse(self._sorted_matches(request), request.collapse_by)
        return (entry.question for (entry, _), _ in collapsed[request.offset :])

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        validation.check_query(query)
        return sum(self._matcher.matches(entry, query) for entry in self._entries)

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        validation.check_query(query)
        entry = next((entry for entry in self._entries if entry.question.id == id), None)
        return tuple(score_parts(entry, query)) if entry is not None and self._matcher.matches(entry, query) else None

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return next((entry.question for entry in self._entries if entry.question.id == id), None)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``. The weight of a term is the sum of its ``term_weights.term_weight`` in each field."""
        weights: defaultdict[str, float] = defaultdict(float)
        spellings: dict[str, str] = {}
        for name, text, word_weight in term_weights.key_term_texts(question):
            for form in forms(text):
                spellings.setdefault(stem(form), form)
            for stem_text, frequency in Counter(stems(text)).items():
                if collection_frequency := self._collection_frequency(name, stem_text):
                    information = math.log2(1 + len(self._entries) / collection_frequency)
                    weights[stem_text] += term_weights.term_weight(word_weight * frequency, information)
        return self._top_terms(weights, spellings, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``. Bo1 gives a weight to the terms of all headings, and separately to the terms of all
        questions. The greatest weight of each of the two texts becomes 1. The two weights of a term are added.
        """
        weights: defaultdict[str, float] = defaultdict(float)
        spellings: dict[str, str] = {}
        for name, texts in term_weights.feedback_texts(questions):
            for form in (form for text in texts for form in forms(text)):
                spellings.setdefault(stem(form), form)
            bo1_weights = self._bo1(name, Counter(stem_text for text in texts for stem_text in stems(text)))
            for stem_text, weight in bo1_weights.items():
                weights[stem_text] += weight / max(bo1_weights.values())
        allowed = term_weights.feedback_stems(questions)
        return self._top_terms({text: weight for text, weight in weights.items() if text in allowed}, spellings, limit)

    def _top_terms(self, weights: Mapping[str, float], spellings: Mapping[str, str], limit: int) -> tuple[KeyTerm, ...]:
        """Return the informative stems with the greatest weights."""
        counts = self.stem_frequencies(weights)
        ranked = sorted(
            (-weight, text)
            for text, weight in weights.items()
            if spellings[text] not in STOP_WORDS
            and counts[text]
            and term_weights.is_informative(counts[text], len(self._entries))
        )
        return tuple(KeyTerm(spellings[text], weight / ranked[0][0]) for weight, text in ranked[:limit])

    def stem_frequencies(self, stems: Collection[str]) -> dict[str, int]:
        """Return how many records contain each stem in heading, question or answer. A record counts once for each form."""
        counts: Counter[str] = Counter()
        for text, count in self._document_frequencies.items():
            counts[stem_of(text)] += count
        return {text: counts[text] for text in stems}

    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """See ``Engine.word_similarities``."""
        return word_similarities(question, others, self.stem_frequencies, len(self._entries))

    def _collection_frequency(self, name: str, stem_text: str) -> int:
        return sum(stem_of(text) == stem_text for entry in self._entries for text in entry.terms[name])

    def _bo1(self, name: str, frequencies: Counter[str]) -> dict[str, float]:
        """Return Bo1 weights (Amati 2003): ``tf * log2((1 + f) / f) + log2(1 + f)``, f the mean frequency in the field."""
        weights = {}
        for text, frequency in frequencies.items():
            mean = self._collection_frequency(name, text) / len(self._entries)
            if mean:
                weights[text] = frequency * math.log2((1 + mean) / mean) + math.log2(1 + mean)
        return weights

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._vocabulary

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._thesaurus

    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self._directory

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self._info

    def close(self) -> None:
        """Do nothing: the engine holds no files open."""

    def _sorted_matches(self, request: SearchRequest) -> list[Match]:
        matches = [
            (entry, sum(part.score for part in score_parts(entry, request.query)) if request.takes_scores else 0.0)
            for entry in self._entries
            if self._matcher.matches(entry, And((request.query, *request.filters)))
        ]
        if isinstance(request.sort, str):
            return sorted(matches, key=_sort_key(request.sort))
        matches.sort(key=_sort_key("newest"))
        for key in reversed(request.sort):
            matches = _sort_by_field(matches, key)
        return matches

    def _values(self, field: str) -> list[str]:
        return sorted({value for entry in self._entries for value in entry.values[field]})

    def _facet(self, request: SearchRequest, facet: FacetRequest) -> Facet:
        query = And((request.query, *request.filters_except(facet.field)))
        entries = (entry for entry in self._entries if self._matcher.matches(entry, query))
        counts = Counter(value for entry in entries for value in entry.values[facet.field])
        values = sorted(counts)
        return facets.build_facet(request, facet, values, np.array([counts[value] for value in values], np.int64))


def _sort_key(sort: Sort) -> Callable[[Match], tuple[object, ...]]:
    """Return the sort key of a named order. Ties are sorted by the best day known, newest first, then by id.

    Records without the day that they are sorted by come last.
    """

    def key(match: Match) -> tuple[object, ...]:
        entry, score = match
        best = _day_number(entry, BEST_DAY.field, *BEST_DAY.otherwise)
        answered = _day_number(entry, "answered-on")
        newest = (best is None, -(best or 0), entry.question.id)
        match sort:
            case "relevance":
                return (-score, *newest)
            case "newest":
                return newest
            case "oldest":
                return (best is None, best, *newest)
            case "newest-answered":
                return (answered is None, -(answered or 0), *newest)
            case "oldest-answered":
                return (answered is None, answered, *newest)

    return key


def _sort_by_field(matches: list[Match], key: SortKey) -> list[Match]:
    """Sort stably by the least value of a field. Records without a value come last in both directions."""
    values = [_first_values(match[0], key.field, *key.otherwise) for match in matches]
    with_value = [(min(entry_values), match) for entry_values, match in zip(values, matches, strict=True) if entry_values]
    with_value.sort(key=itemgetter(0), reverse=key.descending)
    return [match for _, match in with_value] + [
        match for entry_values, match in zip(values, matches, strict=True) if not entry_values
    ]


def _collapse(matches: list[Match], field: str | None) -> list[tuple[Match, int]]:
    """Return the first match of each value of the field, with the number of other matches that have the value."""
    if field is None:
        return [(match, 0) for match in matches]
    group_sizes = Counter(entry.values[field] for entry, _ in matches)
    hits = []
    for match in matches:
        value = match[0].values[field]
        if size := group_sizes.pop(value, 0) if value else 1:
            hits.append((match, size - 1))
    return hits


def _first_values(entry: Entry, *names: str) -> tuple[str, ...]:
    """Return the values of the first of the named fields that has any; () if none has."""
    return next((entry.values[name] for name in names if entry.values[name]), ())


def _day_number(entry: Entry, *names: str) -> int | None:
    """Return the day, as ``date.toordinal`` numbers it, of the first of the named fields that has one."""
    values = _first_values(entry, *names)
    return date.fromisoformat(values[0]).toordinal() if values else None
