"""What the words of a search are taken to mean. Only bare words are looked at: what stands in quotation marks, patterns,
numbers and what is excluded are searched for as they were typed, and so is everything when the reader asks for that.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.lexicon.thesaurus import SynonymEntry
from search.pipeline.synonym_expansion import EXPANDED_FIELDS, SynonymExpansion
from search.query.nodes import Word, positive_clauses
from search.query.parser import QUOTES, parse
from search.query.request import SearchRequest
from search.text import edit_cost
from search.text.analysis import fold, normalise, tokens

MAX_LOOKED_UP = 40
"""Words of one search that are looked up alone, so that a pasted page costs no more than a long search."""

MAX_SPELL_CHECKED = 3
"""Words of one search that other spellings are looked for of."""

NAME_FIELDS = ("asked", "answered", "body")
"""Fields in which a word that no text has may be somebody's name."""


class Correction(msgspec.Struct, frozen=True):
    """A word that no question has, and the word searched for instead."""

    typed: str
    replacement: str


class Suggestion(msgspec.Struct, frozen=True):
    """What a word may have been meant to be, the likeliest first, as it would be typed. ``is_unknown`` when nothing has it."""

    typed: str
    replacements: tuple[str, ...]
    is_unknown: bool


class RewrittenQuery(msgspec.Struct, frozen=True):
    """``request`` is the search as it is read, mended words in place of those typed; ``executed`` is what is looked for.

    ``expansions`` are the names in it that other names of the same thing are looked for with.
    """

    request: SearchRequest
    executed: SearchRequest
    corrections: tuple[Correction, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    expansions: tuple[SynonymEntry, ...] = ()


def rewrite(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """What a search means. Without a text, what its query says and no more."""
    if not request.text:
        return RewrittenQuery(request, request)
    written = _bare_words(request.text)
    offers = tuple(_suggestions(engine, request, written))
    if request.as_typed:
        return RewrittenQuery(request, request, suggestions=offers)
    mended = tuple(Correction(offer.typed, offer.replacements[0]) for offer in offers if _is_correction(offer))
    for each in mended:
        request = with_word_replaced(request, each.typed, each.replacement)
    used = {each.typed for each in mended}
    offered = tuple(offer for offer in offers if offer.typed not in used)
    named = _with_synonyms(engine, request, _bare_words(request.text) if mended else written)
    return replace(named, corrections=mended, suggestions=offered)


def rewrite_without_corrections(engine: Engine, request: SearchRequest) -> RewrittenQuery:
    """The same with every word left as it is spelt, for what waits until a record has it; only other names are looked for."""
    if not request.text or request.as_typed:
        return RewrittenQuery(request, request)
    return _with_synonyms(engine, request, _bare_words(request.text))


def _with_synonyms(engine: Engine, request: SearchRequest, written: frozenset[str]) -> RewrittenQuery:
    naming = SynonymExpansion(engine.thesaurus(), written)
    query = naming.expand(request.query)
    return RewrittenQuery(request, replace(request, query=query), expansions=tuple(naming.expansions))


def with_word_replaced(request: SearchRequest, typed: str, meant: str) -> SearchRequest:
    """The same search with a word replaced wherever it stands bare."""
    text = normalise(request.text)
    pieces, at = [], 0
    for start, end in _bare_word_offsets(text):
        if fold(text[start:end]) == typed:
            pieces += [text[at:start], meant]
            at = end
    text = "".join([*pieces, text[at:]])
    read = parse(text)
    return replace(request, text=text, query=read.tree, problems=read.problems, ignored_words=read.ignored_words)


def _bare_word_offsets(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand outside quotation marks that are no patterns."""
    quoted = text.translate(QUOTES)
    for _, start, end in tokens(text):
        if quoted.count('"', 0, start) % 2 == 0 and quoted[end : end + 1] not in ("*", "~", ":"):
            yield start, end


def _bare_words(text: str) -> frozenset[str]:
    """The bare words of a text, as written and folded."""
    text = normalise(text)
    found = [text[start:end] for start, end in _bare_word_offsets(text)]
    return frozenset((*found, *map(fold, found)))


def _suggestions(engine: Engine, request: SearchRequest, written: frozenset[str]) -> Iterator[Suggestion]:
    vocabulary = engine.vocabulary()
    tried = 0
    for word in _lookup_words(request, written):
        is_unknown = not engine.count(Word(word))
        if is_unknown and tried < MAX_SPELL_CHECKED:
            tried += 1
            named = [f"{name}:{word}" for name in NAME_FIELDS if engine.count(Word(word, name))]
            spelt = [other for other in vocabulary.suggest(word) if engine.count(Word(other))]
            if named or spelt:
                yield Suggestion(word, (*named, *spelt), True)
        elif not is_unknown and (better := vocabulary.certain_correction(word)) and engine.count(Word(better)):
            yield Suggestion(word, (better,), False)


def _lookup_words(request: SearchRequest, written: frozenset[str]) -> list[str]:
    """The bare words wanted of the texts, those of letters only, once each."""
    found = (each.text for each in positive_clauses(request.query) if isinstance(each, Word) and each.field in EXPANDED_FIELDS)
    return list(dict.fromkeys(word for word in found if word.isalpha() and word in written))[:MAX_LOOKED_UP]


def _is_correction(offer: Suggestion) -> bool:
    """Whether a word is replaced unasked: nothing has it, it is nobody's name, and the other is near enough."""
    return offer.is_unknown and ":" not in offer.replacements[0] and edit_cost.is_confident(offer.typed, offer.replacements[0])
