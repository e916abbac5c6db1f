"""The whole ledger taken through a deployed site: whether every address answers, and what the host does not do."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from storysite.output.manifest import FILE as MANIFEST
from storysite.output.manifest import digest
from storysite.pages.csp import RESOURCE_POLICY, SENT
from storysite.project import Project

ID = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
WORD = re.compile(r"[^\W_]{3,}")
NOWHERE = "id/this-was-never-published/"
"""An address that no site of ours has."""


class Answer(NamedTuple):
    """What a host answers, no redirect followed."""

    code: int | None
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: str
    content: bytes = b""
    """The same as it was sent."""


Fetch = Callable[[str], Answer]


@dataclass
class Found:
    """What the ledger's way through a site brought to light."""

    asked: int = 0
    failures: list[str] = field(default_factory=list)
    """Addresses that do not answer as they should."""
    missing: list[str] = field(default_factory=list)
    """What the host does not do."""
    about: str = ""
    """Which build answers, in words."""


def verify_live(project: Project, root: str, fetch: Fetch) -> Found:
    """Ask for every published page, heading and id at `root`, the address of a deployed site, and for the files.

    What answers is to be ours: a page has the words of its title, and a file the digest that the site's manifest names.
    """
    check = _Check(project, f"{root.rstrip('/')}/", fetch)
    check.manifest()
    for address in sorted(project.library.past.lives):
        check.published(address)
    check.host()
    return check.found


