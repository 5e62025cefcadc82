"""Answer HTML is converted to plain text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.cleaning.html_repair import repaired_html
from indexer.cleaning.html_to_text import has_table, plain_text
from search.text.invisible import without_invisible

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<li>", "</li>", "<ul>", "<br>", "<BR/>"),
        *("</p><p>", "</p></td><td><p>", "</p></td></tr><tr><td><p>", "<del>", "</del>", "<script>", "</script>", "</a>"),
        *('<a href="https://a.example/">', "<a href='mailto:x@y.example'>", "<a href=#x>", "<!--", "-->", "<![CDATA[", "]]>"),
        *("<", ">", "&", ";", "&amp;", "&lt;", "&gt;", "&nbsp;", "&#", "&#60", "&#x3c;", "&ampamp;", "&#0;", "&#xD800;", "lt;"),
        *("Î", "£", "à", "_", "Å", "Ð", "¡", "\u201a", "&amp;pound;", "&amp;amp;"),
        *("Ã", "Â", "â", "©", "\xa0", "\xad", "€", "™", "\x8a", "\x97", "\x85", "\x9d", "\u200b", "\u202f", "\ufe0f", "\ud800"),
        *(
            "\x00",
            "\r",
            "\n",
            "\t",
            " ",
            "  ",
            "\u2028",
            "\u0338",
            "\u0301",
            "\u030a",
            "\u037e",
            "\u212b",
            "a",
            "b",
            "p",
            "e",
            "A",
            "1",
        ),
    ]
)
HOSTILE = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.</p>\n\n  <p> </p><p>Two\nlines.</p>", "One.\n\nTwo lines."),
        ("<P>One.</P><div>Two.<br/>Three.</div>Four.", "One.\n\nTwo.\nThree.\n\nFour."),
        ("Plain, as a list answer is.\nSecond line.", "Plain, as a list answer is.\nSecond line."),
        ("<p>Of these:</p><ul><li>salt</li><li><p>fish</p></li></ul><p>End.</p>", "Of these:\n\nsalt\nfish\n\nEnd."),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "a\n\nb"),
        ("<p>H<sub>2</sub>O, <b>bold</b> and <em>so</em> on</p>", "H2O, bold and so on"),
        ("<p>It was <del>ten</del> <ins>nine</ins>.</p>", "It was nine."),
        ("<p>a</p><del><p>b</p><p>c</p></del><p>d</p>", "a\n\nd"),
        ("<p>a<script>if (1 < 2) { x('</p>') }</script>b</p><style>p{}</style>", "ab"),
        ("<p>a<!-- not > this -->b</p>", "ab"),
        ("<p>fewer than &lt;5 &amp; more&nbsp;&nbsp;than &pound;2</p>", "fewer than <5 & more than £2"),
        ("<p>caf\xe9 &#233; &#x2019;</p>", "café é ’"),
        ("<p>R&D and M&S; A&E</p>", "R&D and M&S; A&E"),
        ("&lt;b&gt; is a tag, &amp;amp; a name", "< b> is a tag, & a name"),
        ("<p>soft\xadhyphen, zero\u200bwidth,\u202fnarrow\xa0space</p>", "softhyphen, zerowidth, narrow space"),
        ("<p>marks\u200e, \u2066isolates\u2069 and \ufe0f selectors\U000e0067</p>", "marks, isolates and selectors"),
        ("<p>It\x92s \x93so\x94 \x96 and\x85 no</p>", "It’s “so” – and… no"),
        ("<p>a day\x8a\x97\xc8s \x8a\x97\x93work\x8a\x97\x9d</p>", "a day’s “work”"),
        ("<p>Itâ€™s cafÃ© &#163;5</p>", "It’s café £5"),
        ("<p>Ysgol y T\xe2n, S\xe3o</p>", "Ysgol y Tân, São"),
        ("<p>some \xce\xa320,000 (\xce\xa3000s)</p>", "some £20,000 (£000s)"),
        ("\xce\xe0 one and 1\xce_ million", "· one and 1½ million"),
        ("<p>\x8a\xe4\x8c41.55</p>", "€41.55"),
        ("w\xc5\u201aadys \xc4\u2021", "władys ć"),
        (
            "na\xefve, \xceLE, Zo\xeb, \xc5land, Nestl\xe9\u2019s, \u0391\u03b8\u03ae\u03bd\u03b1",
            "naïve, ÎLE, Zoë, Åland, Nestlé’s, Αθήνα",
        ),
        ("<p>&amp;pound;5,&amp;nbsp;it&amp;#39;s &amp;amp;amp;pound;6 &amp;quot;so&amp;quot;</p>", '£5, it\'s £6 "so"'),
        ("<p>R&amp;D; B&amp;Bs, &amp;c; &amp;lambda x</p>", "R&D; B&Bs, &c; &lambda x"),
        ("<p>e\u0301 and e<b>\u0301</b></p>", "é and é"),
        ("a\r\nb\rc\td", "a\nb\nc d"),
        ("<p>unclosed <b and done", "unclosed < b and done"),
        ("<p>", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><th>Year</th><th>Lamps</th></tr><tr><td>2023</td><td>41</td></tr></table>", "Year | Lamps\n2023 | 41"),
        (
            "<table><tbody><tr><td><p><strong>Port</strong></p></td><td><p>Ships</p></td></tr>"
            "<tr><td><p>Gull</p></td><td><p>3</p></td></tr></tbody></table><p>Source: log.</p>",
            "Port | Ships\nGull | 3\n\nSource: log.",
        ),
        ("<table><tr> <td>a</td> <td></td> <td>c</td> </tr></table>", "a | | c"),
        ("<table><tr><td><p>one</p><p>two</p></td><td>x<br>y<ul><li>z</li></ul></td></tr></table>", "one two | x y z"),
        ('<table><tr><td colspan="2"><p>wide</p></td></tr><tr><TD>b</TD></tr></table>after', "wide\nb\n\nafter"),
    ],
)
def test_a_table_row_is_one_line(html: str, text: str) -> None:
    assert plain_text(html) == text
    assert has_table(html)
    assert not has_table(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('see <a href="https://a.example/b">the log</a>.', "see the log (https://a.example/b)."),
        ('<a href="https://a.example/b?x=1&amp;y=2" target="_blank">log</a>', "log (https://a.example/b?x=1&y=2)"),
        ('<a href="https://a.example/b">https://a.example/b</a>', "https://a.example/b"),
        ('<a href="https://www.a.example/">a.example</a>', "a.example"),
        ('<a href="mailto:keeper@a.example">keeper@a.example</a>', "keeper@a.example"),
        ('<a href="mailto:keeper@a.example">write</a>', "write (mailto:keeper@a.example)"),
        ('<a href="https://a.example/b" target="_blank">h</a>ttps://a.example/b next', "https://a.example/b next"),
        ('<a href="https://a.example/b">https://a.example</a>/b.', "https://a.example/b."),
        ("<A HREF='https://a.example/b'>log</A>", "log (https://a.example/b)"),
        (
            '<a href="#note1">note</a> and <a href="javascript:alert(1)">that</a> and <a name="x">name</a>',
            "note and that and name",
        ),
        ('<a href="https://a.example/"><strong>bold</strong> words</a>', "bold words (https://a.example/)"),
        ("stray</a> end", "stray end"),
    ],
)
def test_an_address_follows_link_text_that_differs_from_it(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.slow
@given(HOSTILE)
@settings(max_examples=1500, deadline=None)
@example("<<b>p>")
@example("&#60  0")
@example("Ã<b>©")
@example("A<b>\u030a</b>µ")
@example("&am</b>p;")
@example("â\u200b€\u200b™")
@example("<p>a</p><p>\u0338<</p>")
def test_cleaning_is_idempotent_and_never_raises(html: str) -> None:
    text = plain_text(html)
    assert plain_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert not any("\ud800" <= character <= "\udfff" for character in text)


@given(st.lists(st.text("abc é’", min_size=1).filter(str.strip), min_size=1))
def test_no_word_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert plain_text(html).split() == " ".join(paragraphs).split()


@pytest.mark.parametrize(
    "html",
    [
        "<" * 1_000_000,
        "<a" * 300_000,
        "<!--" * 200_000,
        "</a>" * 200_000,
        "<a href='" * 80_000,
        '<a href="https://a.example">' * 30_000,
        "<del>" * 200_000,
        "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "&" * 500_000,
        "&#" + "9" * 500_000,
        "&amp" * 200_000,
        "â€™" * 100_000,
        "â" * 50_000 + "\u200b" + "€‹" * 50_000,
        "\ud800" * 300_000,
        " \n" * 300_000,
    ],
    ids=lambda html: repr(html[:10]),
)
def test_time_is_linear_in_the_length(html: str) -> None:
    started = time.process_time()
    plain_text(html)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("html", "repaired"),
    [
        ("<p>some \xce\xa320</p>", "<p>some £20</p>"),
        (
            '<p>It\x92s <a href="https://a.example/?x=1&amp;y=2">&amp;pound;5</a></p>',
            '<p>It’s <a href="https://a.example/?x=1&amp;y=2">&pound;5</a></p>',
        ),
        ("&lt;p&gt;Caf\xc3\xa9s &amp;amp; bars.&lt;/p&gt;", "<p>Cafés &amp; bars.</p>"),
        ("<p>Fewer than &lt;5 &amp; more</p>", "<p>Fewer than &lt;5 &amp; more</p>"),
        ("&lt;p&gt; is a tag", "&lt;p&gt; is a tag"),
    ],
)
def test_html_has_its_letters_repaired_and_its_tags_as_they_were(html: str, repaired: str) -> None:
    assert repaired_html(html) == repaired


def test_a_lone_invisible_character_is_removed() -> None:
    for character in map(chr, range(0xA1, 0x110000)):
        if without_invisible(character) == "":
            assert plain_text(f"lan{character}tern\u2019s") == "lantern\u2019s"
