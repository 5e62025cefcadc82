"""How an earlier question differs from a draft, word by word."""

from __future__ import annotations

from itertools import groupby

import msgspec
from rapidfuzz.distance import LCSseq

from search.model.address_formula import address_formula
from search.results.types import Fragment
from search.text.analysis import tokens


class DraftDiff(msgspec.Struct, frozen=True):
    """The earlier text as ``fragments``, marked where the draft does not have its words; the draft's words it is ``missing_words``.

    It has ``shared_words`` ``draft_words`` the draft's words.
    """

    fragments: tuple[Fragment, ...]
    missing_words: tuple[str, ...]
    shared_words: int
    draft_words: int


def draft_diff(earlier: str, draft: str) -> DraftDiff:
    """Their longest common sequence of words, inflections alike, is the same; the formulas they open with are not looked at."""
    theirs = list(tokens(earlier, len(address_formula(earlier))))
    ours = list(tokens(draft, len(address_formula(draft))))
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
    return DraftDiff(_fragments(earlier, marks), tuple(lacking), shared, len(ours))


def _fragments(text: str, marks: list[tuple[int, int]]) -> tuple[Fragment, ...]:
    runs: list[Fragment] = []
    at = 0
    for start, end in marks:
        runs += [Fragment(text[at:start]), Fragment(text[start:end], True)]
        at = end
    runs.append(Fragment(text[at:]))
    return tuple(run for run in runs if run.text)
