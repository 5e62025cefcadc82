"""An HTTP client for one host: limits its request rate, retries, and checks every response. Knows nothing of questions."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from typing import Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    LocationParseError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from indexer.harvest.exchange_deadline import ExchangeDeadline
from indexer.harvest.outage import OutageNotices
from search import __version__
from search.errors import SearchError
from search.settings import DEFAULTS

PRODUCT = f"wrans/{__version__}"
"""The product in the User-Agent header, with the version of the package."""

MAX_RESPONSE_BYTES = 32 << 20
"""The largest response that is read, after decompression. A list of 500 questions with whole texts has about 2 MB."""

MAX_RESPONSE_SECONDS = 300.0
"""The maximum time from sending a request to the last byte of its response."""

MAX_TRIES = 8
MAX_REDIRECTS = 5
MAX_BACKOFF_SECONDS = 120
MAX_RETRY_AFTER_SECONDS = 3_600
CONNECT_TIMEOUT_SECONDS = 10
READ_TIMEOUT_SECONDS = 60

_RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Temporary errors. Every other error status is final and is not requested again."""

_CHUNK_BYTES = 1 << 16

T = TypeVar("T")

Decoder = Callable[[int, bytes], T]
"""Decodes the body of a response with status 200 or 404; takes the status and the body.

Raises ``msgspec.MsgspecError``, ``UnicodeDecodeError`` or ``RecursionError`` if the body is not valid.
"""


