"""The settings of mkdocs.yml: where one would run code, ask something of another site, or make a site that we do not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from storysite.bootstrap.installation import IN_CHECKOUT, is_shared
from storysite.core.diagnostics import Mark, Problem, choices, joined, nearest
from storysite.markdown.extensions import EXTENSIONS
from storysite.source.data_files import is_file
from storysite.source.mkdocs_fixes import added, in_place
from storysite.source.mkdocs_nodes import FILE, child, compose, every_node, in_words, leaves, near, pairs, scalar_at
from storysite.source.unseen import UNSEEN, named


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a setting must be, and why."""

    value: str
    because: str
    needed: bool = True
    """Whether it must be written, for the engine's own choice is another."""
    also: str = ""
    """What may stand there as well."""


SETTINGS = {
    ("docs_dir",): Wanted("docs", "records and pages lie there", False),
    ("exclude_docs",): Wanted("/data/", "the records are published in other forms"),
    ("strict",): Wanted("true", "a page with a fault is not published", False),
    ("use_directory_urls",): Wanted("true", "each page has a folder as its address", False),
    ("theme", "name"): Wanted("null", "the frame of the pages is the generator's own", also="material"),
    ("theme", "custom_dir"): Wanted("overrides", "the site's templates lie there"),
    ("theme", "font"): Wanted("false", "no page asks anything of another site"),
}
MACRO_SETTINGS = {"on_undefined": "strict", "on_error_fail": "true", "verbose": ""}
FAILING = "MACROS_FAIL"
"""The variable that `on_error_fail` may ask: the preview shows the error of a macro in its page, and no build does."""
HOOKS, PLUGIN, PLUGLET = ("storysite", "engines", "mkdocs_hooks.py"), "storysite", "storysite.engines.pluglet"
"""How a site gets the generator: its own by hooks, one that is installed as a plugin, with the macros in a module."""
KEYS = {
    (): "site_name site_url site_description copyright extra docs_dir exclude_docs strict use_directory_urls theme hooks plugins "
    "markdown_extensions extra_css extra_javascript validation nav",
    ("extra",): "publisher stance slides_template",
    ("theme",): "name custom_dir font language features",
}
"""Every setting that an engine is given: others would run code, ask something of another site, or make a site that we do not know."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
VALIDATION = {
    "nav": "omitted_files not_found absolute_links",
    "links": "not_found anchors absolute_links unrecognized_links",
}
"""What an engine looks at itself, each to be warned of."""
FEATURES = ("navigation.prune",)
"""Switches of the theme that the templates in overrides/ know."""
CONTENTS = {"permalink": "words", "permalink_title": "words", "slugify": "a function"}
"""The settings of the extension that makes ids and contents, and of what kind they are; others have none."""
ORDINARY = frozenset({"toc", "smarty", "fenced_code", *EXTENSIONS})
LISTS = {"plugins": frozenset({"macros", PLUGIN}), "markdown_extensions": ORDINARY}
"""What may be named in a list of settings."""
BY_ITSELF = "known are: smarty, toc; all else that pages are written with is there without being named"
SLIDES = ("extra", "slides_template")
LOADED = {"extra_css": ".css", "extra_javascript": ".js"}
TAGS = ("tag:yaml.org,2002:python/object/apply:pymdownx.slugs.slugify", "!ENV")
"""The only tags: any other would call what it names while the engine reads the file."""
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in "str int float bool null seq map timestamp merge value".split()}


def setting_faults(root: Path) -> Iterator[Problem]:
    """Where mkdocs.yml asks the engine for another site than templates, macros and addresses are made for."""
    node = compose(root)
    for keys, wanted in SETTINGS.items():
        found = scalar_at(node, keys)
        name = ".".join(keys)
        if found is not None and (given := in_words(found)) not in {wanted.value, wanted.also or wanted.value}:
            mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1)
            hint = f"write '{keys[-1]}: {wanted.value}': {wanted.because}"
            fixes = in_place(root, found, wanted.value, is_text=False)
            yield Problem.at(mark, "setting", f"{name} is '{given}'", hint, fixes=fixes)
        elif found is None and wanted.needed:
            hint = f"add '{keys[-1]}: {wanted.value}'{f' below {keys[-2]}' if len(keys) > 1 else ''}: {wanted.because}"
            fixes = added(node, keys[:-1], f"{keys[-1]}: {wanted.value}")
            yield Problem.at(near(node, keys), "setting", f"{name} is missing", hint, fixes=fixes)
    folder = scalar_at(node, ("theme", "custom_dir"))
    if (
        folder is not None
        and folder.value == SETTINGS["theme", "custom_dir"].value
        and not (root / folder.value).is_dir()
    ):
        mark = Mark(FILE, folder.start_mark.line + 1, folder.start_mark.column + 1)
        yield Problem.at(
            mark,
            "setting",
            f"there is no folder '{folder.value}'",
            "make it: partials/mark.html in it draws the site's mark",
        )
    slides = scalar_at(node, SLIDES)
    if slides is not None and not (
        slides.value.startswith("overrides/")
        and slides.value.endswith((".pptx", ".potx"))
        and ".." not in slides.value
        and is_file(root / slides.value)
    ):
        hint = "name a presentation under overrides/ that ends in .pptx, as in 'overrides/slides.pptx'"
        yield wrong_setting(slides, f"{'.'.join(SLIDES)}: there is no file '{slides.value}'", hint)
    installed = not IN_CHECKOUT or _plugin(node, PLUGIN) is not None
    yield from _unknown(node)
    yield from _named(root, node, installed)
    yield from _theme(node)
    yield from _validation(node)
    yield from _extensions(node)
    yield from _generator(node, installed)
    yield from _macros(node, installed)


def _theme(node: yaml.Node | None) -> Iterator[Problem]:
    """Where the theme is given a language that is none, or switches that do nothing here."""
    language = child(child(node, "theme"), "language")
    if language is not None and not LANGUAGE.fullmatch(in_words(language)):
        yield wrong_setting(language, f"theme.language is '{in_words(language)}'", "write its tag, such as en or de")
    features = child(child(node, "theme"), "features")
    if isinstance(features, yaml.ScalarNode):
        yield wrong_setting(features, f"theme.features is '{features.value}'", "write a list, each after '- '")
    for feature in features.value if isinstance(features, yaml.SequenceNode) else ():
        if in_words(feature) not in FEATURES:
            hint = f"delete it; the templates in overrides/ know: {choices(FEATURES)}"
            yield wrong_setting(feature, f"theme.features: '{in_words(feature)}' would do nothing", hint)


def _validation(node: yaml.Node | None) -> Iterator[Problem]:
    """Where an engine would be silent about links that lead nowhere."""
    validation = child(node, "validation")
    for part, value in pairs(validation):
        known = VALIDATION.get(part.value, "").split()
        if not known:
            hint = joined(f"delete it; known are: {choices(VALIDATION)}", nearest(part.value, VALIDATION))
            yield wrong_setting(part, f"unknown setting 'validation.{part.value}'", hint)
        for key, level in pairs(value) if known else ():
            name = f"validation.{part.value}.{key.value}"
            if key.value not in known:
                hint = joined(f"delete it; known are: {choices(known)}", nearest(key.value, known))
                yield wrong_setting(key, f"unknown setting '{name}'", hint)
            elif in_words(level) != "warn":
                hint = f"write '{key.value}: warn': a build stops at what it is warned of"
                yield wrong_setting(level, f"{name} is '{in_words(level)}'", hint)
        if known and not isinstance(value, yaml.MappingNode):
            hint = f"write '{known[0]}: warn' below it, or delete it"
            yield wrong_setting(value, f"validation.{part.value} is '{in_words(value)}'", hint)


def _extensions(node: yaml.Node | None) -> Iterator[Problem]:
    """Where an extension of Markdown is set to make other pages than those that are checked."""
    listed = child(node, "markdown_extensions")
    entries = listed.value if isinstance(listed, yaml.SequenceNode) else []
    given: dict[str, yaml.Node | None] = {entry.value: None for entry in entries if isinstance(entry, yaml.ScalarNode)}
    given |= {key.value: value for entry in entries for key, value in pairs(entry)}
    for name, settings in given.items():
        known = CONTENTS if name == "toc" else {}
        for key, value in pairs(settings) if name in ORDINARY else ():
            if key.value not in known:
                hint = f"delete it; known are: {choices(known)}" if known else "delete it: it has no settings here"
                yield wrong_setting(key, f"markdown_extensions.{name}: unknown setting '{key.value}'", hint)
            elif known[key.value] == "a function" and value.tag in PLAIN_TAGS:
                hint = "delete it: ids of headings are checked as the engine makes them by itself"
                yield wrong_setting(value, f"markdown_extensions.{name}.{key.value} is '{in_words(value)}'", hint)
            elif known[key.value] == "words" and not (
                isinstance(value, yaml.ScalarNode) and 0 < len(value.value) <= 80
            ):
                yield wrong_setting(
                    value, f"markdown_extensions.{name}.{key.value} is no text", "write a sign or a few words"
                )


def _generator(node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Where the engine would run other code, or would not run the generator, so that nothing is checked."""
    hooks = child(node, "hooks")
    listed = list(leaves(hooks)) if hooks is not None else []
    for leaf in listed:
        if installed or not _is_own(leaf.value):
            why = f"the plugin {PLUGIN} does all" if installed else "only the generator's own hooks are run"
            yield wrong_setting(leaf, f"hooks: '{leaf.value}' would run", f"delete it: {why}")
    if installed and _plugin(node, PLUGIN) is None:
        hint = f"add '- {PLUGIN}' below 'plugins:': it checks all before a page is built"
        fixes = added(node, ("plugins",), f"- {PLUGIN}")
        yield Problem.at(near(node, ("plugins",)), "setting", f"plugins: {PLUGIN} is missing", hint, fixes=fixes)
    elif not installed and not any(_is_own(leaf.value) for leaf in listed):
        hook = f"- macros/{'/'.join(HOOKS)}"
        hint = f"add '{hook}' below 'hooks:': they check all before a page is built"
        fixes = added(node, ("hooks",), hook)
        yield Problem.at(near(node, ("hooks",)), "setting", "hooks: the generator's own are missing", hint, fixes=fixes)


