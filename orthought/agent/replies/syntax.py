"""Reading Python without running it: parsing under bounds, values of literals."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable
from typing import Any, Final

MAX_PROGRAM: Final = 200_000
MAX_DEPTH: Final = 30
MAX_ITEMS: Final = 200_000


class NotALiteralError(ValueError):
    """An expression is no literal, or too large to be one. Never leaves this package."""


def parse_program(text: str) -> ast.Module | None:
    """Return the syntax tree, or None where there is none."""
    tree = parse_or_error(text)
    return tree if isinstance(tree, ast.Module) else None


def parse_or_error(text: str) -> ast.Module | str:
    """Return the syntax tree, or one line that says what is wrong with the text."""
    if len(text) > MAX_PROGRAM:
        return f"the program has {len(text):,} characters, more than {MAX_PROGRAM:,}"
    try:
        with warnings.catch_warnings():
            # Odd escapes such as "\d" are warned of; they are no concern of ours.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        return _without_half_pairs(tree) if "\\" in text else tree
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"it cannot be parsed ({type(error).__name__})"


def _without_half_pairs(tree: ast.Module) -> ast.Module:
    """Make question marks of halves of surrogate pairs in texts: no file takes them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = node.value.encode("utf-8", "replace").decode()
    return tree


def literal_value(node: ast.expr) -> Any:
    """Return the value of a literal, with arithmetic of numbers, without running anything.

    Raises:
        NotALiteralError: for anything else, and for what is too deep or too large.
    """
    return _Evaluator().value(node, 0)


class _Evaluator:
    def __init__(self) -> None:
        self.items = 0

    def value(self, node: ast.expr, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise NotALiteralError("too deep or too large")
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = [self.value(item, depth + 1) for item in node.elts]
            return tuple(items) if isinstance(node, ast.Tuple) else items
        if isinstance(node, ast.Dict):
            return self._mapping(node, depth)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node, depth)
        if isinstance(node, ast.BinOp):
            return self._binary(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        raise NotALiteralError(type(node).__name__)

    def _mapping(self, node: ast.Dict, depth: int) -> dict[Any, Any]:
        mapping = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise NotALiteralError("**")
            read = self.value(key, depth + 1)
            if isinstance(read, list | dict):
                raise NotALiteralError("a key that is a list")
            mapping[read] = self.value(value, depth + 1)
        return mapping

    def _unary(self, node: ast.UnaryOp, depth: int) -> Any:
        number = _number(self.value(node.operand, depth + 1))
        if isinstance(node.op, ast.USub):
            return -number
        if isinstance(node.op, ast.UAdd):
            return number
        raise NotALiteralError("an operator")

    def _binary(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
        if isinstance(left, list) and isinstance(node.op, ast.Mult) and isinstance(right, int):
            if not 0 <= right * max(1, len(left)) <= 10_000:
                raise NotALiteralError("a long list")
            return left * right
        calculate = _OPERATORS.get(type(node.op))
        if calculate is None:
            raise NotALiteralError("an operator")
        first, second = _number(left), _number(right)
        if isinstance(node.op, ast.Pow) and (abs(second) > 20 or abs(first) > 1e6):
            raise NotALiteralError("a large power")
        try:
            return _number(calculate(first, second))
        except (ArithmeticError, ValueError):
            raise NotALiteralError("arithmetic") from None

    def _call(self, node: ast.Call, depth: int) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        arguments = [self.value(argument, depth + 1) for argument in node.args]
        if name == "dict" and not arguments and all(k.arg for k in node.keywords):
            return {k.arg: self.value(k.value, depth + 1) for k in node.keywords}
        if name == "range" and 1 <= len(arguments) <= 3 and not node.keywords:
            return _whole_range(arguments)
        if name in ("float", "int") and len(arguments) == 1:
            return _converted(name, arguments[0])
        if name in ("list", "tuple", "set", "sorted") and len(arguments) == 1:
            return list(arguments[0]) if isinstance(arguments[0], list | tuple | dict) else []
        raise NotALiteralError("a call")


def _constant(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return _number(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotALiteralError("not a number")
    if abs(value) > 1e300 and value not in (float("inf"), float("-inf")):
        raise NotALiteralError("a number too large")
    return value


def _whole_range(arguments: list[Any]) -> list[int]:
    if any(type(argument) is not int or abs(argument) > 100_000 for argument in arguments):
        raise NotALiteralError("range")
    try:
        return list(range(*arguments))
    except ValueError:
        raise NotALiteralError("range") from None


def _converted(name: str, value: Any) -> float:
    try:
        return float(value) if name == "float" else int(value)
    except (TypeError, ValueError, OverflowError):
        raise NotALiteralError("a conversion") from None


_OPERATORS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
