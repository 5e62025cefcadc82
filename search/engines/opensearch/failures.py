"""The errors of a cluster: a class for each kind, with a sentence for the operator on what to do."""

from __future__ import annotations

from typing import Any

from search.errors import EngineUnavailable, SearchError
from search.settings import ClusterSettings

_MAX_REASON = 300
_NO_DOCUMENT = "The index has no document with this id."


class ClusterUnavailable(EngineUnavailable):
    """The cluster cannot be reached or cannot answer at present. A later try may succeed."""


class ClusterBusy(ClusterUnavailable):
    """The cluster is overloaded (HTTP 429). The same request succeeds later."""


class ClusterRefused(EngineUnavailable):
    """The cluster refuses this program, or is not one it can use. The operator has to change something."""


class NoSuchIndex(EngineUnavailable):
    """The cluster has no such index or alias."""


class NoSuchDocument(SearchError):
    """The index has no document with this id."""


class Blocked(EngineUnavailable):
    """The index cannot be written at present: it is read-only, often because a disk is full."""


class Conflict(SearchError):
    """An index or document of this name exists already, or the document has changed meanwhile."""


class RequestRejected(SearchError):
    """The cluster cannot read a request of this program. ``kind`` is OpenSearch's name of the reason."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"The cluster rejects a request ({kind}: {reason}).")
        self.kind = kind


def as_failure(error: Any, settings: ClusterSettings) -> SearchError:
    """Return the error for an exception of the client. Its message contains no user name, password or query."""
    from opensearchpy.exceptions import ConnectionError as Unreachable  # noqa: PLC0415 (the extra may be missing)

    if isinstance(error, Unreachable):
        return _unreachable(error, ", ".join(settings.addresses))
    return answered_failure(error.status_code, error.info, settings)


def answered_failure(status: int, content: object, settings: ClusterSettings) -> SearchError:
    """Return the error for an answer with this HTTP status and content. See ``as_failure``."""
    addresses = ", ".join(settings.addresses)
    info = content if isinstance(content, dict) else {}
    kind, reason = _kind_and_reason(status, info)
    if kind == "cluster_block_exception" and status < 500:
        return Blocked(block_sentence(settings.index, reason))
    if kind == "index_closed_exception":
        return NoSuchIndex(f"The index of the cluster at {addresses} is closed ({reason}); open it.")
    if status == 401:
        return ClusterRefused(_not_accepted(addresses, has_login=settings.login is not None))
    if status == 403:
        return ClusterRefused(f"The user of the cluster at {addresses} may not do this ({reason}).")
    if status == 404:
        if info.get("found") is False or "result" in info:
            return NoSuchDocument(_NO_DOCUMENT)
        return NoSuchIndex(f"The cluster at {addresses} has no such index ({reason}); make it with `wrans build PATH`.")
    if status == 409 or kind == "resource_already_exists_exception":
        return Conflict(f"The cluster reports a conflict ({reason}).")
    if status == 429:
        return ClusterBusy(f"The cluster at {addresses} is overloaded ({reason}).")
    if status >= 500:
        return ClusterUnavailable(f"The cluster at {addresses} cannot answer ({kind or status}: {reason}).")
    return RequestRejected(kind, reason)


def _unreachable(error: Any, addresses: str) -> EngineUnavailable:
    from opensearchpy.exceptions import ConnectionTimeout, SSLError  # noqa: PLC0415 (the extra may be missing)

    cause = str(error.info)
    if isinstance(error, SSLError) or "CERTIFICATE_VERIFY_FAILED" in cause:
        if "self-signed" in cause or "self signed" in cause:
            return ClusterRefused(
                f"The certificate of the cluster at {addresses} is self-signed; name its file, or that of the authority that"
                " signed it, in WRANS_OPENSEARCH_CA."
            )
        return ClusterRefused(f"The certificate of the cluster at {addresses} cannot be trusted ({_tls_reason(cause)}).")
    if isinstance(error, ConnectionTimeout):
        return ClusterUnavailable(f"The cluster at {addresses} did not answer in time.")
    return ClusterUnavailable(f"The cluster at {addresses} cannot be reached.")


def _kind_and_reason(status: int, info: dict[str, Any]) -> tuple[str, str]:
    """Return OpenSearch's name of an error, "" if there is none, and its reason."""
    detail = info.get("error")
    if not isinstance(detail, dict):
        return "", _shortened(str(detail or status))
    causes = detail.get("root_cause") or [detail]
    cause = causes[0] if isinstance(causes[0], dict) else detail
    return str(cause.get("type") or detail.get("type")), _shortened(str(cause.get("reason") or detail.get("reason")))


def _not_accepted(addresses: str, *, has_login: bool) -> str:
    if has_login:
        return f"The cluster at {addresses} does not accept the user and password of WRANS_OPENSEARCH_LOGIN."
    return f"The cluster at {addresses} requires a user and a password; name their file in WRANS_OPENSEARCH_LOGIN."


def block_sentence(index: str, reason: str) -> str:
    """Return the reason for a block of an index, and how to remove it."""
    if "flood" in reason or "allow-delete" in reason or "allow delete" in reason:
        return (
            f"The index {index} is read-only because a disk of the cluster is full ({reason}); make room, and the cluster lifts"
            " the block itself."
        )
    return f"The index {index} is read-only ({reason}); remove the block from its settings."


def _tls_reason(cause: str) -> str:
    return _shortened(cause.partition("CERTIFICATE_VERIFY_FAILED] ")[2].partition(" (_ssl")[0] or cause)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_REASON else f"{text[:_MAX_REASON]}…"
