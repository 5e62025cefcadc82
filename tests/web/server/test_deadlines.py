"""Deadlines and shares of connections, with a server in this process and short deadlines."""

from __future__ import annotations

import logging
import os
import resource
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from waitress import wasyncore

from tests.web.server.conftest import BIG, App, Running, read_all, read_answer
from web.server import connection as connections
from web.server import limits, listener, spool
from web.server.limits import Limits, open_files_for
from web.server.serving import Server

Run = Callable[..., Running]
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
WAIT_SECONDS = 60.0
"""How long is waited for what happens at once on a quiet machine."""

LAST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(autouse=True)
def _short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.5)
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 1.0)
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1.5)
    monkeypatch.setattr(connections, "RATE_SECONDS", 1.0)
    monkeypatch.setattr(connections, "ROOM_SECONDS", 1.0)


@pytest.mark.parametrize(
    "start",
    [b"GET", b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", GET + b"GET"],
)
def test_a_request_that_does_not_arrive_is_told_so_and_closed(run: Run, start: bytes) -> None:
    begun = time.monotonic()
    assert b"HTTP/1.1 408 Request Timeout" in run().ask(start)
    assert 0.4 < time.monotonic() - begun < 5


def test_a_request_of_a_byte_at_a_time_is_no_exception(run: Run) -> None:
    begun = time.monotonic()
    with run().connect() as client:
        client.setblocking(False)
        answer = b""
        while b"408" not in answer:
            assert time.monotonic() - begun < 5
            with suppress(BlockingIOError):
                answer = client.recv(1 << 16)
                assert answer, "closed without a word"
            with suppress(OSError):
                client.send(b"G")
            time.sleep(0.05)


def test_a_connection_without_any_byte_is_closed_in_silence(run: Run) -> None:
    assert run().ask(b"") == b""


def test_a_kept_connection_may_be_idle_for_longer_and_is_then_closed(run: Run) -> None:
    with run().connect() as client:
        client.sendall(GET)
        read_answer(client)
        time.sleep(0.8)
        client.sendall(GET)
        read_answer(client)
        assert read_all(client) == b""


def test_a_request_in_pieces_and_two_in_one_piece_are_answered(run: Run) -> None:
    server = run()
    assert server.ask(GET + LAST).count(b"\r\n\r\nok") == 2
    with server.connect() as client:
        for piece in (LAST[:5], LAST[5:20], LAST[20:]):
            client.sendall(piece)
            time.sleep(0.05)
        assert read_all(client).endswith(b"ok")


def test_a_client_that_reads_nothing_is_disconnected_and_its_file_is_freed(
    run: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "RATE_SECONDS", WAIT_SECONDS)  # a busy machine may be long in making the answer
    server = run()
    with server.connect() as client, caplog.at_level(logging.INFO, "wrans.server"):
        client.sendall(b"GET /big?20000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert server.app.is_broken_off.wait(WAIT_SECONDS), "a thread waits for a reader"
        assert server.app.made_bytes >= 19_900_000, "the whole answer is made while nobody reads"
        assert waiting_files()
        monkeypatch.setattr(connections, "RATE_SECONDS", 1.0)
        wait_until(lambda: "is cut off: it reads" in caplog.text)
        wait_until(lambda: not waiting_files())
    assert server.ask(LAST).endswith(b"ok")


def waiting_files() -> list[Path]:
    """The files of this process in which answers wait."""
    return [path for path in Path("/proc/self/fd").iterdir() if "wrans-answer-" in os.path.realpath(path)]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_slow_reader_above_the_rate_gets_everything(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MIN_RATE", 10)
    with socket.create_connection(run().address, timeout=15) as client:
        client.sendall(b"GET /big?12000000 HTTP/1.0\r\n\r\n")
        body = b""
        while piece := client.recv(1 << 18):
            body += piece
            time.sleep(0.1 if len(body) < 4_000_000 else 0)
    body = body.partition(b"\r\n\r\n")[2]
    assert body == (BIG * 200)[: len(body)]
    assert len(body) >= 12_000_000


def test_an_endless_answer_stops_when_the_spool_is_full(run: Run) -> None:
    server = run(spool_bytes=4 * spool.MEMORY_BYTES)
    with server.connect() as client:
        client.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        assert server.app.is_broken_off.wait(WAIT_SECONDS)
        assert server.app.made_bytes < 30_000_000
        assert server.ask(LAST).endswith(b"ok")


def test_a_response_to_a_closed_connection_is_stopped(run: Run) -> None:
    server = run()
    with server.connect() as client:
        client.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        client.recv(10)
    assert server.app.is_broken_off.wait(WAIT_SECONDS)


def test_a_request_that_waits_for_something_else_keeps_no_other_of_its_client_waiting(run: Run) -> None:
    server = run(threads=3)
    with server.connect() as waiting, server.connect() as other:
        waiting.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        other.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(other)
        assert not server.app.go_on.is_set()


def test_a_health_check_is_answered_while_every_thread_is_busy(run: Run) -> None:
    server = run(threads=3)
    with ExitStack() as stack:
        for _ in range(6):
            client = stack.enter_context(server.connect())
            client.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        begun = time.monotonic()
        assert server.ask(LAST.replace(b"GET /", b"GET /health")).endswith(b"ok")
        assert time.monotonic() - begun < 1
        server.app.go_on.set()


def test_another_address_is_answered_while_one_has_many_requests(run: Run) -> None:
    server = run(threads=3, proxy="127.0.0.1")
    named = b"GET /wait HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(6):
            client = stack.enter_context(server.connect())
            client.sendall(named)
        time.sleep(0.2)
        other = LAST.replace(b"Host: a", b"Host: a\r\nX-Forwarded-For: 198.51.100.3, 203.0.113.2")
        assert server.ask(other).endswith(b"ok")
        assert server.app.clients[-1] == "203.0.113.2"
        server.app.go_on.set()


def test_a_header_from_anyone_but_the_proxy_is_ignored(run: Run) -> None:
    server = run(proxy="192.0.2.1")
    server.ask(LAST.replace(b"Host: a", b"Host: a\r\nX-Forwarded-For: 203.0.113.2"))
    assert server.app.clients == ["127.0.0.1"]


def test_too_many_requests_of_one_client_are_refused_with_when_to_try_again(run: Run) -> None:
    server = run(threads=2, proxy="127.0.0.1", connections_per_address=3)
    with ExitStack() as stack:
        clients = [stack.enter_context(server.connect()) for _ in range(5)]
        for client in clients:
            client.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n")
            time.sleep(0.02)
        answer = clients[-1].recv(1 << 16)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 10" in answer
        server.app.go_on.set()


@pytest.mark.parametrize("share", [{"connections_per_address": 5}, {"connections": 5}])
def test_the_oldest_idle_connection_makes_room_for_a_new_one(run: Run, share: dict[str, int]) -> None:
    server = run(**share)
    with ExitStack() as stack:
        older = [stack.enter_context(server.connect()) for _ in range(5)]
        for client in older:
            client.sendall(GET)
            read_answer(client)
        assert server.ask(LAST).endswith(b"ok")
        assert older[0].recv(1) == b""
        older[-1].sendall(GET)
        read_answer(older[-1])


def test_connections_that_come_at_once_are_accepted_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as stack:
        server = Server(App(), [listening], Limits(threads=1))
        stack.callback(server.close)
        for _ in range(5):
            stack.enter_context(socket.create_connection(listening.getsockname(), timeout=15))
        wasyncore.loop(1, use_poll=True, map=server._map, count=1)  # nothing else shows how long one waits
        assert sum(isinstance(channel, connections.Connection) for channel in server._map.values()) == 5


def test_a_connection_that_is_being_answered_is_not_closed_for_a_new_one(run: Run) -> None:
    server = run(connections_per_address=2)
    with ExitStack() as stack:
        busy = [stack.enter_context(server.connect()) for _ in range(2)]
        for client in busy:
            client.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.2)
        refused = stack.enter_context(server.connect())
        assert refused.recv(1) == b""
        server.app.go_on.set()
        assert all(read_answer(client) for client in busy)


def test_a_system_with_few_open_files_keeps_fewer_connections(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limits_set: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1_024))
    monkeypatch.setattr(resource, "setrlimit", lambda _, values: limits_set.append(values))
    assert open_files_for(100) == 100
    assert open_files_for(1_000) == (1_024 - limits.FILES_OF_THE_REST) // 2
    assert limits_set == [(400, 1_024), (1_024, 1_024)]
    assert "1024 open files" in caplog.text
