"""The policy and the other headers, as they are worked out from built pages."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from storysite.output.html_edit import Element, documents, elements, scripts_and_styles
from storysite.pages.csp import EXECUTED, content_security_policy, inline, nginx_file
from storysite.pages.css_inline import ONLY_WHERE
from storysite.project import Project

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


def test_servers_name_what_all_pages_hold(policies: dict[str, str], site: Path) -> None:
    """One sheet that stands in all, those that stand where they are used, and a handful of scripts."""
    for name in ("_headers", "nginx.conf"):
        (sent,) = re.findall(
            r"(default-src [^\n]*?; frame-ancestors 'none')", (site / name).read_text(encoding="utf-8")
        )
        rules = rules_of(sent)
        for policy in set(policies.values()):
            for directive, values in rules_of(policy).items():
                assert set(values) <= set(rules[directive]), (name, directive)
        assert len([value for value in rules["script-src"] if value.startswith("'sha256-")]) <= 4
        assert len([value for value in rules["style-src"] if value.startswith("'sha256-")]) == 1 + len(ONLY_WHERE)


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
    for name in ("_headers", "nginx.conf"):
        text = (site / name).read_text(encoding="utf-8")
        for header in (
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Permissions-Policy",
            "Cross-Origin-Opener-Policy",
            "Cache-Control",
        ):
            assert header in text, (name, header)
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


def test_a_site_below_a_path_is_told_so() -> None:
    text = nginx_file("default-src 'none'", "/below/")
    assert "error_page 404 /below/404.html;" in text and "^/below/assets/" in text


def test_nginx_is_told_where_moved_pages_lead() -> None:
    text = nginx_file("default-src 'none'", "/below/", "/below/line/ /below/railway/ 301\n")
    assert 'location = "/below/line/" { return 301 "/below/railway/"; }' in text
