"""mkdocs.yml: what it repeats of the publisher's record must say the same, and its navigation must hold each page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from storysite.bootstrap.installation import SHARED
from storysite.core import web_address
from storysite.core.diagnostics import Mark, Problem, joined, nearest
from storysite.core.messages import SOURCE, CatalogueProblem, Messages, english, read_messages
from storysite.records import Publisher
from storysite.source.data_files import is_file, read_text
from storysite.source.mkdocs_fixes import added, in_place, plain
from storysite.source.mkdocs_nodes import FILE, child, compose, deployed, leaves, read_nodes, scalar_at
from storysite.source.mkdocs_settings import LOADED, SLIDES, setting_faults, wrong_setting
from storysite.source.yaml_scalars import TO_FILL_IN, UNFILLED

REPEATED = {
    ("site_name",): "title",
    ("site_url",): "address",
    ("site_description",): "description",
    ("copyright",): "rights",
    ("extra", "publisher"): "name",
    ("extra", "stance"): "short_stance",
}
"""What templates need in both engines stands in mkdocs.yml too: its keys, and the publisher's field."""


SITE_URL = "SITE_URL"
"""The variable by which a deployment says where the site is published."""
CUT_TITLE = re.compile(r"\s*-\s+([^\s\"'#].*?)\s+((#.*?):((?:\s+\S+)?)\s*)")
"""A line of the navigation whose title goes on after a '#'."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation: its title and its pages, or a single page without a title."""

    title: str
    pages: tuple[str, ...]


def differences(root: Path, publisher: Publisher) -> Iterator[Problem]:
    """Where mkdocs.yml says something else than the publisher's record."""
    node = compose(root)
    for keys, field in REPEATED.items():
        wanted = " ".join(str(getattr(publisher, field, "")).split())
        found = scalar_at(node, keys) or (deployed(child(node, "site_url"), SITE_URL) if field == "address" else None)
        if node is not None and wanted and (found is None or " ".join(found.value.split()) != wanted):
            mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1) if found else Mark(FILE)
            given = f"is '{found.value}'" if found else "is missing"
            hint = f"it repeats {field} of docs/data/publisher.yml: write '{wanted}'"
            fixes = (
                in_place(root, found, wanted, f"{keys[-1]} says what docs/data/publisher.yml says now")
                if found
                else added(node, keys[:-1], f"{keys[-1]}: {plain(wanted)}")
            )
            message = f"{'.'.join(keys)} {given}"
            yield Problem.at(mark, "configuration", message, hint, suggestions=(wanted,), fixes=fixes)


def address_is_fixed(root: Path) -> Problem | None:
    """Why the engine cannot be told another address: mkdocs.yml names one and no variable."""
    node = compose(root)
    found = scalar_at(node, ("site_url",))
    if found is None:
        return None
    mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1)
    new = f"!ENV [{SITE_URL}, {found.value}]"
    return Problem.at(mark, "configuration", f"{SITE_URL} is set, and site_url does not ask for it", f"write {new}")


def faults(root: Path, docs: Path, pages: Collection[str]) -> Iterator[Problem]:
    """Where mkdocs.yml cannot be read, and where its navigation names what is no page, or leaves a page out."""
    unreadable: list[Problem] = []
    text = read_text(root / FILE, FILE, root, unreadable) if (root / FILE).exists() else ""
    if text is None:
        yield from unreadable
        return
    lines = text.split("\n")
    try:
        nav = child(read_nodes(root), "nav")
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        mark = Mark(FILE, place.line + 1, place.column + 1) if place else Mark(FILE)
        why = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
        if cut := next((cut for line in (mark.line, mark.line - 1) if (cut := _cut_title(lines, line))), None):
            yield cut
            return
        yield Problem.at(
            mark, "configuration-syntax", f"the file is no YAML from here on ({why})", "mend this line or one above it"
        )
        return
    except (OSError, UnicodeDecodeError):
        return  # there is none, or the engine itself says what is wrong with it
    yield from setting_faults(root)
    if isinstance(nav, yaml.SequenceNode):
        yield from _title_faults(nav)
        yield from _page_faults(nav, lines, docs, pages)


def _title_faults(nav: yaml.SequenceNode) -> Iterator[Problem]:
    """What is wrong with the titles in the navigation."""
    for title in _titles(nav):
        if sign := re.search(r"\{\{|\{%|\{#", title.value):
            mark = Mark(FILE, title.start_mark.line + 1, title.start_mark.column + 1)
            message = f"nav: '{sign[0]}' begins a macro call or a template"
            yield Problem.at(mark, "nav-macro", message, "write plain words: macros work in the text of a page alone")
        if TO_FILL_IN in title.value:
            yield Problem.at(Mark(FILE, title.start_mark.line + 1, title.start_mark.column + 1), *UNFILLED)


