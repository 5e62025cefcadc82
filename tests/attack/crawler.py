"""A crawler that obeys robots.txt, nofollow and noindex, reads every sitemap, and follows every other link of a site.

    python -m tests.attack.crawler --index DIR [--seconds 600] [--visitors 4]

It crawls for ``--seconds`` from an address of its own, while a reader opens pages from another. Prints what it reached, how
many of its requests were searches, and what the reader waited without and with it.
"""

from __future__ import annotations

import argparse
import http.client
import re
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree, html

from tests.attack.probe import Measured, probing
from tests.attack.site import Site, serving

SECONDS = 600.0
VISITORS = 4
"""Connections of the crawler."""

QUIET_SECONDS = 20.0
"""The reader is measured alone for this time before."""

TIMEOUT_SECONDS = 60.0
CRAWLER_ADDRESS = "127.0.0.2"
"""The address that the crawler connects from, so that the site takes it for another client than the reader."""

MAX_TIMES = 2.0
"""The reader's p95 while the site is crawled, as a multiple of that without."""

MAX_SEARCH_SHARE = 0.01
SEARCH_PATHS = ("/search", "/asked", "/export.", "/changes?", "/changes.", "/words", "/suggest")
"""The beginnings of addresses that search."""

_RECORD = re.compile(r"/questions/[^/?.]+")


class Robots:
    """The rules of a robots.txt for every crawler (RFC 9309): the longest rule that fits an address decides."""

    def __init__(self, text: str) -> None:
        self.sitemaps = re.findall(r"(?im)^sitemap:\s*(\S+)", text)
        self._rules = [
            (len(path), name.lower() == "allow", re.compile(".*".join(map(re.escape, path.split("*")))))
            for name, path in re.findall(r"(?im)^(allow|disallow):[ \t]*(\S+)", text)
        ]

    def allows(self, address: str) -> bool:
        """Whether a path with its query may be visited."""
        fitting = [(length, allows) for length, allows, pattern in self._rules if pattern.match(address)]
        return max(fitting, default=(0, True))[1]


class Crawled(msgspec.Struct):
    """What a crawler has done: requests by kind of address, statuses, and the records that sitemaps list and that it opened."""

    kinds: Counter[str]
    statuses: Counter[int]
    listed: set[str]
    opened: set[str]
    seconds: float = 0.0
    is_finished: bool = False

    @property
    def requests(self) -> int:
        """The number of requests."""
        return self.kinds.total()

    @property
    def search_share(self) -> float:
        """The share of requests that were searches."""
        return self.kinds["search"] / max(1, self.requests)


