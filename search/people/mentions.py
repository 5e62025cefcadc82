"""The members that a text names: ``dentistry Ben Lake`` names Ben Lake, and leaves "dentistry".

What counts as a name, from the most certain:

- The full name anywhere in a text, with or without its titles, in any case and with any hyphens, apostrophes and accents. A
  name of words that are all common in the records, in small letters beside other words ("energy bill grant"), is not a name.
- The surname first, with a comma, or as the whole text: ``Lake, Ben``, ``Duncan Smith, Sir Iain``.
- A title and a surname: ``Mrs Hodgson``, ``Lord Alton``, ``Hodgson MP``. Beside other words only if exactly one member fits.
- A surname of two words or more, as the whole text: ``Duncan Smith``. The member is only offered.
- Another form of the forename, as the whole text, after a title or in capitals: ``Liz Truss`` for Elizabeth Truss.
- Initials or a first and a last name of three, and the surname, as the whole text or after a title: ``I. Duncan Smith``.
- A name with one misspelling (a letter too many, too few or wrong, or two swapped), if no text has the mistyped word often.
- A peer's name of one word without the title, as the whole text, if the word is rarer in the records than the peer's
  questions and answers, and no peerage of a place: ``Adonis``, not ``Sandwich``.

A surname alone is no name of anyone else: ``lake`` is a lake. A full name also names a member with more records whose first and
last name it is, or whose forename has it as another form: ``Jon Ashworth`` names Jonathan Ashworth too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import msgspec
from msgspec.structs import replace

from search.people.directory import Directory
from search.people.member import Entry, Member
from search.people.misspelt_names import MisspeltName
from search.people.name_rules import NameRules, RecordCount, Span
from search.people.names import (
    ABBREVIATED_TITLES,
    CONNECTORS,
    SUFFIXES,
    TITLES,
    TITLES_AND_CONNECTORS,
    KeyKind,
    Title,
    Token,
    strongest,
    tokens,
)

MAX_WORDS = 25
"""Words of the longest text that is searched for names. A longer one is a draft or a pasted page."""

MAX_NAME_WORDS = 7
"""Words of the longest name, its title not counted."""

MAX_MEMBERS = 5
"""The most members offered for one name."""


class Certainty(Enum):
    """CERTAIN: the text names these members, by one name. LIKELY: it may name one of these members, or none."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Mention(msgspec.Struct, frozen=True):
    """A name in a text, titles included: ``text[start:end]``, and the members it may be of, best first."""

    start: int
    end: int
    members: tuple[Member, ...]
    certainty: Certainty


def find_mentions(directory: Directory, text: str, records: RecordCount, total: int) -> tuple[Mention, ...]:
    """Return the names in a text, in order. ``records`` counts the records with a word, ``total`` all records."""
    words = tokens(text)
    if not 0 < len(words) <= MAX_WORDS:
        return ()
    return tuple(_Search(directory, text, words, records, total).mentions())


