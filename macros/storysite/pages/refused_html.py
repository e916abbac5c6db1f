"""What no page of ours holds: tags that run something, and addresses of other sites that a browser would load."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storysite.pages.csp import Attributes

RUNNING = frozenset({"applet", "base", "embed", "frame", "iframe", "object", "portal"})
"""Elements that bring in another document, or lead the page's own addresses elsewhere."""
ADDRESSES = frozenset(
    {
        "action",
        "background",
        "cite",
        "data",
        "formaction",
        "href",
        "longdesc",
        "ping",
        "poster",
        "src",
        "srcset",
        "xlink:href",
    }
)
LOADING = frozenset({"audio", "image", "img", "input", "script", "source", "track", "use", "video"})
"""Elements that load what an address leads to. Sheets and icons stand in heads, which templates write."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:\A|[\s,])(?:https?:|//|\\\\)", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20]")
"""What browsers drop in front of a scheme, or inside it."""


def refused(tag: str, attributes: Attributes) -> Iterator[str]:
    """What of a start tag runs or loads something that is none of the generator's, in words."""
    given = dict(reversed(attributes))  # of two attributes with one name a browser takes the first
    if tag in RUNNING:
        yield f"an <{tag}>"
    if tag == "meta" and (given.get("http-equiv") or "").strip().lower() == "refresh":
        yield "a <meta> that leads elsewhere by itself"
    for name, value in given.items():
        told = ""
        if name.startswith("on"):
            told = "the handler {}"
        elif name in {"style", "srcdoc"}:
            told = "{}"
        elif name in ADDRESSES and value and (name == "srcset" or value[0] not in "#."):
            told = _address(tag, value)
        if told:
            yield told.format(f'{name}="{shortened(value or "")}" of <{tag}>')


def _address(tag: str, value: str) -> str:
    """What is wrong with an address that a page holds; nothing with most."""
    found = SCHEME.match(UNSEEN.sub("", value))
    scheme = found[0].lower() if found else ""
    if scheme in {"javascript", "vbscript"} or (scheme == "data" and tag not in {"img", "link"}):
        return "the address {}"
    if tag in LOADING and OUTSIDE.search(value):
        return "the address {}, which asks somebody else,"
    return ""


def shortened(text: str, most: int = 60) -> str:
    """The beginning of what stands in a page, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
