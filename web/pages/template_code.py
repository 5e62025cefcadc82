"""How templates are compiled: to the Python that a page of one kind of data needs, not to that of any page of any data.

Jinja looks up ``view.text`` as an attribute and then as an item, calls a macro through its context, and makes an object of each
piece that it escapes. A page has some thousand pieces, so that these take most of the time of its rendering. Our view models
have attributes alone, our functions want no context, and a piece that is escaped is only joined to others. What is escaped is
the same: whatever is not ``SafeHtml`` (docs/decisions/0035-direct-templates.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.runtime import Macro
from jinja2.utils import missing

from search.yield_points import yield_point
from web.site.safe_html import SafeHtml, escape_text, escaped, mark_safe

PIECES_AT_ONCE = 256
"""Pieces of a page that are made between two yield points: less than a millisecond."""

MAX_CACHED_MACRO_CALLS = 4_096
"""The most macro calls whose HTML is cached: the values of facets take about a megabyte."""

_INDENTATION = re.compile(r"([%#]\})?\n[ \t]+")
"""The spaces at the beginning of a line, and the end of a tag before them. Jinja removes the line break after a tag."""


class WithoutIndentation(Extension):
    """Removes the indentation of templates. After a tag one space stays, because no line break separates the words there."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the text of a template without its indentation."""
        return _INDENTATION.sub(lambda match: f"{match[1]}\n " if match[1] else "\n", source)


def direct_macro(
    environment: Environment, func: Callable[..., str], name: str, arguments: list[str], *traits: bool
) -> Callable[..., SafeHtml]:
    """Return a macro as a function that returns its HTML. Calls with named arguments use Jinja's ``Macro``.

    Its attribute ``html`` is called where the HTML is printed. It returns a plain text: marking it as safe would copy it.
    """
    func.__defaults__ = (missing,) * len(arguments)
    by_name = Macro(environment, func, name, arguments, *traits)

    def macro(*args: Any, **kwargs: Any) -> SafeHtml:
        return by_name(*args, **kwargs) if kwargs else mark_safe(func(*args))  # type: ignore[return-value]

    macro.html = func  # type: ignore[attr-defined]
    return macro


class DirectCode(CodeGenerator):
    """Writes direct Python for attributes, calls and escaping."""

    _macros: frozenset[str] = frozenset()
    """The names of the macros that a template defines or imports."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (overrides)
        """Write the code of a template, in which a macro that is printed is called by its ``html``."""
        names = [name for statement in node.find_all(nodes.FromImport) for name in statement.names]
        imported = [name if isinstance(name, str) else name[1] for name in names]
        self._macros = frozenset((*imported, *(macro.name for macro in node.find_all(nodes.Macro))))
        for output in node.find_all(nodes.Output):
            for call in output.nodes:
                if isinstance(call, nodes.Call) and self._is_macro(call.node) and not call.kwargs:
                    call.node = nodes.Getattr(call.node, "html", "load")
        super().visit_Template(node, frame)

    def _is_macro(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Name) and node.name in self._macros

    def _is_html_of_macro(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and self._is_macro(node.node.node)

    def write_commons(self) -> None:
        """Begin a function with our own ``escape`` and ``Macro`` under the names that Jinja's code has for its own."""
        super().write_commons()
        self.writeline("escape, escape_text = environment.escaped, environment.escape_text")
        self.writeline("Macro, SafeHtml = environment.macro, environment.safe_html")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        """Begin an expression that is printed. Nearly all are of type ``str``, and are escaped by a C function."""
        if self._is_html_of_macro(node):
            return
        if _is_escaped(frame, finalize):
            self.write("(escape_text(piece) if type(piece := (")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        """End it."""
        if self._is_html_of_macro(node):
            return
        if _is_escaped(frame, finalize):
            self.write(")) is str else piece if type(piece) is SafeHtml else escape(piece))")
        else:
            super()._output_child_post(node, frame, finalize)

    def _import_common(self, node: nodes.FromImport, frame: Frame) -> None:  # type: ignore[override]
        """Import from a template without the context of this one, so that the template runs once and not for each page."""
        self.write("environment.imported(")
        self.visit(node.template, frame)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (overrides)
        """Read an attribute."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 (overrides)
        """Call a function with its positional arguments alone; a call with others stays Jinja's."""
        if node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _is_escaped(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    """Whether it is known when a template is compiled that what it prints is escaped, and nothing else done to it."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None


def join(pieces: Iterable[str]) -> str:
    """Return the pieces of a page as one text, passing yield points between them. The pieces of a macro are a list."""
    if type(pieces) is not list:
        return "".join(made(pieces))
    if len(pieces) > PIECES_AT_ONCE:
        yield_point()
    return "".join(pieces)


def made(pieces: Iterable[str]) -> list[str]:
    """Return the pieces of a page, passing yield points while they are made."""
    remaining, pieces_made = iter(pieces), []
    while batch := list(islice(remaining, PIECES_AT_ONCE)):
        pieces_made += batch
        yield_point()
    return pieces_made


def install(environment: Environment) -> None:
    """Compile the templates of an environment by ``DirectCode``.

    Each template gets a dictionary of the environment's globals as they are when it is loaded. Jinja gives it a ``ChainMap``,
    which is read anew, key by key, whenever the template is rendered. The filter ``cached`` caches the HTML of a
    macro that depends only on its values.
    """
    environment.code_generator_class = DirectCode
    environment.make_globals = lambda d: {**environment.globals, **(d or {})}  # type: ignore[method-assign]
    environment.add_extension(WithoutIndentation)
    environment.concat = join  # type: ignore[method-assign]
    imported = cache(lambda name: environment.get_template(name).module)
    environment.filters["cached"] = lru_cache(maxsize=MAX_CACHED_MACRO_CALLS)(lambda macro, *values: macro(*values))
    environment.extend(escaped=escaped, escape_text=escape_text, macro=direct_macro, safe_html=SafeHtml, imported=imported)