class _Search:
    """One search for names in the words of one text."""

    def __init__(self, directory: Directory, text: str, words: Sequence[Token], records: RecordCount, total: int) -> None:
        self._directory = directory
        self._text = text
        self._words = words
        self._rules = NameRules(text, words, records, total)

    def mentions(self) -> Iterator[Mention]:
        """Yield the names from left to right, the longest at each word. Misspelt names are a last resort."""
        position, has_any = 0, False
        while position < len(self._words):
            mention, position = self._mention_from(position)
            if mention is not None:
                has_any = True
                yield mention
        if not has_any:
            yield from self._misspelt()

    def _mention_from(self, start: int) -> tuple[Mention | None, int]:
        """Return the name that begins at a word, perhaps with titles, and the word after it."""
        first, titles = self._titles_from(start)
        spans = [Span(start, first, first, strongest(titles))] if titles else []
        for span in (*spans, Span(start, start, start, None)):
            named = self._longest_name(span)
            if named is not None:
                return named
        return None, start + 1

    def _longest_name(self, span: Span) -> tuple[Mention, int] | None:
        """Return the longest name that begins at the first word of a span, and the word after it."""
        key, keys = "", []
        for token in self._words[span.first : span.first + MAX_NAME_WORDS]:
            key += "" if token.word in CONNECTORS or self._is_title_after_comma(token) else token.word
            keys.append(key)
        for length in range(len(keys), 0, -1):
            entries = self._directory.entries(keys[length - 1])
            last = self._words[span.first + length - 1]
            if entries and last.word not in CONNECTORS and not self._is_title_after_comma(last):
                longest = self._with_title_after(replace(span, end=span.first + length))
                members, certainty = self._members(entries, longest)
                if members:
                    return self._mention(span.start, longest.last, members, certainty), longest.last
        return None

    def _is_title_after_comma(self, token: Token) -> bool:
        """Whether a word is the title between a surname and the forenames: ``Duncan Smith, Sir Iain``."""
        return token.word in TITLES and self._text[: token.start].rstrip().endswith(",")

    def _titles_from(self, start: int) -> tuple[int, list[Title]]:
        """Return the first word that is no title, and the titles before it: none if no word is left."""
        first = start
        titles: list[Title] = []
        while first < len(self._words) and self._words[first].word in (TITLES if not titles else TITLES_AND_CONNECTORS):
            if (title := TITLES.get(self._words[first].word)) is not None:
                titles.append(title)
            first += 1
        return (first, titles) if first < len(self._words) else (start, [])

    def _with_title_after(self, span: Span) -> Span:
        """Return the span with the title and the letters that follow it: ``Alton of Liverpool, L.``, ``Ben Lake MP``."""
        end, typed = span.end, span.title
        if end < len(self._words) and "," in self._text[self._words[end - 1].end : self._words[end].start]:
            title = ABBREVIATED_TITLES.get(self._words[end].word)
            if title is not None and typed is None:
                end, typed = end + 1, title
        while end < len(self._words) and self._words[end].word in SUFFIXES:
            typed = Title() if typed is None and self._words[end].word == "mp" else typed
            end += 1
        return replace(span, title=typed, last=end)

    def _members(self, entries: Sequence[Entry], span: Span) -> tuple[tuple[Member, ...], Certainty]:
        """Return the members that the words of a span name by the most certain of the kinds of key."""
        if span.title is not None and (whole := tuple(e.member for e in entries if _is_all_of(e, span.title))):
            return whole[:MAX_MEMBERS], Certainty.CERTAIN if len(whole) == 1 else Certainty.LIKELY
        for kind in sorted({entry.kind for entry in entries}):
            members = tuple(dict.fromkeys(e.member for e in entries if e.kind is kind and self._rules.fits(e, span)))
            if kind is KeyKind.FULL and len(members) == 1:
                return (*self._more_active(entries, span, members[0]), *members)[:MAX_MEMBERS], Certainty.CERTAIN
            if len(members) == 1:
                is_surname = kind in (KeyKind.LONE, KeyKind.SURNAME)
                return members, Certainty.LIKELY if is_surname and span.title is None else Certainty.CERTAIN
            if members and (kind in _WHOLE_NAMES or self._rules.is_whole(span)):
                return members[:MAX_MEMBERS], Certainty.LIKELY
        return (), Certainty.LIKELY

    def _more_active(self, entries: Sequence[Entry], span: Span, member: Member) -> Iterator[Member]:
        """Yield the members with more records than one whose full name is another form of theirs."""
        for entry in entries:
            if entry.kind in (KeyKind.SHORT, KeyKind.FORENAME) and self._rules.fits(entry, span):
                other = entry.member
                if other.asked + other.answered > member.asked + member.answered:
                    yield other

    def _misspelt(self) -> Iterator[Mention]:
        """Yield the longest name with a misspelling, if there is one."""
        texts = [token.word for token in self._words]
        misspelt = [name for name in self._directory.spellings.find(texts) if self._is_misspelling(name)]
        if misspelt:
            first, end = min(((name.first, name.end) for name in misspelt), key=lambda span: (span[0] - span[1], span[0]))
            members = tuple(dict.fromkeys(name.member for name in misspelt if (name.first, name.end) == (first, end)))
            start = self._start_of_titles(first)
            is_certain = len(members) == 1 and self._rules.is_whole(Span(start, first, end, None, end))
            yield self._mention(start, end, members[:MAX_MEMBERS], Certainty.CERTAIN if is_certain else Certainty.LIKELY)

    def _is_misspelling(self, name: MisspeltName) -> bool:
        """Whether a mistyped word is rare; or, if there is nothing else in the text, another word of the name is.

        An ampersand is in no name of a member: "Marks & Spencer" is not Mark Spencer.
        """
        has_ampersand = "&" in self._text[self._words[name.first].start : self._words[name.end - 1].end]
        if not name.wrong or has_ampersand:  # without a misspelling it is a name that the other rules have refused
            return False
        if all(self._rules.is_rare(word) for word in name.wrong):
            return True
        whole = self._rules.is_whole(Span(name.first, name.first, name.end, None, name.end))
        others = [token.word for token in self._words[name.first : name.end] if token.word not in name.wrong]
        return whole and any(self._rules.is_rare(word) for word in others if word not in TITLES_AND_CONNECTORS)

    def _start_of_titles(self, first: int) -> int:
        while first and self._words[first - 1].word in TITLES:
            first -= 1
        return first

    def _mention(self, start: int, last: int, members: tuple[Member, ...], certainty: Certainty) -> Mention:
        return Mention(self._words[start].start, self._words[last - 1].end, members, certainty)


def _is_all_of(entry: Entry, typed: Title) -> bool:
    """Whether a title and one word are the whole of a peer's printed name: "Lord Bell", who is not Lord Bell of Elm."""
    return entry.kind is KeyKind.LONE and entry.title == typed


_WHOLE_NAMES = frozenset((KeyKind.FULL, KeyKind.SURNAME_FIRST))
"""Kinds of key that several members may share beside other words."""
