"""Heads of pages, found and exchanged as text."""

from __future__ import annotations

import pytest
from macros.site.markup import before, elements, scripts_and_styles, target, without

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
