"""A temporary SQLite table of entries, in the order of the records, in a private file of SQLite that is gone at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Self

import msgspec

from search.insight.entries import Entry
from search.model.question import House

_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT, house TEXT, uin TEXT, wording TEXT, body BLOB);
    CREATE TABLE mention (uin TEXT, number INTEGER);
"""
_INDEXES = """
    CREATE INDEX by_id ON entry (id);
    CREATE INDEX by_uin ON entry (uin, house);
    CREATE INDEX by_wording ON entry (wording) WHERE wording <> '';
    CREATE INDEX by_mention ON mention (uin);
"""
_REPEATED = "SELECT wording FROM entry WHERE wording <> '' GROUP BY wording HAVING count(*) > 1"


class EntryTable:
    """Entries on disk, found by id, by House and UIN, by the UINs that they mention, and by wording."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Entry).decode

    @classmethod
    @contextmanager
    def of(cls, entries: Iterable[Entry]) -> Iterator[Self]:
        """Write entries to a temporary database, which is deleted at the end."""
        with closing(sqlite3.connect("", isolation_level=None)) as database:
            database.executescript(_SCHEMA)
            database.execute("BEGIN")
            table = cls(database)
            table._add(entries)
            yield table

    def _add(self, entries: Iterable[Entry]) -> None:
        mentions: list[tuple[str, int]] = []

        def rows() -> Iterator[tuple[int, str, str, str, str, bytes]]:
            for number, entry in enumerate(entries):
                mentions.extend((uin, number) for uin in {mention.uin for mention in entry.mentions} if uin)
                yield number, entry.id, entry.house, entry.uin, entry.wording, self._encode(entry)

        self._database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows())
        self._database.executemany("INSERT INTO mention VALUES (?, ?)", mentions)
        for statement in filter(str.strip, _INDEXES.split(";")):
            self._database.execute(statement)

    def __contains__(self, id: str) -> bool:
        return self._database.execute("SELECT 1 FROM entry WHERE id = ?", (id,)).fetchone() is not None

    def __iter__(self) -> Iterator[Entry]:
        return (self._decode(body) for (body,) in self._database.execute("SELECT body FROM entry ORDER BY number"))

    def get(self, id: str) -> Entry:
        """Return the entry of an id that is in the table."""
        return self._select("SELECT body FROM entry WHERE id = ?", id)[0]

    def with_uin(self, house: House, uin: str) -> list[Entry]:
        """Return the entries of a House and UIN."""
        return self._select("SELECT body FROM entry WHERE uin = ? AND house = ? ORDER BY number", uin, house)

    def mentioning(self, uin: str) -> list[Entry]:
        """Return the entries that mention a UIN, as it is written in them."""
        return self._select(
            "SELECT body FROM mention JOIN entry ON entry.number = mention.number WHERE mention.uin = ? ORDER BY entry.number",
            uin,
        )

    def with_wording(self, wording: str) -> list[Entry]:
        """Return the entries of a wording, which is not ""."""
        return self._select("SELECT body FROM entry WHERE wording = ? AND wording <> '' ORDER BY number", wording)

    def mentioned_uins(self) -> frozenset[str]:
        """Return every UIN that an entry mentions."""
        return frozenset(uin for (uin,) in self._database.execute("SELECT DISTINCT uin FROM mention"))

    def repeated_wordings(self) -> frozenset[str]:
        """Return every wording of more than one entry."""
        return frozenset(wording for (wording,) in self._database.execute(_REPEATED))

    def _select(self, query: str, *values: str) -> list[Entry]:
        return [self._decode(body) for (body,) in self._database.execute(query, values)]
