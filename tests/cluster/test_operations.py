"""Alerts by email and the metrics of a site over a cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.model.question import Answer, Question
from search.settings import ClusterSettings
from tests.web.alerts.mailbox import Mailbox, serving
from tests.web.alerts.test_alerts import LINK, ROOT, SENDER, SITE, invented_question
from tests.web.operations.test_metrics import parsed
from web import Assets, create_app
from web.operations.metrics import Metrics

pytest.importorskip("opensearchpy", reason="needs the extra `cluster`: make test-cluster")

NOBODY = "http://127.0.0.1:1"
"""An address at which nothing answers."""

ALERT = '[[alert]]\nto = "ada@example.org"\nsearch = "q=lantern"\n'


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    with serving() as mailbox_and_url:
        yield mailbox_and_url


def answered(question: Question) -> Question:
    return replace(question, answer=Answer(text="The lantern is lit.", answered_on=date(2024, 12, 2)))


def alerts(folder: Path, mail_url: str, settings: ClusterSettings) -> subprocess.CompletedProcess[str]:
    """Run a round as the operator's timer does: in a process of its own, with a folder that has a ledger and no index."""
    (folder / "alerts.toml").write_text(ALERT)
    environment = {
        **os.environ,
        "WRANS_INDEX_DATA": str(folder),
        "WRANS_ENGINE": "opensearch",
        "WRANS_OPENSEARCH": ",".join(settings.addresses),
        "WRANS_OPENSEARCH_INDEX": settings.index,
        "WRANS_SMTP": mail_url,
        "WRANS_SMTP_SENDER": SENDER,
        "WRANS_ADDRESS": SITE,
    }
    command = [sys.executable, str(ROOT / "app.py"), "alerts", str(folder / "alerts.toml")]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_alerts_send_what_is_new_on_the_cluster_once(
    settings: ClusterSettings, tmp_path: Path, mail: tuple[Mailbox, str]
) -> None:
    mailbox, url = mail
    records = [invented_question(number) for number in range(60)]
    writer = OpenSearchWriter(settings)
    writer.rebuild(records)
    first = alerts(tmp_path, url, settings)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Sent 0 messages for 1 alert. 1 was begun")
    writer.update([*map(answered, records[:30]), *(invented_question(number) for number in range(60, 70))])
    away = alerts(tmp_path, url, replace(settings, addresses=(NOBODY,)))
    assert away.returncode == 1
    assert len(away.stderr.splitlines()) == 1
    assert "cannot be reached" in away.stderr
    assert not mailbox.received
    assert alerts(tmp_path, url, settings).returncode == 0
    writer.rebuild([*map(answered, records[:30]), *records[30:], *(invented_question(number) for number in range(60, 70))])
    assert alerts(tmp_path, url, settings).stdout.startswith("Sent 0 messages")
    sent = Counter(number for message in mailbox.messages() for number in LINK.findall(message.get_content()))
    assert sent == Counter(map(str, [*range(30), *range(60, 70)]))


def test_the_metrics_are_those_of_the_index_of_the_cluster(settings: ClusterSettings, tmp_path: Path) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(invented_question(number) for number in range(40))
    engine = OpenSearchEngine(Cluster(settings), poll_seconds=0)
    client = create_app(engine, Assets.find(), metrics=Metrics(tmp_path, "local")).test_client()
    assert client.get("/search?q=lantern").status_code == 200
    samples = parsed(client.get("/metrics").text)
    assert (samples["wrans_index_open", ()], samples["wrans_records", ()]) == (1, 40)
    assert samples["wrans_requests_total", ("/search", "2xx")] == 1
    assert samples["wrans_build_info", (engine.info().build, *versions(samples))] == 1
    built = samples["wrans_built_timestamp_seconds", ()]
    writer.update([invented_question(40)])
    assert parsed(client.get("/metrics").text)["wrans_records", ()] == 41
    writer.rebuild(invented_question(number) for number in range(20))
    samples = parsed(client.get("/metrics").text)
    assert samples["wrans_records", ()] == 20
    assert samples["wrans_built_timestamp_seconds", ()] > built
    engine.close()


def versions(samples: dict[tuple[str, tuple[str, ...]], float]) -> tuple[str, ...]:
    """The version of the program in the labels of the build."""
    return next(labels[1:] for name, labels in samples if name == "wrans_build_info")


def test_the_metrics_say_that_the_cluster_is_away(tmp_path: Path) -> None:
    engine = OpenSearchEngine(Cluster(ClusterSettings((NOBODY,))))
    client = create_app(engine, Assets.find(), metrics=Metrics(tmp_path, "local")).test_client()
    assert client.get("/search?q=lantern").status_code == 503
    response = client.get("/metrics")
    assert response.status_code == 200
    samples = parsed(response.text)
    assert samples["wrans_index_open", ()] == 0
    assert ("wrans_records", ()) not in samples
    assert samples["wrans_requests_total", ("/search", "5xx")] == 1
    assert "127.0.0.1:1" not in response.text
    engine.close()
