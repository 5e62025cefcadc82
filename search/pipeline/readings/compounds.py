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
    bare = dict.fromkeys(match[0] for match in _BARE_COMPOUND.finditer(text) if not _is_quoted(text, match.start()))
    if not bare:
        return text, {}
    clauses = split_clauses(query)[1]
    trees = ((typed, parse(typed).tree) for typed in bare)
    compounds = [(typed, tree) for typed, tree in trees if isinstance(tree, Synonyms) and tree in clauses]
    replacements = {typed: _HYPHEN.sub(" ", typed) for typed, tree in compounds[:MAX_CHECKED] if not engine.count(tree)}
    return _BARE_COMPOUND.sub(lambda match: replacements.get(match[0], match[0]), text), replacements


def _is_quoted(text: str, offset: int) -> bool:
    return text.translate(QUOTES).count('"', 0, offset) % 2 == 1
