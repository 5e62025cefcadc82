"""A source that sends a byte now and then: one deadline ends the exchange, whichever part of it is slow."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from urllib3.util import connection

from indexer.harvest import client
from indexer.harvest.client import Client, FetchFailed, RequestPolicy

LIMIT_SECONDS = 0.5
POLICY = RequestPolicy("", 1e5, 0.001)

BODY = b'{"title": "' + b"x" * 2_000 + b'"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PACKED = gzip.compress(BODY)
AT_ONCE_AND_SLOWLY = {
    "headers": (b"", HEAD + b"Content-Length: 2000\r\n\r\n" + BODY),
    "a body with a length": (HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY), BODY),
    "a body without a length": (HEAD + b"\r\n", BODY),
    "a body that closes the connection": (HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY), BODY),
    "gzip": (HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED), PACKED),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 500),
    "silence": (b"", b""),
}


@contextmanager
def slow_source(at_once: bytes, slowly: bytes, requests: list[bytes]) -> Iterator[str]:
    """Serve one connection after another: some bytes at once, and the others one in 20 ms. Yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection, suppress(OSError):
                        requests.append(connection.recv(1 << 16))
                        connection.sendall(at_once)
                        for byte in slowly or (0,):
                            time.sleep(0.02 if slowly else 4 * LIMIT_SECONDS)
                            connection.sendall(bytes([byte]))

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("part", AT_ONCE_AND_SLOWLY)
def test_a_slow_source_is_left_at_the_deadline(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE_SECONDS", LIMIT_SECONDS)
    requests: list[bytes] = []
    with slow_source(*AT_ONCE_AND_SLOWLY[part], requests) as address:
        start = time.monotonic()
        with pytest.raises(FetchFailed, match=r"takes longer than 0\.5 seconds"):
            Client(address, POLICY).get("/x", lambda status, body: None)
        assert LIMIT_SECONDS <= time.monotonic() - start < 4 * LIMIT_SECONDS
    assert len(requests) == 1


def test_a_slow_handshake_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE_SECONDS", LIMIT_SECONDS)
    with slow_source(b"", b"\x16\x03\x03\x40\x00" + b"\x00" * 500, []) as address:
        start = time.monotonic()
        with pytest.raises(FetchFailed, match=r"takes longer than 0\.5 seconds"):
            Client(address.replace("http:", "https:"), POLICY).get("/x", lambda status, body: None)
        assert LIMIT_SECONDS <= time.monotonic() - start < 4 * LIMIT_SECONDS


def test_a_connection_that_takes_too_long_does_not_begin_the_time_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE_SECONDS", LIMIT_SECONDS)
    connect = connection.create_connection

    def slowly(*arguments: Any, **options: Any) -> socket.socket:
        time.sleep(1.5 * LIMIT_SECONDS)
        return connect(*arguments, **options)

    monkeypatch.setattr(connection, "create_connection", slowly)
    with slow_source(*AT_ONCE_AND_SLOWLY["gzip"], []) as address:
        start = time.monotonic()
        with pytest.raises(FetchFailed, match=r"takes longer than 0\.5 seconds"):
            Client(address, POLICY).get("/x", lambda status, body: None)
        assert time.monotonic() - start < 4 * LIMIT_SECONDS


def test_the_deadline_of_one_exchange_does_not_end_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE_SECONDS", LIMIT_SECONDS)
    requests: list[bytes] = []
    with slow_source(HEAD + b"Content-Length: 2\r\n\r\n", b"{}", requests) as address:
        source = Client(address, POLICY)
        for number in range(2):
            assert source.get("/x", lambda status, body: body).content == b"{}"
            time.sleep(1.2 * LIMIT_SECONDS if not number else 0)
