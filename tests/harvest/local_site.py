"""The project's own site on loopback. Its official API is the source of the harvests, and its engine can be exchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from search.engine import Engine
from web import Assets, create_app


class _Handler(WSGIRequestHandler):
    """A handler that keeps connections open and logs nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class LocalSite:
    """A WSGI application over one engine at a time."""

    def __init__(self, engine: Engine) -> None:
        self.show(engine)

    def show(self, engine: Engine) -> None:
        """Answer from another engine from now on."""
        self.engine = engine
        self._app = create_app(engine, Assets.find())

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        return self._app(environ, start_response)


@contextmanager
def serve(site: LocalSite) -> Iterator[int]:
    """Serve a site during the block. Yields its port."""
    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
