"""One build for one request: an engine whose answers to one request all come from the build that served when it began."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, current_app, g, has_app_context
from flask.globals import app_ctx

from search.engine import Engine, SnapshotCalls


class RequestEngine(SnapshotCalls):
    """An ``Engine`` over another. An update during a request cannot mix the numbers of two builds on one page."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def snapshot(self) -> Engine:
        """See ``Engine.snapshot``: the same snapshot for the whole request."""
        if not has_app_context():
            return self._engine.snapshot()
        state = app_ctx.g
        pinned: Engine | None = state.get("snapshot")
        if pinned is None:
            pinned = state.snapshot = self._engine.snapshot()
        return pinned

    def close(self) -> None:
        """See ``Engine.close``."""
        self._engine.close()


def install(app: Flask) -> None:
    """Give up the build of a request when the request ends.

    The error of an unknown address refers to its request and the request to the error. Only the garbage collector would free
    both, and with them the files of a build that an update has replaced.
    """
    app.teardown_appcontext(_give_up)


def _give_up(error: BaseException | None) -> None:
    g.pop("snapshot", None)


def pieces_of_one_build(engine: Engine, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces of an answer that is sent while it is made, each made from the build of the request.

    Each is made in a context of its own. Between two pieces none is open, as ``flask.stream_with_context`` would leave one:
    a client that goes away would have it closed in the middle of another request.
    """
    app, snapshot = current_app._get_current_object(), engine.snapshot()  # type: ignore[attr-defined]

    def make() -> Iterator[bytes]:
        while True:
            with app.app_context():
                g.snapshot = snapshot
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return make()
