"""Registers as tables: sources, terms and questions."""

from __future__ import annotations

from storysite.components.table import Row, known_columns
from storysite.records import Question, Source
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import permanent
from storysite.wording.text import plain


def source_row(library: Library, item: Item) -> Row:
    """One source."""
    source = item.of(Source)
    return {
        "id": item.id,
        "title": source.title,
        "publisher_of_source": source.publisher,
        "url": source.url or "",
        "archive": source.archive or "",
        "missing_url": plain(library, source.missing_url),
        "language": source.language,
        "published": source.published.text if source.published else "",
        "accessed": source.accessed.text,
        "kind": source.kind,
        "read": source.read,
        "note": plain(library, source.note),
    }


def term_row(library: Library, item: Item) -> Row:
    """One term."""
    return {
        "id": item.id,
        "title": item.title,
        "text": plain(library, item.text),
        **known_columns(library, item),
    }


def question_row(library: Library, item: Item) -> Row:
    """One open question."""
    record = item.of(Question)
    return {
        "id": item.id,
        "title": record.title,
        "text": plain(library, record.text),
        "lead": plain(library, record.lead),
        "about": "; ".join(record.about),
        "address": permanent(library, item.id),
    }
