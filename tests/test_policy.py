"""The policy and the other headers: what they say, and that what they refuse does not get as far as a page."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import urllib.error
import urllib.request
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from storysite.bootstrap.installation import THEME
from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.deploy.verify_build import verify
from storysite.output.html_edit import LATE, Element, documents, elements, scripts_and_styles, target
from storysite.pages import scripts
from storysite.pages.csp import (
    EXECUTED,
    FOR_HOSTS,
    FRAMED,
    OPEN,
    RESOURCE_POLICY,
    content_security_policy,
    headers_file,
    inline,
    nginx_file,
    own,
    resource_policies,
    with_policy,
    write_policy,
)
from storysite.pages.css_inline import ONLY_WHERE
from storysite.project import Project
from tests import serving
from tests.projects import ROOT

OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|embed|object|source|video|audio|track|input|image|use)\b[^>]*\b(?:src|srcset|href|data|poster)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|prefetch|preconnect|dns-prefetch|modulepreload|icon|manifest|apple-touch-icon))[^>]*\bhref=["']?(?:https?:)?//"""
)
STYLE_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//")
SCRIPT_OUTSIDE = re.compile(r"""["'`](?:https?:)?//(?!example\.com|www\.w3\.org/)[\w-]""")
"""Addresses in scripts, but for names of namespaces, and the one that is reserved to complete a relative address."""


@pytest.fixture(scope="module")
def policies(site: Path) -> dict[str, str]:
    """The policy of each page."""
    return {
        file: next(
            element.get("content")
            for element in elements(path.read_text(encoding="utf-8"))
            if element.names == ("meta", "Content-Security-Policy")
        )
        for file, path in documents(site).items()
    }


def test_every_policy_is_strict(policies: dict[str, str], site: Path) -> None:
    for file, policy in policies.items():
        rules = rules_of(policy)
        assert rules["default-src"] == rules["base-uri"] == ["'none'"], file
        assert rules["form-action"] == rules["connect-src"] == rules["manifest-src"] == ["'self'"], file
        assert rules["require-trusted-types-for"] == ["'script'"] and rules["trusted-types"] == ["'none'"], file
        assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy, file
        assert "*" not in policy and "http" not in policy, file


def test_a_page_names_each_script_and_style_that_it_holds_and_no_other(policies: dict[str, str], site: Path) -> None:
    for file, path in documents(site).items():
        html = path.read_text(encoding="utf-8")
        held: dict[str, set[str]] = {"script-src": set(), "style-src": set()}
        for element in scripts_and_styles(html):
            if not element.get("src") and (element.tag == "style" or element.get("type") in EXECUTED):
                digest = base64.b64encode(hashlib.sha256(element.content.encode()).digest()).decode()
                held[f"{element.tag}-src"].add(f"'sha256-{digest}'")
        for directive, values in rules_of(policies[file]).items():
            assert {value for value in values if value.startswith("'sha256-")} == held.get(directive, set()), (
                file,
                directive,
            )
        assert not re.search(r"<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=", html), file
        assert "javascript:" not in html, file


