"""Parse the text of a search box into a query tree. Parsing never fails: a part that cannot be used is left out and noted.

Operators, loosest first: ``a OR b``; ``a b`` and ``a AND b``; ``NOT a`` and ``-a``. A clause is a group in brackets,
``field:clause``, ``"a phrase"``, ``"near words"~5``, ``prefix*``, ``wild?card*``, ``fuzzy~1`` or a word. After the prefix of a
date, the longest run of words that is a date is one clause: ``tabled:last month``. Time is linear in the text, which is cut at
``MAX_QUERY_LENGTH`` characters.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal

import msgspec

from search.errors import Problem
from search.model.address_formula import without_address_formula
from search.model.field_types import Field, Kind
from search.model.fields import PREFIXES
from search.query.bound_words import with_bound_words
from search.query.clauses import combine, flatten, merge_repeated_words, split_stop_words
from search.query.leaves import LeafBuilder
from search.query.nodes import And, MatchAll, Node, Not, Or
from search.query.reference_reader import read_references
from search.text import dates
from search.text.analysis import cased, normalise, truncate_at_word, without_spaces_in_numbers
from search.text.quotation import quoted

MAX_QUERY_LENGTH = 2_000
"""Characters of the longest text that is read whole."""

TOO_LONG = f"Your text is long. We used the first {MAX_QUERY_LENGTH:,} characters."
"""The problem noted for a longer text."""

MAX_DEPTH = 25
"""Maximum depth of nested brackets, and of nested field prefixes."""

QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
"""Translates every quotation mark to the ASCII one."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ACCENT_FOR_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[`\u00b4\u2032](?=[^\W\d_])")
"""A grave or acute accent or a prime between two letters, as keyboards and phones have it: carer`s."""

_TOKEN = re.compile(
    r"""(?P<open>\() | (?P<close>\))
      | (?P<field>[A-Za-z][A-Za-z-]*):(?P<gap>\s*)(?=[^\s)])
      | "(?P<phrase>[^"]*)(?P<ending>"|$)(?:~(?P<slop>\d+))?
      | (?P<minus>-(?=[\w"(]))
      | (?P<chunk>[^\s()"]+)""",
    re.VERBOSE,
)

MAX_DATE_PIECES = 9
"""Pieces between white space of the longest date without quotation marks: between 1st of March 2023 and 5th April 2024."""

Operator = Literal["AND", "OR", "NOT"]


class ParsedQuery(msgspec.Struct, frozen=True):
    """The query tree of a text, the problems found in the text, and the stop words left out of the tree."""

    tree: Node
    problems: tuple[Problem, ...] = ()
    ignored_words: tuple[str, ...] = ()


def parse(text: str, *, references: bool = True) -> ParsedQuery:
    """Parse any text. An empty text matches every record.

    The tree of a text that has only references to questions is the query for those questions, unless ``references`` is False.
    """
    cleaned = _CONTROL.sub(" ", text if text.isascii() else normalise(text).translate(QUOTES)).strip()
    cleaned = _ACCENT_FOR_APOSTROPHE.sub("'", cleaned)
    # The opening of a question is not indexed. Capitals are no operators in a text that is all in capitals.
    cleaned = with_bound_words(without_spaces_in_numbers(cased(without_address_formula(cleaned))))
    problems: list[Problem] = []
    if len(cleaned) > MAX_QUERY_LENGTH:
        cleaned = truncate_at_word(cleaned, MAX_QUERY_LENGTH)
        problems.append(Problem(cleaned[-30:], TOO_LONG))
    named = read_references(text) if references else None
    if named is not None and named.standing == "whole":
        return ParsedQuery(named.query, tuple(problems))
    descent = _RecursiveDescent(list(_TOKEN.finditer(cleaned)), LeafBuilder(problems))
    tree = descent.disjunction(None)
    if tree is None and cleaned:
        problems.append(Problem(cleaned[:30], "There is no word to search for in this, so every question is shown."))
    return ParsedQuery(tree or MatchAll(), tuple(problems), tuple(dict.fromkeys(descent.ignored_words)))


