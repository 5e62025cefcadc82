"""Find where the clauses of a query match in texts: the offsets that are highlighted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar

from search.query.nodes import Fuzzy, Near, Node, Phrase, Prefix, TextClause, Wildcard, Word, positive_clauses
from search.query.patterns import glob, literal_prefix
from search.results.word_prefilter import PrefixScanner
from search.text.analysis import cased, fold, stem_of, stem_of_word, term, tokens
from search.text.term_selection import Selectors, is_stem, matches, selectors, text_prefixes

MAX_MATCHES = 400
"""Maximum matching words of one text from which snippets are chosen. It limits the time for a very long answer."""

Result = TypeVar("Result")

Offset = tuple[int, int]
"""The start and end of a matching word in its text, in characters."""

Offsets = list[Offset]
"""The matching words of one text, in order, without overlaps."""

WordSequence = tuple[Selectors, ...]
"""The selectors of words that match where they are adjacent and in this order. A single word is a sequence of one."""


def match_offsets(query: Node, texts: Mapping[str, Sequence[str]]) -> dict[str, list[Offsets]]:
    """Return, for each field, the matching words of each of its texts: all in a heading, the first ``MAX_MATCHES`` elsewhere.

    Fields that are searched for the same clauses are scanned together: their texts are joined and scanned once.
    """
    clauses = tuple(positive_clauses(query))
    if not clauses:
        return {field: [[] for _ in texts[field]] for field in texts}
    shared_clauses = tuple(clause for clause in clauses if clause.field is None)
    fields_by_own_clauses: dict[tuple[TextClause, ...], list[str]] = {}
    for field in texts:
        fields_by_own_clauses.setdefault(tuple(clause for clause in clauses if clause.field == field), []).append(field)
    offsets_by_field: dict[str, list[Offsets]] = {}
    for own_clauses, fields in fields_by_own_clauses.items():
        limits = [len(text) if field == "heading" else MAX_MATCHES for field in fields for text in texts[field]]
        matcher = ClauseMatcher((*shared_clauses, *own_clauses))
        offsets = iter(matcher.offsets([text for field in fields for text in texts[field]], limits))
        offsets_by_field |= {field: list(islice(offsets, len(texts[field]))) for field in fields}
    return offsets_by_field


class ClauseMatcher:
    """Matches clauses in the texts of one or more fields that are searched for the same clauses.

    The clauses are sequences of words, and patterns. The words of a ``Near`` are matched as single words.
    """

    def __init__(self, clauses: Sequence[TextClause]) -> None:
        next_words: dict[Selectors, list[WordSequence]] = {}
        for words in _word_sequences(clauses):
            next_words.setdefault(words[0], []).append(words[1:])
        self._next_words = _Cached[list[WordSequence]](
            lambda word: [rest for first, rests in next_words.items() if matches(term(word), first) for rest in rests]
        )
        """For a word of a text, the remaining words of each sequence that it may begin."""
        self._has_single_words_only = not any(chain.from_iterable(next_words.values()))
        prefixes = frozenset(prefix for first in next_words for prefix in text_prefixes(first))
        self._sequence_scanner = PrefixScanner(prefixes) if next_words else None
        first_words = frozenset(chain.from_iterable(next_words))
        self._first_stems = frozenset(stem_of(selector) for selector in first_words if is_stem(selector))
        self._first_terms = frozenset(selector for selector in first_words if not is_stem(selector))
        tests = _pattern_tests(clauses)
        self._matches_pattern = _Cached(lambda word: _passes_any(fold(word), tests))
        self._pattern_scanner = PrefixScanner(frozenset(prefix for prefix, _ in tests)) if tests else None

    def offsets(self, texts: Sequence[str], limits: Sequence[int]) -> list[Offsets]:
        """Return the matching words of each text, at most its limit, in order, without overlaps."""
        texts = list(map(cased, texts))
        joined = "\n".join(texts)
        offsets: list[Offsets] = [[] for _ in texts]
        if self._sequence_scanner:
            offsets = _split_by_text(self._first_words(joined, self._sequence_scanner.candidate_words(joined)), texts)
            if not self._has_single_words_only:
                offsets = list(map(self._sequence_offsets, texts, offsets, limits))
        if self._pattern_scanner:
            words = self._pattern_scanner.candidate_words(joined)
            patterns = _split_by_text([(start, end) for start, end in words if self._matches_pattern[joined[start:end]]], texts)
            offsets = [sorted({*sequence, *pattern}) for sequence, pattern in zip(offsets, patterns, strict=True)]
        return [text_offsets[:limit] for text_offsets, limit in zip(offsets, limits, strict=True)]

    def _first_words(self, text: str, candidates: Offsets) -> Offsets:
        """Return the candidates that are the first word of a sequence."""
        stems, terms = self._first_stems, self._first_terms
        return [
            (start, end)
            for start, end in candidates
            if stem_of_word(word := text[start:end]) in stems or (terms and term(word) in terms)
        ]

    def _sequence_offsets(self, text: str, first_words: Offsets, limit: int) -> Offsets:
        """Return the words of the sequences that match in full. ``first_words`` are the words that may begin a sequence."""
        offsets: set[Offset] = set()
        for start, end in first_words:
            for rest in self._next_words[text[start:end]]:
                next_offsets = _offsets_of_next_words(text, end, rest)
                if next_offsets is not None:
                    offsets.update(((start, end), *next_offsets))
            if len(offsets) >= limit:  # later sequences only add words after these, since the words of a sequence are adjacent
                break
        return sorted(offsets)


def _split_by_text(offsets: Iterable[Offset], texts: Sequence[str]) -> list[Offsets]:
    """Convert ascending offsets in the joined texts, with one character between two texts, to offsets in each text."""
    by_text: list[Offsets] = [[] for _ in texts]
    number, begin, next_begin = -1, 0, 0
    for start, end in offsets:
        while start >= next_begin:
            number += 1
            begin, next_begin = next_begin, next_begin + len(texts[number]) + 1
        by_text[number].append((start - begin, end - begin))
    return by_text


class _Cached(dict[str, Result]):
    """The cached results of a function: it is called once for each distinct word."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> Result:
        self[word] = result = self._function(word)
        return result


