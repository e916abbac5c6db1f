"""Names of languages."""

from __future__ import annotations

LANGUAGES = {"ja": "Japanese", "de": "German", "fr": "French", "zh": "Chinese", "ko": "Korean", "es": "Spanish"}


def language(code: str) -> str:
    """The English name of a language, or its code."""
    return LANGUAGES.get(code, code)
