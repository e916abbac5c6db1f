"""The commands of publishing: `release`, `sources`, `verify` and `compare`.  Arguments, clock, network and environment stay here."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from storysite.bootstrap.provenance import OriginProblem
from storysite.checks.read_project import read_project
from storysite.core import web_address
from storysite.core.diagnostics import counted, refusal, text_report
from storysite.deploy import compare_sites
from storysite.deploy.atomic_swap import NoPlace
from storysite.deploy.verify_live import fetcher, verify_live
from storysite.editing import link_check
from storysite.editing import release as releases
from storysite.engines import adapters
from storysite.ledger.changelog import told
from storysite.output import manifest
from storysite.project import Project

Adder = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(command: Adder) -> None:
    """Add them to the command line."""
    releasing = command(
        "release", release, "from now on the addresses are promised: write the ledger and what has changed"
    )
    releasing.add_argument(
        "--undo", action="store_true", help="take the last release back, as long as git has not committed it"
    )
    sources = command("sources", check_sources, "ask every outside address, and write when it was last seen")
    sources.add_argument(
        "--check",
        action="store_true",
        required=True,
        help="ask the network: for a scheduled job, never for a pull request",
    )
    verifying = command(
        "verify", verify, "hold a built site against its manifest, or take the whole ledger through a deployed one"
    )
    verifying.add_argument(
        "site", type=Path, nargs="?", default=Path("site"), metavar="SITE_DIR", help="the built site (default: site)"
    )
    verifying.add_argument("--live", type=_deployed, metavar="URL", help="the address of a deployed site")
    comparing = command("compare", compare, "hold two built sites against each other, page by page and file by file")
    comparing.add_argument("sites", nargs=2, type=Path, metavar="DIR", help="a built site")


def _deployed(text: str) -> str:
    """The address of a deployed site, which may be on this machine."""
    try:
        return web_address.read(text, at_home=True).text
    except web_address.AddressProblem as problem:
        raise argparse.ArgumentTypeError(f"{problem.message}; {problem.hint}") from problem


def _project(given: argparse.Namespace) -> tuple[Project, date]:
    today = given.today or adapters.reading_date()
    return read_project(given.project.resolve(), today), today


def release(given: argparse.Namespace) -> int:
    """Write a release, or take the last one back."""
    project, today = _project(given)
    if given.undo:
        done, words = releases.undo(project.root, project.library.past)
        print(words)
        return 0 if done else 1
    outcome = releases.prepare(project, today)
    if outcome.problems:
        sys.stdout.write(text_report(outcome.problems))
        print("Nothing was released.", file=sys.stderr)
        return 1
    if outcome.release is None:
        print("Nothing has changed since the last release: nothing was written.")
        return 0
    releases.write_all(outcome.files)
    added = sum(change.change == "added" for change in outcome.release.changes)
    print(
        f"Released {outcome.release.name}: {counted(added, 'id')} new, {len(outcome.release.changes) - added} changed."
    )
    for one in (
        told(outcome.release.changes, outcome.release, project.library.past.lives, project.library.kinds)
        if project.library.past.releases
        else ()
    ):
        print(f"  {one.what} “{one.title}”: {' '.join(line.words for line in one.lines)}")
    for path, _ in outcome.files:
        print(f"  wrote {path.relative_to(project.root).as_posix()}")
    return 0


def check_sources(given: argparse.Namespace) -> int:
    """Ask every outside address; the status says whether one is newly gone (1), or nothing could be asked (2)."""
    if os.environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        print("sources --check asks the network: it is for a scheduled job, never for a pull request", file=sys.stderr)
        return 2
    project, today = _project(given)
    if project.errors:
        sys.stdout.write(text_report(project.problems))
        return 1
    before, publisher = project.library.seen, project.library.publisher
    ask = link_check.asker(f"{publisher.title} link check (+{publisher.address})")
    try:
        found = link_check.check(link_check.outside_addresses(project), before, today, ask)
    except link_check.NoNetwork:
        print("macros: nothing was written: no address answers; see to the network, then try again", file=sys.stderr)
        return 2
    releases.write_all([(project.root / "docs" / "data" / "seen.yml", link_check.seen_text(found))])
    worse = link_check.worse(before, found)
    for one in worse:
        print(f"{one.answer}{f' ({one.code})' if one.code else ''}: {one.url}")
    there = sum(one.answer in {"there", "moved"} for one in found)
    print(f"{there} of {counted(len(found), 'page')} on the web answer; {len(worse)} newly do not.")
    return 1 if worse else 0


@contextmanager
def in_one_line(outcome: str) -> Iterator[None]:
    """End with one line where the machine refuses: a full disk, a folder that cannot be written, Ctrl-C."""
    try:
        yield
    except (OriginProblem, NoPlace) as problem:
        sys.exit(f"macros: {outcome}: {problem}")
    except OSError as error:
        sys.exit(f"macros: {outcome}: {refusal(error)}")
    except KeyboardInterrupt:
        sys.exit(f"macros: {outcome}: stopped")


def verify(given: argparse.Namespace) -> int:
    """Hold a folder against its manifest, or a deployed site against the ledger."""
    return _verify_folder(given.site) if given.live is None else _verify_live(given)


def _verify_folder(site: Path) -> int:
    with in_one_line("nothing was verified"):
        try:
            told = manifest.read_manifest(site)
        except manifest.NoManifest as problem:
            print(f"macros: {problem}", file=sys.stderr)
            return 1
        found = manifest.differences(site, told)
    for line in found:
        print(line)
    print(manifest.summary(told, len(found)))
    return 1 if found else 0


def _verify_live(given: argparse.Namespace) -> int:
    project, _ = _project(given)
    if not project.library.past.releases:
        print("Nothing has been released yet: there is no address to hold the site to.")
        return 0
    found = verify_live(project, given.live, fetcher())
    for failure in found.failures:
        print(failure)
    for missing in found.missing:
        print(f"The host lacks {missing}.")
    print(
        f"{len(project.library.past.lives)} published addresses, {found.asked} pages asked, {counted(len(found.failures), 'failure')}."
    )
    return 1 if found.failures else 0


def compare(given: argparse.Namespace) -> int:
    """Hold two built folders against each other."""
    allowed = compare_sites.allowed()
    with in_one_line("nothing was compared"):
        try:
            first, second = given.sites
            found = compare_sites.compare(first, second, allowed)
        except compare_sites.NoSite as problem:
            print(problem, file=sys.stderr)
            return 2
    print(compare_sites.report(found, allowed))
    return 1 if found.differences else 0
