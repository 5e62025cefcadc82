"""A page of search results."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.coverage.gap_notes import gap_notes
from search.engine import Engine
from search.pipeline import relevance_policy
from search.pipeline.readings.filter_offers import FilterOffer, filter_offers
from search.pipeline.readings.member_searches import PeopleResult, query_people
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.semantic_bonus import Meaning
from search.pipeline.undated import UndatedRecords, query_undated
from search.query import url_params
from search.query.request import SearchRequest
from search.results.types import Facet, ResultPage
from web.queries import query_hints
from web.queries.facets import FACETS
from web.queries.insight.histogram import MONTHS_FACET
from web.queries.query_hints import Expansion, SpellingSuggestion
from web.site.link import Pairs


class SearchResult(msgspec.Struct, frozen=True):
    """A search as its address gives it, its outcome, and the synonyms and spelling suggestions for its words.

    ``undated`` are the records that its days leave out only because no day of them is known.
    ``gap_notes`` name the gaps of the index that the results depend on.
    ``people`` are the members that its text names; ``filter_offers`` the filters that its words may mean.
    """

    request: SearchRequest
    outcome: SearchOutcome
    expansions: tuple[Expansion, ...]
    suggestions: tuple[SpellingSuggestion, ...]
    undated: tuple[UndatedRecords, ...]
    gap_notes: tuple[str, ...]
    people: PeopleResult | None
    filter_offers: tuple[FilterOffer, ...]

    @property
    def page(self) -> ResultPage:
        """The page of results."""
        return self.outcome.page

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets of the site, in their order."""
        return self.page.facets[: len(FACETS)]

    @property
    def months(self) -> Facet:
        """Every month of the results, counted without the filter by month."""
        return self.page.facets[-1]

    @property
    def title(self) -> str:
        """The total and the search in a sentence."""
        return self.outcome.title


def query_results(engine: Engine, params: Pairs, meaning: Meaning | None = None, *, with_scores: bool = True) -> SearchResult:
    """Search with every facet of the site. Raises ``BadRequest`` for parameters that cannot be read.

    ``with_scores`` False leaves out the scores of hits that are not sorted by relevance: a page shows none.
    """
    request = url_params.read(params)
    snapshot = engine.snapshot()
    outcome = relevance_policy.search(
        snapshot, replace(request, facets=(*FACETS, MONTHS_FACET), with_scores=with_scores), meaning
    )
    rewritten = outcome.rewritten
    return SearchResult(
        request,
        outcome,
        query_hints.expansions(rewritten),
        query_hints.spelling_suggestions(rewritten),
        query_undated(snapshot, outcome.page.request),
        gap_notes(
            outcome.page.info, request, outcome.page.total, rewritten.references.not_in_index if rewritten.references else ()
        ),
        query_people(snapshot, request, rewritten.people),
        filter_offers(snapshot, request),
    )