class FetchFailed(SearchError):
    """A request failed and is not tried again. The message has the address and the reason."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")


class FetchedResponse(msgspec.Struct, Generic[T], frozen=True):
    """A response of status 200 or 404: its decompressed ``body``, and the ``content`` that was decoded from it."""

    address: str
    status: int
    body: bytes
    content: T


class RequestPolicy(msgspec.Struct, frozen=True):
    """How requests are sent: the contact in the User-Agent, the maximum rate, and the first wait between tries; it doubles."""

    contact: str = ""
    per_second: float = float(DEFAULTS["WRANS_RATE"])
    wait_seconds: float = 1.0

    @property
    def user_agent(self) -> str:
        """The User-Agent header: the product, and the contact if there is one."""
        return f"{PRODUCT} ({self.contact})" if self.contact else PRODUCT


class Traffic(msgspec.Struct):
    """Counters of a client: requests sent, retries among them, and bytes of the bodies after decompression."""

    requests: int = 0
    retries: int = 0
    body_bytes: int = 0


class InvalidResponse(HTTPError):
    """A complete response could not be decoded. Gateways send such pages for a while, so it is requested again."""


class Client:
    """Sends GET requests to one source. Every request, retries and redirects included, respects the policy's rate."""

    def __init__(self, source: str, policy: RequestPolicy) -> None:
        self.source = source.rstrip("/")
        self.traffic = Traffic()
        self._notices = OutageNotices(self.source)
        self._policy = policy
        self._next_request_at = 0.0
        self._http = urllib3.PoolManager(
            headers={"User-Agent": policy.user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT_SECONDS, read=READ_TIMEOUT_SECONDS),
            cert_reqs="CERT_REQUIRED",
            maxsize=1,
        )
        self._deadline = ExchangeDeadline()
        self._deadline.watch(self._http)
        self._retry = urllib3.Retry(
            MAX_TRIES - 1,
            backoff_factor=policy.wait_seconds,
            backoff_jitter=policy.wait_seconds,
            backoff_max=MAX_BACKOFF_SECONDS,
            retry_after_max=MAX_RETRY_AFTER_SECONDS,
        )

    def get(self, path: str, decode: Decoder[T]) -> FetchedResponse[T]:
        """Fetch a path of the source and decode the response, with up to ``MAX_TRIES`` tries. Raises ``FetchFailed``."""
        address = self.source + path
        retry = self._retry
        while True:
            response, started = None, time.monotonic()
            try:
                response, body = self._request(address)
                if response.status not in _RETRIED_STATUSES:
                    content = _decode(address, response.status, body, decode)
                    self._notices.answered()
                    return FetchedResponse(address, response.status, body, content)
                reason = f"it answers {_status_phrase(response.status)}"
                retry = retry.increment("GET", address, response)
            except MaxRetryError as error:
                raise FetchFailed(address, f"{error.reason} ({MAX_TRIES} tries).") from error
            except (LocationParseError, SSLError) as error:
                raise self._too_slow(address) or FetchFailed(address, f"{error}.") from error
            except HTTPError as error:
                if slow := self._too_slow(address):
                    raise slow from error
                reason = plain_reason(error)
                retry = _count_failed_try(retry, address, error)
            self.traffic.retries += 1
            wait_seconds = _seconds_before_retry(retry, response)
            next_try = f"try {len(retry.history) + 1} of {MAX_TRIES}"
            self._notices.retrying(reason, time.monotonic() - started, wait_seconds, next_try)
            time.sleep(wait_seconds)

    def _request(self, address: str) -> tuple[BaseHTTPResponse, bytes]:
        """Send one request and follow its redirects. Return the response and its body. Raises ``FetchFailed``."""
        current = address
        for _ in range(MAX_REDIRECTS):
            self._limit_rate()
            self.traffic.requests += 1
            with self._deadline.limit(MAX_RESPONSE_SECONDS):
                response = self._http.request("GET", current, retries=False, redirect=False, preload_content=False)
                with closing(response):
                    location = response.get_redirect_location()
                    if not location:
                        return response, self._read_body(address, response)
                    current = _redirect_target(address, current, location)
        raise FetchFailed(address, f"the source redirects more than {MAX_REDIRECTS} times.")

    def _read_body(self, address: str, response: BaseHTTPResponse) -> bytes:
        """Read and decompress the body. Raises ``FetchFailed`` if it is too large or arrives too slowly."""
        chunks: list[bytes] = []
        size = 0
        for chunk in response.stream(_CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > MAX_RESPONSE_BYTES:
                raise FetchFailed(address, f"the response is larger than {MAX_RESPONSE_BYTES:,} bytes.")
            chunks.append(chunk)
        if slow := self._too_slow(address):  # a response without a length seems to have ended
            raise slow
        self.traffic.body_bytes += size
        return b"".join(chunks)

    def _too_slow(self, address: str) -> FetchFailed | None:
        """Return the failure of an exchange that took too long; None if it did not."""
        reason = f"the response takes longer than {MAX_RESPONSE_SECONDS:g} seconds."
        return FetchFailed(address, reason) if self._deadline.has_passed else None

    def _limit_rate(self) -> None:
        """Sleep until the next request may start."""
        now = time.monotonic()
        start = max(now, self._next_request_at)
        self._next_request_at = start + 1 / self._policy.per_second
        time.sleep(start - now)


def _decode(address: str, status: int, body: bytes, decode: Decoder[T]) -> T:
    """Decode a body. Raises ``InvalidResponse`` if that fails, and ``FetchFailed`` if the status is neither 200 nor 404."""
    if status not in (200, 404):
        raise FetchFailed(address, f"the source answered {_status_phrase(status)}.")
    try:
        return decode(status, body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidResponse(f"the response of status {status} is not the expected JSON ({error})") from error


def _count_failed_try(retry: urllib3.Retry, address: str, error: HTTPError) -> urllib3.Retry:
    """Return the retry state after one more failed try. Raises ``FetchFailed`` if that was the last one."""
    try:
        return retry.increment("GET", address, error=error)
    except MaxRetryError:
        raise FetchFailed(address, f"{plain_reason(error)} ({MAX_TRIES} tries).") from error


def plain_reason(error: HTTPError) -> str:
    """Return why a request failed, in plain words."""
    match error:
        case NameResolutionError():
            return "the name of the host is not known"
        case NewConnectionError():
            cause = error.__cause__
            return f"no connection ({(isinstance(cause, OSError) and cause.strerror) or error})"
        case ConnectTimeoutError():
            return "no connection in time"
        case ReadTimeoutError():
            return "no response in time"
        case ProtocolError():
            return "the connection broke off"
        case _:
            return str(error)


def _seconds_before_retry(retry: urllib3.Retry, response: BaseHTTPResponse | None) -> float:
    """Return the time that the Retry-After header says, or the backoff time if there is no valid header."""
    try:
        seconds = retry.get_retry_after(response) if response else None
    except InvalidHeader:
        seconds = None
    return seconds or retry.get_backoff_time()


def _status_phrase(status: int) -> str:
    """Return a status with its name."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "an unknown status"
    return f"{status} ({phrase})"


def _redirect_target(address: str, current: str, location: str) -> str:
    """Return the absolute address of a redirect. Raises ``FetchFailed`` if it leads to another host or from https to http."""
    target = urljoin(current, location)
    old, new = urlsplit(current), urlsplit(target)
    is_upgrade = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname and old.port is new.port is None
    if (old.scheme, old.netloc) != (new.scheme, new.netloc) and not is_upgrade:
        raise FetchFailed(address, f"the source redirects to {target[:200]}, which is not the same host.")
    return target
