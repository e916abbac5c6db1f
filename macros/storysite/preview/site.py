"""A site in memory: loaded as MkDocs loads it for a build, each page rendered when somebody asks for it."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands.build import _build_template, _populate_page, get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from storysite.engines import adapters
from storysite.project import Project

NOWHERE = os.path.join(tempfile.gettempdir(), "macros-preview-writes-nothing")
"""MkDocs wants a folder for the site: this one is never made."""

DRAFT = '<p class="state"><strong>Draft.</strong> Only the preview shows this page.</p>'


class Failed(Exception):
    """A macro failed; holds where and why."""


class Overheard:
    """A project that remembers which calls failed: the macros plugin only writes that into the page."""

    def __init__(self, project: Project):
        self.project = project
        self.failed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.project, name)

    def render(self, path: str, name: str, *arguments: str) -> str:
        try:
            return self.project.render(path, name, *arguments)
        except Exception:
            self.failed.append(traceback.format_exc())
            raise


class Site:
    """The pages of a project in order. It keeps the text of its pages: the files may be half-written by now."""

    def __init__(self, project: Project, origin: str):
        self._take(project)
        config = load_config(str(project.root / "mkdocs.yml"), site_dir=NOWHERE)
        config.plugins.on_startup(command="serve", dirty=False)
        # What follows is mkdocs.commands.build.build, without reading ahead and without writing.
        self.config: MkDocsConfig = config.plugins.on_config(config)
        self.base = urlsplit(self.config.site_url or "").path.rstrip("/") + "/"
        self.config.site_url = origin + self.base
        self.config.plugins.on_pre_build(config=self.config)
        env = self.config.theme.get_env()
        files = get_files(self.config)
        files.add_files_from_theme(env, self.config)
        self.files: Files = self.config.plugins.on_files(files, config=self.config)
        set_exclusions(self.files, self.config)
        nav = get_navigation(self.files, self.config)
        self.nav = self.config.plugins.on_nav(nav, config=self.config, files=self.files)
        self.pages = self.files.documentation_pages()
        for file in self.pages:
            file.content_string = file.content_string
            # The head of a page holds its title, which other pages show.
            _page(file, self.config).read_source(self.config)
        self.env = self.config.plugins.on_env(env, config=self.config, files=self.files)
        self.found = {file.dest_uri: file for file in self.files if file.inclusion.is_included()}

    def _take(self, project: Project) -> None:
        self.project = project
        self.overheard = Overheard(project)
        adapters.hold(self.overheard)  # type: ignore[arg-type]

    def refresh(self, project: Project, texts: dict[str, str]) -> None:
        """Take over new records, and new texts of pages; the configuration, the files and the order are as before."""
        self._take(project)
        for path, text in texts.items():
            file = self.files.get_file_from_path(path)
            if file and file in self.pages:
                file.content_string = text
                _page(file, self.config).read_source(self.config)

    def at(self, path: str) -> tuple[dict[str, Any], bytes]:
        """What is served at a path below the base."""
        if path == "" or path.endswith("/"):
            path += "index.html"
        if path in self.config.theme.static_templates:
            return {"kind": "page", "status": 200}, self._template(path)
        file = self.found.get(path)
        if file is None and f"{path}/index.html" in self.found:
            return {"kind": "moved"}, b""
        if file is None or _leads_out(file):
            return {"kind": "none"}, b""
        if file in self.pages:
            return {"kind": "page", "status": 200, "source": f"docs/{file.src_uri}"}, self._render(file)
        if file.abs_src_path is None:  # made by a plugin
            return {"kind": "bytes"}, file.content_bytes
        if not self._inside(file):
            return {"kind": "none"}, b""
        return {"kind": "file", "file": file.abs_src_path}, b""

    def _inside(self, file: File) -> bool:
        """Whether a file lies in the project or its theme, and is no link that leads out."""
        theme = file.src_dir != self.config.docs_dir
        return (
            Path(str(file.abs_src_path))
            .resolve()
            .is_relative_to(Path((theme and file.src_dir) or self.project.root).resolve())
        )

    def _render(self, file: File) -> bytes:
        page = _page(file, self.config)
        self._take(self.project)
        try:
            _populate_page(page, self.config, self.files)
        finally:
            if self.overheard.failed:
                raise Failed(self.overheard.failed[0])
        self.config._current_page = page
        page.active = True
        try:
            context = get_context(self.nav, self.pages, self.config, page)
            template = self.env.get_template(str(page.meta.get("template", "main.html")))
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
            output = self.config.plugins.on_post_page(template.render(context), page=page, config=self.config)
            if (known := self.project.pages.get(file.src_uri)) and known.draft:
                output = output.replace("</h1>", f"</h1>{DRAFT}", 1)
            return output.encode("utf-8", errors="xmlcharrefreplace")
        finally:
            page.active = False
            self.config._current_page = None

    def _template(self, name: str) -> bytes:
        self._take(self.project)
        template = self.env.get_template(name)
        return _build_template(name, template, self.files, self.config, self.nav).encode()


def _leads_out(file: File) -> bool:
    """Whether a file is a link to somewhere outside the folder that it lies in, by now."""
    if file.abs_src_path is None or file.src_dir is None:
        return False
    return not Path(file.abs_src_path).resolve().is_relative_to(Path(file.src_dir).resolve())


def _page(file: File, config: MkDocsConfig) -> Page:
    """The page of a file; one that the navigation leaves out gets it here."""
    return file.page or Page(None, file, config)
