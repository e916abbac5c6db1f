"""Figures as Markdown: one in a sentence, several as a list, all values of a fact as a table."""

from __future__ import annotations

from collections.abc import Iterable

from storysite.components.markdown_context import Writing, blocks, sentences, table
from storysite.components.table import heads
from storysite.records import Cards, Fact, Value
from storysite.source.items import Item
from storysite.wording.times import time_words, value_kind


def twin(to: Writing, id: str) -> str:
    """A figure inside a sentence: value, qualifier, unit, when it held, and source."""
    return to.value(to.library.value(id))


def twin_cards(to: Writing, id: str) -> str:
    """A set of figures."""
    cards = to.library.items[id].of(Cards)
    return blocks(f"**{to.to(id, cards.title)}**", "\n".join(_card(to, to.library.value(name)) for name in cards.facts))


def _card(to: Writing, item: Item) -> str:
    name = to.words(item.entry.of(Fact).name)
    return sentences(f"- {name}: {to.value(item)}.", to.prose(item.of(Value).note), to.known(item))


def values(to: Writing, items: Iterable[Item]) -> str:
    """Values of a fact, one a row."""
    return table(heads(to.library, "when", "value", "kind", "source"), (_row(to, item) for item in items))


def _row(to: Writing, item: Item) -> tuple[str, ...]:
    value = item.of(Value)
    kind = ", ".join(to.words(part) for part in (value_kind(to.library, value), value.basis) if part)
    if value.formula:
        inputs = "; ".join(
            to.say("fact.input", name=to.words(name), figure=to.to(id)) for name, id in sorted(value.inputs.items())
        )
        formula = to.say("fact.formula", formula=to.words(value.formula), inputs=inputs)
        kind += f", {to.say('fact.worked-out', formula=formula)}"
    last = sentences(to.sources(item), to.prose(value.note), to.known(item))
    return to.words(time_words(to.library, value)), to.to(item.id, to.library.printed(item)), kind, last
