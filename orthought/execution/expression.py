"""Pyomo's nonlinear expression trees as the closed graph of an instance."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from orthought.execution.columns import Columns
from orthought.execution.refusals import UnusableModelError, refuse
from orthought.instance import ExpressionGraph, Operator

BY_CLASS: Final = {
    "NegationExpression": Operator.NEGATE,
    "ProductExpression": Operator.MULTIPLY,
    "MonomialTermExpression": Operator.MULTIPLY,
    "DivisionExpression": Operator.DIVIDE,
    "PowExpression": Operator.POWER,
    "SumExpression": Operator.ADD,
    "LinearExpression": Operator.ADD,
    "AbsExpression": Operator.ABS,
}
BY_NAME: Final = {
    operator.name.lower(): operator for operator in Operator if operator >= Operator.EXP
}
PLAIN_NAMES: Final = {
    "Expr_ifExpression": "Expr_if",
    "ExternalFunctionExpression": "ExternalFunction",
    "MaxExpression": "max",
    "MinExpression": "min",
}


class Node(int):
    """The number of a node; a plain float beside it is a constant that has no node yet."""


class GraphBuilder:
    """Collects nodes; variables and named expressions that occur twice are shared."""

    def __init__(self, columns: Columns) -> None:
        from pyomo.core.expr.visitor import StreamBasedExpressionVisitor

        self._columns = columns
        self._operators: list[int] = []
        self._counts: list[int] = []
        self._arguments: list[int] = []
        self._constants: list[float] = []
        self._variables: dict[int, Node] = {}
        self._named: dict[int, Node | float] = {}
        self._where = ""
        self._visitor = StreamBasedExpressionVisitor(
            initializeWalker=self._begin, beforeChild=self._before_child, exitNode=self._exit_node
        )

    def add(self, expression: Any, where: str) -> Node | float:
        """Add an expression; return its root, or its value where it is constant.

        Raises:
            RefusedModelError: an operator that is not in the closed list.
            UnusableModelError: a constant part that is not a finite number.
        """
        self._where = where
        root: Node | float = self._visitor.walk_expression(expression)
        return root

    def graph(self) -> ExpressionGraph:
        """Return the graph over everything that was added."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._counts, dtype=np.int64)])
        return ExpressionGraph(
            operators=np.array(self._operators, dtype=np.uint8),
            starts=starts.astype(np.int64),
            arguments=np.array(self._arguments, dtype=np.int32),
            constants=np.array(self._constants, dtype=np.float64),
        )

    def _begin(self, expression: Any) -> tuple[bool, Any]:
        return self._before_child(None, expression, 0)

    def _before_child(self, _parent: Any, child: Any, _position: int) -> tuple[bool, Any]:
        if not hasattr(child, "is_expression_type"):
            return False, self._number(child)
        if child.is_expression_type():
            known = self._named.get(id(child))
            if known is None and not child.is_named_expression_type():
                # Refused before its arguments, so that the message names the outer operator.
                self._operator(child)
            return (True, child) if known is None else (False, known)
        if child.is_variable_type() and not child.fixed:
            return False, self._variable(self._columns.column(child))
        return False, self._number(child)

    def _exit_node(self, node: Any, arguments: list[Node | float]) -> Node | float:
        if node.is_named_expression_type():
            self._named[id(node)] = arguments[0]
            return arguments[0]
        operator = self._operator(node)
        if not any(isinstance(argument, Node) for argument in arguments):
            return self._fold(node, arguments)
        return self._append(operator, [self._node(argument) for argument in arguments])

    def _operator(self, node: Any) -> Operator:
        for kind in type(node).__mro__:
            if kind.__name__ in BY_CLASS:
                return BY_CLASS[kind.__name__]
        plain = type(node).__name__.removeprefix("NPV_")
        name = PLAIN_NAMES.get(plain) or getattr(node, "_name", None) or plain
        if name not in BY_NAME:
            raise refuse(name, self._where)
        return BY_NAME[name]

    def _fold(self, node: Any, arguments: list[Node | float]) -> float:
        try:
            return self._number(node._apply_operation(arguments))
        except ArithmeticError as error:
            raise UnusableModelError(f"{self._where}: {node}: {error}") from error

    def _number(self, value: Any) -> float:
        from pyomo.environ import value as evaluate

        try:
            number = float(evaluate(value))
        except (TypeError, ValueError) as error:
            raise UnusableModelError(f"{self._where}: {value} has no value: {error}") from error
        if not math.isfinite(number):
            raise UnusableModelError(f"{self._where}: {value} is {number}")
        return number

    def _variable(self, column: int) -> Node:
        if column not in self._variables:
            self._variables[column] = self._append(Operator.VARIABLE, [column])
        return self._variables[column]

    def _node(self, argument: Node | float) -> int:
        if isinstance(argument, Node):
            return argument
        return self._append(Operator.CONSTANT, [], argument)

    def _append(self, operator: Operator, arguments: list[int], constant: float = 0.0) -> Node:
        self._operators.append(int(operator))
        self._counts.append(len(arguments))
        self._arguments.extend(arguments)
        self._constants.append(constant)
        return Node(len(self._operators) - 1)
