"""What a site has at its root for machines: sitemap, robots.txt, web manifest, and icons from the one drawing."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import resvg_py

from storysite.output import lastmod
from storysite.output.files import FAVICON, ICON
from storysite.output.html_edit import documents, elements
from storysite.pages import record_pages
from storysite.pages.brand import colour
from storysite.pages.finishing import beside
from storysite.pages.trails import told_in_cards
from storysite.project import Project
from storysite.wording.page_links import address_of, cards_of

ICONS = {"assets/icon-192.png": 192, "assets/icon-512.png": 512}
APPLE_ICON, APPLE_SIZE = "assets/apple-touch-icon.png", 180
"""iOS rounds the corners itself and shows a black ground where a picture has none."""
FAVICON_SIZE = 32
MOST = 50_000
"""How many addresses a sitemap may hold."""
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_web_files(site: Path, project: Project) -> None:
    """Write them all; what the engine wrote of them, with the build's time in it, makes way."""
    publisher = project.library.publisher
    (site / "sitemap.xml.gz").unlink(missing_ok=True)
    for name, text in sitemaps(publisher.address, addresses(site, project)).items():
        _write(site / name, text)
    _write(
        site / "robots.txt",
        f"User-agent: *\nAllow: {urlsplit(publisher.address).path}\n\nSitemap: {publisher.address}sitemap.xml\n",
    )
    _write(site / "manifest.webmanifest", manifest(publisher.title, publisher.description, colour(project.root, "sky")))
    if (site / ICON).is_file():
        svg = (site / ICON).read_text(encoding="utf-8")
        for name, size in ICONS.items():
            (site / name).write_bytes(png(svg, size))
        (site / APPLE_ICON).write_bytes(png(svg, APPLE_SIZE, colour(project.root, "sky")))
        (site / FAVICON).write_bytes(ico(png(svg, FAVICON_SIZE), FAVICON_SIZE))


def addresses(site: Path, project: Project) -> dict[str, str]:
    """Every address that is meant to be found, with the day on which it last changed."""
    publisher = project.library.publisher
    written = {publisher.address + address_of(path): path for path in project.pages}
    found = {
        publisher.address + address: lastmod.of_item(project.library, project.library.items[address[3:-1]])
        for address in record_pages.addresses(project)
    }
    found |= {
        publisher.address + cards_of(item.id): lastmod.of_item(project.library, item) for item in told_in_cards(project)
    }
    made = beside(project)
    for file, path in documents(site).items():
        if file in made:
            continue
        names = {element.names: element for element in elements(path.read_text(encoding="utf-8"))}
        here = publisher.address + ("" if file == "index.html" else file.removesuffix("index.html"))
        canonical = names.get(("link", "canonical"))
        hidden = ("meta", "robots") in names and "noindex" in names[("meta", "robots")].get("content")
        if canonical is None or canonical.get("href") != here or hidden:
            continue
        if here in written:
            found[here] = lastmod.of_page(project, written[here])
        else:
            found[here] = lastmod.of_review(project.library)
    return dict(sorted(found.items()))


def sitemaps(root: str, found: dict[str, str]) -> dict[str, str]:
    """The sitemap, or an index of several where there are more addresses than one may hold; by file name."""
    entries = [f"<url><loc>{escape(address)}</loc><lastmod>{day}</lastmod></url>" for address, day in found.items()]
    if len(entries) <= MOST:
        return {"sitemap.xml": _sitemap("urlset", entries)}
    parts = {
        f"sitemap-{at // MOST + 1}.xml": _sitemap("urlset", entries[at : at + MOST])
        for at in range(0, len(entries), MOST)
    }
    return {
        "sitemap.xml": _sitemap(
            "sitemapindex", [f"<sitemap><loc>{escape(root + name)}</loc></sitemap>" for name in parts]
        ),
        **parts,
    }


def _sitemap(kind: str, entries: list[str]) -> str:
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{kind} xmlns="{NAMESPACE}">', *entries, f"</{kind}>", ""]
    )


def manifest(title: str, description: str, sky: str) -> str:
    """What a browser needs to keep the site among other programs."""
    icons = [{"src": name, "sizes": f"{size}x{size}", "type": "image/png"} for name, size in ICONS.items()]
    icons.append({"src": ICON, "sizes": "any", "type": "image/svg+xml"})
    told = {
        "name": title,
        "description": description,
        "lang": "en",
        "start_url": "./",
        "scope": "./",
        "display": "browser",
    }
    return (
        json.dumps({**told, "background_color": sky, "theme_color": sky, "icons": icons}, ensure_ascii=False, indent=1)
        + "\n"
    )


def png(svg: str, size: int, ground: str | None = None) -> bytes:
    """A drawing as a square picture."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, background=ground, skip_system_fonts=True)
    )


def ico(picture: bytes, size: int) -> bytes:
    """A PNG in the one format that every browser looks for at the root."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(picture), 22) + picture


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
