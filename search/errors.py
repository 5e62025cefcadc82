"""Errors, by who can correct them, and the exit codes of commands. A message is a full sentence with cause and remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

DONE = 0
"""Exit code of a command that succeeded."""

FAILED = 1
"""Exit code of a command that failed because of the data or the index."""

BAD_USAGE = 2
"""Exit code of a command with wrong arguments or settings."""


class Problem(msgspec.Struct, frozen=True):
    """One error in a request: ``where`` is the parameter or the part of the text, ``message`` a full sentence."""

    where: str
    message: str


def as_sentence(error: Exception) -> str:
    """Return the message of an error for the operator. For a file error it names the file and the reason."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename} cannot be used: {error.strerror}."
    return str(error)


class SearchError(Exception):
    """Base class of the errors that this project raises on purpose. A command that fails with one ends with ``exit_code``."""

    exit_code = FAILED


class BadRequest(SearchError):
    """The request is invalid; the reader has to change it. ``problems`` are all its errors, not only the first."""

    exit_code = BAD_USAGE

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class Unsupported(SearchError):
    """The request is valid, but this engine cannot answer it. The message says what to ask for instead."""

    exit_code = BAD_USAGE


class EngineUnavailable(SearchError):
    """There is no index, or it cannot be read at present; the operator has to act."""


class IndexMismatch(SearchError):
    """The index is damaged or was built by another version of this program; the operator has to act."""


class DiskFull(SearchError):
    """A file cannot be written, because there is no space left. The message names the folder; the operator has to act."""


@contextmanager
def naming_full_disk(folder: Path) -> Iterator[None]:
    """Raise ``DiskFull`` in place of the error of a full disk in the block, which names no file."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFull(
            f"No space left on the disk of {folder}: free some there, for example by moving backups away, and try again."
        ) from error


class ExtraMissing(SearchError):
    """The package of an optional extra is not installed; the operator has to install it."""

    exit_code = BAD_USAGE

    def __init__(self, need: str, extra: str) -> None:
        super().__init__(f"{need} need an extra that is not installed. Install it: pip install 'wrans[{extra}]'.")
