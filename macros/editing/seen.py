"""Whether outside addresses still answer: asked by a scheduled job, never by a pull request.

`python -m macros sources --check` asks each address that a record or a page leads to, one at a time, and writes what it
answered and when into `docs/data/seen.yml`, from which pages print when a source was last seen.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from macros.dates import parse
from macros.library import walk
from macros.project import Project
from macros.prose import WEB, pieces
from macros.records import Seen

TIMEOUT = 20.0
PAUSE = 1.0
"""Seconds between two questions to the same host."""
HOPS = 5
"""How often an address may lead on."""
LASTING = {301, 308}
PASSING = {302, 303, 307}
GONE = {404, 410}
NO_HEAD = {400, 403, 404, 405, 406, 501}
"""What hosts answer that do not know HEAD: they are asked again for the page."""
RESERVED = (".example", ".invalid", ".test", ".localhost")
"""Ends of host names that reach nobody."""
HEAD = """\
# yaml-language-server: $schema=schema/seen.schema.json
# What each outside address answered when it was last asked. Written by `python -m macros sources --check`.
#
# - url: https://www.example.org/report
#   asked: 2026-11-20
#   answer: there
#   code: 200
#   seen: 2026-11-20
"""


class Answer(NamedTuple):
    """What came back at once, no redirect followed: a status and where it leads, or no status where nothing came."""

    code: int | None
    location: str = ""


Ask = Callable[[str], Answer]


def outside_addresses(project: Project) -> list[str]:
    """Every address on the web that a record or a page leads to, but those of the site itself."""
    library = project.library
    found = {address for source in library.sources.values() for address in (source.url, source.archive) if address}
    for entry in library.entries:
        for _, text, _ in walk(entry.record):
            found.update(piece.target for piece in pieces(text) if piece.kind == "web")
    found.update(link.target for page in project.pages.values() for link in page.links if link.target.startswith(("http://", "https://")))
    found.update(filter(None, [library.publisher.repository]))
    own = urlsplit(library.publisher.address).netloc
    return sorted(address for address in found if not _passed_over(address, own))


def _passed_over(address: str, own: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # nothing will answer there, and that is told
        return False
    return parts.netloc == own or (parts.hostname or "").endswith(RESERVED)


def check(addresses: Iterable[str], before: dict[str, Seen], today: date, ask: Ask) -> list[Seen]:
    """What each address answers today; where it is not there, when it last was."""
    day = parse(str(today))
    found = []
    for address in addresses:
        answer, code, to = _followed(address, ask)
        last = before[address].seen if address in before else None
        found.append(Seen(url=address, asked=day, answer=answer, code=code, to=to, seen=day if answer in {"there", "moved"} else last))
    return found


def _followed(address: str, ask: Ask) -> tuple[str, int | None, str | None]:
    """The answer in a word, its status, and where an address that has moved for good leads to."""
    at, moved, first = address, False, None
    for _ in range(HOPS):
        code, location = ask(at)
        first = first or code
        if code in LASTING | PASSING and location:
            moved = moved or code in LASTING
            at = _joined(at, location)
            if not WEB.match(at):
                return "refused", code, None
            continue
        if code is None:
            return "silent", None, None
        if 200 <= code < 300:
            return ("moved", first, at) if moved and at != address else ("there", code, None)
        return ("gone" if code in GONE else "refused"), code, None
    return "refused", first, None


def _joined(address: str, location: str) -> str:
    """Where a redirect leads; nothing where that is no address."""
    try:
        return urljoin(address, location)
    except ValueError:
        return ""


def worse(before: dict[str, Seen], now: Iterable[Seen]) -> list[Seen]:
    """The addresses that no longer answer and did when they were last asked, or were never asked."""
    good = {"there", "moved"}
    return [seen for seen in now if seen.answer not in good and (seen.url not in before or before[seen.url].answer in good)]


def seen_text(found: Iterable[Seen]) -> str:
    """The answers as their file holds them."""
    records = []
    for seen in found:
        fields = {"url": json.dumps(seen.url), "asked": seen.asked.text, "answer": seen.answer, "code": seen.code}
        fields |= {"to": json.dumps(seen.to) if seen.to else None, "seen": seen.seen.text if seen.seen else None}
        lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
        records.append("- " + "\n  ".join(lines) + "\n")
    return "\n".join([HEAD, *records])


# --- the shell --------------------------------------------------------------------------------


class _Stay(urllib.request.HTTPRedirectHandler):
    """Lets a redirect be seen, not followed."""

    def http_error_302(self, *_: object) -> None:
        return None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def asker(name: str, timeout: float = TIMEOUT, pause: float = PAUSE) -> Ask:
    """Asks the web, politely: says who asks, waits between two questions to one host, and fetches no more than it must."""
    opener = urllib.request.build_opener(_Stay)
    last: dict[str, float] = {}

    def once(address: str, method: str) -> Answer:
        host = address.split("/")[2] if address.count("/") > 1 else address
        wait = last.get(host, -pause) + pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            request = urllib.request.Request(address, method=method, headers={"User-Agent": name, "Accept": "*/*"})
            with opener.open(request, timeout=timeout) as response:
                return Answer(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get("Location") or "")
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(None)
        finally:
            last[host] = time.monotonic()

    def ask(address: str) -> Answer:
        answer = once(address, "HEAD")
        return once(address, "GET") if answer.code is None or answer.code in NO_HEAD else answer

    return ask
