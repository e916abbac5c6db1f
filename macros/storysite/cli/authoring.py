"""The commands of an editor: `new`, `show`, `changes`, `schema`, and what `check` prints and mends."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from storysite.bootstrap.installation import COMMAND
from storysite.bootstrap.provenance import GitProblem
from storysite.checks.advice import advice
from storysite.checks.read_project import read_project
from storysite.cli.record_options import MEANS, OPTIONS, PLACE
from storysite.components.registry import BUILT_IN, registry
from storysite.components.site_components import read_components
from storysite.core.diagnostics import Problem, counted, github_report, json_report, text_report
from storysite.core.messages import FOLDER, read_messages
from storysite.core.progress import waiting
from storysite.editing import describe_record, files, issue_forms, new, new_site
from storysite.editing.append_only import append_only
from storysite.editing.difference import Difference
from storysite.editing.form_fields import MODELS, PARTS, fields_of
from storysite.editing.git import state_at
from storysite.editing.summary import summary
from storysite.editing.upgrade import upgrade
from storysite.engines import adapters
from storysite.project import Project
from storysite.records import FORMAT
from storysite.source import json_schema

REPORTS = {"text": text_report, "github": github_report, "json": json_report}


def day(text: str) -> date:
    """A day, as it is given to a command."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write it as 2026-11-20") from error


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands; `command` makes one of a name, what it runs and what it does."""
    making = command("new", _new, "write a new record or page, and say what is still to fill in")
    kinds = making.add_subparsers(required=True, dest="what", metavar="KIND")
    _add_records(kinds)
    starting = kinds.add_parser(
        "site",
        help="a new site in a folder of its own",
        description="Write a small complete site: pages with a timeline, a matrix and a chart, and their records.",
    )
    starting.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
    starting.add_argument("--title", default="The Bakery on Mill Street", help="the name of the site")
    starting.add_argument("--language", default="en", help="the language of its pages, such as en or de (default: en)")
    starting.add_argument(
        "--today", type=day, default=argparse.SUPPRESS, metavar="DATE", help="the reading date (default: today)"
    )
    starting.set_defaults(run=_new_site)
    showing = command("show", _show, "say where a record is written, what uses it, its state, history and addresses")
    showing.add_argument("id", help="an id, an address of the site, or the file of a page")
    changing = command("changes", _changes, "tell what has changed since a commit, in the words of the content")
    changing.add_argument("base", help="a branch, a tag or a commit, such as main")
    command("schema", _schema, "write the JSON Schemas of the data files, and the forms at the git host")
    command("upgrade", _upgrade, "bring the data of an older site up to the format that this generator reads")
    command("reference", _reference, "print what every macro takes and what every field of a record means")


def _add_records(kinds: Any) -> None:
    """Add a command for each kind of record, and what can be said of it."""
    types = [kind for kind, _ in registry().record_types.values()]
    for kind, options in {**{kind: _options(kind) for kind in types if kind not in OPTIONS}, **OPTIONS}.items():
        made = kinds.add_parser(
            kind,
            help=f"a new {kind}",
            description=f"Write a new {kind}. What is left out is worked out, or marked TO FILL IN.",
        )
        name, meaning = MEANS.get(kind, ("id", "its id for ever: a to z, 0 to 9 and hyphens"))
        made.add_argument(name, help=meaning)
        made.add_argument(
            "--today",
            type=day,
            default=argparse.SUPPRESS,
            metavar="DATE",
            help="the reading date (default: today)",
        )
        made.add_argument(
            "--project", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the project (default: this folder)"
        )
        for option, help in options.items():
            key = option.removesuffix("*").removeprefix("--").replace("-", "_")
            many = option.endswith("*")
            made.add_argument(
                option.removesuffix("*"),
                *(["--name"] if option == "--title" and kind in MODELS and "name" in MODELS[kind].model_fields else []),
                dest=f"{key}s" if many and key in {"lane", "column", "row", "fact", "step", "stop"} else key,
                action="append" if many else "store",
                choices=help if isinstance(help, tuple) else None,
                help=help.replace("%", "%%") if isinstance(help, str) else ", ".join(help),
                metavar=None if isinstance(help, tuple) else key.upper(),
            )


def _options(kind: str) -> dict[str, str | tuple[str, ...]]:
    """What can be said of a kind of record that has no table of its own: its fields."""
    found: dict[str, str | tuple[str, ...]] = {}
    for field in fields_of(kind):
        if field.name != "id" and field.form not in {"entries", "other"}:
            star = "*" if field.many else ""
            found[f"--{field.name.replace('_', '-')}{star}"] = field.choices or field.help
    return {**found, **PLACE}


def check(root: Path, today: date | None, report: str, fix: bool, against: str = "") -> int:
    """Print all that is wrong and all advice; mend first what has only one right answer, if asked."""
    day = today or adapters.reading_date()
    if fix:
        for edit in files.mend(root, lambda texts: _all(read_project(root, day), texts)):
            print(edit, file=sys.stderr if report == "json" else sys.stdout)
    with waiting("Reading and checking everything"):
        project = read_project(root, day)
        found = _all(project, files.texts_of(root))
    if against:
        with state_at(root, against) as before:
            found += append_only(before, root, max(day, date.today()))
    if found or report == "json":
        sys.stdout.write(REPORTS[report](found, partial(files.lines_of, root)))
    errors = any(problem.level == "error" for problem in found)
    if not errors and report != "json":
        print(
            f"{counted(len(project.library.entries), 'record')} and {counted(len(project.pages), 'page')} are in order."
        )
    return 1 if errors else 0


def _all(project: Project, texts: dict[str, str]) -> list[Problem]:
    return [*project.problems, *advice(project, texts)]


def _new(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    options = {
        name: value
        for name, value in vars(given).items()
        if name not in {"run", "project", "today", "what"} and value is not None
    }
    for name, value in options.items():
        for text in [value] if isinstance(value, str) else value:
            if any("\ud800" <= sign <= "\udfff" for sign in text):  # bytes that are none, as Python keeps them
                print(f"{name}: {text!a} is no text in UTF-8: the terminal gave other bytes")
                return 1
    with waiting("Reading everything, and trying what is new"):
        if given.what == "page":
            made = new.new_page(root, today, given.page, options)
        elif given.what in PARTS and given.what != "value":
            made = new.new_part(root, today, given.what, options)
        else:
            made = new.new_record(root, today, given.what, options)
    sys.stdout.write(new.report(made))
    return 1 if made.problems else 0


def _new_site(given: argparse.Namespace) -> int:
    today = given.today or adapters.reading_date()
    paths, problems = new_site.write_site(given.folder.absolute(), given.title, given.language, today)
    if problems:
        sys.stdout.write(text_report(problems))
        return 1
    print(
        f"{given.folder}: a new site of {counted(len(paths), 'file')}. To see it:\n  cd {shlex.quote(str(given.folder))}\n  {COMMAND} serve"
    )
    if read_messages(given.language).language != given.language:
        catalogue = f"{given.folder}/messages/{given.language}.toml"
        print(
            f"What storysite itself says is in English: to change that, translate {FOLDER / 'en.toml'} as {catalogue}"
        )
    return 0


def _show(given: argparse.Namespace) -> int:
    with waiting("Reading everything"):
        project = adapters.project_at(given.project.resolve(), given.today)
    found = describe_record.account(project, given.id)
    sys.stdout.write(found or describe_record.unknown(project, given.id))
    if project.errors:
        print(
            f"The check finds {counted(len(project.errors), 'problem')}: what they touch is not told of.",
            file=sys.stderr,
        )
    return 0 if found else 1


def _changes(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    try:
        with waiting("Reading both states"), state_at(root, given.base) as folder:
            told = summary(Difference(read_project(folder, today), read_project(root, today)))
    except GitProblem as error:
        print(f"macros: the state at '{given.base}' cannot be read: {error}", file=sys.stderr)
        return 2
    sys.stdout.write(told)
    return 0


def _schema(given: argparse.Namespace) -> int:
    root = given.project.resolve()
    written = [*json_schema.write_schemas(root, read_components(root)[0].record_types), *issue_forms.write_forms(root)]
    print("\n".join(f"{path}: written" for path in written) or "All schemas are up to date.")
    return 0


def _reference(given: argparse.Namespace) -> int:
    from storysite.editing.reference import reference  # not above: it loads all that can be taken away

    root = given.project.resolve()
    components, problems = read_components(root)
    sys.stdout.write(reference(components, root if components.components != BUILT_IN else None))
    sys.stderr.write(text_report(problems) if problems else "")
    return 1 if problems else 0


def _upgrade(given: argparse.Namespace) -> int:
    written, problems = upgrade(given.project.resolve())
    if problems:
        sys.stdout.write(text_report(problems, partial(files.lines_of, given.project.resolve())))
        return 1
    print("\n".join(f"{path}: written" for path in written) or f"The data have format {FORMAT} already.")
    return 0