def _word_sequences(clauses: Iterable[TextClause]) -> Iterator[WordSequence]:
    """Yield the words and phrases. Each word of a ``Near`` is a sequence: it is highlighted everywhere."""
    for clause in clauses:
        match clause:
            case Word():
                yield (clause.selectors,)
            case Phrase(words):
                yield tuple(map(selectors, words))
            case Near(words):
                yield from ((selectors(word),) for word in words)


def _pattern_tests(clauses: Iterable[TextClause]) -> list[tuple[str, Callable[[str], bool]]]:
    """Return the tests of the patterns. Each has the prefix that every word has that passes it.

    The fuzzy words with the same number of edits have one test, which compares a word with all of them at once.
    """
    tests: list[tuple[str, Callable[[str], bool]]] = []
    fuzzy_texts: dict[int, list[str]] = {}
    for clause in clauses:
        match clause:
            case Prefix(text):
                tests.append((text, _begins_with(text)))
            case Wildcard(pattern):
                tests.append((literal_prefix(pattern), _matches_glob(pattern)))
            case Fuzzy(text, edits):
                fuzzy_texts.setdefault(edits, []).append(text)
    return tests + [("", _is_near_any(texts, edits)) for edits, texts in fuzzy_texts.items()]


def _begins_with(text: str) -> Callable[[str], bool]:
    return lambda word: word.startswith(text)


def _matches_glob(pattern: str) -> Callable[[str], bool]:
    fullmatch = glob(pattern).fullmatch
    return lambda word: fullmatch(word) is not None


def _is_near_any(texts: Sequence[str], edits: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 (takes longer to import than an index to open)
    from rapidfuzz.process import extractOne  # noqa: PLC0415 (as above)

    return lambda word: extractOne(word, texts, scorer=OSA.distance, score_cutoff=edits) is not None


def _passes_any(folded: str, tests: Iterable[tuple[str, Callable[[str], bool]]]) -> bool:
    """Whether a folded word passes the test of any pattern."""
    return any(test(folded) for _, test in tests)


def _offsets_of_next_words(text: str, start: int, words: WordSequence) -> list[Offset] | None:
    """Return the offsets of the words that follow ``start`` if they match ``words``, else None."""
    if not words:
        return []
    offsets = []
    for word, token in zip(words, tokens(text, start), strict=False):
        if not matches(token.term, word):
            return None
        offsets.append((token.start, token.end))
    return offsets if len(offsets) == len(words) else None
