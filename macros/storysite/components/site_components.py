"""Components beside ours: folders under `components/` beside a site's mkdocs.yml, and those of installed packages.

A package names its components as entry points of the group `storysite.components`, each a `Component`. Such a folder is loaded as a package of its own, so that `from .model import …` works in it.  Its name holds a digest of
its files: what was edited is loaded anew, and what was not is the same as before.
"""

from __future__ import annotations

import importlib
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from storysite.components.component import Component
from storysite.components.registry import BUILT_IN, Registry
from storysite.core.diagnostics import Problem
from storysite.core.messages import Messages, english
from storysite.records import Named

FOLDER = "components"
GROUP = "storysite.components"
"""The entry points by which an installed package brings components."""
NAME = re.compile(r"[a-z][a-z0-9_]*")


class Faulty(Exception):
    """A component that cannot be used, and why."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem


def read_components(root: Path, messages: Messages | None = None) -> tuple[Registry, list[Problem]]:
    """The components of every site and those of this one, and what is wrong with these."""
    installed: list[Component] = []
    places: list[Path] = []
    problems: list[Problem] = []
    for point in _entry_points(tuple(sys.path)):
        try:
            installed.append(_installed(point, (*BUILT_IN, *installed)))
            places.append(Path(str(sys.modules[point.module].__file__)).resolve().parent)
        except Faulty as error:
            problems.append(error.problem)
    found: list[Component] = []
    folders = sorted(path for path in (root / FOLDER).glob("*") if path.is_dir() and path.name[0] not in "._")
    for folder in folders:
        try:
            component = _load(root, folder)
            if fault := next(_faults(component, (*BUILT_IN, *installed, *found)), ""):
                raise Faulty(_problem(root, folder / "kind.py", 1, fault, "every name stands for one thing"))
            found.append(component)
        except Faulty as error:
            problems.append(error.problem)
    templates = (*((root / FOLDER,) if found else ()), *(place.parent for place in places))
    code = _digest([*folders, *places])
    own = (*BUILT_IN, *installed, *found)
    return Registry(own, tuple(found), templates, code, messages or english()), problems


@lru_cache(maxsize=4)
def _entry_points(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """What the packages on this path bring, by name: it takes a while to look through them."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


def _installed(point: EntryPoint, others: tuple[Component, ...]) -> Component:
    """The component that an entry point leads to."""
    try:
        component = point.load()
    except Exception as error:  # whatever a package's code does
        raise Faulty(_refused(point, f"it cannot be loaded: {type(error).__name__}: {error}")) from error
    if not isinstance(component, Component):
        raise Faulty(_refused(point, f"{point.value} is no Component"))
    if fault := next(_faults(component, others), ""):
        raise Faulty(_refused(point, fault))
    return component


def _refused(point: EntryPoint, why: str) -> Problem:
    package = point.dist.name if point.dist else point.module
    message = f"the installed package {package} brings the component '{point.name}': {why}"
    return Problem(
        "mkdocs.yml", 1, 1, "component", message, f"take the package out, or another version: pip uninstall {package}"
    )


def failure(root: Path, doing: str, error: Exception) -> Problem:
    """What went wrong in a site's own component, at its line: the last of those that led to it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _inside(root, frame.filename)]
    path, line = (Path(frames[-1].filename), frames[-1].lineno or 1) if frames else (root / FOLDER, 1)
    if isinstance(error, SyntaxError) and error.filename and _inside(root, error.filename):
        path, line = Path(error.filename), error.lineno or 1
    return _problem(root, path, line, f"{doing}: {type(error).__name__}: {error}", "mend it, or take its folder out")


def _inside(root: Path, file: str) -> bool:
    return Path(file).is_relative_to(root / FOLDER)


def _problem(root: Path, path: Path, line: int, message: str, hint: str) -> Problem:
    return Problem(path.relative_to(root).as_posix(), line, 1, "component", message, hint)


def _load(root: Path, folder: Path) -> Component:
    """The object `COMPONENT` of the folder's `kind.py`."""
    kind = folder / "kind.py"
    if not kind.is_file() or not NAME.fullmatch(folder.name):
        wanted = "name the folder in small letters, and put a file kind.py with COMPONENT = Component(…) into it"
        raise Faulty(_problem(root, folder, 1, "the folder holds no component", wanted))
    package = f"_site_{folder.name}_{_digest([folder])}"
    try:
        component = getattr(_module(package, folder), "COMPONENT", None)
    except Exception as error:  # whatever an editor's code does
        raise Faulty(failure(root, "the component cannot be loaded", error)) from error
    if not isinstance(component, Component):
        raise Faulty(_problem(root, kind, 1, "there is no COMPONENT", "write COMPONENT = Component(name=…, …)"))
    return component


def _module(package: str, folder: Path) -> ModuleType:
    """The module `kind` of a folder, loaded once."""
    if package not in sys.modules:
        whole = ModuleType(package)
        whole.__path__ = [str(folder)]
        sys.modules[package] = whole
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # its date would hide a quick second edit
    try:
        return importlib.import_module(f"{package}.kind")
    except BaseException:
        for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
            del sys.modules[name]
        raise
    finally:
        sys.dont_write_bytecode = compiled


def _digest(folders: Iterable[Path]) -> str:
    """What the code and the templates in these folders are, in short: empty where there are none."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".html"})
    told = [f"{path} {sha256(path.read_bytes()).hexdigest()}" for path in files]
    return sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""


def _faults(component: Component, others: tuple[Component, ...]) -> Iterator[str]:
    """Why a component does not go with the others."""
    macros = {macro.name for other in others for macro in other.macros}
    kinds = [kind for other in others for kind in other.kinds]
    yield from (f"there is a component '{component.name}' already" for other in others if other.name == component.name)
    yield from (f"there is a macro '{macro.name}' already" for macro in component.macros if macro.name in macros)
    for kind in component.kinds:
        if kind.name in {other.name for other in kinds}:
            yield f"there is a kind '{kind.name}' already"
        if kind.file and kind.file in {other.file for other in kinds}:
            yield f"the file '{kind.file}.yml' holds another kind already"
        if kind.table and kind.table.name in {other.table.name for other in kinds if other.table}:
            yield f"there is a table '{kind.table.name}' already"
        if bool(kind.file) != bool(kind.model):
            yield f"the kind '{kind.name}' has one of file= and model=, and needs both or none"
        if kind.model and not issubclass(kind.model, Named):
            yield f"the model of '{kind.name}' is no subclass of Named"
