"""What is known of an id: where it is written, which pages use it, its state, its history and its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Mark, choices, counted, nearest
from storysite.core.inline_markup import record_links
from storysite.editing.places import meant, records_of
from storysite.ledger.changelog import Told
from storysite.output.edit_links import edit_link, edit_page_link
from storysite.project import Project
from storysite.records import Fact, InlineText, RefTo
from storysite.source.items import Item
from storysite.source.record_texts import walk
from storysite.wording.citations import permanent
from storysite.wording.page_links import address_of
from storysite.wording.text import plain
from storysite.wording.trust import states

WIDTH = 11


def account(project: Project, words: str) -> str | None:
    """The account of an id, an address or the file of a page in lines of `what  how`; nothing where it was never given."""
    id = meant(project, words)
    if item := project.library.items.get(id):
        return _of_an_item(project, id, item)
    if id in project.addresses.present:
        return _of_a_place(project, id)
    return _of_a_former_place(project, id) if id.startswith("/") else _of_a_former_id(project, id)


def _of_an_item(project: Project, id: str, item: Item) -> str:
    kind, said = project.addresses.present[id]
    lines = [f"{id}: {item.title} ({kind})", ""]
    lines += _row("says", [" ".join(part for part in (said.says, f"({said.when})" if said.when else "") if part)])
    lines += _row("written", [f"{item.mark.path}:{item.mark.line}"])
    lines += _row(
        "state", [f"{state.name}: {plain(project.library, state.reason)}" for state in states(project.library, item)]
    )
    lines += _row(
        "rests on", [f"{reference.source} ({reference.locator})" for reference in project.library.evidence(item)]
    )
    lines += _row("shown on", [_page(project, path, item) for path in project.showings.get(id, [])])
    lines += _row("used on", _calls(project, item))
    lines += _row("named by", _namings(project, item))
    lines += _row("history", list(_history(project, item)))
    lines += _row("addresses", list(_addresses(project, item)))
    return "\n".join(lines) + "\n"


def unknown(project: Project, words: str) -> str:
    """What to say of an id or an address that was never given."""
    if ids := records_of(project, words):
        return f"'{words}' holds {counted(len(ids), 'record')}: {choices(ids)}. Name one of them, or the line of one, as {words.partition(':')[0]}:12\n"
    near = nearest(meant(project, words), [*project.library.items, *project.addresses.present])
    return f"There is no '{words}'{f'; {near}' if near else ''}\n"


def _of_a_place(project: Project, address: str) -> str:
    """A page, a heading on one, or a file."""
    kind, said = project.addresses.present[address]
    if kind == "file":
        own = project.root / "docs" / address[1:]
        lines = [f"{address}: {said.title} (file)", ""]
        lines += _row("written", [f"docs{address}" if own.is_file() else "by every build"])
        lines += _row("history", list(_releases(project, address)))
        return "\n".join([*lines, *_row("addresses", [project.library.publisher.address + address[1:]])]) + "\n"
    page_address, _, fragment = address.partition("#")
    page = next(page for path, page in project.pages.items() if f"/{address_of(path)}" == page_address)
    line = next((heading.mark.line for heading in page.headings if fragment and heading.id == fragment), page.mark.line)
    shown = sorted(id for id, paths in project.showings.items() if page.path in paths and "." not in id)
    lines = [f"{address}: {said.title} ({kind})", ""]
    lines += _row("says", [] if fragment else [page.description])
    lines += _row("written", [f"{page.mark.path}:{line}"])
    lines += _row("shows", [] if fragment else [", ".join(shown)])
    lines += _row("history", list(_releases(project, address)))
    lines += _row(
        "addresses", [project.library.publisher.address + address[1:], edit_page_link(project, page.path) or ""]
    )
    return "\n".join(lines) + "\n"


def _of_a_former_place(project: Project, address: str) -> str | None:
    """A page or a heading that is gone, and where it leads to."""
    past = project.library.past
    entry = past.redirects.get(address)
    if entry is None and address not in past.published:
        return None
    to = past.leads_to(address, project.addresses.present)
    lines = [f"{address}: nothing stands here any more", ""]
    lines += _row("written", [f"{entry.mark.path}:{entry.mark.line}"] if entry else [])
    lines += _row("now", [f"{to} stands in its place" if to else f"lost: {COMMAND} check says what to add"])
    lines += _row("history", [_told(one) for one in project.addresses.history(address)])
    return "\n".join([*lines, *_following(project, to)]) + "\n"


def _of_a_former_id(project: Project, id: str) -> str | None:
    fate = project.library.past.fate(id, project.library.items)
    entry = project.library.past.former.get(id)
    if entry is None and id not in project.library.past.published and fate.end != "alive":
        return None
    lines = [f"{id}: no record has this id any more", ""]
    if entry:
        lines += _row("written", [f"{entry.mark.path}:{entry.mark.line}"])
    if fate.end == "alive":
        lines += _row("now", [f"{fate.id} stands in its place"])
    elif fate.withdrawn:
        lines += _row(
            "now", [f"withdrawn on {fate.withdrawn.date.words}: {plain(project.library, fate.withdrawn.reason)}"]
        )
    else:
        lines += _row("now", [f"lost: {COMMAND} check says what to add"])
    lines += _row("history", [_told(one) for one in project.addresses.history(id)])
    return "\n".join([*lines, *_following(project, fate.id if fate.end == "alive" else None)]) + "\n"


def _following(project: Project, to: str | None) -> list[str]:
    """The account of what stands in the place of something that has moved."""
    found = account(project, to) if to else None
    return ["", found.removesuffix("\n")] if found else []


def _row(name: str, values: list[str]) -> Iterator[str]:
    """A name, and its values below each other; nothing without a value."""
    for at, value in enumerate(value for value in values if value):
        head = f"{name if at == 0 else '':<{WIDTH}}"
        yield fill(
            value,
            110,
            initial_indent=head,
            subsequent_indent=" " * WIDTH,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _page(project: Project, path: str, item: Item) -> str:
    return f"docs/{path}{' (home)' if project.homes.get(item.id) == path else ''}"


def _calls(project: Project, item: Item) -> list[str]:
    """The macro calls that name an item, page by page; a fact's call means its newest value too."""
    ids = {item.id} | ({item.parent} if project.library.value(item.parent).id == item.id else set())
    return _by_file(
        (call.mark, call.name)
        for page in project.pages.values()
        for call in page.calls
        if call.arguments and call.arguments[0] in ids
    )