def _macros(node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Where the plugin `macros` would find others than the generator's, or would publish a page without one."""
    macros, way = _plugin(node, "macros"), f"modules: [{PLUGLET}]" if installed else "module_name: macros"
    settings = {**({"modules": ""} if installed else {"module_name": "macros"}), **MACRO_SETTINGS}
    given = {key.value for key, _ in pairs(macros)}
    for key, value in pairs(macros):
        if key.value not in settings:
            hint = f"delete it: macros are read with {choices(settings)} alone"
            yield wrong_setting(key, f"plugins.macros: unknown setting '{key.value}'", hint)
        elif (wish := settings[key.value]) and in_words(value) not in {wish, f"!ENV [{FAILING}, {wish}]"}:
            yield wrong_setting(
                value, f"plugins.macros.{key.value} is '{in_words(value)}'", f"write '{key.value}: {wish}'"
            )
    for name, wish in settings.items():
        if macros is not None and wish and name not in given:
            hint = f"add '{name}: {wish}' below 'macros:': else a page could be published with an error in its place"
            yield wrong_setting(macros, f"plugins.macros.{name} is missing", hint)
    if macros is None:
        lines = [way, "on_undefined: strict", "on_error_fail: true"]
        hint = f"add '- macros:' below 'plugins:', and below that '{lines[0]}', '{lines[1]}' and '{lines[2]}'"
        fixes = added(node, ("plugins",), "\n      ".join(["- macros:", *lines]))
        yield Problem.at(near(node, ("plugins",)), "setting", "plugins: macros is missing", hint, fixes=fixes)
    elif installed:
        modules = child(macros, "modules")
        if [leaf.value for leaf in (leaves(modules) if modules is not None else ())] != [PLUGLET]:
            hint = f"write '{way}' below 'macros:': a page gets its macros from there, and no other code is run"
            yield wrong_setting(modules or macros, "plugins.macros.modules is not the generator's", hint)


def _is_own(path: str) -> bool:
    """Whether a hook is the generator's."""
    parts = tuple(path.split("/"))
    return parts[-3:] == HOOKS and parts[0] not in {"docs", "overrides"}


def wrong_setting(node: yaml.Node, message: str, hint: str) -> Problem:
    return Problem(FILE, node.start_mark.line + 1, node.start_mark.column + 1, "setting", message, hint)


def _unknown(node: yaml.Node | None) -> Iterator[Problem]:
    """Keys that nobody knows or that stand twice, tags that call something, and characters that cannot be seen."""
    for path, known in KEYS.items():
        found = node
        for key in path:
            found = child(found, key)
        for key, _ in found.value if isinstance(found, yaml.MappingNode) else ():
            if key.value not in known.split():
                name = ".".join([*path, str(key.value)])
                hint = joined(
                    f"delete it; known are: {choices(known.split(), 20)}", nearest(str(key.value), known.split())
                )
                yield wrong_setting(key, f"unknown setting '{name}'", hint)
    for part in every_node(node):
        if part.tag not in {*PLAIN_TAGS, *TAGS}:
            tag = part.tag.replace("tag:yaml.org,2002:", "!!")
            yield wrong_setting(part, f"the tag {tag} would call something", "write the value itself, without a tag")
        if isinstance(part, yaml.ScalarNode) and (hidden := UNSEEN.search(part.value)):
            yield wrong_setting(
                part, f"the text holds an invisible character: {named(hidden[0])}", "delete it, or its escape"
            )
        seen = set()
        for key, _ in part.value if isinstance(part, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                yield wrong_setting(key, f"the key '{key.value}' stands here a second time", "keep one of the two")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)


def _named(root: Path, node: yaml.Node | None, installed: bool) -> Iterator[Problem]:
    """Plugins and extensions that we do not know, and sheets and scripts that are no files of the site."""
    for setting, known in LISTS.items():
        listed = child(node, setting)
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else [listed] if listed is not None else []:
            names = [key for key, _ in entry.value] if isinstance(entry, yaml.MappingNode) else [entry]
            for name in names:
                if not isinstance(name, yaml.ScalarNode) or name.value not in known:
                    given = f"'{name.value}'" if isinstance(name, yaml.ScalarNode) else "a list"
                    hint = BY_ITSELF if setting == "markdown_extensions" else f"known are: {choices(sorted(known))}"
                    yield wrong_setting(name, f"{setting}: {given} is not known", f"delete it; {hint}")
    for setting, ending in LOADED.items():
        listed = child(node, setting)
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else []:
            path = child(entry, "path") if isinstance(entry, yaml.MappingNode) else entry
            value = path.value if isinstance(path, yaml.ScalarNode) else ""
            if (
                not value.endswith(ending)
                or ".." in value
                or not (is_file(root / "docs" / value.lstrip("/")) or is_shared(value))
                or value[:1] == "/"
            ):
                hint = f"name a file under docs/ that ends in {ending}: no page asks anything of another site"
                yield wrong_setting(entry, f"{setting}: there is no file '{value}'", hint)


def _plugin(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """The settings of a plugin; its bare name where it has none, nothing where it is missing."""
    plugins = child(node, "plugins")
    for entry in plugins.value if isinstance(plugins, yaml.SequenceNode) else ():
        if isinstance(entry, yaml.ScalarNode) and entry.value == name:
            return entry
        if (found := child(entry, name)) is not None:
            return found
    return None
