"""mkdocs.yml: what it repeats of the publisher's record must say the same, and its navigation must hold each page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from storysite.bootstrap.installation import IN_CHECKOUT, is_shared
from storysite.core import web_address
from storysite.core.diagnostics import Mark, Problem, choices, joined, nearest
from storysite.records import Publisher
from storysite.source.page_html import ORDINARY, Extensions
from storysite.source.record_reader import is_file, read_text
from storysite.source.yaml_reader import TO_FILL_IN, UNFILLED, UNSEEN, named

FILE = "mkdocs.yml"
REPEATED = {
    ("site_name",): "title",
    ("site_url",): "address",
    ("site_description",): "description",
    ("copyright",): "rights",
    ("extra", "publisher"): "name",
    ("extra", "stance"): "short_stance",
}
"""What templates need in both engines stands in mkdocs.yml too: its keys, and the publisher's field."""


ALWAYS = ("toc", "tables", "fenced_code")
"""Extensions of Markdown that are there without being named."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a setting must be, and why."""

    value: str
    because: str
    needed: bool = True
    """Whether it must be written, for the engine's own choice is another."""


SETTINGS = {
    ("docs_dir",): Wanted("docs", "records and pages lie there", False),
    ("exclude_docs",): Wanted("/data/", "the records are published in other forms"),
    ("use_directory_urls",): Wanted("true", "each page has a folder as its address", False),
    ("theme", "name"): Wanted("material", "the templates in overrides/ are made for it"),
    ("theme", "custom_dir"): Wanted("overrides", "the site's templates lie there"),
    ("theme", "font"): Wanted("false", "no page asks anything of another site"),
}
MACRO_SETTINGS = {"on_undefined": "strict", "on_error_fail": "", "verbose": ""}
HOOKS, PLUGIN, PLUGLET = ("storysite", "engines", "mkdocs_hooks.py"), "storysite", "storysite.engines.pluglet"
"""How a site gets the generator: its own by hooks, one that is installed as a plugin, with the macros in a module."""
KEYS = {
    (): "site_name site_url site_description copyright extra docs_dir exclude_docs strict use_directory_urls theme hooks plugins "
    "markdown_extensions extra_css extra_javascript validation nav",
    ("extra",): "publisher stance slides_template",
    ("theme",): "name custom_dir font language features",
}
"""Every setting that an engine is given: others would run code, ask something of another site, or make a site that we do not know."""
LISTS = {"plugins": frozenset({"macros", PLUGIN}), "markdown_extensions": frozenset(ORDINARY)}
"""What may be named in a list of settings."""
SLIDES = ("extra", "slides_template")
LOADED = {"extra_css": ".css", "extra_javascript": ".js"}
TAGS = ("tag:yaml.org,2002:python/object/apply:pymdownx.slugs.slugify", "!ENV")
"""The only tags: any other would call what it names while the engine reads the file."""
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in "str int float bool null seq map timestamp merge value".split()}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation: its title and its pages, or a single page without a title."""

    title: str
    pages: tuple[str, ...]


def differences(root: Path, publisher: Publisher) -> Iterator[Problem]:
    """Where mkdocs.yml says something else than the publisher's record."""
    node = _compose(root)
    for keys, field in REPEATED.items():
        wanted = " ".join(str(getattr(publisher, field, "")).split())
        found = _at(node, keys)
        if node is not None and wanted and (found is None or " ".join(found.value.split()) != wanted):
            mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1) if found else Mark(FILE)
            given = f"is '{found.value}'" if found else "is missing"
            hint = f"it repeats {field} of docs/data/publisher.yml: write '{wanted}'"
            yield Problem.at(mark, "configuration", f"{'.'.join(keys)} {given}", hint)


