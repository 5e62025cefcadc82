"""What a Prometheus server reads, by the parser of its own client library, and who may read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from search import settings
from search.coverage import harvest_runs
from search.engines.memory import MemoryEngine
from search.errors import DONE, FAILED, EngineUnavailable
from search.results.types import IndexInfo
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.operations.measurements import BUCKETS, NO_ROUTE
from web.operations.metrics import FORWARDING_HEADERS, Metrics
from web.site.options import SiteOptions

Samples = dict[tuple[str, tuple[str, ...]], float]
OWN_PORT = 9_109


class Closed(MemoryEngine):
    """An engine without an index."""

    def info(self) -> IndexInfo:
        raise EngineUnavailable("There is no index.")


def site(
    folder: Path, access: Literal["local"] | int = "local", engine: MemoryEngine | None = None, rate: float = 0
) -> FlaskClient:
    options = SiteOptions(units_a_second=rate, has_proxy=True)
    return create_app(engine or MemoryEngine(BY_HAND), Assets.find(), options, metrics=Metrics(folder, access)).test_client()


def parsed(text: str) -> Samples:
    """Every sample by its name and the values of its labels, in the order of their names."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value for sample in samples}


def test_requests_are_counted_by_route_and_status(tmp_path: Path) -> None:
    client = site(tmp_path)
    for address in ("/questions/2001", "/questions/2002", "/questions/nobody", "/search?q=lantern", "/nowhere/1", "/nowhere/2"):
        client.get(address)
    samples = parsed(client.get("/metrics").text)
    assert samples["wrans_requests_total", ("/questions/<id>", "2xx")] == 2
    assert samples["wrans_requests_total", ("/questions/<id>", "4xx")] == 1
    assert samples["wrans_requests_total", ("/search", "2xx")] == 1
    assert samples["wrans_requests_total", (NO_ROUTE, "4xx")] == 2
    assert not [labels for _, labels in samples if any("nowhere" in label or "2001" in label for label in labels)]


def test_the_histogram_adds_up(tmp_path: Path) -> None:
    client = site(tmp_path)
    for _ in range(3):
        client.get("/search?q=lantern")
    samples = parsed(client.get("/metrics").text)
    in_buckets = [samples["wrans_request_seconds_bucket", (str(bound), "/search")] for bound in (*BUCKETS, "+Inf")]
    assert in_buckets == sorted(in_buckets)
    assert in_buckets[-1] == samples["wrans_request_seconds_count", ("/search",)] == 3
    assert 0 < samples["wrans_request_seconds_sum", ("/search",)] < 60


