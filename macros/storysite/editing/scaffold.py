"""Scaffolds: a new record from what only the editor knows; the rest is worked out, or marked as still to fill in.

What is open stands as words that no reader can take for a value, and that the check refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from storysite.core import web_address
from storysite.core.date_parts import DateProblem
from storysite.core.dates import parse
from storysite.core.inline_markup import slug
from storysite.editing.form_fields import Field, fields_of, place
from storysite.records import Fact, Picture, Shape, Source, Value
from storysite.source.record_store import Library
from storysite.source.yaml_reader import TO_FILL_IN

Options = Mapping[str, Any]


class Open(str):
    """What is written where only the editor knows, and what is tried in its place meanwhile."""

    guess: str

    def __new__(cls, remark: str = "", guess: str = "Words") -> Open:
        made = super().__new__(cls, f"{TO_FILL_IN}, {remark}" if remark else TO_FILL_IN)
        made.guess = guess
        return made


@dataclass
class Scaffold:
    """A new record as it is written, and as it is tried: with a guess for all that is still open."""

    kind: str
    record: dict[str, Any]

    @property
    def tried(self) -> dict[str, Any]:
        return {key: _guessed(value) for key, value in self.record.items()}


def _guessed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _guessed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_guessed(part) for part in value]
    return value.guess if isinstance(value, Open) else value


@dataclass
class _Making:
    """What is given, what is known, and what stays open."""

    library: Library
    options: Options

    def given(self, name: str, remark: str = "", guess: str = "Words") -> Any:
        """An option, or what is still to fill in."""
        value = self.options.get(name)
        return Open(remark, guess) if value in (None, [], "") else value

    def optional(self, *names: str) -> dict[str, Any]:
        return {name: value for name in names if (value := self.options.get(name)) not in (None, [], "")}

    def evidence(self) -> dict[str, Any]:
        """The source given, else the newest; of one that was not read whole the place is known."""
        sources = self.library.sources.values()
        newest = max(sources, key=lambda source: (source.accessed.start, _line(self.library, source)), default=None)
        guess = newest.id if newest else "no-source"
        id = self.given("source", f"the id of the source that says it, such as {guess}", guess)
        source = self.library.sources.get(_guessed(id))
        opening = source is not None and source.read == "opening"
        known = "opening" if opening and not isinstance(id, Open) else Open(guess="opening" if opening else "Words")
        return {"source": id, "locator": self.options.get("locator") or known}

    @property
    def today(self) -> str:
        return self.library.today.isoformat()


def _line(library: Library, source: Source) -> tuple[str, int]:
    mark = library.items[source.id].mark
    return mark.path, mark.line


def event(making: _Making) -> dict[str, Any]:
    first = next((lane.id for lane in making.library.lanes), "no-lane")
    return {
        "date": making.given("date", "as precise as the source (1970, 2021-04, 2021-04-01)", making.today[:4]),
        **making.optional("kind"),
        "title": making.given("title"),
        "text": making.given("text"),
        "lanes": making.options.get("lanes") or [Open(f"a strand, such as {first}", first)],
        **making.optional("home"),
        **making.evidence(),
    }


def fact(making: _Making) -> dict[str, Any]:
    record = {"name": making.given("title"), **making.optional("unit", "home")}
    return {**record, "values": [value(making, ())]}


def value(making: _Making, used: Container[str] | None = None) -> dict[str, Any]:
    """One value; its id is made of its time and kind."""
    others: tuple[Value, ...] = ()
    if used is None:
        item = making.library.items.get(making.options.get("fact", ""))
        others = item.of(Fact).values if item and item.kind == "fact" else ()
    chosen = making.options.get("id") if used is None else None
    used = {other.id for other in others} if used is None else used
    kind = making.options.get("kind") or "result"
    times = making.optional("period", "as_of", "stated")
    if not times or (kind == "result" and not times.keys() & {"period", "as_of"}):
        times["as_of"] = making.given(
            "as_of", "when it held; or under period the time that it is about", making.today[:4]
        )
    if kind != "result" and "stated" not in times:
        times["stated"] = making.given("stated", "when it was stated", making.today)
    made = value_id(_guessed(times), kind, used)
    id = chosen or (Open(f"made of its time, such as {made}", made) if isinstance(_time(times), Open) else made)
    qualifier = making.optional("qualifier")
    alike = [other.basis for other in others if other.kind == kind and other.qualifier == qualifier.get("qualifier")]
    basis = making.optional("basis") or (
        {"basis": making.given("basis", f"if it is still {alike[-1]}", alike[-1])} if alike and alike[-1] else {}
    )
    number = making.given("value", "the number as the source gives it", _number_at(_guessed(times), others))
    return {
        "id": id,
        "value": number,
        **qualifier,
        **({"kind": kind} if kind != "result" else {}),
        **times,
        **basis,
        **making.evidence(),
    }


def _number_at(times: Mapping[str, Any], others: tuple[Value, ...]) -> str:
    """The number of another value at the same time, so that what is tried is no dispute; any where there is none."""
    beside = (
        other.value
        for other in others
        for name, time in times.items()
        if (when := getattr(other, name)) and when.text == time
    )
    return f"{next((number for number in beside if number is not None), 1):f}"


def _time(times: Mapping[str, Any]) -> Any:
    """What a value is named by."""
    return times.get("period") or times.get("as_of") or times.get("stated") or ""


def value_id(times: Mapping[str, Any], kind: str, used: Container[str] = ()) -> str:
    """`y2026`, `ye2026` for a fiscal year, `ye2026-plan` for a plan; with the month where the year is taken."""
    text = str(_time(times))
    try:
        when = parse(text)
    except DateProblem:
        return "y"
    tail = "" if kind == "result" else f"-{kind}"
    if text.startswith("FYE"):
        return f"ye{text[3:7]}{text[10:].lower()}{tail}"
    day = str(when.start or when.end)
    names = [f"y{day[:length]}{tail}" for length in (4, 7, 10)]
    return next((name for name in names if name not in used), names[0])


def source(making: _Making) -> dict[str, Any]:
    """A source; who published it and in what language is known where another lies at the same host."""
    url = making.options.get("url")
    host = web_address.read(url).host if url and web_address.is_web_address(url) else None
    beside = [
        source
        for source in making.library.sources.values()
        if host and source.url and web_address.read(source.url).host == host
    ]
    known = {
        name: values.pop()
        for name in ("publisher", "language", "kind")
        if len(values := {getattr(other, name) for other in beside}) == 1
    }
    where = {"url": url} if url else {"missing_url": making.options.get("missing_url") or Open()}
    language = making.options.get("language") or known.get("language", "en")
    return {
        "title": making.given("title"),
        "publisher": making.options.get("publisher") or known.get("publisher") or Open(),
        **where,
        **({"language": language} if language != "en" else {}),
        **making.optional("published"),
        "accessed": making.options.get("accessed") or making.today,
        "kind": making.options.get("kind")
        or known.get("kind")
        or making.given("kind", "primary (from whom it tells of), press or secondary", "press"),
        "read": making.given("read", "whole or opening", "opening"),
    }


def term(making: _Making) -> dict[str, Any]:
    record = {"title": making.given("title"), **making.optional("aka"), "text": making.given("text")}
    if making.options.get("reason"):
        return {**record, "status": "ours", "reason": making.options["reason"]}
    return {**record, **making.evidence()}


def matrix(making: _Making) -> dict[str, Any]:
    """A table whose cells are all still to be reviewed."""
    columns = [_part(text) for text in making.options.get("columns", ())] or [
        {"id": id, "title": Open()} for id in ("first", "second")
    ]
    rows = [_part(text) for text in making.options.get("rows", ())] or [
        {"id": id, "title": Open()} for id in ("first-row", "second-row")
    ]
    return {
        "title": making.given("title"), **making.optional("text", "home"), "corner": making.given("corner"),
        "columns": columns, "rows": [{**row, "empty": "not-reviewed"} for row in rows],
    }  # fmt: skip


def _part(text: str) -> dict[str, Any]:
    """`id: Title`, or a title alone whose id is made of it: parts are named inside their own record only."""
    id, colon, title = text.partition(":")
    if not colon:
        id, title = slug(text) or Open(f"an id for “{text}”", "part"), text
    return {"id": id if isinstance(id, Open) else id.strip(), "title": title.strip()}


def question(making: _Making) -> dict[str, Any]:
    return {
        "title": making.given("title"),
        "text": making.given("text"),
        "lead": making.given("lead"),
        **making.optional("about"),
    }


def lane(making: _Making) -> dict[str, Any]:
    """A strand: it comes last, with a shape that no other has."""
    lanes = making.library.lanes
    used = {lane.shape for lane in lanes}
    shapes = [shape for shape in get_args(Shape) if shape not in used] or list(get_args(Shape))
    order = max((lane.order for lane in lanes), default=0) + 1
    return {
        "title": making.given("title"),
        "order": str(order),
        "shape": making.options.get("shape") or shapes[0],
        **making.optional("text"),
    }


def timeline(making: _Making) -> dict[str, Any]:
    return {"title": making.given("title"), **making.optional("text", "lanes", "span", "home")}


def cards(making: _Making) -> dict[str, Any]:
    first = next((item.id for item in making.library.of_kind("fact")), "no-figure")
    facts = making.options.get("facts") or [Open(f"a figure, such as {first}", first)]
    return {"title": making.given("title"), **making.optional("home"), "facts": facts}


def cycle(making: _Making) -> dict[str, Any]:
    """Steps that lead back to the first: three, where none is named."""
    named = [_part(text) for text in making.options.get("steps", ())]
    steps = named or [{"id": id, "title": Open()} for id in ("first", "second", "third")]
    return {
        "title": making.given("title"),
        **making.optional("text", "home"),
        "steps": [{**part, "text": Open(), **making.evidence()} for part in steps],
        "back": making.given("back", "how the last step leads back to the first"),
    }


def trail(making: _Making) -> dict[str, Any]:
    """A way through pages: `page: Title` each."""
    given = [text.partition(":")[::2] for text in making.options.get("stops", ())]
    stops = [{"page": page.strip(), "title": title.strip() or Open()} for page, title in given]
    more = [{"page": Open("a page, such as index.md", "index.md"), "title": Open()}] * (2 - len(stops))
    return {
        "title": making.given("title"),
        "text": making.given("text"),
        **making.optional("home"),
        "steps": stops + more,
    }


def row(making: _Making) -> dict[str, Any]:
    """A row whose cells are all still to be reviewed."""
    empty = making.options.get("empty") or "not-reviewed"
    return {"title": making.given("title"), **making.optional("text", "group"), "empty": empty}


def column(making: _Making) -> dict[str, Any]:
    return {"title": making.given("title"), **making.optional("text", "group")}


def cell(making: _Making) -> dict[str, Any]:
    """What stands where a row meets a column, or why nothing does."""
    if making.options.get("empty"):
        return making.optional("empty")
    claim = making.optional("level", "text") or {"text": Open("what is claimed")}
    return {**claim, **making.optional("event"), **making.evidence()}


def step(making: _Making) -> dict[str, Any]:
    return {"title": making.given("title"), "text": making.given("text"), **making.evidence()}


def ladder(making: _Making) -> dict[str, Any]:
    """Two promises, each with the value that said it."""
    goals = [item.id for item in making.library.of_kind("value") if item.of(Value).kind != "result"]
    goal = next(iter(goals), "no-goal")
    rungs = [
        {"id": id, "title": Open(), "goal": Open(f"the promise, such as {goal}", goal)} for id in ("first", "second")
    ]
    return {"title": making.given("title"), **making.optional("text", "home"), "rungs": rungs}


def flow(making: _Making) -> dict[str, Any]:
    """Two columns with an item each, of which one leads to the other."""
    columns = [{"id": id, "title": Open()} for id in ("from", "to")]
    leads = [{"to": "second", "text": Open("what the one did for the other"), **making.evidence()}]
    items = [
        {"id": "first", "column": "from", "title": Open(), **making.evidence(), "leads": leads},
        {"id": "second", "column": "to", "title": Open(), **making.evidence()},
    ]
    return {"title": making.given("title"), **making.optional("text", "home"), "columns": columns, "items": items}


def scene(making: _Making) -> dict[str, Any]:
    """Three steps of text beside a picture, each of which shows a part of it."""
    matrix = next((item.id for item in making.library.of_kind("matrix")), "no-matrix")
    picture = making.given("picture", f"the picture that stays, such as {matrix}", matrix)
    whole = making.library.items.get(_guessed(picture))
    part = next((one.id for one in making.library.parts(whole) if one.path), "no-part") if whole else "no-part"
    shows = [Open(f"a part of the picture, such as {part}", part)]
    beats = [{"id": id, "title": Open(), "text": Open(), "shows": shows} for id in ("first", "second", "third")]
    return {"title": making.given("title"), **making.optional("text", "home"), "picture": picture, "beats": beats}


def voice(making: _Making) -> dict[str, Any]:
    return {**plain(making, "voice"), **making.evidence()}


def picture(making: _Making) -> dict[str, Any]:
    """A picture; its file is known where one lies there that no record names."""
    named = [item.of(Picture).image for item in making.library.of_kind("picture")]
    image = making.given("image", "the file in docs/data/pictures/, such as pier.jpg", next(iter(named), "pier.jpg"))
    return {**plain(making, "picture"), "image": image}


def plain(making: _Making, kind: str) -> dict[str, Any]:
    """A record of a kind that has no rules of its own here: what it must have, and what is given."""
    made: dict[str, Any] = {}
    for field in sorted(fields_of(kind), key=lambda field: place(field.name, kind)):
        given = making.options.get(field.name)
        if field.name in {"id", "source", "locator"} or (given in (None, [], "") and not field.required):
            continue
        made[field.name] = [_open(making, field)] if given in (None, [], "") and field.many else given
        if made[field.name] in (None, [], ""):
            made[field.name] = _open(making, field)
    return made


def _open(making: _Making, field: Field) -> Any:
    """What is still to fill in, with a guess that the check takes."""
    if field.form == "entries":
        return {part.name: _open(making, part) for part in field.fields if part.required}
    known = [item.id for kind in field.refers_to for item in making.library.of_kind(kind)]
    guesses = {"date": making.today[:4], "number": "1", "page": "index.md"}
    guess = next(iter((*field.choices, *known)), "") or guesses.get(field.form, "Words")
    such = f", such as {guess}" if field.choices or known else ""
    return Open(f"{field.help.rstrip('.').split('. ')[0].split(': ')[0]}{such}", guess)


MAKERS: dict[str, Callable[[_Making], dict[str, Any]]] = {
    "event": event,
    "fact": fact,
    "value": value,
    "source": source,
    "term": term,
    "matrix": matrix,
    "question": question,
    "lane": lane,
    "timeline": timeline,
    "cards": cards,
    "cycle": cycle,
    "trail": trail,
    "row": row,
    "column": column,
    "cell": cell,
    "step": step,
    "ladder": ladder,
    "flow": flow,
    "scene": scene,
    "voice": voice,
    "picture": picture,
}
"""What each kind of record needs, in the order in which it is written."""


def scaffold(library: Library, kind: str, options: Options) -> Scaffold:
    """A new record of a kind."""
    making = _Making(library, options)
    record = MAKERS[kind](making) if kind in MAKERS else plain(making, kind)
    if kind == "cell":
        _, row, column = options["id"].split(".")
        record = {"row": row, "column": column, **record}
    elif kind != "value":
        record = {"id": options["id"].rpartition(".")[2], **record}
    return Scaffold(kind, record)
