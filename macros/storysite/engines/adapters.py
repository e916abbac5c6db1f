"""MkDocs and Zensical: how macros get into them, and how they are run as commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from storysite.bootstrap.installation import COMMAND, THEME
from storysite.bootstrap.provenance import OriginProblem
from storysite.checks.read_project import read_project
from storysite.components.html_context import entities
from storysite.core import web_address
from storysite.core.diagnostics import text_report
from storysite.markdown.extension import NAME as MARKDOWN
from storysite.markdown.macro_blocks import block
from storysite.project import Project
from storysite.source.macro_calls import calls_alone, with_code_kept
from storysite.source.mkdocs_config import SITE_URL, extended
from storysite.source.mkdocs_settings import FAILING
from storysite.wording.page_links import address_of

TODAY = "MACROS_TODAY"
"""The environment's reading date: a second input beside the files."""
MKDOCS = "MACROS_MKDOCS"
"""Names the module that is run as MkDocs, where it is a drop-in for it."""
ONCE = "MACROS_ONCE"
"""Set where files are read once for a whole build: Zensical asks for the macros anew at each page."""


def reading_date() -> date:
    """The reading date of the environment, today where none is set; raises OriginProblem."""
    given = os.environ.get(TODAY)
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError:
        raise OriginProblem(f"{TODAY} is '{given}'; write a day such as 2026-11-20, or unset it") from None


def site_address() -> str:
    """The address that the deployment publishes at, nothing where it does not say; raises OriginProblem."""
    given = os.environ.get(SITE_URL, "")
    try:
        return web_address.read_site(f"{given.rstrip('/')}/").text if given else ""
    except web_address.AddressProblem as problem:
        raise OriginProblem(f"{SITE_URL}: {problem.message}; {problem.hint}, or unset it") from None


@lru_cache(maxsize=2)
def _read(root: Path, today: date, signature: tuple[tuple[str, int, int], ...], address: str) -> Project:
    return read_project(root, today, address=address)


_held: dict[Path, Project] = {}


def hold(project: Project) -> None:
    """Let macros and hooks see this project whatever the files say by now: the preview keeps to the last one in order."""
    _held[project.root] = project


def project_at(root: Path, today: date | None = None) -> Project:
    """The project, read again only when a record or a page has changed."""
    return _held.get(root) or _read(root, today or reading_date(), _signature(root), site_address())


def _signature(root: Path) -> tuple[tuple[str, int, int], ...]:
    patterns = ("docs/**/*.md", "docs/data/**/*.y*ml", "docs/data/published.txt", "docs/data/pictures/*")
    files = (path for pattern in (*patterns, "components/**/*.*") for path in root.glob(pattern))
    found = []
    for path in sorted(files):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def install(env: Any) -> None:
    """Give each component to the engine as a macro."""
    # Once, and not at each call: to see whether a file has changed takes longer than most calls.
    project = project_at(_root(env.conf))
    if project.errors:
        raise Refused("\n" + text_report(project.problems).rstrip())
    page = getattr(env, "page", None) if type(env).__module__.startswith("zensical.") else None
    if page is not None:  # it has no event before a page is rendered
        refuse_templates(project.macros, page, (project.root / "docs" / page.path).read_text(encoding="utf-8-sig"))
    if ONCE in os.environ:
        hold(project)
    as_source = type(env).__module__.startswith("zensical.")
    later = not as_source and (
        "storysite" in env.conf.get("plugins", ())
        or any(hasattr(hook, "on_page_content") for hook in getattr(env.conf, "hooks", {}).values())
    )
    for name, macro in project.macros.items():
        env.macro(_macro(env, project, name, macro.inline, later, as_source), name)


class Refused(Exception):
    """What an engine was given, and must not be run."""


def own_macros(env: Any) -> list[str]:
    """The macros that `install` has given to an engine: others that it brings are none of a page's."""
    return [name for name, function in env.macros.items() if getattr(function, "__module__", "") == __name__]


