"""The files for operators agree with the program: units of systemd, rules for alerts, settings of the documentation."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from search.coverage import harvest_runs
from search.engines.memory import MemoryEngine
from search.errors import DONE
from search.settings import SETTINGS
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.operations.metrics import Metrics

DOCS = Path(__file__).parents[1] / "docs"
UNITS = sorted((DOCS / "systemd").iterdir())
MOST_EXPOSED = 1.5
"""The highest rating of systemd-analyze security that a unit may have; 10 is a unit without any restriction."""

ZONES = {"wrans_connections", "wrans_requests"}
"""Names in the example of nginx that look like metrics."""

_METRIC = re.compile(r"\bwrans_[a-z_]+\b")


class Unit(configparser.RawConfigParser):
    """A unit of systemd, of which the last of repeated settings is kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.read_string(path.read_text("utf-8"))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all samples of a site that has fetched once."""
    folder = tmp_path_factory.mktemp("index")
    (folder / "harvest").mkdir()
    harvest_runs.recorded(folder, lambda: DONE)
    metrics = Metrics(folder, "local")
    client = create_app(MemoryEngine(BY_HAND), Assets.find(), metrics=metrics).test_client()
    metrics.measurements.report_closed("idle")
    client.get("/search?q=lantern")
    return {line.partition("{")[0].partition(" ")[0] for line in client.get("/metrics").text.splitlines() if line[0] != "#"}


@pytest.mark.parametrize("name", ["prometheus-alerts.yml", "operating.md"])
def test_every_metric_that_is_named_exists(names: set[str], name: str) -> None:
    used = set(_METRIC.findall((DOCS / name).read_text("utf-8")))
    assert len(used) > 5
    families = {sample.removesuffix("_bucket") for sample in names}
    assert {metric for metric in used if metric not in names | families} - ZONES == set()


def test_every_metric_is_explained(names: set[str]) -> None:
    explained = set(_METRIC.findall((DOCS / "operating.md").read_text("utf-8")))
    assert {re.sub("_(bucket|count|sum)$", "", name) for name in names} - explained == set()


def test_every_setting_that_the_documentation_names_exists() -> None:
    text = (DOCS / "operating.md").read_text("utf-8") + "".join(path.read_text("utf-8") for path in UNITS)
    assert set(re.findall(r"\bWRANS_[A-Z_]+\b", text)) - {setting.name for setting in SETTINGS} == set()


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_a_unit_gives_no_rights_that_it_does_not_need(path: Path) -> None:
    service = Unit(path)["Service"]
    assert (service["User"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("wrans", "yes", "")
    assert service["ProtectSystem"] == "strict"
    writes = "ReadWritePaths" in service
    assert writes == (path.name == "wrans-update.service"), "the site only reads the index"
    assert service["ExecStart"].split()[:1] == ["/opt/wrans/bin/wrans"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_systemd_rates_a_unit_as_safe(path: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "offline" in run.stderr:
        pytest.skip("systemd-analyze is too old to rate a file")
    rating = re.search(r"exposure level for \S+: ([\d.]+)", run.stdout)
    assert rating is not None
    assert float(rating[1]) <= MOST_EXPOSED


def test_the_timer_starts_the_update() -> None:
    timer = Unit(DOCS / "systemd" / "wrans-update.timer")
    assert timer["Timer"]["OnCalendar"] == "hourly"
    assert (DOCS / "systemd" / "wrans-update.service").is_file()
