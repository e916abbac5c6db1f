"""What the commands do: reading arguments, the clock and the environment happens here, the work elsewhere."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from storysite.bootstrap import test_runner
from storysite.bootstrap.environment import ENGINE, ENGINES
from storysite.bootstrap.installation import COMMAND, IN_CHECKOUT
from storysite.bootstrap.provenance import Origin, OriginProblem, origin_of
from storysite.cli import authoring, publishing, renaming
from storysite.core.diagnostics import summary, text_report
from storysite.editing.files import lines_of
from storysite.engines import adapters


def main(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    if arguments[:1] == ["test"] and IN_CHECKOUT:
        return test_runner.run(arguments[1:])
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except OriginProblem as problem:
        sys.exit(f"macros: {problem}")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = argparse.ArgumentParser(prog=COMMAND, description="A story site made from records.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run, help: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        added.add_argument(
            "--today", type=authoring.day, default=None, metavar="DATE", help="the reading date (default: today)"
        )
        added.add_argument(
            "--project", type=Path, default=Path.cwd(), metavar="DIR", help="the project (default: this folder)"
        )
        return added

    _add_commands(command)
    authoring.add_commands(command)
    renaming.add_commands(command)
    publishing.add_commands(command)
    if IN_CHECKOUT:
        commands.add_parser("test", help="run the tests (further words go to pytest)", add_help=False)
    return whole


def _add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that check, build and show a site."""
    checking = command("check", _check, "check all records and pages")
    default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    checking.add_argument(
        "--format", choices=sorted(authoring.REPORTS), default=default, help="how problems are printed"
    )
    checking.add_argument("--fix", action="store_true", help="mend what has only one right answer, then check")
    checking.add_argument(
        "--against",
        default="",
        metavar="COMMIT",
        help="also tell where the ledger or a release was rewritten since a branch, a tag or a commit",
    )
    building = command("build", _build, "check, build, verify, and put the new site in the place of the old")
    building.add_argument(
        "--site-dir", type=Path, default=Path("site"), metavar="DIR", help="where the site goes (default: site)"
    )
    building.add_argument("--engine", choices=ENGINES, default=ENGINE, help=f"what makes the pages (default: {ENGINE})")
    offline = command("offline", _offline, "pack the site as one ZIP whose pages open from a disk")
    offline.add_argument(
        "--out",
        type=_zip,
        default=Path("dist/offline.zip"),
        metavar="FILE",
        help="where the ZIP goes (default: dist/offline.zip)",
    )
    offline.add_argument(
        "--keep",
        type=_web,
        default="",
        metavar="ADDRESS",
        help="write it down as the copy of the last release, which will be kept at this address; {release} is its name",
    )
    serving = command("serve", _serve, "show the site on this machine and follow every change")
    serving.add_argument("--port", type=_port, default=8000, help="the port on 127.0.0.1 (default: 8000)")
    serving.add_argument("--open", action="store_true", help="open the page that was saved last in the browser")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) < 65536):
        raise argparse.ArgumentTypeError(f"'{text}' is no port; write a number up to 65535, or 0 for any that is free")
    return int(text)


def _web(text: str) -> str:
    if not re.match(r"https?://[^/\s]+/\S+\Z", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no web address of a file; write one that begins with https://")
    return text


def _zip(text: str) -> Path:
    if not text.lower().endswith(".zip"):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no ZIP: what lies there would be replaced; write a name that ends in .zip"
        )
    return Path(text)


def _see_to_site(root: Path) -> None:
    """End with a word where a folder holds no site at all."""
    if not (root / "mkdocs.yml").exists() and not (root / "docs").exists():
        sys.exit(f"There is no site in {root}: name its folder with --project, or begin one: {COMMAND} new site DIR")


def _check(given: argparse.Namespace) -> int:
    _see_to_site(given.project.resolve())
    return authoring.check(given.project.resolve(), given.today, given.format, given.fix, given.against)


def _build(given: argparse.Namespace) -> int:
    from storysite.deploy.build import build  # not above: what makes slides and pictures takes a second to load

    if not IN_CHECKOUT and importlib.util.find_spec(given.engine) is None:
        sys.exit(f"macros: {given.engine} is not installed: pip install 'storysite[{given.engine}]'")
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    _see_to_site(root)
    with publishing.in_one_line("nothing was published"):
        problems = build(root, given.site_dir.resolve(), today, _origin(given, root, today), given.engine)
    if problems:
        sys.stdout.write(text_report(problems, partial(lines_of, root)))
        print(f"Nothing was published: {summary(problems)}.", file=sys.stderr)
    if any(problem.level == "error" for problem in problems):
        return 1
    print(f"The site is in {given.site_dir}.")
    return 0


def _offline(given: argparse.Namespace) -> int:
    from storysite.deploy.whole_edition import write_offline

    root, today = given.project.resolve(), given.today or adapters.reading_date()
    with publishing.in_one_line("nothing was packed"):
        problems, pages = write_offline(root, given.out.resolve(), today, _origin(given, root, today), given.keep)
    if problems:
        sys.stdout.write(text_report(problems, partial(lines_of, root)))
        print(f"Nothing was packed: {summary(problems)}.", file=sys.stderr)
        return 1
    print(f"{given.out}: {pages} pages. Unpack it and open index.html.")
    return 0


def _origin(given: argparse.Namespace, root: Path, today: date) -> Origin:
    """What is built, and a word where git or the clock say something strange."""
    origin = origin_of(root, today, os.environ)
    if origin.missing:
        print(f"macros: no commit ({origin.missing}): the build is dated {origin.moment}", file=sys.stderr)
    elif given.today is None and adapters.TODAY not in os.environ and today < origin.day - timedelta(days=1):
        print(
            f"macros: today, {today}, lies before the commit of {origin.day}: is the clock right? --today names a reading date",
            file=sys.stderr,
        )
    return origin


def _serve(given: argparse.Namespace) -> int:
    from storysite.preview import serve

    return serve(given.project.resolve(), given.port, given.today, given.open)
