"""The example of nginx in docs/operating.md, run as it is but for its port and its certificate."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.free_port import free_port
from tests.attack import attackers
from tests.attack.probe import fetch
from tests.attack.site import ROOT, Site, serving, wait_for_lines

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
ADDRESS = "https://wrans.example.org"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def example() -> str:
    """The configuration in the documentation."""
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    block = text[text.index("    # /etc/nginx/conf.d/wrans.conf") :]
    lines = block[: block.index("\n`proxy_read_timeout`")].splitlines()
    return "\n".join(line[4:] for line in lines)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory, large_index: Path) -> Iterator[tuple[Site, int]]:
    """A site, and the port of nginx in front of it."""
    folder = tmp_path_factory.mktemp("proxied")
    with serving(folder, large_index, WRANS_ADDRESS=ADDRESS, WRANS_PROXY="127.0.0.1", WRANS_LOG="json") as site:
        port = free_port()
        config = example().replace("127.0.0.1:8000", f"127.0.0.1:{site.port}").replace("443 ssl", f"127.0.0.1:{port}")
        config = re.sub(r"ssl_certificate\w* .*", "", config)
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"user {getpass.getuser()}; daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; {temporary}\n{config}\n}}\n"
        )
        assert NGINX is not None
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as nginx:
            try:
                wait_for_answer(port)
                yield site, port
            finally:
                nginx.terminate()


def wait_for_answer(port: int) -> None:
    deadline = time.monotonic() + 20
    while fetch(("127.0.0.1", port), "/health")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ask(port: int, path: str, *headers: str) -> bytes:
    with closing(attackers.connect(("127.0.0.1", port))) as client:
        lines = [f"GET {path} HTTP/1.1", "Host: evil.example", "Connection: close", *headers]
        client.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        return b"".join(iter(lambda: client.recv(1 << 16), b""))


def test_pages_and_files_come_through_with_the_address_of_the_site(proxied: tuple[Site, int]) -> None:
    _, port = proxied
    assert ask(port, "/").startswith(b"HTTP/1.1 200 ")
    feed = ask(port, "/search.atom")
    assert ADDRESS.encode() in feed
    assert b"evil.example" not in feed
    assert len(ask(port, "/export.ndjson?q=")) > 50_000_000


def test_the_log_has_the_client_and_the_trace_whoever_it_says_it_is(proxied: tuple[Site, int]) -> None:
    site, port = proxied
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    ask(port, "/help", "X-Forwarded-For: 203.0.113.9", f"traceparent: 00-{trace}-00f067aa0ba902b7-01")
    (line,) = wait_for_lines(site.log, trace, 5)
    assert json.loads(line)["client"] == "127.0.0.1"


def test_half_sent_and_conflicting_requests_do_not_pass(proxied: tuple[Site, int]) -> None:
    site, port = proxied
    before = site.open_files()
    with attackers.half_sent(("127.0.0.1", port), 20):
        assert site.open_files() <= before + 1
    with closing(attackers.connect(("127.0.0.1", port))) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        assert client.recv(1 << 16).split()[1] == b"400"


def test_a_client_that_reads_nothing_occupies_no_thread(proxied: tuple[Site, int]) -> None:
    site, port = proxied
    with attackers.slow_readers(("127.0.0.1", port), ["/export.ndjson?q="] * 6):
        time.sleep(1)
        assert fetch(("127.0.0.1", port), "/search?q=bridge")[0] == 200
        assert fetch(site.address, "/health")[1] < 1
