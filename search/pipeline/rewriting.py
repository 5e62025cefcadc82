"""Query rewriting: read references, correct misspelt words, split unknown compounds and add synonyms.

Only bare words are rewritten. Words in quotation marks, patterns, numbers and excluded words stay as typed, and so does the
whole query when the request says ``as_typed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.lexicon.dictionary import is_in_dictionary
from search.lexicon.thesaurus import SynonymEntry
from search.pipeline import reference_search
from search.pipeline.readings import people
from search.pipeline.readings.capitals import words_in_capitals
from search.pipeline.readings.compounds import ClosedCompounds, as_two_words, with_parts
from search.pipeline.readings.laws import with_law_names
from search.pipeline.readings.people import PeopleReading
from search.pipeline.reference_search import ReferenceReading
from search.pipeline.relaxation import split_clauses
from search.pipeline.synonym_expansion import TEXT_FIELDS, SynonymExpansion
from search.query.nodes import And, Node, Or, Phrase, Word, positive_clauses
from search.query.parser import QUOTES
from search.query.request import SearchRequest
from search.text import edit_cost
from search.text.analysis import fold, form, normalise, tokens

MAX_LOOKED_UP = 40
"""Maximum words of one query that are looked up in the vocabulary. It limits the time for a pasted page."""

MAX_SPELL_CHECKED = 3
"""Maximum words of one query that no record has and for which corrections are looked up."""

NAME_FIELDS = ("asked", "answered", "body")
"""Fields in which a word that occurs in no text may be a name."""


class Correction(msgspec.Struct, frozen=True):
    """A word that occurs in no record, and what replaces it: another spelling, two words, or the parts of a compound."""

    typed: str
    replacement: str


class Misspelling(msgspec.Struct, frozen=True):
    """A word that may be misspelt, and its likely replacements, best first. ``is_unknown`` if no record has the word.

    The replacements are as a reader would type them: another spelling, two words, or a name with its field prefix.
    """

    typed: str
    replacements: tuple[str, ...]
    is_unknown: bool


class RewrittenQuery(msgspec.Struct, frozen=True):
    """The result of rewriting.

    ``request`` is the request with its ``corrections`` applied, to be shown to the reader. ``executed`` is the request that the
    engine is given: its query has synonyms too, and the records of members. ``expansions`` are the names that synonyms were
    added for. ``suggestions`` are not applied. ``references`` are the references to questions in the text, ``people`` the
    members that it names; None if it has none.
    """

    request: SearchRequest
    executed: SearchRequest
    corrections: tuple[Correction, ...] = ()
    suggestions: tuple[Misspelling, ...] = ()
    expansions: tuple[SynonymEntry, ...] = ()
    references: ReferenceReading | None = None
    people: PeopleReading | None = None


def rewrite(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """Read the references and names of a request, correct misspelt words and add synonyms: the first step of every search.

    Applies to a request with a text; the query of a request without one is executed as it is. With ``as_typed`` the words are
    checked, but only for suggestions. Which words are corrected: docs/decisions/0013-words-meant.md.
    """
    return _rewrite(engine, request, _with_people)


def rewrite_without_corrections(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """Read references and names and add synonyms, without corrections: for feeds and lists of changes.

    A word that no record has is not corrected, because a later record may have it.
    """
    return _rewrite(engine, request, _with_names_as_typed)


def _rewrite(
    engine: Engine, request: SearchRequest, rewrite_words: Callable[[Engine, SearchRequest], RewrittenQuery]
) -> RewrittenQuery:
    """Read the references of a request. Unless they replace its words, rewrite these with ``rewrite_words``."""
    if not request.text:
        return RewrittenQuery(request, people.with_members(engine, request))
    request = _with_small_letters(engine, request)
    reading = reference_search.read(engine, request.text) if request.references else None
    if reading and reading.replaces_words:
        executed = reference_search.with_references(request, reading)
        return RewrittenQuery(replace(request, query=executed.query, ignored_words=()), executed, references=reading)
    return replace(rewrite_words(engine, request), references=reading)


def _with_names_as_typed(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """Read the names of members in a request with a text, and add synonyms to its words."""
    names = people.read_people(engine, request)
    if names is not None and names.is_taken:
        request = people.taken_request(request, names)
    if request.as_typed:
        return RewrittenQuery(request, people.with_members(engine, request), people=names)
    return replace(_with_synonyms(engine, request, _bare_words(request.text)), people=names)


def _with_people(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """Read the names of members in a request with a text, correct its words and add synonyms.

    If none of the members' questions has the other words of the text, the whole text is searched for as words.
    """
    reading = people.read_people(engine, request)
    if reading is not None and reading.is_taken:
        rewritten = _with_corrections(engine, people.taken_request(request, reading))
        if not reading.rest or _finds_any(engine, rewritten.executed.query):
            return replace(rewritten, people=reading)
        reading = replace(reading, is_taken=False)
    return replace(_with_corrections(engine, request), people=reading)


def _finds_any(engine: Engine, query: Node) -> bool:
    """Whether a record has any clause of a query, and all that the query requires."""
    required, clauses = split_clauses(query)
    return engine.count(And((*([Or(clauses)] if clauses else []), *required))) > 0


def _with_corrections(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """Correct the words of a request with a text and add synonyms."""
    bare_words = _bare_words(request.text)
    misspellings = tuple(_misspellings(engine, request, bare_words))
    if request.as_typed:
        return RewrittenQuery(request, people.with_members(engine, request), suggestions=misspellings)
    corrections = tuple(Correction(word.typed, word.replacements[0]) for word in misspellings if _is_corrected(word))
    suggestions = tuple(word for word in misspellings if not _is_corrected(word))
    if corrections:
        request = with_words_replaced(request, {word.typed: word.replacement for word in corrections})
        bare_words = _bare_words(request.text)
    text, parts = with_parts(engine, request.text, request.query)
    if parts:
        request = people.with_text(request, text)
        bare_words = _bare_words(text)
        corrections += tuple(Correction(*pair) for pair in parts.items())
    return replace(_with_synonyms(engine, request, bare_words), corrections=corrections, suggestions=suggestions)


def _with_small_letters(engine: Engine, request: SearchRequest) -> SearchRequest:
    """Return the request. In a text in capitals, the words that are no abbreviations are put in small letters."""
    in_small_letters = {} if request.as_typed else words_in_capitals(engine, request.text)
    return with_words_replaced(request, in_small_letters) if in_small_letters else request


def with_words_replaced(request: SearchRequest, replacements: Mapping[str, str]) -> SearchRequest:
    """Return the request with folded words replaced wherever they occur as bare words.

    The words are replaced in the text, and the text is parsed again. The tree cannot be rewritten instead: the parser has
    merged repeated words and dropped stop words and quotation marks, and a replacement may repeat a word or be a stop word. So
    the query is always the parse of the text, and a link with the text leads to the same results.
    """
    return people.with_text(request, text_with_words_replaced(request.text, replacements))


def text_with_words_replaced(text: str, replacements: Mapping[str, str]) -> str:
    """Return a text with folded words replaced wherever they occur as bare words."""
    text = normalise(text)
    folded = {fold(word): replacement for word, replacement in replacements.items()}
    pieces, copied = [], 0
    for start, end in _bare_word_offsets(text):
        if (replacement := folded.get(fold(text[start:end]))) is not None:
            pieces += [text[copied:start], replacement]
            copied = end
    return "".join([*pieces, text[copied:]])


def _with_synonyms(engine: Engine, request: SearchRequest, bare_words: frozenset[str]) -> RewrittenQuery:
    expansion = SynonymExpansion(engine.thesaurus(), bare_words, _closed_compounds(engine, request))
    query = with_law_names(engine, request.text, expansion.expand(request.query))
    executed = people.with_members(engine, replace(request, query=query))
    return RewrittenQuery(request, executed, expansions=tuple(expansion.expansions))


def _closed_compounds(engine: Engine, request: SearchRequest) -> ClosedCompounds:
    return ClosedCompounds(request.text, engine.thesaurus(), lambda word: engine.count(Word(word)))


def _bare_word_offsets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the bare words: outside quotation marks, and neither a field prefix nor part of a pattern.

    The hour of 10:30 is no prefix.
    """
    ascii_quoted = text.translate(QUOTES)
    for _, start, end in tokens(text):
        after = ascii_quoted[end : end + 1]
        is_part = after in ("*", "~") or (after == ":" and not ascii_quoted[start].isdigit())
        if ascii_quoted.count('"', 0, start) % 2 == 0 and not is_part:
            yield start, end