def refuse_templates(macros: Collection[str], page: Any, text: str) -> None:
    """Stop the build where a page or its title holds more than text and plain calls: a template can run any code."""
    head = " ".join(map(str, (page.title, page.meta)))
    if not calls_alone(text, macros) or any(sign in head for sign in ("{{", "{%", "{#")):
        raise Refused(f"{place_of(page)} holds a template that is no plain macro call: `{COMMAND} check` says where")


def _root(conf: Any) -> Path:
    """The project's folder: where the configuration lies."""
    path = conf.get("config_file_path", None)
    return Path(path).resolve().parent if path else Path.cwd()


def _macro(env: Any, project: Project, name: str, inline: bool, later: bool, as_source: bool) -> Callable[..., str]:
    def macro(*arguments: str) -> str:
        path = place_of(env.page)
        html = _held.get(project.root, project).render(path, name, *arguments)
        html = linked_as_source(path, html, inline) if as_source else html
        return html if inline else block(_set_aside(path, html) if later else html)

    return macro


_blocks: dict[str, list[str]] = {}
BLOCK = re.compile(r'<div data-block="(\d+)"></div>')


def _set_aside(path: str, html: str) -> str:
    """A mark for a block that MkDocs' hook puts back: Markdown would read all of its HTML, twice, and change nothing."""
    kept = _blocks.setdefault(path, [])
    kept.append(html)
    return f'<div data-block="{len(kept) - 1}"></div>'


def begin_page(path: str) -> None:
    """Forget what was set aside of a page that is rendered again."""
    _blocks.pop(path, None)


def put_back(path: str, content: str) -> tuple[str, set[str]]:
    """A page's content with its blocks where their marks stand, and the ids that came with them."""
    kept = _blocks.pop(path, [])
    ids = {id for html in kept for id in re.findall(r' id="([^"]+)"', html)}
    return BLOCK.sub(lambda mark: kept[int(mark[1])] if int(mark[1]) < len(kept) else mark[0], content), ids


def place_of(page: Any) -> str:
    """The path of a page under `docs/`: MkDocs keeps it in its file, Zensical in the page itself."""
    path = getattr(getattr(page, "file", None), "src_uri", None) or page.path
    return str(path).replace("\\", "/")


LINK = re.compile(r'(?<= )(href|src)="([^"]*)"')
NOSCRIPT = re.compile(r"(<noscript\b.*?</noscript>)", re.DOTALL)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]|\Z", re.IGNORECASE)
DISGUISE = "%2Emd"
"""The end of a link to a Markdown file, by which Zensical does not know it for one; servers and browsers do."""


def linked_as_source(page: str, html: str, inline: bool) -> str:
    """HTML of a page with its links as Zensical wants them: counted from the page's file.

    MkDocs leaves links in HTML as they are. Zensical takes them for links between files: on a page that is no index it
    puts `../` before each, and one that ends in `.md` it leads to a page in place of the file.
    """
    own = _own_folder(page)

    def link(match: re.Match[str]) -> str:
        target = unescape(match[2])
        if ELSEWHERE.match(target):
            return match[0]
        path = re.sub(r"[?#].*", "", target)
        rest = target.removeprefix(path)
        path = re.sub(r"\.md\Z", DISGUISE, path)
        if own:
            path = path.removeprefix("../") or "index.md" if path.startswith("../") else own + path.removeprefix("./")
        return f'{match[1]}="{(entities if inline else escape)(path + rest)}"'

    # What browsers with scripts do not read, Zensical does not read either.
    return "".join(part if part.startswith("<noscript") else LINK.sub(link, part) for part in NOSCRIPT.split(html))


def undisguised(page: str, html: str) -> str:
    """A built page with its links to Markdown files as they were meant."""
    own = _own_folder(page)
    around = re.escape(f"../{own}" if own else "")
    return re.sub(rf' href="(?:{around})?([^"?#]*){DISGUISE}(?=["?#])', r' href="\1.md', html)


