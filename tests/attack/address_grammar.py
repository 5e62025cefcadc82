"""Hostile addresses made by a grammar: every address of the site that searches, with made texts and costly parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args
from urllib.parse import quote, urlencode

from search.model.fields import FIELDS
from search.model.linked_data_paths import PATHS
from search.model.question import Question
from search.query.request import Sort
from tests.attack.query_grammar import Material, QueryGrammar
from web.exports.formats import EXPORTS
from web.linked_data.endpoints import ENDPOINTS
from web.linked_data.formats.negotiation import FORMATS
from web.linked_data.item_views import VIEWS
from web.queries.changes import CHANGE_KINDS

Pairs = list[tuple[str, str]]

_FACETS = tuple(name for name, field in FIELDS.items() if field.facet)
_COLLAPSIBLE = tuple(name for name, field in FIELDS.items() if field.is_collapsible)
_DATES = ("2024", "2023-11-01", "2019-02", "today")
_SWITCHES = ("feedback", "meaning", "people", "references", "draft")
_LDA_DATES = ("dateTabled", "date", "answer.dateOfAnswer", "answer.questionFirstAnswered")

FILES = tuple(ending for ending in EXPORTS if ending not in ("xlsx", "parquet"))
"""The endings of files whose first piece comes when the search has been made: not of workbooks and row groups."""

PLAIN = (
    *("/", "/index.json", "/coverage", "/coverage.json", "/coverage.csv", "/meta", "/api-config", "/sitemap.xml"),
    *("/meta.json", "/meta/answeredquestions", "/api-config.ttl", "/api-config/x", "/resources", "/resources.json"),
    *("/robots.txt", "/opensearch.xml", "/api/openapi.json", "/swagger/v1/swagger.json", "/llms.txt"),
)
"""Addresses without parameters."""

INSIGHT = {
    "/trends": ("", ".json", ".csv"),
    "/rising": ("", ".json"),
    "/clock": ("", ".json", ".csv"),
    **dict.fromkeys(("/people", "/bodies"), ("", ".json")),
    **dict.fromkeys(("/people/1", "/bodies/1"), ("", ".json", ".csv")),
}
"""Pages that count many records, with the endings of their data."""

HELP = tuple(f"/help{topic}{ending}" for topic in ("", "/searching") for ending in ("", ".json", ".md"))


class AddressGrammar:
    """Makes addresses from a seed; ``queries`` makes their texts."""

    def __init__(self, seed: int, material: Material) -> None:
        self.queries = QueryGrammar(seed, material)
        self._random = self.queries.random
        self._makers: tuple[tuple[int, Callable[[], str]], ...] = (
            (20, self._search),
            (4, lambda: self._with("/search.md", self._search_pairs())),
            (8, lambda: self._with("/search.json", self._search_pairs())),
            (4, lambda: self._with("/search.atom", self._search_pairs())),
            (8, lambda: self._with(f"/export.{self._random.choice(FILES)}", self._search_pairs())),
            (4, lambda: self._with("/export.about.json", self._search_pairs())),
            (8, self._changes),
            (10, self._asked),
            (8, self._values),
            (5, self._completions),
            (4, self._record),
            (10, self._similar),
            (8, self._score),
            (12, self._linked_data),
            (3, self._linked_data_item),
            (10, self._official_api),
            (2, self._official_question),
            (6, self._plain),
            (12, self._insight),
            (3, self._chain),
        )

    def address(self) -> str:
        """Return an address."""
        weights = [weight for weight, _ in self._makers]
        (maker,) = self._random.choices([make for _, make in self._makers], weights)
        return maker()

    def _with(self, path: str, pairs: Pairs) -> str:
        return f"{quote(path)}?{urlencode(pairs)}" if pairs else quote(path)

    def _sometimes(self, share: float, *pairs: tuple[str, str]) -> Pairs:
        return list(pairs) if self._random.random() < share else []

    def _ending(self, *endings: str) -> str:
        return self._random.choice(("", *endings))

    def _id(self) -> str:
        return self.queries.question().id

    def _value(self, name: str) -> str:
        return self._random.choice(self.queries.material.values.get(name, ("none",)))

    def _search(self) -> str:
        pairs = self._search_pairs()
        pairs += self._sometimes(0.3, ("page", self._random.choice(("2", "50", "5000", "10000000"))))
        pairs += self._sometimes(0.3, ("per", self._random.choice(("10", "50", "100"))))
        return self._with("/search", pairs)

    def _search_pairs(self) -> Pairs:
        pairs = [("q", self.queries.text())] if self._random.random() < 0.95 else []
        pairs += self._sometimes(0.3, ("sort", self._random.choice(get_args(Sort))))
        pairs += self._sometimes(0.2, ("collapse", self._random.choice(_COLLAPSIBLE)))
        pairs += self._sometimes(0.2, ("as-typed", "yes"))
        pairs += self._sometimes(0.2, ("words", "all"))
        pairs += self._sometimes(0.2, (self._random.choice(_SWITCHES), "no"))
        return pairs + self._filters()

    def _filters(self) -> Pairs:
        pairs: Pairs = []
        while self._random.random() < 0.3:
            name = self._random.choice(list(self.queries.material.values))
            values = self.queries.material.values[name]
            pairs += [(name, value) for value in self._random.sample(values, self._random.choice((1, 1, len(values))))]
        pairs += self._sometimes(0.2, (f"tabled-{self._random.choice(('from', 'to'))}", self._random.choice(_DATES)))
        name = self._random.choice(list(FIELDS))
        return pairs + self._sometimes(0.2, (self._random.choice(("has", "lacks")), name))

    def _changes(self) -> str:
        pairs = [
            ("q", self.queries.text()),
            *self._filters(),
            *self._sometimes(0.6, ("kind", self._random.choice(list(CHANGE_KINDS)))),
        ]
        return self._with("/changes" + self._ending(".atom", ".json"), pairs)

    def _asked(self) -> str:
        text = self._random.choice((self.queries.draft, self.queries.text))()
        return self._with("/asked" + self._ending(".json", ".md"), [("text", text), *self._sometimes(0.2, ("as-typed", "yes"))])

    def _values(self) -> str:
        find = self._sometimes(0.5, ("find", self._random.choice(("a", "the", "smith", self.queries.text()))))
        path = f"/search/values/{self._random.choice(_FACETS)}{self._ending('.json')}"
        return self._with(path, [*self._search_pairs(), *find])

    def _completions(self) -> str:
        text = self.queries.text()[: self._random.choice((1, 3, 40, 199, 2_000))]
        return self._random.choice((self._with("/words", [("begin", text)]), self._with("/suggest", [("q", text)])))

    def _record(self) -> str:
        pairs = self._random.choice(([], [*self._search_pairs(), ("at", "3")]))
        return (
            self._with(f"/questions/{self._id()}", pairs)
            if pairs
            else f"/questions/{self._id()}{self._ending('.json', '.md', '.bib', '.ris')}"
        )

    def _similar(self) -> str:
        pairs = self._filters() + self._sometimes(0.3, ("within", "yes")) + self._sometimes(0.2, ("later", "yes"))
        pairs += self._sometimes(0.3, ("add", self.queries.draft()[:300])) + self._sometimes(
            0.2, ("drop", self.queries.draft()[:300])
        )
        pairs += self._sometimes(0.2, ("unlike", self._id()), ("unlike", self._id()))
        pairs += self._sometimes(0.2, ("page", self._random.choice(("2", "500"))))
        return self._with(f"/questions/{self._id()}/similar{self._ending('.json')}", pairs)

    def _score(self) -> str:
        question = self.queries.question()
        text = self._random.choice((question.text, f"the of to OR {question.house} OR ({self.queries.text()[:1_500]})"))
        return self._with(
            f"/questions/{question.id}/score{self._ending('.json')}", [("q", text), *self._sometimes(0.2, ("words", "all"))]
        )

    def _linked_data(self) -> str:
        path = f"/{self._random.choice(list(ENDPOINTS))}"
        pairs = self._sometimes(0.5, ("_search", self.queries.text())) + self._lda_filters(self.queries.question())
        pairs += self._sometimes(0.4, ("_pageSize", self._random.choice(("50", "500", "5000"))))
        pairs += self._sometimes(0.3, ("_page", self._random.choice(("2", "500"))))
        sorts = self._random.sample(list(PATHS), self._random.choice((1, 2, 12)))
        pairs += self._sometimes(0.3, ("_sort", ",".join(self._random.choice(("", "-")) + path for path in sorts)))
        pairs += self._sometimes(0.3, ("_view", self._random.choice(list(VIEWS))))
        return self._with(path + self._ending(*(f".{name}" for name in FORMATS)), pairs)

    def _lda_filters(self, question: Question) -> Pairs:
        day = self._random.choice(_DATES[1:3])
        bound = self._random.choice(("min-", "max-", "minEx-", "maxEx-")) + self._random.choice(_LDA_DATES)
        mark = self._random.choice(("min-", "max-", "exists-", "")) + self._random.choice(("uin", "hansardHeading", "answer"))
        pairs = self._sometimes(0.3, (bound, day)) + self._sometimes(0.3, (mark, "true" if "exists" in mark else question.uin))
        return (
            pairs
            + self._sometimes(0.2, ("questionText", question.text))
            + self._sometimes(0.2, ("tablingMemberPrinted", question.asked_by.name))
        )

    def _linked_data_item(self) -> str:
        folder = self._random.choice(("resources", "resources", "answeredquestions"))
        return f"/{folder}/{self._id()}{self._ending(*(f'.{name}' for name in FORMATS))}"

    def _official_api(self) -> str:
        pairs = self._sometimes(0.7, ("searchTerm", self.queries.text()))
        pairs += self._sometimes(0.5, ("take", self._random.choice(("100", "1000", "5000"))))
        pairs += self._sometimes(0.3, ("skip", self._random.choice(("10", "5000", "70000"))))
        pairs += self._sometimes(0.3, ("answered", self._random.choice(("Answered", "Unanswered"))), ("expandMember", "true"))
        pairs += self._sometimes(0.2, *(("answeringBodies", str(number)) for number in range(1, 60)))
        pairs += self._sometimes(0.2, ("tabledWhenFrom", self._random.choice(_DATES[1:2])), ("house", "Commons"))
        return self._with("/api/writtenquestions/questions", pairs)

    def _official_question(self) -> str:
        question = self.queries.question()
        by_day = f"/api/writtenquestions/questions/{question.tabled_on}/{question.uin or '1'}"
        return self._random.choice((f"/api/writtenquestions/questions/{question.id}", by_day))

    def _insight(self) -> str:
        """Return a page that counts many records."""
        path, endings = self._random.choice(list(INSIGHT.items()))
        pairs: Pairs = []
        if path == "/trends":
            pairs = [("q", self.queries.text()) for _ in range(self._random.choice((1, 2, 6)))] + self._filters()
        return self._with(path + self._random.choice(endings), pairs)

    def _chain(self) -> str:
        kind = self._random.choice(("thread", "set", "series"))
        return f"/questions/{self._id()}/{self._random.choice((kind + self._ending('.json', '.csv'), 'tables.csv'))}"

    def _plain(self) -> str:
        year = self._value("tabled-year")
        return self._random.choice((*PLAIN, f"/sitemaps/{year}-1.xml", *HELP))
