"""One index of several that Pagefind made, each of some of the pages: what it would make of all of them at once.

All of its files are a word and CBOR, in gzip, named by their content.  The one that is read first holds `[version, pages,
chunks, filters, sorts, fields]`; a chunk holds `[[[word, entries, variants], …]]`, sorted by word; a variant is
`[form, entries]`, and an entry `[page, places, places in fields]`.  A page is counted from the entry before it; before
its places in a field stands the number of the field, as a negative one.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from heapq import merge
from itertools import chain, groupby, pairwise
from operator import itemgetter
from os.path import commonprefix
from typing import Any

import cbor2

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

Entry = list[Any]
"""`[page, places, places in fields]`."""


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
        version, pages, chunks, filters, sorts, fields = cbor2.loads(_bare(content))
        if filters or sorts:
            raise ValueError("only what is found by its words can be merged")
        return cls(files, before, version, pages, chunks, fields)

    def words(self, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, list[Entry]]]]:
        """Each word with its entries and with those of its variants, fields as numbered among these.

        The first page of each list is counted from the first of all segments.
        """
        numbers = [-1 - fields.index(name) for name in self.fields] if self.fields != fields else []
        for _, _, name in self.chunks:
            (words,) = cbor2.loads(_bare(self.files[CHUNK.format(name)]))
            for word, own, variants in words:
                found = {"": own, **dict(variants)}
                for entries in filter(None, found.values()):
                    entries[0][0] += self.before
                    for entry in entries if numbers else ():
                        entry[2] = [numbers[-1 - one] if one < 0 else one for one in entry[2]]
                yield word, found


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
    whole = cbor2.dumps([segments[0].version, pages, chunks, [], [], fields])
    about |= {"hash": f"{language}_{_digest(whole)[: DIGITS + 3]}", "page_count": len(pages)}
    files[META.format(about["hash"])] = _packed(whole)
    files[ENTRY_FILE] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return files


def _chunks(segments: Sequence[Segment], fields: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """The first word, the last word and the content of each chunk."""
    words: list[list[Any]] = []
    places = 0
    found = merge(*(segment.words(fields) for segment in segments), key=itemgetter(0))
    for word, group in groupby(found, itemgetter(0)):
        forms: dict[str, list[list[Entry]]] = defaultdict(list)
        for _, found_here in group:
            for form, entries in found_here.items():
                forms[form].append(entries)
        own = _joined(forms.pop(""))
        words.append([word, own, [[form, _joined(parts)] for form, parts in forms.items()]])
        places += sum(1 + len(where) + len(in_fields) for _, where, in_fields in own)
        if places >= PLACES:
            yield words[0][0], words[-1][0], cbor2.dumps([words])
            words, places = [], 0
    if words:
        yield words[0][0], words[-1][0], cbor2.dumps([words])


def _joined(parts: Sequence[list[Entry]]) -> list[Entry]:
    """The lists of all segments as one, each entry's page counted from the one before it."""
    page = 0
    for entries in filter(None, parts):
        entries[0][0] -= page
        page += sum(more for more, *_ in entries)
    return list(chain.from_iterable(parts))


def _shorten(chunks: list[list[str]]) -> None:
    """Leave of the words at which chunks meet as many letters as tell them apart."""
    for one, other in pairwise(chunks):
        letters = 1 + len(commonprefix([one[1], other[0]]))
        other[0] = other[0][:letters]
        if one[1][:letters] >= one[0]:
            one[1] = one[1][:letters]


def _digest(content: bytes) -> str:
    return "".join(f"{byte:x}" for byte in sha1(content).digest())  # Pagefind writes no zero before a single digit


def _bare(packed: bytes) -> bytes:
    content = gzip.decompress(packed)
    if not content.startswith(MARK):
        raise ValueError("a file of the index is not of the form known here")
    return content.removeprefix(MARK)


def _packed(content: bytes) -> bytes:
    return gzip.compress(MARK + content, LEVEL, mtime=0)
