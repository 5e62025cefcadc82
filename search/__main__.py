"""``python -m search TEXT``: search from a terminal. The parameters of a search address of the site are options."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import get_args

from search import settings
from search.closed_output import ignore_broken_pipes
from search.coverage.gap_notes import gap_notes
from search.engine import Engine
from search.engines import open_cluster, open_index
from search.errors import DONE, SearchError
from search.lexicon import synonym_file
from search.model.field_types import YES
from search.model.fields import FIELDS
from search.pipeline import reference_search
from search.pipeline.readings.people import people_notes
from search.pipeline.relevance_policy import SearchOutcome, search
from search.pipeline.semantic_bonus import Meaning
from search.pipeline.undated import query_undated
from search.query import url_params
from search.query.request import DEFAULT_PAGE_SIZE, PAGE_SIZES, Sort
from search.results.descriptions import collapsed_phrase, collapsed_sentence, describe_query, freshness
from search.results.score_descriptions import describe_score_part
from search.results.types import Hit, ResultPage
from search.text.dates import long_date

_HELP = {
    "sort": f"order of the results: {', '.join(get_args(Sort))}",
    "page": "number of the page to print, from 1",
    "per": f"results on a page: {', '.join(map(str, PAGE_SIZES))} (default: {DEFAULT_PAGE_SIZE})",
    "has": "name of a field that must have a value, such as answered-on",
    "lacks": "name of a field that must have no value",
    "as-typed": "yes turns spelling correction and synonyms off",
    "feedback": "no ranks a long text by its own words only, not by words that the best results share",
    "meaning": "no ranks a draft by words only, where WRANS_MEANING is yes",
    "references": "no reads references to questions, such as HL1347, as words",
    "draft": "no searches for the words of a whole question rather than for questions like it",
    "people": "no reads names of members as words",
    "words": "all lists only questions with all the words, most (the default) those with most of them too",
    "collapse": "name of a field to group questions by, such as same-answer, which hides duplicate answers",
}


def main(arguments: Sequence[str] | None = None, program: str = "python -m search") -> int:
    """Print one page of results. Returns the exit code: 0, or 1 for an error of the index, or 2 for an error of the search."""
    parser = argparse.ArgumentParser(program, description="Search the index from a terminal.")
    parser.add_argument("text", nargs="?", default="", help="the query, as typed in the search box of the site")
    parser.add_argument("--index", metavar="DIR", help="folder of the index (default: WRANS_INDEX_DATA)")
    parser.add_argument("--explain", action="store_true", help="print how the score of each result came about")
    names = sorted(url_params.PARAMETERS - {"q"})
    for name in names:
        parser.add_argument(f"--{name}", action="append", default=[], metavar="VALUE", help=_help(name))
    options = parser.parse_args(arguments)
    pairs = [(name, value) for name in names for value in getattr(options, name.replace("-", "_"))]
    try:
        environment = settings.read(os.environ)
        folder = Path(options.index) if options.index else environment.index_data
        with closing(open_engine(environment, folder)) as engine:
            show(engine, [("q", options.text), *pairs], options.explain, open_meaning(environment, folder))
    except SearchError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return DONE


def open_engine(environment: settings.Settings, folder: Path, *, may_fall_back: bool = False) -> Engine:
    """Open the index that the settings name: of the cluster, or of the folder."""
    synonyms = synonym_file.read(environment.synonyms)
    if environment.cluster is not None:
        return open_cluster(environment.cluster, synonyms)
    return open_index(folder, synonyms, may_fall_back=may_fall_back)


def open_meaning(environment: settings.Settings, folder: Path) -> Meaning | None:
    """Load the encoder if WRANS_MEANING is yes. Raises ``MeaningUnavailable`` if it is missing."""
    if not environment.meaning:
        return None
    from search.meaning.similarity import Similarity  # noqa: PLC0415 (it imports NumPy, which the engine has to set up)

    return Similarity.open(folder, environment.meaning_model)


def show(engine: Engine, pairs: list[tuple[str, str]], explain: bool, meaning: Meaning | None = None) -> None:
    """Search with these parameters; print how the query was read and one page of results."""
    typed = url_params.read(pairs)
    outcome = search(engine, typed, meaning)
    request, page = outcome.rewritten.request, outcome.page
    print(outcome.title)
    print(f"Searched for {describe_query(request.query)}.")
    undated = (records.sentence for records in query_undated(engine, page.request))
    not_in_index = outcome.rewritten.references.not_in_index if outcome.rewritten.references else ()
    for note in (freshness(page.info), *gap_notes(page.info, typed, page.total, not_in_index), *undated):
        print(note)
    for line in _notes(outcome):
        print(line)
    _print_hits(engine, outcome.page, outcome.page.first_number, explain)


def _help(name: str) -> str:
    """Return the help text of an option."""
    if name in _HELP:
        return _HELP[name]
    if name in FIELDS:
        return FIELDS[name].help
    field, _, bound = name.rpartition("-")
    return f"{FIELDS[field].label}: {bound} this date, such as 5 March 2024, March 2024 or last month"


def _notes(outcome: SearchOutcome) -> Iterator[str]:
    """Yield a line on each interpretation of the text, and on each step that changed the search."""
    rewritten = outcome.rewritten
    yield from _readings(outcome)
    if rewritten.people is not None:
        yield from people_notes(rewritten.people)
    for word in rewritten.corrections:
        yield f"  No question has “{word.typed}”. Showing results for “{word.replacement}”. Use --as-typed yes for exact words."
    for suggestion in rewritten.suggestions:
        yield f"  Did you mean {' or '.join(suggestion.replacements)} instead of “{suggestion.typed}”?"
    for entry in rewritten.expansions:
        yield f"  Similar terms for {entry.name}: {', '.join(entry.synonyms)}. Use --as-typed yes for exact words."
    for problem in rewritten.request.problems:
        yield f"  {problem.where}: {problem.message}"
    if outcome.matches_sentence:
        yield outcome.matches_sentence
    if outcome.feedback_terms:
        yield f"Also matched related words: {', '.join(outcome.feedback_terms)}. Use --feedback no for your words only."
    if outcome.is_ranked_by_meaning:
        yield "Also ranked by similar meaning. Use --meaning no to rank by words only."
    if rewritten.request.collapse_by and outcome.page.collapsed_total < outcome.page.total:
        yield collapsed_sentence(rewritten.request.collapse_by, outcome.page.collapsed_total)


def _readings(outcome: SearchOutcome) -> Iterator[str]:
    """Yield a line on each interpretation of the text."""
    if reading := outcome.rewritten.references:
        yield from (f"  {sentence}" for sentence in reference_search.sentences(reading))
        if reading.replaces_words:
            yield "  Use --references no to search for the words instead."
    if outcome.is_draft:
        yield "  Compared with earlier questions. Use --draft no to search for the words instead."


def _print_hits(engine: Engine, page: ResultPage, first_number: int, explain: bool) -> None:
    collapse_by = page.request.collapse_by
    for number, hit in enumerate(page.hits, first_number):
        print(f"\n{number}. {_title(hit)}")
        if hit.snippets:
            print("   " + "".join(fragment.text for fragment in hit.snippets[0].fragments).replace("\n", " "))
        if collapse_by and hit.collapsed_count:
            print(f"   {collapsed_phrase(collapse_by, hit.collapsed_count)}")
        if explain:
            for part in engine.explain(page.request.query, hit.question.id) or ():
                print(f"   {part.score:8.3f}  {describe_score_part(part)}")


def _title(hit: Hit) -> str:
    question = hit.question
    date_tabled = long_date(question.tabled_on) if question.tabled_on else "undated"
    parts = [
        question.heading or "(no heading)",
        question.answering_body.name,
        question.house,
        question.uin,
        date_tabled,
        FIELDS["state"].value_label(question.state),
        "text cut short by the source" if FIELDS["cut"].values(question) == (YES,) else "",
    ]
    return " · ".join(part for part in parts if part)


if __name__ == "__main__":
    ignore_broken_pipes()
    sys.exit(main())
