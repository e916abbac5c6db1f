"""Citations as Markdown: marks by number, and the list of sources at the end."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.ledger.changelog import seen_words
from storysite.records import Reference, Source
from storysite.wording.language import language
from storysite.wording.text import by_source, markdown_link


def twin(to: Writing, source: str, locator: str) -> str:
    """The number of a source in the page's list, with the place in it."""
    return to.number(Reference(source=source, locator=locator))


def twin_link(to: Writing, id: str, words: str = "") -> str:
    """A link to a record."""
    return to.to(id, words)


def twin_about(to: Writing, field: str) -> str:
    """What the publisher's record says, inside a sentence."""
    return to.prose(getattr(to.library.publisher, field))


def twin_sources(to: Writing) -> str:
    """The page's sources with their places, its terms, and who publishes it."""
    if to.is_part:
        return ""
    grouped = by_source(to.evidence)
    listed = "\n".join(
        to.say(
            "sources.numbered-read",
            number=to.numbers[id],
            source=described(to, to.library.sources[id]),
            places=to.words(", ".join(places)),
        )
        for id, places in grouped.items()
    )
    terms = "\n".join(f"- **{to.to(term.id, term.title)}**: {to.prose(term.text)}" for term in to.terms)
    publisher = to.library.publisher
    closing = (
        f"{to.say('sources.reviewed', day=publisher.reviewed.words)} "
        f"{to.say('sources.published-by', name=to.words(publisher.name))} {to.prose(publisher.stance)} {to.prose(publisher.rights)}"
    )
    return blocks(
        f"## {to.say('sources.terms')}" if terms else "",
        terms,
        *_certainty(to),
        f"## {to.say('sources.heading')}",
        listed or to.say("sources.none"),
        closing,
    )


def _certainty(to: Writing) -> list[str]:
    """How sure is what the page shows, with a list of what is not."""
    if not to.certainty.records:
        return []
    parts = [f"## {to.say('certainty.heading')}", to.certainty.sentence(to.library.messages)]
    for words, found in to.certainty.doubts:
        rows = [
            sentences(f"- {to.to(item.id, item.title)}{':' if reason else ''}", to.prose(reason))
            for item, reason in found
        ]
        parts += [f"**{words}**", "\n".join(rows)]
    if to.certainty.questions:
        rows = [sentences(f"- {to.to(item.id, item.title)}", to.prose(item.text)) for item in to.certainty.questions]
        parts += [f"**{to.say('certainty.unknown')}**", "\n".join(rows)]
    return parts


def described(to: Writing, source: Source) -> str:
    """A source as it is listed."""
    read = "sources.opening-read" if source.read == "opening" else "sources.read-in-full"
    say = to.library.messages
    kind = {"secondary": to.say("sources.second-hand"), "press": to.say("sources.press")}.get(source.kind, "")
    return sentences(
        f"{markdown_link(source.title, source.url or '')}.",
        f"{to.words(source.publisher)}, {source.published.words if source.published else to.say('sources.undated')}.",
        to.say("sources.in-language", language=language(say, source.language))
        if source.language != say.language
        else "",
        kind,
        to.say(read, day=source.accessed.words),
        to.prose(source.missing_url),
        to.prose(source.note),
        seen_words(say, to.library.seen[source.url]) if source.url in to.library.seen else "",
        f"{markdown_link(to.say('sources.archived'), source.archive)}." if source.archive else "",
    )
