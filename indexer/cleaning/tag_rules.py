"""Which place in an answer a tag is met in, what it writes there, and which place it leads to. Knows nothing of text.

A place is a table from a tag as written to (what to write, the next place). Tags with attributes, in capitals or unknown
are looked up by their name; an unknown tag writes nothing and leads nowhere.
"""

from __future__ import annotations

import re

OPEN_LINK, CLOSE_LINK, HIDE = "<link>", "</link>", "<hide>"
"""Written nowhere: these tell the cleaner to act."""

_PARAGRAPH, _LINE, _CELL, _SPACE = "\n\n", "\n", " | ", " "
_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_BLOCKS = (
    "p div h1 h2 h3 h4 h5 h6 dl blockquote pre thead tbody tfoot caption section article header footer figure hr"
).split()
_LINES = "br dt dd".split()
_LISTS = "ul ol".split()
_INLINE = "strong em sup sub b i u ins span".split()
_HIDDEN = "del script style".split()


class TagContext(dict[str, tuple[str, "TagContext"]]):
    """What the tags do here. Looking up never fails."""

    def __missing__(self, tag: str) -> tuple[str, TagContext]:
        name, space, _ = tag.partition(" ")
        return (space and self.get(name + ">")) or self.get(tag_name(tag) + ">", ("", self))


def tag_name(tag: str) -> str:
    """ "<td" of a whole tag, "</td" of a closing one; "" of a comment or declaration."""
    name = _NAME.match(tag)
    return name.group().lower() if name else ""


def _fill(place: TagContext, block: str, line: str) -> None:
    """What is the same everywhere but for how a block and a line are parted."""
    for name in _BLOCKS:
        place[f"<{name}>"] = place[f"</{name}>"] = (block, place)
    for name in _LINES:
        place[f"<{name}>"] = (line, place)
    for name in _INLINE:
        place[f"<{name}>"] = place[f"</{name}>"] = ("", place)
    place["</td>"] = place["</th>"] = ("", place)
    for name in _HIDDEN:
        place[f"<{name}>"] = (HIDE, place)
    place["<a>"], place["</a>"] = (OPEN_LINK, place), (CLOSE_LINK, place)
    place["<table>"] = place["</table>"] = (_PARAGRAPH, BLOCK)
    place["<tr>"], place["</tr>"] = (_LINE, BLOCK), ("", BLOCK)
    place["<td>"] = place["<th>"] = (_CELL if place is TABLE_ROW else "", TABLE_ROW)


def _fill_lists(place: TagContext) -> None:
    """Lists outside a table: in a row they stay on its line."""
    for name in _LISTS:
        place[f"<{name}>"] = place[f"</{name}>"] = (_PARAGRAPH, BLOCK)
    place["<li>"], place["</li>"] = (_LINE, LIST_ITEM), ("", BLOCK)


BLOCK, LIST_ITEM, TABLE_ROW = TagContext(), TagContext(), TagContext()
"""Running text; a list item, all on one line; a table row, all on one line."""

_fill(BLOCK, _PARAGRAPH, _LINE)
_fill(LIST_ITEM, _SPACE, _SPACE)
_fill(TABLE_ROW, _SPACE, _SPACE)
_fill_lists(BLOCK)
_fill_lists(LIST_ITEM)
for _name in (*_LISTS, "li"):
    TABLE_ROW[f"<{_name}>"] = TABLE_ROW[f"</{_name}>"] = (_SPACE, TABLE_ROW)
