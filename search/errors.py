"""Errors, and who can put them right. Messages are whole sentences that name the value and the remedy."""

from __future__ import annotations

import msgspec

DONE = 0
"""Exit code of a command that did what was asked."""

FAILED = 1
"""Exit code of a command that failed over the data or the index."""

BAD_USAGE = 2
"""Exit code of a command that was called wrongly."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a request: ``where`` is the parameter or the piece of text, ``message`` a sentence."""

    where: str
    message: str


def as_sentence(error: Exception) -> str:
    """Return an error as a sentence for the operator; for a file that cannot be used, its name and the reason."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename} cannot be used: {error.strerror}."
    return str(error)


class SearchError(Exception):
    """The root of every error that this project raises on purpose. ``exit_code`` is what a command that meets it ends with."""

    exit_code = FAILED


class BadRequest(SearchError):
    """The request cannot be understood: the reader has to change it. ``problems`` are all of them, not only the first."""

    exit_code = BAD_USAGE

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class Unsupported(SearchError):
    """The request is well formed, but more than this engine does. The message says what to ask for instead."""

    exit_code = BAD_USAGE


class EngineUnavailable(SearchError):
    """There is no index to answer from, or it cannot be read now: the operator has to act."""


class IndexMismatch(SearchError):
    """Another version of this program made the index, or the index is damaged: the operator has to act."""