def _page_faults(nav: yaml.SequenceNode, lines: list[str], docs: Path, pages: Collection[str]) -> Iterator[Problem]:
    """What the navigation names and is no page, and the pages that it leaves out."""
    listed = list(leaves(nav))
    cut_off = ""
    for leaf in listed:
        if leaf.value not in pages and not leaf.style and (cut := _cut_title(lines, leaf.end_mark.line + 1)):
            cut_off += lines[leaf.end_mark.line]
            yield cut
        elif (leaf.value and not leaf.value.endswith(".md")) or ":" in leaf.value:
            if wrong := web_address.fault(leaf.value):
                yield wrong_setting(leaf, f"nav: {wrong[0]}", joined("name a page under docs/", wrong[1]))
        elif leaf.value not in pages and not is_file(docs / leaf.value):
            mark = Mark(FILE, leaf.start_mark.line + 1, leaf.start_mark.column + 1)
            hint = joined("name a page under docs/, or delete the line", nearest(leaf.value, pages))
            yield Problem.at(mark, "nav-page", f"nav: there is no page '{leaf.value}'", hint)
    for page in sorted({*pages} - {leaf.value for leaf in listed} - {*cut_off.split()}):
        mark = Mark(FILE, nav.start_mark.line + 1, nav.start_mark.column + 1)
        yield Problem.at(
            mark,
            "nav-lacks",
            f"nav: the page '{page}' is missing",
            f"write '- {page}' on a line of its own, where it belongs",
        )


def _cut_title(lines: list[str], number: int) -> Problem | None:
    """Where the title of a page or a section has a ' #' in it, so that YAML reads the rest of its line as a remark."""
    if not (found := CUT_TITLE.fullmatch(lines[number - 1]) if 0 < number <= len(lines) else None):
        return None
    message = f"nav: YAML leaves out '{found[2].strip()}': a remark begins at ' #'"
    return Problem(
        FILE,
        number,
        found.start(2) + 1,
        "nav-remark",
        message,
        f'put the title in quotes: "{found[1]} {found[3]}":{found[4]}',
    )


def sections(root: Path) -> tuple[Section, ...]:
    """The navigation, in order."""
    nav = child(compose(root), "nav")
    if not isinstance(nav, yaml.SequenceNode):
        return ()
    return tuple(Section(title, tuple(pages)) for title, pages in (_entry(node) for node in nav.value))


def navigation_places(root: Path) -> tuple[tuple[yaml.ScalarNode, ...], tuple[yaml.ScalarNode, ...]]:
    """The paths and the titles of the navigation, where they stand in the file."""
    nav = child(compose(root), "nav")
    if not isinstance(nav, yaml.SequenceNode):
        return (), ()
    return tuple(leaves(nav)), tuple(_titles(nav))


def extra_files(root: Path, key: str) -> tuple[str, ...]:
    """The theme's sheets or scripts and those that `extra_css` or `extra_javascript` names, in order; no addresses elsewhere."""
    node = child(compose(root), key)
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    paths = [child(entry, "path") if isinstance(entry, yaml.MappingNode) else entry for entry in entries]
    own = [path.value for path in paths if isinstance(path, yaml.ScalarNode) and "//" not in path.value]
    return tuple(dict.fromkeys([*(file for file in SHARED if file.endswith(LOADED[key])), *own]))


def site_messages(root: Path) -> tuple[Messages, list[Problem]]:
    """What the generator says in the site's language, `theme.language`; English where its catalogue cannot be used."""
    found = scalar_at(compose(root), ("theme", "language"))
    try:
        return read_messages(found.value if found else SOURCE, root), []
    except CatalogueProblem as problem:
        return english(), [Problem(problem.path, 1, 1, "catalogue", problem.message, problem.hint)]


def slides_template(root: Path) -> tuple[Path, Mark] | None:
    """The presentation whose layouts slides are filled into, where mkdocs.yml names one, and where it does."""
    node = scalar_at(compose(root), SLIDES)
    if node is None:
        return None
    return root / node.value, Mark(FILE, node.start_mark.line + 1, node.start_mark.column + 1)


def extended(root: Path, extension: dict[str, dict[str, str]], extra: dict[str, object]) -> str:
    """The list of Markdown's extensions in mkdocs.yml with one more, and `extra` with more, as YAML: Zensical has no hook."""
    node = compose(root)
    listed, told = child(node, "markdown_extensions"), child(node, "extra")
    made = yaml.compose(yaml.safe_dump({"markdown_extensions": [extension], "extra": extra}, allow_unicode=True))
    new, more = child(made, "markdown_extensions"), child(made, "extra")
    if isinstance(new, yaml.SequenceNode) and isinstance(listed, yaml.SequenceNode):
        new.value[:0] = listed.value
    if isinstance(more, yaml.MappingNode) and isinstance(told, yaml.MappingNode):
        more.value[:0] = told.value
    assert made is not None
    return yaml.serialize(made, allow_unicode=True)


def _entry(node: yaml.Node) -> tuple[str, list[str]]:
    if isinstance(node, yaml.MappingNode) and node.value:
        key, value = node.value[0]
        return str(key.value), [leaf.value for leaf in leaves(value)]
    return "", [leaf.value for leaf in leaves(node)]


def _titles(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The titles in a part of the navigation, where they stand."""
    for part in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _titles(part)
    for key, part in node.value if isinstance(node, yaml.MappingNode) else ():
        yield key
        yield from _titles(part)
