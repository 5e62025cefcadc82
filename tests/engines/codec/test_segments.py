"""Segments: what goes in comes out, and several merged are what one would have been."""

from __future__ import annotations

import hashlib
import os
import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.engines.whoosh.codec import merging, segment_writer, storage
from search.engines.whoosh.codec.inversion import invert, invert_values
from search.engines.whoosh.codec.merging import merge
from search.engines.whoosh.codec.postings import FieldGroup
from search.engines.whoosh.codec.segment import Segment, write_deleted
from search.engines.whoosh.codec.segment_writer import SegmentContents, write_segment
from search.engines.whoosh.codec.stored_records import Compressor, train_dictionary
from search.errors import IndexMismatch

TEXTS = FieldGroup("texts", ("title", "body"), has_positions=True)
KEYS = FieldGroup("key", ("key",), has_positions=False)
Document = tuple[list[str], list[str], tuple[str, ...]]


def documents(count: int, seed: int, words: int = 30) -> list[Document]:
    """Documents of two texts and some keys: some empty, some words very often in one."""
    dice = random.Random(seed)

    def text(most: int) -> list[str]:
        found = [f"w{int(dice.paretovariate(0.7)) % 60}" for _ in range(dice.randrange(most))]
        return found + ["often"] * dice.choice([0, 0, 0, 254, 255, 256, 700])

    return [(text(4), text(words), tuple({dice.choice("abcd") for _ in range(dice.choice([0, 1]))})) for _ in range(count)]


def contents(held: list[Document]) -> SegmentContents:
    terms = sorted({word for title, body, _ in held for word in title + body})
    number = {term: at for at, term in enumerate(terms)}
    words = np.array([number[word] for title, body, _ in held for word in title + body], np.uint32)
    lengths = np.array([[len(title), len(body)] for title, body, _ in held], np.int64).reshape(-1, 2)
    inverted = invert([term.encode() for term in terms], words, lengths)
    values = invert_values([tuple(key.encode() for key in keys) for _, _, keys in held])
    counts = defaultdict(int)
    for title, body, _ in held:
        for word in title + body:
            counts[word.encode()] += 1
    return SegmentContents(
        [(TEXTS, inverted), (KEYS, values)],
        frozenset({"key"}),
        {"title": lengths[:, 0], "body": lengths[:, 1]},
        [repr(each).encode() for each in held],
        sorted(counts.items()),
    )


def segment(folder: Path, name: str, held: list[Document], dictionary: bytes = b"") -> Segment:
    write_segment(folder / name, contents(held), Compressor(dictionary))
    return Segment(folder, name)


def told(found: Segment) -> dict[str, object]:
    """All that can be read of a segment."""
    said: dict[str, object] = {"documents": found.document_count, "words": list(found.word_counts.items())}
    said["records"] = [found.records[at] for at in range(found.document_count)]
    said["key column"] = found.ordinals("key").tolist()
    for member in TEXTS.members:
        said[member] = found.lengths(member).tolist()
    for name, group in found.postings.items():
        for at, term in enumerate(group.lexicon.between(0, len(group.lexicon))):
            said[f"{name} {term!r}"] = group.docs(at, at + 1).tolist()
            if group.group.has_positions:
                freqs, places = group.freqs(at).tolist(), group.positions(at, at + 1).tolist()
                said[f"{name} {term!r} places"] = (freqs, places, group.occurrences[at].tolist())
    return said


def expected(held: list[Document]) -> dict[str, object]:
    """The same by dictionaries of lists."""
    said: dict[str, object] = {"documents": len(held), "records": [repr(each).encode() for each in held]}
    counts: dict[bytes, int] = defaultdict(int)
    places: dict[str, dict[int, list[list[int]]]] = defaultdict(dict)
    for doc, (title, body, _) in enumerate(held):
        for member, text in enumerate((title, body)):
            for place, word in enumerate(text, member * (len(title) + 1)):
                counts[word.encode()] += 1
                places[word].setdefault(doc, [[], []])[member].append(place)
    said["words"] = sorted(counts.items())
    keys = sorted({key for _, _, held_keys in held for key in held_keys})
    said["key column"] = [keys.index(each[2][0]) + 1 if each[2] else 0 for each in held]
    said["title"], said["body"] = [len(each[0]) for each in held], [len(each[1]) for each in held]
    for word, found in places.items():
        freqs = [[len(found[doc][member]) for doc in found] for member in range(2)]
        flat = [place for doc in found for member in found[doc] for place in member]
        said[f"texts {word.encode()!r}"] = list(found)
        said[f"texts {word.encode()!r} places"] = (freqs, flat, [sum(row) for row in freqs])
    for key in keys:
        said[f"key {key.encode()!r}"] = [doc for doc, each in enumerate(held) if key in each[2]]
    return said


