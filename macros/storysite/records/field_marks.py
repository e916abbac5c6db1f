"""What a field says of itself: which records it names, and whether a person reads it."""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError


class RefTo:
    """Marks a field that names another record; the library checks that it is there and of one of these kinds."""

    def __init__(self, *kinds: str):
        self.kinds = kinds

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The shape of such an id; whether there is such a record only the library can say."""
        parts = {("value",): 1, ("fact", "value"): "0,1", ("any",): "0,2"}.get(self.kinds, 0)
        pattern = r"[a-z][a-z0-9-]{1,47}" + (rf"(\.[a-z0-9][a-z0-9-]{{0,47}}){{{parts}}}" if parts else "")
        return text_pattern(pattern, f"write the id of a {' or '.join(self.kinds).replace('any', 'record')}")


class ForReaders:
    """Marks a field whose text is words that a person reads."""


class InlineText(ForReaders):
    """Marks a field whose text may hold the little markup of `storysite.core.inline_markup`."""


class ToPage:
    """Marks a field that names a page by its path under docs/."""


class Past:
    """Marks a date of what has happened: it does not lie after the reading date."""


def text_pattern(pattern: str, hint: str, **others: Any) -> dict[str, Any]:
    """The JSON Schema of a text, with the words that an editor's program shows where it does not fit."""
    return {"type": "string", "pattern": f"^({pattern})$", "patternErrorMessage": hint, **others}


def fault(code: str, message: str, hint: str = "", given: str = "", meant: str = "") -> PydanticCustomError:
    """An error of a field's value: what is wrong, what is allowed, and the one text that can be meant by what is given."""
    context = {"message": message, "hint": hint, "given": given, "meant": meant}
    return PydanticCustomError(code, "{message}", context)
