"""A server in this process, over an application that answers as a test tells it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec
import pytest

from web.server.limits import Limits
from web.server.serving import Server

Address = tuple[str, int]
BIG = b"0123456789abcdef" * 4_096
"""Many of these are one big answer."""


class App:
    """A WSGI application: ``/`` is short, ``/big`` is endless until the reader has gone, ``/wait`` waits for ``go_on``."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.clients: list[str] = []
        self.is_broken_off = threading.Event()
        self.made_bytes = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.clients.append(environ["REMOTE_ADDR"])
        if path.startswith("/big"):
            start_response("200 OK", [])
            return self._big(int(environ["QUERY_STRING"] or 1 << 30))
        if path == "/wait":
            self.go_on.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def _big(self, size: int) -> Iterator[bytes]:
        try:
            for _ in range(0, size, len(BIG)):
                yield BIG
                self.made_bytes += len(BIG)
        finally:
            self.is_broken_off.set()


class Running(msgspec.Struct):
    """A running server, its application and its address."""

    app: App
    address: Address

    def connect(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(15)
        connection.connect(self.address)
        return connection

    def ask(self, request: bytes) -> bytes:
        """Send a request, and return the bytes received until the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)


def read_answer(connection: socket.socket) -> bytes:
    """Return the bytes received until the end of the short answer."""
    answer = b""
    while not answer.endswith(b"\r\n\r\nok"):
        piece = connection.recv(1 << 16)
        assert piece, "the connection was closed before the answer"
        answer += piece
    return answer


def read_all(connection: socket.socket) -> bytes:
    """Return the bytes received until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(1 << 16), b""))


@contextmanager
def running(limits: Limits) -> Iterator[Running]:
    app = App()
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(app, [listening], limits)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Running(app, listening.getsockname())
    finally:
        app.go_on.set()
        server.stop()
        thread.join(20)


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Start servers with limits of a test's own."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(running(Limits(**{"threads": 2, **limits})))
