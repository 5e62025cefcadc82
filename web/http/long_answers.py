"""Long answers, such as exports. Few are made at once, and one is stopped when its client closes the connection.

A thread of the server makes a long answer while it sends it. If all threads made long answers, no other request would be
answered.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from flask import request

from search.yield_points import yield_point
from web.http.errors import Refused

T = TypeVar("T")

RETRY_SECONDS = 30
"""The value of ``Retry-After`` for a file that cannot be made now."""


class ClientDisconnected(Exception):
    """The client of an answer has closed the connection."""


class LongAnswers:
    """The long answers of one process, at most ``limit`` at once.

    ``limit`` None is no limit, in total or for a form. ``report`` is called with the number of long answers when it changes.
    """

    def __init__(self, limit: int | None, report: Callable[[int], object] | None = None) -> None:
        self._limit, self._report = limit, report
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    def start(self, label: str, at_once: int | None = None) -> LongAnswer:
        """Begin the long answer of this request. It occupies a thread until it ends.

        ``label`` names its form; at most ``at_once`` of a form are made at a time. Raises ``Refused`` (503) if there are too
        many.
        """
        with self._lock:
            if self._limit is not None and (
                self._running.total() >= self._limit or (at_once is not None and self._running[label] >= at_once)
            ):
                raise Refused(503, "Other files are being made", _busy(label), retry_after=RETRY_SECONDS)
            self._count(label, 1)
        return LongAnswer(self, label, request.environ.get("waitress.client_disconnected", lambda: False))

    def finish(self, label: str) -> None:
        """Count a long answer as made."""
        with self._lock:
            self._count(label, -1)

    def _count(self, label: str, change: int) -> None:
        self._running[label] += change
        if self._report is not None:
            self._report(self._running.total())


class LongAnswer:
    """One long answer that is being made."""

    def __init__(self, answers: LongAnswers, label: str, is_disconnected: Callable[[], bool]) -> None:
        self._answers, self._label, self._is_disconnected = answers, label, is_disconnected
        self._is_over = False

    def watched(self, records: Iterable[T]) -> Iterator[T]:
        """Yield the records, with a yield point between two. Raises ``ClientDisconnected`` if the client disconnects."""
        for record in records:
            yield record
            if self._is_disconnected():
                raise ClientDisconnected
            yield_point()

    def body(self, pieces: Iterable[bytes]) -> Body:
        """Return the body of the answer. The answer ends with its body."""
        return Body(self, pieces)

    def end(self) -> None:
        """Let the next long answer begin. Later calls do nothing."""
        if not self._is_over:
            self._is_over = True
            self._answers.finish(self._label)


class Body:
    """The pieces of a long answer, which ends with the last one, with an error, or when the body is closed or deleted."""

    def __init__(self, answer: LongAnswer, pieces: Iterable[bytes]) -> None:
        self._answer, self._pieces = answer, iter(pieces)

    def __iter__(self) -> Body:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except ClientDisconnected:
            self._answer.end()
            raise StopIteration from None
        except BaseException:
            self._answer.end()
            raise

    def close(self) -> None:
        """End the answer, and the iterator of the pieces."""
        if isinstance(self._pieces, Iterator) and hasattr(self._pieces, "close"):
            self._pieces.close()
        self._answer.end()

    def __del__(self) -> None:
        self._answer.end()


def _busy(label: str) -> str:
    return (
        f"The site makes only a few files at a time, so that its pages stay quick. "
        f"Ask for the {label} file again in half a minute."
    )
