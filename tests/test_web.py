"""What stands at the site's root for machines."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from storysite.exports import well_known
from storysite.output.html_edit import documents, elements, target
from storysite.project import Project
from storysite.wording.page_links import address_of

LOC, LASTMOD = f"{{{well_known.NAMESPACE}}}loc", f"{{{well_known.NAMESPACE}}}lastmod"


def test_the_sitemap_lists_each_page_once_with_a_day_of_the_records(site: Path, project: Project) -> None:
    urls = ElementTree.parse(site / "sitemap.xml").getroot()
    listed = {url.findtext(LOC): url.findtext(LASTMOD) for url in urls}
    assert len(listed) == len(urls)
    assert {project.library.publisher.address + address_of(path) for path in project.pages} <= set(listed)
    days = {source.accessed.text for source in project.library.sources.values()} | {
        project.library.publisher.reviewed.text
    }
    days |= {
        correction.when.text
        for item in project.library.items.values()
        for correction in getattr(item.record, "corrections", ())
    }
    assert set(listed.values()) <= days
    assert not [address for address in listed if "404" in str(address)]


def test_a_large_sitemap_is_parted() -> None:
    many = {f"https://example.org/{number}/": "2026-11-20" for number in range(well_known.MOST + 1)}
    parts = well_known.sitemaps("https://example.org/", many)
    assert list(parts) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    assert [loc.text for loc in ElementTree.fromstring(parts["sitemap.xml"]).iter(LOC)] == [
        f"https://example.org/{name}" for name in list(parts)[1:]
    ]
    assert parts["sitemap-1.xml"].count("<url>") == well_known.MOST and parts["sitemap-2.xml"].count("<url>") == 1


def test_robots_may_read_everything(site: Path, project: Project) -> None:
    robots = (site / "robots.txt").read_text(encoding="utf-8").split("\n")
    assert (
        "User-agent: *" in robots
        and "Allow: /" in robots
        and f"Sitemap: {project.library.publisher.address}sitemap.xml" in robots
    )


def test_icons_have_the_sizes_that_they_say(site: Path) -> None:
    manifest = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))
    sizes = {icon["src"]: icon["sizes"] for icon in manifest["icons"]} | {
        well_known.APPLE_ICON: f"{well_known.APPLE_SIZE}x{well_known.APPLE_SIZE}"
    }
    for name, size in sizes.items():
        content = (site / name).read_bytes()
        assert size == "any" or "{}x{}".format(*struct.unpack(">II", content[16:24])) == size, name
    favicon = (site / well_known.FAVICON).read_bytes()
    assert favicon[:4] == b"\0\0\1\0" and favicon[22:30] == b"\x89PNG\r\n\x1a\n"


def test_what_heads_name_is_there(site: Path) -> None:
    for file, path in documents(site).items():
        for element in elements(path.read_text(encoding="utf-8")):
            if element.tag == "link" and element.get("rel") == "icon" and element.get("href").startswith("data:"):
                svg = unquote(element.get("href").removeprefix("data:image/svg+xml,"))
                assert svg == (site / well_known.ICON).read_text(encoding="utf-8").strip().replace('"', "'"), file
            elif element.tag == "link" and element.get("rel") in {"apple-touch-icon", "icon", "manifest"}:
                asked = target(file, element.get("href"))
                assert asked and (site / asked).is_file(), (file, element.get("href"))
