"""The words of a whole page, whoever wrote them: printed quotation marks, the languages of other scripts, and the contents.

Titles come from front matter, records and mkdocs.yml, texts from Markdown and from records: here all of them are words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from storysite.core.inline_markup import OTHER, RIGHT_TO_LEFT, language_of, other_script, typographic
from storysite.output.html_edit import BLOCK, INSIDE, notes_first

NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)\b")
TAG = re.compile(rf"(<!--.*?-->|</?[a-zA-Z!]{INSIDE}>)", re.DOTALL)
EXACT = re.compile(r"<(/?)(?:pre|code|kbd|samp|textarea|script|style|noscript)\b", re.IGNORECASE)
"""Elements whose words stay as they are."""
BARE = re.compile(r"<(/?)(?:svg|title|option)\b", re.IGNORECASE)
"""Elements that hold no others for words."""
APART = re.compile(
    rf"{BLOCK}|<(?:br|body|button|dd|dt|head|main|option|title|text|label|del|ins)\b|</?(?:dd|dt|button)\b",
    re.IGNORECASE,
)
"""A tag behind which other words begin."""
PLAIN = re.compile(r"[^\"'&<\u0400-\U0003ffff]*\Z")
"""Words that stay as they are."""
QUOTES = re.compile(r"&(?:#(?:0*3[49]|[xX]0*2[27])|quot|apos);")

RUN = re.compile(rf"[{OTHER}](?:[^A-Za-z\u00c0-\u024f<>&]*[{OTHER}])?")
FIRST = re.compile(rf"[^A-Za-z\u00c0-\u024f{OTHER}]*[{RIGHT_TO_LEFT}]")
"""What a text begins with that is read from right to left, its numbers and signs too."""
CONTENTS = re.compile(r'(<nav class="contents".*?</nav>)', re.DOTALL)
ENTRY = re.compile(r'(<a href="#([^"]*)">)(.*?)(</a>)', re.DOTALL)
HEADING = re.compile(rf"<h([1-6])\b({INSIDE})>(.*?)</h\1>", re.DOTALL)
ID = re.compile(r'\sid="([^"]*)"')
BESIDE = re.compile(rf'\s*(?:<sup\b{INSIDE}>.*?</sup>|<a class="(?:headerlink|permalink)"{INSIDE}>.*?</a>)', re.DOTALL)
"""What stands beside the words of a heading: marks of sources, and links to the heading itself."""


def finished(html: str) -> str:
    """A page as readers get it, whichever engine made it."""
    return printed(with_contents(notes_first(html)))


def with_contents(html: str) -> str:
    """The page with the words of its headings, and no more, in the list of its contents."""
    if not CONTENTS.search(html):
        return html
    heads = {unescape(id[1]): _bare(words) for _, inside, words in HEADING.findall(html) if (id := ID.search(inside))}

    def entry(match: re.Match[str]) -> str:
        return f"{match[1]}{heads.get(unescape(match[2])) or match[3]}{match[4]}"

    return CONTENTS.sub(lambda list_: ENTRY.sub(entry, list_[1]), html)


def _bare(heading: str) -> str:
    """The words of a heading, as HTML without elements."""
    return " ".join(TAG.sub("", BESIDE.sub("", heading)).split())


def printed(html: str) -> str:
    """The page with the quotation marks of a printer, and with other scripts marked as such."""
    exact = bare = 0
    before = ""
    parts = TAG.split(html)
    for at, part in enumerate(parts):
        if at % 2:
            in_exact, in_bare, apart = _means(name[1] if (name := NAME.match(part)) else "")
            if in_exact or in_bare:
                step = 0 if part.endswith("/>") and "/" not in part[1:2] else 1
                exact, bare = exact + step * in_exact, bare + step * in_bare
            if apart:
                before = ""
        elif PLAIN.match(part):
            before = part[-1:] or before
        elif part and not exact and "<" not in part:
            plain, after = QUOTES.sub(lambda sign: unescape(sign[0]), part), _next(parts, at)
            words = typographic(before + plain + after)[len(before) : len(before) + len(plain)]
            before = words[-1]
            parts[at] = words if bare or ' dir="auto"' in parts[at - 1] else in_scripts(words)
    return "".join(parts)


@lru_cache(maxsize=512)
def _means(name: str) -> tuple[int, int, bool]:
    """How a tag of this name, with its slash, opens or closes what stays as it is; whether other words begin behind it."""
    tag = f"<{name}>"
    exact, bare = EXACT.match(tag), BARE.match(tag)
    in_exact = (-1 if exact[1] else 1) if exact else 0
    in_bare = (-1 if bare[1] else 1) if bare and not exact else 0
    return in_exact, in_bare, bool(APART.match(tag))


def _next(parts: list[str], at: int) -> str:
    """The first letter behind a text, past tags that stand inside of words."""
    while at + 2 < len(parts) and not APART.match(parts[at + 1]):
        at += 2
        if parts[at]:
            return parts[at][0]
    return ""


def in_scripts(words: str) -> str:
    """Words with those of other scripts in elements that say so, and in which language where the letters tell it."""
    if not other_script(words):
        return words
    if FIRST.match(words):
        inner = words.strip()
        return words.replace(inner, _marked(inner))
    return RUN.sub(lambda run: _marked(run[0]), words)


def _marked(words: str) -> str:
    language = language_of(words)
    if not language and not FIRST.match(words):
        return words  # read from left to right, in a language that nobody has told
    told = f' lang="{language}"' if language else ""
    return f'<span dir="auto"{told}>{words}</span>'
