"""What the commands do: reading arguments, the clock and the environment happens here, the work elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from macros import engines, testing
from macros.problems import counted, github_report, json_report, summary, text_report
from macros.site.build import build

REPORTS = {"text": text_report, "github": github_report, "json": json_report}


def main(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    if arguments[:1] == ["test"]:
        return testing.run(arguments[1:])
    given = _parser().parse_args(arguments)
    return int(given.run(given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m macros", description="A story site made from records.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run, help: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        added.add_argument("--today", type=_day, default=None, metavar="DATE", help="the reading date (default: today)")
        added.add_argument("--project", type=Path, default=Path.cwd(), metavar="DIR", help="the project (default: this folder)")
        return added

    checking = command("check", _check, "check all records and pages")
    default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    checking.add_argument("--format", choices=sorted(REPORTS), default=default, help="how problems are printed")
    building = command("build", _build, "check, build, verify, and put the new site in the place of the old")
    building.add_argument("--site-dir", type=Path, default=Path("site"), metavar="DIR", help="where the site goes (default: site)")
    serving = command("serve", _serve, "show the site on this machine and follow every change")
    serving.add_argument("--port", type=int, default=8000, help="the port on 127.0.0.1 (default: 8000)")
    commands.add_parser("test", help="run the tests (further words go to pytest)", add_help=False)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write it as 2026-11-20") from error


def _check(given: argparse.Namespace) -> int:
    project = engines.project_at(given.project.resolve(), given.today)
    if project.problems:
        sys.stdout.write(REPORTS[given.format](project.problems))
    elif given.format == "json":
        sys.stdout.write(json_report(()))
    else:
        print(f"{counted(len(project.library.entries), 'record')} and {counted(len(project.pages), 'page')} are in order.")
    return 1 if project.errors else 0


def _build(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or engines.reading_date()
    problems = build(root, given.site_dir.resolve(), today)
    if problems:
        sys.stdout.write(text_report(problems))
        print(f"Nothing was published: {summary(problems)}.", file=sys.stderr)
    return 1 if any(problem.level == "error" for problem in problems) else 0


def _serve(given: argparse.Namespace) -> int:
    from macros.preview import serve

    return serve(given.project.resolve(), given.port, given.today)
