"""How an earlier question differs from a draft, word by word."""

from __future__ import annotations

from itertools import groupby

import msgspec
from rapidfuzz.distance import LCSseq

from search.model.address_formula import opening
from search.results.types import Run
from search.text.analysis import tokens


class Differences(msgspec.Struct, frozen=True):
    """The earlier text as ``runs``, marked where the draft does not have its words; the draft's words it is ``lacking``.

    It has ``shared`` ``of`` the draft's words.
    """

    runs: tuple[Run, ...]
    lacking: tuple[str, ...]
    shared: int
    of: int


def differences(earlier: str, draft: str) -> Differences:
    """Their longest common sequence of words, inflections alike, is the same; the formulas they open with are not looked at."""
    theirs = list(tokens(earlier, len(opening(earlier))))
    ours = list(tokens(draft, len(opening(draft))))
    both = LCSseq.opcodes([token.term for token in theirs], [token.term for token in ours])
    differing: set[int] = set()
    lacking: list[str] = []
    for each in both:
        if each.tag != "equal":
            differing.update(range(each.src_start, each.src_end))
            if each.dest_end > each.dest_start:
                lacking.append(draft[ours[each.dest_start].start : ours[each.dest_end - 1].end])
    shared = len(theirs) - len(differing)
    marks = []
    for _, group in groupby(enumerate(sorted(differing)), lambda pair: pair[1] - pair[0]):
        stretch = [at for _, at in group]
        marks.append((theirs[stretch[0]].start, theirs[stretch[-1]].end))
    return Differences(_runs(earlier, marks), tuple(lacking), shared, len(ours))


def _runs(text: str, marks: list[tuple[int, int]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for start, end in marks:
        runs += [Run(text[at:start]), Run(text[start:end], True)]
        at = end
    runs.append(Run(text[at:]))
    return tuple(run for run in runs if run.text)
