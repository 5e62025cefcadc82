"""What one attacker does, as contexts: the attack goes on while the block runs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial

Address = tuple[str, int]

SMALL_BUFFER = 4_096
"""The receive buffer of a slow reader in bytes: its kernel takes little for it."""


def connect(address: Address, *, receives_little: bool = False) -> socket.socket:
    """Connect as an attacker."""
    connection = socket.socket()
    if receives_little:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    connection.settimeout(5)
    connection.connect(address)
    return connection


def request_line(path: str) -> bytes:
    """A whole request of a page."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@contextmanager
def slow_readers(address: Address, paths: Sequence[str], bytes_a_second: int = 0) -> Iterator[None]:
    """Ask for each path on a connection of its own, and read nothing, or ``bytes_a_second`` from each."""
    with ExitStack() as stack:
        readers = [stack.enter_context(closing(connect(address, receives_little=True))) for _ in paths]
        for reader, path in zip(readers, paths, strict=True):
            reader.sendall(request_line(path))

        def read() -> None:
            for reader in readers if bytes_a_second else ():
                _receive(reader, bytes_a_second)

        with _each_second(read):
            yield


def abandon(address: Address, path: str, count: int, after_seconds: float = 0.05) -> None:
    """Ask ``count`` times for a path, and hang up each time before the answer."""
    for _ in range(count):
        with closing(connect(address)) as connection:
            connection.sendall(request_line(path))
            threading.Event().wait(after_seconds)


@contextmanager
def half_sent(address: Address, count: int) -> Iterator[None]:
    """Hold ``count`` connections on each of which the first half of a request was sent."""
    with ExitStack() as stack:
        for _ in range(count):
            with suppress(OSError):
                connection = stack.enter_context(closing(connect(address)))
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localho")
        yield


@contextmanager
def idle(address: Address, count: int) -> Iterator[None]:
    """Hold ``count`` connections on which nothing was sent."""
    with ExitStack() as stack:
        for _ in range(count):
            with suppress(OSError):
                stack.enter_context(closing(connect(address)))
        yield


@contextmanager
def slow_senders(address: Address, count: int) -> Iterator[None]:
    """Send ``count`` requests at a byte a second each, and begin again on each connection that is closed."""
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 4_000
    senders: list[socket.socket | None] = [None] * count
    sent = 0

    def send() -> None:
        nonlocal sent
        for number in range(count):
            try:
                sender = senders[number] = senders[number] or connect(address)
                sender.sendall(request[sent : sent + 1])
            except OSError:
                if (closed := senders[number]) is not None:
                    closed.close()
                senders[number] = None
        sent += 1

    with _each_second(send):
        yield
    for sender in senders:
        if sender is not None:
            sender.close()


@contextmanager
def repeated(address: Address, paths: Sequence[str]) -> Iterator[None]:
    """Ask for each path without end, from a client of its own, as soon as it is answered."""
    is_over = threading.Event()

    def ask(path: str) -> None:
        while not is_over.is_set():
            with suppress(OSError), closing(connect(address)) as connection:
                connection.sendall(request_line(path).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                while connection.recv(1 << 16) and not is_over.is_set():
                    pass

    with _threads([partial(ask, path) for path in paths], is_over):
        yield


def _receive(reader: socket.socket, count: int) -> None:
    with suppress(OSError):
        reader.setblocking(False)
        reader.recv(count)


@contextmanager
def _each_second(act: Callable[[], object]) -> Iterator[None]:
    is_over = threading.Event()

    def run() -> None:
        while not is_over.wait(1):
            act()

    act()
    with _threads([run], is_over):
        yield


@contextmanager
def _threads(targets: Sequence[Callable[[], None]], is_over: threading.Event) -> Iterator[None]:
    threads = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
