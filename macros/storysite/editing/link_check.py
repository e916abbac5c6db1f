"""Whether outside addresses still answer: asked by a scheduled job, never by a pull request.

`python -m macros sources --check` asks each address that a record or a page leads to, one at a time, and writes what it
answered and when into `docs/data/seen.yml`, from which pages print when a source was last seen.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import date
from typing import IO, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from storysite.core import web_address
from storysite.core.dates import parse
from storysite.core.inline_markup import pieces
from storysite.project import Project
from storysite.records import Seen
from storysite.records.lifecycle import Answered
from storysite.source.record_texts import walk

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
ENOUGH = 8
"""As many hosts at the beginning, none of which answers, say that there is no network."""
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
    private: bool = False
    """Whether the host is a machine that only its neighbours reach: it was not asked."""


class NoNetwork(Exception):
    """Nothing answers at all: this says something of the network, and nothing of the addresses."""


Ask = Callable[[str], Answer]


def outside_addresses(project: Project) -> list[str]:
    """Every address on the web that a record or a page leads to, but those of the site itself."""
    library = project.library
    found = {address for source in library.sources.values() for address in (source.url, source.archive) if address}
    for entry in library.entries:
        for _, text, _ in walk(entry.record):
            found.update(piece.target for piece in pieces(text) if piece.kind == "web")
    found.update(
        link.target
        for page in project.pages.values()
        for link in page.links
        if link.target.startswith(("http://", "https://"))
    )
    found.update(filter(None, [library.publisher.repository]))
    own = urlsplit(library.publisher.address).netloc
    return sorted(address for address in found if not _passed_over(address, own))


def _passed_over(address: str, own: str) -> bool:
    try:
        return urlsplit(address).netloc == own or web_address.read(address).reserved
    except ValueError:  # nothing will answer there, and that is told
        return False


def check(addresses: Iterable[str], before: dict[str, Seen], today: date, ask: Ask) -> list[Seen]:
    """What each address answers today; where it is not there, when it last was.

    Raises NoNetwork where none answers, or where one that has answered is silent in the end.
    """
    day = parse(str(today))
    found: list[Seen] = []
    for address in addresses:
        answer, code, to = _followed(address, ask)
        last = before[address].seen if address in before else None
        found.append(
            Seen(
                url=address,
                asked=day,
                answer=answer,
                code=code,
                to=to,
                seen=day if answer in {"there", "moved"} else last,
            )
        )
        if all(one.answer == "silent" for one in found) and len({urlsplit(one.url).netloc for one in found}) == ENOUGH:
            raise NoNetwork
    answered = [one.url for one in found if one.code is not None]
    if any(one.answer == "silent" for one in found) and (not answered or _followed(answered[-1], ask)[1] is None):
        raise NoNetwork
    return found


def _followed(address: str, ask: Ask) -> tuple[Answered, int | None, str | None]:
    """The answer in a word, its status, and where an address that has moved for good leads to."""
    at, moved, first = address, False, None
    for _ in range(HOPS):
        code, location, private = ask(at)
        first = first or code
        if private:
            return "refused", first, None
        if code in LASTING | PASSING and location:
            moved = moved or code in LASTING
            at = _joined(at, location)
            if not web_address.is_web_address(at):
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
    return [
        seen for seen in now if seen.answer not in good and (seen.url not in before or before[seen.url].answer in good)
    ]


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

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage
    ) -> None:
        return None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class _Private(OSError):
    """A host is a machine that only its neighbours reach."""


def _numbers(host: str, port: int) -> list[str]:
    """The IP addresses of a host; raises _Private where one of them is not for everybody."""
    found = [str(place[0]) for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(map(web_address.is_public, found)):
        raise _Private(f"{host} is not for everybody")
    return found


def _connected(host: str, port: int, timeout: float | None) -> socket.socket:
    """A connection to an address that was looked at: a name that is asked for a second time may mean another."""
    failed = OSError(f"{host} has no address")
    for number in _numbers(host, port):
        try:
            return socket.create_connection((number, port), timeout)
        except OSError as error:
            failed = error
    raise failed


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout)


class _Secure(http.client.HTTPSConnection):
    def connect(self) -> None:
        plain = _connected(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


class _Public(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Asks public hosts alone. A proxy may stand between: it is asked for names that mean nothing private here."""

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(request, _Plain, http.client.HTTPConnection)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(request, _Secure, http.client.HTTPSConnection)

    def _open(self, request: urllib.request.Request, direct: Any, proxied: Any) -> http.client.HTTPResponse:
        wanted = urlsplit(request.full_url)
        if request.host == wanted.netloc:
            return self.do_open(direct, request)
        try:
            _numbers(wanted.hostname or "", wanted.port or 443)
        except socket.gaierror:
            pass  # only the proxy knows names
        return self.do_open(proxied, request)


def asker(name: str, timeout: float = TIMEOUT, pause: float = PAUSE) -> Ask:
    """Asks the web, politely: says who asks, waits between two questions to one host, and fetches no more than it must."""
    opener = urllib.request.build_opener(_Stay, _Public)
    last: dict[str, float] = {}

    def once(address: web_address.WebAddress, method: str) -> Answer:
        wait = last.get(address.host, -pause) + pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            request = urllib.request.Request(
                address.asked, method=method, headers={"User-Agent": name, "Accept": "*/*"}
            )
            with opener.open(request, timeout=timeout) as response:
                return Answer(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get("Location") or "")
        except urllib.error.URLError as error:
            return Answer(None, private=isinstance(error.reason, _Private))
        except _Private:
            return Answer(None, private=True)
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(None)
        finally:
            last[address.host] = time.monotonic()

    def ask(text: str) -> Answer:
        try:
            address = web_address.read(text)
        except web_address.AddressProblem:
            return Answer(None, private=True)
        answer = once(address, "HEAD")
        again = answer.code in NO_HEAD or (answer.code is None and not answer.private)
        return once(address, "GET") if again else answer

    return ask
