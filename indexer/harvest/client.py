"""One polite client of one host: paced, patient, and strict about what it takes. Knows HTTP, and nothing of questions."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, InvalidHeader, LocationParseError, MaxRetryError, SSLError
from urllib3.response import BaseHTTPResponse

from search.errors import SearchError

PRODUCT = "wrans/0.1.0"
MAX_BYTES = 32 << 20
"""No answer may be larger, unpacked: a list of 500 with whole texts has about 2 MB."""

MAX_SECONDS = 300.0
"""Nor take longer to come."""

MOST_TRIES = 8
MOST_REDIRECTS = 5
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What may be otherwise in a while. Every other error is final: asking again would only be a bother."""
_CHUNK = 1 << 16

Promise = Callable[[bytes], object]
"""Reads an answer as what it should be. Raises ``msgspec.MsgspecError`` or ``UnicodeDecodeError`` for anything else."""


class FetchFailed(SearchError):
    """The operator's move, or the source's: an address was not answered as it should be. Names it."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")


class Fetched(NamedTuple):
    """An answer as it came, but for the packing of its transport."""

    address: str
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """How a source is asked: who asks, how often a second at most, and the second of the waits, each twice the one before."""

    contact: str = ""
    per_second: float = 5.0
    wait_seconds: float = 1.0

    @property
    def user_agent(self) -> str:
        """What it is, and who answers for it."""
        return f"{PRODUCT} ({self.contact})" if self.contact else PRODUCT


@dataclass(slots=True)
class Traffic:
    """What went over the wire."""

    requests: int = 0
    retries: int = 0
    bytes: int = 0


class _Unpromised(HTTPError):
    """An answer came whole, and is not what it should be. Such pages of gateways pass: it is asked for again."""


class Client:
    """Asks one source. Every request, retries and redirects too, keeps the pace."""

    def __init__(self, source: str, manners: RequestPolicy) -> None:
        self.source = source.rstrip("/")
        self.traffic = Traffic()
        self._manners = manners
        self._free_at = 0.0
        self._http = urllib3.PoolManager(
            headers={"User-Agent": manners.user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=urllib3.Timeout(connect=10, read=60),
            cert_reqs="CERT_REQUIRED",
            maxsize=1,
        )
        self._retry = urllib3.Retry(
            MOST_TRIES - 1,
            backoff_factor=manners.wait_seconds,
            backoff_jitter=manners.wait_seconds,
            backoff_max=120,
            retry_after_max=3_600,
        )

    def get(self, path: str, promise: Promise, missing: Promise) -> Fetched:
        """The answer of status 200, which keeps ``promise``, or 404, which keeps ``missing``. Raises ``FetchFailed``."""
        address = self.source + path
        retry = self._retry
        while True:
            response = None
            try:
                response, body = self._ask(address)
                if response.status in _PASSING:
                    retry = retry.increment("GET", address, response)
                else:
                    return Fetched(address, _kept(address, response.status, body, promise, missing), body)
            except MaxRetryError as error:
                raise FetchFailed(address, f"{error.reason} ({MOST_TRIES} tries).") from error
            except (LocationParseError, SSLError) as error:
                raise FetchFailed(address, f"{error}.") from error
            except HTTPError as error:
                retry = _tried(retry, address, error)
            self.traffic.retries += 1
            _wait(retry, response)

    def _ask(self, address: str) -> tuple[BaseHTTPResponse, bytes]:
        """One answer, redirects followed as far as they stay with the source."""
        asked = address
        for _ in range(MOST_REDIRECTS):
            self._pace()
            self.traffic.requests += 1
            response = self._http.request("GET", asked, retries=False, redirect=False, preload_content=False)
            with closing(response):
                moved = response.get_redirect_location()
                if not moved:
                    return response, self._read(address, response)
                asked = _followed(address, asked, moved)
        raise FetchFailed(address, f"it is redirected more than {MOST_REDIRECTS} times.")

    def _read(self, address: str, response: BaseHTTPResponse) -> bytes:
        """The body, as long as it is neither too large nor too slow."""
        deadline = time.monotonic() + MAX_SECONDS
        parts: list[bytes] = []
        size = 0
        for part in response.stream(_CHUNK, decode_content=True):
            size += len(part)
            if size > MAX_BYTES:
                raise FetchFailed(address, f"the answer is larger than {MAX_BYTES:,} bytes, and was not read.")
            if time.monotonic() > deadline:
                raise FetchFailed(address, f"the answer takes longer than {MAX_SECONDS:.0f} seconds.")
            parts.append(part)
        self.traffic.bytes += size
        return b"".join(parts)

    def _pace(self) -> None:
        now = time.monotonic()
        start = max(now, self._free_at)
        self._free_at = start + 1 / self._manners.per_second
        time.sleep(start - now)


def _kept(address: str, status: int, body: bytes, promise: Promise, missing: Promise) -> int:
    """The status, when the answer is what was promised with it."""
    if status not in (200, 404):
        phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "an unknown status"
        raise FetchFailed(address, f"the source answered {status} ({phrase}).")
    try:
        (promise if status == 200 else missing)(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _Unpromised(f"the answer, of status {status}, is not the promised JSON ({error})") from error
    return status


def _tried(retry: urllib3.Retry, address: str, error: HTTPError) -> urllib3.Retry:
    try:
        return retry.increment("GET", address, error=error)
    except MaxRetryError:
        raise FetchFailed(address, f"{error} ({MOST_TRIES} tries).") from error


def _wait(retry: urllib3.Retry, response: BaseHTTPResponse | None) -> None:
    """As long as the source asks for in Retry-After, seconds or a date, or longer each time."""
    try:
        retry.sleep(response)
    except InvalidHeader:
        retry.sleep()


def _followed(address: str, asked: str, moved: str) -> str:
    """Where a redirect leads. Raises ``FetchFailed`` when that is another host, or back from https to http."""
    there = urljoin(asked, moved)
    old, new = urlsplit(asked), urlsplit(there)
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname and old.port is new.port is None
    if (old.scheme, old.netloc) != (new.scheme, new.netloc) and not upgraded:
        raise FetchFailed(address, f"it is redirected to {there[:200]}, which is not the same host; it was not followed.")
    return there