class Crawler:
    """Crawls one site with several connections, each address once."""

    def __init__(self, address: tuple[str, int], source: str = CRAWLER_ADDRESS) -> None:
        self._address, self._source = address, source
        self._known: set[str] = set()
        self._queue: deque[str] = deque()
        self._underway = 0
        self._change = threading.Condition()
        self.crawled = Crawled(Counter(), Counter(), set(), set())
        self._robots = Robots("")

    def crawl(self, seconds: float, visitors: int = VISITORS) -> Crawled:
        """Crawl until every address was visited, or until ``seconds`` are over."""
        start = time.monotonic()
        with closing(self._connection()) as connection:
            self._robots = Robots(self._read("/robots.txt", connection)[1].decode())
        self._add(["/", *map(_local, self._robots.sitemaps)])
        threads = [threading.Thread(target=self._visit, args=(start + seconds,)) for _ in range(visitors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.crawled.seconds = time.monotonic() - start
        self.crawled.is_finished = not self._queue
        return self.crawled

    def _visit(self, end: float) -> None:
        with closing(self._connection()) as connection:
            while (address := self._take(end)) is not None:
                try:
                    self._add(self._links(address, connection))
                finally:
                    with self._change:
                        self._underway -= 1
                        self._change.notify_all()

    def _take(self, end: float) -> str | None:
        """Return the next address; None when there is none any more, or the time is over."""
        with self._change:
            while not self._queue and self._underway:
                self._change.wait(0.1)
            if not self._queue or time.monotonic() > end:
                return None
            self._underway += 1
            return self._queue.popleft()

    def _add(self, addresses: list[str]) -> None:
        with self._change:
            for address in addresses:
                if address not in self._known and self._robots.allows(address):
                    self._known.add(address)
                    self._queue.append(address)
            self._change.notify_all()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self._address, timeout=TIMEOUT_SECONDS, source_address=(self._source, 0))

    def _read(self, address: str, connection: http.client.HTTPConnection) -> tuple[str, bytes, str]:
        """Return the media type of an answer, its body, and its header X-Robots-Tag."""
        try:
            connection.request("GET", address)
            response = connection.getresponse()
            body, status = response.read(), response.status
        except (OSError, http.client.HTTPException):
            connection.close()
            self._count(address, 0)
            return "", b"", ""
        self._count(address, status)
        if status != 200:
            return "", b"", ""
        return response.headers.get_content_type(), body, response.headers.get("X-Robots-Tag", "")

    def _count(self, address: str, status: int) -> None:
        with self._change:
            self.crawled.kinds[kind_of(address)] += 1
            self.crawled.statuses[status] += 1
            if status == 200 and _RECORD.fullmatch(address):
                self.crawled.opened.add(address)

    def _links(self, address: str, connection: http.client.HTTPConnection) -> list[str]:
        media_type, body, rules = self._read(address, connection)
        if media_type == "application/xml":
            listed = [_local(str(node.text)) for node in etree.fromstring(body).iter("{*}loc")]
            with self._change:
                self.crawled.listed.update(filter(_RECORD.fullmatch, listed))
            return listed
        return list(page_links(address, body)) if media_type == "text/html" and "nofollow" not in rules else []


def page_links(address: str, page: bytes) -> Iterator[str]:
    """Yield the links of a page that a crawler follows, as paths with queries on the same site."""
    document = html.fromstring(page)
    if any("nofollow" in str(meta.get("content")) for meta in document.iterfind(".//meta[@name='robots']")):
        return
    for link in document.iter("a"):
        href = str(link.get("href", ""))
        target = _target("/" if href.startswith("/") else address, href)
        if target and "nofollow" not in str(link.get("rel", "")):
            yield target


@lru_cache(maxsize=1 << 16)  # most links are on every page, and the crawler takes time from the site that it measures
def _target(address: str, href: str) -> str:
    """Return the path with its query that a link on the page ``address`` leads to; "" for a link to another site."""
    try:
        target = urlsplit(urljoin(address, href))
    except ValueError:  # a link of an answer whose host is in brackets and no address
        return ""
    if target.netloc or not target.path.startswith("/"):
        return ""
    return target.path + (f"?{target.query}" if target.query else "")


def kind_of(address: str) -> str:
    """Return the kind of an address in one word."""
    if _RECORD.fullmatch(address):
        return "record"
    if address.startswith(SEARCH_PATHS):
        return "search"
    return "sitemap" if "sitemap" in address else "other"


def _local(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def crawl_beside_a_reader(
    site: Site, seconds: float, visitors: int, quiet_seconds: float = QUIET_SECONDS
) -> tuple[Crawled, Measured, Measured]:
    """Crawl a site while it is read. Returns what was crawled, and what the reader waited without and with the crawler."""
    with probing(site.address):
        time.sleep(quiet_seconds / 4)
    with probing(site.address) as before:
        time.sleep(quiet_seconds)
    with probing(site.address) as during:
        crawled = Crawler(site.address).crawl(seconds, visitors)
    return crawled, before, during


def main() -> None:
    """Crawl, and print. The exit code is 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True, help="the folder of an index, best of some 100,000 records")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="the time of the crawl")
    parser.add_argument("--visitors", type=int, default=VISITORS, help="the connections of the crawler")
    parser.add_argument("--workers", default="1", help="server processes")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), options.index.resolve(), "--workers", options.workers) as site,
    ):
        crawled, before, during = crawl_beside_a_reader(site, options.seconds, options.visitors)
    times = during.pages.quantile(0.95) / before.pages.quantile(0.95)
    print(f"{crawled.requests:,} requests in {crawled.seconds:.0f} s: {dict(crawled.kinds)}, statuses {dict(crawled.statuses)}")
    print(
        f"records listed in sitemaps: {len(crawled.listed):,}; opened: {len(crawled.opened):,} "
        f"({len(crawled.opened) / max(1, len(crawled.listed)):.1%}); searches: {crawled.search_share:.2%} of the requests"
    )
    without, beside = (f"{waits.pages.quantile(0.95) * 1e3:.0f} ms" for waits in (before, during))
    medians = " and ".join(f"{waits.pages.quantile(0.5) * 1e3:.0f} ms" for waits in (before, during))
    print(f"a reader's p95: {without} without, {beside} with the crawler ({times:.1f} times); p50: {medians}")
    failed = len(during.pages.faults + during.health.faults)
    print(f"longest health check: {during.health.longest * 1e3:.0f} ms; answers that failed: {failed}")
    if times > MAX_TIMES or crawled.search_share >= MAX_SEARCH_SHARE or crawled.listed - crawled.opened:
        sys.exit(1)


if __name__ == "__main__":
    main()