def faults(root: Path, docs: Path, pages: Collection[str]) -> Iterator[Problem]:
    """Where mkdocs.yml cannot be read, and where its navigation names what is no page, or leaves a page out."""
    unreadable: list[Problem] = []
    if (root / FILE).exists() and read_text(root / FILE, FILE, root, unreadable) is None:
        yield from unreadable
        return
    try:
        nav = _child(_read(root), "nav")
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        mark = Mark(FILE, place.line + 1, place.column + 1) if place else Mark(FILE)
        why = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
        yield Problem.at(
            mark, "configuration-syntax", f"the file is no YAML from here on ({why})", "mend this line or one above it"
        )
        return
    except (OSError, UnicodeDecodeError):
        return  # there is none, or the engine itself says what is wrong with it
    yield from _settings(root)
    if not isinstance(nav, yaml.SequenceNode):
        return
    for title in _titles(nav):
        if sign := re.search(r"\{\{|\{%|\{#", title.value):
            mark = Mark(FILE, title.start_mark.line + 1, title.start_mark.column + 1)
            message = f"nav: '{sign[0]}' begins a macro call or a template"
            yield Problem.at(mark, "nav-macro", message, "write plain words: macros work in the text of a page alone")
        if TO_FILL_IN in title.value:
            yield Problem.at(Mark(FILE, title.start_mark.line + 1, title.start_mark.column + 1), *UNFILLED)
    listed = list(_leaves(nav))
    for leaf in listed:
        if (leaf.value and not leaf.value.endswith(".md")) or ":" in leaf.value:
            if wrong := web_address.fault(leaf.value):
                yield _wrong(leaf, f"nav: {wrong[0]}", joined("name a page under docs/", wrong[1]))
        elif leaf.value not in pages and not is_file(docs / leaf.value):
            mark = Mark(FILE, leaf.start_mark.line + 1, leaf.start_mark.column + 1)
            hint = joined("name a page under docs/, or delete the line", nearest(leaf.value, pages))
            yield Problem.at(mark, "nav-page", f"nav: there is no page '{leaf.value}'", hint)
    for page in sorted({*pages} - {leaf.value for leaf in listed}):
        mark = Mark(FILE, nav.start_mark.line + 1, nav.start_mark.column + 1)
        yield Problem.at(
            mark,
            "nav-lacks",
            f"nav: the page '{page}' is missing",
            f"write '- {page}' on a line of its own, where it belongs",
        )


def _settings(root: Path) -> Iterator[Problem]:
    """Where mkdocs.yml asks the engine for another site than templates, macros and addresses are made for."""
    node = _compose(root)
    for keys, wanted in SETTINGS.items():
        found = _at(node, keys)
        name = ".".join(keys)
        if found is not None and " ".join(found.value.split()) != wanted.value:
            mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1)
            given = " ".join(found.value.split())
            yield Problem.at(
                mark, "setting", f"{name} is '{given}'", f"write '{keys[-1]}: {wanted.value}': {wanted.because}"
            )
        elif found is None and wanted.needed:
            hint = f"add '{keys[-1]}: {wanted.value}'{f' below {keys[-2]}' if len(keys) > 1 else ''}: {wanted.because}"
            yield Problem.at(_near(node, keys), "setting", f"{name} is missing", hint)
    folder = _at(node, ("theme", "custom_dir"))
    if (
        folder is not None
        and folder.value == SETTINGS["theme", "custom_dir"].value
        and not (root / folder.value).is_dir()
    ):
        mark = Mark(FILE, folder.start_mark.line + 1, folder.start_mark.column + 1)
        yield Problem.at(
            mark, "setting", f"there is no folder '{folder.value}'", "restore it: it holds the site's templates"
        )
    slides = _at(node, SLIDES)
    if slides is not None and not (
        slides.value.startswith("overrides/")
        and slides.value.endswith((".pptx", ".potx"))
        and ".." not in slides.value
        and is_file(root / slides.value)
    ):
        hint = "name a presentation under overrides/ that ends in .pptx, as in 'overrides/slides.pptx'"
        yield _wrong(slides, f"{'.'.join(SLIDES)}: there is no file '{slides.value}'", hint)
    installed = not IN_CHECKOUT or _plugin(node, PLUGIN) is not None
    yield from _unknown(node)
    yield from _named(root, node, installed)
    yield from _generator(node, installed)
    yield from _macros(node, installed)


