"""Compare an earlier question with a draft, word by word."""

from __future__ import annotations

from itertools import groupby

import msgspec
from rapidfuzz.distance import LCSseq

from search.model.address_formula import address_formula
from search.results.types import Fragment
from search.text.analysis import stem_of, tokens


class DraftDiff(msgspec.Struct, frozen=True):
    """The difference between an earlier question and a draft.

    ``fragments`` are the earlier text; words that the draft does not have are highlighted. ``missing_words`` are the runs of
    words that only the draft has. The texts share ``shared_words`` of the draft's ``draft_words`` words.
    """

    fragments: tuple[Fragment, ...]
    missing_words: tuple[str, ...]
    shared_words: int
    draft_words: int


def draft_diff(earlier: str, draft: str) -> DraftDiff:
    """Compare by the longest common subsequence of stems, so that inflections count as equal.

    The formulas that the two texts open with ("To ask the ...") are not compared.
    """
    earlier_tokens = list(tokens(earlier, len(address_formula(earlier))))
    draft_tokens = list(tokens(draft, len(address_formula(draft))))
    edits = LCSseq.opcodes([stem_of(token.term) for token in earlier_tokens], [stem_of(token.term) for token in draft_tokens])
    differing: set[int] = set()
    missing_words: list[str] = []
    for edit in edits:
        if edit.tag != "equal":
            differing.update(range(edit.src_start, edit.src_end))
            if edit.dest_end > edit.dest_start:
                missing_words.append(draft[draft_tokens[edit.dest_start].start : draft_tokens[edit.dest_end - 1].end])
    shared_words = len(earlier_tokens) - len(differing)
    offsets = []
    for _, group in groupby(enumerate(sorted(differing)), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        offsets.append((earlier_tokens[run[0]].start, earlier_tokens[run[-1]].end))
    return DraftDiff(_fragments(earlier, offsets), tuple(missing_words), shared_words, len(draft_tokens))


def _fragments(text: str, offsets: list[tuple[int, int]]) -> tuple[Fragment, ...]:
    fragments: list[Fragment] = []
    copied = 0
    for start, end in offsets:
        fragments += [Fragment(text[copied:start]), Fragment(text[start:end], True)]
        copied = end
    fragments.append(Fragment(text[copied:]))
    return tuple(fragment for fragment in fragments if fragment.text)
