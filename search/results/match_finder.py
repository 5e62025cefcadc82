"""Find where the clauses of a query match in texts: the offsets that are highlighted."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, islice

from search.query.nodes import Near, Node, Phrase, TextClause, Word, positive_clauses
from search.results.candidate_words import CandidateWords, Offset
from search.results.pattern_matcher import PatternMatcher
from search.results.word_prefilter import PrefixScanner
from search.text.analysis import WORD, cased, fold, term, tokens
from search.text.term_selection import Selectors, matches, selectors, selectors_of, text_prefixes

MAX_MATCHES = 400
"""Maximum matching words of one text from which snippets are chosen. It limits the time for a very long answer."""

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

    The clauses are sequences of words, and patterns. The words of a ``Near`` are matched as single words. The texts are scanned
    once for all clauses, and each of their distinct words is compared once.
    """

    def __init__(self, clauses: Sequence[TextClause]) -> None:
        sequences = dict.fromkeys(_word_sequences(clauses))
        self._single_words = frozenset(chain.from_iterable(words[0] for words in sequences if len(words) == 1))
        self._next_words: dict[str, list[WordSequence]] = {}
        """By selector of the first word of a sequence of several words: the words after it in each such sequence."""
        for words in sequences:
            for selector in words[0] if len(words) > 1 else ():
                self._next_words.setdefault(selector, []).append(words[1:])
        self._words_after = _WordsAfter(self._next_words)
        self._patterns = PatternMatcher(clauses)
        self._prefixes = tuple(dict.fromkeys(chain.from_iterable(text_prefixes(words[0]) for words in sequences)))
        self._scanner = PrefixScanner(self._patterns.prefixes.union(self._prefixes)) if clauses else None

    def offsets(self, texts: Sequence[str], limits: Sequence[int]) -> list[Offsets]:
        """Return the matching words of each text, at most its limit, in order, without overlaps."""
        texts = list(map(cased, texts))
        joined = "\n".join(texts)
        words = self._scanner.candidate_words(joined) if self._scanner else CandidateWords(joined, ())
        offsets = _split_by_text(words.offsets_of(self._matching_alone(words.distinct)), texts)
        if self._next_words:
            first_words = self._matching(words.distinct, self._next_words)
            first_offsets = _split_by_text(words.offsets_of(first_words), texts)
            sequences = map(self._sequence_offsets, texts, first_offsets, limits)
            offsets = [sorted(sequence.union(alone)) for sequence, alone in zip(sequences, offsets, strict=True)]
        return [text_offsets[:limit] for text_offsets, limit in zip(offsets, limits, strict=True)]

    def _matching_alone(self, words: AbstractSet[str]) -> set[str]:
        """Return the words that match a clause of one word or a pattern."""
        single_words = self._matching(words, self._single_words) if self._single_words else set()
        if not self._patterns.prefixes:
            return single_words
        folded = {word: fold(word) for word in words}
        matching = self._patterns.matching(frozenset(folded.values()))
        return single_words.union(word for word, folded_word in folded.items() if folded_word in matching)

    def _matching(self, words: AbstractSet[str], selected: Container[str]) -> set[str]:
        """Return the words that match selectors of a single word or of the first word of a sequence."""
        return {word for word in words if self._may_match(word) and matches(term(word), selected)}

    def _may_match(self, word: str) -> bool:
        """Whether a word may have a prefix of the first word of a sequence once it is folded. Other words are not stemmed."""
        return word.lower().startswith(self._prefixes) or not (word.isascii() and word.isalpha())

    def _sequence_offsets(self, text: str, first_words: Offsets, limit: int) -> set[Offset]:
        """Return the words of the sequences that match in full. ``first_words`` are the words that may begin a sequence."""
        offsets: set[Offset] = set()
        for start, end in first_words:
            second = WORD.search(text, end)
            if second is None:
                break
            for rest in self._words_after[text[start:end], second.group()]:
                next_offsets = _offsets_of_next_words(text, second.end(), rest)
                if next_offsets is not None:
                    offsets.update(((start, end), second.span(), *next_offsets))
            if len(offsets) >= limit:  # later sequences only add words after these, since the words of a sequence are adjacent
                break
        return offsets


class _WordsAfter(dict[tuple[str, str], tuple[WordSequence, ...]]):
    """For two adjacent words of a text: the words after them in each sequence that they begin. Each pair is compared once."""

    def __init__(self, next_words: Mapping[str, Sequence[WordSequence]]) -> None:
        super().__init__()
        self._next_words = next_words

    def __missing__(self, pair: tuple[str, str]) -> tuple[WordSequence, ...]:
        first, second = map(term, pair)
        sequences = chain.from_iterable(self._next_words.get(selector, ()) for selector in selectors_of(first))
        self[pair] = rests = tuple(rest[1:] for rest in dict.fromkeys(sequences) if matches(second, rest[0]))
        return rests


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


def _offsets_of_next_words(text: str, start: int, words: WordSequence) -> list[Offset] | None:
    """Return the offsets of the words from ``start`` on that match ``words``; None if one of them does not."""
    if not words:
        return []
    offsets = []
    for word, token in zip(words, tokens(text, start), strict=False):
        if not matches(token.term, word):
            return None
        offsets.append((token.start, token.end))
    return offsets if len(offsets) == len(words) else None
