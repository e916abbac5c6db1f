"""What has changed since the newest release."""

from __future__ import annotations

from collections.abc import Callable

from storysite.ledger.left_behind import Present
from storysite.source.releases import Change, Life, Past, Statement, by_kind


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
        if id not in present and (change := ending(past, life, present, words)) and change != life.ended:
            found.append(change)
    return tuple(sorted(found, key=by_kind))


def _differing(was: Statement, now: Statement) -> list[str]:
    return [name for name, value in now if value != getattr(was, name)]


def ending(past: Past, life: Life, present: Present, words: Callable[[str], str] = str) -> Change | None:
    """How the life of an id that is gone ended; nothing where it was lost."""
    if life.id.startswith("/"):
        if life.kind == "file":
            redirect = past.redirect(life.id)
            to = redirect.to if redirect else past.named_after(life.id, present)
        else:
            to = past.leads_to(life.id, present)
        return Change(id=life.id, kind=life.kind, change="moved", to=to) if to else None
    fate = past.fate(life.id, present)
    if fate.end == "alive":
        return Change(id=life.id, kind=life.kind, change="moved", to=fate.id)
    if fate.withdrawn:
        day, reason = fate.withdrawn.date.text, words(fate.withdrawn.reason)
        return Change(id=life.id, kind=life.kind, change="withdrawn", date=day, reason=reason)
    return None
