"""Whether every address that was ever published still answers: what became of it, and what is wrong where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Mark, Problem, joined, nearest
from storysite.core.inline_markup import record_links
from storysite.ledger.changes_since import ending
from storysite.ledger.files import Files
from storysite.ledger.left_behind import Present
from storysite.ledger.meaning_checks import MeaningChecks
from storysite.source.record_store import Library
from storysite.source.releases import Past

# --- what still has to answer at an old place -------------------------------------------------


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
class _Check(MeaningChecks):
    """All that would break a published address."""

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
        lost = {id for id in gone if ending(self.past, self.past.lives[id], self.present) is None}
        lost |= {id for id in gone if self.past.lives[id].kind == "file" and self.files.leads_to(id) is None}
        for id in sorted(lost):
            covered = _covering(id) & lost or (self.broken and self.past.lives[id].kind == "file")
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


def _covering(id: str) -> set[str]:
    """The ids whose end explains that of a part: its record, its row, its column; of a heading its page."""
    if id.startswith("/"):
        return {id.partition("#")[0]} - {id}
    top, *parts = id.split(".")
    return ({top} | ({f"{top}.{part}" for part in parts} if len(parts) == 2 else set())) - {id}
