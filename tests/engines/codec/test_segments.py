"""Segments: they contain what was written, and a merged segment equals one written at once."""

from __future__ import annotations

import hashlib
import os
import random
from collections import Counter, defaultdict
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
from search.engines.whoosh.codec.term_vectors import DocumentWords
from search.errors import IndexMismatch

TEXTS = FieldGroup("texts", ("title", "body"), has_positions=True, vectors=("body",))
KEYS = FieldGroup("key", ("key",), has_positions=False)
Document = tuple[list[str], list[str], tuple[str, ...]]


def make_documents(count: int, seed: int, words: int = 30) -> list[Document]:
    """Documents of two texts and at most one key. Some texts are empty, and some have one word hundreds of times."""
    dice = random.Random(seed)

    def text(max_words: int) -> list[str]:
        chosen = [f"w{int(dice.paretovariate(0.7)) % 60}" for _ in range(dice.randrange(max_words))]
        return chosen + ["often"] * dice.choice([0, 0, 0, 254, 255, 256, 700])

    return [(text(4), text(words), tuple({dice.choice("abcd") for _ in range(dice.choice([0, 1]))})) for _ in range(count)]


def make_contents(documents: list[Document]) -> SegmentContents:
    terms = sorted({word for title, body, _ in documents for word in title + body})
    ordinal_of = {term: ordinal for ordinal, term in enumerate(terms)}
    ordinals = np.array([ordinal_of[word] for title, body, _ in documents for word in title + body], np.uint32)
    lengths = np.array([[len(title), len(body)] for title, body, _ in documents], np.int64).reshape(-1, 2)
    texts = invert([term.encode() for term in terms], ordinals, lengths)
    keys = invert_values([tuple(key.encode() for key in keys) for _, _, keys in documents])
    vectors = DocumentWords(np.array([ordinal_of[word] for _, body, _ in documents for word in body], np.uint32), lengths[:, 1])
    counts = Counter(word.encode() for title, body, _ in documents for word in title + body)
    return SegmentContents(
        [(TEXTS, texts), (KEYS, keys)],
        frozenset({"key"}),
        {"title": lengths[:, 0], "body": lengths[:, 1]},
        {"texts": vectors},
        [repr(document).encode() for document in documents],
        sorted(counts.items()),
    )


def make_segment(folder: Path, name: str, documents: list[Document], dictionary: bytes = b"") -> Segment:
    write_segment(folder / name, make_contents(documents), Compressor(dictionary))
    return Segment(folder, name)


def dump(segment: Segment) -> dict[str, object]:
    """Everything that can be read from a segment."""
    content: dict[str, object] = {"documents": segment.document_count, "words": list(segment.word_counts.items())}
    content["records"] = [segment.records[doc] for doc in range(segment.document_count)]
    content["key ordinals"] = segment.ordinals("key").tolist()
    lexicon, vectors = segment.postings["texts"].lexicon, segment.vectors["texts"]
    content["vectors"] = [[lexicon[ordinal] for ordinal in vectors[doc].tolist()] for doc in range(segment.document_count)]
    for member in TEXTS.members:
        content[member] = segment.lengths(member).tolist()
    for name, postings in segment.postings.items():
        for ordinal, term in enumerate(postings.lexicon.between(0, len(postings.lexicon))):
            content[f"{name} {term!r}"] = postings.docs(ordinal, ordinal + 1).tolist()
            if postings.group.has_positions:
                freqs, positions = postings.freqs(ordinal).tolist(), postings.positions(ordinal, ordinal + 1).tolist()
                content[f"{name} {term!r} positions"] = (freqs, positions, postings.occurrences[ordinal].tolist())
    return content


