"""What browsers are told to refuse: a strict Content Security Policy, and other headers.

The policy names the scripts and styles of the generator, known before a page is read: whatever else stands in a page is
refused, by the build (`refused`) and by browsers. Each page has the policy that it needs, for hosts that send no headers
of one's own. The one for all pages stands in `_headers` for hosts that read that file, and in `nginx.conf`, to be
included in a server block.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from storysite.core.edit_urls import proposal_address
from storysite.output.html_edit import Element, scripts_and_styles
from storysite.output.manifest import FILE as MANIFEST
from storysite.pages import css_inline, jsonld, scripts
from storysite.pages.css_inline import sheets
from storysite.project import Project
from storysite.wording.embedding import FOLDER

EXECUTED = frozenset({"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"})
"""Types of script that a policy is asked about; others are data."""
SENT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
            "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
            "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
        )
    )
    + ", clipboard-write=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
"""The other headers, and what they say."""
PAGES = "public, max-age=0, must-revalidate"
HASHED = "public, max-age=31536000, immutable"
ASSETS = "public, max-age=3600, stale-while-revalidate=86400"
HASHED_FOLDERS = ("search/fragment/", "search/index/", scripts.HASHED, css_inline.HASHED)
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
FRAMED = f"{FOLDER}/"
"""What pages of other sites may put into a frame."""
PICTURES = ("avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp")
"""The endings of files that pages of other sites may show."""
POLICY = "Content-Security-Policy"
NOBODY = "'none'"
RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
"""The header that says which sites may put a file into their pages."""
MOVED = "_redirects"
"""Where moved pages lead, for hosts that read it."""
FOR_HOSTS = ("_headers", MOVED, "nginx.conf")
"""Files that hosts read and nobody asks for."""
STRICT_TRANSPORT = "Strict-Transport-Security: max-age=63072000"


def write_policy(site: Path, project: Project) -> None:
    """Write the policy for all pages, and the other headers, for hosts that send them."""
    known = own(project)
    root = urlsplit(project.library.publisher.address).path
    # The build's own folder comes last, if the engine has not begun it.
    resources = sorted({**dict(resource_policies(site)), f"{MANIFEST.partition('/')[0]}/*": "same-origin"}.items())
    policy = content_security_policy(known, proposal_address(project.library.publisher.repository))
    (site / "_headers").write_text(headers_file(policy, root, resources), encoding="utf-8", newline="\n")
    moved = (site / MOVED).read_text(encoding="utf-8") if (site / MOVED).is_file() else ""
    (site / "nginx.conf").write_text(nginx_file(policy, root, moved), encoding="utf-8", newline="\n")


def with_policy(html: str, known: Set[tuple[str, str]], sent_to: str = "") -> str:
    """The page with the policy that it needs; `sent_to` is where its form may lead, if it has one that does."""
    used = known & inline(scripts_and_styles(html))
    policy = content_security_policy(used, sent_to if f'action="{sent_to}"' in html else "")
    return within(html, f'<meta http-equiv="Content-Security-Policy" content="{policy}">')


def own(project: Project) -> frozenset[tuple[str, str]]:
    """The scripts and styles of the generator that stand in pages: those of its templates, and what it sets in itself."""
    sheet, few = sheets(project)
    rules = scripts_and_styles(jsonld.speculation(project.library.publisher.address))
    styles = {("style-src", digest(css)) for css in (sheet, *(css for _, css in few)) if css}
    return frozenset(inline([*scripts.of_templates(project.root), *rules]) | styles)


Attributes = Sequence[tuple[str, str | None]]


def inline(found: Iterable[Element]) -> set[tuple[str, str]]:
    """The scripts and styles that stand in a document, each as the directive that is asked about it and its digest."""
    return {
        (f"{element.tag}-src", digest(element.content))
        for element in found
        if not element.get("src") and (element.tag == "style" or element.get("type") in EXECUTED)
    }


def content_security_policy(named: Set[tuple[str, str]], sent_to: str = "") -> str:
    """The policy that lets run just these scripts and styles, and files of the site itself.

    `sent_to` is the one address elsewhere that a form may lead to.
    """
    own = "'self'"
    # The icon stands in the pages.  Search compiles WebAssembly, which asks for a word of its own.
    directives = {
        "default-src": ["'none'"],
        "script-src": [own, "'wasm-unsafe-eval'"],
        "style-src": [own],
        "font-src": [own],
        "img-src": [own, "data:"],
        "connect-src": [own],
        "manifest-src": [own],
        "base-uri": ["'none'"],
        "form-action": [own, sent_to] if sent_to else [own],
        # No script of ours makes HTML or the address of a script from words: no policy is needed that would let one.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
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


def resource_policy(file: str) -> str:
    """Who may put a file of the site into their pages: everybody a picture or data, nobody else a page."""
    shown = file.startswith((*OPEN, FRAMED)) or file.rpartition(".")[2] in PICTURES
    return "cross-origin" if shown else "same-origin"


def ancestors(file: str) -> str:
    """Whose pages may put a file of the site into a frame: everybody's what is made for it, nobody's all else."""
    return f"frame-ancestors {'*' if file.startswith(FRAMED) else NOBODY}"


def resource_policies(site: Path, folder: str = "") -> Iterator[tuple[str, str]]:
    """The same for every address of a built folder: one line for a folder whose files agree, and no two for one address."""
    for path in sorted((site / folder).iterdir()):
        name = path.relative_to(site).as_posix()
        if path.is_file() and name not in FOR_HOSTS:
            if path.name == "index.html":
                yield folder, resource_policy(name)
            yield name, resource_policy(name)
        elif path.is_dir():
            files = (found.relative_to(site).as_posix() for found in path.rglob("*") if found.is_file())
            if len(values := {resource_policy(file) for file in files}) == 1:
                yield f"{name}/*", values.pop()
            else:
                yield from resource_policies(site, f"{name}/")


def headers_file(policy: str, root: str, resources: Iterable[tuple[str, str]] = ()) -> str:
    """The headers as a file that some hosts read, with the site's path in front of each address."""
    root = quote(root, safe="/%-._~!$&'()+,;=@")  # a star and a colon would mean something
    lines = [
        f"{root}*",
        *(f"  {name}: {value}" for name, value in {POLICY: policy, **SENT}.items()),
    ]
    lines += [f"  # Where the host serves nothing but https: {STRICT_TRANSPORT}"]
    # Who may frame a page stands with the rules that name each address once: of two policies both hold.
    # Such hosts let browsers ask again for everything else, and join the values of two rules for one address.
    for folder in HASHED_FOLDERS:
        lines += [f"{root}{folder}*", f"  Cache-Control: {HASHED}"]
    lines += [f"{root}assets/*", f"  Cache-Control: {ASSETS}"]
    for name in OPEN:
        lines += [f"{root}{name}{'*' if name.endswith('/') else ''}", "  Access-Control-Allow-Origin: *"]
    for ending, kind in TYPES.items():
        lines += [f"{root}*.{ending}", f"  Content-Type: {kind}; charset=utf-8"]
    for address, value in resources:
        lines += [f"{root}{address if address.endswith('*') else quote(address)}", f"  {RESOURCE_POLICY}: {value}"]
        lines += [f"  {POLICY}: {ancestors(address)}"]
    return "\n".join(lines) + "\n"


