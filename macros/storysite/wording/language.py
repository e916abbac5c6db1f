"""Names of languages."""

from __future__ import annotations

from storysite.core.messages import Messages


def language(messages: Messages, code: str) -> str:
    """The name of a language, or its code."""
    return str(messages.texts.get(f"languages.{code}", code))
