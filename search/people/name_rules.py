"""The rules of each kind of name: whether some words of a text are a name of that kind (``search.people.names.KeyKind``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from search.people.member import Entry
from search.people.names import KeyKind, Title, Token, agree
from search.text.word_forms.stop_words import STOP_WORDS

COMMON_SHARE = 1 / 300
"""A word in at least this share of the records is common."""

RARE_SHARE = 1 / 4000
"""A word in at most this share of the records is rare: it may be a misspelling, or the name of a peer."""

FILLERS = frozenset(
    """a about all and any answer answered answers ask asked asking asks by for from have has in is listed me minister on
    parliamentary pq pqs q qs question questioned questions regarding show tabled that the to what which who with
    written""".split()
)
"""Words beside a name that do not change the subject: ``questions asked by Ben Lake``."""

RecordCount = Callable[[str], int]
"""Returns how many records have a folded word in heading, question or answer."""


class Span(msgspec.Struct, frozen=True):
    """A name among the words of a text, in indexes of words.

    Titles begin at ``start``, the name at ``first``. The name ends before ``end``, the title and the letters after it before
    ``last``. ``title`` is the title typed, None for none.
    """

    start: int
    first: int
    end: int
    title: Title | None
    last: int = 0


class NameRules:
    """The rules for the names in one text.

    A word of at least ``_min_common`` records is common, one of at most ``_max_rare`` records is rare.
    """

    def __init__(self, text: str, words: Sequence[Token], records: RecordCount, total: int) -> None:
        self._text = text
        self._words = words
        self._records = records
        self._min_common = max(2, round(total * COMMON_SHARE))
        self._max_rare = max(3, round(total * RARE_SHARE))
        self._has_case = any(word.is_capital for word in words) and not all(word.is_capital for word in words)

    def fits(self, entry: Entry, span: Span) -> bool:
        """Whether the words of a span are a name of the entry's kind."""
        match entry.kind:
            case KeyKind.FULL:
                return self._is_full(entry, span)
            case KeyKind.SURNAME_FIRST:
                return self._is_surname_first(span)
            case KeyKind.SHORT:
                return self._is_short(span)
            case KeyKind.FORENAME:
                return self._has_other_forename(entry, span)
            case KeyKind.INITIALS:
                return self._has_initials(span)
            case KeyKind.SURNAME:
                return self._is_surname(entry, span)
            case KeyKind.LONE:
                return self._is_lone(entry, span)

    def _is_full(self, entry: Entry, span: Span) -> bool:
        """Whether the words are a full name. A peer's needs its title, "of" or nothing else beside it."""
        typed, own = span.title, entry.title
        if typed is not None and typed.gender and own.gender and typed.gender != own.gender:
            return False
        if typed is not None or self.is_whole(span):
            return True
        if own.rank:
            return any(token.word == "of" for token in self._words[span.first : span.end])
        return span.end - span.first > 1 and not self.is_of_common_words(span)

    def _is_surname_first(self, span: Span) -> bool:
        """Whether the words are a surname and forenames: with a comma between them, or as the whole text."""
        words = self._words[span.first : span.end]
        has_comma = "," in self._text[words[0].end : words[-1].start]
        return has_comma or (len(words) > 1 and self.is_whole(span) and not self.is_of_common_words(span))

    def _is_short(self, span: Span) -> bool:
        """Whether the words are the first and the last of a longer name: after a title, or as the whole text."""
        return span.end - span.first > 1 and (span.title is not None or self.is_whole(span))

    def _has_other_forename(self, entry: Entry, span: Span) -> bool:
        """Whether the words are a name with another form of the forename: after a title, as the whole text, or in capitals.

        Some forms are words too: "bill white".
        """
        words = self._words[span.first : span.end]
        is_set_off = self._has_case and all(token.is_capital for token in words)
        is_of_gender = not (span.title and span.title.gender and entry.title.gender) or span.title.gender == entry.title.gender
        return is_of_gender and (span.title is not None or is_set_off or self.is_whole(span))

    def _has_initials(self, span: Span) -> bool:
        """Whether the words are initials and a surname: after a title, with a full stop, or as the whole text."""
        words = self._words[span.first : span.end]
        if len(words) < 2 or not any(len(token.word) == 1 or token.is_initials for token in words):
            return False
        if span.title is not None or any(self._text[token.end : token.end + 1] == "." for token in words):
            return True
        return self.is_whole(span) and (words[0].word not in STOP_WORDS or words[0].is_capital)

    def _is_surname(self, entry: Entry, span: Span) -> bool:
        """Whether the words of a span are a surname.

        After a title no other name may follow them, as it does in "Mr James Smith". Without a title they must be a surname of
        two words or more, of a member who is no peer, and the whole text.
        """
        if span.title is None:
            is_several = span.end - span.first > 1 and not entry.title.rank
            return is_several and self.is_whole(span) and not self.is_of_common_words(span)
        if span.title.needs_forename or not agree(span.title, entry.title):
            return False
        following = self._words[span.last] if span.last < len(self._words) else None
        if following is None or self.is_whole(span):
            return True
        return following.word != "of" if span.title.rank else self._has_case and not following.is_capital

    def _is_lone(self, entry: Entry, span: Span) -> bool:
        """Whether a word is a peer's whole name: after a title that agrees, or as the whole text if it is rare enough."""
        if span.title is not None:
            return agree(span.title, entry.title)
        word = self._words[span.first].word
        records_of_member = entry.member.asked + entry.member.answered
        is_rare = self._records(word) <= max(records_of_member, self._max_rare // 2)
        return self.is_whole(span) and is_rare

    def is_whole(self, span: Span) -> bool:
        """Whether a text has only filler words beside a name."""
        others = (*self._words[: span.start], *self._words[span.last :])
        return all(token.word in FILLERS for token in others)

    def is_of_common_words(self, span: Span) -> bool:
        """Whether every word of a span is common and no capital letters set it off from other words."""
        words = self._words[span.first : span.end]
        if self._has_case and all(token.is_capital for token in words):
            return False
        return all(self._records(token.word) >= self._min_common for token in words)

    def is_rare(self, word: str) -> bool:
        """Whether few enough records have a word that it may be a misspelling."""
        return self._records(word) <= self._max_rare
