"""What browsers are told to refuse: a strict Content Security Policy, made from the built pages, and other headers.

Each page has the policy that it needs, for hosts that send no headers of one's own. The one for all pages stands in
`_headers` for hosts that read that file, and in `nginx.conf`, to be included in a server block.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Set
from pathlib import Path
from urllib.parse import urlsplit

from storysite.output.html_edit import Element, documents, scripts_and_styles
from storysite.pages.redirects import FILE as MOVED
from storysite.project import Project

EXECUTED = frozenset({"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"})
"""Types of script that a policy is asked about; others are data."""
SENT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            "accelerometer",
            "autoplay",
            "bluetooth",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    )
    + ", clipboard-write=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""The other headers, and what they say."""
PAGES = "public, max-age=0, must-revalidate"
HASHED = "public, max-age=31536000, immutable"
ASSETS = "public, max-age=3600, stale-while-revalidate=86400"
HASHED_FOLDERS = ("search/fragment/", "search/index/")
"""Folders whose files are named after their content."""
TYPES = {
    "md": "text/markdown",
    "csv": "text/csv",
    "ics": "text/calendar",
    "webmanifest": "application/manifest+json",
}
"""Types of files that servers may not know."""
OPEN = ("links.json", "data/")
"""What pages of other sites may read by script."""
STRICT_TRANSPORT = "Strict-Transport-Security: max-age=63072000"


def write_policy(site: Path, project: Project) -> None:
    """Put into each page the policy that it needs, and beside the pages the one for all of them."""
    named: set[tuple[str, str]] = set()
    for path in documents(site).values():
        html = path.read_text(encoding="utf-8")
        own = inline(scripts_and_styles(html))
        meta = f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy(own)}">'
        path.write_text(within(html, meta), encoding="utf-8", newline="\n")
        named |= own
    for path in site.rglob("*.svg"):
        named |= inline(scripts_and_styles(path.read_text(encoding="utf-8")))
    root = urlsplit(project.library.publisher.address).path
    framed = f"{content_security_policy(named)}; frame-ancestors 'none'"
    (site / "_headers").write_text(headers_file(framed, root), encoding="utf-8", newline="\n")
    moved = (site / MOVED).read_text(encoding="utf-8") if (site / MOVED).is_file() else ""
    (site / "nginx.conf").write_text(nginx_file(framed, root, moved), encoding="utf-8", newline="\n")


def inline(found: Iterable[Element]) -> set[tuple[str, str]]:
    """The scripts and styles that stand in a document, each as the directive that is asked about it and its digest."""
    return {
        (f"{element.tag}-src", digest(element.content))
        for element in found
        if not element.get("src") and (element.tag == "style" or element.get("type") in EXECUTED)
    }


def content_security_policy(named: Set[tuple[str, str]]) -> str:
    """The policy that lets run just these scripts and styles, and files of the site itself."""
    own = "'self'"
    # The icon stands in the pages.  Search compiles WebAssembly, which asks for a word of its own.
    directives = {
        "default-src": ["'none'"],
        "script-src": [own, "'wasm-unsafe-eval'"],
        "style-src": [own],
        "img-src": [own, "data:"],
        "connect-src": [own],
        "manifest-src": [own],
        "base-uri": ["'none'"],
        "form-action": [own],
    }
    for directive, value in sorted(named):
        directives[directive].append(value)
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def digest(content: str) -> str:
    """A script or style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def within(html: str, meta: str) -> str:
    """The page with the policy as early as it may stand: after its encoding."""
    return re.sub(r"(<meta charset=[^>]*>)", lambda match: f"{match[1]}\n{meta}", html, count=1, flags=re.IGNORECASE)


def headers_file(policy: str, root: str) -> str:
    """The headers as a file that some hosts read, with the site's path in front of each address."""
    lines = [
        f"{root}*",
        *(f"  {name}: {value}" for name, value in {"Content-Security-Policy": policy, **SENT}.items()),
    ]
    lines += [f"  # Where the host serves nothing but https: {STRICT_TRANSPORT}"]
    # Such hosts let browsers ask again for everything else, and join the values of two rules for one address.
    for folder in HASHED_FOLDERS:
        lines += [f"{root}{folder}*", f"  Cache-Control: {HASHED}"]
    lines += [f"{root}assets/*", f"  Cache-Control: {ASSETS}"]
    for name in OPEN:
        lines += [f"{root}{name}{'*' if name.endswith('/') else ''}", "  Access-Control-Allow-Origin: *"]
    for ending, kind in TYPES.items():
        lines += [f"{root}*.{ending}", f"  Content-Type: {kind}; charset=utf-8"]
    return "\n".join(lines) + "\n"


def nginx_file(policy: str, root: str, moved: str = "") -> str:
    """The same for nginx, and where moved pages lead: one list of headers, because a location's own would replace it."""
    path = re.escape(root)
    lines = [
        "# Include this in a server block, below its root: include /path/to/the/site/nginx.conf;",
        f"location = {root}nginx.conf {{ return 404; }}",
        f"location = {root}_headers {{ return 404; }}",
        f"location = {root}{MOVED} {{ return 404; }}",
        *(f'location = "{old}" {{ return {code} "{new}"; }}' for old, new, code in map(str.split, moved.splitlines())),
        f"error_page 404 {root}404.html;",
        f"error_page 403 =404 {root}404.html;",
        f'set $keep "{PAGES}";',
        f'if ($uri ~ "^{path}assets/") {{ set $keep "{ASSETS}"; }}',
        *(f'if ($uri ~ "^{path}{folder}") {{ set $keep "{HASHED}"; }}' for folder in HASHED_FOLDERS),
        'set $readers "";',
        *(f'if ($uri ~ "^{path}{re.escape(name)}") {{ set $readers "*"; }}' for name in OPEN),
        "add_header Cache-Control $keep always;",
        "add_header Access-Control-Allow-Origin $readers always;  # nginx sends no header that is empty",
        *(
            f'add_header {name} "{value}" always;'
            for name, value in {"Content-Security-Policy": policy, **SENT}.items()
        ),
        f"# Where the server answers https alone: add_header {STRICT_TRANSPORT.replace(': ', ' ')} always;",
        *(f'location ~ "\\.{ending}$" {{ default_type "{kind}"; }}' for ending, kind in TYPES.items()),
        "charset utf-8;",
        f"charset_types text/css text/plain text/javascript application/javascript application/json image/svg+xml {' '.join(TYPES.values())};",
    ]
    return "\n".join(lines) + "\n"
