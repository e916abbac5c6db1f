"""Numbers as records hold them: digits and a point, no more digits than every form keeps, and what else may be meant by one."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
MOST_DIGITS = 15
"""How many digits of a number spreadsheets, slides and JavaScript keep."""


def too_long(number: Decimal) -> bool:
    """Whether a number has more digits than every form keeps, spreadsheets and JavaScript included."""
    return len(f"{number:f}".replace("-", "").replace(".", "")) > MOST_DIGITS


def meant_number(text: str) -> str:
    """The number that is meant, where a text can be read in one way only: `1,234` can be 1.234, too."""
    found = readings(text)
    unsure = re.fullmatch(r"[^_]*%|.*[eE].*|-?\d+[^\d_]\d+", text)
    return found[0] if len(found) == 1 and not unsure else ""


def readings(text: str) -> list[str]:
    """What a number may mean that is not written as one, most likely first: `1,234` is 1234 or 1.234."""
    plain = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).strip().removeprefix("+")
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    found = [plain, re.sub(r"^(-?)\.", r"\g<1>0.", plain), plain.removesuffix("."), plain.removesuffix("%").rstrip()]
    for group in ",._' ’":
        point = "," if group == "." else "."
        sign = re.escape(group)
        if match := re.fullmatch(rf"(-?\d{{1,3}}(?:{sign}\d{{3}})+)(?:{re.escape(point)}(\d+))?", plain):
            found.append(match[1].replace(group, "") + (f".{match[2]}" if match[2] else ""))
    if re.fullmatch(r"-?\d+_[\d_]*\d(\.\d+)?", plain):
        found.append(plain.replace("_", ""))
    if re.fullmatch(r"-?\d+[,' ’]\d+", plain):
        found.append(re.sub(r"[,' ’]", ".", plain))
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?[eE][+-]?\d{1,2}", plain, re.ASCII):
        found.append(f"{Decimal(plain):f}")
    return [one for one in dict.fromkeys(found) if NUMBER.match(one)]
