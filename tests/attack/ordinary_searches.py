"""Long searches that readers make, of real records: ``python -m tests.attack.ordinary_searches INDEX [NUMBER] [SEED]``.

None may be refused. Prints how many of each kind were, and the most processor time of one. Run it over real records: in a made
index, whose words are few and drawn at random, quotations are of commoner words.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from search.engine import Engine
from search.engines import open_index
from search.errors import Unsupported
from search.lexicon import synonym_file
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest
from tests.attack.query_costs import sample_material

LISTED = 100
"""Members or UINs in a list."""

_WORD = re.compile(r"[\w'\u2019-]+")
_HYPHENATED = re.compile(r"\b[A-Za-z]+(?:-[A-Za-z]+)+\b")


class Kind(msgspec.Struct, frozen=True):
    """How many searches of a kind were made and refused, and the most processor time of one, in seconds."""

    name: str
    made: int
    refused: tuple[str, ...]
    seconds: float


class OrdinarySearches:
    """Makes long searches from a seed and some records."""

    def __init__(self, seed: int, questions: Sequence[Question]) -> None:
        self._random = random.Random(seed)
        self._texts = [text for question in questions for text in (question.text, _answer_text(question)) if text]
        self._members = sorted({question.asked_by.name for question in questions if question.asked_by.name})
        self._uins = sorted({question.uin for question in questions if question.uin})
        self._hyphenated = sorted({word for text in self._texts for word in _HYPHENATED.findall(text)})
        self.kinds: dict[str, Callable[[], str]] = {
            "draft of 300 words": lambda: f"To ask the Secretary of State, {self._words(300)}",
            "text of 300 words": partial(self._words, 300),
            "paragraph of an answer": lambda: self._random.choice(self._texts),
            "quotation of 40 words": partial(self._quotation, 40),
            "5 quotations of 4 words": lambda: " ".join(self._quotation(4) for _ in range(5)),
            "20 quotations of 3 words": lambda: " ".join(self._quotation(3) for _ in range(20)),
            "20 quotations of 4 words with OR": lambda: " OR ".join(self._quotation(4) for _ in range(20)),
            "10 times 3 near words": lambda: " ".join(f"{self._quotation(3)}~5" for _ in range(10)),
            "100 members with OR": lambda: " OR ".join(f'"{name}"' for name in self._sample(self._members, LISTED)),
            "100 UINs with OR": lambda: " OR ".join(self._sample(self._uins, LISTED)),
            "100 UINs": lambda: " ".join(self._sample(self._uins, LISTED)),
            "30 hyphenated words": lambda: " ".join(self._sample(self._hyphenated, 30)),
            "30 hyphenated words with OR": lambda: " OR ".join(self._sample(self._hyphenated, 30)),
        }

    def _words(self, count: int) -> str:
        words: list[str] = []
        while len(words) < count:
            words += self._random.choice(self._texts).split()
        return " ".join(words[:count])

    def _quotation(self, count: int) -> str:
        words = _WORD.findall(self._words(count + self._random.randrange(count)))
        return f'"{" ".join(words[-count:])}"'

    def _sample(self, values: Sequence[str], count: int) -> list[str]:
        return self._random.sample(values, min(count, len(values)))


def _answer_text(question: Question) -> str:
    return question.answer.text if question.answer else ""


def measure(engine: Engine, number: int, seed: int) -> list[Kind]:
    """Make searches of every kind, each with most words and with all words required."""
    searches = OrdinarySearches(seed, sample_material(engine).questions)
    return [_measure_kind(engine, name, [make() for _ in range(number)]) for name, make in searches.kinds.items()]


def _measure_kind(engine: Engine, name: str, texts: Sequence[str]) -> Kind:
    refused, most = [], 0.0
    for text in texts:
        for all_words in (False, True):
            start = time.process_time()
            try:
                relevance_policy.search(engine, SearchRequest(text, parse(text).tree, all_words=all_words))
            except Unsupported:
                refused.append(text)
            most = max(most, time.process_time() - start)
    return Kind(name, 2 * len(texts), tuple(refused), most)


def main() -> None:
    """Make searches over an index. The exit code is 1 if one is refused."""
    parser = argparse.ArgumentParser("python -m tests.attack.ordinary_searches", description=__doc__)
    parser.add_argument("index", type=Path, help="folder of the index")
    parser.add_argument("number", type=int, nargs="?", default=20, help="searches of each kind")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="seed of the searches")
    arguments = parser.parse_args()
    kinds = measure(open_index(arguments.index, synonym_file.read(None)), arguments.number, arguments.seed)
    for kind in kinds:
        print(f"{kind.name:34} {kind.made:5,} made {len(kind.refused):5,} refused {kind.seconds:6.3f} s at most")
        print(*(f"  {text[:200]}" for text in kind.refused[:3]), sep="\n", end="\n" if kind.refused else "")
    print(f"Refused: {sum(len(kind.refused) for kind in kinds):,} of {sum(kind.made for kind in kinds):,}")
    if any(kind.refused for kind in kinds):
        sys.exit(1)


if __name__ == "__main__":
    main()