def test_requests_that_are_refused_before_they_reach_a_page_are_counted(tmp_path: Path) -> None:
    client = site(tmp_path, rate=0.01)
    client.get(f"/{'x' * 3_000}")
    for _ in range(2):
        client.get("/search?q=lantern", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    samples = parsed(client.get("/metrics").text)
    assert samples["wrans_requests_total", (NO_ROUTE, "4xx")] == 1
    assert samples["wrans_requests_total", ("/search", "4xx")] == 1
    assert samples["wrans_limited_requests_total", ()] == 1


def test_the_index_is_described(tmp_path: Path) -> None:
    samples = parsed(site(tmp_path).get("/metrics").text)
    assert samples["wrans_index_open", ()] == 1
    assert samples["wrans_records", ()] == len(BY_HAND)
    assert [name for name, _ in samples if name == "wrans_build_info"]
    assert samples["wrans_rejected_records", ()] == samples["wrans_warned_records", ()] == 0
    newest = MemoryEngine(BY_HAND).info().newest_answer
    assert newest is not None
    age = datetime.now(UTC) - datetime(newest.year, newest.month, newest.day, tzinfo=UTC)
    assert abs(samples["wrans_newest_answer_age_seconds", ()] - age.total_seconds()) < timedelta(hours=1).total_seconds()


def test_without_an_index_the_rest_is_still_answered(tmp_path: Path) -> None:
    answer = site(tmp_path, engine=Closed()).get("/metrics")
    samples = parsed(answer.text)
    assert answer.status_code == 200
    assert samples["wrans_index_open", ()] == 0
    assert ("wrans_records", ()) not in samples


def test_files_in_progress_are_counted_while_they_are_made(tmp_path: Path) -> None:
    client = site(tmp_path)
    file = client.get("/export.csv?q=", buffered=False)
    assert parsed(client.get("/metrics").text)["wrans_files_in_progress", ()] == 1
    file.close()
    assert parsed(client.get("/metrics").text)["wrans_files_in_progress", ()] == 0


def test_runs_that_fetch_are_counted_with_their_failures(tmp_path: Path) -> None:
    assert not [name for name, _ in parsed(site(tmp_path).get("/metrics").text) if "harvest" in name]
    assert harvest_runs.recorded(tmp_path, lambda: DONE) == DONE
    assert harvest_runs.read(tmp_path) is None, "where nothing was ever fetched, nothing is written"
    (tmp_path / "harvest").mkdir()
    harvest_runs.recorded(tmp_path, lambda: DONE)
    succeeded = parsed(site(tmp_path).get("/metrics").text)["wrans_harvest_last_success_timestamp_seconds", ()]
    harvest_runs.recorded(tmp_path, lambda: FAILED)
    with pytest.raises(ZeroDivisionError):
        harvest_runs.recorded(tmp_path, lambda: 1 // 0)
    samples = parsed(site(tmp_path).get("/metrics").text)
    assert samples["wrans_harvest_runs_total", ()] == 3
    assert samples["wrans_harvest_failed_runs_total", ()] == 2
    assert samples["wrans_harvest_last_success_timestamp_seconds", ()] == succeeded
    assert samples["wrans_harvest_last_run_timestamp_seconds", ()] > succeeded


def test_a_damaged_record_of_runs_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "harvest").mkdir()
    (tmp_path / "harvest" / "runs.json").write_text("[")
    assert harvest_runs.recorded(tmp_path, lambda: FAILED) == FAILED
    runs = harvest_runs.read(tmp_path)
    assert runs is not None
    assert (runs.runs, runs.failed_runs, runs.last_success) == (1, 1, None)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_program_on_this_machine_reads_the_metrics(tmp_path: Path, address: str) -> None:
    answer = site(tmp_path).get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", ""])
def test_nobody_else_does(tmp_path: Path, address: str) -> None:
    answer = site(tmp_path).get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 403
    assert "wrans_" not in answer.text


@pytest.mark.parametrize("header", FORWARDING_HEADERS)
def test_nor_does_somebody_behind_a_proxy_on_this_machine(tmp_path: Path, header: str) -> None:
    assert site(tmp_path).get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_a_port_of_their_own_answers_operators_and_nothing_else(tmp_path: Path) -> None:
    client = site(tmp_path, OWN_PORT)
    own = {"SERVER_PORT": str(OWN_PORT), "REMOTE_ADDR": "192.0.2.1"}
    assert [client.get(path, environ_overrides=own).status_code for path in ("/metrics", "/livez", "/readyz")] == [200] * 3
    assert [client.get(path, environ_overrides=own).status_code for path in ("/", "/search", "/export.csv")] == [404] * 3
    assert client.get("/metrics").status_code == 404
    assert client.get("/").status_code == 200


def test_without_metrics_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(("value", "access"), [("", "local"), ("local", "local"), ("off", "off"), ("9109", 9109)])
def test_the_setting_is_a_word_or_a_port(value: str, access: str | int) -> None:
    assert settings.read({"WRANS_METRICS": value}).metrics == access


@pytest.mark.parametrize("value", ["on", "0", "65536", "8000", "127.0.0.1:9109"])
def test_no_other_value_is_read(value: str) -> None:
    with pytest.raises(settings.BadSetting, match="WRANS_METRICS is"):
        settings.read({"WRANS_METRICS": value})
