"""The instance: rows and columns that a program built, as plain data.

Only an instance crosses from the sandbox to the solver (`instance_frames`); making one therefore
checks every index and number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from orthought.errors import FrameError

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]

CONTINUOUS: Final = 0
INTEGER: Final = 1
BINARY: Final = 2
OBJECTIVE_ROW: Final = -1
MAX_VARIABLES: Final = 5_000_000
MAX_ROWS: Final = 5_000_000
MAX_NODES: Final = 5_000_000


class Operator(IntEnum):
    """The closed list of operators of the expression graph. The numbers are part of the format."""

    CONSTANT = 0
    VARIABLE = 1
    ADD = 2
    MULTIPLY = 3
    DIVIDE = 4
    POWER = 5
    NEGATE = 6
    EXP = 7
    LOG = 8
    LOG10 = 9
    SQRT = 10
    ABS = 11
    SIN = 12
    COS = 13
    TAN = 14
    ASIN = 15
    ACOS = 16
    ATAN = 17
    SINH = 18
    COSH = 19
    TANH = 20
    ASINH = 21
    ACOSH = 22
    ATANH = 23


NARY: Final = frozenset({Operator.ADD, Operator.MULTIPLY})
BINARY_OPERATORS: Final = frozenset({Operator.DIVIDE, Operator.POWER})


@dataclass(frozen=True, eq=False)
class ExpressionGraph:
    """Nodes in topological order: node k may use only nodes below k.

    `operators[k]` is an Operator; the arguments of node k are
    `arguments[starts[k]:starts[k + 1]]`, node numbers; for VARIABLE the one argument is a column.
    `constants[k]` holds the value of a CONSTANT node, 0 elsewhere.
    """

    operators: Bytes
    starts: Longs
    arguments: Ints
    constants: Floats

    @classmethod
    def empty(cls) -> ExpressionGraph:
        return cls(np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0))

    def __len__(self) -> int:
        return int(self.operators.size)


@dataclass(frozen=True)
class SpecialOrderedSet:
    """At most one (level 1) or two adjacent (level 2) of the columns are not zero."""

    name: str
    level: Literal[1, 2]
    columns: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Indicator:
    """Row `row` binds only where the binary column `column` has the value `active`.

    The row keeps its bounds in the instance's row arrays; solvers must not treat it as a plain row.
    """

    row: int
    column: int
    active: Literal[0, 1]


def family(full_name: str) -> str:
    """Return 'make' for the member 'make[bread]', and 'pw.x' for 'pw.x[1]'."""
    return full_name.split("[", 1)[0]


class ProblemType(StrEnum):
    """The class of an instance, which decides the solver."""

    LP = "LP"
    MILP = "MILP"
    QP = "QP"
    MIQP = "MIQP"
    QCP = "QCP"
    MIQCP = "MIQCP"
    NLP = "NLP"
    MINLP = "MINLP"


@dataclass(frozen=True, eq=False)
class Instance:
    """n variables, m rows: row_lower <= A x + x'Qx + f(x) <= row_upper, lower <= x <= upper.

    The linear part is CSR (`row_starts` int64[m+1], `row_columns` int32, `row_values` float64).
    Quadratic terms are triples: `quadratic_values[t] * x[first[t]] * x[second[t]]` belongs to row
    `quadratic_rows[t]`, OBJECTIVE_ROW (-1) meaning the objective; first <= second, no triple twice.
    Nonlinear terms: graph node `nonlinear_roots[t]` is added to row `nonlinear_rows[t]` (or -1);
    at most one per row. Missing bounds are infinities. All values are finite otherwise.
    """

    name: str
    sense: Literal["minimize", "maximize"]
    variable_names: tuple[str, ...]
    lower: Floats
    upper: Floats
    kinds: Bytes
    objective: Floats
    objective_constant: float
    row_names: tuple[str, ...]
    row_lower: Floats
    row_upper: Floats
    row_starts: Longs
    row_columns: Ints
    row_values: Floats
    quadratic_rows: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    quadratic_first: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    quadratic_second: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    quadratic_values: Floats = field(default_factory=lambda: np.zeros(0))
    graph: ExpressionGraph = field(default_factory=ExpressionGraph.empty)
    nonlinear_rows: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    nonlinear_roots: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    special_ordered_sets: tuple[SpecialOrderedSet, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def __post_init__(self) -> None:
        _validate(self)

    @property
    def variable_count(self) -> int:
        return len(self.variable_names)

    @property
    def row_count(self) -> int:
        return len(self.row_names)

    @property
    def has_integers(self) -> bool:
        return bool((self.kinds != CONTINUOUS).any())

    @property
    def is_discrete(self) -> bool:
        return self.has_integers or bool(self.special_ordered_sets or self.indicators)

    @property
    def problem_type(self) -> ProblemType:
        """LP to MINLP by what the rows and the objective hold (convexity is not asked here)."""
        prefix = "MI" if self.is_discrete else ""
        if self.nonlinear_rows.size:
            return ProblemType(f"{prefix}NLP")
        if (self.quadratic_rows >= 0).any():
            return ProblemType(f"{prefix}QCP")
        if self.quadratic_rows.size:
            return ProblemType(f"{prefix}QP")
        return ProblemType.MILP if self.is_discrete else ProblemType.LP


def _validate(instance: Instance) -> None:
    n, m = instance.variable_count, instance.row_count
    if n > MAX_VARIABLES or m > MAX_ROWS:
        raise FrameError(f"the instance has {n} variables and {m} rows, more than we accept")
    if instance.sense not in ("minimize", "maximize"):
        raise FrameError(f"the instance's sense is {instance.sense!r:.40}")
    _require_sizes(instance, n, m)
    _require_bounds("variable", instance.variable_names, instance.lower, instance.upper)
    _require_bounds("row", instance.row_names, instance.row_lower, instance.row_upper)
    finite = (instance.objective, instance.row_values, instance.quadratic_values)
    if not all(np.isfinite(values).all() for values in finite):
        raise FrameError("a coefficient of the instance is NaN or infinite")
    if not math.isfinite(instance.objective_constant):
        raise FrameError("the objective's constant is NaN or infinite")
    if instance.kinds.size and int(instance.kinds.max()) > BINARY:
        raise FrameError("a variable is of unknown kind")
    _require_range("column", instance.row_columns, 0, n)
    _require_range("quadratic row", instance.quadratic_rows, OBJECTIVE_ROW, m)
    _require_range("quadratic column", instance.quadratic_first, 0, n)
    _require_range("quadratic column", instance.quadratic_second, 0, n)
    _validate_nonlinear(instance, n, m)
    _validate_discrete(instance, n, m)


def _require_sizes(instance: Instance, n: int, m: int) -> None:
    per_variable = (instance.lower, instance.upper, instance.kinds, instance.objective)
    if any(array.size != n for array in per_variable):
        raise FrameError("the instance's variable arrays differ in length")
    if instance.row_lower.size != m or instance.row_upper.size != m:
        raise FrameError("the instance's row arrays differ in length")
    starts = instance.row_starts
    nonzeros = instance.row_columns.size
    if starts.size != m + 1 or int(starts[0]) != 0 or int(starts[-1]) != nonzeros:
        raise FrameError("the instance's row starts do not fit its rows")
    # Compared and not subtracted: differences of huge numbers wrap around.
    if (starts[1:] < starts[:-1]).any() or instance.row_values.size != nonzeros:
        raise FrameError("the instance's rows run backwards")
    terms = instance.quadratic_values.size
    triples = (instance.quadratic_rows, instance.quadratic_first, instance.quadratic_second)
    if any(array.size != terms for array in triples):
        raise FrameError("the instance's quadratic arrays differ in length")


def _require_bounds(what: str, names: tuple[str, ...], lower: Floats, upper: Floats) -> None:
    wrong = np.isnan(lower) | np.isnan(upper) | (lower == np.inf) | (upper == -np.inf)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise FrameError(f"the bounds of {what} {names[index]!r:.200} are not bounds")


def _require_range(what: str, values: Ints, low: int, high: int) -> None:
    if values.size and (int(values.min()) < low or int(values.max()) >= high):
        raise FrameError(f"a {what} of the instance is out of range")


def _validate_nonlinear(instance: Instance, n: int, m: int) -> None:
    graph, rows, roots = instance.graph, instance.nonlinear_rows, instance.nonlinear_roots
    size = len(graph)
    if rows.size != roots.size or np.unique(rows).size != rows.size:
        raise FrameError("the instance's nonlinear rows do not fit their expressions")
    _require_range("nonlinear row", rows, OBJECTIVE_ROW, m)
    _require_range("expression", roots, 0, size)
    if graph.constants.size != size or graph.starts.size != size + 1:
        raise FrameError("the expression graph's arrays differ in length")
    if int(graph.starts[0]) != 0 or int(graph.starts[-1]) != graph.arguments.size:
        raise FrameError("the expression graph's arguments do not fit")
    backwards = (graph.starts[1:] < graph.starts[:-1]).any()
    counts = np.diff(graph.starts)
    if size and (int(graph.operators.max()) > max(Operator) or backwards):
        raise FrameError("the expression graph holds an unknown operator")
    if not np.isfinite(graph.constants).all():
        raise FrameError("the expression graph holds a constant that is not finite")
    _validate_arguments(graph, counts, n)


def _validate_arguments(graph: ExpressionGraph, counts: Longs, n: int) -> None:
    kinds = graph.operators
    wanted = np.ones(len(graph), np.int64)
    wanted[kinds == Operator.CONSTANT] = 0
    for operator in BINARY_OPERATORS:
        wanted[kinds == operator] = 2
    nary = np.isin(kinds, [int(operator) for operator in NARY])
    if (counts[~nary] != wanted[~nary]).any() or (counts[nary] < 1).any():
        raise FrameError("an expression has the wrong number of arguments")
    owner = np.repeat(np.arange(len(graph)), counts)
    is_column = kinds[owner] == Operator.VARIABLE
    limit = np.where(is_column, n, owner)
    if ((graph.arguments < 0) | (graph.arguments >= limit)).any():
        raise FrameError("an expression refers to a node or column that does not exist before it")


def _validate_discrete(instance: Instance, n: int, m: int) -> None:
    for ordered in instance.special_ordered_sets:
        if ordered.level not in (1, 2) or len(ordered.columns) != len(ordered.weights):
            raise FrameError(f"special ordered set {ordered.name!r:.200} is malformed")
        if any(not 0 <= column < n for column in ordered.columns):
            raise FrameError(f"special ordered set {ordered.name!r:.200} is out of range")
        if len(set(ordered.columns)) != len(ordered.columns):
            raise FrameError(f"special ordered set {ordered.name!r:.200} holds a variable twice")
        if len(set(ordered.weights)) != len(ordered.weights):
            # Equal weights leave the order, and so what neighbours are, to the solver.
            raise FrameError(f"special ordered set {ordered.name!r:.200} has equal weights")
    for indicator in instance.indicators:
        if not (0 <= indicator.row < m and 0 <= indicator.column < n):
            raise FrameError("an indicator is out of range")
        if indicator.active not in (0, 1) or instance.kinds[indicator.column] != BINARY:
            raise FrameError("an indicator's switch is not a binary variable")
