"""``python -m benchmarks.relevance.spelling INDEX_DATA``: misspellings put right, and real words left alone.

Misspellings are made of an index's own words of six letters and more: one or two edits (a letter put in, left out, changed, or
swapped with its neighbour) at places and with letters drawn alike, such that the result is not in the index. Words are drawn
alike among those that occur at least so many times, or as they come in running text.
"""

from __future__ import annotations

import argparse
import random
import string
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from rapidfuzz.distance import OSA

from search.engine import Engine
from search.engines.whoosh.engine import WhooshEngine
from search.pipeline import rewriting
from search.query.nodes import Word
from search.query.parser import parse
from search.query.request import SearchRequest

SEED = 20240305
DRAWN = 2_000
SHORTEST = 6
AT_LEAST = (5, 20)


class Words(NamedTuple):
    """Words of an index and how often each occurs."""

    words: list[str]
    counts: list[int]

    def where(self, fits: Callable[[str, int], bool]) -> Words:
        """Those that fit."""
        kept = [(word, count) for word, count in zip(*self, strict=True) if fits(word, count)]
        return Words([word for word, _ in kept], [count for _, count in kept])


class Sample(NamedTuple):
    """Words to draw from: alike where they have no weights."""

    name: str
    words: list[str]
    weights: list[int] | None = None

    def drawn(self, dice: random.Random) -> list[str]:
        """``DRAWN`` words, some perhaps more than once."""
        return dice.choices(self.words, self.weights, k=DRAWN)


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser("python -m benchmarks.relevance.spelling", description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX_DATA")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    engine = WhooshEngine(given.index)
    every = _words(engine)
    print(f"{len(every.words):,} words of letters in the index; {DRAWN:,} drawn a line, seed {given.seed}\n")
    _print_misspellings(engine, every.where(lambda word, _: len(word) >= SHORTEST), given.seed)
    _print_real_words(engine, every.where(lambda word, _: len(word) >= 4), given.seed)


def _print_misspellings(engine: Engine, words: Words, seed: int) -> None:
    """The share of misspellings whose word is the first that is searched for or offered, and the time it takes."""
    print("| words of six letters and more | one edit | two edits |\n|---|---:|---:|")
    seconds: list[float] = []
    for sample in _samples(words):
        shares = []
        for edits in (1, 2):
            dice = random.Random(seed + edits)
            drawn = [(word, _misspelt(word, edits, dice, engine)) for word in sample.drawn(dice)]
            shares.append(sum(_is_right(engine, word, typed, seconds) for word, typed in drawn) / DRAWN)
        print(f"| {sample.name} | {' | '.join(f'{share:.1%}' for share in shares)} |")
    print(f"\n{1e3 * median(seconds):.2f} ms a misspelt word, {1e3 * quantiles(seconds, n=100)[-1]:.2f} for one in a hundred\n")


def _print_real_words(engine: Engine, words: Words, seed: int) -> None:
    """The share of real words that are taken for slips."""
    print("| real words of four letters and more | another is offered | replaced unasked |\n|---|---:|---:|")
    for sample in _samples(words):
        told = [_meaning(engine, word) for word in sample.drawn(random.Random(seed))]
        offered, replaced = (
            sum(map(bool, each)) / DRAWN for each in zip(*((t.suggestions, t.corrections) for t in told), strict=True)
        )
        print(f"| {sample.name} | {offered:.2%} | {replaced:.2%} |")


def _words(engine: WhooshEngine) -> Words:
    """Every word of letters that some text has: those that are only in names of members are searched for as names."""
    vocabulary = engine.vocabulary()
    words = [word for letter in string.ascii_lowercase for word in vocabulary.complete(letter, 1 << 30)]
    every = Words(words, [vocabulary.count(word) for word in words])
    return every.where(lambda word, _: word.isascii() and word.isalpha() and engine.count(Word(word)) > 0)


def _samples(words: Words) -> Iterator[Sample]:
    yield Sample("each of them", words.words)
    for at_least in AT_LEAST:
        kept = words.where(lambda _, count, least=at_least: count >= least).words
        yield Sample(f"each of the {len(kept):,} that occur {at_least} times or more", kept)
    yield Sample("as in running text", *words)


def _is_right(engine: Engine, word: str, typed: str, seconds: list[float]) -> bool:
    began = time.perf_counter()
    told = _meaning(engine, typed)
    seconds.append(time.perf_counter() - began)
    return [each.replacement for each in told.corrections] + [each.replacements[0] for each in told.suggestions] == [word]


def _meaning(engine: Engine, word: str) -> rewriting.RewrittenQuery:
    return rewriting.rewrite(engine, SearchRequest(word, parse(word).tree))


def _misspelt(word: str, edits: int, dice: random.Random, engine: Engine) -> str:
    while True:
        made = word
        for _ in range(edits):
            made = _edited(made, dice)
        if OSA.distance(made, word) == edits and made not in engine.vocabulary():
            return made


def _edited(word: str, dice: random.Random) -> str:
    letter = dice.choice(string.ascii_lowercase)
    match dice.choice(["put in", "left out", "changed", "swapped"]):
        case "put in":
            at = dice.randrange(len(word) + 1)
            return word[:at] + letter + word[at:]
        case "left out":
            at = dice.randrange(len(word))
            return word[:at] + word[at + 1 :]
        case "changed":
            at = dice.randrange(len(word))
            return word[:at] + letter + word[at + 1 :]
        case _:
            at = dice.randrange(len(word) - 1)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


if __name__ == "__main__":
    main()