RUNS = {
    "<script>alert(1)</script>": "a <script>: alert(1)",
    "<script type=module>alert(1)</script>": "a <script>: alert(1)",
    '<script type="importmap">{"imports": {}}</script>': 'a <script>: {"imports": {}}',
    "<style>p { color: red }</style>": "a <style>: p { color: red }",
    '<p onclick="alert(1)">x</p>': 'the handler onclick="alert(1)" of <p>',
    "<svg><path OnLoad=alert(1) /></svg>": 'the handler onload="alert(1)" of <path>',
    '<p style="color: red">x</p>': 'style="color: red" of <p>',
    '<a href="java&#10;script:alert(1)">x</a>': 'the address href="java script:alert(1)" of <a>',
    '<a href=" VBScript:x">x</a>': 'the address href="VBScript:x" of <a>',
    '<a href="data:text/html,x">x</a>': 'the address href="data:text/html,x" of <a>',
    '<button formaction="javascript:x">x</button>': 'the address formaction="javascript:x" of <button>',
    '<svg><a xlink:href="javascript:x">x</a></svg>': 'the address xlink:href="javascript:x" of <a>',
    '<iframe srcdoc="x"></iframe>': 'srcdoc="x" of <iframe>',
    "<embed>": "an <embed>",
    '<meta http-equiv="Refresh" content="0">': "a <meta> that leads elsewhere by itself",
    '<script src="https://elsewhere.example/x.js"></script>': 'the address src="https://elsewhere.example/x.js" of <script>, which asks somebody else,',
    '<img srcset="//elsewhere.example/x.png 2x" alt="">': 'the address srcset="//elsewhere.example/x.png 2x" of <img>, which asks somebody else,',
}
"""What may stand in a page's body in spite of all checks before, and what it is called."""
RUNS_NOT = (
    '<script type="application/json">{"a": 1}</script>',
    '<a href="https://elsewhere.example/">x</a>',
    '<img src="data:image/png;base64,x" alt="">',
    "<p data-on='x' title='javascript:x'>onclick=\"x\" &lt;script&gt;</p>",
    "<!-- <script>alert(1)</script> -->",
)


def test_what_runs_in_a_page_stops_the_build(second: Path) -> None:
    project = read_project(second, date(2026, 1, 31))
    page = second / "site" / "light" / "index.html"
    clean = page.read_text(encoding="utf-8")
    for snippet, told in {**RUNS, **dict.fromkeys(RUNS_NOT, "")}.items():
        page.write_text(clean.replace("</article>", f"{snippet}</article>"), encoding="utf-8")
        found = [problem for problem in verify(second / "site", project) if problem.code == "runs"]
        assert {problem.path for problem in found} == ({"light/index.html"} if told else set()), snippet
        assert not told or any(problem.message.startswith(f"{told} stands in the page") for problem in found), (
            snippet,
            found,
        )
    page.write_text(clean, encoding="utf-8")
    drawing = second / "site" / "x.svg"
    for content, refused in (
        ("<style>a{}</style><path style='x'/>", False),
        ("<script>alert(1)</script>", True),
        ("<a href='javascript:x'/>", True),
    ):
        drawing.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{content}</svg>", encoding="utf-8")
        assert bool([problem for problem in verify(second / "site", project) if problem.code == "runs"]) == refused, (
            content
        )


def test_what_a_page_brings_is_not_allowed_by_any_policy(second: Path) -> None:
    """The scripts and styles that are named are known before a page is read."""
    project = read_project(second, date(2026, 1, 31))
    for name in ("index.html", "light/index.html", "404.html"):
        page = second / "site" / name
        html = page.read_text(encoding="utf-8").replace(
            "</article>", "<script>alert(1)</script><style>p{}</style></article>"
        )
        page.write_text(with_policy(re.sub(r"<meta http-equiv=[^>]*>", "", html), own(project)), encoding="utf-8")
    write_policy(second / "site", project)
    (alert,), (style,) = (
        inline([Element(tag, {}, words, 0, 0)]) for tag, words in (("script", "alert(1)"), ("style", "p{}"))
    )
    for path in (second / "site" / name for name in ("index.html", "light/index.html", "404.html", *FOR_HOSTS)):
        if path.exists():
            text = path.read_text(encoding="utf-8")
            assert "default-src 'none'" in text or path.name == "_redirects"
            assert alert[1] not in text and style[1] not in text, path


def test_no_template_writes_into_a_script() -> None:
    found = scripts.of_templates(ROOT)
    assert len(found) == 2 and all("{{" not in script.content and "{%" not in script.content for script in found)