SAFE = "/%-._~!&'()*+,;:=@?#"
"""What stays as it is in an address that is sent: not the dollar, which begins a variable of nginx."""


def _quoted(text: str) -> str:
    """A text as one word of nginx's configuration."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def nginx_file(policy: str, root: str, moved: str = "") -> str:
    """The same for nginx, and where moved pages lead: one list of headers, because a location's own would replace it."""

    def below(pattern: str) -> str:
        return _quoted(f"^{re.escape(root)}{pattern}")

    gone = _quoted(f"{root}404.html".replace("$", "${dollar}"))
    lines = [
        "# Include this in a server block, below its root: include /path/to/the/site/nginx.conf;",
        *(f"location = {_quoted(root + name)} {{ return 404; }}" for name in FOR_HOSTS),
        *(
            f"location = {_quoted(unquote(old))} {{ return {code} {_quoted(quote(new, safe=SAFE))}; }}"
            for old, new, code in map(str.split, moved.splitlines())
        ),
        # nginx puts the values of variables into these addresses, and has no sign for a dollar but a variable that holds one.
        *(['set $dollar "";', 'if ($uri ~ "([$])") { set $dollar $1; }'] if "$" in root else []),
        f"error_page 404 {gone};",
        f"error_page 403 =404 {gone};",
        f'set $keep "{PAGES}";',
        f'if ($uri ~ {below("assets/")}) {{ set $keep "{ASSETS}"; }}',
        *(f'if ($uri ~ {below(folder)}) {{ set $keep "{HASHED}"; }}' for folder in HASHED_FOLDERS),
        'set $readers "";',
        *(f'if ($uri ~ {below(re.escape(name))}) {{ set $readers "*"; }}' for name in OPEN),
        'set $shown "same-origin";',
        f'set $framing "{NOBODY}";',
        f'if ($uri ~ {below(FRAMED)}) {{ set $shown "cross-origin"; set $framing "*"; }}',
        *(f'if ($uri ~ {below(re.escape(name))}) {{ set $shown "cross-origin"; }}' for name in OPEN),
        f'if ($uri ~ "\\.({"|".join(PICTURES)})$") {{ set $shown "cross-origin"; }}',
        "add_header Cache-Control $keep always;",
        f"add_header {RESOURCE_POLICY} $shown always;",
        "add_header Access-Control-Allow-Origin $readers always;  # nginx sends no header that is empty",
        *(
            f'add_header {name} "{value}" always;'
            for name, value in {POLICY: f"{policy}; frame-ancestors $framing", **SENT}.items()
        ),
        f"# Where the server answers https alone: add_header {STRICT_TRANSPORT.replace(': ', ' ')} always;",
        *(f'location ~ "\\.{ending}$" {{ default_type "{kind}"; }}' for ending, kind in TYPES.items()),
        "charset utf-8;",
        f"charset_types text/css text/plain text/javascript application/javascript application/json image/svg+xml {' '.join(TYPES.values())};",
    ]
    return "\n".join(lines) + "\n"
