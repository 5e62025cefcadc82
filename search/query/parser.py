"""Parse the text of a search box into a query tree. Parsing never fails: a part that cannot be used is left out and noted.

Operators, loosest first: ``a OR b``; ``a b`` and ``a AND b``; ``NOT a`` and ``-a``. A clause is a group in brackets,
``field:clause``, ``"a phrase"``, ``"near words"~5``, ``prefix*``, ``wild?card*``, ``fuzzy~1`` or a word. Time is linear in the
text, which is cut at ``MAX_QUERY_LENGTH`` characters.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from search.errors import Problem
from search.model.fields import PREFIXES, Field, Kind
from search.query.clauses import combine, flatten, merge_repeated_words, split_stop_words
from search.query.nodes import And, AnyOf, DateRange, Fuzzy, MatchAll, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word
from search.query.references import parse_reference
from search.text import dates
from search.text.analysis import fold, normalise, truncate_at_word
from search.text.analysis import words as folded_words
from search.text.edit_cost import MIN_LENGTH_FOR_TWO_EDITS

MAX_QUERY_LENGTH = 2_000
"""Characters of the longest text that is read whole."""

TOO_LONG = f"Only the first {MAX_QUERY_LENGTH:,} characters were read."
MAX_DEPTH = 25
"""Maximum depth of nested brackets, and of nested field prefixes."""

MAX_PROBLEMS = 10
MAX_SLOP = 999
MAX_COSTLY_CLAUSES = 20
"""Phrases, patterns and fuzzy words of one query; further ones are read as words, since each may cost as much as 100 words."""

QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
"""Translates every quotation mark to the ASCII one."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TOKEN = re.compile(
    r"""(?P<open>\() | (?P<close>\))
      | (?P<field>[A-Za-z][A-Za-z-]*):(?P<gap>\s*)(?=[^\s)])
      | "(?P<phrase>[^"]*)(?P<ending>"|$)(?:~(?P<slop>\d+))?
      | (?P<minus>-(?=[\w"(]))
      | (?P<chunk>[^\s()"]+)""",
    re.VERBOSE,
)
_PUNCTUATION = ".,;:!'\u2019`|+=<>[]{}"
_PATTERN = re.compile(r"[\w.'\u2019]*[?*][\w.'\u2019?*]*")
_FUZZY = re.compile(r"(?P<word>\w[\w'\u2019]*)~(?P<edits>\d*)")
_EDITS = {"": 1, "1": 1, "2": 2}

Operator = Literal["AND", "OR", "NOT"]


class ParsedQuery(msgspec.Struct, frozen=True):
    """The query tree of a text, the problems found in the text, and the stop words left out of the tree."""

    tree: Node
    problems: tuple[Problem, ...] = ()
    ignored_words: tuple[str, ...] = ()


def parse(text: str) -> ParsedQuery:
    """Parse any text. An empty text matches every record."""
    cleaned = _CONTROL.sub(" ", text if text.isascii() else normalise(text).translate(QUOTES)).strip()
    problems: list[Problem] = []
    if len(cleaned) > MAX_QUERY_LENGTH:
        cleaned = truncate_at_word(cleaned, MAX_QUERY_LENGTH)
        problems.append(Problem(cleaned[-30:], TOO_LONG))
    reference = parse_reference(cleaned)
    if reference is not None:
        return ParsedQuery(reference, tuple(problems))
    descent = _RecursiveDescent(list(_TOKEN.finditer(cleaned)), problems)
    tree = descent.disjunction(None)
    if tree is None and cleaned:
        problems.append(Problem(cleaned[:30], "There is no word to search for in this, so every record is shown."))
    return ParsedQuery(tree or MatchAll(), tuple(problems), tuple(dict.fromkeys(descent.ignored_words)))


