"""What was made of the words of a search, in sentences for those who see no page: assistants and readers of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.pipeline import reference_search
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.undated import UndatedRecords

MAX_SUGGESTED = 3


def search_notes(outcome: SearchOutcome, gap_notes: Sequence[str], undated: Sequence[UndatedRecords]) -> Iterator[str]:
    """Yield a sentence on each thing that changes what the total means: words read anew, close matches, what is not covered."""
    rewritten = outcome.rewritten
    if rewritten.references:
        yield from reference_search.sentences(rewritten.references)
    if rewritten.people and rewritten.people.is_taken:
        yield f"The text was read as a name: these are the questions {rewritten.people.by_members}."
    for word in rewritten.corrections:
        yield f"No question has “{word.typed}”: this is the search for “{word.replacement}”."
    for suggestion in rewritten.suggestions:
        frequency = "in no question" if suggestion.is_unknown else "rare"
        yield f"“{suggestion.typed}” is {frequency}: it may stand for {' or '.join(suggestion.replacements[:MAX_SUGGESTED])}."
    for entry in rewritten.expansions:
        yield f"Other names of “{entry.name}” were searched for too: {', '.join(entry.synonyms[:MAX_SUGGESTED])}."
    yield from (problem.message for problem in rewritten.request.problems)
    if outcome.is_draft:
        yield "The text is a whole question: these are the earlier questions nearest to it."
    elif outcome.matches_sentence:
        yield outcome.matches_sentence
    yield from gap_notes
    yield from (records.sentence for records in undated)
