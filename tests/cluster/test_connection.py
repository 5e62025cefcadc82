"""The connection to a cluster: each failure has a sentence of its own, and none of them a secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from search import settings
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.failures import (
    Blocked,
    ClusterBusy,
    ClusterRefused,
    ClusterUnavailable,
    Conflict,
    NoSuchDocument,
    NoSuchIndex,
    RequestRejected,
)
from search.errors import EngineUnavailable, SearchError
from search.settings import BadSetting, ClusterSettings
from tests.cluster.stand_in import CERTIFICATE, CERTIFICATE_AND_KEY, Answer, StandIn, problem

pytest.importorskip("opensearchpy", reason="needs the extra `cluster`: make test-cluster")

PASSWORD = "correct horse battery"  # noqa: S105 (of no real user)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def fine(_method: str, _path: str, _body: bytes) -> tuple[int, object]:
    return 200, {"fine": True}


def fails(status: int, content: object) -> Answer:
    return lambda _method, _path, _body: (status, content)


def connected(stack: ExitStack, *nodes: StandIn, **more: object) -> Cluster:
    addresses = tuple(stack.enter_context(node.serving()).address for node in nodes)
    cluster = Cluster(ClusterSettings(addresses, **more))  # type: ignore[arg-type]
    stack.callback(cluster.close)
    return cluster


def test_a_request_is_answered(stack: ExitStack) -> None:
    cluster = connected(stack, StandIn(fine))
    assert cluster.request("GET", "/wrans/_search", {"size": 1}) == {"fine": True}


@pytest.mark.parametrize(
    ("status", "content", "kind", "words"),
    [
        (401, "Unauthorized", ClusterRefused, "does not accept the user and password of WRANS_OPENSEARCH_LOGIN"),
        (403, problem("security_exception", "no permissions for [indices:data/read]"), ClusterRefused, "may not do this"),
        (403, problem("cluster_block_exception", "blocked by: [FORBIDDEN/8/index write (api)];"), Blocked, "is read-only"),
        (
            429,
            problem("cluster_block_exception", "blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];"),
            Blocked,
            "because a disk of the cluster is full",
        ),
        (429, problem("circuit_breaking_exception", "Data too large"), ClusterBusy, "is overloaded"),
        (404, problem("index_not_found_exception", "no such index [wrans]"), NoSuchIndex, "no such index"),
        (404, {"error": "alias [wrans] missing", "status": 404}, NoSuchIndex, "alias [wrans] missing"),
        (404, {"_id": "x", "found": False}, NoSuchDocument, "no document"),
        (400, problem("index_closed_exception", "closed"), NoSuchIndex, "is closed"),
        (409, problem("version_conflict_engine_exception", "another version"), Conflict, "conflict"),
        (400, problem("resource_already_exists_exception", "exists"), Conflict, "conflict"),
        (400, problem("parsing_exception", "unknown query"), RequestRejected, "parsing_exception: unknown query"),
        (500, problem("null_pointer_exception", "oops"), ClusterUnavailable, "cannot answer (null_pointer_exception: oops)"),
        (503, "<html>proxy</html>", ClusterUnavailable, "cannot answer"),
        (200, "<html>", ClusterUnavailable, "not JSON"),
    ],
)  # fmt: skip
def test_a_failure_has_its_own_sentence(
    stack: ExitStack, tmp_path: Path, status: int, content: object, kind: type[SearchError], words: str
) -> None:
    login = tmp_path / "login"
    login.write_text(f"wrans\n{PASSWORD}\n")
    cluster = connected(stack, StandIn(fails(status, content)), login=login)
    with pytest.raises(SearchError) as caught:
        cluster.request("POST", "/wrans/_search", {"query": {"match_all": {}}})
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "match_all" not in str(caught.value)
    assert str(caught.value)[-1] == "."


def test_a_cluster_that_wants_a_password_says_where_to_write_it(stack: ExitStack) -> None:
    cluster = connected(stack, StandIn(fine, (401, "Unauthorized")))
    with pytest.raises(ClusterRefused, match="requires a user and a password; name their file in WRANS_OPENSEARCH_LOGIN"):
        cluster.request("GET", "/_cluster/health")


def test_the_login_is_sent_and_never_logged(
    stack: ExitStack, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    login = tmp_path / "login"
    login.write_text(f"wrans\n{PASSWORD}\n")
    node = StandIn(fails(500, "no"))
    with caplog.at_level(logging.DEBUG):
        cluster = connected(stack, node, login=login)
        with pytest.raises(ClusterUnavailable):
            cluster.request("POST", "/wrans/_search", {"query": "secret words of a reader"})
    assert node.logins[0] is not None
    assert node.logins[0].startswith("Basic ")
    output = caplog.text + "".join(capsys.readouterr())
    assert [text for text in (PASSWORD, "secret words", node.logins[0].partition(" ")[2]) if text in output] == []


@pytest.mark.parametrize("content", [None, "", "wrans", "wrans\n\n", "\nsecret\n", b"\xff\xfe"])
def test_a_login_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | bytes | None) -> None:
    login = tmp_path / "login"
    if content is not None:
        login.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ClusterRefused, match=r"WRANS_OPENSEARCH_LOGIN names .*login") as caught:
        Cluster(ClusterSettings(("http://127.0.0.1:1",), login=login))
    assert "secret" not in str(caught.value)


def test_a_self_signed_certificate_is_refused_unless_it_is_named(stack: ExitStack) -> None:
    node = StandIn(fine, is_tls=True)
    with pytest.raises(ClusterRefused, match=r"is self-signed; name its file, .* in WRANS_OPENSEARCH_CA"):
        connected(stack, node).request("GET", "/_cluster/health")
    trusting = Cluster(ClusterSettings((node.address,), ca=CERTIFICATE))
    stack.callback(trusting.close)
    assert trusting.request("GET", "/_cluster/health") == {"fine": True}


def test_a_certificate_of_another_host_is_refused(stack: ExitStack) -> None:
    node = stack.enter_context(StandIn(fine, is_tls=True).serving())
    port = node.address.rpartition(":")[2]
    cluster = Cluster(ClusterSettings((f"https://127.0.0.2:{port}",), ca=CERTIFICATE))
    stack.callback(cluster.close)
    with pytest.raises((ClusterRefused, ClusterUnavailable)):
        cluster.request("GET", "/_cluster/health")


@pytest.mark.parametrize("name", ["ca", "certificate"])
def test_a_certificate_file_that_cannot_be_used_is_named(tmp_path: Path, name: str) -> None:
    file = tmp_path / "no.pem"
    for content in (None, "not a certificate"):
        if content:
            file.write_text(content)
        with pytest.raises(ClusterRefused, match=rf"WRANS_OPENSEARCH_{name.upper()} names .*no\.pem"):
            Cluster(replace(ClusterSettings(("https://127.0.0.1:1",)), **{name: file}))


def test_a_certificate_of_ours_is_loaded(stack: ExitStack) -> None:
    node = StandIn(fine, is_tls=True)
    cluster = connected(stack, node, ca=CERTIFICATE, certificate=CERTIFICATE_AND_KEY)
    assert cluster.request("GET", "/_cluster/health") == {"fine": True}


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ({"version": {"number": "2.19.1", "distribution": "opensearch"}}, r"is OpenSearch 2\.19\.1; .* needs 3\.0 or later"),
        ({"version": {"number": "8.17.0", "build_flavor": "default"}}, "is not an OpenSearch cluster"),
        ({"hello": 1}, "is not an OpenSearch cluster"),
        ([], "is not an OpenSearch cluster"),
        ("<html>", "not JSON"),
    ],
)  # fmt: skip
def test_another_cluster_is_refused(stack: ExitStack, version: object, words: str) -> None:
    cluster = connected(stack, StandIn(fine, version))
    with pytest.raises(EngineUnavailable, match=words):
        cluster.request("GET", "/_cluster/health")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_request_that_a_node_refuses_or_fails_is_sent_to_another(stack: ExitStack, status: int) -> None:
    nodes = [StandIn(fails(status, "no")), StandIn(fine)]
    cluster = connected(stack, *nodes)
    for _ in range(6):
        assert cluster.request("GET", "/wrans/_search") == {"fine": True}
    assert len(nodes[1].requests) == 6
    assert len(nodes[0].requests) <= 1, "a node that failed is left out for a while"


def test_a_single_node_is_asked_twice(stack: ExitStack) -> None:
    answers = [(500, "no"), (200, {"fine": True})]
    node = StandIn(lambda *_: answers.pop(0))
    assert connected(stack, node).request("GET", "/wrans/_search") == {"fine": True}
    assert len(node.requests) == 2


def test_a_slow_node_is_left_for_another(stack: ExitStack) -> None:
    def slow(_method: str, _path: str, _body: bytes) -> tuple[int, object]:
        time.sleep(3)
        return 200, {"fine": False}

    cluster = connected(stack, StandIn(slow), StandIn(fine))
    for _ in range(4):
        started = time.monotonic()
        assert cluster.request("GET", "/wrans/_search", seconds=0.5) == {"fine": True}
        assert time.monotonic() - started < 2.5


def test_a_cluster_that_is_away_is_found_again_without_a_restart(stack: ExitStack) -> None:
    node = StandIn(fine)
    cluster = Cluster(ClusterSettings((node.address, "http://127.0.0.1:9")))
    stack.callback(cluster.close)
    with node.serving():
        assert cluster.request("GET", "/x") == {"fine": True}
    with pytest.raises(ClusterUnavailable, match="cannot be reached"):
        cluster.request("GET", "/x")
    with StandIn(fine, port=node.port).serving():
        assert cluster.request("GET", "/x") == {"fine": True}


def test_a_silent_cluster_times_out(stack: ExitStack) -> None:
    def silent(_method: str, _path: str, _body: bytes) -> tuple[int, object]:
        time.sleep(2)
        return 200, {}

    started = time.monotonic()
    with pytest.raises(ClusterUnavailable, match="did not answer in time"):
        connected(stack, StandIn(silent)).request("GET", "/x", seconds=0.3)
    assert time.monotonic() - started < 1.9


ADDRESS = "https://a:9200"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "must name the cluster"),
        ({"WRANS_OPENSEARCH": "a:9200"}, "must be https:// or http:// and a host"),
        ({"WRANS_OPENSEARCH": f"{ADDRESS},http://b:9200"}, "must begin alike"),
        ({"WRANS_OPENSEARCH": f"{ADDRESS}/path"}, "must be https:// or http:// and a host"),
        ({"WRANS_OPENSEARCH": ADDRESS, "WRANS_OPENSEARCH_INDEX": "Wrans*"}, "small letters"),
        ({"WRANS_OPENSEARCH": ADDRESS, "WRANS_OPENSEARCH_SHARDS": "0"}, "whole number from 1"),
        ({"WRANS_OPENSEARCH": ADDRESS, "WRANS_OPENSEARCH_REPLICAS": "many"}, "whole number from 0"),
    ],
)
def test_a_bad_setting_is_named(environment: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        settings.read({"WRANS_ENGINE": "opensearch", **environment})


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadSetting, match="WRANS_OPENSEARCH_LOGIN") as caught:
        settings.read({"WRANS_ENGINE": "opensearch", "WRANS_OPENSEARCH": "https://wrans:secret@a:9200"})
    assert "secret" not in str(caught.value)


def test_the_settings_of_a_cluster_are_read() -> None:
    environment = {
        "WRANS_ENGINE": "opensearch",
        "WRANS_OPENSEARCH": "https://a:9200/, https://b:9200",
        "WRANS_OPENSEARCH_LOGIN": "/run/login",
        "WRANS_OPENSEARCH_REPLICAS": "0",
    }
    read = settings.read(environment).cluster
    assert read == ClusterSettings(("https://a:9200", "https://b:9200"), login=Path("/run/login"), replicas=0)
    assert settings.read({**environment, "WRANS_ENGINE": "whoosh"}).cluster is None
