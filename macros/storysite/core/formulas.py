"""Formulas of derived values, and conditions that compare them: names, numbers, + - * / and brackets, worked out exactly."""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from storysite.core.numbers import NUMBER, too_long

OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""The name of an input in a sentence, in braces: its value is printed there."""
ALLOWED = "a formula holds the names of its inputs (letters, digits and _), numbers, + - * / and brackets"


class FormulaProblem(ValueError):
    """A formula that cannot be worked out: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str = ALLOWED) -> None:
        super().__init__(message)
        self.hint = hint


def evaluate(formula: str, inputs: Mapping[str, Decimal], decimals: int) -> Decimal:
    """The formula's value, rounded half to even to `decimals` places.  Raises FormulaProblem."""
    used: set[str] = set()
    try:
        value = _value(_parsed(formula), formula, inputs, used)
        rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    except ZeroDivisionError as error:
        raise FormulaProblem(f"'{_short(formula)}' divides by zero", "see to what stands after the /") from error
    except ArithmeticError as error:
        raise FormulaProblem(
            f"'{_short(formula)}' gives no number of a size that can be printed", "see to the inputs"
        ) from error
    except RecursionError as error:
        raise FormulaProblem("the formula is too long", "split it over several values") from error
    if unused := sorted(set(inputs) - used):
        raise FormulaProblem(
            f"the input '{unused[0]}' does not stand in '{_short(formula)}'", "use it there, or take it out of inputs:"
        )
    if too_long(rounded):
        raise FormulaProblem(f"'{_short(formula)}' gives no number of a size that can be printed", "see to the inputs")
    return rounded if rounded else abs(rounded)


COMPARISONS: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
CONDITION = "a condition compares two formulas with > >= < <= == or !=, such as result > plan; `and` joins several"


def is_true(condition: str, inputs: Mapping[str, Decimal]) -> bool:
    """Whether a condition holds, such as `result > plan and result > 2 * before`.  Raises FormulaProblem."""
    used: set[str] = set()
    try:
        found = _holds(_parsed(condition), condition, inputs, used)
    except (ArithmeticError, RecursionError) as error:
        raise FormulaProblem(f"'{_short(condition)}' cannot be worked out", "see to the inputs") from error
    if unused := sorted(set(inputs) - used):
        raise FormulaProblem(
            f"the input '{unused[0]}' does not stand in '{_short(condition)}'",
            "use it there, or take it out of inputs:",
        )
    return found


def _holds(node: ast.expr, condition: str, inputs: Mapping[str, Decimal], used: set[str]) -> bool:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        found = [
            _holds(part, condition, inputs, used) for part in node.values
        ]  # each, so that each input counts as used
        return all(found)
    if isinstance(node, ast.Compare) and all(type(sign) in COMPARISONS for sign in node.ops):
        sides = [_value(side, condition, inputs, used) for side in (node.left, *node.comparators)]
        return all(COMPARISONS[type(sign)](*pair) for sign, pair in zip(node.ops, pairwise(sides), strict=True))
    raise FormulaProblem(f"'{_short(condition)}' is no condition", CONDITION)


def _short(formula: str) -> str:
    return formula if len(formula) <= 60 else f"{formula[:60]}…"


def _parsed(formula: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, MemoryError) as error:
        raise FormulaProblem(f"'{_short(formula)}' is not a formula") from error


def _value(node: ast.expr, formula: str, inputs: Mapping[str, Decimal], used: set[str]) -> Decimal:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](
            _value(node.left, formula, inputs, used), _value(node.right, formula, inputs, used)
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, formula, inputs, used)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        written = ast.get_source_segment(formula, node) or ""
        if NUMBER.match(written):
            return Decimal(written)
    if isinstance(node, ast.Name):
        if node.id not in inputs:
            hint = f"{ALLOWED}; its inputs are: {', '.join(sorted(inputs))}"
            raise FormulaProblem(f"'{node.id}' is not among the inputs", hint)
        used.add(node.id)
        return inputs[node.id]
    raise FormulaProblem(f"'{_short(ast.get_source_segment(formula, node) or formula)}' cannot stand in a formula")
