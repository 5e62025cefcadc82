"""Stands in for nodes of a cluster in tests of what a real one seldom does: a server whose answers a test writes."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("localhost.crt")
CERTIFICATE_AND_KEY = Path(__file__).with_name("localhost.pem")
VERSION = {"version": {"number": "3.8.0", "distribution": "opensearch"}}

Answer = Callable[[str, str, bytes], tuple[int, object]]
"""What a node answers to a method, a path and a body: a status, and JSON, or a text as it is."""


def problem(kind: str, reason: str) -> dict[str, object]:
    """Return the body of an error as OpenSearch writes it."""
    cause = {"type": kind, "reason": reason}
    return {"error": {"root_cause": [cause], **cause}}


class StandIn:
    """A node. ``requests`` has every request that it received, except ``GET /``."""

    def __init__(self, answer: Answer, version: object = VERSION, *, is_tls: bool = False, port: int = 0) -> None:
        self.requests: list[tuple[str, str]] = []
        self.logins: list[str | None] = []
        self._answer, self._version = answer, version
        node = self

        class Handler(BaseHTTPRequestHandler):
            def _respond(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, content = node.respond(self.command, self.path, body, self.headers.get("Authorization"))
                raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                with suppress(OSError):  # the client may have gone
                    self.wfile.write(raw)

            do_GET = do_PUT = do_POST = do_DELETE = _respond  # noqa: N815 (names of the library)

            def log_message(self, format: str, *args: object) -> None:
                """Write no log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if is_tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE_AND_KEY)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.address = f"{'https' if is_tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def respond(self, method: str, path: str, body: bytes, login: str | None) -> tuple[int, object]:
        """Return the answer to a request."""
        self.logins.append(login)
        if (method, path) == ("GET", "/"):
            return self._version if isinstance(self._version, tuple) else (200, self._version)
        self.requests.append((method, path.partition("?")[0]))
        return self._answer(method, path, body)

    @contextmanager
    def serving(self) -> Iterator[StandIn]:
        """Answer requests during the block."""
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
