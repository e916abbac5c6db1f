"""What a figure is: a fact with its values over time, and sets of facts."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.chart.table import value_row
from storysite.components.component import Component, Macro, evidence_of, in_catalogue
from storysite.components.fact import html, markdown
from storysite.core.dates import When
from storysite.records import Cards, Fact, Value
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import claim, permanent, told_state
from storysite.wording.sentences import figure_sentence
from storysite.wording.text import plain, texts
from storysite.wording.times import time_words

GROUP = "Figures"


def _fact_says(library: Library, item: Item) -> tuple[str, str]:
    newest = library.value(item.id)
    return library.printed(newest), time_words(library, newest.of(Value))


def _value_says(library: Library, item: Item) -> tuple[str, str]:
    return library.printed(item), time_words(library, item.of(Value))


def _cards_says(library: Library, item: Item) -> tuple[str, str]:
    return "; ".join(library.items[id].title for id in item.of(Cards).facts), ""


def _fact_found(library: Library, item: Item) -> Found:
    value = library.value(item.id)
    told = f"{library.printed(value)}, {time_words(library, value.of(Value))}. {plain(library, item.of(Fact).note)}"
    return Found(item.of(Fact).name, told)


def _value_found(library: Library, item: Item) -> Found:
    value = item.of(Value)
    title = f"{item.entry.of(Fact).name}: {library.printed(item)}"
    return Found(title, texts(library, value.basis, value.note, value.disputed), time_words(library, value))


def _cards_found(library: Library, item: Item) -> Found:
    return Found(item.title, "; ".join(library.items[id].entry.of(Fact).name for id in item.of(Cards).facts))


def _value_weight(library: Library, item: Item) -> int:
    """The newest result first; what was only planned or expected last."""
    if item.of(Value).kind != "result":
        return -2
    return 1 if item.record == library.value(item.parent).record else 0


def _times(item: Item) -> list[When | None]:
    return [item.of(Value).as_of, item.of(Value).period, item.of(Value).stated]


def _card(library: Library, item: Item) -> tuple[str, str, tuple[str, ...]]:
    said = claim(library, item).removeprefix(f"{item.entry.of(Fact).name}: ")
    number, _, when = said.partition(" (")
    return number, item.entry.of(Fact).name, (when.removesuffix(")"), told_state(library, item))


def _number(library: Library, item: Item) -> dict[str, object]:
    unit = item.entry.of(Fact).unit
    return {"value": float(library.numbers[item.id]), **({"unitText": unit} if unit else {})}


DURATIONS = {
    "century": "P100Y",
    "decade": "P10Y",
    "year": "P1Y",
    "fiscal year": "P1Y",
    "half": "P6M",
    "fiscal half": "P6M",
    "quarter": "P3M",
    "fiscal quarter": "P3M",
    "month": "P1M",
    "day": "P1D",
}
"""How long a period is, as ISO 8601 writes it; one between two dates has none of its own."""


def _fact_json_ld(library: Library, item: Item) -> dict[str, object]:
    measured = {"@type": "PropertyValue", "name": item.of(Fact).name, **_number(library, library.value(item.id))}
    days = [day for value in item.of(Fact).values for day in (value.time.start, value.time.end) if day]
    return {"variableMeasured": measured, **({"temporalCoverage": f"{min(days)}/{max(days)}"} if days else {})}


def _value_json_ld(library: Library, item: Item) -> dict[str, object]:
    value = item.of(Value)
    when = value.time
    day = when.datetime or str(when.end or when.start or when.text)
    length = value.period and DURATIONS.get(value.period.precision)
    return {
        "measuredProperty": {"@type": "Property", "name": item.entry.of(Fact).name},
        **_number(library, item),
        "description": f"{library.printed(item)} ({time_words(library, value)})",
        "observationDate": day,
        **({"observationPeriod": length} if length else {}),
        "observationAbout": {"@id": permanent(library, item.parent)},
    }


def _claim(library: Library, item: Item) -> str:
    value = library.value(item.id)
    return f"{item.entry.of(Fact).name}: {library.printed(value)} ({time_words(library, value.of(Value))})"


def _others(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    """The other values of the same fact."""
    for part in library.parts(library.items[item.parent]):
        if part.kind == "value" and part.id != item.id:
            yield f"id/{part.id}/", claim(library, part).removeprefix(f"{item.entry.of(Fact).name}: ")


def _claims(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    for id in item.of(Cards).facts:
        yield f"id/{id}/", claim(library, library.items[id])


FACT = Kind(
    name="fact",
    is_figure=True,
    sentence=figure_sentence,
    keeps=(
        "sources",
        "name",
    ),
    rank=20,
    group=GROUP,
    file="facts",
    model=Fact,
    says=_fact_says,
    claim=_claim,
    gathered=lambda library, item: [library.value(item.id)],
    gathers=True,
    full=True,
    embeds=True,
    card=True,
    card_words=_card,
    body="fact/fact.html",
    json_ld=_fact_json_ld,
    found=_fact_found,
    name_weight=8.5,
    shown_by="fact",
)
VALUE = Kind(
    name="value",
    is_figure=True,
    sentence=figure_sentence,
    rank=30,
    group=GROUP,
    says=_value_says,
    claim=_claim,
    full=True,
    body="fact/value.html",
    listed=_others,
    schema_org="Observation",
    json_ld=_value_json_ld,
    found=_value_found,
    times=_times,
    name_weight=6.5,
    weight=_value_weight,
    table=Table(name="figures", row=value_row, rank=20),
    shown_by="fact",
)
CARDS = Kind(
    name="cards",
    lists_others=True,
    rank=140,
    group=GROUP,
    file="cards",
    model=Cards,
    says=_cards_says,
    claim=lambda library, item: library.messages("fact.cards-claim", title=item.title),
    gathered=lambda library, item: [library.value(id) for id in item.of(Cards).facts],
    listed=_claims,
    found=_cards_found,
    name_weight=5,
    shown_by="facts",
)
COMPONENT = Component(
    name="fact",
    kinds=(FACT, VALUE, CARDS),
    macros=(
        Macro(
            name="facts",
            html=html.render_cards,
            markdown=markdown.twin_cards,
            kinds=("cards",),
            shows=html.shows,
            rests_on=evidence_of(html.items),
            numbers_sources=True,
        ),
        Macro(
            name="fact",
            quotes=True,
            html=html.render,
            markdown=markdown.twin,
            kinds=("fact", "value"),
            rests_on=html.rests_on,
            numbers_sources=True,
            links=lambda library, arguments: [library.value(arguments[0]).id],
            inline=True,
            says=lambda library, arguments: library.printed(library.value(arguments[0])),
        ),
    ),
    columns=in_catalogue(
        "name",
        "value",
        "qualifier",
        "unit",
        "printed",
        "time",
        "period",
        "period_words",
        "period_start",
        "period_end",
        "as_of",
        "stated",
        "as_written",
        "basis",
        "formula",
        "inputs",
    ),
    sheets={"lists.css": ' class="(?:figure cards|steps|trail)'},
)
