"""The policy and the other headers, as they are worked out from built pages."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from macros.project import Project
from macros.site.markup import Element, documents, elements, scripts_and_styles
from macros.site.policy import EXECUTED, content_security_policy, nginx_file
from macros.site.styles import ONLY_WHERE

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


def test_all_pages_have_the_same_strict_policy(policies: dict[str, str], site: Path) -> None:
    (policy,) = set(policies.values())
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == rules["base-uri"] == ["'none'"]
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert "*" not in policy and "http" not in policy
    assert len([value for value in rules["script-src"] if value.startswith("'sha256-")]) <= 4
    assert len([value for value in rules["style-src"] if value.startswith("'sha256-")]) == 1 + len(ONLY_WHERE)
    for name in ("_headers", "nginx.conf"):
        assert f"{policy}; frame-ancestors 'none'" in (site / name).read_text(encoding="utf-8")


def test_every_script_and_style_is_named_and_no_attribute_needs_more(policies: dict[str, str], site: Path) -> None:
    for file, path in documents(site).items():
        html = path.read_text(encoding="utf-8")
        for element in scripts_and_styles(html):
            if not element.get("src") and (element.tag == "style" or element.get("type") in EXECUTED):
                digest = base64.b64encode(hashlib.sha256(element.content.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in policies[file], (file, element.content[:80])
        assert not re.search(r"<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=", html), file
        assert "javascript:" not in html, file


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

    policy = content_security_policy([
        element("script", "a()"), element("script", "{}", type="application/ld+json"), element("script", "", src="x.js"),
        element("style", "a{b:url(data:,x)}"), element("script", "a()"),
    ])  # fmt: skip
    assert policy.count("'sha256-") == 2 and "img-src 'self' data:" in policy


def test_a_site_below_a_path_is_told_so() -> None:
    text = nginx_file("default-src 'none'", "/below/")
    assert "error_page 404 /below/404.html;" in text and "^/below/assets/" in text


def test_nginx_is_told_where_moved_pages_lead() -> None:
    text = nginx_file("default-src 'none'", "/below/", "/below/line/ /below/railway/ 301\n")
    assert 'location = "/below/line/" { return 301 "/below/railway/"; }' in text
