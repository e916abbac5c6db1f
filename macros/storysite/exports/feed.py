"""`changes.xml`: what each release changed, as an Atom feed (RFC 4287), in all and in each section."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from storysite.components.register.model import releases
from storysite.core.messages import Messages, first_large
from storysite.ledger.changelog import Told, on
from storysite.ledger.files import FEED
from storysite.output.files import write
from storysite.output.html_edit import before, to_root
from storysite.project import Project
from storysite.source.releases import Release
from storysite.wording.page_links import address_of

FILE = FEED


def write_feed(site: Path, project: Project) -> None:
    """Write the feed of the page that tells of the releases, and one for each section; without such a page there is none."""
    found = feeds(project)
    for file, text in found.items():
        write(site / file, text)
    titles = project.sections
    for path in project.pages if found else ():
        built = site / address_of(path) / "index.html"
        root = to_root(built.relative_to(site).as_posix())
        links = _link(f"{root}{FILE}", project.library.messages("feed.title"))
        if (section := path.partition("/")[0]) in titles:
            links += _link(
                f"{root}{section}/{FILE}", project.library.messages("feed.title-of", section=titles[section])
            )
        built.write_text(before(built.read_text(encoding="utf-8"), "</head>", links), encoding="utf-8", newline="\n")


def _link(href: str, title: str) -> str:
    return f'<link rel="alternate" type="application/atom+xml" title={_quoted(title)} href="{href}">'


def feeds(project: Project) -> dict[str, str]:
    """The feeds by their files: of everything, and of each section; nothing where no page tells of the releases."""
    pages = (path for path, page in project.pages.items() for call in page.calls if call.key == ("register", "changes"))
    if (page := next(pages, None)) is None:
        return {}
    found = {FILE: feed(project, address_of(page))}
    return found | {
        f"{section}/{FILE}": feed(project, address_of(page), section, title)
        for section, title in project.sections.items()
    }


def feed(project: Project, page: str, section: str = "", about: str = "") -> str:
    """The feed, an entry for each release, the newest first; `page` is the address of the page that tells the same.

    The feed of a section has only the releases that changed something in it.  Its ids are made of the address that the
    site had first, so that a reader's program knows an entry again when the site has moved.
    """
    publisher, past = project.library.publisher, project.library.past
    root, first = publisher.address, publisher.first_address or publisher.address
    file = f"{section}/{FILE}" if section else FILE
    say = project.library.messages
    title = say("feed.of", title=f"{publisher.title}{f': {about}' if about else ''}")
    day = past.releases[-1].date if past.releases else publisher.reviewed.text
    entries = []
    for release, told, counts in releases(past, project.addresses.told, project.library.kinds):
        inside = [one for one in told if one.address.startswith(f"{section}/")] if section else told
        if inside or not section:
            id = f"{first}changes/#release-{release.name}{f'-{section}' if section else ''}"
            entries.append(_entry(say, root, page, id, release, inside, counts))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="LANGUAGE">'.replace("LANGUAGE", say.language),
            f"<title>{_text(title)}</title>",
            f"<subtitle>{_text(publisher.short_stance)}</subtitle>",
            f"<id>{_text(first)}{file}</id>",
            f'<link rel="self" type="application/atom+xml" href={_quoted(f"{root}{file}")}/>',
            f'<link rel="alternate" type="text/html" href={_quoted(f"{root}{page}")}/>',
            f"<updated>{day}T00:00:00Z</updated>",
            f"<author><name>{_text(publisher.name)}</name></author>",
            f"<rights>{_text(publisher.rights)}</rights>",
            *entries,
            "</feed>",
            "",
        ]
    )


def _entry(
    say: Messages, root: str, page: str, id: str, release: Release, told: Sequence[Told], counts: Sequence[str]
) -> str:
    address = f"{root}{page}#release-{release.name}"
    number = release.name[11:]
    title = say("feed.first-release" if counts else "feed.release", day=on(say, release.date))
    title = say("feed.numbered", title=title, number=number) if number else title
    if counts:
        content = f"<p>{_text(', '.join(counts))}.</p>"
    elif told:
        content = f"<ul>{''.join(f'<li>{_told(say, root, one)}</li>' for one in told)}</ul>"
    else:
        content = f"<p>{_text(say('release.unnoticed'))}</p>"
    return "\n".join(
        [
            "<entry>",
            f"<title>{_text(title)}</title>",
            f"<id>{_text(id)}</id>",
            f'<link rel="alternate" type="text/html" href={_quoted(address)}/>',
            f"<updated>{release.date}T00:00:00Z</updated>",
            f'<content type="html">{escape(content)}</content>',
            "</entry>",
        ]
    )


def _told(say: Messages, root: str, one: Told) -> str:
    before, now = _text(say("changes.before")), _text(say("changes.now"))
    lines = " ".join(
        _text(line.words)
        + (f" {before} <del>{_text(line.was)}</del> {now} <ins>{_text(line.now)}</ins>" if line.was or line.now else "")
        for line in one.lines
    )
    return f"{_text(first_large(one.what))} <a href={_quoted(root + one.address)}>{_text(one.title)}</a>: {lines}"


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
