"""Addresses on the web, read in one way for records, pages, the publisher and everything that asks the web."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, quote, urlsplit

BEGINS = "an address begins with https:// or http://"
FORBIDDEN = re.compile(r"[<>\"'`\\{}|^]")
"""What an address holds only as %XX: it would end an address in a page, a header or a server's file."""
LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
HOST_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
LAST_LABEL = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
"""A host that ends so is an IPv4 address, however it is written (WHATWG URL, "ends in a number checker")."""
KEPT = "/:?#[]@!$&'()*+,;=%~"
"""Signs that an address holds as they are, beside letters and digits."""
SITE_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*\Z")
AT_HOME = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")
"""Ends of host names that mean another machine, or none, from each place."""
RESERVED = ("example", "invalid", "test", "localhost")
"""Ends of host names that reach nobody (RFC 2606)."""
MIXTURES = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "FULLWIDTH"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)
"""Scripts that are written together in one word (UTS 39, "highly restrictive")."""
LOOKALIKES = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡοαυνκρ")
"""Small Cyrillic and Greek letters that are taken for Latin ones."""


class AddressProblem(ValueError):
    """What is wrong with an address, and what to write."""

    def __init__(self, message: str, hint: str = BEGINS):
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class WebAddress:
    """The parts of an address that was read."""

    text: str
    scheme: str
    host: str
    """In small letters, without a port; an IPv6 address without its brackets."""
    port: int | None

    @property
    def asked(self) -> str:
        """The address as a host is asked for it: in ASCII, without a fragment."""
        parts = urlsplit(self.text)
        host = f"[{self.host}]" if ":" in self.host else _as_ascii(self.host)
        netloc = f"{host}:{self.port}" if self.port else host
        return parts._replace(
            netloc=netloc, path=quote(parts.path or "/", safe=KEPT), query=quote(parts.query, safe=KEPT), fragment=""
        ).geturl()

    @property
    def reserved(self) -> bool:
        """Whether the host is a placeholder that reaches nobody."""
        return self.host.rpartition(".")[2] in RESERVED


@cache
def read(text: str, at_home: bool = False) -> WebAddress:
    """Read an address on the web; raises AddressProblem.

    `at_home` allows machines that only this one can reach, for a site that is tried on this machine.
    """
    shown = text if text.isprintable() else ascii(text)[1:-1]
    if not re.match(r"https?://", text):
        begin = re.match(r"(https?)://", text, re.IGNORECASE)
        raise AddressProblem(f"'{shown}' is not a web address", f"{BEGINS}, in small letters" if begin else BEGINS)
    _see_to_signs(text, shown)
    parts, port = _parts(text, shown)
    host = (parts.hostname or "").removesuffix(".")
    if not host:
        raise AddressProblem(
            f"'{shown}' has no host", "behind https:// stands the name of a host, such as www.example.org"
        )
    _see_to_host(host, shown, parts.netloc.startswith("["), at_home)
    return WebAddress(text, parts.scheme, host, port)


def _see_to_signs(text: str, shown: str) -> None:
    """Refuse signs that no address holds as they stand."""
    if re.search(r"\s", text):
        if re.search(r"\s", re.split(r"[/?#]", text.strip())[2]):
            raise AddressProblem(f"'{shown}' has a blank in its host", "the name of a host has none: take it out")
        raise AddressProblem(
            f"'{shown}' has a blank in it",
            f"a blank in an address is written %20; write '{quote(text.strip(), safe=KEPT)}'",
        )
    if not text.isprintable():
        sign = next(sign for sign in text if not sign.isprintable())
        raise AddressProblem(
            f"'{shown}' holds a character that cannot be seen (U+{ord(sign):04X})",
            "copy the address again, or take the character out",
        )
    if match := FORBIDDEN.search(text):
        raise AddressProblem(f"'{shown}' has {match[0]} in it", f"in an address it is written {quote(match[0])}")
    if match := LOOSE_PERCENT.search(text):
        raise AddressProblem(
            f"'{shown}' has a % that is no escape", "two digits from 0 to F follow a %; a % itself is written %25"
        )


def _parts(text: str, shown: str) -> tuple[SplitResult, int | None]:
    """An address in parts, and its port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        if "port" in str(error).lower():
            raise AddressProblem(
                f"'{shown}' has a port that is none",
                "a port is a number from 1 to 65535; leave it out where the page opens without it",
            ) from error
        raise AddressProblem(
            f"the host of '{shown}' cannot be read",
            "a host is a name such as www.example.org; only an IPv6 address stands in [ ]",
        ) from error
    if "@" in parts.netloc:
        raise AddressProblem(
            f"'{_without_user(parts)}' is written with a user or a password before its host",
            f"write '{_without_user(parts)}': whoever reads it would have the password",
        )
    if port == 0:
        raise AddressProblem(
            f"'{shown}' has a port that is none",
            "a port is a number from 1 to 65535; leave it out where the page opens without it",
        )
    return parts, port


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with an address on the web, and what to write; nothing where it is in order."""
    try:
        read(text)
    except AddressProblem as problem:
        return problem.message, problem.hint
    return None


