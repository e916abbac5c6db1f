"""A drawing of a page made to stand alone: its percentages as px, its style sheet as attributes, its links absolute.

Programs that show SVG outside a browser know neither percentages of a width that is not there, nor custom properties,
nor strokes that do not scale.  So all of these are worked out here, from the drawing and the sheet that pages use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

import tinycss2
from tinycss2.ast import Declaration, QualifiedRule

from storysite.drawing.svg import short

PADDING = 16
"""What the style sheet leaves free on either side of a drawing, where no class says another number."""
GUTTER = re.compile(r"d-left-(\d+)\Z")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)")
DAY = re.compile(r"light-dark\(\s*([^,()]+),[^()]*\)")
SELECTOR = re.compile(r"(?P<tag>[a-z]*)(?P<classes>(?:\.[\w-]+)*)\Z")
FONT = re.compile(r"(?:(?P<style>italic)\s+)?(?P<weight>\d{3})\s+(?P<size>\d+px)(?:/\S+)?\s")
TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
COORDINATES = {"M": "xy", "L": "xy", "H": "x", "V": "y", "Z": ""}
PAINT = frozenset(
    {
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "opacity",
        "text-anchor",
        "font-size",
        "font-weight",
        "font-style",
    }
)
"""The properties that are written as attributes."""
PLAIN = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "ink-soft": "#505050",
    "line": "#d0d0d0",
    "line-strong": "#808080",
    "blue": "#1b4db3",
    "beacon": "#8f4d00",
}
DROPPED = frozenset({"class", "role", "aria-label", "aria-hidden"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a selector gives to its elements."""

    path: tuple[tuple[str, frozenset[str]], ...]
    """Tag and classes of each element that it names, from the outermost in."""
    weight: tuple[int, int, int]
    """Which rule wins: by classes, then tags, then order."""
    paint: tuple[tuple[str, str], ...]


Sheet = Mapping[str, tuple[Rule, ...]]
"""The rules by a class of the element that they are for, or its tag."""


@lru_cache(maxsize=8)
def sheet(css: str) -> Sheet:
    """The rules for drawings in a style sheet, with the colours of the day."""
    top = [
        rule
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        if isinstance(rule, QualifiedRule)
    ]
    tokens: dict[str, str] = {}
    for rule in top:
        if tinycss2.serialize(rule.prelude).strip() == ":root":
            tokens |= {one.name: DAY.sub(r"\1", tinycss2.serialize(one.value)).strip() for one in _declarations(rule)}
    found: dict[str, list[Rule]] = {}
    for order, rule in enumerate(top):
        paint = tuple(_paint(_declarations(rule), tokens))
        for selector in tinycss2.serialize(rule.prelude).split(",") if paint else ():
            if path := _path(selector.split()):
                weight = (sum(len(classes) for _, classes in path), sum(bool(tag) for tag, _ in path), order)
                tag, classes = path[-1]
                found.setdefault(min(classes, default=tag), []).append(Rule(path, weight, paint))
    return {name: tuple(sorted(rules, key=lambda rule: rule.weight)) for name, rules in found.items()}


@lru_cache(maxsize=8)
def colours(css: str) -> dict[str, str]:
    """The tokens of the day that are colours, by name; plain ones where the sheet has none."""
    return PLAIN | dict(re.findall(r"--([\w-]+):\s*light-dark\(\s*([^,()]+),", css))


def _declarations(rule: QualifiedRule) -> Iterator[Declaration]:
    for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if isinstance(one, Declaration):
            yield one


