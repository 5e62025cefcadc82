"""Measure spelling correction: how many misspellings are corrected, and how many real words are left alone.

    python -m benchmarks.relevance.spelling INDEX_DATA

Misspellings are made from the words of an index of six or more letters, by one or two random edits (insertion, deletion,
replacement, or transposition of adjacent letters), such that the result is not a word of the index. Words are drawn uniformly
from the words of a minimum frequency, or in proportion to their frequency.
"""

from __future__ import annotations

import argparse
import random
import string
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import msgspec
from rapidfuzz.distance import OSA

from search.engine import Engine
from search.engines.whoosh.engine import WhooshEngine
from search.pipeline import rewriting
from search.query.nodes import Word
from search.query.parser import parse
from search.query.request import SearchRequest

SEED = 20240305
SAMPLE_WORDS = 2_000
MIN_MISSPELT_LETTERS = 6
MIN_REAL_LETTERS = 4
MIN_FREQUENCIES = (5, 20)


class Words(msgspec.Struct, frozen=True):
    """Words of an index, and the frequency of each."""

    words: list[str]
    counts: list[int]

    def where(self, condition: Callable[[str, int], bool]) -> Words:
        """Return the words for which the condition holds."""
        pairs = [(word, count) for word, count in zip(self.words, self.counts, strict=True) if condition(word, count)]
        return Words([word for word, _ in pairs], [count for _, count in pairs])


class Sample(msgspec.Struct, frozen=True):
    """Words to draw from, uniformly if they have no weights."""

    name: str
    words: list[str]
    weights: list[int] | None = None

    def draw(self, rng: random.Random) -> list[str]:
        """Draw ``SAMPLE_WORDS`` words, with replacement."""
        return rng.choices(self.words, self.weights, k=SAMPLE_WORDS)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser("python -m benchmarks.relevance.spelling", description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX_DATA")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    engine = WhooshEngine(arguments.index)
    words = _words(engine)
    print(f"{len(words.words):,} words of letters in the index; {SAMPLE_WORDS:,} drawn for each row, seed {arguments.seed}\n")
    _print_misspellings(engine, words.where(lambda word, _: len(word) >= MIN_MISSPELT_LETTERS), arguments.seed)
    _print_real_words(engine, words.where(lambda word, _: len(word) >= MIN_REAL_LETTERS), arguments.seed)


def _print_misspellings(engine: Engine, words: Words, seed: int) -> None:
    """Print the share of misspellings whose correction or first suggestion is the original word, and the time it takes."""
    print("| words of six or more letters | one edit | two edits |\n|---|---:|---:|")
    seconds: list[float] = []
    for sample in _samples(words):
        shares = []
        for edits in (1, 2):
            rng = random.Random(seed + edits)
            misspellings = [(word, _misspell(word, edits, rng, engine)) for word in sample.draw(rng)]
            correct = sum(_is_corrected(engine, word, misspelling, seconds) for word, misspelling in misspellings)
            shares.append(correct / SAMPLE_WORDS)
        print(f"| {sample.name} | {' | '.join(f'{share:.1%}' for share in shares)} |")
    percentile = 1e3 * quantiles(seconds, n=100)[-1]
    print(f"\nFor a misspelt word: {1e3 * median(seconds):.2f} ms (99th percentile {percentile:.2f} ms)\n")


def _print_real_words(engine: Engine, words: Words, seed: int) -> None:
    """Print the share of real words for which another word is suggested, or searched instead."""
    print("| real words of four or more letters | another word suggested | replaced automatically |\n|---|---:|---:|")
    for sample in _samples(words):
        rewritten = [_rewrite(engine, word) for word in sample.draw(random.Random(seed))]
        suggested = sum(bool(query.suggestions) for query in rewritten) / SAMPLE_WORDS
        replaced = sum(bool(query.corrections) for query in rewritten) / SAMPLE_WORDS
        print(f"| {sample.name} | {suggested:.2%} | {replaced:.2%} |")


def _words(engine: WhooshEngine) -> Words:
    """Return every word of ASCII letters that a text has. Words found only in names of members are not corrected."""
    vocabulary = engine.vocabulary()
    words = sorted(
        {word for letter in string.ascii_lowercase for batch in vocabulary.source.words_with_prefix(letter) for word in batch},
        key=lambda word: (word[0], -vocabulary.count(word), word),
    )
    return Words(words, [vocabulary.count(word) for word in words]).where(
        lambda word, _: word.isascii() and word.isalpha() and engine.count(Word(word)) > 0
    )


def _samples(words: Words) -> Iterator[Sample]:
    yield Sample("all, uniformly", words.words)
    for min_frequency in MIN_FREQUENCIES:
        frequent = [word for word, count in zip(words.words, words.counts, strict=True) if count >= min_frequency]
        yield Sample(f"the {len(frequent):,} that occur {min_frequency} times or more, uniformly", frequent)
    yield Sample("all, by frequency", words.words, words.counts)


def _is_corrected(engine: Engine, word: str, misspelling: str, seconds: list[float]) -> bool:
    """Return whether the only correction or suggestion is the word, and append the seconds it took."""
    start = time.perf_counter()
    query = _rewrite(engine, misspelling)
    seconds.append(time.perf_counter() - start)
    replacements = [correction.replacement for correction in query.corrections]
    return replacements + [suggestion.replacements[0] for suggestion in query.suggestions] == [word]


def _rewrite(engine: Engine, word: str) -> rewriting.RewrittenQuery:
    return rewriting.rewrite(engine, SearchRequest(word, parse(word).tree))


def _misspell(word: str, edits: int, rng: random.Random, engine: Engine) -> str:
    """Return a string that is ``edits`` edits from the word and is not itself a word of the index."""
    while True:
        misspelling = word
        for _ in range(edits):
            misspelling = _edit(misspelling, rng)
        if OSA.distance(misspelling, word) == edits and misspelling not in engine.vocabulary():
            return misspelling


def _edit(word: str, rng: random.Random) -> str:
    letter = rng.choice(string.ascii_lowercase)
    match rng.choice(["insert", "delete", "replace", "transpose"]):
        case "insert":
            index = rng.randrange(len(word) + 1)
            return word[:index] + letter + word[index:]
        case "delete":
            index = rng.randrange(len(word))
            return word[:index] + word[index + 1 :]
        case "replace":
            index = rng.randrange(len(word))
            return word[:index] + letter + word[index + 1 :]
        case _:
            index = rng.randrange(len(word) - 1)
            return word[:index] + word[index + 1] + word[index] + word[index + 2 :]


if __name__ == "__main__":
    main()
