"""What a file is of: the search in words, how many records, the date of the data, where it came from, on what terms."""

from __future__ import annotations

from dataclasses import dataclass

from search.pipeline.relevance_policy import SearchOutcome
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.site import licence, urls


@dataclass(frozen=True, slots=True)
class About:
    """``words`` are the search in a sentence, ``count`` is how many records the file has, less those that are folded.

    ``search`` is the whole address of its page, whose site is at ``root``.
    """

    words: str
    count: int
    root: str
    search: str
    info: IndexInfo

    @classmethod
    def of(cls, asked: SearchRequest, outcome: SearchOutcome, root: str) -> About:
        """What is to be said of every record of a search, and of what in its text could not be used."""
        page = outcome.page
        words = descriptions.total_sentence(outcome.rewritten.request, page.total, are_partial=bool(outcome.min_should_match))
        if asked.collapse_by and page.collapsed_total < page.total:
            words += f". {descriptions.collapsed_sentence(asked.collapse_by, page.collapsed_total)}"
        for problem in asked.problems:
            words += f". {problem.message.rstrip('.')}"
        return cls(" ".join(words.split()), page.collapsed_total, root, root + urls.page(asked, 1), page.info)

    @property
    def data_of(self) -> str:
        """The day of the data, in words."""
        return long_date(self.info.built_at.date())

    @property
    def source(self) -> str:
        """The search in words, with the count, and the day of the data: what stands beside each record of a plain format."""
        return f"{self.words.rstrip('.')}. Data of {self.data_of}"

    @property
    def remark(self) -> str:
        """All of it in one line, for a comment."""
        return f"{self.source}. {licence.notice(self.info.is_sample)} {self.search}"

    def data(self) -> dict[str, object]:
        """All of it as JSON has it."""
        return {
            "search": self.words,
            "count": self.count,
            "data_of": self.info.built_at,
            "build": self.info.build,
            "address": self.search,
            "licence": licence.notice(self.info.is_sample),
            "terms": licence.ADDRESS,
            "is_sample": self.info.is_sample,
        }
