"""Formulas of derived values: names, numbers, + - * / and brackets, worked out exactly."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from storysite.core.numbers import NUMBER, too_long

OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
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
