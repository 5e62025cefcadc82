"""How fast answers become plain text, beside bleach and the parsers that were not chosen. Writes nothing.

    python -m benchmarks.clean DATA [--sample N]

DATA is a folder of real records; --sample takes N of its answers and compares the parsers on them too.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import bleach
import lxml.etree
from selectolax.lexbor import LexborHTMLParser

from indexer.cleaning.html_to_text import plain_text
from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile

_BATCH = 2000
_ROUNDS = 3
_SEED = 20240301
_LXML = lxml.etree.HTMLParser(encoding="utf-8")


def answers(data: Path) -> list[str]:
    """Every answer of the two APIs under the folder that holds a tag."""
    found = []
    for path in input_files([data]):
        if isinstance(source := detect_source(path), SourceFile) and source.source != "theyworkforyou":
            records = [item.question for item in source.records() if isinstance(item, DecodedRecord)]
            found += [record.answer.html for record in records if record.answer and "<" in record.answer.html]
    return found


def rates(texts: Sequence[str], ways: dict[str, Callable[[str], object]]) -> dict[str, float]:
    """Texts a second of processor time for each way.

    The ways take turns, and the best of their rounds counts, so that a busy machine slows all alike.
    """
    seconds = dict.fromkeys(ways, 0.0)
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        for name, way in ways.items():
            seconds[name] += min(_seconds(way, batch) for _ in range(_ROUNDS))
    return {name: len(texts) / taken for name, taken in seconds.items()}


def _seconds(way: Callable[[str], object], batch: Sequence[str]) -> float:
    gc.collect()  # what one way leaves behind is not the next one's work
    began = time.process_time()
    for text in batch:
        way(text)
    return time.process_time() - began


def _bleach(html: str) -> str:
    return bleach.clean(html, tags=set(), strip=True)


def _lxml_walk(html: str) -> list[object]:
    return [node.tag for _, node in lxml.etree.iterwalk(lxml.etree.fromstring(html.encode(), _LXML), ("start", "end"))]


def _lexbor_walk(html: str) -> list[object]:
    body = LexborHTMLParser(html).body
    return [node.tag for node in body.traverse(include_text=True)] if body else []


def _standard_library(html: str) -> None:
    parser = HTMLParser()
    parser.feed(html)
    parser.close()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--sample", type=int, default=0)
    chosen = arguments.parse_args()
    texts = answers(chosen.data)
    ways: dict[str, Callable[[str], object]] = {"plain_text": plain_text, "bleach": _bleach}
    if chosen.sample:
        texts = random.Random(_SEED).sample(texts, chosen.sample)
        ways |= {"lxml, a bare walk": _lxml_walk, "lexbor, a bare walk": _lexbor_walk, "html.parser": _standard_library}
    measured = rates(texts, ways)
    for name, rate in measured.items():
        print(f"{name:22}{rate:10,.0f} answers a second")
    print(f"plain_text is {measured['plain_text'] / measured['bleach']:.1f} times bleach, over {len(texts):,} answers")


if __name__ == "__main__":
    main()
