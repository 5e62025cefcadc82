"""What a file is of: the search in words, how many records, the date of the data, where it came from, on what terms."""

from __future__ import annotations

from dataclasses import dataclass

from search import describe
from search.dates import spoken
from search.request import SearchRequest
from search.results import IndexInfo
from search.retrieval import Outcome
from web import licence, links


@dataclass(frozen=True, slots=True)
class About:
    """``words`` are the search in a sentence; ``search`` is the whole address of its page, whose site is at ``root``."""

    words: str
    count: int
    root: str
    search: str
    info: IndexInfo

    @classmethod
    def of(cls, asked: SearchRequest, outcome: Outcome, root: str) -> About:
        """What is to be said of every record of a search."""
        total, info = outcome.page.total, outcome.page.info
        words = describe.sentence(asked, total, nearest=bool(outcome.needed))
        return cls(" ".join(words.split()), total, root, root + links.page(asked, 1), info)

    @property
    def data_of(self) -> str:
        """The day of the data, in words."""
        return spoken(self.info.built_at.date())

    @property
    def remark(self) -> str:
        """All of it in one line, for a comment."""
        return f"{self.words}. Data of {self.data_of}. {licence.words(self.info.is_sample)} {self.search}"

    def data(self) -> dict[str, object]:
        """All of it as JSON has it."""
        return {
            "search": self.words,
            "count": self.count,
            "data_of": self.info.built_at,
            "build": self.info.build,
            "address": self.search,
            "licence": licence.words(self.info.is_sample),
            "terms": licence.ADDRESS,
            "is_sample": self.info.is_sample,
        }
