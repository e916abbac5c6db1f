"""A ladder as Markdown: a table of its promises."""

from __future__ import annotations

from storysite.components.ladder.model import Said, came, ladder_view, promised, until
from storysite.components.markdown_context import Writing, blocks, sentences, table
from storysite.components.table import heads as column_heads


def twin(to: Writing, id: str) -> str:
    """Title, text, and of each promise what it was, what came and the outcome."""
    view = ladder_view(to.library, id)

    def told(said: tuple[Said, ...]) -> str:
        return ", ".join(sentences(one.before, to.to(one.item.id, one.words), to.words(one.after)) for one in said)

    rows = [
        (
            to.to(rung.item.id, f"{group.title}: {rung.rung.title}" if group else rung.rung.title),
            sentences(told(promised(to.library, rung)), to.words(until(to.library, rung))),
            sentences(told(came(to.library, rung)), to.prose(rung.rung.text)),
            rung.words,
        )
        for group, rungs in view.groups
        for rung in rungs
    ]
    heads = column_heads(to.library, "promise", "promised", "came", "outcome")
    return blocks(f"**{to.to(id, view.ladder.title)}**", to.prose(view.ladder.text), table(heads, rows))
