"""The words of a text that a scan finds. Each distinct word is compared once, and only the chosen ones get their offsets."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.results.word_starts import WholeWords

Offset = tuple[int, int]
"""The start and end of a word in its text, in characters."""


class CandidateWords:
    """Some words of a text: those at ``offsets``, in text order, and those of ``whole``."""

    def __init__(self, text: str, offsets: Sequence[Offset], whole: WholeWords | None = None) -> None:
        self._offsets, self._whole = offsets, whole
        self._words = [text[start:end] for start, end in offsets]
        self.distinct = {*self._words, *(whole.distinct if whole else ())}

    def offsets_of(self, words: Container[str]) -> list[Offset]:
        """Return where any of these words occurs, in text order."""
        offsets = [*compress(self._offsets, map(words.__contains__, self._words))]
        return sorted([*offsets, *self._whole.offsets_of(words)]) if self._whole else offsets
