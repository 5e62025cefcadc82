"""Whether the process answers, and whether it answers from an index that is current."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable, IndexMismatch, SearchError
from search.results.types import IndexInfo
from search.text import dates
from tests.web.conftest import TABLE
from web import Assets, create_app
from web.site.options import SiteOptions


class Closed(MemoryEngine):
    """An engine without an index."""

    def __init__(self, error: SearchError) -> None:
        super().__init__()
        self._error = error

    def info(self) -> IndexInfo:
        raise self._error


def site(engine: MemoryEngine, max_age_days: int | None = None) -> FlaskClient:
    return create_app(engine, Assets.find(), SiteOptions(max_age_days=max_age_days)).test_client()


@pytest.fixture
def _a_fortnight_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is 14 days after the newest activity of the index of ``TABLE``."""
    monkeypatch.setattr(dates, "british_today", lambda: date(2024, 3, 19))


def test_a_process_is_alive_whatever_its_index() -> None:
    answer = site(Closed(EngineUnavailable("There is no index at /secret/place."))).get("/livez")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", [EngineUnavailable("No index at /secret/place."), IndexMismatch("/secret/place is damaged.")])
def test_without_an_index_it_is_not_ready_and_only_the_log_says_where(
    error: SearchError, caplog: pytest.LogCaptureFixture
) -> None:
    answer = site(Closed(error)).get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "not ready")
    assert "secret" not in answer.text
    assert "/secret/place" in caplog.text


@pytest.mark.usefixtures("_a_fortnight_later")
@pytest.mark.parametrize("max_age_days", [None, 14, 15])
def test_an_index_within_the_age_is_ready(max_age_days: int | None) -> None:
    answer = site(MemoryEngine([TABLE]), max_age_days).get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ready", "newest_activity": "2024-03-05", "age_days": 14}


@pytest.mark.usefixtures("_a_fortnight_later")
def test_an_older_index_is_not_ready_and_says_how_old_it_is() -> None:
    answer = site(MemoryEngine([TABLE]), 13).get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reason"] == "The newest activity is of 2024-03-05, 14 days ago; WRANS_MAX_AGE allows 13."


def test_an_index_without_dates_is_ready_only_without_a_limit() -> None:
    undated = MemoryEngine([replace(TABLE, tabled_on=None, due_on=None, answer=None)])
    assert site(undated).get("/readyz").status_code == 200
    assert site(undated, 30).get("/readyz").status_code == 503