def _bare_words(text: str) -> frozenset[str]:
    """Return the bare words of a text, as typed, as forms and folded."""
    text = normalise(text)
    typed = [text[start:end] for start, end in _bare_word_offsets(text)]
    return frozenset((*typed, *map(form, typed), *map(fold, typed)))


def _misspellings(engine: Engine, request: SearchRequest, bare_words: frozenset[str]) -> Iterator[Misspelling]:
    """Yield the words that no record has, if they have replacements, and rare words that are certainly misspelt.

    A word that another spelling finds is none: a name of the thesaurus, or a part of a compound (O Brien, earth-quake).
    """
    thesaurus, closed_compounds = engine.thesaurus(), _closed_compounds(engine, request)
    without_field = {node.text for node in positive_clauses(request.query) if isinstance(node, Word) and node.field is None}
    checked = 0
    for word in _lookup_words(request, bare_words):
        is_unknown = not engine.count(Word(word))
        if thesaurus.find((word,)) or (is_unknown and closed_compounds.is_part(word)):
            continue
        if is_unknown and checked < MAX_SPELL_CHECKED:
            checked += 1
            if replacements := _replacements(engine, word, may_be_two_words=word in without_field):
                yield Misspelling(word, replacements, True)
        elif not is_unknown and (better := _certain_correction(engine, word)):
            yield Misspelling(word, (better,), False)


