"""Records -> a new build, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
from whoosh.filedb.filestore import FileStorage

from search.analysis import term, words
from search.engines.whoosh.builds import Builds, write_manifest
from search.engines.whoosh.records import pack
from search.engines.whoosh.schema import RECORD, make_schema, values_field, words_field
from search.engines.whoosh.snapshot import LENGTHS, ORDER, WORDS, Snapshot
from search.errors import IndexMismatch
from search.fields import FIELDS, RANKED
from search.records import Question
from search.results import IndexInfo

POOL_MB = 192
"""Whoosh's own estimate of the postings it holds before it spills them; the process takes about three times as much."""


class WhooshWriter:
    """Builds an index under ``index_data``; the build that serves is left alone until the new one is complete and tried."""

    def __init__(self, index_data: Path) -> None:
        self._builds = Builds(index_data)

    def rebuild(self, questions: Iterable[Question], *, is_sample: bool = False) -> IndexInfo:
        """See ``IndexWriter.rebuild``. Raises ``BuildInProgress`` when another build is being made."""
        with self._builds.being_made() as part:
            written = _Written()
            _write_segment(part, questions, written)
            written.check_distinct()
            written.save(part)
            manifest = write_manifest(part, len(written.ids), written.tabled(), is_sample)
            _try_out(part, written)
            self._builds.publish(part)
            return manifest.info


class _Written:
    """What is gathered record by record beside Whoosh's own files."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.days: list[int] = []
        self.lengths: list[tuple[int, ...]] = []
        self.counts: Counter[str] = Counter()

    def add(self, question: Question, lengths: tuple[int, ...]) -> None:
        """Note a record just written, with the number of words in each ranked field."""
        self.ids.append(question.id)
        self.days.append(question.tabled_on.toordinal() if question.tabled_on else 0)
        self.lengths.append(lengths)

    def check_distinct(self) -> None:
        """Raise ``ValueError`` when an id came twice: Whoosh would keep both records, even by ``update_document``."""
        if len(set(self.ids)) != len(self.ids):
            twice = [found for found, times in Counter(self.ids).items() if times > 1]
            raise ValueError(f"{len(twice)} ids were given to the index more than once, {twice[0]!r} among them.")

    def tabled(self) -> tuple[date, date] | None:
        """First and last day tabled."""
        known = [day for day in self.days if day]
        return (date.fromordinal(min(known)), date.fromordinal(max(known))) if known else None

    def save(self, part: Path) -> None:
        """Write the three arrays: ``ORDER`` int32[records], the place of each in the settled order of ties (newest
        tabled first, undated last, then by id); ``LENGTHS`` int32[ranked fields, records]; ``WORDS``, a JSON object of counts.
        """
        sequence = np.lexsort((np.array(self.ids, dtype=np.str_), -np.array(self.days, dtype=np.int64)))
        order = np.empty(len(sequence), dtype=np.int32)
        order[sequence] = np.arange(len(sequence), dtype=np.int32)
        np.save(part / ORDER, order)
        np.save(part / LENGTHS, np.array(self.lengths, dtype=np.int32).reshape(-1, len(RANKED)).T)
        (part / WORDS).write_bytes(msgspec.json.encode(self.counts))


def _write_segment(part: Path, questions: Iterable[Question], written: _Written) -> None:
    """One Whoosh segment in loose files: a compound file would be copied into memory by every reader."""
    index = FileStorage(str(part)).create_index(make_schema())
    writer = index.writer(limitmb=POOL_MB, compound=False)
    try:
        for question in questions:
            writer.add_document(**_document(question, written))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)
    index.close()
    (part / "MAIN_WRITELOCK").unlink(missing_ok=True)
    for left in part.glob("*.tmp"):
        left.rmdir() if left.is_dir() else left.unlink()


def _document(question: Question, written: _Written) -> dict[str, object]:
    """What Whoosh is given for a record. Words are analysed here, once; Whoosh takes the list of terms as it is."""
    document: dict[str, object] = {RECORD: pack(question)}
    lengths: dict[str, int] = {}
    for field in FIELDS.values():
        values = field.values(question)
        if field.has_words:
            found = [word for value in values for word in words(value)]
            written.counts.update(found)
            lengths[field.name] = len(found)
            document[words_field(field)] = [term(word) for word in found]
        if field.has_values and values:
            document[values_field(field)] = list(values) if len(values) > 1 else values[0]
    written.add(question, tuple(lengths[field.name] for field in RANKED))
    return document


def _try_out(part: Path, written: _Written) -> None:
    """Read the new build back before anything points to it."""
    snapshot = Snapshot(part)
    try:
        with snapshot.reader() as reader:
            sound = reader.doc_count() == len(written.ids)
            for wanted in written.ids[:1] + written.ids[-1:]:
                found = snapshot.find(reader, wanted)
                sound = sound and found is not None and found.id == wanted
    finally:
        snapshot.close()
    if not sound:
        raise IndexMismatch("The new build does not hold what was written to it, so the old one stays.")
