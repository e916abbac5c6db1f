"""A cycle as Markdown: its steps as a numbered list that ends with the way back."""

from __future__ import annotations

from storysite.components.cycle.model import cycle_view
from storysite.components.markdown_context import Writing, blocks, sentences


def twin(to: Writing, id: str) -> str:
    """Title, text, steps, and how the last leads back to the first."""
    view = cycle_view(to.library, id)
    steps = [
        sentences(f"{number}. **{to.to(step.id, step.title)}.**", to.prose(step.text), to.known(step), to.sources(step))
        for number, step in enumerate(view.steps, start=1)
    ]
    back = to.say("cycle.then-back", text=to.prose(view.cycle.back))
    return blocks(f"**{to.to(id, view.cycle.title)}**", to.prose(view.cycle.text), "\n".join(steps), back)
