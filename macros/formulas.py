"""Formulas of derived values: names, numbers, + - * / and brackets, worked out exactly."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, DivisionByZero, InvalidOperation

OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaProblem(ValueError):
    """A formula that cannot be worked out; its text says why."""


def evaluate(formula: str, inputs: Mapping[str, Decimal], decimals: int) -> Decimal:
    """The formula's value, rounded half to even to `decimals` places.  Raises FormulaProblem."""
    try:
        tree = ast.parse(formula, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaProblem(f"'{formula}' is not a formula") from error
    used: set[str] = set()
    try:
        value = _value(tree.body, inputs, used)
    except (DivisionByZero, InvalidOperation, ZeroDivisionError) as error:
        raise FormulaProblem(f"'{formula}' divides by nothing") from error
    except RecursionError as error:
        raise FormulaProblem("the formula is too long") from error
    if unused := sorted(set(inputs) - used):
        raise FormulaProblem(f"the input '{unused[0]}' does not stand in the formula")
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def _value(node: ast.expr, inputs: Mapping[str, Decimal], used: set[str]) -> Decimal:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.left, inputs, used), _value(node.right, inputs, used))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, inputs, used)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name):
        if node.id not in inputs:
            raise FormulaProblem(f"'{node.id}' is not among the inputs")
        used.add(node.id)
        return inputs[node.id]
    raise FormulaProblem("a formula may hold names, numbers, + - * / and brackets")
