"""The connection to a cluster: requests with a time limit, retries on other nodes, and errors that say what to do."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from search.engines.opensearch.failures import ClusterRefused, ClusterUnavailable, as_failure
from search.settings import BadSetting, read_login

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

    from search.settings import ClusterSettings

SEARCH_SECONDS = 10.0
"""The timeout of a reader's request to one node. After it the request goes to another node."""

WRITE_SECONDS = 120.0
"""The timeout of a writer's request to one node."""

MIN_VERSION = (3, 0)
"""The oldest OpenSearch whose answers this program has been tested with."""

_MAX_CONNECTIONS = 16
_DEAD_SECONDS = 5.0
"""A node that failed gets no requests for this long, at first."""

_RETRIED_STATUSES = (429, 500, 502, 503, 504)
"""The HTTP statuses after which a request is sent again to another node: the node is busy or fails."""

_MAX_EXCERPT = 300
_encode = msgspec.json.Encoder().encode


class Cluster:
    """A cluster. Safe to use from many threads. It connects with the first request, and again whenever a connection is lost.

    If a node does not answer a request in time, is busy or fails, the request is sent once more to each other node, and at
    least once more. So every request must be safe to repeat.
    """

    def __init__(self, settings: ClusterSettings) -> None:
        """Raises ``ClusterRefused`` if the client is not installed, or a file of the settings cannot be used."""
        self.settings = settings
        self.addresses = ", ".join(settings.addresses)
        self._client = _connect(settings)
        self._is_checked = False

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        params: Mapping[str, str] | None = None,
        *,
        seconds: float = SEARCH_SECONDS,
    ) -> Any:
        """Send a request and return its answer, decoded. ``body`` is any JSON value, or bytes that are sent as they are.

        Raises the errors of ``failures``.
        """
        if not self._is_checked:
            self._check_version()
        return self._send(method, path, body, params, seconds)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _check_version(self) -> None:
        """Raise ``ClusterRefused`` unless this is an OpenSearch of a supported version."""
        version = self._send("GET", "/", None, None, SEARCH_SECONDS)
        number = str(version.get("version", {}).get("number", "")) if isinstance(version, dict) else ""
        if not number or version["version"].get("distribution") != "opensearch":
            raise ClusterRefused(f"What answers at {self.addresses} is not an OpenSearch cluster; check WRANS_OPENSEARCH.")
        if tuple(int(part) for part in number.split(".")[:2] if part.isdecimal()) < MIN_VERSION:
            required = ".".join(map(str, MIN_VERSION))
            raise ClusterRefused(
                f"The cluster at {self.addresses} is OpenSearch {number}; this program needs {required} or later."
            )
        self._is_checked = True

    def _send(self, method: str, path: str, body: object, params: Mapping[str, str] | None, seconds: float) -> Any:
        from opensearchpy import exceptions  # noqa: PLC0415 (the extra may be missing)

        raw = body if body is None or isinstance(body, bytes) else _encode(body)
        try:
            return self._client.transport.perform_request(
                method=method, url=path, params={**(params or {}), "request_timeout": seconds}, body=raw, headers=_JSON
            )
        except exceptions.TransportError as error:
            raise as_failure(error, self.settings) from error
        except exceptions.SerializationError as error:
            raise ClusterUnavailable(f"The cluster at {self.addresses} sent an answer that is not JSON.") from error


_JSON = {"content-type": "application/json", "accept": "application/json"}


def _connect(settings: ClusterSettings) -> OpenSearch:
    try:
        from opensearchpy import OpenSearch  # noqa: PLC0415 (the extra may be missing)
    except ImportError:
        raise ClusterRefused(
            "WRANS_ENGINE is opensearch, but its client is not installed; run `pip install wrans[cluster]`."
        ) from None
    for name in ("opensearch", "opensearchpy.trace"):  # they would write addresses and bodies into the log
        logging.getLogger(name).setLevel(logging.CRITICAL)
    is_tls = settings.addresses[0].startswith("https:")
    return OpenSearch(
        hosts=list(settings.addresses),
        http_auth=_login(settings.login) if settings.login else None,
        ssl_context=_tls(settings) if is_tls else None,
        timeout=SEARCH_SECONDS,
        max_retries=max(1, len(settings.addresses) - 1),
        retry_on_timeout=True,
        retry_on_status=_RETRIED_STATUSES,
        dead_timeout=_DEAD_SECONDS,
        pool_maxsize=_MAX_CONNECTIONS,
        http_compress=False,
        serializer=_serializer(),
    )


def _serializer() -> Any:
    from opensearchpy.exceptions import SerializationError  # noqa: PLC0415 (as above)
    from opensearchpy.serializer import JSONSerializer  # noqa: PLC0415 (as above)

    class Serializer(JSONSerializer):  # type: ignore[misc]  # (the client's types are not read)
        """JSON by msgspec, which decodes a page of results several times faster."""

        def loads(self, s: str) -> Any:
            try:
                return msgspec.json.decode(s)
            except msgspec.DecodeError as error:
                raise SerializationError(s[:_MAX_EXCERPT], error) from error

    return Serializer()


def _login(file: Path) -> tuple[str, str]:
    """Return the user and the password of a file. Raises ``ClusterRefused``."""
    try:
        return read_login("WRANS_OPENSEARCH_LOGIN", file)
    except BadSetting as error:
        raise ClusterRefused(str(error)) from None


def _tls(settings: ClusterSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca and str(settings.ca))
    except OSError as error:
        raise ClusterRefused(
            f"WRANS_OPENSEARCH_CA names {settings.ca}, which is no certificate ({_reason_of(error)})."
        ) from None
    if settings.certificate:
        try:
            context.load_cert_chain(settings.certificate)
        except OSError as error:
            raise ClusterRefused(
                f"WRANS_OPENSEARCH_CERTIFICATE names {settings.certificate}, which is no certificate with its key"
                f" ({_reason_of(error)})."
            ) from None
    return context


def _reason_of(error: OSError) -> str:
    return error.strerror or "not readable"
