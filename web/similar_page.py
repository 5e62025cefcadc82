"""More like this: from a record and the words taken out and added to what its page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search import describe, params, similar
from search.analysis import words
from search.engine import Engine
from search.records import Question
from search.request import SearchRequest
from search.results import KeyTerm, ResultPage
from web import hits, links, wording
from web.links import Likeness
from web.view_models import Link, Pairs, SimilarView

MAX_WORDS = 50
"""Words that can be taken out, and words that can be added."""

FOLD = "answered-together"
"""Of questions answered together only the foremost is an entry of the list."""

_OWN = ("drop", "add", "within", "at")


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """What was asked, the words it came to, and the records found by them."""

    like: Likeness
    terms: tuple[KeyTerm, ...]
    page: ResultPage


def similar_found(engine: Engine, question: Question, given: Pairs) -> SimilarFound:
    """What the parameters of the address find: its own, and the filters of the search one came from."""
    asked = params.read((name, value) for name, value in given if name not in _OWN)
    within = bool(asked.filters) and ("within", "yes") in given
    like = Likeness(question.id, asked.filters, _words(given, "drop"), _words(given, "add"), within)
    terms = similar.kept(engine.key_terms(question, similar.KEY_TERMS + len(like.drop)), like.drop)
    query = similar.query(question, terms, like.add, similar.addressed(engine, question))
    page = engine.search(SearchRequest(query=query, filters=asked.filters if within else (), page=asked.page, fold=FOLD))
    return SimilarFound(like, terms, page)


def similar_view(engine: Engine, question: Question, given: Pairs) -> SimilarView:
    """The page for the parameters of its address."""
    found = similar_found(engine, question, given)
    like, terms, page = found.like, found.terms, found.page

    def turned(number: int) -> str:
        return links.similar(like, number)

    return SimilarView(
        title=f"Questions like “{wording.title(question)}”",
        info=page.info,
        record=hits.record_link(question),
        summary=_summary(page.total, like.within),
        terms=tuple(Link(key.word, links.similar(replace(like, drop=(*like.drop, key.word)))) for key in terms),
        added=tuple(Link(word, links.similar(replace(like, add=_less(like.add, word)))) for word in like.add),
        dropped=tuple(Link(word, links.similar(replace(like, drop=_less(like.drop, word)))) for word in like.drop),
        action=links.similar(Likeness(question.id)),
        hidden=_kept(like),
        filters=tuple(map(describe.filter_words, like.filters)),
        within=like.within,
        hits=hits.hits(page),
        first=hits.first_number(page),
        past_end=hits.past_end(page, turned),
        pager=hits.pager(page, turned),
    )


def _kept(like: Likeness) -> Pairs:
    """What the form of the page sends along beside what is typed and ticked in it."""
    changed = [("drop", word) for word in like.drop] + [("add", word) for word in like.add]
    return (*changed, *params.write_filters(like.filters))


def _less(among: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(each for each in among if each != word)


def _words(given: Pairs, name: str) -> tuple[str, ...]:
    typed = " ".join(value for each, value in given if each == name)
    return tuple(dict.fromkeys(words(typed)))[:MAX_WORDS]


def _summary(total: int, within: bool) -> str:
    where = " within the filters below" if within else ""
    return f"{total:,} {'question shares' if total == 1 else 'questions share'} one or more of these words{where}, best first."
