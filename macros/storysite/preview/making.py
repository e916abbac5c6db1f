"""What a build makes beside the pages, made when somebody asks for it: record pages, files to take away, twins, search.

It goes on with the last records in order, as the pages do.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from storysite.bootstrap.installation import COMMAND, assets
from storysite.checks.read_project import read_project
from storysite.components.exporters import Taken
from storysite.engines import adapters
from storysite.exports.calendar import write_calendar
from storysite.exports.check_data import write_check_data
from storysite.exports.decks import fact_sheets, section_deck, shown_in, trail_deck, view_deck
from storysite.exports.documents import document
from storysite.exports.edit_pages import edit_pages, edit_records
from storysite.exports.feed import feeds
from storysite.exports.figure_images import FORMATS, png_of, svg_of
from storysite.exports.link_index import write_links
from storysite.exports.picture_files import picture_file, picture_files
from storysite.exports.record_json import item_text
from storysite.exports.release_files import write_releases
from storysite.exports.spreadsheets import workbook, write_workbooks
from storysite.exports.tables import write_data
from storysite.exports.well_known import write_web_files
from storysite.output import manifest
from storysite.output.exportable_views import taken
from storysite.output.files import ICON
from storysite.output.navigation import decks
from storysite.pages import css_inline, scripts
from storysite.pages.css_inline import write_sheet
from storysite.pages.embeds import embed_of
from storysite.pages.markdown_pages import write_twins
from storysite.pages.page_template import borrowed
from storysite.pages.record_pages import card, has_card, id_page
from storysite.pages.redirects import write_moved
from storysite.pages.trails import told_in_cards, trail_markdown, trail_page
from storysite.preview.file_stats import Stamp, stamps
from storysite.preview.incremental_reader import remembering
from storysite.preview.watcher import WATCHED
from storysite.project import Project
from storysite.search.search_index import make_search


def write_scripts(site: Path, project: Project) -> None:
    """Write the site's scripts under the name of their content, as pages of a build ask for them."""
    for name, path in assets(project.root, scripts.FOLDER).items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, site / name)
    scripts.publish(site)


WHOLE: tuple[tuple[str, Callable[[Path, Project], None]], ...] = (
    (r"data/check\.json", write_check_data),
    (r"data/releases/.*", write_releases),
    (r"data/.*\.(csv|json)", write_data),
    (r"data/[^/]+\.xlsx", write_workbooks),
    (r"(.*/)?index\.md|llms(-[^/]+)?\.txt", write_twins),
    (r"calendar\.ics", write_calendar),
    (r"links\.json", write_links),
    (rf"{scripts.HASHED}.*", write_scripts),
    (rf"{css_inline.HASHED}.*", write_sheet),
    (r"search/.*", make_search),
    (r"robots\.txt|manifest\.webmanifest|favicon\.ico|assets/.*\.png", write_web_files),
    (r".*index\.html", write_moved),
)
"""What is made together, and what makes it."""
BY_A_BUILD = re.compile(
    rf"_headers|_redirects|nginx\.conf|{re.escape(manifest.FILE.partition('/')[0])}/.*|assets/cards/.*\.png|data/offline\.zip"
)
WORDS = f"The preview does not make this file, for it is made of the whole site: {COMMAND} build makes it.\n"


class Making:
    """Makes files from the last records in order, each once for as long as nothing changes."""

    def __init__(self, root: Path):
        self.root = root
        self.readers = remembering()
        self.seen: dict[str, Stamp] | None = None
        self.made: Made | None = None
        self.searched: dict[str, bytes] = {}
        """All that search was ever made of: an open page may ask for what belonged to the records before."""

    def at(self, path: str) -> tuple[str, bytes]:
        """The kind of the answer and what is made at a path below the base."""
        if (seen := stamps(self.root, WATCHED)) != self.seen:
            project = read_project(self.root, adapters.reading_date(), readers=self.readers)
            self.made, self.seen = self.made if project.errors else Made(project), seen
        if self.made is None:
            return "nothing", b""
        file = f"{path}index.html" if not path or path.endswith("/") else path
        content = self.searched.get(file) if file.startswith(("search/fragment/", "search/index/")) else None
        if content is None:
            content = self.made.file(file)
            self.searched |= self.made.together.get(make_search, {})
        if content is not None:
            return "made", content
        if BY_A_BUILD.fullmatch(file):
            return "words", WORDS.encode()
        return ("moved" if "." not in path.rpartition("/")[2] and self.made.file(f"{path}/index.html") else "none"), b""


