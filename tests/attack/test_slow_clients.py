"""Slow readers, slow senders, idle and abandoned connections: the other visitors are answered all the while."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

import pytest

from tests.attack import attackers
from tests.attack.probe import PAUSE_SECONDS, fetch, probing
from tests.attack.site import Site, serving, wait_for_lines
from web.exports.formats import EXPORTS

SECONDS = 1.5
"""How long each attack lasts, besides the time that it takes to begin."""

METRICS = attackers.request_line("/metrics").replace(b"1.1", b"1.0")
MAX_HEALTH_SECONDS = 1.0
MAX_PAGE_SECONDS = 3.0
"""On two busy cores, as those of continuous integration are."""


def _readers_of_nothing(ending: str, site: Site) -> AbstractContextManager[None]:
    return attackers.slow_readers(site.address, [f"/export.{ending}?q="] * 8)


ATTACKS: dict[str, Callable[[Site], AbstractContextManager[None]]] = {
    **{f"8 readers of nothing of {ending}": partial(_readers_of_nothing, ending) for ending in EXPORTS},
    "a reader of a byte a second of each form": lambda site: attackers.slow_readers(
        site.address, [f"/export.{ending}?q=" for ending in EXPORTS], 1
    ),
    "120 half-sent requests": lambda site: attackers.half_sent(site.address, 120),
    "200 idle connections": lambda site: attackers.idle(site.address, 200),
    "60 senders of a byte a second": lambda site: attackers.slow_senders(site.address, 60),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_reader_and_the_health_check_are_answered_during(attack: str, lasting_site: Site) -> None:
    fetch(lasting_site.address, "/search?q=bridge")  # the first page compiles the templates
    with ATTACKS[attack](lasting_site), probing(lasting_site.address, ("/search?q=bridge", "/")) as waits:
        time.sleep(SECONDS)
    assert waits.pages.faults == waits.health.faults == []
    assert waits.health.longest < MAX_HEALTH_SECONDS
    assert waits.pages.longest < MAX_PAGE_SECONDS
    assert len(waits.pages.seconds) > SECONDS / (MAX_PAGE_SECONDS + PAUSE_SECONDS)


def test_the_files_being_made_are_few_and_the_others_are_told_when_to_ask_again(site: Site) -> None:
    with attackers.slow_readers(site.address, ["/export.xlsx?q="]):
        wait_for_files_in_progress(site)
        with closing(attackers.connect(site.address)) as connection:
            connection.sendall(attackers.request_line("/export.xlsx?q="))
            answer = connection.recv(1 << 16).decode()
    assert answer.startswith("HTTP/1.1 503 ")
    assert re.search(r"\r\nRetry-After: \d+\r\n", answer)


def wait_for_files_in_progress(site: Site) -> None:
    deadline = time.monotonic() + 20
    while not re.search(r"^wrans_files_in_progress [1-9]", exchange(site, METRICS).decode(), re.MULTILINE):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_abandoned_workbook_is_given_up_at_once(site: Site) -> None:
    before = site.processor_seconds()
    attackers.abandon(site.address, "/export.xlsx?q=", 6)
    time.sleep(0.5)
    seconds = site.processor_seconds() - before
    assert seconds < 2.5, "six whole workbooks take longer"
    assert fetch(site.address, "/export.xlsx?q=house:Lords")[0] == 200


def test_a_file_that_is_read_slowly_is_whole_in_the_end(site: Site) -> None:
    with closing(attackers.connect(site.address, receives_little=True)) as reader:
        reader.sendall(attackers.request_line("/export.ndjson?q=").replace(b"1.1", b"1.0"))
        time.sleep(1)
        body = b"".join(iter(lambda: reader.recv(1 << 16), b"")).partition(b"\r\n\r\n")[2]
    assert len([json.loads(line) for line in body.splitlines()]) == 1_200
    assert len(body) > 20_000_000


def test_a_large_answer_waits_on_disk_and_not_in_memory(site: Site) -> None:
    fetch(site.address, "/export.ndjson?q=house:Lords")
    before = site.memory()
    with attackers.slow_readers(site.address, ["/export.ndjson?q="] * 2):
        time.sleep(1.5)
        assert site.memory() - before < 20_000_000


def test_when_the_spool_is_full_pages_are_still_answered(tmp_path: Path, large_index: Path) -> None:
    with serving(tmp_path, large_index, WRANS_SPOOL_MB="4") as site:
        with attackers.slow_readers(site.address, ["/export.ndjson?q="] * 4), probing(site.address, ("/",)) as waits:
            time.sleep(SECONDS)
        assert waits.pages.faults == waits.health.faults == []
        assert waits.health.longest < MAX_HEALTH_SECONDS


def test_one_client_keeps_at_most_its_share_of_the_connections(tmp_path: Path, large_index: Path) -> None:
    with (
        serving(tmp_path, large_index, WRANS_CONNECTIONS_PER_ADDRESS="10") as site,
        attackers.idle(site.address, 60),
    ):
        assert fetch(site.address, "/health")[0] == 200
        sockets = [line for line in _open_files(site) if line.startswith("socket:")]
        assert len(sockets) < 20
        assert wait_for_lines(site.log, "closed to make room", 5)


def _open_files(site: Site) -> list[str]:
    return [str(path.readlink()) for path in Path(f"/proc/{site.server.pid}/fd").iterdir() if path.is_symlink()]


def exchange(site: Site, request: bytes) -> bytes:
    """Send bytes, and return all that comes until the server closes the connection."""
    with closing(attackers.connect(site.address)) as client:
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(1 << 16), b""))


@pytest.mark.parametrize(
    ("request_", "status", "sentence"),
    [
        (b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", b"400", b"names no host"),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"400", b"names no host"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", b"400", b"names no host"),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"414", b"at most 2,000"),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414", b"too long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 200_000 + b"\r\n\r\n", b"431", b"too long"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"400",
            b"both Content-Length and Transfer-Encoding",
        ),
        (b"GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400", b"Only HTTP/1.1"),
        (b"\x00\x01\r\n\r\n", b"400", b"Start line"),
    ],
)
def test_a_refused_request_gets_one_sentence_and_its_connection_is_closed(
    lasting_site: Site, request_: bytes, status: bytes, sentence: bytes
) -> None:
    answer = exchange(lasting_site, request_)
    assert answer.split()[1] == status
    assert sentence in answer
    assert max(map(len, lasting_site.log.read_text().splitlines()), default=0) < 4_200
