"""Any fault while a build is read -> ``IndexMismatch``: its files may fit their checksums, and yet not fit one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

import msgspec

from search.errors import IndexMismatch

P = ParamSpec("P")
R = TypeVar("R")

FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""The exceptions that Python, NumPy and the decoders raise for invalid numbers, names or texts in files."""


def reading_build(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that reads a build: raise ``IndexMismatch`` in place of the errors of inconsistent files."""

    @wraps(read)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except FAULTS as error:
            raise _mismatch(error) from error

    return guarded


def reading_build_on(read: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """Decorate a function that reads a build while its results are iterated, as ``reading_build`` does."""

    @wraps(read)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        try:
            results = read(*args, **kwargs)
        except FAULTS as error:
            raise _mismatch(error) from error
        return _guarded(results)

    return guarded


def _guarded(results: Iterator[R]) -> Iterator[R]:
    while True:
        try:
            result = next(results)
        except StopIteration:
            return
        except FAULTS as error:
            raise _mismatch(error) from error
        yield result


def _mismatch(error: Exception) -> IndexMismatch:
    reason = f"{type(error).__name__}: {str(error)[:200]}"
    return IndexMismatch(
        f"The index cannot be read ({reason}); run `wrans check`, and build the index again if it has problems."
    )
