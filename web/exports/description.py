"""Describes an export: the search in words, the number of records, how new they are, their source and licence."""

from __future__ import annotations

import msgspec

from search.pipeline import reference_search
from search.pipeline.relevance_policy import SearchOutcome
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import IndexInfo
from web.site import licence, urls


class ExportDescription(msgspec.Struct, frozen=True):
    """The description of one export.

    ``search`` is the search in a sentence, ``count`` the number of records in the file, which leaves out collapsed ones;
    ``cut_count`` of them have a text that its source cut short.
    ``root`` begins every address of the site, and ``search_url`` is the whole address of the search's page.
    """

    search: str
    count: int
    root: str
    search_url: str
    info: IndexInfo
    cut_count: int = 0

    @classmethod
    def of(cls, request: SearchRequest, outcome: SearchOutcome, cut_count: int, root: str) -> ExportDescription:
        """Describe the export of every record of a search, and the problems in the text of the search."""
        page = outcome.page
        sentence = descriptions.total_sentence(outcome.rewritten.request, page.total, are_partial=not outcome.full_total)
        if outcome.matches_sentence:
            sentence += f". {outcome.matches_sentence.rstrip('.')}"
        if request.collapse_by and page.collapsed_total < page.total:
            sentence += f". {descriptions.collapsed_sentence(request.collapse_by, page.collapsed_total)}"
        if outcome.rewritten.references:
            sentence += "".join(f". {part.rstrip('.')}" for part in reference_search.sentences(outcome.rewritten.references))
        for problem in request.problems:
            sentence += f". {problem.message.rstrip('.')}"
        url = root + urls.results_page(request, 1)
        return cls(" ".join(sentence.split()), page.collapsed_total, root, url, page.info, cut_count)

    @property
    def freshness(self) -> str:
        """The day of the newest answer in words."""
        return descriptions.freshness(self.info)

    @property
    def source(self) -> str:
        """The search with its count, and the day of the newest answer. Formats without a header repeat it in each record."""
        return ". ".join(filter(None, (self.search.rstrip("."), self.freshness)))

    @property
    def comment(self) -> str:
        """The whole description in one line, for a comment in the file."""
        cut = f"{self.cut_count:,} with a text cut short by the source. " if self.cut_count else ""
        return f"{self.source}. {cut}{licence.notice(self.info.is_sample)} {self.search_url}"

    def as_json(self) -> dict[str, object]:
        """The whole description as an object of JSON."""
        return {
            "search": self.search,
            "count": self.count,
            "cut_short": self.cut_count,
            "newest_answer": self.info.newest_answer,
            "built_at": self.info.built_at,
            "build": self.info.build,
            "address": self.search_url,
            "licence": licence.notice(self.info.is_sample),
            "terms": licence.ADDRESS,
            "is_sample": self.info.is_sample,
        }
