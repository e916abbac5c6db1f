"""One index of several that Pagefind made, each of some of the pages: what it would make of all of them at once.

All of its files are a word and CBOR, in gzip, named by their content.  The one that is read first holds `[version, pages,
chunks, filters, sorts, fields]`; a chunk holds `[[[word, entries, variants], …]]`, sorted by word; a variant is
`[form, entries]`, and an entry `[page, places, places in fields]`.  A page is counted from the entry before it; before
its places in a field stands the number of the field, as a negative one.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from heapq import merge
from itertools import chain, groupby, pairwise
from operator import itemgetter
from os.path import commonprefix
from typing import Any

Files = dict[str, bytes]

MARK = b"pagefind_dcd"
ENTRY_FILE = "pagefind-entry.json"
FRAGMENT, CHUNK, META = "fragment/{}.pf_fragment", "index/{}.pf_index", "pagefind.{}.pf_meta"
PLACES = 20_000
"""How many places a chunk holds, and entries, before the next is begun."""
DIGITS = 7
"""Of its hash in the name of a file, if no other begins with the same."""
LEVEL = 7
"""How hard files are packed: beyond it a hundredth less takes three times as long."""

COUNTED, NEGATIVE, TEXT, LIST = 0, 1, 3, 4
INTEGER = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})"
INTEGERS = re.compile(INTEGER, re.DOTALL)
HEAD = rb"[\x80-\x97]|\x98.|\x99..|\x9a.{4}"
ENTRY = re.compile(rb"\x83(%b)(%b)((?:%b)*)(%b)((?:%b)*)" % (INTEGER, HEAD, INTEGER, HEAD, INTEGER), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entries:
    """Where a word stands on the pages of a segment."""

    count: int
    places: int
    """How much of a chunk they take."""
    first: int
    last: int
    """The numbers of their pages."""
    rest: bytes
    """As written, without the first one's page."""


@dataclass(frozen=True)
class Segment:
    """An index of some of the pages."""

    files: Files
    before: int
    """How many pages there are in earlier segments."""
    version: str
    pages: list[list[Any]]
    chunks: list[list[str]]
    fields: list[str]

    @classmethod
    def of(cls, files: Files, before: int) -> Segment:
        content = next(content for name, content in files.items() if name.endswith(".pf_meta"))
        (version, pages, chunks, filters, sorts, fields), _ = _read(_bare(content), 0)
        if filters or sorts:
            raise ValueError("only what is found by its words can be merged")
        return cls(files, before, version, pages, chunks, fields)

    def words(self, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, Entries]]]:
        """Each word with its entries, and with those of its variants; the numbers of fields are those among these."""
        numbers = {_head(NEGATIVE, old): _head(NEGATIVE, fields.index(name)) for old, name in enumerate(self.fields)}
        changed = {} if self.fields == fields else numbers
        for _, _, name in self.chunks:
            data = _bare(self.files[CHUNK.format(name)])
            many, at = _number(data, 1)
            for _ in range(many):
                word, at = _read(data, at + 1)
                entries, at = self._entries(data, at, changed)
                found = {"": entries}
                more, at = _number(data, at)
                for _ in range(more):
                    form, at = _read(data, at + 1)
                    found[form], at = self._entries(data, at, changed)
                yield word, found

    def _entries(self, data: bytes, at: int, numbers: dict[bytes, bytes]) -> tuple[Entries, int]:
        """The list of entries that begins here, and where it ends."""
        count, at = _number(data, at)
        places = first = page = 0
        parts = []
        for index in range(count):
            entry = ENTRY.match(data, at)
            if entry is None:
                raise ValueError("a chunk of the index is not of the form known here")
            number, head, where, head_in_fields, in_fields = entry.groups()
            page += _number(number, 0)[0]
            places += 1 + _number(head, 0)[0] + _number(head_in_fields, 0)[0]
            if numbers and in_fields:
                in_fields = INTEGERS.sub(lambda one: numbers.get(one[0], one[0]), in_fields)
            if index == 0:
                first = page
                parts = [head, where, head_in_fields, in_fields]
            else:
                parts += [b"\x83", number, head, where, head_in_fields, in_fields]
            at = entry.end()
        return Entries(count, places, first + self.before, page + self.before, b"".join(parts)), at


