"""Measure how fast HTML answers are converted to plain text, beside bleach and other HTML parsers. Only prints.

    python -m benchmarks.clean DATA [--sample N]

DATA is a folder of real records. With --sample, N random answers are converted, and other parsers are measured too.
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

_BATCH_TEXTS = 2000
_ROUNDS = 3
_SEED = 20240301
_LXML = lxml.etree.HTMLParser(encoding="utf-8")


def answers(data: Path) -> list[str]:
    """Return every answer with an HTML tag in the files of the two APIs."""
    html_answers = []
    for path in input_files([data]):
        if isinstance(source := detect_source(path), SourceFile) and source.source != "theyworkforyou":
            records = [item.question for item in source.records() if isinstance(item, DecodedRecord)]
            html_answers += [record.answer.html for record in records if record.answer and "<" in record.answer.html]
    return html_answers


def texts_a_second(texts: Sequence[str], converters: dict[str, Callable[[str], object]]) -> dict[str, float]:
    """Return, for each converter, the texts it converts in a second of processor time.

    The converters take turns on each batch, so that a busy machine slows all of them. The fastest round of a batch counts.
    """
    seconds = dict.fromkeys(converters, 0.0)
    for start in range(0, len(texts), _BATCH_TEXTS):
        batch = texts[start : start + _BATCH_TEXTS]
        for name, convert in converters.items():
            seconds[name] += min(_seconds(convert, batch) for _ in range(_ROUNDS))
    return {name: len(texts) / converter_seconds for name, converter_seconds in seconds.items()}


def _seconds(convert: Callable[[str], object], batch: Sequence[str]) -> float:
    gc.collect()  # so that the time of a converter does not include the garbage of the one before
    start = time.process_time()
    for text in batch:
        convert(text)
    return time.process_time() - start


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    arguments = parser.parse_args()
    texts = answers(arguments.data)
    converters: dict[str, Callable[[str], object]] = {"plain_text": plain_text, "bleach": _bleach}
    if arguments.sample:
        texts = random.Random(_SEED).sample(texts, arguments.sample)
        converters |= {
            "lxml, tree walk only": _lxml_walk,
            "lexbor, tree walk only": _lexbor_walk,
            "html.parser": _standard_library,
        }
    rates = texts_a_second(texts, converters)
    for name, rate in rates.items():
        print(f"{name:22}{rate:10,.0f} answers a second")
    print(f"plain_text is {rates['plain_text'] / rates['bleach']:.1f} times as fast as bleach, over {len(texts):,} answers")


if __name__ == "__main__":
    main()
