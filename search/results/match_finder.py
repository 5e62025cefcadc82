"""Texts + query -> marks: where the texts have what the query looks for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice

from search.query.nodes import Fuzzy, Near, Node, Phrase, Prefix, TextClause, Wildcard, Word, positive_clauses
from search.query.patterns import glob, literal_prefix
from search.results.word_prefilter import PrefixScanner
from search.text.analysis import fold, stem_prefix, term, tokens

MAX_MATCHES = 400
"""Marks looked at in one text, so that choosing passages of a very long answer costs no more than of a long one."""

Offset = tuple[int, int]
Offsets = list[Offset]
"""Where marked words start and end, in order, without overlaps."""

TermSequence = tuple[str, ...]


def match_offsets(query: Node, texts: Mapping[str, Sequence[str]]) -> dict[str, list[Offsets]]:
    """For each field of ``texts`` the marks in each of its texts: the first ``MAX_MATCHES``, of a heading all.

    All texts are read as one; fields in which something else is looked for, apart.
    """
    nodes = tuple(positive_clauses(query))
    if not nodes:
        return {field: [[] for _ in texts[field]] for field in texts}
    together: dict[tuple[TextClause, ...], list[str]] = {}
    for field in texts:
        together.setdefault(tuple(node for node in nodes if node.field in (None, field)), []).append(field)
    found: dict[str, list[Offsets]] = {}
    for here, fields in together.items():
        most = [len(text) if field == "heading" else MAX_MATCHES for field in fields for text in texts[field]]
        marks = iter(ClauseMatcher(here).offsets([text for field in fields for text in texts[field]], most))
        found |= {field: list(islice(marks, len(texts[field]))) for field in fields}
    return found


class ClauseMatcher:
    """What is looked for in one field: sequences of terms, single words among them, and patterns."""

    def __init__(self, nodes: Sequence[TextClause]) -> None:
        rests: dict[str, list[TermSequence]] = {}
        for terms in _term_sequences(nodes):
            rests.setdefault(terms[0], []).append(terms[1:])
        self._rests = rests
        self._are_single = not any(chain.from_iterable(rests.values()))
        self._firsts = PrefixScanner(frozenset(map(stem_prefix, rests))) if rests else None
        self._is_first = _CachedTest(lambda word: term(word) in rests)
        shapes = [shape for node in nodes if (shape := _pattern_test(node)) is not None]
        self._fits = _CachedTest(lambda word: any(fits(fold(word)) for _, fits in shapes))
        self._fitting = PrefixScanner(frozenset(start for start, _ in shapes)) if shapes else None

    def offsets(self, texts: Sequence[str], most: Sequence[int]) -> list[Offsets]:
        """For each text the first places, at most so many, where it has what is looked for: in order, without overlaps."""
        joined = "\n".join(texts)
        found: list[Offsets] = [[] for _ in texts]
        if self._firsts:
            found = _split_by_text(
                [word.span() for word in self._firsts.candidate_words(joined) if self._is_first[word.group()]], texts
            )
            if not self._are_single:
                found = list(map(self._sequence_offsets, texts, found, most))
        if self._fitting:
            fitting = [word.span() for word in self._fitting.candidate_words(joined) if self._fits[word.group()]]
            found = [sorted({*each, *others}) for each, others in zip(found, _split_by_text(fitting, texts), strict=True)]
        return [each[:wanted] for each, wanted in zip(found, most, strict=True)]

    def _sequence_offsets(self, text: str, firsts: Offsets, most: int) -> Offsets:
        """The words that stand side by side as they are looked for, of which the first are given."""
        spans: set[Offset] = set()
        for start, end in firsts:
            for rest in self._rests[term(text[start:end])]:
                following = _offsets_of_next_terms(text, end, rest)
                if following is not None:
                    spans.update(((start, end), *following))
            if len(spans) >= most:  # what is left out comes later: a sequence leaves no gaps for it to fill
                break
        return sorted(spans)


def _split_by_text(spans: Iterable[Offset], texts: Sequence[str]) -> list[Offsets]:
    """Places in texts that were joined by one character each, as places in those texts."""
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    found: list[Offsets] = [[] for _ in texts]
    for start, end in spans:
        number = bisect_right(starts, start) - 1
        found[number].append((start - starts[number], end - starts[number]))
    return found


class _CachedTest(dict[str, bool]):
    """Whether a written word passes a test, which is put to it once however often the word occurs."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self._test = test

    def __missing__(self, word: str) -> bool:
        self[word] = passes = self._test(word)
        return passes


def _term_sequences(nodes: Iterable[TextClause]) -> Iterator[TermSequence]:
    """The terms to be marked where they stand side by side; single words are sequences of one."""
    for node in nodes:
        match node:
            case Word(text):
                yield (term(text),)
            case Phrase(words):
                yield tuple(map(term, words))
            case Near(words):
                yield from ((term(word),) for word in words)


def _pattern_test(node: TextClause) -> tuple[str, Callable[[str], bool]] | None:
    """What the words begin with that fit a pattern, and its test of a folded word."""
    match node:
        case Prefix(text):
            return text, lambda word: word.startswith(text)
        case Wildcard(pattern):
            fits = glob(pattern).fullmatch
            return literal_prefix(pattern), lambda word: fits(word) is not None
        case Fuzzy(text, edits):
            from rapidfuzz.distance import OSA  # noqa: PLC0415 (longer to import than an index to open)

            return "", lambda word: OSA.distance(word, text, score_cutoff=edits) <= edits
        case _:
            return None


def _offsets_of_next_terms(text: str, at: int, sought: TermSequence) -> list[Offset] | None:
    """Where the terms ``sought`` stand when they are the next of ``text``, from the end of a word on; else None."""
    if not sought:
        return []
    spans = []
    for expected, token in zip(sought, tokens(text, at), strict=False):
        if token.term != expected:
            return None
        spans.append((token.start, token.end))
    return spans if len(spans) == len(sought) else None