@dataclass
class _Check:
    project: Project
    root: str
    fetch: Fetch
    found: Found = field(default_factory=Found)
    kept: dict[str, tuple[Answer, set[str]]] = field(default_factory=dict)
    stubs: list[str] = field(default_factory=list)

    def ask(self, address: str) -> tuple[Answer, set[str]]:
        """The answer of an address of the site, and the ids that stand on the page."""
        if address not in self.kept:
            answer = self.fetch(self.root + quote(address, safe="/%"))
            ids = {unescape(a or b or c) for a, b, c in ID.findall(answer.body)}
            self.kept[address] = answer, ids
            self.found.asked += 1
        return self.kept[address]

    def fail(self, id: str, words: str) -> None:
        self.found.failures.append(f"{id}: {words}")

    def published(self, id: str) -> None:
        """One line of the ledger."""
        past, present = self.project.library.past, self.project.addresses.present
        if not id.startswith("/"):
            item = self.project.library.items.get(id)
            if self.answers(id, f"id/{id}/", item.title if item else past.lives[id].said.title):
                for place in past.lives[id].places:
                    self.anchor(id, place, id)
            return
        page, _, fragment = id.partition("#")
        if fragment:
            self.anchor(id, page, fragment)
        elif past.lives[id].kind == "file":
            self.file(id)
        elif page in present:
            self.answers(id, page[1:], present[page][1].title)
        else:
            self.moved(id, page)

    def file(self, file: str) -> None:
        """A file that the ledger lists answers, or leads to what took its place."""
        answer, _ = self.ask(file[1:])
        target = self.project.addresses.files.leads_to(file) or ""
        if answer.code in {301, 308}:
            if not self.leads_to(file, answer.headers.get("location", ""), target):
                self.fail(
                    file, f"{self.root}{file[1:]} leads on to {answer.headers.get('location')}, and should to {target}"
                )
        elif answer.code != 200:
            self.fail(file, f"{self.root}{file[1:]} answers {answer.code or 'nothing'}")

    def answers(self, id: str, address: str, title: str) -> bool:
        """Whether an address answers, and with the page that belongs there."""
        answer, _ = self.ask(address)
        if answer.code != 200:
            self.fail(id, f"{self.root}{address} answers {answer.code or 'nothing'}")
        elif not _words(title) <= _words(unescape(answer.body)):
            self.fail(id, f"{self.root}{address} answers with another page: “{title}” does not stand on it")
            return False
        return answer.code == 200

    def manifest(self) -> None:
        """The build that answers says which it is, and each promised file is as it was built."""
        answer, _ = self.ask(MANIFEST)
        try:
            told = json.loads(answer.body) if answer.code == 200 else None
        except json.JSONDecodeError:
            told = None
        if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
            self.fail(
                MANIFEST, f"{self.root}{MANIFEST} does not say which build this is: what answers is not this site"
            )
            return
        release = self.project.library.past.releases[-1].name if self.project.library.past.releases else "none"
        commit = f"commit {str(told['commit'])[:12]}" if told.get("commit") else "no commit"
        self.found.about = f"{told.get('site')}, {commit}, read on {told.get('read_on')}, release {told.get('release')}"
        if told.get("site") != self.project.library.publisher.address:
            self.fail(
                MANIFEST, f"the build was made for {told.get('site')}, not for {self.project.library.publisher.address}"
            )
        if told.get("release") != release:
            self.fail(MANIFEST, f"the build knows the release {told.get('release')}, and the last one is {release}")
        for file in sorted(self.project.addresses.files.now):
            if (wanted := told["files"].get(unquote(file[1:]))) is not None:
                answer, _ = self.ask(file[1:])
                if answer.code != 200:
                    self.fail(file, f"{self.root}{file[1:]} answers {answer.code or 'nothing'}")
                elif digest(answer.content) != wanted:
                    self.fail(file, f"{self.root}{file[1:]} is not the file that was built")

    def moved(self, id: str, page: str) -> None:
        """A page that has moved leads on by itself, or by the page at its old address."""
        target = self.project.library.past.leads_to(page, self.project.addresses.present) or ""
        answer, ids = self.ask(page[1:])
        if answer.code == 200 and "moved-to" in ids:
            self.stubs.append(page)
        elif answer.code not in {301, 308}:
            self.fail(id, f"{self.root}{page[1:]} answers {answer.code or 'nothing'}, and should lead on to {target}")
        elif not self.leads_to(page, answer.headers.get("location", ""), target):
            self.fail(id, f"{self.root}{page[1:]} leads on to {answer.headers.get('location')}, and should to {target}")

    def leads_to(self, page: str, location: str, target: str) -> bool:
        """Whether a redirect from a page leads to a target; the host may have a name of its own."""
        try:
            return urlsplit(urljoin(self.root + page[1:], location)).path == urlsplit(self.root + target[1:]).path
        except ValueError:  # what the host sends is no address
            return False

    def anchor(self, id: str, page: str, fragment: str) -> None:
        """A link into a page finds its place there, or on the page that the old address leads on to."""
        answer, ids = self.ask(page[1:])
        if answer.code in {301, 308}:
            to = self.project.library.past.leads_to(page, self.project.addresses.present) or page
            answer, ids = self.ask(to[1:].partition("#")[0])
        if answer.code != 200:
            self.fail(id, f"{self.root}{page[1:]} answers {answer.code or 'nothing'}")
        elif fragment not in ids:
            self.fail(id, f"{self.root}{page[1:]} has no place #{fragment}")

    def host(self) -> None:
        """What a good host does, and this one does not."""
        answer, _ = self.ask("")
        if self.stubs:
            moved = ", ".join(sorted(self.stubs))
            self.found.missing.append(f"redirects (301) from _redirects: {moved} led on by the page at the old address")
        for header in self.wanted():
            if header.lower() not in answer.headers:
                self.found.missing.append(f"the header {header}")
        nowhere, _ = self.ask(NOWHERE)
        if nowhere.code != 404:
            self.found.missing.append(f"the status 404 where nothing is: {NOWHERE} answers {nowhere.code or 'nothing'}")
        elif "This page is not here" not in nowhere.body:
            self.found.missing.append("our own page where nothing is: 404.html")

    def wanted(self) -> Iterator[str]:
        yield "Content-Security-Policy"
        yield from (*SENT, RESOURCE_POLICY)
        if self.root.startswith("https:"):
            yield "Strict-Transport-Security"


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


# --- the shell --------------------------------------------------------------------------------


def fetcher(timeout: float = 20.0) -> Fetch:
    """Asks a host over one connection."""
    connections: dict[str, http.client.HTTPConnection] = {}

    def fetch(address: str) -> Answer:
        parts = urlsplit(address)
        key = f"{parts.scheme}://{parts.netloc}"
        for attempt in (1, 2):  # a host may close the connection between two questions
            if key not in connections:
                kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
                connections[key] = kind(parts.netloc, timeout=timeout)
            try:
                connections[key].request(
                    "GET", parts.path or "/", headers={"User-Agent": "macros verify", "Accept": "*/*"}
                )
                response = connections[key].getresponse()
                content = response.read()
                body = content.decode("utf-8", "replace")
            except (OSError, http.client.HTTPException):
                connections.pop(key).close()
                if attempt == 2:
                    return Answer(None, {}, "")
                continue
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, body, content)
        return Answer(None, {}, "")

    return fetch