def _own_folder(page: str) -> str:
    """The last folder of the address of a page that is no index: Zensical counts its links from the one above."""
    name = page.rpartition("/")[2].removesuffix(".md")
    return "" if name == "index" else f"{quote(name)}/"


def run(engine: str, root: Path, site: Path, today: date, **environment: str) -> int:
    """Make the pages of a project in a new folder; the engine's exit status."""
    environment = {FAILING: "true", **environment}
    if engine == "zensical":
        return zensical(root, site, today, **environment)
    return mkdocs(
        root, "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", str(site), today=today, **environment
    )


def mkdocs(root: Path, *arguments: str, today: date | None = None, **environment: str) -> int:
    """Run MkDocs on a project; its exit status."""
    given = {TODAY: today.isoformat()} if today else {}
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", os.environ.get(MKDOCS, "mkdocs"), *arguments]
    return subprocess.run(
        command, cwd=root, env={**_outside(), **quiet, **given, **environment}, check=False
    ).returncode


def _outside() -> dict[str, str]:
    """The environment of an engine: that of this process, with the address of the deployment as it is written in links."""
    address = site_address()
    outside = {name: value for name, value in os.environ.items() if name != SITE_URL}
    return {**outside, **({SITE_URL: address} if address else {})}


SOURCES = Path(__file__).resolve().parents[2]
"""The folder that the generator is imported from."""
PARTS = ("docs", "macros", "overrides", "components", "messages")
"""The folders of a project that its pages are made from."""


def zensical(root: Path, site: Path, today: date, **environment: str) -> int:
    """Run Zensical on a copy of the project, for it writes nowhere but inside; its exit status."""
    with tempfile.TemporaryDirectory(prefix=f".{site.name}.", dir=site.parent) as folder:
        copy = Path(folder)
        shutil.copyfile(root / "mkdocs.yml", copy / "mkdocs.yml")
        for part in PARTS:
            _copy(root / part, copy / part)
        _copy(THEME, copy / "overrides", over=False)
        project = project_at(root, today)
        pages = project.pages
        for page in (copy / "docs").rglob("*.md"):  # Zensical has no hook for the text of a page
            if page.relative_to(copy / "docs").as_posix() not in pages:  # a draft
                page.unlink()
                continue
            page.write_text(with_code_kept(page.read_text(encoding="utf-8-sig")), encoding="utf-8", newline="\n")
        (copy / "zensical.yml").write_text(zensical_settings(project), encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "zensical.yml"]
        given = {TODAY: today.isoformat(), ONCE: "1", "PYTHONPATH": str(SOURCES), **environment}
        status = subprocess.run(command, cwd=copy, env={**_outside(), **given}, check=False).returncode
        if status == 0:
            for page in (copy / "docs").rglob("*.md"):
                name = page.relative_to(copy / "docs").as_posix()
                built = copy / "site" / address_of(name) / "index.html"
                if built.is_file():
                    built.write_text(
                        undisguised(name, built.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
                    )
            os.replace(copy / "site", site)
        return status


def zensical_settings(project: Project) -> str:
    """The settings that stand beside mkdocs.yml for Zensical, which has no hook to take them from."""
    # Links are checked already; Zensical would look for them in code, too.
    unchecked = "validation: {invalid_links: false, invalid_link_anchors: false}"
    messages = project.library.messages
    settings = {MARKDOWN: {"language": messages.language, "root": str(project.root)}}
    told = extended(project.root, settings, {"words": messages.section("theme")})
    return f"INHERIT: mkdocs.yml\nsite_dir: site\n{unchecked}\n{told}"


def _copy(folder: Path, to: Path, over: bool = True) -> None:
    """A folder somewhere else, over what is there or beside it, without the rights of its files.

    Zensical passes these on to what is published.
    """
    for place, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        target = to / Path(place).relative_to(folder)
        target.mkdir(parents=True, exist_ok=True)
        for name in files:
            if over or not (target / name).exists():
                shutil.copyfile(Path(place, name), target / name)