def expected_dump(documents: list[Document]) -> dict[str, object]:
    """The same, computed with dictionaries of lists."""
    content: dict[str, object] = {
        "documents": len(documents),
        "records": [repr(document).encode() for document in documents],
        "vectors": [[word.encode() for word in body] for _, body, _ in documents],
    }
    counts: Counter[bytes] = Counter()
    positions: dict[str, dict[int, list[list[int]]]] = defaultdict(dict)
    for doc, (title, body, _) in enumerate(documents):
        for member, text in enumerate((title, body)):
            for position, word in enumerate(text, member * (len(title) + 1)):
                counts[word.encode()] += 1
                positions[word].setdefault(doc, [[], []])[member].append(position)
    content["words"] = sorted(counts.items())
    all_keys = sorted({key for _, _, keys in documents for key in keys})
    content["key ordinals"] = [all_keys.index(keys[0]) + 1 if keys else 0 for _, _, keys in documents]
    content["title"], content["body"] = [len(title) for title, _, _ in documents], [len(body) for _, body, _ in documents]
    for word, docs in positions.items():
        freqs = [[len(docs[doc][member]) for doc in docs] for member in range(2)]
        flat = [position for doc in docs for member in docs[doc] for position in member]
        content[f"texts {word.encode()!r}"] = list(docs)
        content[f"texts {word.encode()!r} positions"] = (freqs, flat, [sum(row) for row in freqs])
    for key in all_keys:
        content[f"key {key.encode()!r}"] = [doc for doc, (_, _, keys) in enumerate(documents) if key in keys]
    return content


@pytest.mark.parametrize("count", [0, 1, 2, 90])
def test_a_segment_contains_the_documents_that_were_written(tmp_path: Path, count: int) -> None:
    documents = make_documents(count, seed=count)
    assert dump(make_segment(tmp_path, "s", documents)) == expected_dump(documents)


def test_positions_that_need_four_bytes_are_read_back_and_merged(tmp_path: Path) -> None:
    long_body = ["near"] * (segment_writer.FIRST_WIDE_POSITION - 2) + ["far", "far"]
    documents: list[Document] = [(["far"], long_body, ()), ([], ["near"], ())]
    segment = make_segment(tmp_path, "s", documents)
    assert dump(segment) == expected_dump(documents)
    assert segment.postings["texts"].has_wide_positions
    merge(tmp_path / "m", [make_segment(tmp_path, "t", documents[1:]), segment])
    assert dump(Segment(tmp_path, "m")) == expected_dump(documents[1:] + documents)


@pytest.mark.parametrize("range_items", [1, 7, 60, 2_000_000])
@pytest.mark.parametrize("has_deletions", [False, True])
def test_merged_segments_equal_one_segment_of_the_live_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, range_items: int, has_deletions: bool
) -> None:
    monkeypatch.setattr(merging, "RANGE_ITEMS", range_items)
    dictionary = train_dictionary([repr(document).encode() for document in make_documents(300, seed=1)])
    assert dictionary
    dice, segments, live = random.Random(range_items), [], []
    for number, count in enumerate((40, 1, 0, 25)):
        documents = make_documents(count, seed=number + 7)
        segment = make_segment(tmp_path, f"s{number}", documents, dictionary)
        mask = np.array([has_deletions and dice.random() < 0.4 for _ in documents], bool)
        if mask.any():
            deleted = [document for document, is_deleted in zip(documents, mask, strict=True) if is_deleted]
            write_deleted(tmp_path / f"s{number}.deleted", mask, make_contents(deleted).word_counts)
            segment = Segment(tmp_path, f"s{number}")
        segments.append(segment)
        live += [document for document, is_deleted in zip(documents, mask, strict=True) if not is_deleted]
    merge(tmp_path / "all", segments)
    assert dump(Segment(tmp_path, "all")) == expected_dump(live)


def test_many_threads_read_records(tmp_path: Path) -> None:
    documents = make_documents(200, seed=3)
    dictionary = train_dictionary([repr(document).encode() for document in documents])
    records = make_segment(tmp_path, "s", documents, dictionary).records
    assert records.dictionary == dictionary != b""
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(records.__getitem__, list(range(200)) * 5))
    assert read == [repr(document).encode() for document in documents] * 5


def test_a_dictionary_needs_enough_samples() -> None:
    assert train_dictionary([b"a"]) == b""
    assert train_dictionary([b""] * 500) == b""


class Hostile:
    """An ordinary unpickler would run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch pwned",)


def test_reading_a_table_of_contents_executes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        digests = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}
        with pytest.raises(IndexMismatch, match="which no index needs"):
            storage.open_index(tmp_path, schema, digests)
    assert not (tmp_path / "pwned").exists()
