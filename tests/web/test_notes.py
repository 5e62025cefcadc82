"""The notes on a search: the important ones are shown first, and no more of them than a phone has room for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import Get, links_of, text_of
from web.pages.parts.notes.note import PHONE_LINES, Note, Rank, notes_view, text

WORDS = st.text("abcdefghi WMÄ日%.,", min_size=1, max_size=90)


def note(words: str, rank: Rank = Rank.READING, topic: str = "reading") -> Note:
    return Note("reading", topic, rank, (text(words),))


@given(st.lists(st.builds(note, WORDS, st.sampled_from(Rank)), max_size=12), st.booleans())
def test_every_note_is_on_the_page_once_and_in_order(notes: list[Note], has_chips: bool) -> None:
    view = notes_view(notes, has_chips=has_chips)
    for part in (view.shown, view.folded):
        rest = iter(notes)
        assert all(note in rest for note in part)
    assert len(view.shown) + len(view.folded) == len(notes)
    assert bool(view.summary) == bool(view.folded)


def test_the_more_important_notes_are_shown_and_the_others_are_named() -> None:
    terms = note("Searched for " + "dentist, also dental, dentistry, " * 4, Rank.TERMS, "similar terms")
    matches = note("No question matches all your words. Showing close matches.", Rank.MATCHES, "close matches")
    slip = note("No question has “dentits”. Showing results for “dentist”.", Rank.CHANGE, "spelling")
    view = notes_view((terms, matches, slip), has_chips=False)
    assert (view.shown, view.folded) == ((slip,), (terms, matches))
    assert view.summary == "2 more notes: close matches …"
    assert notes_view((terms, matches, slip), has_chips=True).summary == "3 notes: spelling, close matches …"


def test_notes_that_fit_are_shown_whole() -> None:
    lines = [note("Showing questions asked by Ben Lake")] * PHONE_LINES
    assert notes_view(lines, has_chips=False).shown == tuple(lines)
    assert notes_view(lines[:1], has_chips=True).shown == tuple(lines[:1])
    assert notes_view(lines, has_chips=True).shown == ()
    assert notes_view([*lines, *lines], has_chips=False).folded


@pytest.mark.parametrize("address", ["/search?q=lantren+(harbuors+the+unanswered", "/search?q=Hamish+MacAndie+bridges+lantren"])
def test_a_page_with_many_notes_lists_them_under_one_line(get: Get, address: str) -> None:
    page = get(address)
    (summary,) = page.css(".more-notes > summary")
    number = int(summary.text().split()[0])
    assert number == len(page.css(".more-notes > p"))
    assert set(links_of(page, ".more-notes a").values()) <= set(links_of(page, ".query-notes a").values())
    assert text_of(page, ".query-notes > p")


def test_a_search_that_finds_nothing_shows_every_note(get: Get) -> None:
    page = get("/search?q=lantren+(harbuors+the+unanswered&words=all&house=Lords")
    assert page.css(".alternatives")
    assert not page.css(".more-notes")