def test_servers_name_what_all_pages_hold(policies: dict[str, str], site: Path) -> None:
    """One sheet that stands in all, those that stand where they are used, and a handful of scripts."""
    few = {*ONLY_WHERE, *(sheet for sheet, _ in registry().sheets)}
    for name in ("_headers", "nginx.conf"):
        (sent,) = re.findall(r"(default-src [^\n\"]*)", (site / name).read_text(encoding="utf-8"))
        rules = rules_of(sent)
        for policy in set(policies.values()):
            for directive, values in rules_of(policy).items():
                assert set(values) <= set(rules[directive]), (name, directive)
        assert len([value for value in rules["script-src"] if value.startswith("'sha256-")]) <= 4
        assert len([value for value in rules["style-src"] if value.startswith("'sha256-")]) == 1 + len(few)


def rules_of(policy: str) -> dict[str, list[str]]:
    """The values of each directive."""
    return {name: values for name, *values in (rule.split() for rule in policy.split(";"))}


def test_the_policy_comes_before_what_it_rules(site: Path) -> None:
    for file, path in documents(site).items():
        html = path.read_text(encoding="utf-8")
        assert html.index("Content-Security-Policy") < min(
            html.find(tag) % len(html) for tag in ("<script", "<style", "<link")
        ), file


def test_the_other_headers_are_sent(site: Path) -> None:
    for name, written in (("_headers", "  {}: {}\n"), ("nginx.conf", 'add_header {} "{}" always;\n')):
        text = (site / name).read_text(encoding="utf-8")
        for header, value in (
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ):
            assert text.count(written.format(header, value)) == 1, (name, header)
        (allowed,) = re.findall(r"Permissions-Policy:? \"?([^\n\"]*)", text)
        assert {"camera=()", "geolocation=()", "microphone=()", "clipboard-write=(self)"} <= set(allowed.split(", ")), (
            name
        )
        assert "X-Frame-Options" not in text, "frame-ancestors says the same, and can make an exception"
    pages = "".join(path.read_text(encoding="utf-8") for path in documents(site).values())
    assert "_headers" not in pages and "nginx.conf" not in pages


def test_nothing_asks_a_third_party(site: Path, project: Project) -> None:
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".svg"}:
            text = path.read_text(encoding="utf-8")
            assert not OUTSIDE.search(text), (path, OUTSIDE.search(text))
            for element in scripts_and_styles(text):
                assert element.tag != "style" or not STYLE_OUTSIDE.search(element.content), path
        elif path.suffix == ".css":
            assert not STYLE_OUTSIDE.search(path.read_text(encoding="utf-8")), path
        elif path.suffix in {".js", ".mjs"}:
            text = path.read_text(encoding="utf-8")
            assert not SCRIPT_OUTSIDE.search(text), (path, SCRIPT_OUTSIDE.findall(text)[:3])


def test_only_what_runs_is_named() -> None:
    def element(tag: str, content: str, **attributes: str) -> Element:
        return Element(tag, attributes, content, 0, 0)

    policy = content_security_policy(
        inline(
            [
                element("script", "a()"),
                element("script", "{}", type="application/ld+json"),
                element("script", "", src="x.js"),
                element("style", "a{b:url(data:,x)}"),
                element("script", "a()"),
            ]
        )
    )
    assert policy.count("'sha256-") == 2 and "img-src 'self' data:" in policy


def test_each_address_has_one_rule_on_who_may_show_it(site: Path) -> None:
    """Hosts that read `_headers` join the values of two rules for one address: no browser would understand that."""
    rules = dict(resource_policies(site))
    assert len(rules) == len(list(resource_policies(site))) < 80
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and name not in FOR_HOSTS:
            for address in (name, name.removesuffix("index.html")):
                (value,) = {rules[rule] for rule in rules if fnmatchcase(address, rule)}
                assert len([rule for rule in rules if fnmatchcase(address, rule)]) == 1, address
                shown = name.startswith((*OPEN, FRAMED)) or path.suffix in {".png", ".svg", ".ico"}
                assert value == ("cross-origin" if shown else "same-origin"), address
    text = (site / "_headers").read_text(encoding="utf-8")
    assert text.count(f"  {RESOURCE_POLICY}: ") == len(rules)


