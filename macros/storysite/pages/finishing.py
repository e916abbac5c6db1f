"""Pages as they are published: head, style sheets, words, scripts and policy; each is opened once and written once.

The pages of records are finished where they are made, the engine's when it has written all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from storysite.bootstrap.installation import THEME
from storysite.core.edit_urls import PROPOSED, proposal_address
from storysite.output.build_cache import generator_code, same_as_last
from storysite.output.exportable_views import embeddable
from storysite.output.html_edit import documents, tight, together
from storysite.output.page_words import finished
from storysite.output.workers import shares, side_by_side
from storysite.pages import page_meta, scripts
from storysite.pages.csp import own, with_policy
from storysite.pages.css_inline import Styling, asked_by, leave_out, write_sheet
from storysite.pages.page_meta import Heads
from storysite.pages.page_template import write_page
from storysite.pages.social_cards import Words
from storysite.project import Project
from storysite.records import Trail
from storysite.wording.embedding import address
from storysite.wording.page_links import cards_of


class Finisher:
    """Finishes the pages of one site."""

    def __init__(self, site: Path, project: Project):
        self.site = site
        self.heads, self.styling, self.known = Heads(site, project), Styling(project), own(project)
        self.sent_to = proposal_address(project.library.publisher.repository)
        self.hashed = scripts.published_as(THEME, project.root / "docs")
        self.root = project.root
        made_from = (
            generator_code(), project.library.messages.digest, project.library.publisher, self.heads.icon,
            self.styling.linked, self.styling.files, self.styling.root, sorted(self.known), self.hashed,
        )  # fmt: skip
        self.made_from = sha256(repr(made_from).encode()).hexdigest()
        """All that a page of a record is finished with."""

    def page(self, file: str, html: str, beside: bool = False) -> tuple[str, tuple[str, Words] | None]:
        """A page as it is published, and its card; `beside` the engine's it links to the sheet that the others hold."""
        html, card = self.heads.given(file, html)
        return self._dressed(file, html, beside), card

    def _dressed(self, file: str, html: str, beside: bool) -> str:
        """A page with its sheets, its scripts under their hashes, and its policy."""
        html, styled = self.styling.placed(file, html)
        html = scripts.renamed(finished(together(tight(html))), file, self.styling.root, self.hashed)
        # Last: the sheets are tight already, and would be most of what is looked through.
        if styled:
            html = self.styling.beside(file, html) if beside else self.styling.inside(html)
        return with_policy(html, self.known, self.sent_to)

    def write(self, address: str, html: str, beside: bool = True) -> None:
        """Finish and write a page that is made beside the engine's."""

        def finish() -> str:
            return self.page(f"{address}index.html", html, beside)[0]

        write_page(self.site, address, self._as_last(address, html, finish) if beside else finish())

    def write_bare(self, address: str, html: str) -> None:
        """The same for a page that nobody finds or shares: its head stays as it is."""
        finish = partial(self._dressed, f"{address}index.html", html, beside=True)
        write_page(self.site, address, self._as_last(address, html, finish))

    def _as_last(self, address: str, html: str, finish: Callable[[], str]) -> str:
        """A page as the last build finished it, where it was the same page."""
        made_from = f"{self.made_from} {address} {html}".encode()
        name = f"pages/{sha256(address.encode()).hexdigest()}"
        return same_as_last(self.root, name, made_from, lambda: finish().encode()).decode()


def finish_pages(site: Path, project: Project) -> None:
    """Finish the pages of the engine, and leave out what no page asks for."""
    made = beside(project)
    pages = [file for file in documents(site) if file not in made]
    scripts.publish(site)
    jobs = [partial(_finish, site, project, share.part(pages)) for share in shares(8)]
    asked = set().union(*side_by_side(jobs))
    write_sheet(site, project)
    leave_out(site, project.root / "docs", asked)


def _finish(site: Path, project: Project, pages: Sequence[str]) -> set[str | None]:
    """Finish these pages and draw their cards; the files that they ask for."""
    finisher = Finisher(site, project)
    asked: set[str | None] = set()
    cards: dict[str, Words] = {}
    for file in pages:
        html, card = finisher.page(file, (site / file).read_text(encoding="utf-8"))
        (site / file).write_text(html, encoding="utf-8", newline="\n")
        asked |= asked_by(file, html)
        cards |= [card] if card else []
    page_meta.draw(site, project, cards)
    return asked


def beside(project: Project) -> set[str]:
    """The pages that are made beside the engine's, by their files."""
    past = project.library.past
    moved = {old[1:] for old in past.redirects if old.endswith("/") and past.leads_to(old, project.addresses.present)}
    ids = {f"id/{id}/" for id in (*project.library.items, *past.lives) if not id.startswith("/")}
    embeds = {address(item.id) for item in embeddable(project)}
    trails = {cards_of(item.id) for item in project.library.of_kind("trail") if item.of(Trail).cards}
    copies = {unquote(old[1:]) for old in project.addresses.files.moved() if old.endswith(".html")}
    forms = PROPOSED if proposal_address(project.library.publisher.repository) else ()
    edit = {f"edit/{kind}/" for kind in forms}
    return {f"{made}index.html" for made in ids | moved | embeds | trails | edit} | copies