class Made:
    """What one state of the records makes."""

    def __init__(self, project: Project):
        self.project = project
        self.views: dict[str, Taken] = taken(project)
        self.alone: dict[str, bytes | None] = {}
        self.together: dict[Callable[[Path, Project], None], dict[str, bytes]] = {}

    def file(self, file: str) -> bytes | None:
        """The content of a file of the built site; nothing where there is no such file."""
        if file not in self.alone:
            self.alone[file] = self._alone(file)
        if (content := self.alone[file]) is not None:
            return content
        for pattern, write in WHOLE:
            if re.fullmatch(pattern, file):
                if write not in self.together:
                    self.together[write] = self._together(write)
                if file in self.together[write]:
                    return self.together[write][file]
        return None

    def _alone(self, file: str) -> bytes | None:
        """A file that is made without the others of its kind."""
        project, library = self.project, self.project.library
        if file.endswith("changes.xml"):
            return text.encode() if (text := feeds(project).get(file)) else None
        if found := re.fullmatch(r"id/([^/]+)/index\.html", file):
            page = id_page(project, borrowed(project), found[1])
            return page.encode() if page else None
        if (found := re.fullmatch(r"id/([^/]+)/item\.json", file)) and found[1] in library.items:
            return item_text(project, library.items[found[1]], self.views.get(found[1])).encode()
        if (found := re.fullmatch(r"assets/cards/id/([^/]+)\.png", file)) and (item := library.items.get(found[1])):
            if has_card(project, item):
                with closing(card(project, item)) as images:
                    return next(images)
        if chosen := picture_files(project).get(file) if file.startswith("data/pictures/") else None:
            return picture_file(project, *chosen)
        if (found := re.fullmatch(r"data/decks/([^/]+)\.pptx", file)) and (section := decks(project).get(found[1])):
            return section_deck(project, section, shown_in(project, section, self.views), fact_sheets(project, section))
        if (found := re.fullmatch(r"data/([^/]+?)(\.16cm)?\.(svg|png|pptx|docx|xlsx)", file)) and (
            view := self.views.get(found[1])
        ):
            form = FORMATS[found[2] or ""]
            match found[3]:
                case "svg":
                    return svg_of(project, view, form).encode()
                case "png":
                    return png_of(project.root, svg_of(project, view, form), form)
                case "docx":
                    return document(project, view)
                case "xlsx":
                    return workbook(library, view.form.rows(library, view.form.view(library, view.record)))
                case _:
                    return view_deck(project, view)
        trails = {item.id: item for item in told_in_cards(project)}
        if (found := re.fullmatch(r"data/([^/]+)\.pptx", file)) and found[1] in trails:
            return trail_deck(project, trails[found[1]])
        if found := re.fullmatch(r"(edit/[^/]+/)index\.html", file):
            html = edit_pages(project, borrowed(project)).get(found[1])
            return html.encode() if html else None
        if (found := re.fullmatch(r"edit/[^/]+\.json", file)) and (text := edit_records(project).get(file)):
            return text.encode()
        if (found := re.fullmatch(r"embed/([^/]+)/index\.html", file)) and (html := embed_of(project, found[1])):
            return html.encode()
        if (found := re.fullmatch(r"trail/([^/]+)/index\.(html|md)", file)) and (trail := trails.get(found[1])):
            page = trail_page(project, borrowed(project), trail) if found[2] == "html" else ""
            return (page or trail_markdown(project, trail)).encode()
        return None

    def _together(self, write: Callable[[Path, Project], None]) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory(prefix="macros-preview-") as name:
            folder = Path(name)
            icon = self.project.root / "docs" / ICON
            if icon.is_file():
                (folder / ICON).parent.mkdir(parents=True)
                shutil.copyfile(icon, folder / ICON)
            given = {*folder.rglob("*")}
            write(folder, self.project)
            return {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file() and path not in given
            }