class _RecursiveDescent(msgspec.Struct):
    """A recursive-descent parser over the tokens, in one pass.

    ``field`` is the field of the innermost prefix before a clause; None without a prefix. ``leaves`` makes the leaves of the
    tree and collects the problems of the text.
    """

    tokens: list[re.Match[str]]
    leaves: LeafBuilder
    ignored_words: list[str] = []
    position: int = 0
    open_groups: int = 0
    open_prefixes: int = 0

    def disjunction(self, field: Field | None) -> Node | None:
        """Parse ``a OR b OR ...``, up to a closing bracket or the end. Return None if there is no clause."""
        clauses: list[Node] = []
        while True:
            clause = self._conjunction(field)
            if clause is not None:
                clauses.append(clause)
            if self._operator() != "OR":
                self._note_unless(clause or not clauses, "Nothing follows", "OR")
                return combine(Or, clauses)
            self._note_unless(clause, "Nothing comes before", "OR")
            self.position += 1

    def _conjunction(self, field: Field | None) -> Node | None:
        """Parse ``a b AND c ...``, up to OR, a closing bracket or the end."""
        clauses: list[Node] = []
        while not self._at_end() and self._operator() != "OR":
            if self._operator() == "AND":
                self._note_unless(clauses, "Nothing comes before", "AND")
                self.position += 1
                continue
            clause = self._negatable_clause(field)
            if clause is not None:
                clauses.append(clause)
        if len(clauses) == 1 and not isinstance(clauses[0], And):
            return clauses[0]
        content, stop_words = split_stop_words(flatten(And, clauses))
        self.ignored_words.extend(stop_words)
        return combine(And, merge_repeated_words(content))

    def _negatable_clause(self, field: Field | None) -> Node | None:
        """Parse a clause with any number of ``NOT`` and ``-`` before it; two of them cancel out."""
        excluded = False
        while self.position < len(self.tokens) and (self._operator() == "NOT" or self.tokens[self.position]["minus"]):
            excluded = not excluded
            self.position += 1
        if self._at_end() or self._operator() or self.tokens[self.position]["minus"]:  # _at_end may skip brackets
            if excluded:
                self._note_unless(None, "Nothing follows", "NOT")
            return None
        clause = self._clause(field)
        return Not(clause) if excluded and clause is not None else clause

    def _clause(self, field: Field | None) -> Node | None:
        """Parse one group, field clause, phrase, pattern or word."""
        token = self.tokens[self.position]
        self.position += 1
        if token["open"]:
            return self._group(field)
        if token["field"]:
            return self._field_clause(token, field)
        if token["chunk"] is not None:
            text = self._longest_date(token) if field and field.kind is Kind.DATE else token["chunk"]
            return self.leaves.word_or_pattern(text, field)
        if not token["ending"]:
            self.leaves.note(token["phrase"][:30], "A quotation mark is not closed; the phrase was taken to run to the end.")
        return self.leaves.phrase(token["phrase"], token["slop"], field)

    def _longest_date(self, token: re.Match[str]) -> str:
        """Return the longest run of chunks from this one that is a date, such as ``last month``; the chunk if none is one."""
        pieces = list(takewhile(lambda other: other["chunk"] is not None, self._next_tokens(MAX_DATE_PIECES - 1)))
        for count in range(len(pieces), 0, -1):
            text = token.string[token.start() : pieces[count - 1].end()]
            if _is_date(text):
                self.position += count
                return text
        return token["chunk"]

    def _next_tokens(self, count: int) -> list[re.Match[str]]:
        return self.tokens[self.position : self.position + count]

    def _group(self, field: Field | None) -> Node | None:
        """Parse what follows an opening bracket, and the closing bracket."""
        if self.open_groups == MAX_DEPTH:
            self.leaves.note("(", f"We ignored brackets more than {MAX_DEPTH} deep.")
            return None
        self.open_groups += 1
        contents = self.disjunction(field)
        self.open_groups -= 1
        if self.position == len(self.tokens):
            self.leaves.note("(", "A bracket is not closed; it was taken to run to the end.")
        else:
            self.position += 1
        return contents

    def _field_clause(self, token: re.Match[str], field: Field | None) -> Node | None:
        """Parse ``name:clause``. A name that is no field is a word; it is noted, unless it looks like prose or a scheme."""
        name = token["field"]
        inner_field = PREFIXES.get(name.lower())
        if inner_field is not None:
            return self._clause_in_field(inner_field)
        next_chunk = self.tokens[self.position]["chunk"] or "" if self.position < len(self.tokens) else ""
        if not token["gap"] and not next_chunk.startswith("//"):
            self.leaves.note(f"{name}:", f"There is no field called {quoted(name)}, so we searched for it as a word.")
        return self.leaves.word_or_pattern(name, field)

    def _clause_in_field(self, inner_field: Field) -> Node | None:
        """Parse the clause after a field prefix."""
        if self.open_prefixes == MAX_DEPTH:
            self.leaves.note(f"{inner_field.name}:", f"More than {MAX_DEPTH} field prefixes are nested. We ignored the rest.")
            return None
        self.open_prefixes += 1
        clause = self._negatable_clause(inner_field)
        self.open_prefixes -= 1
        return clause

    def _operator(self) -> Operator | None:
        """Return the operator at the current token, if it is one."""
        match self.tokens[self.position]["chunk"] if self.position < len(self.tokens) else None:
            case "AND" | "OR" | "NOT" as operator:
                return operator
            case _:
                return None

    def _at_end(self) -> bool:
        """Whether the current group ends here. A closing bracket without an opening one is skipped and noted."""
        while self.position < len(self.tokens) and self.tokens[self.position]["close"]:
            if self.open_groups:
                return True
            self.leaves.note(")", "A closing bracket has no opening one. We ignored it.")
            self.position += 1
        return self.position == len(self.tokens)

    def _note_unless(self, present: object, sentence: str, operator: str) -> None:
        if not present:
            self.leaves.note(operator, f"{sentence} {operator}, so we ignored it.")


def _is_date(text: str) -> bool:
    try:
        dates.parse_date_range(text)
    except ValueError:
        return False
    return True
