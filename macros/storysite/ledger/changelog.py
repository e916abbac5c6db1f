"""Changes in the words of the content: a figure from, to, as of; an event added; a page moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storysite.core.dates import parse
from storysite.core.messages import Messages
from storysite.records import Seen
from storysite.source.record_store import Kind
from storysite.source.releases import Change, Life, Release

Kinds = Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed, in a sentence; of a long text how it was and how it is."""

    words: str
    was: str = ""
    now: str = ""
    change: str = ""
    """`published`, `added`, `moved`, `withdrawn`, `edited`, where it is one of these."""


@dataclass(frozen=True, slots=True)
class Told:
    """What changed under one id on one day."""

    id: str
    kind: str
    title: str
    day: date | None
    """The day of the release, or from which a state holds; none where no release has it yet."""
    lines: tuple[Line, ...]
    release: str = ""
    """The name of the release, where it is one that changed it."""
    address: str = ""
    """Where it is found now, from the site's root on; what is gone, where it leads to or on its own page."""
    left: date | None = None
    """On the list of one page: the day from which it stands there no more; links of later days are not about it."""
    what: str = ""
    """What readers call its kind."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that an old link looks for in a place where it is no more."""

    anchor: str
    title: str
    words: str
    """What became of it, in a sentence."""
    to: str
    """The address that it leads on to, from the site's root on."""


def on(say: Messages, day: date | str) -> str:
    """A day in words."""
    return parse(str(day), say).words


def told(
    changes: Sequence[Change],
    release: Release | None,
    lives: Mapping[str, Life],
    kinds: Kinds,
    say: Messages,
    moved: Mapping[str, str | None] | None = None,
) -> list[Told]:
    """What is worth telling of a release, or of what waits for one; of some changes alone, `moved` by all of them.

    Parts that came with their whole are not, nor facts that only follow a value.
    """
    day, name = (release.date, release.name) if release else (None, "")
    added = {change.id: change for change in changes if change.change == "added"}
    moved = moves(changes) if moved is None else moved
    targets = set(moved.values())
    parts: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        parts[_whole(change)].append(change)

    def title_of(id: str) -> str:
        return str(added[id].now["title"]) if id in added else lives[id].said.title if id in lives else ""

    elsewhere = {change.id for change in changes if change.change == "changed" and "at" in change.now}
    found = []
    for change in changes:
        whole = _whole(change)
        is_part = whole != change.id
        if change.change == "added" and (
            is_told_with_whole(kinds, change.kind) or change.id in targets or (is_part and whole in added)
        ):
            continue
        if change.change == "moved" and is_part and whole in moved:
            continue
        if is_part and set(change.now) == {"at"} and whole in elsewhere:
            continue
        if is_figure(kinds, change.kind) and not is_part and _follows_a_value(change, parts[whole], kinds):
            continue
        if lines := tuple(_lines(change, title_of, moved, kinds, say)):
            title = str(change.now.get("title") or title_of(change.id) or change.id)
            found.append(Told(change.id, change.kind, title, day, lines, name, what=word(kinds, change.kind)))
    return found


def moves(changes: Iterable[Change]) -> dict[str, str | None]:
    """Where each page or id went that moved."""
    return {change.id: change.to for change in changes if change.change == "moved"}


def word(kinds: Kinds, kind: str) -> str:
    """What readers call a kind; one that is known no more has its own name."""
    return kinds[kind].word if kind in kinds else kind


def is_told_with_whole(kinds: Kinds, kind: str) -> bool:
    """Whether the beginning of this kind is told with what it belongs to."""
    return kind in kinds and kinds[kind].is_told_with_whole


def is_figure(kinds: Kinds, kind: str) -> bool:
    """Whether what this kind says is a figure."""
    return kind in kinds and kinds[kind].is_figure


def _whole(change: Change) -> str:
    """The id of what this is a part of, or its own."""
    return change.id.partition("#")[0].split(".")[0]


def _follows_a_value(change: Change, parts: Iterable[Change], kinds: Kinds) -> bool:
    """Whether a fact's newest figure changed only because that value was corrected, which is told of the value."""
    if set(change.now) - {"says", "when", "state", "note", "at"} or "says" not in change.now:
        return False
    return any(
        is_figure(kinds, part.kind)
        and part is not change
        and part.change == "changed"
        and part.now.get("says") == change.now["says"]
        for part in parts
    )