def _paint(declarations: Iterable[Declaration], tokens: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for one in declarations:
        value = VARIABLE.sub(lambda match: tokens.get(match[1], "currentColor"), tinycss2.serialize(one.value)).strip()
        if one.name == "font" and (font := FONT.match(value)):
            yield from (
                ("font-size", font["size"]),
                ("font-weight", font["weight"]),
                ("font-style", font["style"] or "normal"),
            )
        elif one.name in PAINT:
            yield one.name, value


def _path(parts: list[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    """A selector of tags and classes; nothing for one that asks for more, such as a state."""
    found = [SELECTOR.match(part) for part in parts]
    if not parts or not all(found):
        return ()
    return tuple((match["tag"], frozenset(match["classes"].split(".")[1:])) for match in found if match)


# --- the drawing -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing that stands alone, to be put at 0, 0."""

    width: float
    height: float
    parts: str
    """SVG, with nothing in it that is worked out later."""


def flattened(drawing: str, width: float, css: str) -> Drawn:
    """A drawing's first layout at a width."""
    tree = ElementTree.fromstring(f"<r>{drawing}</r>")
    found = next(one for one in tree.iter("svg") if len(one) and "d-svg" in one.get("class", "").split())
    left = next((float(match[1]) for name in found.get("class", "").split() if (match := GUTTER.match(name))), PADDING)
    inner = width - left - PADDING
    rules = sheet(css)
    classes = [(found.tag, frozenset(found.get("class", "").split()))]
    group = ElementTree.Element("g", {"transform": f"translate({short(left)} 0)"})
    group.extend(child for one in found if (child := _flat(one, inner, rules, classes)) is not None)
    return Drawn(width, float(found.get("height", "0")), ElementTree.tostring(group, encoding="unicode"))


def samples(drawing: str, css: str) -> list[tuple[str, str]]:
    """The signs that a drawing's key explains, 24 by 12 px each, with what they mean; words alone have no sign."""
    found = []
    for entry in ElementTree.fromstring(f"<r>{drawing}</r>").iterfind(".//p[@class='d-key']/span"):
        sign = entry.find("svg")
        drawn = ""
        if sign is not None:
            classes = [(sign.tag, frozenset(sign.get("class", "").split()))]
            parts = (_flat(one, 24, sheet(css), classes) for one in sign)
            drawn = "".join(ElementTree.tostring(part, encoding="unicode") for part in parts if part is not None)
        words = (entry.text or "") if sign is None else (sign.tail or "")
        found.append((drawn, " ".join(words.split())))
    return found


def _flat(
    one: ElementTree.Element, width: float, rules: Sheet, above: list[tuple[str, frozenset[str]]]
) -> ElementTree.Element | None:
    names = frozenset(one.get("class", "").split())
    if one.tag == "rect" and names == {"d-hit"}:
        return None
    here = [*above, (one.tag, names)]
    given = {
        name: _px(value, width) if name in {"x", "x1", "x2", "cx", "width"} else value
        for name, value in one.attrib.items()
        if name not in DROPPED
    }
    paint = _matched(rules, here)
    if one.tag == "svg":
        made = ElementTree.Element("g", {"transform": f"translate({given.get('x', '0')} {given.get('y', '0')})"})
        scale = width / float(one.get("viewBox", f"0 0 {width} 1").split()[2])
        children = [_scaled(child, scale) for child in one] if scale != 1 else list(one)
    else:
        spaced = {"xml:space": "preserve"} if one.tag == "text" and len(one) else {}  # or a space before a part is lost
        made = ElementTree.Element(one.tag, {**paint, **spaced, **given})
        made.text, children = one.text, list(one)
    for child in children:
        if (flat := _flat(child, width, rules, here)) is not None:
            flat.tail = child.tail
            made.append(flat)
    return made


def _px(value: str, width: float) -> str:
    return short(float(value[:-1]) / 100 * width) if value.endswith("%") else value


def _matched(rules: Sheet, here: list[tuple[str, frozenset[str]]]) -> dict[str, str]:
    """What the sheet gives to the last of these elements."""
    tag, names = here[-1]
    found = sorted(
        (rule for name in (*names, tag) for rule in rules.get(name, ()) if _is_for(rule, here)),
        key=lambda rule: rule.weight,
    )
    return {name: value for rule in found for name, value in rule.paint}


def _is_for(rule: Rule, here: list[tuple[str, frozenset[str]]]) -> bool:
    *outer, last = rule.path
    if not _is(last, here[-1]):
        return False
    above = iter(here[:-1])
    return all(any(_is(wanted, one) for one in above) for wanted in outer)


def _is(wanted: tuple[str, frozenset[str]], one: tuple[str, frozenset[str]]) -> bool:
    return (not wanted[0] or wanted[0] == one[0]) and wanted[1] <= one[1]


def _scaled(path: ElementTree.Element, scale: float) -> ElementTree.Element:
    """A path of straight lines, wider or narrower."""
    made = ElementTree.Element(path.tag, {**path.attrib, "d": scaled(path.get("d", ""), scale)})
    made.tail = path.tail
    return made


def scaled(d: str, scale: float) -> str:
    """Path data of straight lines with every x multiplied."""
    out: list[str] = []
    axes, at = "", 0
    for token in TOKEN.findall(d):
        if token.isalpha():
            axes, at = COORDINATES[token.upper()], 0
            out.append(token)
            continue
        axis = axes[at % len(axes)]
        out.append(short(float(token) * scale) if axis == "x" else token)
        at += 1
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(out))
