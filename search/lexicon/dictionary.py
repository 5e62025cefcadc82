"""The dictionary: the words of English, and names that people search for. A word of it is no misspelling, although no record
has it.

``english_words.txt`` has one word of each stem, in order, and ``names.txt`` names of firms, goods, people and places. The words
that begin with the same three letters are searched as one text, in 20 µs at most. Together they take 1 MB; a set of the 62,000
words would take 6 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from search.text.analysis import fold, stem

_FILES = ("english_words.txt", "names.txt")


def is_in_dictionary(word: str) -> bool:
    """Whether a word of four or more letters, or its stem, is in the dictionary."""
    folded = fold(word)
    return any(f"\n{text}\n" in _words().get(text[:3], "") for text in (folded, stem(folded)))


@cache
def _words() -> Mapping[str, str]:
    """The words by their first three letters, each word between two line ends."""
    lines = sorted(line for name in _FILES for line in Path(__file__).with_name(name).read_text("ascii").splitlines())
    return {start: "\n".join(("", *words, "")) for start, words in groupby(lines, key=lambda word: word[:3])}
