"""The words of a whole page: printed quotation marks, other scripts, and the list of contents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from storysite.components.html_context import in_script
from storysite.deploy.build import build
from storysite.output.html_edit import documents
from storysite.output.page_words import finished
from tests.projects import second


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        ("<p>It&#39;s \"a\" (\"b\") <em>\"c\"</em> &quot;d&#34;, '90s</p>", "<p>It’s “a” (“b”) <em>“c”</em> “d”, ’90s</p>"),
        ("<p>The '90s</p>", "<p>The ’90s</p>"),
        ("<p>A 'log', 'so.' <b>'x'</b> \"'a' b\" (it's 'c')</p>", "<p>A ‘log’, ‘so.’ <b>‘x’</b> “‘a’ b” (it’s ‘c’)</p>"),
        ("<p>'Tis the keepers' rock 'n' roll</p>", "<p>’Tis the keepers’ rock ’n’ roll</p>"),
        ("<p>In the '90s, NEC&#x27;s</p>", "<p>In the ’90s, NEC’s</p>"),
        ('<title>"A" of B</title><p title="it\'s">x</p>"', '<title>“A” of B</title><p title="it\'s">x</p>”'),
        ('<code>"a"</code> "b" <pre>it\'s</pre><script>"x"</script><svg><title>"y"</title><text>"y"</text></svg> "z"', '<code>"a"</code> “b” <pre>it\'s</pre><script>"x"</script><svg><title>“y”</title><text>“y”</text></svg> “z”'),
        ("<p>&quot;<b>a</b>&quot;</p><p>&quot;b</p>", "<p>“<b>a</b>”</p><p>“b</p>"),
        ("<p>a < \"b</p>", "<p>a < \"b</p>"),
        ("<h2>日本の道 and NEC</h2>", '<h2><span dir="auto" lang="ja">日本の道</span> and NEC</h2>'),
        ("<p>NEC שלום x</p>", '<p>NEC <span dir="auto">שלום</span> x</p>'),
        ("<td> تقرير 2023! </td>", '<td> <span dir="auto">تقرير 2023!</span> </td>'),
        ("<p>日本電気, 5 μm, Привет</p>", "<p>日本電気, 5 μm, Привет</p>"),
        ("<p>삼성전자</p><title>日の</title><svg><text>日の</text></svg>", '<p><span dir="auto" lang="ko">삼성전자</span></p><title>日の</title><svg><text>日の</text></svg>'),
        ('<a dir="auto" lang="ja">日本の</a>', '<a dir="auto" lang="ja">日本の</a>'),
    ],
)  # fmt: skip
def test_words_are_printed_as_words(made: str, seen: str) -> None:
    assert finished(made) == seen
    assert finished(seen) == seen


def test_the_contents_say_what_headings_say_and_no_more() -> None:
    made = (
        '<nav class="contents" aria-label="x"><p>On</p><ul><li><a href="#a.b">Foo &lt;x> (2023)1</a></li><li><a href="#none">None 1</a></li></ul></nav>'
        '<h2 class="y" id="a.b">Foo &lt;x&gt; <em>of</em>\n(2023)<sup class="cite"><a href="#r" title="a > b">1</a></sup>'
        '<a class="headerlink" href="#a.b" title="Link">#</a></h2>'
    )
    entries = [entry.get_text() for entry in BeautifulSoup(finished(made), "html5lib").select(".contents a")]
    assert entries == ["Foo <x> of (2023)", "None 1"]
    assert finished(made).endswith(made.partition("</nav>")[2])


@pytest.mark.parametrize(
    ("words", "told", "attributes"),
    [
        ("NEC's room", "ja", ""),
        ("日本電気", "ja", ' dir="auto" lang="ja"'),
        ("日本電気", "en", ' dir="auto"'),
        ("日本の", "en", ' dir="auto" lang="ja"'),
        ("تقرير", "fa", ' dir="auto" lang="fa"'),
        ("Étude", "fr", ""),
    ],
)  # fmt: skip
def test_the_record_tells_the_language_of_another_script(words: str, told: str, attributes: str) -> None:
    assert in_script(words, told) == attributes


@pytest.mark.slow
def test_titles_of_all_kinds_are_printed_alike(tmp_path: Path) -> None:
    """In front matter, in the navigation, in records: each once as it was typed."""
    root = second(tmp_path / "project")
    for path, typed, new in (
        ("docs/light/numbers.md", "title: Oil and ships", "title: The keeper's \"oil\""),
        ("mkdocs.yml", "- The light:", "- The lamp's \"light\":"),
        ("docs/data/events.yml", "title: The tower is built", "title: The keeper's \"tower\" 灯台の塔"),
        ("docs/data/sources.yml", "title: Hafenblatt", "title: Das 'Hafenblatt' der שלום"),
        ("docs/light/numbers.md", "{{ chart(", "## Since {{ when(\"tower-stands\") }} {{ cite(\"harbour-gazette\", \"opening\") }} {: #since }\n\n{{ chart("),
    ):  # fmt: skip
        text = (root / path).read_text(encoding="utf-8")
        assert typed in text, path
        (root / path).write_text(text.replace(typed, new), encoding="utf-8")
    assert build(root, tmp_path / "site", date(2026, 1, 31)) == []
    for file, path in documents(tmp_path / "site").items():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for exact in page.select("pre, code, script, style, svg"):
            exact.extract()
        assert "keeper's" not in page.get_text() and "lamp's" not in page.get_text() and '"' not in page.get_text(), (
            file
        )
        assert all(
            told.parent["dir"] == "auto"
            for told in page.find_all(string=lambda words: "שלום" in words)
            if told.parent.name != "title"
        ), file
    numbers = BeautifulSoup((tmp_path / "site/light/numbers/index.html").read_text(encoding="utf-8"), "html5lib")
    assert next(entry.get_text() for entry in numbers.select(".contents a")) == numbers.select_one("[id=since]").find(
        string=True
    ) + " ".join(numbers.select_one("[id=since] time, [id=since] a").get_text().split())
