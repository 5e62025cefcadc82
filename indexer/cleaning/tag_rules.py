"""The output of each HTML tag in each context (block, list item, table row), and the context that follows the tag.

A context maps a tag to (output, next context). A tag with attributes, in capitals or unknown is looked up by its name; an
unknown tag has no output and does not change the context.
"""

from __future__ import annotations

import re

from search.model.question import CELL_SEPARATOR

OPEN_LINK, CLOSE_LINK, HIDE = "<link>", "</link>", "<hide>"
"""Instructions in place of an output: the caller handles links, and hides text."""

_PARAGRAPH_BREAK, _LINE_BREAK, _SPACE = "\n\n", "\n", " "
_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_BLOCK_TAGS = (
    "p div h1 h2 h3 h4 h5 h6 dl blockquote pre thead tbody tfoot caption section article header footer figure hr"
).split()
_LINE_TAGS = "br dt dd".split()
_LIST_TAGS = "ul ol".split()
_INLINE_TAGS = "strong em sup sub b i u ins span".split()
_HIDDEN_TAGS = "del script style".split()


class TagContext(dict[str, tuple[str, "TagContext"]]):
    """Maps a tag to (output, next context). A lookup never fails."""

    def __missing__(self, tag: str) -> tuple[str, TagContext]:
        name, space, _ = tag.partition(" ")
        return (space and self.get(name + ">")) or self.get(tag_name(tag) + ">", ("", self))


def tag_name(tag: str) -> str:
    """Return "<td" for an opening tag, "</td" for a closing one, "" for a comment or declaration."""
    match = _NAME.match(tag)
    return match.group().lower() if match else ""


def _add_rules(context: TagContext, block_break: str, line_break: str) -> None:
    """Add the rules that all contexts share; only their block and line breaks differ."""
    for name in _BLOCK_TAGS:
        context[f"<{name}>"] = context[f"</{name}>"] = (block_break, context)
    for name in _LINE_TAGS:
        context[f"<{name}>"] = (line_break, context)
    for name in _INLINE_TAGS:
        context[f"<{name}>"] = context[f"</{name}>"] = ("", context)
    context["</td>"] = context["</th>"] = ("", context)
    for name in _HIDDEN_TAGS:
        context[f"<{name}>"] = (HIDE, context)
    context["<a>"], context["</a>"] = (OPEN_LINK, context), (CLOSE_LINK, context)
    context["<table>"] = context["</table>"] = (_PARAGRAPH_BREAK, BLOCK)
    context["<tr>"], context["</tr>"] = (_LINE_BREAK, BLOCK), ("", BLOCK)
    context["<td>"] = context["<th>"] = (CELL_SEPARATOR if context is TABLE_ROW else "", TABLE_ROW)


def _add_list_rules(context: TagContext) -> None:
    """Add the rules for lists outside a table. A list inside a table row stays on the line of the row."""
    for name in _LIST_TAGS:
        context[f"<{name}>"] = context[f"</{name}>"] = (_PARAGRAPH_BREAK, BLOCK)
    context["<li>"], context["</li>"] = (_LINE_BREAK, LIST_ITEM), ("", BLOCK)


BLOCK, LIST_ITEM, TABLE_ROW = TagContext(), TagContext(), TagContext()
"""Paragraphs; a list item, on one line; a table row, on one line."""

_add_rules(BLOCK, _PARAGRAPH_BREAK, _LINE_BREAK)
_add_rules(LIST_ITEM, _SPACE, _SPACE)
_add_rules(TABLE_ROW, _SPACE, _SPACE)
_add_list_rules(BLOCK)
_add_list_rules(LIST_ITEM)
for _name in (*_LIST_TAGS, "li"):
    TABLE_ROW[f"<{_name}>"] = TABLE_ROW[f"</{_name}>"] = (_SPACE, TABLE_ROW)