def test_nothing_but_what_is_made_for_it_stands_in_a_frame_of_somebody_else(site: Path) -> None:
    """One rule for each address says so, beside the policy for all; nginx says it in one."""
    text = (site / "_headers").read_text(encoding="utf-8")
    assert "frame-ancestors" not in text.partition("\n/")[0], "two rules that differ would both hold"
    rules = re.findall(r"^(/.*)\n  Cross-Origin-Resource-Policy: (.*)\n  Content-Security-Policy: (.*)$", text, re.M)
    assert len(rules) == len(dict(resource_policies(site)))
    for address, resource, framing in rules:
        wanted = (
            ("cross-origin", "frame-ancestors *") if address == "/embed/*" else (resource, "frame-ancestors 'none'")
        )
        assert (resource, framing) == wanted, address
    nginx = (site / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r"Content-Security-Policy \"[^\"]*; frame-ancestors \$framing\"", nginx)
    assert """set $framing "'none'";""" in nginx and nginx.count("set $framing") == 2


def test_folders_that_hold_both_are_told_apart(tmp_path: Path) -> None:
    for name in (
        "index.html",
        "way/index.html",
        "way/a photo.png",
        "way/far/index.html",
        "data/x.json",
        "assets/cards/x.png",
        "nginx.conf",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert dict(resource_policies(tmp_path)) == {
        "": "same-origin", "index.html": "same-origin", "way/": "same-origin", "way/index.html": "same-origin",
        "way/a photo.png": "cross-origin", "way/far/*": "same-origin", "data/*": "cross-origin", "assets/*": "cross-origin",
    }  # fmt: skip
    text = headers_file("x", "/a:b*{c}/", resource_policies(tmp_path))
    assert "\n/a%3Ab%2A%7Bc%7D/way/a%20photo.png\n  Cross-Origin-Resource-Policy: cross-origin\n" in text


# --- scripts ---------------------------------------------------------------------------------

SINKS = re.compile(
    r"\b(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\(|new Function|\bsrcdoc\b|DOMParser|createContextualFragment"
    r"|setHTMLUnsafe|parseHTMLUnsafe|\.src\s*=(?!=)|\{\s*src\b|new (?:Shared)?Worker|importScripts|set(?:Timeout|Interval)\(\s*[\"'`]"
)
"""What makes HTML, or a script, from words."""


@pytest.mark.parametrize("path", sorted((THEME / "assets/js").glob("*.js")), ids=lambda path: path.name)
def test_no_script_of_ours_makes_html_from_words(path: Path) -> None:
    assert not SINKS.search(path.read_text(encoding="utf-8"))


def test_no_script_in_a_template_makes_html_from_words() -> None:
    assert not [script.content for script in scripts.of_templates(ROOT) if SINKS.search(script.content)]


def test_scripts_are_asked_for_under_the_hash_of_what_is_in_them(site: Path) -> None:
    (folder,) = (site / scripts.HASHED).iterdir()
    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in (THEME / "assets/js").iterdir()} and "site.js" in names
    for name in names:  # what was published stays
        assert (folder / name).read_bytes() == (site / "assets/js" / name).read_bytes()
    for file, path in documents(site).items():
        html = path.read_text(encoding="utf-8")
        asked = [
            one for script in scripts_and_styles(html) for one in (script.get("src"), *script.get(LATE).split()) if one
        ]
        assert {str(target(file, one)).rpartition("/")[0] for one in asked} <= {folder.relative_to(site).as_posix()}, (
            file
        )
        assert bool(asked) != file.startswith(FRAMED), file