def _generator(node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Where the engine would run other code, or would not run the generator, so that nothing is checked."""
    hooks = _child(node, "hooks")
    listed = list(_leaves(hooks)) if hooks is not None else []
    for leaf in listed:
        if installed or not _is_own(leaf.value):
            why = f"the plugin {PLUGIN} does all" if installed else "only the generator's own hooks are run"
            yield _wrong(leaf, f"hooks: '{leaf.value}' would run", f"delete it: {why}")
    if installed and _plugin(node, PLUGIN) is None:
        hint = f"add '- {PLUGIN}' below 'plugins:': it checks all before a page is built"
        yield Problem.at(_near(node, ("plugins",)), "setting", f"plugins: {PLUGIN} is missing", hint)
    elif not installed and not any(_is_own(leaf.value) for leaf in listed):
        hint = "add '- …/mkdocs_hooks.py' below 'hooks:': they check all before a page is built"
        yield Problem.at(_near(node, ("hooks",)), "setting", "hooks: the generator's own are missing", hint)


def _macros(node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Where the plugin `macros` would find others than the generator's, or would publish a page without one."""
    macros, way = _plugin(node, "macros"), f"modules: [{PLUGLET}]" if installed else "module_name: macros"
    settings = {**({"modules": ""} if installed else {"module_name": "macros"}), **MACRO_SETTINGS}
    for key, value in macros.value if isinstance(macros, yaml.MappingNode) else ():
        if key.value not in settings:
            hint = f"delete it: macros are read with {choices(settings)} alone"
            yield _wrong(key, f"plugins.macros: unknown setting '{key.value}'", hint)
        elif isinstance(value, yaml.ScalarNode) and (wish := settings[key.value]) and value.value != wish:
            yield _wrong(value, f"plugins.macros.{key.value} is '{value.value}'", f"write '{key.value}: {wish}'")
    if macros is None:
        hint = f"add '- macros:' below 'plugins:', with '{way}' and 'on_undefined: strict'"
        yield Problem.at(_near(node, ("plugins",)), "setting", "plugins: macros is missing", hint)
    elif installed:
        modules = _child(macros, "modules")
        if [leaf.value for leaf in (_leaves(modules) if modules is not None else ())] != [PLUGLET]:
            hint = f"write '{way}' below 'macros:': a page gets its macros from there, and no other code is run"
            yield _wrong(modules or macros, "plugins.macros.modules is not the generator's", hint)


def _is_own(path: str) -> bool:
    """Whether a hook is the generator's."""
    parts = tuple(path.split("/"))
    return parts[-3:] == HOOKS and parts[0] not in {"docs", "overrides"}


def _wrong(node: yaml.Node, message: str, hint: str) -> Problem:
    return Problem(FILE, node.start_mark.line + 1, node.start_mark.column + 1, "setting", message, hint)


def _unknown(node: yaml.Node | None) -> Iterator[Problem]:
    """Keys that nobody knows or that stand twice, tags that call something, and characters that cannot be seen."""
    for path, known in KEYS.items():
        found = node
        for key in path:
            found = _child(found, key)
        for key, _ in found.value if isinstance(found, yaml.MappingNode) else ():
            if key.value not in known.split():
                name = ".".join([*path, str(key.value)])
                hint = joined(
                    f"delete it; known are: {choices(known.split(), 20)}", nearest(str(key.value), known.split())
                )
                yield _wrong(key, f"unknown setting '{name}'", hint)
    for part in _all(node):
        if part.tag not in {*PLAIN_TAGS, *TAGS}:
            tag = part.tag.replace("tag:yaml.org,2002:", "!!")
            yield _wrong(part, f"the tag {tag} would call something", "write the value itself, without a tag")
        if isinstance(part, yaml.ScalarNode) and (hidden := UNSEEN.search(part.value)):
            yield _wrong(part, f"the text holds an invisible character: {named(hidden[0])}", "delete it, or its escape")
        seen = set()
        for key, _ in part.value if isinstance(part, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                yield _wrong(key, f"the key '{key.value}' stands here a second time", "keep one of the two")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)


def _named(root: Path, node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Plugins and extensions that we do not know, and sheets and scripts that are no files of the site."""
    for setting, known in LISTS.items():
        listed = _child(node, setting)
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else [listed] if listed is not None else []:
            names = [key for key, _ in entry.value] if isinstance(entry, yaml.MappingNode) else [entry]
            for name in names:
                if not isinstance(name, yaml.ScalarNode) or name.value not in known:
                    given = f"'{name.value}'" if isinstance(name, yaml.ScalarNode) else "a list"
                    yield _wrong(
                        name, f"{setting}: {given} is not known", f"delete it; known are: {choices(sorted(known), 20)}"
                    )
    for setting, ending in LOADED.items():
        listed = _child(node, setting)
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else []:
            path = _child(entry, "path") if isinstance(entry, yaml.MappingNode) else entry
            value = path.value if isinstance(path, yaml.ScalarNode) else ""
            if (
                not value.endswith(ending)
                or ".." in value
                or not (is_file(root / "docs" / value.lstrip("/")) or (installed and is_shared(value)))
                or value[:1] == "/"
            ):
                hint = f"name a file under docs/ that ends in {ending}: no page asks anything of another site"
                yield _wrong(entry, f"{setting}: there is no file '{value}'", hint)


def _all(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every node once, also where one is named again by an alias."""
    waiting, met = [node] if node is not None else [], set()
    while waiting:
        part = waiting.pop()
        if id(part) in met:
            continue
        met.add(id(part))
        yield part
        if isinstance(part, yaml.MappingNode):
            waiting.extend(inner for pair in reversed(part.value) for inner in reversed(pair))
        elif isinstance(part, yaml.SequenceNode):
            waiting.extend(reversed(part.value))


def _plugin(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """The settings of a plugin; its bare name where it has none, nothing where it is missing."""
    plugins = _child(node, "plugins")
    for entry in plugins.value if isinstance(plugins, yaml.SequenceNode) else ():
        if isinstance(entry, yaml.ScalarNode) and entry.value == name:
            return entry
        if (found := _child(entry, name)) is not None:
            return found
    return None


def _near(node: yaml.Node | None, keys: tuple[str, ...]) -> Mark:
    """The place of the deepest key on a way that is there."""
    mark = Mark(FILE)
    for key in keys:
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == key:
                mark, node = Mark(FILE, name.start_mark.line + 1, name.start_mark.column + 1), value
    return mark


def sections(root: Path) -> tuple[Section, ...]:
    """The navigation, in order."""
    nav = _child(_compose(root), "nav")
    if not isinstance(nav, yaml.SequenceNode):
        return ()
    return tuple(Section(title, tuple(pages)) for title, pages in (_entry(node) for node in nav.value))


def navigation_places(root: Path) -> tuple[tuple[yaml.ScalarNode, ...], tuple[yaml.ScalarNode, ...]]:
    """The paths and the titles of the navigation, where they stand in the file."""
    nav = _child(_compose(root), "nav")
    if not isinstance(nav, yaml.SequenceNode):
        return (), ()
    return tuple(_leaves(nav)), tuple(_titles(nav))


def extra_files(root: Path, key: str) -> tuple[str, ...]:
    """The files under docs/ that `extra_css` or `extra_javascript` names, in order; addresses elsewhere are left out."""
    node = _child(_compose(root), key)
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    paths = [_child(entry, "path") if isinstance(entry, yaml.MappingNode) else entry for entry in entries]
    return tuple(path.value for path in paths if isinstance(path, yaml.ScalarNode) and "//" not in path.value)


def slides_template(root: Path) -> tuple[Path, Mark] | None:
    """The presentation whose layouts slides are filled into, where mkdocs.yml names one, and where it does."""
    node = _at(_compose(root), SLIDES)
    if node is None:
        return None
    return root / node.value, Mark(FILE, node.start_mark.line + 1, node.start_mark.column + 1)


def extensions_of(root: Path) -> Extensions:
    """The extensions of Markdown that mkdocs.yml names, beside those that an engine always has."""
    listed = _child(_compose(root), "markdown_extensions")
    if not isinstance(listed, yaml.SequenceNode):
        return Extensions()
    found: dict[str, dict[str, object]] = {name: {} for name in ALWAYS}
    for node in listed.value:
        if isinstance(node, yaml.MappingNode) and node.value:
            settings = node.value[0][1].value if isinstance(node.value[0][1], yaml.MappingNode) else []
            plain = [
                (key, value)
                for key, value in settings
                if isinstance(value, yaml.ScalarNode) and value.tag.startswith("tag:yaml.org,2002:")
            ]
            found[node.value[0][0].value] = {
                key.value: yaml.SafeLoader("").construct_object(value)
                for key, value in plain
                if "python" not in value.tag
            }
        elif isinstance(node, yaml.ScalarNode):
            found[node.value] = {}
    known = {name: settings for name, settings in found.items() if name in ORDINARY}
    return Extensions(tuple(known), known)


def _entry(node: yaml.Node) -> tuple[str, list[str]]:
    if isinstance(node, yaml.MappingNode) and node.value:
        key, value = node.value[0]
        return str(key.value), [leaf.value for leaf in _leaves(value)]
    return "", [leaf.value for leaf in _leaves(node)]


def _leaves(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The paths that a part of the navigation holds, where they stand."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _leaves(child)
    elif isinstance(node, yaml.MappingNode):
        for _, child in node.value:
            yield from _leaves(child)


def _titles(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The titles in a part of the navigation, where they stand."""
    for child in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _titles(child)
    for key, child in node.value if isinstance(node, yaml.MappingNode) else ():
        yield key
        yield from _titles(child)


def _read(root: Path) -> yaml.Node | None:
    return yaml.compose((root / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _compose(root: Path) -> yaml.Node | None:
    try:
        return _read(root)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None  # `faults` tells


def _at(node: yaml.Node | None, keys: tuple[str, ...]) -> yaml.ScalarNode | None:
    for key in keys:
        node = _child(node, key)
    return node if isinstance(node, yaml.ScalarNode) else None


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
