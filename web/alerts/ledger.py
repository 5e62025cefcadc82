"""The ledger of alerts, a SQLite database: which records each alert has had, and the messages that wait to be sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from search.errors import SearchError

_TABLES = """
CREATE TABLE IF NOT EXISTS alerts (key TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS delivered (alert TEXT, record TEXT, event TEXT, PRIMARY KEY (alert, record)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY, alert TEXT, recipient TEXT, message BLOB);
"""

Event = tuple[str, str]
"""The id of a record, and its last event as text: the day and the reason."""


class LedgerUnavailable(SearchError):
    """The ledger is in use or damaged."""


class WaitingMessage(msgspec.Struct, frozen=True):
    """A message that waits to be sent: its number in the ledger, its recipient and its bytes."""

    number: int
    recipient: str
    message: bytes


class Ledger:
    """One open ledger, which no other process can open meanwhile."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Ledger]:
        """Open the ledger at a path, and make it if there is none. Raises ``LedgerUnavailable``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=0)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")  # the lock stays until the database is closed
            database.commit()
            database.executescript(_TABLES)
            yield cls(database)
        except sqlite3.OperationalError as error:
            raise LedgerUnavailable(f"{path} cannot be used: {error}. Another `wrans alerts` may be running.") from error
        except sqlite3.DatabaseError as error:
            raise LedgerUnavailable(f"{path} is damaged: {error}. Restore it, or delete it to begin anew.") from error
        finally:
            database.close()

    def delete_all_but(self, alerts: Collection[str]) -> None:
        """Delete all alerts but ``alerts``, with the messages that wait for them."""
        with self._database:
            self._database.execute("CREATE TEMP TABLE wanted (key TEXT PRIMARY KEY)")
            self._database.executemany("INSERT INTO wanted VALUES (?)", ((key,) for key in alerts))
            for table, column in (("alerts", "key"), ("delivered", "alert"), ("waiting", "alert")):
                self._database.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT key FROM wanted)")  # noqa: S608
            self._database.execute("DROP TABLE wanted")

    def has_begun(self, alert: str) -> bool:
        """Whether the alert has been begun."""
        return self._database.execute("SELECT 1 FROM alerts WHERE key = ?", (alert,)).fetchone() is not None

    def delivered(self, alert: str) -> dict[str, str]:
        """Return the last event of each record that an alert has had, or has waiting, by the id of the record."""
        return dict(self._database.execute("SELECT record, event FROM delivered WHERE alert = ?", (alert,)))

    def begin(self, alert: str, events: Sequence[Event]) -> None:
        """Begin an alert. The records that its search finds now are not news."""
        with self._database:
            self._database.execute("INSERT INTO alerts VALUES (?)", (alert,))
            self._add_events(alert, events)

    def add(self, alert: str, events: Sequence[Event], recipient: str, message: bytes) -> None:
        """Add a message to those that wait, and its records to those delivered, in one step."""
        with self._database:
            self._add_events(alert, events)
            self._database.execute(
                "INSERT INTO waiting (alert, recipient, message) VALUES (?, ?, ?)", (alert, recipient, message)
            )

    def waiting(self) -> list[WaitingMessage]:
        """Return the messages that wait, oldest first."""
        rows = self._database.execute("SELECT number, recipient, message FROM waiting ORDER BY number")
        return [WaitingMessage(*row) for row in rows]

    def remove_waiting(self, number: int) -> None:
        """Delete a message that a mail server has accepted."""
        with self._database:
            self._database.execute("DELETE FROM waiting WHERE number = ?", (number,))

    def _add_events(self, alert: str, events: Sequence[Event]) -> None:
        self._database.executemany(
            "INSERT OR REPLACE INTO delivered VALUES (?, ?, ?)", ((alert, record, event) for record, event in events)
        )
