"""Templates compiled by our own generator print what Jinja's own prints, and escape what it escapes."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from search.engines.memory import MemoryEngine
from tests.web.test_every_page import FAILING, FOUND
from web import Assets, create_app
from web.pages import template_code
from web.pages.rendering import render_page
from web.site.safe_html import escaped

TEMPLATES = Assets.find().templates


class View(NamedTuple):
    text: str
    html: Markup


VIEW = View("""<i title="a" lang='b'>&amp;</i>""", Markup("<b>&amp;</b>"))
MACROS = """
{% macro link(to, class="plain", about="") %}<a class="{{ class }}">{{ to }}{{ about }}</a>{% endmacro %}
{% macro all(views) %}{% for view in views %}{{ link(view) }}{% if not loop.last %} · {% endif %}{% endfor %}{% endmacro %}
{% macro box() %}<div>{{ caller() }}</div>{% endmacro %}
"""
SOURCES = (
    "{{ view.text }}|{{ view.html }}|{{ view.text ~ view.html }}|{{ view.text|length }}|{{ view.text|e }}",
    "{{ view.text.upper() }}|{{ view.html.upper() }}|{{ (view.text, view.html)|join(', ') }}",
    '{{ "{:,}".format(1204) }}|{{ 12 }}|{{ none }}|{{ 1.5 }}|{{ view.html if view.text else "" }}',
    '{{ link(view.text) }}{{ link(view.html, "named") }}{{ link(view.text, about=view.html) }}{{ link(to=view.text) }}',
    "{{ all((view.text, view.html)) }}{{ all(()) }}{% call box() %}{{ view.text }}{% endcall %}",
)


def environment(*, is_direct: bool) -> Environment:
    pages = {f"{number}.html": f'{{% from "m.html" import link, all, box %}}{text}' for number, text in enumerate(SOURCES)}
    templates = Environment(loader=DictLoader({"m.html": MACROS, **pages}), undefined=StrictUndefined, autoescape=True)
    if is_direct:
        template_code.install(templates)
    return templates


@pytest.fixture(scope="module")
def two_clients(engine: MemoryEngine) -> tuple[FlaskClient, FlaskClient]:
    """A client of the site, and one of a site whose templates are compiled as Jinja compiles them."""
    direct, plain = (create_app(engine, Assets.find()) for _ in range(2))
    plain.jinja_env.code_generator_class = CodeGenerator
    return direct.test_client(), plain.test_client()


@pytest.mark.parametrize("address", [*FOUND, *FAILING])
def test_a_page_is_the_same_as_jinja_makes_it(two_clients: tuple[FlaskClient, FlaskClient], address: str) -> None:
    direct_page, plain_page = (client.get(address).data for client in two_clients)
    assert direct_page == plain_page


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_a_template_prints_what_jinja_prints(number: int) -> None:
    printed = [environment(is_direct=direct).get_template(f"{number}.html").render(view=VIEW) for direct in (True, False)]
    assert printed[0] == printed[1]


@pytest.mark.parametrize("source", ["{{ view.nothing }}", "{{ nothing }}", "{{ nothing() }}", "{{ link(1, 2, 3, 4) }}"])
def test_a_mistake_in_a_template_is_an_error(source: str) -> None:
    page = environment(is_direct=True).from_string(f'{{% from "m.html" import link %}}{source}')
    with pytest.raises(Exception, match=r"nothing|argument"):
        page.render(view=VIEW)


@given(st.one_of(st.text(), st.text("&<>'\"a;#"), st.integers(), st.floats(), st.none(), st.booleans(), st.text().map(Markup)))
def test_a_value_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    assert escaped(value) == str(escape(value))
    assert not set("<>\"'") & set(escaped(str(value)))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>\n    a\n\tb</p>", "<p>\na\nb</p>"),
        ("{% if 1 %}a{% endif %}\n    <b>c</b>", "a <b>c</b>"),
        ("<ul>\n  {% for x in 'ab' %}\n  <li>{{ x }}</li>\n  {% endfor %}\n</ul>", "<ul>\n <li>a</li>\n <li>b</li>\n</ul>"),
    ],
)
def test_indentation_is_left_out_and_words_stay_apart(source: str, text: str) -> None:
    templates = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template_code.install(templates)
    assert templates.from_string(source).render() == text


def test_only_a_macro_is_printed_without_escaping() -> None:
    made = environment(is_direct=True)
    made.loader = DictLoader({"m.html": "{% set shout = view.upper %}{% macro link(to) %}<a>{{ to }}</a>{% endmacro %}"})
    made.globals["view"] = "<b>"
    page = made.from_string('{% from "m.html" import link, shout %}{{ link(view) }}{{ link(link(view)) }}')
    assert page.render() == "<a>&lt;b&gt;</a><a><a>&lt;b&gt;</a></a>"
    with pytest.raises(AttributeError, match="html"):
        made.from_string('{% from "m.html" import link, shout %}{{ shout() }}').render()


def test_the_html_of_a_macro_is_cached_by_macro_and_values() -> None:
    made = environment(is_direct=True)
    labels = iter(("<one>", "<two>", "<three>"))
    made.globals["label"] = lambda _value: next(labels)
    macros = "{% macro a(x) %}<b>{{ label(x) }}{{ x }}</b>{% endmacro %}{% macro c(x) %}{{ x }}{% endmacro %}"
    page = made.from_string(macros + "{% for x in '>~>' %}{{ a|cached(x) }}{{ c|cached(x) }} {% endfor %}")
    assert page.render() == "<b>&lt;one&gt;&gt;</b>&gt; <b>&lt;two&gt;~</b>~ <b>&lt;one&gt;&gt;</b>&gt; "


def test_a_page_is_the_bytes_of_what_its_template_prints(engine: MemoryEngine) -> None:
    site = create_app(engine, Assets.find())
    site.jinja_env.loader = DictLoader({"a.html": "<p>{{ view.text }} – £5</p>", "b.html": "{{ view.nothing }}"})
    with site.test_request_context():
        assert render_page("a.html", view=VIEW).decode() == site.jinja_env.get_template("a.html").render(view=VIEW)
        with pytest.raises(AttributeError, match="nothing"):
            render_page("b.html", view=VIEW)


def test_every_imported_macro_exists() -> None:
    macros = {path: set(re.findall(r"{%-? macro (\w+)", path.read_text("utf-8"))) for path in TEMPLATES.rglob("*.html")}
    for path in macros:
        for part, names in re.findall(r'{% from "([^"]+)" import ([^%]+?) %}', path.read_text("utf-8")):
            assert set(names.split(", ")) <= macros[TEMPLATES / part], (path.name, part)