def _lines(
    change: Change, title_of: Callable[[str], str], moved: Mapping[str, str | None], kinds: Kinds, say: Messages
) -> Iterable[Line]:
    was, now = change.was, change.now
    match change.change:
        case "added":
            said = f": {now['says']}" if is_figure(kinds, change.kind) else ""
            yield Line(say("changes.added", what=f"{said}{_when(now)}"), change="added")
            return
        case "moved":
            target = change.to or ""
            named = title_of(target)
            words = say("changes.moved-named", title=named, to=target) if named else say("changes.moved", to=target)
            yield Line(words, change="moved")
            return
        case "withdrawn":
            reason = change.reason or say("changes.no-reason")
            day = on(say, change.date) if change.date else ""
            words = (
                say("changes.withdrawn-on", day=day, reason=reason) if day else say("changes.withdrawn", reason=reason)
            )
            yield Line(words, change="withdrawn")
            return
    for correction in now.get("corrected", ()):
        if correction not in was.get("corrected", ()):
            day, _, words = correction.partition(": ")
            yield Line(say("changes.corrected", day=on(say, day), words=words))
    if "title" in now:
        yield Line(say("changes.retitled", was=was["title"], now=now["title"]))
    yield from _content(change, kinds, say)
    if "state" in now:
        before, after = (_states(str(fields.get("state") or "current"), say) for fields in (was, now))
        yield Line(say("changes.state", was=before, now=after))
    if "evidence" in now:
        before, after = _listed(was.get("evidence"), say), _listed(now["evidence"], say)
        yield Line(say("changes.evidence", was=before, now=after))
    if "at" in now and (line := _moved_home(was.get("at") or (), now["at"], moved, say)):
        yield line


def _states(names: str, say: Messages) -> str:
    """States as a release names them, in the words of readers."""
    ids = ((name, f"states.{name.replace(' ', '-')}") for name in names.split(", "))
    return ", ".join(say(id) if id in say.texts else name for name, id in ids)


def _content(change: Change, kinds: Kinds, say: Messages) -> Iterable[Line]:
    """What changed in the words or the figure itself."""
    was, now = change.was, change.now
    figure, is_part = is_figure(kinds, change.kind), _whole(change) != change.id
    if figure and ("says" in now or "when" in now):
        before, after = (
            f"{fields['says']}{_when(fields)}" if "says" in fields else say("changes.of", when=fields["when"])
            for fields in (was, now)
        )
        message = "changes.figure" if is_part else "changes.newest-figure"
        yield Line(say(message, was=before, now=after))
    elif figure and is_part and "figure" in now:
        yield Line(say("changes.definition"), str(was.get("figure", "")), str(now["figure"]))
    elif "when" in now:
        none = say("changes.none")
        yield Line(say("changes.date", was=was.get("when") or none, now=now["when"] or none))
    if "says" in now and change.kind in kinds and kinds[change.kind].lists_others:
        yield _members(str(was.get("says", "")), str(now["says"]), say)
    elif "says" in now and not figure:
        yield Line(say("changes.text"), str(was.get("says", "")), str(now["says"]))
    if "note" in now:
        yield Line(say("changes.note"), str(was.get("note", "")), str(now["note"]))
    if "text" in now:
        yield Line(say("changes.page-text"), change="edited")


def _members(was: str, now: str, say: Messages) -> Line:
    """What came into a set of figures, and what went."""
    before, after = was.split("; "), now.split("; ")
    parts = (
        ("changes.taken-in", [one for one in after if one not in before]),
        ("changes.left-out", [one for one in before if one not in after]),
    )
    told = [say(message, titles="; ".join(titles)) for message, titles in parts if titles]
    return Line(" ".join(told) or say("changes.reordered"))


def _when(fields: Mapping[str, str | tuple[str, ...]]) -> str:
    return f" ({fields['when']})" if fields.get("when") else ""


def _listed(parts: Iterable[str] | None, say: Messages) -> str:
    return "; ".join(parts or ()) or say("changes.none")


def _moved_home(was: Sequence[str], now: Sequence[str], moved: Mapping[str, str | None], say: Messages) -> Line | None:
    """A move to another page is told; that the page itself moved, or that one page more or less shows it, is not."""
    if not was or not now or was[0] == now[0] or moved.get(was[0]) == now[0]:
        return None
    return Line(say("changes.moved-home", was=was[0], now=now[0]), change="moved")


def counts(release: Release, kinds: Kinds) -> list[str]:
    """How many things of each kind a release added, in the order of the kinds."""
    added = [change.kind for change in release.changes if change.change == "added"]
    return [kind.count(added.count(name)) for name, kind in kinds.items() if name in added]


def seen_words(say: Messages, seen: Seen) -> str:
    """What an outside address answered when it was last asked, in a sentence."""
    answer = seen.answer if seen.answer in {"there", "moved", "gone", "refused"} else "silent"
    if seen.seen and answer not in {"there", "moved"}:
        return say(f"seen.{answer}-since", day=seen.asked.words, last=seen.seen.words)
    return say(f"seen.{answer}", day=seen.asked.words)
