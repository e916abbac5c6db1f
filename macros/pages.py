"""Pages read ahead: front matter, headings, links and macro calls, each with its line in the file.

So a wrong id in a call, a link to nowhere or a typed figure is known before anything is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.problems import Mark, Problem, choices, joined, nearest
from macros.reading import read_text

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
FRONT_KEYS = ("title", "description", "template", "search")
HEADING = re.compile(r"^(#{1,6})\s+(?P<words>.*?)(?:\s*\{:?\s*#(?P<id>[^\s}]+)\s*\})?\s*#*\s*$")
LINK = re.compile(r"!?\[[^\[\]]*\]\((?P<md><[^>]*>|[^()\s]*)[^()]*\)|\b(?:href|src)\s*=\s*[\"'](?P<html>[^\"']*)[\"']")
FENCE = re.compile(r"^\s*(```|~~~)")
CODE = re.compile(r"`[^`]*`")
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)
PARSER = Environment(autoescape=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A macro call in a page, with its literal arguments."""

    name: str
    arguments: tuple[str, ...]
    mark: Mark

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this showing from others on the page."""
        return (self.name, *self.arguments)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(repr(argument) for argument in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: str
    id: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Link:
    target: str
    mark: Mark


@dataclass(frozen=True)
class Page:
    """A page as it stands in its file."""

    path: str
    """Its path under `docs/`."""
    mark: Mark
    title: str
    description: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    calls: tuple[Call, ...]
    prose: tuple[tuple[int, str], ...] = field(repr=False)
    """Line numbers and lines, with code, calls and targets of links blanked out."""


def read_pages(root: Path, docs: Path) -> tuple[list[Page], list[Problem]]:
    """Every page under `docs`, by path, and what is wrong with them as texts."""
    problems: list[Problem] = []
    pages = []
    for path in sorted(docs.rglob("*.md")):
        if "data" in path.relative_to(docs).parts[:1]:
            continue
        shown = path.relative_to(root).as_posix()
        text = read_text(path, shown, docs, problems)
        if text is not None:
            pages.append(read_page(path.relative_to(docs).as_posix(), shown, text, problems))
    return pages, problems


def read_page(path: str, shown: str, text: str, problems: list[Problem]) -> Page:
    """One page; what is wrong with its text is added to `problems`."""
    match = FRONT_MATTER.match(text)
    front = _front_matter(match[1] if match else "", shown, problems)
    offset = text.count("\n", 0, match.end()) if match else 0
    body = text[match.end() :] if match else text
    body = RAW.sub(_blank, body)
    calls = tuple(_calls(body, shown, offset, problems))
    bare = EXPRESSION.sub(_blank, body)
    headings: list[Heading] = []
    links: list[Link] = []
    prose: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(bare.split("\n"), start=offset + 1):
        if FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        line = CODE.sub(_blank, line)
        if heading := HEADING.match(line):
            headings.append(Heading(len(heading[1]), heading["words"], heading["id"], Mark(shown, number, 1)))
        for link in LINK.finditer(line):
            target = link["md"] if link["md"] is not None else link["html"]
            links.append(Link(target.strip("<>"), Mark(shown, number, link.start() + 1)))
        prose.append((number, LINK.sub(lambda link: link[0].partition("](")[0].ljust(len(link[0])), line)))
    return Page(
        path, Mark(shown), front.get("title", ""), front.get("description", ""),
        tuple(headings), tuple(links), calls, tuple(prose),
    )


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _front_matter(text: str, shown: str, problems: list[Problem]) -> dict[str, str]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        hint = "write 'key: value' a line between the two lines ---, and put a text with a colon in \"quotes\""
        problems.append(Problem(shown, line, 1, "front-matter", "the head of the page cannot be read", hint))
        return {}
    found: dict[str, str] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        mark = Mark(shown, key.start_mark.line + 2, key.start_mark.column + 1)
        if key.value not in FRONT_KEYS:
            hint = joined(f"known keys: {choices(FRONT_KEYS)}", nearest(str(key.value), FRONT_KEYS))
            problems.append(Problem.at(mark, "front-key", f"unknown key '{key.value}' in the head of the page", hint))
        elif key.value in found:
            hint = "YAML would keep the last without a word: keep one of the two"
            problems.append(Problem.at(mark, "twice", f"the key '{key.value}' is given twice", hint))
        elif isinstance(value, yaml.ScalarNode):
            found[key.value] = value.value
    for key in ("title", "description"):
        if not found.get(key, "").strip():
            hint = f"add '{key}: …' between two lines --- at the head of the page"
            problems.append(Problem(shown, 1, 1, f"no-{key}", f"the page has no {key}", hint))
    return found


def _calls(body: str, shown: str, offset: int, problems: list[Problem]) -> Iterator[Call]:
    try:
        tree = PARSER.parse(body)
    except TemplateSyntaxError as error:
        hint = "a macro is called as {{ name(\"id\") }}; a heading's id is written {: #id }"
        problems.append(Problem(shown, error.lineno + offset, 1, "macro-syntax", f"a macro call cannot be read: {error.message}", hint))
        return
    lines = body.split("\n")
    at: dict[int, int] = {}
    for expression in _expressions(tree):
        line = expression.lineno
        column = lines[line - 1].find("{{", at.get(line, 0))
        at[line] = column + 2
        mark = Mark(shown, line + offset, max(column, 0) + 1)
        if (
            isinstance(expression, nodes.Call)
            and isinstance(expression.node, nodes.Name)
            and not expression.kwargs
            and expression.dyn_args is None
            and expression.dyn_kwargs is None
            and all(isinstance(argument, nodes.Const) and isinstance(argument.value, str) for argument in expression.args)
        ):
            arguments = tuple(str(getattr(argument, "value", "")) for argument in expression.args)
            yield Call(expression.node.name, arguments, mark)
        else:
            hint = "write {{ name(\"id\") }} with the id in quotes and nothing else"
            problems.append(Problem.at(mark, "macro-call", "this is not a plain macro call", hint))
    for statement in tree.body:
        if not isinstance(statement, nodes.Output):
            mark = Mark(shown, statement.lineno + offset, 1)
            hint = "pages hold text and calls {{ name(\"id\") }}; put literal braces between {% raw %} and {% endraw %}"
            problems.append(Problem.at(mark, "macro-statement", "a template statement in a page", hint))


def _expressions(tree: nodes.Template) -> Iterator[nodes.Expr]:
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if not isinstance(node, nodes.TemplateData):
                yield node
