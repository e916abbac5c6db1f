"""What can be said of a new record at a terminal."""

from __future__ import annotations

from typing import get_args

from storysite.records import Kind, Shape, Source
from storysite.records.matrices import Empty

MAIN = {"--title": "its title", "--text": "its text, one to three sentences"}
EVIDENCE = {"--source": "the id of the source that says it", "--locator": "the place in the source"}
NUMBER: dict[str, str | tuple[str, ...]] = {
    "--value": "the number as the source gives it",
    "--kind": get_args(Kind),
    "--as-of": "when it held",
    "--period": "the time that it is about; a fiscal year as FYE2026-03",
    "--stated": "when a plan, forecast or goal was stated",
    "--qualifier": "the source's own reserve: about, almost, over, …",
    "--basis": "on what definition",
}
PLACE = {"--file": "the data file that it goes into", "--home": "the page that its links lead to"}
OPTIONS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "event": {
        "--date": "as precise as the source: 1970, 2021-04, 2021-04-01",
        **MAIN,
        "--lane*": "a strand; may be given again",
        **EVIDENCE,
        **PLACE,
    },
    "fact": {
        "--title": "what is counted or measured",
        "--unit": "people, billion yen, %, …",
        **NUMBER,
        **EVIDENCE,
        **PLACE,
    },
    "value": {"--id": "its id, where the one made of its time will not do", **NUMBER, **EVIDENCE},
    "matrix": {
        **MAIN,
        "--corner": "what the rows are",
        "--column*": "'id: Head', or the head alone",
        "--row*": "'id: Head', or the head alone",
        **PLACE,
    },
    "source": {
        "--title": "as printed, or a fair translation",
        "--url": "its address",
        "--missing-url": "why there is no address",
        "--publisher": "who published it",
        "--published": "when",
        "--accessed": "the day you read it (default: today)",
        "--language": "en, ja, …",
        "--kind": get_args(Source.model_fields["kind"].annotation),
        "--read": ("whole", "opening"),
        "--file": PLACE["--file"],
    },
    "term": {
        **MAIN,
        "--aka*": "another spelling",
        "--reason": "instead of a source: why we put it so",
        **EVIDENCE,
        "--file": PLACE["--file"],
    },
    "question": {**MAIN, "--lead": "where to look", "--about*": "a record that it is about", "--file": PLACE["--file"]},
    "lane": {**MAIN, "--shape": get_args(Shape), "--file": PLACE["--file"]},
    "timeline": {**MAIN, "--lane*": "a strand", "--span": "only events of this time, such as 2008/2019", **PLACE},
    "cards": {"--title": "the name of the set", "--fact*": "a figure, or one value of it", **PLACE},
    "cycle": {
        **MAIN,
        "--step*": "'id: Title', or the title alone",
        "--back": "how the last step leads back",
        **EVIDENCE,
        **PLACE,
    },
    "trail": {**MAIN, "--stop*": "'page.md: Title'", **PLACE},
    "row": {**MAIN, "--group": "the id of its row group", "--empty": get_args(Empty)},
    "column": {**MAIN, "--group": "the id of its column group"},
    "cell": {
        "--text": "what is claimed",
        "--level": "the id of a level",
        "--empty": get_args(Empty),
        "--event": "the event that it rests on",
        **EVIDENCE,
    },
    "step": {**MAIN, **EVIDENCE},
    "page": {
        "--title": "its title",
        "--description": "what it tells, in a sentence",
        "--section": "its section of the navigation",
    },
}
"""What can be said of each kind of record; with a star it may be given again."""
MEANS = {
    "page": ("page", "its path under docs/, such as company/history.md"),
    "value": ("fact", "the figure that it belongs to"),
    "row": ("id", "the id of the matrix, a dot, and its own"),
    "column": ("id", "the id of the matrix, a dot, and its own"),
    "cell": ("id", "the ids of the matrix, the row and the column, with dots between them"),
    "step": ("id", "the id of the cycle, a dot, and its own"),
}
"""What the one word after the kind means, where it is not the new id."""