@pytest.mark.parametrize("count", [0, 1, 2, 90])
def test_a_segment_holds_what_was_written(tmp_path: Path, count: int) -> None:
    held = documents(count, seed=count)
    assert told(segment(tmp_path, "s", held)) == expected(held)


def test_places_beyond_two_bytes(tmp_path: Path) -> None:
    held: list[Document] = [
        (["far"], ["near"] * (segment_writer.FIRST_WIDE_POSITION - 2) + ["far", "far"], ()),
        ([], ["near"], ()),
    ]
    found = segment(tmp_path, "s", held)
    assert told(found) == expected(held)
    assert found.postings["texts"].has_wide_positions
    merge(tmp_path / "m", [segment(tmp_path, "t", held[1:]), found])
    assert told(Segment(tmp_path, "m")) == expected(held[1:] + held)


@pytest.mark.parametrize("at_once", [1, 7, 60, 2_000_000])
@pytest.mark.parametrize("deleting", [False, True])
def test_merged_segments_are_what_one_would_have_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, deleting: bool
) -> None:
    monkeypatch.setattr(merging, "RANGE_ITEMS", at_once)
    dictionary = train_dictionary([repr(each).encode() for each in documents(300, seed=1)])
    assert dictionary
    dice, parts, left = random.Random(at_once), [], []
    for number, count in enumerate((40, 1, 0, 25)):
        held = documents(count, seed=number + 7)
        made = segment(tmp_path, f"s{number}", held, dictionary)
        gone = np.array([deleting and dice.random() < 0.4 for _ in held], bool)
        if gone.any():
            lost = [each for each, is_gone in zip(held, gone, strict=True) if is_gone]
            write_deleted(tmp_path / f"s{number}.deleted", gone, contents(lost).word_counts)
            made = Segment(tmp_path, f"s{number}")
        parts.append(made)
        left += [each for each, is_gone in zip(held, gone, strict=True) if not is_gone]
    merge(tmp_path / "all", parts)
    assert told(Segment(tmp_path, "all")) == expected(left)


def test_records_are_read_by_many_threads(tmp_path: Path) -> None:
    held = documents(200, seed=3)
    dictionary = train_dictionary([repr(each).encode() for each in held])
    records = segment(tmp_path, "s", held, dictionary).records
    assert records.dictionary == dictionary != b""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(records.__getitem__, list(range(200)) * 5))
    assert found == [repr(each).encode() for each in held] * 5


def test_too_few_records_make_no_dictionary() -> None:
    assert train_dictionary([b"a"]) == b""
    assert train_dictionary([b""] * 500) == b""


class Hostile:
    """Unpickled anywhere else it runs a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch pwned",)


def test_a_table_of_contents_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    schema = Schema()
    storage.write_table_of_contents(tmp_path, schema, {"MAIN_x": (3, 1)})
    name = "_MAIN_1.toc"
    digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert storage.open_index(tmp_path, schema, {name: digest}).segment_names == ["MAIN_x"]
    for hostile in (Hostile(), random.Random(1)):
        (tmp_path / name).unlink()
        TOC(schema, [hostile], 1).write(FileStorage(str(tmp_path)), "MAIN")
        with pytest.raises(IndexMismatch, match="has changed"):
            storage.open_index(tmp_path, schema, {name: digest})
        known = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}
        with pytest.raises(IndexMismatch, match="which no index needs"):
            storage.open_index(tmp_path, schema, known)
    assert not (tmp_path / "pwned").exists()
