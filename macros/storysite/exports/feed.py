"""`changes.xml`: what each release changed, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from storysite.components.register.model import releases
from storysite.ledger.changelog import Told, on
from storysite.output.html_edit import before, to_root
from storysite.project import Project
from storysite.source.release_reader import Release
from storysite.wording.page_links import address_of

FILE = "changes.xml"


def write_feed(site: Path, project: Project) -> None:
    """Write the feed of the page that tells of the releases; without such a page there is none."""
    if text := feed_of(project):
        (site / FILE).write_text(text, encoding="utf-8", newline="\n")
        for file in (site / address_of(path) / "index.html" for path in project.pages):
            href = to_root(file.relative_to(site).as_posix()) + FILE
            link = f'<link rel="alternate" type="application/atom+xml" title="What has changed" href="{href}">'
            file.write_text(before(file.read_text(encoding="utf-8"), "</head>", link), encoding="utf-8", newline="\n")


def feed_of(project: Project) -> str:
    """The feed of the page that tells of the releases; nothing where there is no such page."""
    pages = (path for path, page in project.pages.items() for call in page.calls if call.key == ("register", "changes"))
    page = next(pages, None)
    return feed(project, address_of(page)) if page else ""


def feed(project: Project, page: str) -> str:
    """The feed, an entry for each release, the newest first; `page` is the address of the page that tells the same."""
    publisher, past = project.library.publisher, project.library.past
    root = publisher.address
    day = past.releases[-1].date if past.releases else publisher.reviewed.text
    entries = [_entry(root, page, *told) for told in releases(past, project.addresses.told, project.library.kinds)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            f"<title>{_text(publisher.title)}: what has changed</title>",
            f"<subtitle>{_text(publisher.short_stance)}</subtitle>",
            f"<id>{_text(root)}{FILE}</id>",
            f'<link rel="self" type="application/atom+xml" href={_quoted(f"{root}{FILE}")}/>',
            f'<link rel="alternate" type="text/html" href={_quoted(f"{root}{page}")}/>',
            f"<updated>{day}T00:00:00Z</updated>",
            f"<author><name>{_text(publisher.name)}</name></author>",
            f"<rights>{_text(publisher.rights)}</rights>",
            *entries,
            "</feed>",
            "",
        ]
    )


def _entry(root: str, page: str, release: Release, told: Sequence[Told], counts: Sequence[str]) -> str:
    address = f"{root}{page}#release-{release.name}"
    number = release.name[11:]
    title = (
        f"{'The first release' if counts else 'Release'} of {on(release.date)}{f', number {number}' if number else ''}"
    )
    if counts:
        content = f"<p>{_text(', '.join(counts))}.</p>"
    elif told:
        content = f"<ul>{''.join(f'<li>{_told(root, one)}</li>' for one in told)}</ul>"
    else:
        content = "<p>Nothing that a reader would notice.</p>"
    return "\n".join(
        [
            "<entry>",
            f"<title>{_text(title)}</title>",
            f"<id>{_text(address)}</id>",
            f'<link rel="alternate" type="text/html" href={_quoted(address)}/>',
            f"<updated>{release.date}T00:00:00Z</updated>",
            f'<content type="html">{escape(content)}</content>',
            "</entry>",
        ]
    )


def _told(root: str, one: Told) -> str:
    lines = " ".join(
        _text(line.words)
        + (f" Before: <del>{_text(line.was)}</del> Now: <ins>{_text(line.now)}</ins>" if line.was or line.now else "")
        for line in one.lines
    )
    return f"{_text(one.what.capitalize())} <a href={_quoted(root + one.address)}>{_text(one.title)}</a>: {lines}"


def _text(words: str) -> str:
    return escape(_allowed(words))


def _quoted(words: str) -> str:
    return quoteattr(_allowed(words))


def _allowed(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return "".join(
        character
        for character in words
        if character in "\t\n" or (character >= " " and character not in "\ufffe\uffff")
    )
