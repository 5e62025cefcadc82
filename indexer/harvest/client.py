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

USER_AGENT = "wrans/0.1.0"
MAX_RESPONSE_BYTES = 32 << 20
"""No answer may be larger, unpacked: a list of 500 with whole texts has about 2 MB."""

MAX_RESPONSE_SECONDS = 300.0
"""Nor take longer to come."""

MAX_TRIES = 8
MAX_REDIRECTS = 5
_RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What may be otherwise in a while. Every other error is final: asking again would only be a bother."""
_CHUNK_BYTES = 1 << 16

Validator = Callable[[bytes], object]
"""Reads an answer as what it should be. Raises ``msgspec.MsgspecError`` or ``UnicodeDecodeError`` for anything else."""


class FetchFailed(SearchError):
    """The operator's move, or the source's: an address was not answered as it should be. Names it."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")


class FetchedResponse(NamedTuple):
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
        return f"{USER_AGENT} ({self.contact})" if self.contact else USER_AGENT


@dataclass(slots=True)
class Traffic:
    """What went over the wire."""

    requests: int = 0
    retries: int = 0
    body_bytes: int = 0


class InvalidResponse(HTTPError):
    """An answer came whole, and is not what it should be. Such pages of gateways pass: it is asked for again."""


class Client:
    """Asks one source. Every request, retries and redirects too, keeps the pace."""

    def __init__(self, source: str, policy: RequestPolicy) -> None:
        self.source = source.rstrip("/")
        self.traffic = Traffic()
        self._policy = policy
        self._next_request_at = 0.0
        self._http = urllib3.PoolManager(
            headers={"User-Agent": policy.user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=urllib3.Timeout(connect=10, read=60),
            cert_reqs="CERT_REQUIRED",
            maxsize=1,
        )
        self._retry = urllib3.Retry(
            MAX_TRIES - 1,
            backoff_factor=policy.wait_seconds,
            backoff_jitter=policy.wait_seconds,
            backoff_max=120,
            retry_after_max=3_600,
        )

    def get(self, path: str, promise: Validator, missing: Validator) -> FetchedResponse:
        """The answer of status 200, which keeps ``promise``, or 404, which keeps ``missing``. Raises ``FetchFailed``."""
        address = self.source + path
        retry = self._retry
        while True:
            response = None
            try:
                response, body = self._request(address)
                if response.status in _RETRIED_STATUSES:
                    retry = retry.increment("GET", address, response)
                else:
                    return FetchedResponse(address, _validated_status(address, response.status, body, promise, missing), body)
            except MaxRetryError as error:
                raise FetchFailed(address, f"{error.reason} ({MAX_TRIES} tries).") from error
            except (LocationParseError, SSLError) as error:
                raise FetchFailed(address, f"{error}.") from error
            except HTTPError as error:
                retry = _count_failed_try(retry, address, error)
            self.traffic.retries += 1
            _wait(retry, response)

    def _request(self, address: str) -> tuple[BaseHTTPResponse, bytes]:
        """One answer, redirects followed as far as they stay with the source."""
        current = address
        for _ in range(MAX_REDIRECTS):
            self._pace()
            self.traffic.requests += 1
            response = self._http.request("GET", current, retries=False, redirect=False, preload_content=False)
            with closing(response):
                location = response.get_redirect_location()
                if not location:
                    return response, self._read_body(address, response)
                current = _redirect_target(address, current, location)
        raise FetchFailed(address, f"it is redirected more than {MAX_REDIRECTS} times.")

    def _read_body(self, address: str, response: BaseHTTPResponse) -> bytes:
        """The body, as long as it is neither too large nor too slow."""
        deadline = time.monotonic() + MAX_RESPONSE_SECONDS
        parts: list[bytes] = []
        size = 0
        for part in response.stream(_CHUNK_BYTES, decode_content=True):
            size += len(part)
            if size > MAX_RESPONSE_BYTES:
                raise FetchFailed(address, f"the answer is larger than {MAX_RESPONSE_BYTES:,} bytes, and was not read.")
            if time.monotonic() > deadline:
                raise FetchFailed(address, f"the answer takes longer than {MAX_RESPONSE_SECONDS:.0f} seconds.")
            parts.append(part)
        self.traffic.body_bytes += size
        return b"".join(parts)

    def _pace(self) -> None:
        now = time.monotonic()
        start = max(now, self._next_request_at)
        self._next_request_at = start + 1 / self._policy.per_second
        time.sleep(start - now)


def _validated_status(address: str, status: int, body: bytes, promise: Validator, missing: Validator) -> int:
    """The status, when the answer is what was promised with it."""
    if status not in (200, 404):
        phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "an unknown status"
        raise FetchFailed(address, f"the source answered {status} ({phrase}).")
    try:
        (promise if status == 200 else missing)(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidResponse(f"the answer, of status {status}, is not the promised JSON ({error})") from error
    return status


def _count_failed_try(retry: urllib3.Retry, address: str, error: HTTPError) -> urllib3.Retry:
    try:
        return retry.increment("GET", address, error=error)
    except MaxRetryError:
        raise FetchFailed(address, f"{error} ({MAX_TRIES} tries).") from error


def _wait(retry: urllib3.Retry, response: BaseHTTPResponse | None) -> None:
    """As long as the source asks for in Retry-After, seconds or a date, or longer each time."""
    try:
        retry.sleep(response)
    except InvalidHeader:
        retry.sleep()


def _redirect_target(address: str, current: str, location: str) -> str:
    """Where a redirect leads. Raises ``FetchFailed`` when that is another host, or back from https to http."""
    target = urljoin(current, location)
    old, new = urlsplit(current), urlsplit(target)
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname and old.port is new.port is None
    if (old.scheme, old.netloc) != (new.scheme, new.netloc) and not upgraded:
        raise FetchFailed(address, f"it is redirected to {target[:200]}, which is not the same host; it was not followed.")
    return target
