"""``python -m search TEXT``: search from a terminal, narrowed by any parameter of the site's addresses."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from search import settings
from search.engine import Engine
from search.engines.whoosh.engine import WhooshEngine
from search.errors import DONE, SearchError
from search.lexicon import synonym_file
from search.model.fields import FIELDS
from search.pipeline.relevance_policy import search
from search.query import url_params
from search.results.descriptions import (
    collapsed_phrase,
    collapsed_sentence,
    describe_query,
    describe_score_part,
    total_sentence,
)
from search.results.types import Hit, ResultPage
from search.text.dates import long_date


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the foremost results. Returns 0, 1 when the index is at fault, 2 when the search is."""
    parser = argparse.ArgumentParser("python -m search", description="Search the index from a terminal.")
    parser.add_argument("text", nargs="?", default="", help="what to search for, as in the site's search box")
    parser.add_argument("--index", metavar="DIR", help="folder of the index (WRANS_INDEX_DATA)")
    parser.add_argument("--explain", action="store_true", help="say how the score of each result came about")
    names = sorted(url_params.PARAMETERS - {"q"})
    for name in names:
        said = FIELDS[name].help if name in FIELDS else f"as {name} in an address of the site"
        parser.add_argument(f"--{name}", action="append", default=[], metavar="VALUE", help=said)
    options = parser.parse_args(arguments)
    narrowed = [(name, value) for name in names for value in getattr(options, name.replace("-", "_"))]
    try:
        chosen = settings.read(os.environ)
        folder = Path(options.index) if options.index else chosen.index_data
        with closing(WhooshEngine(folder, synonym_file.read(chosen.synonyms))) as engine:
            show(engine, [("q", options.text), *narrowed], options.explain)
    except SearchError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return DONE


def show(engine: Engine, pairs: list[tuple[str, str]], explain: bool) -> None:
    """Print one page of a search, what it was read as, and how it was relaxed if it was."""
    outcome = search(engine, url_params.read(pairs))
    request = outcome.rewritten.request
    print(total_sentence(request, outcome.page.total, nearest=bool(outcome.min_should_match)))
    print(f"Read as: {describe_query(request.query)}")
    for mended in outcome.rewritten.corrections:
        print(
            f"  No question has “{mended.typed}”; these are for “{mended.replacement}”. --as-typed yes searches for it as typed."
        )
    for offer in outcome.rewritten.suggestions:
        print(f"  Did you mean {' or '.join(offer.replacements)} by “{offer.typed}”?")
    for name in outcome.rewritten.expansions:
        print(f"  {name.name}: also {', '.join(name.synonyms)}. --as-typed yes leaves these out.")
    for problem in request.problems:
        print(f"  {problem.where}: {problem.message}")
    if outcome.min_should_match:
        print(f"Nothing has all {outcome.clause_count} parts of this; these have at least {outcome.min_should_match}.")
    if outcome.feedback_terms:
        print(f"Ranked by these words of the best results too: {', '.join(outcome.feedback_terms)}.")
    if request.collapse_by and outcome.page.collapsed_total < outcome.page.total:
        print(collapsed_sentence(request.collapse_by, outcome.page.collapsed_total))
    _list(engine, outcome.page, (request.page - 1) * request.per_page + 1, explain)
    if outcome.partial_matches:
        print("\nNearest, with some of this:")
        _list(engine, outcome.partial_matches, outcome.page.collapsed_total + 1, explain)


def _list(engine: Engine, page: ResultPage, first: int, explain: bool) -> None:
    fold = page.request.collapse_by
    for number, hit in enumerate(page.hits, first):
        print(f"\n{number}. {_title(hit)}")
        print("   " + "".join(run.text for run in hit.snippets[0].fragments).replace("\n", " "))
        if fold and hit.collapsed_count:
            print(f"   {collapsed_phrase(fold, hit.collapsed_count)}")
        if explain:
            for each in engine.explain(page.request.query, hit.question.id) or ():
                print(f"   {each.score:8.3f}  {describe_score_part(each)}")


def _title(hit: Hit) -> str:
    question = hit.question
    day = long_date(question.tabled_on) if question.tabled_on else "undated"
    parts = [
        question.heading or "(no heading)",
        question.answering_body.name,
        question.house,
        question.uin,
        day,
        question.state,
    ]
    return " · ".join(part for part in parts if part)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # what is read by ``head`` ends with it, and says nothing
    sys.exit(main())
