"""The commands of publishing: `release`, `sources`, `verify` and `compare`.  Arguments, clock, network and environment stay here."""

from __future__ import annotations

import argparse
import json
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
from storysite.exports import check_links as proposals
from storysite.exports.check_data import check_data
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
    linking = command(
        "check-links", check_links, "tell what has become of each link and figure of the site in a proposal"
    )
    linking.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a text, or a document that ends in .docx, .pptx or .xlsx"
    )
    linking.add_argument("--since", type=_since, metavar="DAY", help="the day of links that carry none")
    linking.add_argument(
        "--list", type=Path, metavar="JSON", help="the site's data/check.json (default: made from the project)"
    )
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
    return read_project(given.project.resolve(), today, address=adapters.site_address()), today


def release(given: argparse.Namespace) -> int:
    """Write a release, or take the last one back."""
    project, today = _project(given)
    if given.undo:
        done, words = releases.undo(project.root, project.library.past)
        print(words)
        return 0 if done else 1
    if today > date.today():
        print(f"macros: {today} is still to come: a release is dated on the day on which it is made", file=sys.stderr)
        return 1
    if web_address.read_site(project.library.publisher.address).reserved:
        print(
            f"macros: {project.library.publisher.address} is a reserved address that reaches nobody: fill in address: in "
            "docs/data/publisher.yml, or set SITE_URL, before others link to the site",
            file=sys.stderr,
        )
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
        told(
            outcome.release.changes,
            outcome.release,
            project.library.past.lives,
            project.library.kinds,
            project.library.messages,
        )
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
    addresses = link_check.outside_addresses(project)
    if not addresses:
        print("No record and no page names an address on the web: nothing was asked, and nothing was written.")
        return 0
    before, publisher = project.library.seen, project.library.publisher
    ask = link_check.asker(f"{publisher.title} link check (+{publisher.address})")
    try:
        found = link_check.check(addresses, before, today, ask)
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
    if found.about:
        print(f"What answers is the build of {found.about}.")
    print(
        f"{len(project.library.past.lives)} published addresses, {found.asked} pages asked, {counted(len(found.failures), 'failure')}."
    )
    return 1 if found.failures else 0


def _since(text: str) -> str:
    if not proposals.is_day(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as 2026-11-20")
    return text


def check_links(given: argparse.Namespace) -> int:
    """Hold documents against the site; the status says whether something wants a look (1), or could not be read (2)."""
    with in_one_line("nothing was checked"):
        data = json.loads(given.list.read_text(encoding="utf-8")) if given.list else check_data(_project(given)[0])
        found = []
        for path in given.files:
            try:
                text, written = proposals.read_document(path)
            except proposals.NotRead as problem:
                print(f"macros: {problem}", file=sys.stderr)
                return 2
            found += [(path, one) for one in proposals.check_text(data, text, given.since or written)]
    for path, one in found:
        print(f"{path}: {one.found}")
        for line in (one.about, *one.lines):
            if line:
                print(f"  {line}")
    changed = sum(one.changed for _, one in found)
    words = "nothing" if not found else "changed-count" if changed else "same-count"
    print(data["words"][words].format(changed=changed, all=len(found)))
    return 1 if changed else 0


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
