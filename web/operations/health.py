"""``/livez``, ``/readyz`` and ``/health``: whether the process answers, and whether it answers from an index that is current.

The server answers all three in a thread of their own (``web.server.threads``).
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify

from search.engine import Engine
from search.errors import EngineUnavailable, SearchError
from search.results.phrasing import counted
from search.text import dates
from web.http import caching

_log = logging.getLogger("wrans.health")


def routes(engine: Engine, max_age_days: int | None) -> Blueprint:
    """Answer monitors. An index whose newest activity is more than ``max_age_days`` ago is not ready; None is no limit."""
    health = Blueprint("health", __name__)
    caching.leave_untagged(health)

    @health.get("/livez")
    def live() -> Response:
        return _uncached(jsonify(status="ok"))

    @health.get("/readyz")
    def ready() -> Response:
        try:
            newest = engine.info().newest_activity
        except SearchError as error:
            _log.warning("Not ready: %s", error)
            return _not_ready("The index is not open. The log says why.")
        age = (dates.british_today() - newest).days if newest else None
        if max_age_days is not None:
            if age is None:
                return _not_ready("No record of the index has a date, and WRANS_MAX_AGE sets the greatest age.")
            if age > max_age_days:
                return _not_ready(
                    f"The newest activity is of {newest}, {counted(age, 'day')} ago; WRANS_MAX_AGE allows {max_age_days:,}."
                )
        return _uncached(jsonify(status="ready", newest_activity=newest.isoformat() if newest else None, age_days=age))

    @health.get("/health")
    def describe() -> Response:
        try:
            info = engine.info()
        except EngineUnavailable as error:
            _log.warning("%s", error)  # the reason may name machines of the cluster, so readers do not see it
            response = jsonify(status="unavailable", reason="The index is not open. The log says why.")
            response.status_code = 503
            return response
        return jsonify(
            status="ok",
            build=info.build,
            records=info.records,
            newest_answer=info.newest_answer.isoformat() if info.newest_answer else None,
            built_at=info.built_at.isoformat(),
            sample=info.is_sample,
        )

    return health


def _not_ready(reason: str) -> Response:
    response = jsonify(status="not ready", reason=reason)
    response.status_code = 503
    return _uncached(response)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
