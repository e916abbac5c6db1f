"""What a change does, in the words of the content and in Markdown: for a reviewer who sees no data file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from storysite.core.diagnostics import counted
from storysite.editing.difference import Difference
from storysite.editing.mentions import mentions
from storysite.ledger.changelog import Line, Told, word
from storysite.project import Project
from storysite.records import Source
from storysite.source.items import Item
from storysite.wording.text import markdown_link, marked_down

MOST = 60
"""How many entries of a section are told one by one."""
MENTIONED = 5
"""How many places that speak of one thing are told."""
ALIKE = 0.5
"""From which likeness on the words that differ are marked in two texts."""


def summary(change: Difference) -> str:
    """The whole of a change."""
    told, parts = change.told, list(_problems(change))
    if not (told or change.gone or change.texts or change.due):
        sure = "Nothing changes for readers." if change.whole else "Nothing else that changes for readers can be told."
        return "\n".join(["## What this change does", "", *parts, sure, ""])
    parts += [_in_short(change), ""]
    for title, kinds in change.new.components.groups.items():
        entries = [
            _entry(change, one) for one in told if one.kind in kinds and not (one.kind == "page" and _only_text(one))
        ]
        entries += [_lost(change, id, kind, name) for id, kind, name in change.gone if kind in kinds]
        parts += _section(title, entries)
    parts += _section("What readers will read", list(_texts(change)))
    parts += _section("Published addresses", [_published(change, id) for id in change.published])
    parts += _section("Due now", [f"- {_name(change.new, id)}: {marked_down(reason)}" for id, reason in change.due])
    return "\n".join(["## What this change does", "", *parts]).rstrip() + "\n"


def _problems(change: Difference) -> Iterator[str]:
    for which, project in (("after", change.new), ("before", change.old)):
        if project.errors:
            yield f"**The check finds {counted(len(project.errors), 'problem')} in the state {which} the change.** What they touch, and what pages say, is told when they are mended."
            yield ""


def _in_short(change: Difference) -> str:
    """How much of each kind is added, changed and gone."""
    told = [one for one in change.told if one.kind not in {"heading"}]
    added = [one.kind for one in told if _is_added(one)]
    changed = [one.kind for one in told if not _is_added(one)]
    gone = [kind for _, kind, _ in change.gone if kind != "heading"]
    counts = (("Added", added), ("Changed", changed), ("Gone", gone))
    parts = [f"{what}: {_count(change, kinds)}" for what, kinds in counts if kinds]
    pages = {path for one in told for path in _pages(change, one.id)} | set(change.texts)
    parts += [f"Pages on which it shows: {len(pages)}"] if pages else []
    return f"**{'. '.join(parts)}.**" if parts else "**The text of pages changed.**"


def _count(change: Difference, kinds: Sequence[str]) -> str:
    known = change.new.library.kinds.items()
    return ", ".join(kind.count(kinds.count(name), alone=True) for name, kind in known if name in kinds)


def _is_added(one: Told) -> bool:
    return any(line.change == "added" for line in one.lines)


def _is_evidence(change: Difference, kind: str) -> bool:
    kinds = change.new.library.kinds
    return kind in kinds and kinds[kind].is_evidence


def _only_text(one: Told) -> bool:
    return all(line.change == "edited" for line in one.lines)


def _entry(change: Difference, one: Told) -> str:
    """One thing that changed: its name, what changed, and where it is read."""
    sentences = " ".join(marked_down(line.words) for line in one.lines)
    lines = [f"- **{marked_down(one.title)}** ({one.what} `{one.id}`). {sentences}{_where(change, one)}"]
    if _is_evidence(change, one.kind) and _is_added(one):
        lines.append(f"  {_about_source(change.new.library.items[one.id])}")
    for line in one.lines:
        lines += _before_and_after(line)
    if not _is_added(one):
        lines += _look_at(change, one)
    if one.kind == "event" and _is_added(one):
        lines.append(f"  > {marked_down(change.new.addresses.present[one.id][1].says)}")
    return "\n".join(lines)


def _look_at(change: Difference, one: Told) -> Iterator[str]:
    """What speaks of something that has changed: it may have to change, too."""
    if not change.whole:
        return
    found = [f"{marked_down(words)} (`{mark.path}:{mark.line}`)" for words, mark in mentions(change.new, one.id)]
    for place in found[:MENTIONED]:
        yield f"  - look at this, too: {place}"
    if len(found) > MENTIONED:
        yield f"  - and at {counted(len(found) - MENTIONED, 'more place')}"


def _where(change: Difference, one: Told) -> str:
    """The pages on which something is read, but for the lists that hold all of its kind."""
    if one.kind in {"page", "heading"}:
        return ""
    pages = _pages(change, one.id)
    if not pages:
        alone = one.id in change.new.library.items and not _is_evidence(change, one.kind)
        return " No page shows it but the list of its kind." if alone else ""
    return f" On: {_titles(change.new, pages)}."


def _pages(change: Difference, id: str) -> list[str]:
    """The pages that show, quote or rest on an item, but for the lists of all of its kind."""
    return [path for path, used in change.uses.items() if id in used]


def _titles(project: Project, pages: Iterable[str]) -> str:
    titles = [f"{marked_down(project.pages[path].title)} (`{path}`)" for path in pages]
    more = len(titles) - 8
    return "; ".join(titles[:8]) + (f"; and {counted(more, 'page')} more" if more > 0 else "")


def _about_source(item: Item) -> str:
    source = item.of(Source)
    read = "read in full" if source.read == "whole" else "only its opening was read"
    where = markdown_link(source.url, source.url) if source.url else "no address"
    return f"{marked_down(source.publisher)}; {source.kind}; {read} on {source.accessed.words}; {where}."


def _before_and_after(line: Line) -> Iterator[str]:
    if line.was or line.now:
        was, now = marked(line.was, line.now)
        yield f"  - before: {was or 'nothing'}"
        yield f"  - after: {now or 'nothing'}"


def marked(was: str, now: str) -> tuple[str, str]:
    """Two texts in Markdown, with the words that went struck through and the new ones bold."""
    old, new = was.split(), now.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return marked_down(was), marked_down(now)
    left, right = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        before, after = marked_down(" ".join(old[a:b])), marked_down(" ".join(new[c:d]))
        left.append(before if tag == "equal" else f"~~{before}~~" if before else "")
        right.append(after if tag == "equal" else f"**{after}**" if after else "")
    return " ".join(filter(None, left)), " ".join(filter(None, right))


def _texts(change: Difference) -> Iterator[str]:
    """The sentences of each page that read otherwise now, and what is shown between them."""
    for path, (was, now) in change.texts.items():
        lines = [f"- **{marked_down(change.new.pages[path].title)}** (`{path}`)"]
        for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if tag != "equal":
                lines += _before_and_after(Line("", " ".join(was[a:b]), " ".join(now[c:d])))
        shown, showed = _shown(change.new, path), _shown(change.old, path)
        lines += [f"  - now shows: {words}" for words in shown if words not in showed]
        lines += [f"  - shows no more: {words}" for words in showed if words not in shown]
        yield "\n".join(lines)


def _shown(project: Project, path: str) -> list[str]:
    """What a page shows between its sentences."""
    calls = [call for call in project.pages[path].calls if project.valid(call) and not project.macros[call.name].inline]
    return [f"{call.name} {_name(project, call.arguments[0]) if call.arguments else ''}".strip() for call in calls]


def _lost(change: Difference, id: str, kind: str, title: str) -> str:
    published = (
        " **It was published: the check says what to add.**"
        if id in change.new.library.past.published
        else " It was never published."
    )
    return f"- **{marked_down(title)}** ({word(change.new.library.kinds, kind)} `{id}`). Gone.{published}"


def _published(change: Difference, id: str) -> str:
    """What becomes of a published id."""
    found = next((one for one in change.changes if one.id == id), None)
    if found is None:
        words = "**is lost: the check says what to add**"
    elif found.change == "moved":
        words = f"moves to `{found.to}`"
    elif found.change == "withdrawn":
        words = "is withdrawn"
    elif set(found.now) == {"at"}:
        words = f"stands at {', '.join(f'`{address}`' for address in found.now['at'][:1]) or 'its own page'} now"
    else:
        words = "says something else from now on"
    return f"- {_name(change.new, id)}: {words}."


def _name(project: Project, id: str) -> str:
    present = project.addresses.present.get(id)
    return f"**{marked_down(present[1].title)}** (`{id}`)" if present else f"`{id}`"


def _section(title: str, entries: list[str]) -> list[str]:
    if not entries:
        return []
    more = len(entries) - MOST
    return [f"### {title}", "", *entries[:MOST], *([f"- and {more} more"] if more > 0 else []), ""]
