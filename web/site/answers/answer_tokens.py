"""Additions to a sanitised answer, token by token: header cells of tables, and marks on the sentences that decide its kind.

A token is a dictionary, as html5lib has it. Only names and attributes of this module are added, so a safe answer stays safe.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate, islice
from typing import Any

from search.insight.tables import Table

Token = dict[str, Any]

FIGURE_CLASS = "figure"
"""The class of a cell that is a number, or a period at the head of a column."""

_CELLS = ("td", "th")
_TABLE_PARTS = frozenset("table caption thead tbody tfoot tr td th".split())
_TEXTS = ("Characters", "SpaceCharacters", "Entity")
_NO_EDGE = "-"
"""Stands where no sentence begins or ends."""

_PIECE = re.compile(r"</?p>|[ \n]+|[^< \n](?:[^<]*[^< \n])?")
"""A tag of a paragraph, the spaces at an end of a text, or the text between them: the tokens that html5lib makes."""

_LINK_ADDRESS = re.compile(r" \((?:https?://|mailto:|ftp://)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
"""The address of a link, as the plain text of an answer has it after the link's text."""


def start_tag(name: str, **attributes: str) -> Token:
    """Return an opening tag."""
    data = {(None, attribute.replace("_", "-")): value for attribute, value in attributes.items()}
    return {"type": "StartTag", "name": name, "namespace": None, "data": data}


def end_tag(name: str) -> Token:
    """Return a closing tag."""
    return {"type": "EndTag", "name": name, "namespace": None}


def outermost_tables(tokens: Iterable[Token]) -> Iterator[Token | list[Token]]:
    """Yield the tokens of each outermost table as a list, and all other tokens one by one."""
    table: list[Token] = []
    depth = 0
    for token in tokens:
        is_table = token.get("name") == "table"
        depth += is_table and token["type"] == "StartTag"
        if not depth:
            yield token
            continue
        table.append(token)
        depth -= is_table and token["type"] == "EndTag"
        if not depth:
            yield table
            table = []
    yield from table


def is_frame(tokens: Iterable[Token], table: Table | None) -> bool:
    """Whether a table is only a frame round a text: it has one cell, and no table in it."""
    tables = [token for token in tokens if token.get("name") == "table" and token["type"] == "StartTag"]
    return table is not None and len(table.spans) == 1 and len(tables) == 1


