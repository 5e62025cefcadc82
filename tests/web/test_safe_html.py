"""Published answers are sanitised, stay readable, and never take long."""

from __future__ import annotations

import random
import re
import time
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from web.site import safe_html

ALLOWED = frozenset(
    """p br table thead tbody tfoot tr th td caption ul ol li strong b em i u sup sub ins del blockquote h3 a div
    html head body -text""".split()
)

PIECES = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href=https://ok.example onclick=alert(1) style=position:fixed>x</a>",
    "<p onclick=alert(1) onmouseover='alert(1)'>x",
    "<td background=javascript:alert(1) colspan=99999999 rowspan='2\" onload=alert(1)'>x</td>",
    "<table><tr><td><table><td>",
    "</table></p></div></body></html>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input name=q autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>",
    "<base href=//evil.example>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea><title><xmp><plaintext>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\x00<scr\x00ipt>",
    'http://ok.example/?q=<script>"onmouseover=alert(1)',
    "www.ok.example/'onclick='alert(1)",
    '<a href="https://ok.example/x">h</a>ttps://ok.example/x" onclick="alert(1)',
    "<" * 40,
    "plain words, 5 < 6 & 7 > 2",
    "<p>good <b>bold <i>both</b> italic</i></p>",
)


def check(html: str) -> None:
    shown = LexborHTMLParser(f"<div>{safe_html.answer(html, 'the plain text')}</div>")
    for node in shown.css("*"):
        assert node.tag in ALLOWED, (node.tag, html)
        for name, value in node.attributes.items():
            assert not name.startswith("on"), html
            assert name in {"href", "rel", "class", "colspan", "rowspan", "scope", "role", "tabindex", "aria-label"}, html
            assert name != "href" or (value or "").startswith(("http://", "https://", "mailto:")), html


@pytest.mark.parametrize("html", PIECES)
def test_no_hostile_piece_gets_through(html: str) -> None:
    check(html)


def test_no_mixture_of_hostile_pieces_gets_through() -> None:
    dice = random.Random(7)
    for _ in range(500):
        html = "".join(dice.choice(PIECES) for _ in range(dice.randint(2, 12)))
        cut = dice.randrange(len(html))
        check(html[:cut] + html[cut + dice.randint(0, 9) :])


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "&",
        "<a href=javascript:alert(1)>",
        "<b>",
        "<table><tr><td>",
        "</p>",
        "a-",
        "(",
        "http://",
        "<b><i></b></i>",
        "<!--",
        '<a href="https://a.example">h</a>t',
    ],
)
@pytest.mark.parametrize("length", [59_000, 1_000_000])
def test_no_repetition_takes_long(piece: str, length: int) -> None:
    html = piece * (length // len(piece))
    began = time.thread_time()  # a machine with other work is no failure
    check(html)
    assert time.thread_time() - began < 10


def test_too_long_or_too_deep_html_is_shown_as_plain_text() -> None:
    assert safe_html.answer("<p>" * 10_000, "one\n\ntwo < three") == "<p>one</p><p>two &lt; three</p>"
    assert safe_html.answer("<p>x</p>" * 10_000, "the text") == "<p>the text</p>"
    assert safe_html.answer("", "one\ntwo") == "<p>one<br>two</p>"


def test_an_answer_without_tags_has_the_spaces_of_its_plain_text() -> None:
    cut = "It has lanterns.We &amp; they recognise this < or > that www.a.example ..."
    text = "It has lanterns. We & they recognise this < or > that www.a.example ..."
    shown = LexborHTMLParser(str(safe_html.answer(cut, text)))
    assert shown.text() == text
    assert len(shown.css("a")) == 1
    assert shown.css_first("p")
    marked = safe_html.answer("It has lanterns.We do.", "It has lanterns. We do.", marked={"m1": "We do."})
    assert marked == '<p>It has lanterns. <mark id="m1">We do.</mark></p>'


def linked(address: str, words: str) -> str:
    return f'<a href="{address}" rel="nofollow noopener" class="leaving">{words}</a>'


EMPHASIS = "<p>a <em>b</em> <sup>2</sup> <ins>c</ins> <del>d</del></p>"
QUERY = "https://a.example/b?c=1&amp;d=2"
SPLIT = '<p><a href="https://a.example/b" target="_blank">h</a>ttps://a.example/b</p>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (EMPHASIS, EMPHASIS),
        ("<h1>A</h1><h6>B</h6>", "<h3>A</h3><h3>B</h3>"),
        (f"<p>see {QUERY}.</p>", f"<p>see {linked(QUERY, QUERY)}.</p>"),
        ("<p>(see www.a.example)</p>", f"<p>(see {linked('http://www.a.example', 'www.a.example')})</p>"),
        (SPLIT, f"<p>{linked('https://a.example/b', 'https://a.example/b')}</p>"),
        ('<a href="mailto:x@y.example">x</a>', linked("mailto:x@y.example", "x")),
        ('<p><a href="/relative">x</a></p>', "<p>x</p>"),
        ("one\n\ntwo\nthree", "<p>one</p><p>two<br>three</p>"),
        ("<p>R&D, A&amp;E, &pound;5&nbsp;m</p>", "<p>R&amp;D, A&amp;E, &pound;5&nbsp;m</p>"),
    ],
)
def test_harmless_html_is_kept(html: str, shown: str) -> None:
    assert safe_html.answer(html, "") == shown


def test_only_the_outermost_table_gets_a_box() -> None:
    page = LexborHTMLParser(str(safe_html.answer("<table><td>a<table><td>b</table></table><table><td>c<td>d</table>", "")))
    assert [node.attributes["aria-label"] for node in page.css(".table-box")] == [
        "Table 1 of the answer",
        "Table 2 of the answer",
    ]


@pytest.mark.parametrize("html", ["<b></i>" * 8000, "".join(f"<b id={n}></i>" for n in range(4000)), "<i><b></i>" * 5000])
def test_stray_closing_tags_do_not_hide_nesting(html: str) -> None:
    assert str(safe_html.answer(html, "plain words")) == "<p>plain words</p>"


SIMPLE_PIECES = ["<p>", "</p>", " ", "\n", "\n\n", "a", "£ “b”", '"', "'", "\u2028", "é", "\u200b", "\xa0", "İ", "a."]
OTHER_PIECES = ["&amp;", "&", "<", ">", "\t", "\r", "\0", "\x85", "\ufffe", "www.a.org", "<P>", "<p >", "<br>", "<b>"]


@pytest.mark.parametrize("sentences", [{}, {"x": "a"}, {"x": "a.", "y": "£ “b” a", "z": "İ é"}])
@pytest.mark.parametrize("pieces", [SIMPLE_PIECES, SIMPLE_PIECES + OTHER_PIECES])
def test_simple_answers_are_as_bleach_makes_them(
    pieces: list[str], sentences: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(1)
    answers = ["".join(dice.choices(pieces, k=dice.randrange(1, 9))) for _ in range(2_000)]
    answers += [f"<p>{html}</p>" for html in answers[:1_000]]
    answers += [f"<p>{first}</p><p>{second}</p>" for first, second in pairwise(answers[:1_000])]
    quick = [str(safe_html.answer(html, "", marked=sentences)) for html in answers]
    for pattern in ("_PARAGRAPHS", "_TEXT"):
        monkeypatch.setattr(safe_html, pattern, re.compile("(?!)"))
    assert quick == [str(safe_html.answer(html, "", marked=sentences)) for html in answers]
