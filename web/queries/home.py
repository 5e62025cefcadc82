"""The first page: the latest answers, and the number of questions of each answering body."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.query.nodes import Exists
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket, IndexInfo, ResultPage

LATEST_ANSWERS = 8
MAX_BODIES = 100


class HomeResult(msgspec.Struct, frozen=True):
    """A page of the latest answers, and every answering body with its number of questions."""

    latest: ResultPage
    bodies: tuple[Bucket, ...]

    @property
    def info(self) -> IndexInfo:
        """What the index holds."""
        return self.latest.info


def query_home(engine: Engine) -> HomeResult:
    """Search for the latest answers and count the answering bodies."""
    latest = SearchRequest(filters=(Exists("answered-on"),), sort="newest-answered", per_page=LATEST_ANSWERS)
    bodies = SearchRequest(facets=(FacetRequest("body", MAX_BODIES),), per_page=1)
    return HomeResult(engine.search(latest), engine.search(bodies).facets[0].buckets)
