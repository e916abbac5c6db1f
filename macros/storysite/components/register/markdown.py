"""Registers as Markdown."""

from __future__ import annotations

from storysite.components.citation.markdown import described
from storysite.components.fact import markdown as fact
from storysite.components.markdown_context import Writing, blocks, sentences, table
from storysite.components.register.html import items
from storysite.components.register.model import copies, files, open_items, releases
from storysite.components.table import heads
from storysite.components.timeline import markdown as timeline
from storysite.core.messages import first_large
from storysite.ledger.changelog import Told, on
from storysite.records import Copy, Evidence, Fact, Question, Source, Value
from storysite.source.items import Item


def twin(to: Writing, name: str) -> str:
    """One register."""
    match name:
        case "events":
            return timeline.twin(to)
        case "changes":
            return _changes(to)
        case "files":
            return "\n".join(
                f"- [{to.words(words)}]({to.library.publisher.address}{path})" for path, words in files(to.library)
            )
        case "copies":
            say = to.library.messages
            now = (
                on(say, to.library.today),
                f"[{say('copies.download')}]({to.library.publisher.address}data/offline.zip)",
            )
            kept = (
                (on(say, release.date), _copy(copy) if copy else say("copies.none"))
                for release, copy in copies(to.library.past)
            )
            return table(heads(to.library, "as-of", "everything"), (now, *kept))
        case "check":
            return to.say("register.check-twin", address=to.library.publisher.address)
    listed = items(to.library, (name,))
    match name:
        case "figures":
            return blocks(*(_fact(to, item) for item in listed))
        case "cautions":
            return table(
                heads(to.library, "figure", "do-not-claim"),
                (
                    (
                        f"{to.words(item.entry.of(Fact).name)}: {to.value(item)}",
                        sentences(to.prose(item.of(Value).not_to_claim), to.prose(item.entry.of(Fact).not_to_claim)),
                    )
                    for item in listed
                ),
            )
        case "fact-sheet":
            return table(
                heads(to.library, "what", "value-when-source"),
                ((to.words(item.entry.of(Fact).name), to.value(item)) for item in listed),
            )
        case "sources":
            return "\n".join(f"- {described(to, item.of(Source))}" for item in listed)
        case "glossary":
            return "\n".join(_term(to, item) for item in listed)
        case _:
            return _questions(to, listed)


def _fact(to: Writing, item: Item) -> str:
    parts = [part for part in to.library.parts(item) if part.kind == "value"]
    ordered = sorted(parts, key=lambda part: part.of(Value).time.sort_key)
    return blocks(f"### {to.words(item.title)}", to.prose(item.of(Fact).note), fact.values(to, ordered))


def _term(to: Writing, item: Item) -> str:
    return sentences(f"- **{to.to(item.id, item.title)}**: {to.prose(item.text)}", to.known(item), to.sources(item))


def _questions(to: Writing, listed: list[Item]) -> str:
    questions = "\n".join(
        to.say(
            "register.question-and-lead",
            number=number,
            title=to.to(item.id, item.title),
            text=to.prose(item.text),
            lead=to.prose(item.of(Question).lead),
        )
        for number, item in enumerate(listed, start=1)
    )
    unproven = "\n".join(f"- {to.to(item.id)}: {to.prose(item.of(Evidence).lead)}" for item in open_items(to.library))
    heading = to.say("register.unproven") if unproven else ""
    return blocks(questions, heading, unproven)


def _changes(to: Writing) -> str:
    waiting = "\n".join(_told(to, one) for one in to.told if not one.release)
    parts = [to.say("release.as-feed", feed=f"[{to.say('release.feed')}]({to.library.publisher.address}changes.xml)")]
    parts += [blocks(f"## {to.say('dated.since-last-release')}", waiting)] if waiting else []
    for release, told, counted in releases(to.library.past, to.told, to.library.kinds):
        counts = ", ".join(counted)
        changed = "\n".join(_told(to, one) for one in told) or to.say("release.unnoticed")
        copy = to.library.past.copy_of(release)
        kept = f"{to.say('release.copy')}: {_copy(copy)}" if copy else ""
        counted_words = to.say("release.first", counts=counts) if counted else changed
        parts.append(blocks(f"## {on(to.library.messages, release.date)}", kept, counted_words))
    return blocks(*parts) if parts[1:] else to.say("release.none")


def _copy(copy: Copy) -> str:
    return f"[ZIP, {copy.size}]({copy.address}), SHA-256 {copy.sha256}"


def _told(to: Writing, one: Told) -> str:
    lines = " ".join(
        sentences(
            to.words(to.plain(line.words)),
            f"{to.say('changes.before')} {to.words(line.was)}" * bool(line.was),
            f"{to.say('changes.now')} {to.words(line.now)}" * bool(line.now),
        )
        for line in one.lines
    )
    address = to.library.publisher.address + one.address
    return f"- {first_large(one.what)} [{to.words(one.title)}]({address}): {lines}"