def _namings(project: Project, item: Item) -> list[str]:
    """The records that name an item, file by file."""
    return _by_file(
        (entry.at(*path), entry.record.id)
        for entry in project.library.entries
        for path, text, marked in walk(entry.record)
        if (any(isinstance(mark, RefTo) for mark in marked) and text == item.id)
        or (any(isinstance(mark, InlineText) for mark in marked) and item.id in record_links(text))
    )


def _by_file(found: Iterable[tuple[Mark, str]]) -> list[str]:
    """`docs/index.md: chart on line 100, cite on lines 8 and 12`, one line a file."""
    files: dict[str, dict[str, list[int]]] = {}
    for mark, name in sorted(found):
        lines = files.setdefault(mark.path, {}).setdefault(name, [])
        if mark.line not in lines:
            lines.append(mark.line)
    return [
        f"{path}: {', '.join(f'{name} on {_lines(lines)}' for name, lines in names.items())}"
        for path, names in files.items()
    ]


def _lines(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


def _history(project: Project, item: Item) -> Iterator[str]:
    if isinstance(item.record, Fact) and item.is_own:
        for value in sorted(item.record.values, key=lambda value: value.time.sort_key):
            part = project.library.items[f"{item.id}.{value.id}"]
            newest = project.library.value(item.id).id == part.id
            yield f"{value.time.words}: {project.library.printed(part)}, {value.kind} ({part.id}){', the newest' if newest else ''}"
    for correction in item.corrections:
        yield f"corrected on {correction.when.words}: {plain(project.library, correction.what)}"
    yield from _releases(project, item.id)


def _releases(project: Project, id: str) -> Iterator[str]:
    published = project.library.past.published.get(id)
    if published is None:
        yield "no release has it yet"
    for one in project.addresses.history(id):
        if published or one.day:
            yield _told(one)


def _told(one: Told) -> str:
    return (
        f"{one.day.isoformat() if one.day else 'since the last release'}: {' '.join(line.words for line in one.lines)}"
    )


def _addresses(project: Project, item: Item) -> Iterator[str]:
    base = project.library.publisher.address
    if item.id in project.homes:
        yield base + project.addresses.address(item.id)
    yield permanent(project.library, item.id)
    yield edit_link(project, item) or ""
