"""Heads of pages, found and exchanged as text."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from storysite.output.html_edit import before, elements, scripts_and_styles, target, tight, together, without

PAGE = """<!doctype html><html><head>
<meta charset=utf-8>
<meta name='description' content="a > b &amp; 'c'">
<title>A &lt; B</title>
<script type="application/ld+json">{"a":"<meta name=x>"}</script>
</head><body><meta name="late"><script src=a.js></script><p><style>b{}</style></body></html>"""


def test_elements_are_told_apart() -> None:
    charset, description, title, script = elements(PAGE)
    assert charset.attributes == {"charset": "utf-8"}
    assert description.names == ("meta", "description") and description.get("content") == "a > b & 'c'"
    assert title.content == "A &lt; B"
    assert script.names == ("script", "application/ld+json") and script.content == '{"a":"<meta name=x>"}'
    assert [element.tag for element in scripts_and_styles(PAGE)] == ["script", "script", "style"]


def test_elements_are_taken_out_and_put_in() -> None:
    head = elements(PAGE)
    html = before(without(PAGE, head[1:3]), "</head>", "<link rel=x>")
    assert [element.tag for element in elements(html)] == ["meta", "script", "link"]
    assert html.endswith(PAGE[PAGE.index("<body>") :])


@pytest.mark.parametrize(
    ("page", "link", "file"),
    [
        ("a/b/index.html", "../../x.css", "x.css"),
        ("index.html", "./way/", "way"),
        ("a/index.html", "..", "."),
        ("a/index.html", "x%20y.css?v=1#z", "a/x y.css"),
        ("404.html", "/base/x.css", "x.css"),
        ("404.html", "/other/x.css", None),
        ("a/index.html", "#here", None),
        ("a/index.html", "https://example.org/x.css", None),
        ("a/index.html", "//example.org/x.css", None),
        ("a/index.html", "data:,x", None),
    ],
)
def test_links_lead_to_files(page: str, link: str, file: str | None) -> None:
    assert target(page, link, "/base/") == file


@pytest.mark.parametrize(
    ("loose", "small"),
    [
        ("<p>a\n\n   b</p>\n  \n", "<p>a\nb</p>\n"),
        ("<pre>a\n\n   b&#45;</pre>\n\n<p>", "<pre>a\n\n   b&#45;</pre>\n<p>"),
        (
            "<script>a\n\n  </pre> b</script>\n\n<STYLE>\n\n</STYLE>",
            "<script>a\n\n  </pre> b</script>\n<STYLE>\n\n</STYLE>",
        ),
        ("client&#45;zero&#46;paper &#40;5&#41;", "client-zero.paper (5)"),
        (
            '<ol> <li class="a > b"> <time>x</time> <h2>T <a>n</a> </h2> <p>a <b>c</b> d</p> </li> </ol> <b>e</b> <i>f</i>',
            '<ol><li class="a > b"><time>x</time><h2>T <a>n</a></h2><p>a <b>c</b> d</p></li></ol><b>e</b> <i>f</i>',
        ),
        ("<pre>\n<p> </p> <p></pre> <p> b <link> <p>", "<pre>\n<p> </p> <p></pre><p>b <link><p>"),
        (
            "&#60;b&#62; &#38;lt; &#34;&#39; &&#35;60; &#123;&#123;",
            "&#60;b&#62; &#38;lt; &#34;&#39; &&#35;60; &#123;&#123;",
        ),
        ('<a href="..&#x2f;a">&lt;&#x2f;b&gt;</a>', '<a href="../a">&lt;/b&gt;</a>'),
    ],
)
def test_a_tight_page_says_the_same(loose: str, small: str) -> None:
    assert tight(loose) == small
    assert tight(small) == small
    assert seen(small) == seen(loose)


def seen(html: str) -> list[str]:
    """A page's elements with the text in front of each, and what stands behind the last."""
    body = BeautifulSoup(html, "html5lib").body
    assert body
    return [" ".join(found.split()) for found in re.split(r"(<[^>]*>)", body.decode_contents()) if found.strip()]


@pytest.mark.parametrize(
    ("loose", "bound"),
    [
        (
            '<p>So. \n<sup class="cite">1</sup> <sup class="cite">2</sup> It',
            '<p>So.<sup class="cite">1</sup>\u202f<sup class="cite">2</sup> It',
        ),
        (
            '1977<sup class="cite">1</sup><sup class="cite">2</sup>',
            '1977<sup class="cite">1</sup>\u202f<sup class="cite">2</sup>',
        ),
        (
            '<button type="button" class="term" popovertarget="x">C&C</button>”: and',
            '<span class="whole"><button type="button" class="term" popovertarget="x">C&C</button>”:</span> and',
        ),
        ('<button type="button" class="term">C</button> and', '<button type="button" class="term">C</button> and'),
        ('<li>So. <a class="permalink" href="x">#</a></li>', '<li>So.<a class="permalink" href="x">#</a></li>'),
        ('<pre>a <sup class="cite">1</sup></pre>', '<pre>a <sup class="cite">1</sup></pre>'),
    ],
)
def test_what_belongs_together_stays_on_a_line(loose: str, bound: str) -> None:
    assert together(loose) == bound