def _replacements(engine: Engine, word: str, *, may_be_two_words: bool) -> tuple[str, ...]:
    """Return the replacements of a word that no record has: fields that have it as a name, two words, other spellings.

    Two words are looked for only if the word is no name and no likely slip for the first other spelling. A word with a field
    prefix is not two words, because the prefix would apply to the first of them alone.
    """
    names = [f"{name}:{word}" for name in NAME_FIELDS if engine.count(Word(word, name))]
    spellings = [spelling for spelling in engine.vocabulary().suggest(word) if engine.count(Word(spelling))]
    if names or (spellings and _is_slip(word, spellings[0])):
        return (*names, *spellings)
    two_words = as_two_words(engine, word) if may_be_two_words else ""
    return (two_words, *spellings) if two_words else tuple(spellings)


def _certain_correction(engine: Engine, word: str) -> str | None:
    """Return the correction of a word of the index that is certainly misspelt; None for any other, and for an English word."""
    better = engine.vocabulary().certain_correction(word)
    return better if better and not is_in_dictionary(word) and engine.count(Word(better)) else None


def _lookup_words(request: SearchRequest, bare_words: frozenset[str]) -> list[str]:
    """Return the bare words to look up: those searched in the texts, of letters only, each once."""
    words = (
        word
        for clause in positive_clauses(request.query)
        if isinstance(clause, Word | Phrase) and clause.field in TEXT_FIELDS
        for word in (clause.words if isinstance(clause, Phrase) else (clause.text,))
    )
    return list(dict.fromkeys(word for word in words if word.isalpha() and word in bare_words))[:MAX_LOOKED_UP]


def _is_corrected(word: Misspelling) -> bool:
    """Whether a word is replaced without asking: no record has it or its name, and it is two words or a slip."""
    first = word.replacements[0]
    return word.is_unknown and ":" not in first and (" " in first or _is_slip(word.typed, first))


def _is_slip(typed: str, spelling: str) -> bool:
    """Whether a word is a likely slip of the keyboard for another spelling. An English word is none."""
    return not is_in_dictionary(typed) and edit_cost.is_confident(typed, spelling)