def merged(given: Sequence[Files]) -> Files:
    """The files of one index over the pages of all segments, in their order."""
    segments: list[Segment] = []
    for part in given:
        segments.append(Segment.of(part, segments[-1].before + len(segments[-1].pages) if segments else 0))
    files = {name: content for name, content in given[0].items() if "/" not in name and not name.endswith(".pf_meta")}
    entry = json.loads(files[ENTRY_FILE])
    ((language, about),) = entry["languages"].items()

    def put(form: str, content: bytes, packed: bytes = b"") -> str:
        digest, digits = _digest(content), DIGITS
        while form.format(f"{language}_{digest[:digits]}") in files:
            digits += 1
        name = f"{language}_{digest[:digits]}"
        files[form.format(name)] = packed or _packed(content)
        return name

    pages = []
    for segment in segments:
        for old, count in segment.pages:
            packed = segment.files[FRAGMENT.format(old)]
            pages.append([put(FRAGMENT, _bare(packed), packed), count])
    fields = sorted(set(chain.from_iterable(segment.fields for segment in segments)))
    chunks = [[first, last, put(CHUNK, content)] for first, last, content in _chunks(segments, fields)]
    _shorten(chunks)
    whole = _written([segments[0].version, pages, chunks, [], [], fields])
    about |= {"hash": f"{language}_{_digest(whole)[: DIGITS + 3]}", "page_count": len(pages)}
    files[META.format(about["hash"])] = _packed(whole)
    files[ENTRY_FILE] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return files


def _chunks(segments: Sequence[Segment], fields: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """The first word, the last word and the content of each chunk."""
    words: list[str] = []
    parts: list[bytes] = []
    places = 0

    def chunk() -> tuple[str, str, bytes]:
        return words[0], words[-1], b"".join([_head(LIST, 1), _head(LIST, len(words)), *parts])

    for word, group in groupby(merge(*(segment.words(fields) for segment in segments), key=itemgetter(0)), itemgetter(0)):
        forms: dict[str, list[Entries]] = defaultdict(list)
        for _, found in group:
            for form, entries in found.items():
                forms[form].append(entries)
        own = forms.pop("")
        words.append(word)
        parts += [_head(LIST, 3), _written(word), *_joined(own), _head(LIST, len(forms))]
        for form, entries in forms.items():
            parts += [_head(LIST, 2), _written(form), *_joined(entries)]
        places += sum(entries.places for entries in own)
        if places >= PLACES:
            yield chunk()
            words, parts, places = [], [], 0
    if words:
        yield chunk()


def _joined(found: Sequence[Entries]) -> Iterator[bytes]:
    """The entries of all segments as one list."""
    yield _head(LIST, sum(entries.count for entries in found))
    page = 0
    for entries in found:
        if entries.count:
            yield _head(LIST, 3) + _head(COUNTED, entries.first - page)
            yield entries.rest
            page = entries.last


def _shorten(chunks: list[list[str]]) -> None:
    """Leave of the words at which chunks meet as many letters as tell them apart."""
    for one, other in pairwise(chunks):
        letters = 1 + len(commonprefix([one[1], other[0]]))
        other[0] = other[0][:letters]
        if one[1][:letters] >= one[0]:
            one[1] = one[1][:letters]


def _digest(content: bytes) -> str:
    return "".join(f"{byte:x}" for byte in sha1(content).digest())  # Pagefind writes no zero before a single digit


# --- CBOR -------------------------------------------------------------------------------------


def _bare(packed: bytes) -> bytes:
    content = gzip.decompress(packed)
    if not content.startswith(MARK):
        raise ValueError("a file of the index is not of the form known here")
    return content.removeprefix(MARK)


def _packed(content: bytes) -> bytes:
    return gzip.compress(MARK + content, LEVEL, mtime=0)


def _head(kind: int, number: int) -> bytes:
    """The head of an item: its kind, and its number or how much it holds."""
    if number < 24:
        return bytes([kind << 5 | number])
    size = next(size for size in range(4) if number < 1 << (8 << size))
    return bytes([kind << 5 | 24 + size]) + number.to_bytes(1 << size)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number in a head, and where that ends."""
    number = data[at] & 31
    if number < 24:
        return number, at + 1
    end = at + 1 + (1 << number - 24)
    return int.from_bytes(data[at + 1 : end]), end


def _read(data: bytes, at: int) -> tuple[Any, int]:
    """A number, a text or a list of these, and where it ends."""
    kind = data[at] >> 5
    number, at = _number(data, at)
    if kind == COUNTED:
        return number, at
    if kind == TEXT:
        return data[at : at + number].decode(), at + number
    if kind == LIST:
        items = []
        for _ in range(number):
            item, at = _read(data, at)
            items.append(item)
        return items, at
    raise ValueError("a file of the index is not of the form known here")


def _written(item: Any) -> bytes:
    if isinstance(item, int):
        return _head(COUNTED, item)
    if isinstance(item, str):
        text = item.encode()
        return _head(TEXT, len(text)) + text
    return _head(LIST, len(item)) + b"".join(map(_written, item))