class _RecursiveDescent(msgspec.Struct):
    """A recursive-descent parser over the tokens, in one pass.

    ``field`` is the field of the innermost prefix before a clause; None without a prefix.
    """

    tokens: list[re.Match[str]]
    problems: list[Problem]
    ignored_words: list[str] = []
    position: int = 0
    open_groups: int = 0
    open_prefixes: int = 0
    costly_clauses: int = 0

    def disjunction(self, field: Field | None) -> Node | None:
        """Parse ``a OR b OR ...``, up to a closing bracket or the end."""
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
            return self._word_or_pattern(token["chunk"], field)
        if not token["ending"]:
            self._note(token["phrase"][:30], "A quotation mark is not closed; the phrase was taken to run to the end.")
        return self._phrase(token["phrase"], token["slop"], field)

    def _group(self, field: Field | None) -> Node | None:
        """Parse what follows an opening bracket, and the closing bracket."""
        if self.open_groups == MAX_DEPTH:
            self._note("(", f"Brackets more than {MAX_DEPTH} deep were left out.")
            return None
        self.open_groups += 1
        contents = self.disjunction(field)
        self.open_groups -= 1
        if self.position == len(self.tokens):
            self._note("(", "A bracket is not closed; it was taken to run to the end.")
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
            self._note(f"{name}:", f"There is no field called {name!r}, so it was read as a word.")
        return self._word_or_pattern(name, field)

    def _clause_in_field(self, inner_field: Field) -> Node | None:
        """Parse the clause after a field prefix."""
        if self.open_prefixes == MAX_DEPTH:
            self._note(f"{inner_field.name}:", f"More than {MAX_DEPTH} field prefixes are nested; the rest were left out.")
            return None
        self.open_prefixes += 1
        clause = self._negatable_clause(inner_field)
        self.open_prefixes -= 1
        return clause

    def _phrase(self, text: str, slop: str | None, field: Field | None) -> Node | None:
        """Return the clause for the text between two quotation marks and the digits after ``~``."""
        if field is not None and not field.has_words:
            return self._value(text, field)
        words = tuple(folded_words(text))
        if len(words) < 2:
            return Word(words[0], _field_name(field)) if words else None
        if slop is not None and len(slop) > 3:
            self._note(f"~{slop[:9]}", f"Words can be at most {MAX_SLOP} apart; {MAX_SLOP} was used instead.")
        return self._phrase_or_near(words, field, None if slop is None else min(int(slop[:4]), MAX_SLOP))

    def _phrase_or_near(self, words: tuple[str, ...], field: Field | None, slop: int | None = None) -> Node:
        """Return a ``Phrase``, or a ``Near`` if there is a slop; the plain words once the query has too many costly clauses."""
        if not self._may_add_costly_clause():
            return And(tuple(Word(word, _field_name(field)) for word in words))
        return Phrase(words, _field_name(field)) if slop is None else Near(words, slop, _field_name(field))

    def _may_add_costly_clause(self) -> bool:
        """Count one more phrase, pattern or fuzzy word. When there are too many already, note it and return False."""
        if self.costly_clauses == MAX_COSTLY_CLAUSES:
            message = (
                f"Only the first {MAX_COSTLY_CLAUSES} phrases, patterns and words with ~ were used; "
                "the others were read as plain words."
            )
            self._note("…", message)
            return False
        self.costly_clauses += 1
        return True

    def _word_or_pattern(self, chunk: str, field: Field | None) -> Node | None:
        """Return the clause for a run of characters without white space, brackets or quotation marks."""
        if field is not None and not field.has_words:
            return self._value(chunk, field)
        bare = chunk.strip(_PUNCTUATION).rstrip("?")
        if "-" in bare and ("*" in bare or "?" in bare):  # a hyphen separates words in patterns as in texts
            parts = [self._word_or_pattern(part, field) for part in bare.split("-")]
            return combine(And, [node for node in parts if node is not None])
        fuzzy = _FUZZY.fullmatch(bare)
        if fuzzy and not self._may_add_costly_clause():
            bare = fuzzy["word"]
        elif fuzzy:
            return self._fuzzy(fold(fuzzy["word"]), fuzzy["edits"], field)
        if _PATTERN.fullmatch(bare) and (pattern := self._pattern(bare, field)):
            return pattern
        words = folded_words(bare)
        if "&" in bare and len(words) > 1:  # A&E, R&D: the single letters alone would match too much
            return self._phrase_or_near(tuple(words), field)
        return combine(And, [Word(word, _field_name(field)) for word in words])

    def _fuzzy(self, word: str, edits_text: str, field: Field | None) -> Node:
        """Return the ``Fuzzy`` clause for a word and the digits after its ``~``, one edit if there are none."""
        edits = _EDITS.get(edits_text, 2)
        if edits_text not in _EDITS:
            self._note(f"{word}~{edits_text}"[:30], "A word may be misspelt by one letter or two; two was used.")
        if edits == 2 and len(word) < MIN_LENGTH_FOR_TWO_EDITS:
            message = f"A word of fewer than {MIN_LENGTH_FOR_TWO_EDITS} letters may be misspelt by one letter; one was used."
            self._note(f"{word}~{edits_text}"[:30], message)
            edits = 1
        return Fuzzy(word, edits, _field_name(field))

    def _pattern(self, text: str, field: Field | None) -> Node | None:
        """Return a ``Prefix`` or ``Wildcard``; None when the text is too short for a pattern or there are too many patterns."""
        pattern = "".join(c if c in "?*" else fold(c) for c in text if c.isalnum() or c in "?*_.")
        letters = sum(c not in "?*" for c in pattern)
        literal = re.split(r"[?*]", pattern, maxsplit=1)[0]
        if len(literal) < 2 or letters < 3:
            if letters:
                self._note(text, "A pattern must begin with two letters and have three in all; its stars were left out.")
            return None
        if not self._may_add_costly_clause():
            return None
        if pattern.endswith("*") and literal == pattern.rstrip("*"):
            return Prefix(literal, _field_name(field))
        return Wildcard(pattern, _field_name(field))

    def _value(self, text: str, field: Field) -> Node | None:
        """Return the filter for a value of a field without words: a date range, a choice of the field, or the text itself."""
        if field.kind is Kind.DATE:
            try:
                return DateRange(field.name, *dates.parse_date_range(text.strip(",;")))
            except ValueError as error:
                self._note(f"{field.name}:{text}", f"{error} This part was left out.")
                return None
        if not field.choices:
            return AnyOf(field.name, (text.upper() if field.name in ("uin", "group") else text,))
        for choice in field.choices:
            if choice.casefold() == text.casefold():
                return AnyOf(field.name, (choice,))
        choices = ", ".join(field.choices)
        self._note(f"{field.name}:{text}", f"{field.label} is one of {choices}; this part was left out.")
        return None

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
            self._note(")", "A closing bracket has no opening one; it was left out.")
            self.position += 1
        return self.position == len(self.tokens)

    def _note_unless(self, present: object, sentence: str, operator: str) -> None:
        if not present:
            self._note(operator, f"{sentence} {operator}, so it was left out.")

    def _note(self, where: str, message: str) -> None:
        problem = Problem(where, message)
        if problem not in self.problems and len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def _field_name(field: Field | None) -> str | None:
    return None if field is None else field.name
