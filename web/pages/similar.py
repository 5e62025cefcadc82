"""More like this: from a record and what was changed of what its page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.address_formula import addressee
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.query import url_params
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import KeyTerm, ResultPage
from search.text.dates import long_date
from web.pages.parts import hits
from web.queries import similar_params
from web.queries.similar_params import MAX_UNLIKE, MAX_WORDS, SAME
from web.site import urls, wording
from web.site.link import Link, Pairs
from web.site.urls import SimilarParams
from web.view_models.choices import Keeping
from web.view_models.hits import HitView
from web.view_models.similar import SimilarView, TermView

FOLD = "answered-together"
"""Of questions answered together only the foremost is an entry of the list."""


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """What was asked, the words and the query it came to, the records said to be wrong, and the records found."""

    like: SimilarParams
    sought: MoreLikeThisQuery
    unlike: tuple[Question, ...]
    page: ResultPage


def similar_found(engine: Engine, question: Question, given: Pairs) -> SimilarFound:
    """What the parameters of the address find: its own, and the filters of the search one came from."""
    like, number = similar_params.read(question, given)
    unlike = tuple(_known(engine, wrong) for wrong in like.unlike)
    sought = more_like_this.build_query(engine, question, like.drop, like.add, unlike)
    request = SearchRequest(query=sought.query, filters=similar_params.filters(question, like), page=number, collapse_by=FOLD)
    return SimilarFound(like, sought, unlike, engine.search(request))


def _known(engine: Engine, id: str) -> Question:
    question = engine.get(id)
    if question is None:
        raise BadRequest((Problem("unlike", f"There is no question {id[:64]!r} to be unlike; take it out of the address."),))
    return question


def similar_view(engine: Engine, question: Question, given: Pairs) -> SimilarView:
    """The page for the parameters of its address."""
    found = similar_found(engine, question, given)
    like, page = found.like, found.page

    def turned(number: int) -> str:
        return urls.similar(like, number)

    return SimilarView(
        title=f"Questions like “{wording.title(question)}”",
        info=page.info,
        record=hits.record_link(question),
        summary=_summary(page),
        terms=tuple(_term(key, like) for key in found.sought.terms),
        addressed=addressee(question.text) if found.sought.addressee_terms else "",
        added=tuple(Link(word, urls.similar(replace(like, add=_less(like.add, word)))) for word in like.add),
        dropped=tuple(Link(word, urls.similar(replace(like, drop=_less(like.drop, word)))) for word in like.drop),
        unlike=tuple(_put_back(each, like) for each in found.unlike),
        action=urls.similar(SimilarParams(question.id)),
        hidden=_kept(like),
        choices=_choices(question, like),
        hits=_hits(page, like),
        first=hits.first_number(page),
        past_end=hits.past_end(page, turned),
        pager=hits.pager(page, turned),
    )


def _term(key: KeyTerm, like: SimilarParams) -> TermView:
    without = urls.similar(replace(like, drop=(*like.drop, key.word))) if len(like.drop) < MAX_WORDS else ""
    return TermView(Link(key.word, without), round(100 * key.weight))


def _put_back(question: Question, like: SimilarParams) -> Link:
    back = urls.similar(replace(like, unlike=_less(like.unlike, question.id)))
    return Link(wording.title(question), back, wording.identity(question))


def _hits(page: ResultPage, like: SimilarParams) -> tuple[HitView, ...]:
    """The hits, each with the link that says that it is wrong."""
    views = hits.hits(page)
    if len(like.unlike) >= MAX_UNLIKE:
        return views
    return tuple(
        replace(view, links=(*view.links, _unlike(hit.question, like))) for view, hit in zip(views, page.hits, strict=True)
    )


def _unlike(question: Question, like: SimilarParams) -> Link:
    return Link("Not like it", urls.similar(replace(like, unlike=(*like.unlike, question.id))), wording.named(question))


def _choices(question: Question, like: SimilarParams) -> tuple[Keeping, ...]:
    """The checkboxes: what this record has that others can have too, and the filters that came along."""
    found = [
        Keeping(f"same-{name}", "same", name, f"the same {called}: {', '.join(values)}", name in like.same)
        for name, called in SAME.items()
        if (values := FIELDS[name].values(question))
    ]
    if question.tabled_on:
        found.append(Keeping("later", "later", "yes", f"tabled after {long_date(question.tabled_on)}", like.later))
    if like.filters:
        said = "; ".join(map(descriptions.describe_filter, like.filters))
        found.append(Keeping("within", "within", "yes", f"within the filters: {said}", like.within))
    return tuple(found)


def _kept(like: SimilarParams) -> Pairs:
    """What the form of the page sends along beside what is typed and ticked in it."""
    changed = [("drop", word) for word in like.drop] + [("add", word) for word in like.add]
    return (*changed, *(("unlike", wrong) for wrong in like.unlike), *url_params.write_filters(like.filters))


def _less(among: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(each for each in among if each != word)


def _summary(page: ResultPage) -> str:
    where = " within what is ticked below" if page.request.filters else ""
    shares = "question shares" if page.total == 1 else "questions share"
    return f"{page.total:,} {shares} one or more of these words{where}, best first."
