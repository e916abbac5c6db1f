"""What an editor means who names a record or a page: by its id, its address, its file, a link or a macro call."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from storysite.project import Project
from storysite.records.ids import PAGE_IDS
from storysite.wording.page_links import address_of

CALL = re.compile(r'(?:\{\{)?\s*[a-z_]\w*\(\s*"([^"]+)".*\)\s*(?:\}\})?')
LINK = re.compile(r"!?\[[^\[\]]*\]\(([^()\s]+)[^()]*\)")
LINE = re.compile(r":(\d+)(?::\d+)?:?\Z")
LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?=/|\Z)")


def meant(project: Project, words: str) -> str:
    """The id, or the address from the site's root on, that was meant."""
    words = words.strip().strip("`<>\"'").removeprefix("id:")
    if call := CALL.fullmatch(words):
        words = call[1]
    elif link := LINK.fullmatch(words):
        words = link[1].removeprefix("id:")
    return _of_a_file(project, words) or _of_a_title(project, words) or _of_an_address(project, words)


def records_of(project: Project, words: str) -> list[str]:
    """The ids of the records in a data file."""
    path = LINE.sub("", words.strip()).removeprefix(f"{project.root}/").removeprefix("./")
    return [entry.record.id for entry in project.library.entries if entry.mark.path == path]


def _of_a_title(project: Project, words: str) -> str:
    """The id of the only record, or of the only page, that is called so."""
    said = " ".join(words.casefold().split())
    found = [id for id, item in project.library.items.items() if item.title.casefold() == said and "." not in id]
    found += [f"/{address_of(page.path)}" for page in project.pages.values() if page.title.casefold() == said]
    return found[0] if len(found) == 1 else ""


def _of_a_file(project: Project, words: str) -> str:
    """What stands at a line of a file of the project: a page, a heading on it, or a record."""
    path, _, fragment = words.partition("#")
    found = LINE.search(path)
    path, line = (path[: found.start()], int(found[1])) if found else (path, 0)
    if path.startswith("/"):
        path = path.removeprefix(f"{project.root}/")
    path = path.removeprefix("./")
    if (page := project.pages.get(path.removeprefix("docs/"))) is not None:
        heads = [heading.id for heading in page.headings if heading.id and heading.mark.line <= line]
        return _on_a_page(project, f"/{address_of(page.path)}", fragment or (heads[-1] if heads else ""))
    records = [entry for entry in project.library.entries if entry.mark.path == path]
    above = [entry.record.id for entry in records if entry.mark.line <= line]
    return above[-1] if above else records[0].record.id if len(records) == 1 else ""


def _of_an_address(project: Project, words: str) -> str:
    """What stands at an address of the site, as it is published or as the preview shows it."""
    site = urlsplit(project.library.publisher.address)
    path = words
    if local := LOCAL.match(words):
        path = words[local.end() :] or "/"
    else:
        bare = re.sub(r"\Ahttps?://", "", words)
        if (bare + "/").startswith(f"{site.netloc}/"):
            path = bare[len(site.netloc) :] or "/"
    if path != words:
        path = "/" + path.removeprefix(site.path.rstrip("/")).lstrip("/")
    if "/" not in path and not path.startswith("#"):
        return path
    path, _, fragment = path.partition("#")
    path = unquote(path.partition("?")[0])
    file = "/" + path.removeprefix("./").removeprefix("docs/").lstrip("/")
    if file in project.addresses.present and path and not path.endswith("/"):
        return file
    steps = [step for step in path.split("/") if step and step not in {"index.html", "index.md"}]
    if steps[:1] == ["id"] and len(steps) > 1:
        return steps[1]
    if steps[:1] in (["data"], ["assets"]) and (id := steps[-1].rpartition(".")[0]) in project.library.items:
        return id
    return _on_a_page(project, "/".join(["", *steps, ""]), unquote(fragment))


def _on_a_page(project: Project, address: str, fragment: str) -> str:
    """A page, or what stands at one of its ids, be it there or gone."""
    present, past = project.addresses.present, project.library.past
    if address not in present and address.lower() in present:
        address = address.lower()
    if not fragment or (fragment in PAGE_IDS and address in present):
        return address
    if fragment in project.library.items or (fragment in past.former and f"{address}#{fragment}" not in present):
        return fragment
    return f"{address}#{fragment}"