def test_another_script_makes_another_folder(tmp_path: Path) -> None:
    (tmp_path / "assets/js").mkdir(parents=True)
    (tmp_path / "assets/js/a.js").write_text("a()")
    first = scripts.publish(tmp_path)
    assert re.fullmatch(r"scripts/[0-9a-f]{16}/", first) and (tmp_path / first / "a.js").read_text() == "a()"
    shutil.rmtree(tmp_path / "scripts")
    assert scripts.publish(tmp_path) == first
    shutil.rmtree(tmp_path / "scripts")
    (tmp_path / "assets/js/a.js").write_text("b()")
    assert scripts.publish(tmp_path) != first


@pytest.mark.parametrize(
    ("page", "tag", "named"),
    [
        ("index.html", '<script data-late="assets/js/a.js  assets/js/b.js ">x</script>', '<script data-late="scripts/0/a.js scripts/0/b.js">x</script>'),
        ("a/b/index.html", '<script src="../../assets/js/a.js" defer></script>', '<script src="../../scripts/0/a.js" defer></script>'),
        ("404.html", '<script src="/below/assets/js/a.js"></script>', '<script src="/below/scripts/0/a.js"></script>'),
        ("404.html", '<script src="/assets/js/a.js"></script>', '<script src="/assets/js/a.js"></script>'),
        ("index.html", '<p title="assets/js/a.js">', '<p title="assets/js/a.js">'),
        ("index.html", '<script src="other/a.js">', '<script src="other/a.js">'),
    ],
)  # fmt: skip
def test_pages_are_told_the_name_of_the_folder(page: str, tag: str, named: str) -> None:
    assert scripts.renamed(tag, page, "/below/", "scripts/0/") == named
    assert scripts.renamed(tag.replace("  ", " ").replace(' "', '"'), page, "/below/", "") == tag.replace(
        "  ", " "
    ).replace(' "', '"')


# --- nginx -----------------------------------------------------------------------------------


@pytest.mark.nginx
@pytest.mark.parametrize("path", ["/", "/below/", "/a;b/", "/a{b}/", "/a b'\"#/", "/a\\$b(c)+*/", "/灯台/"])
def test_nginx_reads_what_it_is_given_whatever_the_address(path: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    folder = site / path.strip("/")
    (folder / "data").mkdir(parents=True)
    for name in ("index.html", "404.html", "data/x.json", "nginx.conf"):
        (folder / name).write_text(name)
    moved = f"{quote(path)}old/ {quote(path)}new/ 301\n"
    (site / "nginx.conf").write_text(nginx_file("default-src 'none'", path, moved), encoding="utf-8")
    (tmp_path / "run").mkdir()
    with serving.behind_nginx(site, tmp_path / "run") as address:
        for asked, code, body, policy in (
            ("", 200, "index.html", "same-origin"), ("data/x.json", 200, "data/x.json", "cross-origin"),
            ("nowhere/", 404, "404.html", "same-origin"), ("nginx.conf", 404, "404.html", "same-origin"),
        ):  # fmt: skip
            try:
                answer = urllib.request.urlopen(address.rstrip("/") + quote(path) + asked)
            except urllib.error.HTTPError as error:
                answer = error
            assert (answer.status, answer.read().decode(), answer.headers[RESOURCE_POLICY]) == (code, body, policy), (
                asked
            )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.build_opener(Stay).open(address.rstrip("/") + quote(path) + "old/")
        assert refused.value.status == 301
        assert unquote(urlsplit(refused.value.headers["Location"]).path) == f"{path}new/"


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


def test_a_site_below_a_path_is_told_so() -> None:
    text = nginx_file("default-src 'none'", "/below/")
    assert 'error_page 404 "/below/404.html";' in text and "^/below/assets/" in text


def test_nginx_is_told_where_moved_pages_lead() -> None:
    text = nginx_file("default-src 'none'", "/below/", "/below/line/ /below/railway/ 301\n")
    assert 'location = "/below/line/" { return 301 "/below/railway/"; }' in text
