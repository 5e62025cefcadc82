"""What can go wrong, and whose move it is. Messages are whole sentences that name the value and the remedy."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with what was asked: ``where`` is the parameter or the piece of text, ``message`` a sentence."""

    where: str
    message: str


def as_sentence(error: Exception) -> str:
    """What went wrong, as a sentence for who runs the program; of a file that cannot be used, its name and the reason."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename} cannot be used: {error.strerror}."
    return str(error)


class SearchError(Exception):
    """The root of every error this project raises on purpose."""


class BadRequest(SearchError):
    """The reader's move: what was asked cannot be understood. Carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class Unsupported(SearchError):
    """The reader's move: well formed, but more than this engine does. The message says what to ask instead."""


class EngineUnavailable(SearchError):
    """The operator's move: there is no index to answer from, or it cannot be read just now."""


class IndexMismatch(SearchError):
    """The operator's move: the index was made by another version of this program, or is damaged."""
