"""Whether every address that was ever published still answers: what became of it, and what is wrong where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Mark, Problem, joined, nearest
from storysite.core.inline_markup import record_links
from storysite.ledger.files import Files
from storysite.ledger.meaning import changed_meaning
from storysite.source.items import Item
from storysite.source.record_checks import a_kind
from storysite.source.record_store import Kind, Library
from storysite.source.releases import Change, Fate, Life, Past, Statement, by_kind

Present = Mapping[str, tuple[str, Statement]]
"""Kind and statement of each item, page and heading that is there now, by id or address."""

CORE = ("title", "says", "when", "figure")
"""The fields that tell one thing from another."""


def changes_since(past: Past, present: Present, words: Callable[[str], str]) -> tuple[Change, ...]:
    """What has changed since the last release, by kind and id; `words` makes plain words of a text."""
    found = []
    for id, (kind, now) in present.items():
        life = past.lives.get(id)
        if life is None:
            found.append(Change(id=id, kind=kind, change="added", now=now.fields()))
        elif differing := _differing(life.said, now):
            was = {name: getattr(life.said, name) for name in differing}
            found.append(
                Change(
                    id=id, kind=kind, change="changed", was=was, now={name: getattr(now, name) for name in differing}
                )
            )
    for id, life in past.lives.items():
        if id not in present and (change := _ending(past, life, present, words)) and change != life.ended:
            found.append(change)
    return tuple(sorted(found, key=by_kind))


def _differing(was: Statement, now: Statement) -> list[str]:
    return [name for name, value in now if value != getattr(was, name)]


def _ending(past: Past, life: Life, present: Present, words: Callable[[str], str] = str) -> Change | None:
    """How the life of an id that is gone ended; nothing where it was lost."""
    if life.id.startswith("/"):
        redirect = past.redirect(life.id) if life.kind == "file" else None
        to = redirect.to if redirect else past.leads_to(life.id, present)
        return Change(id=life.id, kind=life.kind, change="moved", to=to) if to else None
    fate = past.fate(life.id, present)
    if fate.end == "alive":
        return Change(id=life.id, kind=life.kind, change="moved", to=fate.id)
    if fate.withdrawn:
        day, reason = fate.withdrawn.date.text, words(fate.withdrawn.reason)
        return Change(id=life.id, kind=life.kind, change="withdrawn", date=day, reason=reason)
    return None


# --- what still has to answer at an old place -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """Something that stood on a page under an anchor, and does no more."""

    anchor: str
    kind: str
    title: str
    fate: Fate | None
    """What became of an item; none for a heading."""
    to: str
    """Where it leads on: an id, or the address of a page or heading."""


def left_on_pages(past: Past, present: Present, anchors: Mapping[str, set[str]]) -> dict[str, list[Left]]:
    """By the address of each page: what old links look for there and is not there; `anchors` are those that are."""
    found: dict[str, dict[str, Left]] = {address: {} for address in anchors}
    for life in past.lives.values():
        for place in _places(life):
            page = (past.leads_to(place, present) or "").partition("#")[0]
            if page in anchors and (left := _left(past, life, present)) and left.anchor not in anchors[page]:
                found[page].setdefault(left.anchor, left)
    return {page: [lefts[anchor] for anchor in sorted(lefts)] for page, lefts in found.items() if lefts}


def left_behind(past: Past, present: Present, page: str) -> list[Left]:
    """What stood on a page that is gone, by anchor."""
    found = {}
    for life in past.lives.values():
        if page in _places(life) and (left := _left(past, life, present)):
            found[left.anchor] = left
    return [found[anchor] for anchor in sorted(found)]


def _places(life: Life) -> list[str]:
    return [life.id.partition("#")[0]] if life.kind == "heading" else life.places


def _left(past: Past, life: Life, present: Present) -> Left | None:
    if life.kind == "heading":
        to = past.leads_to(life.id, present)
        return Left(life.id.partition("#")[2], life.kind, life.said.title, None, to) if to else None
    fate = past.fate(life.id, present)
    if fate.end not in {"alive", "withdrawn"}:
        return None
    return Left(life.id, life.kind, life.said.title, fate, fate.id if fate.end == "alive" else life.id)


# --- what is wrong ----------------------------------------------------------------------------


def problems(
    past: Past, present: Present, files: Files, library: Library, broken: set[str], data: str
) -> list[Problem]:
    """All that would break a published address, each with the lines that mend it; `data` is the folder of the records."""
    check = _Check(past, present, files, library.items, library.kinds, broken, library.today, data)
    rules = (
        check.ledger,
        check.reserved,
        check.lost,
        check.lost_files,
        check.former,
        check.redirects,
        check.reused,
        check.figures,
        check.meaning,
    )
    return sorted({problem for rule in rules for problem in rule()})


@dataclass
class _Check:
    past: Past
    present: Present
    files: Files
    items: Mapping[str, Item]
    kinds: Mapping[str, Kind]
    broken: set[str]
    today: date
    data: str

    def ledger(self) -> Iterator[Problem]:
        """The ledger and the releases tell of the same ids."""
        path = f"{self.data}/published.txt"
        if self.past.lives and not self.past.published:
            hint = f"restore it: only {COMMAND} release writes it, and it only adds lines"
            yield Problem(path, 1, 1, "ledger-differs", "the ledger is missing, and there are releases", hint)
            return
        for id, life in self.past.lives.items():
            line = f"{life.kind} {id} {life.first.date}"
            listed = self.past.published.get(id)
            if listed is None or str(listed) != line:
                mark = listed.mark if listed else Mark(path)
                message = f"the ledger does not hold the line '{line}', which the release {life.first.name} wrote"
                hint = "restore the ledger: no line of it is ever changed or taken out"
                yield Problem.at(mark, "ledger-differs", message, hint)
        for id, listed in self.past.published.items():
            if id not in self.past.lives:
                hint = f"restore the releases: only {COMMAND} release writes ledger and releases"
                yield Problem.at(listed.mark, "ledger-differs", f"no release tells of '{id}'", hint)

    def reserved(self) -> Iterator[Problem]:
        """No page of an editor stands where the pages of ids are made."""
        for address, (kind, _) in self.present.items():
            if kind == "page" and address.startswith("/id/"):
                path = f"{self.data.rpartition('/')[0]}/{address.strip('/')}.md"
                message = "the folder 'id' belongs to the pages that are made of the records"
                yield Problem(path, 1, 1, "reserved", message, "put the page into another folder")

    def lost(self) -> Iterator[Problem]:
        """Every published id and address is there, or somebody said what became of it."""
        gone = {id for id in self.past.lives if id not in self.present and id.split(".")[0] not in self.broken}
        lost = {id for id in gone if _ending(self.past, self.past.lives[id], self.present) is None}
        for id in sorted(lost):
            covered = _covering(id) & lost or (self.broken and id.startswith("/data/"))
            entered = id in self.past.redirects if id.startswith("/") else self._entered(id)
            if covered or entered:
                continue
            mark = self.past.published[id].mark if id in self.past.published else Mark(f"{self.data}/published.txt")
            kind = self.past.lives[id].kind
            if id.startswith("/"):
                code = "lost-file" if kind == "file" else "lost-page"
                yield Problem.at(mark, code, f"the published {kind} '{id}' is gone", self._redirect_lines(id))
            else:
                yield Problem.at(mark, "lost-id", f"the published {kind} '{id}' is gone", self._former_lines(id))

    def lost_files(self) -> Iterator[Problem]:
        """What is there still has the files that were published with it."""
        for id, files in self.files.lost().items():
            lines = "\n".join(f"- from: {file}\n  to: /id/{id}/\n  date: {self.today}" for file in files)
            kind = self.past.lives[id].kind
            if id not in self.items or self.items[id].kind != kind:
                continue  # told where an id is given to something else
            message = f"no page shows the {kind} '{id}' any more, so that its published files are gone"
            hint = f"show it on a page again; or add to {self.data}/redirects.yml\n{lines}"
            yield Problem.at(self.items[id].mark, "lost-file", message, hint)

    def _entered(self, id: str) -> bool:
        """Whether an entry speaks of an id: then what is wrong is told there."""
        return bool({id, *_covering(id)} & set(self.past.former))

    def _former_lines(self, id: str) -> str:
        target = self._likely(id) or "THE-ID-THAT-STANDS-IN-ITS-PLACE"
        return (
            f"take it back; or add to {self.data}/former.yml, where something stands in its place,\n"
            f"- id: {id}\n  moved_to: {target}\n"
            "or, where nothing does,\n"
            f"- id: {id}\n  withdrawn:\n    date: {self.today}\n    reason: >-\n      WHY IT IS NO LONGER SAID."
        )

    def _redirect_lines(self, address: str) -> str:
        target = self._likely(address) or "/WHERE/IT/STANDS/NOW/"
        return (
            f"take it back; or add to {self.data}/redirects.yml\n"
            f"- from: {address}\n  to: {target}\n  date: {self.today}"
        )

    def _likely(self, id: str) -> str:
        """A new id or address that says the same as the lost one."""
        life = self.past.lives[id]
        alike_kind = ((other, said) for other, (kind, said) in sorted(self.present.items()) if kind == life.kind)
        new = [(other, said) for other, said in alike_kind if other not in self.past.lives]
        said = life.said
        for alike in (("text",), ("figure", "says", "when"), ("says",), ("title",)):
            for other, now in new:
                before, after = ([getattr(one, name) for name in alike] for one in (said, now))
                if any(before) and before == after:
                    return other
        return ""

    def former(self) -> Iterator[Problem]:
        """Each entry is about a published id that is gone, and leads to one that is there or was withdrawn."""
        for id, entry in self.past.former.items():
            if id in self.items:
                message = (
                    f"the id '{id}' has ended, as line {entry.mark.line} of {entry.mark.path} says, and is used again"
                )
                hint = (
                    f"an id is never used again: give this record another id, and let {id} lead to it "
                    f"with moved_to: in {self.data}/former.yml"
                )
                yield Problem.at(self.items[id].mark, "used-again", message, hint)
            elif id not in self.past.lives:
                hint = joined(
                    "take the entry out: only what was published has to go on answering", nearest(id, self.past.lives)
                )
                yield Problem.at(entry.mark, "never-published", f"'{id}' was never published", hint)
            for name in record_links(entry.record.withdrawn.reason) if entry.record.withdrawn else ():
                if name not in self.items and name.split(".")[0] not in self.broken:
                    hint = joined("write the id of a record", nearest(name, self.items))
                    yield Problem.at(
                        entry.at("withdrawn", "reason"), "no-such-id", f"reason: there is no '{name}'", hint
                    )
            if target := entry.record.moved_to:
                yield from self._target(id, target, entry.at("moved_to"))

    def _target(self, id: str, target: str, mark: Mark) -> Iterator[Problem]:
        if target == id:
            hint = "name the id that stands in its place, or say withdrawn:"
            yield Problem.at(mark, "moved-to-itself", f"moved_to: '{id}' leads to itself", hint)
        elif target.split(".")[0] in self.broken:
            return
        elif circle := self._circle(id):
            message = f"moved_to: the ids lead round in a circle: {' → '.join(circle)}"
            yield Problem.at(mark, "moved-in-a-circle", message, "let one of them lead to an id that is there")
        elif self.past.fate(target, self.present).end == "lost":
            hint = joined("name an id that is there, or one that has an entry of its own", nearest(target, self.items))
            yield Problem.at(mark, "moved-to-nowhere", f"moved_to: there is no '{target}'", hint)

    def _circle(self, id: str) -> list[str]:
        """The ids from one round to itself, the first by the alphabet first; told once, there."""
        trail = [id]
        while (
            (entry := self.past.former.get(trail[-1]))
            and (target := entry.record.moved_to)
            and target not in self.items
        ):
            if target in trail:
                circle = trail[trail.index(target) :]
                return [*circle, target] if id == min(circle) else []
            trail.append(target)
        return []

    def redirects(self) -> Iterator[Problem]:
        """Each redirect leads from a published address that is gone to one that is there."""
        for address, entry in self.past.redirects.items():
            record, mark = entry.record, entry.at("from")
            is_file = address in self.files.published
            if address in self.present or address in self.files.now:
                yield Problem.at(
                    mark, "still-there", f"from: '{address}' is there still", "take the entry out, or move the page"
                )
            elif address not in self.past.lives and not is_file:
                hint = joined(
                    "take the entry out: only what was published has to go on answering",
                    nearest(address, {*self.past.lives, *self.files.published}),
                )
                yield Problem.at(mark, "never-published", f"from: '{address}' was never published", hint)
            if record.to == address:
                hint = "name the address where it stands now"
                yield Problem.at(entry.at("to"), "moved-to-itself", f"to: '{address}' leads to itself", hint)
            elif address not in self.present and self._leads_nowhere(address, is_file):
                known = [*(other for other in self.present if other.startswith("/")), *self.files.now]
                round_ = record.to in self.past.redirects
                message = (
                    f"to: '{record.to}' leads on in a circle or to nowhere"
                    if round_
                    else f"to: there is no '{record.to}'"
                )
                hint = joined(
                    f"name a page{', a file' if is_file else ''} or a heading that is there",
                    "" if round_ else nearest(record.to, known),
                )
                yield Problem.at(entry.at("to"), "moved-to-nowhere", message, hint)

    def _leads_nowhere(self, address: str, is_file: bool) -> bool:
        return (self.files.leads_to(address) if is_file else self.past.leads_to(address, self.present)) is None

    def reused(self) -> Iterator[Problem]:
        """No published id is given to something else."""
        for id, life in self.past.lives.items():
            if id not in self.items:
                continue
            item = self.items[id]
            if life.ended and id not in self.past.former:
                message = f"the id '{id}' has ended, as the releases tell, and is used again"
                yield Problem.at(
                    item.mark, "used-again", message, "an id is never used again: give this record another id"
                )
            elif item.kind != life.kind:
                hint = f"give this record another id, and say in {self.data}/former.yml what became of '{id}'"
                message = (
                    f"the id '{id}' was published as {a_kind((life.kind,))}, and is that of {a_kind((item.kind,))} now"
                )
                yield Problem.at(item.mark, "other-kind", message, hint)
            elif other := self._other(id):
                hint = (
                    "an id is never given to something else: give it back, "
                    f"and say in {self.data}/former.yml what became of what is gone"
                )
                yield Problem.at(item.mark, "another-thing", f"'{id}' says now what '{other}' said", hint)

    def _other(self, id: str) -> str:
        """Another id that said what this one says now, and says it no more."""
        life, now = self.past.lives[id], self.present[id][1]
        if _core(life.said) == _core(now):
            return ""
        parent = id.rpartition(".")[0]
        for other in self._by_core.get((life.kind, parent, _core(now)), ()):
            if other == id or self.past.fate(other, self.present).id == id:
                continue
            if other not in self.present or _core(self.present[other][1]) != _core(now):
                return other
        return ""

    def _under_new_names(self, figure: str) -> str:
        """A published figure whose inputs are called as they are now: another name is no other number."""
        return re.sub(
            r"(?<= is )[a-z][a-z0-9-]*\.[a-z0-9-]+",
            lambda match: self.past.fate(match[0], self.present).id or match[0],
            figure,
        )

    @cached_property
    def _by_core(self) -> dict[tuple[str, str, tuple[str, ...]], list[str]]:
        found: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for id, life in self.past.lives.items():
            found.setdefault((life.kind, id.rpartition(".")[0], _core(life.said)), []).append(id)
        return found

    def figures(self) -> Iterator[Problem]:
        """A published value does not change in place without a word, and what was said of a mistake stays."""
        for id, life in self.past.lives.items():
            if id not in self.items or life.kind != self.items[id].kind:
                continue
            item, now = self.items[id], self.present[id][1]
            if len(now.corrected) < len(life.said.corrected):
                hint = "take it back: what was said of a mistake stays"
                yield Problem.at(item.mark, "correction-gone", f"a published correction of '{id}' is gone", hint)
            swapped = self._other(id) or self._other(item.parent)
            if (
                now.figure == self._under_new_names(life.said.figure)
                or swapped
                or len(now.corrected) > len(life.said.corrected)
            ):
                continue
            message = f"the published value '{id}' is changed in place: from {life.said.figure} to {now.figure}"
            hint = (
                "a new figure is a new entry with an id of its own, and replaced_by: here; "
                "if it was a mistake of ours, add to this value\n"
                "corrections:\n  - what: >-\n      WHAT WAS WRONG AND WHAT STANDS NOW.\n"
                f"    why: >-\n      WHY IT WAS WRONG.\n    when: {self.today}"
            )
            yield Problem.at(item.entry.at(*item.path, "value"), "changed-in-place", message, hint)

    def meaning(self) -> Iterator[Problem]:
        """No published id comes to say something else unseen: the rule stands in `ledger/meaning.py`."""
        for id, life in self.past.lives.items():
            item = self.items.get(id)
            if item is None or item.kind != life.kind or life.ended or self._other(id) or self._explained(item):
                continue
            if why := changed_meaning(
                self.kinds[life.kind].keeps,
                life.said,
                self.present[id][1],
                self._siblings(life),
                self._shows_figures(item),
            ):
                hint = (
                    "if it means something else now, give it another id and lead the old one on with moved_to: or withdrawn: "
                    f"in {self.data}/former.yml; if it was a mistake of ours, add corrections:, with what, why and when; "
                    f"if it means the same, add to the record\nreworded:\n  - why: >-\n      WHY IT MEANS THE SAME.\n    when: {self.today}"
                )
                yield Problem.at(
                    item.mark,
                    "another-meaning",
                    f"the published {life.kind} '{id}' may mean something else: {why}",
                    hint,
                )

    def _explained(self, item: Item) -> bool:
        """Whether the record says what its change is: by one more correction, or as words alone since the last release."""
        top = self.past.lives.get(item.entry.record.id)
        corrections = len(item.entry.record.corrections)
        last = str(self.past.releases[-1].date) if self.past.releases else ""
        reworded = any(one.when.text >= last for one in item.entry.record.reworded)
        return reworded or corrections > (len(top.said.corrected) if top else 0)

    def _shows_figures(self, item: Item) -> bool:
        named = record_links(item.text)
        return any(self.kinds[self.items[name].kind].is_figure for name in named if name in self.items)

    def _siblings(self, life: Life) -> dict[str, Statement]:
        place = life.id.rpartition(".")[0]
        return {id: said for id, said in self._by_place.get((life.kind, place), {}).items() if id != life.id}

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], dict[str, Statement]]:
        found: dict[tuple[str, str], dict[str, Statement]] = {}
        for id, life in self.past.lives.items():
            found.setdefault((life.kind, id.rpartition(".")[0]), {})[id] = life.said
        return found


def _core(said: Statement) -> tuple[str, ...]:
    return tuple(getattr(said, name) for name in CORE)


def _covering(id: str) -> set[str]:
    """The ids whose end explains that of a part: its record, its row, its column; of a heading its page."""
    if id.startswith("/"):
        return {id.partition("#")[0]} - {id}
    top, *parts = id.split(".")
    return ({top} | ({f"{top}.{part}" for part in parts} if len(parts) == 2 else set())) - {id}