def without_frame(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the content of the only cell of a table. A screen reader would announce it as a table."""
    yield start_tag("div")
    yield from (token for token in tokens if token.get("name") not in _TABLE_PARTS)
    yield end_tag("div")


def with_headers(tokens: list[Token], table: Table | None) -> list[Token]:
    """Return the tokens of a table with its header cells, each with its scope, and the class of figures.

    A table whose cells are not those that were read is returned as it is.
    """
    places = [place for place, depth in _cell_starts(tokens) if depth == 1]
    if table is None or len(places) != len(table.spans):
        return tokens
    spans = dict(zip(places, table.spans, strict=True))
    changed: list[Token] = []
    names: list[str] = []
    for place, token in enumerate(tokens):
        if token.get("name") not in _CELLS or token["type"] not in ("StartTag", "EndTag"):
            changed.append(token)
        elif token["type"] == "EndTag":
            changed.append({**token, "name": names.pop() if names else token["name"]})
        else:
            cell = _with_role(token, table, place, spans)
            names.append(cell["name"])
            changed.append(cell)
    return changed


def _cell_starts(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the place of each opening tag of a cell, and how deep in tables it is."""
    depth = 0
    for place, token in enumerate(tokens):
        if token.get("name") == "table":
            depth += 1 if token["type"] == "StartTag" else -1
        elif token.get("name") in _CELLS and token["type"] == "StartTag":
            yield place, depth


def _with_role(token: Token, table: Table, place: int, spans: Mapping[int, Any]) -> Token:
    span = spans.get(place)
    if span is None:
        return token
    attributes = {name: value for name, value in token["data"].items() if name != (None, "scope")}
    cell, scope = table.rows[span.row][span.column], table.scope(span)
    if scope:
        attributes[None, "scope"] = scope
    if cell.is_figure or (scope == "col" and cell.is_period):
        attributes[None, "class"] = FIGURE_CLASS
    return {**token, "name": "th" if scope else "td", "data": attributes}


def marked_paragraphs(html: str, sentences: Mapping[str, str]) -> str:
    """Return the HTML of paragraphs with a ``mark`` round each sentence. ``html`` has no attributes and no entities."""
    tokens = [_simple_token(piece) for piece in _PIECE.findall(html)]
    return "".join(map(_html_of, with_marks(tokens, sentences)))


def _simple_token(piece: str) -> Token:
    if piece.startswith("</"):
        return end_tag(piece[2:-1])
    if piece.startswith("<"):
        return start_tag(piece[1:-1])
    return {"type": "Characters" if piece.strip(" \n") else "SpaceCharacters", "data": piece}


def _html_of(token: Token) -> str:
    if token["type"] in _TEXTS:
        return str(token["data"])
    attributes = "".join(f' {name}="{escape(value)}"' for (_, name), value in token.get("data", {}).items())
    return f"<{'/' * (token['type'] == 'EndTag')}{token['name']}{attributes}>"


def with_marks(tokens: list[Token], sentences: Mapping[str, str]) -> list[Token]:
    """Return the tokens with a ``mark`` round each sentence; ``sentences`` are texts by the id of their first mark.

    A sentence is found by its letters and figures, since the plain text of an answer has other spaces than its HTML. One that
    is not found, or that overlaps another, is not marked.
    """
    letters = [_letters(token.get("data", "")) if token["type"] in _TEXTS else "" for token in tokens]
    starts = list(accumulate(map(len, letters), initial=0))
    ends: dict[int, list[tuple[int, str | None]]] = {}
    for first, last, mark_id in _places("".join(letters), sentences):
        place, offset = _position(tokens, starts, first)
        ends.setdefault(place, []).append((offset, mark_id))
        place, offset = _position(tokens, starts, last)
        ends.setdefault(place, []).append((_end_of_word(tokens[place]["data"], offset + 1), None))
    return list(_with_marks(tokens, ends))


def _places(text: str, sentences: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first and the last letter of each sentence that is found, in order, with the id of its mark."""
    places = []
    for mark_id, sentence in sentences.items():
        forms = (_letters(sentence), _letters(_LINK_ADDRESS.sub("", sentence)))
        start, length = next(((text.find(form), len(form)) for form in forms if form and form in text), (-1, 0))
        if start >= 0:
            places.append((start, start + length - 1, mark_id))
    end = -1
    for first, last, mark_id in sorted(places):
        if first > end:
            yield first, last, mark_id
            end = last


def _letters(text: str) -> str:
    """Return the letters and figures of a text in lower case, each as one character."""
    letters = "".join(filter(str.isalnum, text))
    return letters.lower() if letters.isascii() else "".join(letter.lower()[0] for letter in letters)


def _position(tokens: Sequence[Token], starts: Sequence[int], letter: int) -> tuple[int, int]:
    """Return the index of the token that has a letter, and the letter's offset in the text of that token.

    ``letter`` is the number of the letter among those of all tokens, ``starts`` that of the first letter of each token.
    """
    place = bisect_right(starts, letter) - 1
    offsets = (offset for offset, character in enumerate(tokens[place]["data"]) if character.isalnum())
    return place, next(islice(offsets, letter - starts[place], None))


def _end_of_word(text: str, offset: int) -> int:
    """Return the offset of the next space or letter: full stops and brackets that follow a word belong to it."""
    while offset < len(text) and not text[offset].isspace() and not text[offset].isalnum():
        offset += 1
    return offset


def _with_marks(tokens: Sequence[Token], ends: Mapping[int, Sequence[tuple[int, str | None]]]) -> Iterator[Token]:
    """Yield the tokens with marks. ``ends`` are the offsets at which a sentence begins, with an id, or ends, with None.

    A mark is closed before a tag and opened again after it, at the next text that is not only space.
    """
    is_open = within = False
    mark_id = ""
    for place, token in enumerate(tokens):
        if token["type"] not in _TEXTS:
            if is_open:
                yield end_tag("mark")
            is_open = False
            yield token
            continue
        for piece, edge in _pieces(token, ends.get(place, ())):
            if within and not is_open and piece["type"] != "SpaceCharacters" and piece.get("data", "x").strip():
                yield start_tag("mark", **({"id": mark_id} if mark_id else {}))
                is_open, mark_id = True, ""
            yield piece
            if edge is not _NO_EDGE:
                if is_open:
                    yield end_tag("mark")
                is_open, within, mark_id = False, edge is not None, edge or ""


def _pieces(token: Token, ends: Sequence[tuple[int, str | None]]) -> Iterator[tuple[Token, str | None]]:
    """Yield the parts of a text between the offsets, each with the edge at its end, ``_NO_EDGE`` for the last."""
    start = 0
    for offset, edge in ends:
        yield {**token, "data": token["data"][start:offset]}, edge
        start = offset
    yield ({**token, "data": token["data"][start:]} if ends else token), _NO_EDGE