def is_web_address(text: str) -> bool:
    """Whether a text is an address on the web."""
    return fault(text) is None


def read_site(text: str) -> WebAddress:
    """Read the address that a site is published at; raises AddressProblem.

    Other addresses, redirects and servers' files are made from it, so it ends with a slash and its path holds plain
    letters only.
    """
    address = read(text)
    parts = urlsplit(text)
    if "?" in text or "#" in text:
        raise AddressProblem(f"'{text}' is no address of a site", "leave out ? and # and what follows")
    if not parts.path.endswith("/"):
        raise AddressProblem(f"'{text}' is no address of a site", f"it ends with a slash; write '{text}/'")
    if not SITE_PATH.match(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise AddressProblem(
            f"'{text}' is no address of a site",
            "between the slashes of its path stand letters a to z, digits, hyphens, points, _ or ~",
        )
    return address


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody reaches: neither private, nor loopback, nor kept for something else."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):  # an address of version 4 in one of version 6 counts as what it leads to
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _without_user(parts: SplitResult) -> str:
    """The address as it is shown and recommended: a password is not printed into a report."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _see_to_host(host: str, shown: str, bracketed: bool, at_home: bool) -> None:
    labels = host.split(".")
    if bracketed or LAST_LABEL.match(labels[-1]):
        try:
            ip = ipaddress.ip_address(host)
        except ValueError as error:
            raise AddressProblem(
                f"the host of '{shown}' cannot be read",
                "an IP address is four numbers from 0 to 255, or stands in [ ]; a name is better",
            ) from error
        if not (at_home or is_public(str(ip))):
            raise AddressProblem(
                f"'{shown}' leads to a machine that only its neighbours reach",
                "write an address that every reader can open",
            )
        return
    if len(labels) == 1 or any(host == end or host.endswith(f".{end}") for end in AT_HOME):
        if not at_home:
            raise AddressProblem(
                f"'{shown}' leads to a machine that only its neighbours reach",
                "write an address that every reader can open; the name of its host has a point in it, such as www.example.org",
            )
    for label in labels:
        _see_to_label(label, shown)
    if len(_as_ascii(host)) > 253:
        raise AddressProblem(f"the host of '{shown}' is too long", "a host has 253 letters at most")


def _see_to_label(label: str, shown: str) -> None:
    """One part of a host's name, between two points."""
    plain = label
    if label.startswith("xn--"):
        try:
            plain = label[4:].encode("ascii").decode("punycode")
        except (UnicodeError, OverflowError):
            plain = ""
        if not plain or plain.isascii():
            raise AddressProblem(
                f"the host of '{shown}' cannot be read: '{label}' means nothing",
                "copy the address from the line of a browser",
            )
    if plain.isascii():
        if not HOST_LABEL.match(plain):
            raise AddressProblem(
                f"the host of '{shown}' cannot be read",
                "between the points of a host stand 1 to 63 letters, digits and hyphens",
            )
        return
    normal = unicodedata.normalize("NFKC", plain).lower()
    if normal != plain:
        raise AddressProblem(
            f"the host of '{shown}' is written with letters of another form", f"write '{normal}' in it"
        )
    if not all(unicodedata.category(sign)[0] in "LMN" or sign in "-・·" for sign in plain):
        raise AddressProblem(
            f"the host of '{shown}' cannot be read",
            "between the points of a host stand 1 to 63 letters, digits and hyphens",
        )
    scripts = {name.split(" ")[0] for sign in plain if sign.isalpha() and (name := unicodedata.name(sign, ""))} - {
        "MODIFIER"
    }
    if len(scripts) > 1 and not any(scripts <= mixture for mixture in MIXTURES):
        words = " and ".join(sorted(script.capitalize() for script in scripts))
        raise AddressProblem(
            f"'{shown}' mixes letters of {words} in one word of its host",
            f"it reads like another host and is '{_as_ascii(label)}': write the name that you mean",
        )
    if len(scripts & {"CYRILLIC", "GREEK"}) and set(plain) <= LOOKALIKES | set("-0123456789"):
        raise AddressProblem(
            f"'{shown}' has a host of letters that look like others",
            f"it is '{_as_ascii(label)}': write the name that you mean",
        )


def _as_ascii(host: str) -> str:
    """A host's name as it is asked for, each part that needs it as `xn--…`."""
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in host.split(".")
    )
