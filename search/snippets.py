"""Text + query -> runs of (text, marked). The same query and text always give the same runs; no HTML, ever."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from rapidfuzz.distance import OSA

from search.analysis import beginning, fold, term, tokens
from search.query import Fuzzy, Near, Node, Phrase, Prefix, Wildcard, Word, Words, wanted
from search.records import Question
from search.results import Run, Snippet
from search.skimming import Skimmer
from search.vocabulary import glob, literal_start

PASSAGE = 240
"""Characters in a passage, about; it is widened to whole words."""

LEAD = PASSAGE // 4
"""Characters of a passage, at most, before the mark it was chosen for."""

REACH = PASSAGE - LEAD
"""A mark that starts within so many characters of that one is in the passage too, or at its very edge."""

MAX_MARKS = 400
"""Marks looked at in one text when choosing passages, so that a very long answer costs no more than a long one."""

Span = tuple[int, int]
Terms = tuple[str, ...]
_SPACE = re.compile(r"\s")


class Marker:
    """Marks what one query looks for. It is made once for a page: what is looked for is the same in every record."""

    def __init__(self, query: Node) -> None:
        nodes = tuple(wanted(query))
        here = [tuple(node for node in nodes if node.field in (None, name)) for name in ("heading", "question", "answer")]
        looked_for = {each: _Looked(each) for each in here}  # one of them, unless the query names fields
        self._heading, self._question, self._answer = (looked_for[each] for each in here)

    def heading(self, question: Question) -> tuple[Run, ...]:
        """The whole heading with its matches marked."""
        text = question.heading
        return _runs(text, 0, len(text), self._heading.marks(text, len(text)))

    def snippets(self, question: Question) -> tuple[Snippet, ...]:
        """The best passage of the question (its beginning, when nothing in it matches) and up to two of the answer."""
        text = question.text
        passages = _passages(text, self._question, 1) or [_runs(text, 0, _word_end(text, PASSAGE), ())]
        found = [Snippet("question", passage) for passage in passages]
        if question.answer is not None:
            found += [Snippet("answer", passage) for passage in _passages(question.answer.text, self._answer, 2)]
        return tuple(found)


def heading(question: Question, query: Node) -> tuple[Run, ...]:
    """``Marker.heading`` for one record."""
    return Marker(query).heading(question)


def snippets(question: Question, query: Node) -> tuple[Snippet, ...]:
    """``Marker.snippets`` for one record."""
    return Marker(query).snippets(question)


class _Looked:
    """What is looked for in one field: sequences of terms, single words among them, and patterns."""

    def __init__(self, nodes: Sequence[Words]) -> None:
        self._rests: dict[str, tuple[Terms, ...]] = {}
        for first, *rest in _sequences(nodes):
            self._rests[first] = (*self._rests.get(first, ()), tuple(rest))
        self._are_single = bool(self._rests) and not any(chain.from_iterable(self._rests.values()))
        self._firsts = Skimmer(frozenset(map(beginning, self._rests)))
        shapes = [shape for node in nodes if (shape := _shape(node)) is not None]
        self._fits = _Fits(fits for _, fits in shapes)
        self._fitting = Skimmer(frozenset(start for start, _ in shapes)) if shapes else None

    def marks(self, text: str, most: int) -> list[Span]:
        """The first places in ``text``, at most so many, where it has what is looked for: in order, without overlaps."""
        if self._are_single and not self._fitting:
            return list(islice(self._singles(text), most))
        spans: set[Span] = set()
        if self._rests:
            spans |= self._in_sequence(text, most)
        if self._fitting:
            fitting = (span for span in self._fitting.spans(text) if self._fits[text[slice(*span)]])
            spans.update(islice(fitting, most))
        return sorted(spans)[:most]

    def _singles(self, text: str) -> Iterator[Span]:
        return (span for span in self._firsts.spans(text) if term(text[slice(*span)]) in self._rests)

    def _in_sequence(self, text: str, most: int) -> set[Span]:
        spans: set[Span] = set()
        for start, end in self._firsts.spans(text):
            for rest in self._rests.get(term(text[start:end]), ()):
                following = _following(text, end, rest)
                if following is not None:
                    spans.update(((start, end), *following))
                if len(spans) >= most:  # what is left out comes later: a sequence leaves no gaps for it to fill
                    return spans
        return spans


class _Fits(dict[str, bool]):
    """Whether a written word fits any of some tests of folded words, asked once however often the word occurs."""

    def __init__(self, tests: Iterable[Callable[[str], bool]]) -> None:
        super().__init__()
        self._tests = tuple(tests)

    def __missing__(self, word: str) -> bool:
        folded = fold(word)
        self[word] = found = any(fits(folded) for fits in self._tests)
        return found


def _sequences(nodes: Iterable[Words]) -> Iterator[Terms]:
    """The terms to be marked where they stand side by side; single words are sequences of one."""
    for node in nodes:
        match node:
            case Word(text):
                yield (term(text),)
            case Phrase(words):
                yield tuple(map(term, words))
            case Near(words):
                yield from ((term(word),) for word in words)


def _shape(node: Words) -> tuple[str, Callable[[str], bool]] | None:
    """What the words begin with that fit a pattern, and its test of a folded word."""
    match node:
        case Prefix(text):
            return text, lambda word: word.startswith(text)
        case Wildcard(pattern):
            fits = glob(pattern).fullmatch
            return literal_start(pattern), lambda word: fits(word) is not None
        case Fuzzy(text, edits):
            return "", lambda word: OSA.distance(word, text, score_cutoff=edits) <= edits
        case _:
            return None


def _following(text: str, at: int, sought: Terms) -> list[Span] | None:
    """Where the terms ``sought`` stand when they are the next of ``text``, from the end of a word on; else None."""
    if not sought:
        return []
    spans = []
    for expected, token in zip(sought, tokens(text, at), strict=False):
        if token.term != expected:
            return None
        spans.append((token.start, token.end))
    return spans if len(spans) == len(sought) else None


def _passages(text: str, looked_for: _Looked, most: int) -> list[tuple[Run, ...]]:
    """The ``most`` windows of ``text`` with the greatest number of different marked words, in the order of the text."""
    marks = looked_for.marks(text, MAX_MARKS)
    chosen: list[Span] = []
    for start in _richest_first(text, marks):
        if any(begin <= start < end for begin, end in chosen):
            continue  # its window would overlap that one
        window = _window(text, start)
        if all(window[1] <= begin or window[0] >= end for begin, end in chosen):
            chosen.append(window)
            if len(chosen) == most:
                break
    return [_runs(text, *window, marks) for window in sorted(chosen)]


def _richest_first(text: str, marks: Sequence[Span]) -> list[int]:
    """Where the marks start, those first that have the most different marked words within reach.

    It is the first of them alone when that has all the others in reach, as in most texts: no other passage would be chosen.
    """
    starts = [start for start, _ in marks]
    if not starts or starts[-1] < starts[0] + REACH:
        return starts[:1]
    folded = [fold(text[start:end]) for start, end in marks]
    if len(set(folded)) == 1:
        return starts
    ends = [bisect_left(starts, start + REACH) for start in starts]
    ranked = sorted((-len(set(folded[at:end])), starts[at]) for at, end in enumerate(ends))
    return [start for _, start in ranked]


def _window(text: str, start: int) -> Span:
    """A passage that begins a little before ``start``, at a line's or a sentence's first word where one is near."""
    earliest = max(0, start - LEAD)
    before = text[earliest:start]
    broken = max(before.rfind("\n"), before.rfind(". "))
    if broken >= 0:
        begin = earliest + broken + 1
    else:
        begin = earliest and earliest + max(0, before.find(" "))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, _word_end(text, begin + PASSAGE)


def _word_end(text: str, at: int) -> int:
    """``at``, or the end of the word that stands there when that is near."""
    if at >= len(text):
        return len(text)
    space = _SPACE.search(text, at, at + 40)
    return space.start() if space else at


def _runs(text: str, begin: int, end: int, marks: Iterable[Span]) -> tuple[Run, ...]:
    """``text[begin:end]`` as runs, an ellipsis at each end that is not the text's own."""
    runs = [Run("… ")] if begin else []
    at = begin
    for start, stop in marks:
        if stop > end:
            break
        if start < begin:
            continue
        if start > at:
            runs.append(Run(text[at:start]))
        runs.append(Run(text[start:stop], True))
        at = stop
    last = text[at:end] + (" …" if end < len(text) else "")
    if last:
        runs.append(Run(last))
    return tuple(runs)
