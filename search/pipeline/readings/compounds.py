"""Unknown compounds: if no record has a hyphenated word, its parts are searched for as separate words."""

from __future__ import annotations

import re

from search.engine import Engine
from search.pipeline.relaxation import split_clauses
from search.query.leaves import HYPHENS
from search.query.nodes import Node, Synonyms
from search.query.parser import QUOTES, parse
from search.text.analysis import normalise

MAX_CHECKED = 3
"""The most compounds of one query that are looked up."""

_LETTERS = r"[^\W\d_]+"
_BARE_COMPOUND = re.compile(rf"(?<![\w:*?~{HYPHENS}]){_LETTERS}(?:[{HYPHENS}]{_LETTERS})+(?![\w:*?~{HYPHENS}])")
_HYPHEN = re.compile(f"[{HYPHENS}]")


def without_hyphens(engine: Engine, text: str, query: Node) -> tuple[str, dict[str, str]]:
    """Replace the hyphens of unknown compounds with spaces. Return the text, and the replacement of each compound.

    Compounds with figures, in quotation marks, in a field, in a group or after NOT stay as typed.
    """
    text = normalise(text)
    clauses = frozenset(split_clauses(query)[1])
    bare = [match for match in _BARE_COMPOUND.finditer(text) if not _is_quoted(text, match.start())]
    compounds = [typed for typed in dict.fromkeys(match[0] for match in bare) if parse(typed).tree in clauses]
    unknown = [typed for typed in compounds[:MAX_CHECKED] if _is_unknown(engine, typed)]
    replacements = {typed: _HYPHEN.sub(" ", typed) for typed in unknown}
    return _BARE_COMPOUND.sub(lambda match: replacements.get(match[0], match[0]), text), replacements


def _is_quoted(text: str, offset: int) -> bool:
    return text.translate(QUOTES).count('"', 0, offset) % 2 == 1


def _is_unknown(engine: Engine, compound: str) -> bool:
    """Whether no record has a compound, either as adjacent words or as one word."""
    clause = parse(compound).tree
    return isinstance(clause, Synonyms) and not engine.count(clause)
