"""What has moved: a redirect for hosts that read `_redirects`, and for all others a page at the old address of each page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from storysite.pages.csp import MOVED
from storysite.pages.finishing import Finisher
from storysite.pages.page_template import Head, borrowed, framed, showing
from storysite.project import Project
from storysite.wording.page_links import address_of


def write_moved(site: Path, project: Project) -> None:
    """Write the redirects, and a page for each address that is gone: it names what stood there, with links on."""
    library, found = project.library, project.addresses
    moves = {
        old: new
        for old in sorted(library.past.redirects)
        if is_page(old) and (new := library.past.leads_to(old, found.present))
    }
    files = found.files.moved()
    if not moves and not files:
        return
    base = urlsplit(library.publisher.address).path.rstrip("/")
    lines = [f"{base}{old} {base}{new} 301" for old, new in (moves | files).items()]
    (site / MOVED).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    look, finisher = borrowed(project), Finisher(site, project)
    titles = {f"/{address_of(path)}": page.title for path, page in project.pages.items()}
    for old, new in moves.items():
        page = new.partition("#")[0]
        title = titles[page]
        head = Head(title, library.messages("moved.description", title=title), library.publisher.address + page[1:])
        redirect = library.past.redirect(old)
        assert redirect is not None
        html = framed(
            "moved.html",
            showing(project, old[1:] or "index"),
            project,
            head,
            look,
            target=new[1:],
            date=redirect.date,
            gone=found.behind(old),
        )
        finisher.write(old[1:], html)


def is_page(address: str) -> bool:
    """Whether a redirect is that of a whole page: of no heading, and of no file."""
    return address.endswith("/")
