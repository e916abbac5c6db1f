"""Scaffolds: a new record from what only the editor knows; the rest is worked out, or marked as still to fill in.

What is open stands as words that no reader can take for a value, and that the check refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from storysite.core import web_address
from storysite.core.inline_markup import slug
from storysite.editing.form_fields import Field, fields_of, place
from storysite.editing.making import Making, Open, Options, Scaffold, guessed
from storysite.editing.value_scaffold import value
from storysite.records import Picture, Shape, Value
from storysite.source.record_store import Library


def event(making: Making) -> dict[str, Any]:
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


def fact(making: Making) -> dict[str, Any]:
    record = {"name": making.given("title"), **making.optional("unit", "home")}
    return {**record, "values": [value(making, ())]}


def source(making: Making) -> dict[str, Any]:
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


def term(making: Making) -> dict[str, Any]:
    record = {"title": making.given("title"), **making.optional("aka"), "text": making.given("text")}
    if making.options.get("reason"):
        return {**record, "status": "ours", "reason": making.options["reason"]}
    return {**record, **making.evidence()}


def matrix(making: Making) -> dict[str, Any]:
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


def question(making: Making) -> dict[str, Any]:
    return {
        "title": making.given("title"),
        "text": making.given("text"),
        "lead": making.given("lead"),
        **making.optional("about"),
    }


def lane(making: Making) -> dict[str, Any]:
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


def timeline(making: Making) -> dict[str, Any]:
    return {"title": making.given("title"), **making.optional("text", "lanes", "span", "home")}


def cards(making: Making) -> dict[str, Any]:
    first = next((item.id for item in making.library.of_kind("fact")), "no-figure")
    facts = making.options.get("facts") or [Open(f"a figure, such as {first}", first)]
    return {"title": making.given("title"), **making.optional("home"), "facts": facts}


def cycle(making: Making) -> dict[str, Any]:
    """Steps that lead back to the first: three, where none is named."""
    named = [_part(text) for text in making.options.get("steps", ())]
    steps = named or [{"id": id, "title": Open()} for id in ("first", "second", "third")]
    return {
        "title": making.given("title"),
        **making.optional("text", "home"),
        "steps": [{**part, "text": Open(), **making.evidence()} for part in steps],
        "back": making.given("back", "how the last step leads back to the first"),
    }


def trail(making: Making) -> dict[str, Any]:
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


def row(making: Making) -> dict[str, Any]:
    """A row whose cells are all still to be reviewed."""
    empty = making.options.get("empty") or "not-reviewed"
    return {"title": making.given("title"), **making.optional("text", "group"), "empty": empty}


def column(making: Making) -> dict[str, Any]:
    return {"title": making.given("title"), **making.optional("text", "group")}


def cell(making: Making) -> dict[str, Any]:
    """What stands where a row meets a column, or why nothing does."""
    if making.options.get("empty"):
        return making.optional("empty")
    claim = making.optional("level", "text") or {"text": Open("what is claimed")}
    return {**claim, **making.optional("event"), **making.evidence()}


def step(making: Making) -> dict[str, Any]:
    return {"title": making.given("title"), "text": making.given("text"), **making.evidence()}


def ladder(making: Making) -> dict[str, Any]:
    """Two promises, each with the value that said it."""
    goals = [item.id for item in making.library.of_kind("value") if item.of(Value).kind != "result"]
    goal = next(iter(goals), "no-goal")
    rungs = [
        {"id": id, "title": Open(), "goal": Open(f"the promise, such as {goal}", goal)} for id in ("first", "second")
    ]
    return {"title": making.given("title"), **making.optional("text", "home"), "rungs": rungs}


def flow(making: Making) -> dict[str, Any]:
    """Two columns with an item each, of which one leads to the other."""
    columns = [{"id": id, "title": Open()} for id in ("from", "to")]
    leads = [{"to": "second", "text": Open("what the one did for the other"), **making.evidence()}]
    items = [
        {"id": "first", "column": "from", "title": Open(), **making.evidence(), "leads": leads},
        {"id": "second", "column": "to", "title": Open(), **making.evidence()},
    ]
    return {"title": making.given("title"), **making.optional("text", "home"), "columns": columns, "items": items}


def scene(making: Making) -> dict[str, Any]:
    """Three steps of text beside a picture, each of which shows a part of it."""
    matrix = next((item.id for item in making.library.of_kind("matrix")), "no-matrix")
    picture = making.given("picture", f"the picture that stays, such as {matrix}", matrix)
    whole = making.library.items.get(guessed(picture))
    part = next((one.id for one in making.library.parts(whole) if one.path), "no-part") if whole else "no-part"
    shows = [Open(f"a part of the picture, such as {part}", part)]
    beats = [{"id": id, "title": Open(), "text": Open(), "shows": shows} for id in ("first", "second", "third")]
    return {"title": making.given("title"), **making.optional("text", "home"), "picture": picture, "beats": beats}


def voice(making: Making) -> dict[str, Any]:
    return {**plain(making, "voice"), **making.evidence()}


def picture(making: Making) -> dict[str, Any]:
    """A picture; its file is known where one lies there that no record names."""
    named = [item.of(Picture).image for item in making.library.of_kind("picture")]
    image = making.given("image", "the file in docs/data/pictures/, such as pier.jpg", next(iter(named), "pier.jpg"))
    return {**plain(making, "picture"), "image": image}


def plain(making: Making, kind: str) -> dict[str, Any]:
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


def _open(making: Making, field: Field) -> Any:
    """What is still to fill in, with a guess that the check takes."""
    if field.form == "entries":
        return {part.name: _open(making, part) for part in field.fields if part.required}
    known = [item.id for kind in field.refers_to for item in making.library.of_kind(kind)]
    guesses = {"date": making.today[:4], "number": "1", "page": "index.md"}
    guess = next(iter((*field.choices, *known)), "") or guesses.get(field.form, "Words")
    such = f", such as {guess}" if field.choices or known else ""
    return Open(f"{field.help.rstrip('.').split('. ')[0].split(': ')[0]}{such}", guess)


MAKERS: dict[str, Callable[[Making], dict[str, Any]]] = {
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
    making = Making(library, options)
    record = MAKERS[kind](making) if kind in MAKERS else plain(making, kind)
    if kind == "cell":
        _, row, column = options["id"].split(".")
        record = {"row": row, "column": column, **record}
    elif kind != "value":
        record = {"id": options["id"].rpartition(".")[2], **record}
    return Scaffold(kind, record)
