"""The HTML that a page may hold: which tags, which attributes, and where their addresses may lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from storysite.core import web_address
from storysite.core.diagnostics import choices

SIGN = "\ue000"
"""Stands for what a macro makes."""
PAGE = "id class title lang dir role hidden markdown"
KNOWN = {
    **dict.fromkeys(
        "abbr address article aside b bdi bdo br caption cite code dd dfn dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 "
        "header hr i kbd mark nav p pre rp rt ruby s samp section small strong sub summary sup table tbody tfoot thead tr u ul var wbr".split(),
        "",
    ),
    "a": "href rel hreflang download",
    "blockquote": "cite",
    "q": "cite",
    "ins": "cite datetime",
    "del": "cite datetime",
    "span": "data-linenos",
    "time": "datetime",
    "data": "value",
    "div": "tabindex",
    "details": "open",
    "ol": "start reversed type",
    "li": "value",
    "col": "span",
    "colgroup": "span",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope abbr",
    "img": "src alt width height loading decoding",
    "picture": "",
    "audio": "src controls preload loop muted",
    "video": "src controls preload loop muted poster width height",
    "source": "src type media",
    "track": "src kind srclang label default",
    "input": "type name checked",
    "label": "for",
}
"""The elements that a page may hold, and what each may say beside what all may."""
OF_TABS = re.compile(r' id="__tabbed_\d+_\d+" name="__tabbed_\d+" type="radio"')
"""What tells the fields of tabs from those that a page has no use for."""
ADDRESSES = {"href", "src", "cite", "poster"}
LOADS = {"src", "poster"}
GOOD = re.compile(r"(https?|mailto):", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
SKIPPED = re.compile(r"[\x00-\x20\\]+")
ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
Fault = tuple[str, str, str]
"""Code, message and hint."""


def faults_of_tag(tag: re.Match[str]) -> Iterator[tuple[str, Fault]]:
    """What is wrong with a tag: the words to look for in the source, and code, message and hint."""
    name = tag[1].lower()
    allowed = None if name == "input" and not OF_TABS.search(tag[2]) else KNOWN.get(name)
    if allowed is None:
        hint = "write it in Markdown, or leave it out: pages hold text, lists, tables and pictures"
        if tag[0][1] != "/":
            yield f"<{name}", ("html", f"<{name}> is no part of a page", hint)
        return
    for attribute in ATTRIBUTE.finditer(tag[2]):
        key, value = attribute[1].lower(), unescape(attribute[2] or attribute[3] or attribute[4] or "")
        if found := _fault_of_attribute(name, [*PAGE.split(), *allowed.split()], key, value):
            yield found


def _fault_of_attribute(name: str, allowed: list[str], key: str, value: str) -> tuple[str, Fault] | None:
    if SIGN in key or (SIGN in value and (key, value) != ("class", SIGN)):
        hint = "macros make words and figures: write it beside the tag or the link"
        return f"<{name}", ("html", f"a macro call stands inside <{name}>", hint)
    if name in {"td", "th"} and key == "style" and value.startswith("text-align"):
        hint = "write --- without colons below the heads of the columns"
        return "|:", ("html", "the columns of a table are set by the site's style", hint)
    if key not in allowed and not key.startswith("aria-"):
        what = {"style": "a style"}.get(key, f"the {'handler' if key.startswith('on') else 'attribute'} {key}")
        return key, ("html", f"{what} in <{name}>", f"leave it out; <{name}> may have: {choices(allowed, 30)}")
    fault = fault_of_address(name, key, value) if key in ADDRESSES else None
    return (value, fault) if fault else None


def fault_of_address(name: str, key: str, value: str) -> Fault | None:
    bare, shown = SKIPPED.sub("", value), " ".join(value.split())[:60]
    scheme = SCHEME.match(bare)
    if key in LOADS and (scheme or bare.startswith("//")):
        return (
            "load",
            f"<{name}> would load '{shown}'",
            "no page asks anything of another site: put the file under docs/, and name it from this page",
        )
    if (scheme and not GOOD.match(bare)) or bare.startswith("//"):
        return "bad-link", f"a link to '{shown}'", "link to a page by its file, counted from this one, or to https://…"
    if bare[:4].lower() == "http" and (wrong := web_address.fault(value)):
        return "bad-address", *wrong
    return None
