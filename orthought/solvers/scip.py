"""SCIP: everything that an instance can hold, to global optimality."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from orthought.instance import BINARY, INTEGER, Instance, Operator
from orthought.solvers.job import Answer, Job, finite
from orthought.solvers.lowering import Taste, lower

_TERMINATIONS: Final = {
    "optimal": "optimal",
    "gaplimit": "optimal",
    "infeasible": "infeasible",
    "unbounded": "unbounded",
    "inforunbd": "infeasible_or_unbounded",
    "timelimit": "time_limit",
    "memlimit": "memory_limit",
    "userinterrupt": "interrupted",
}
MAX_THREADS: Final = 64
"""SCIP refuses more."""
TIGHT: Final = 1e-7
"""Feasibility tolerance with curved rows: our own check asks for 1e-6 after presolve is undone."""


class Scip:
    """The backend of SCIP (https://scipopt.org, Apache-2.0)."""

    def __init__(self) -> None:
        from pyscipopt import scip

        self._module = scip

    def solve(self, instance: Instance, job: Job) -> Answer:
        """Solve; a curved objective becomes a row below a new column."""
        model = self._module.Model()
        model.hideOutput()
        model.setParams(_parameters(instance, job))
        lowered = lower(instance, Taste())
        variables = _Writer(self._module, model, lowered).write()
        model.optimize()
        return _answer(model, instance, variables[: instance.variable_count])


class _Writer:
    """Writes a lowered instance into a SCIP model."""

    def __init__(self, module: Any, model: Any, instance: Instance) -> None:
        self._module, self._model, self._instance = module, model, instance
        self._variables: list[Any] = []
        self._terms: list[Any] = []

    def write(self) -> list[Any]:
        self._add_variables()
        self._add_rows()
        self._add_sets()
        objective = self._polynomial(np.flatnonzero(self._instance.objective), None)
        self._model.setObjective(objective, self._instance.sense)
        self._model.addObjoffset(self._instance.objective_constant)
        return self._variables

    def _add_variables(self) -> None:
        instance, letters = self._instance, {BINARY: "B", INTEGER: "I"}
        bounds = zip(
            _sides(instance.lower), _sides(instance.upper), instance.kinds.tolist(), strict=True
        )
        for column, (low, high, kind) in enumerate(bounds):
            self._variables.append(
                self._model.addVar(f"x{column}", vtype=letters.get(kind, "C"), lb=low, ub=high)
            )
        self._terms = [self._module.Term(variable) for variable in self._variables]

    def _polynomial(self, columns: Any, values: Any, quadratic: Any = ()) -> Any:
        values = self._instance.objective[columns] if values is None else values
        terms: dict[Any, float] = {}
        for column, value in zip(columns.tolist(), values.tolist(), strict=True):
            term = self._terms[column]
            terms[term] = terms.get(term, 0.0) + value
        for first, second, value in quadratic:
            term = self._module.Term(self._variables[first], self._variables[second])
            terms[term] = terms.get(term, 0.0) + value
        return self._module.Expr(terms or {self._terms[0]: 0.0})

    def _add_rows(self) -> None:
        instance = self._instance
        quadratic = _by_row(instance)
        roots = dict(
            zip(instance.nonlinear_rows.tolist(), instance.nonlinear_roots.tolist(), strict=True)
        )
        nodes = self._expressions()
        switched: dict[int, list[Any]] = {}
        for indicator in instance.indicators:
            switched.setdefault(indicator.row, []).append(indicator)
        starts = instance.row_starts.tolist()
        sides = zip(_sides(instance.row_lower), _sides(instance.row_upper), strict=True)
        for row, (low, high) in enumerate(sides):
            part = slice(starts[row], starts[row + 1])
            columns, values = instance.row_columns[part], instance.row_values[part]
            body = self._polynomial(columns, values, quadratic.get(row, ()))
            if row in roots:
                body = self._sum([self._module.buildGenExprObj(body), nodes[roots[row]]])
            elif row not in quadratic and not columns.size and row not in switched:
                continue
            self._add_row(body, low, high, switched.get(row))

    def _add_row(self, body: Any, low: Any, high: Any, indicators: list[Any] | None) -> None:
        if low is None and high is None:
            return
        if indicators is None:
            self._model.addCons(self._module.ExprCons(body, lhs=low, rhs=high))
            return
        for indicator in indicators:
            for side in ({"rhs": high}, {"lhs": low}):
                if None not in side.values():
                    self._model.addConsIndicator(
                        self._module.ExprCons(body, **side),
                        binvar=self._variables[indicator.column],
                        activeone=bool(indicator.active),
                    )

    def _add_sets(self) -> None:
        adders = {1: self._model.addConsSOS1, 2: self._model.addConsSOS2}
        for ordered in self._instance.special_ordered_sets:
            members = [self._variables[column] for column in ordered.columns]
            if members:
                adders[ordered.level](members, list(ordered.weights))

    def _sum(self, children: list[Any]) -> Any:
        made = self._module.SumExpr()
        made.children = children
        return made

    def _product(self, children: list[Any]) -> Any:
        made = self._module.ProdExpr()
        made.children = children
        return made

    def _expressions(self) -> list[Any]:
        """Return every node of the graph as an expression of pyscipopt."""
        graph, module = self._instance.graph, self._module
        starts, arguments = graph.starts.tolist(), graph.arguments.tolist()
        constants = graph.constants.tolist()
        functions = {
            int(Operator.EXP): module.exp,
            int(Operator.LOG): module.log,
            int(Operator.SQRT): module.sqrt,
            int(Operator.SIN): module.sin,
            int(Operator.COS): module.cos,
            int(Operator.ABS): abs,
            int(Operator.ADD): lambda *children: self._sum(list(children)),
            int(Operator.MULTIPLY): lambda *children: self._product(list(children)),
            int(Operator.DIVIDE): lambda above, below: self._product([above, below**-1.0]),
        }
        made: list[Any] = []
        for node, operator in enumerate(graph.operators.tolist()):
            children = arguments[starts[node] : starts[node + 1]]
            if operator == Operator.CONSTANT:
                made.append(module.buildGenExprObj(constants[node]))
            elif operator == Operator.VARIABLE:
                made.append(module.buildGenExprObj(self._variables[children[0]]))
            elif operator == Operator.POWER:
                made.append(made[children[0]] ** constants[children[1]])
            else:
                made.append(functions[operator](*(made[child] for child in children)))
        return made


def _sides(values: Any) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _by_row(instance: Instance) -> dict[int, list[tuple[int, int, float]]]:
    found: dict[int, list[tuple[int, int, float]]] = {}
    for row, first, second, value in zip(
        instance.quadratic_rows.tolist(),
        instance.quadratic_first.tolist(),
        instance.quadratic_second.tolist(),
        instance.quadratic_values.tolist(),
        strict=True,
    ):
        found.setdefault(row, []).append((first, second, value))
    return found


def _parameters(instance: Instance, job: Job) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "limits/time": float(job.time_limit),
        "limits/memory": float(job.memory_limit_mb),
        "limits/gap": float(job.relative_gap),
        "limits/absgap": 0.0,
        "randomization/randomseedshift": job.seed,
        "parallel/maxnthreads": min(job.threads, MAX_THREADS),
        "lp/threads": min(job.threads, MAX_THREADS),
    }
    if job.tight:
        parameters["numerics/feastol"] = 1e-9
    elif instance.nonlinear_rows.size or instance.quadratic_rows.size:
        parameters["numerics/feastol"] = TIGHT
    return parameters


def _answer(model: Any, instance: Instance, variables: list[Any]) -> Answer:
    status = str(model.getStatus())
    termination = _TERMINATIONS.get(status, "unknown")
    version = f"{model.getMajorVersion()}.{model.getMinorVersion()}.{model.getTechVersion()}"
    if termination in ("infeasible", "unbounded", "infeasible_or_unbounded"):
        return Answer(termination, version=version, message=status)
    if not model.getNSols():
        return Answer(termination, version=version, message=status, bound=_bound(model))
    best = model.getBestSol()
    return Answer(
        termination,
        "optimal" if termination == "optimal" else "feasible",
        objective=model.getSolObjVal(best),
        bound=_bound(model),
        values=np.array([model.getSolVal(best, variable) for variable in variables]),
        version=version,
        message=status,
    )


def _bound(model: Any) -> float | None:
    return finite(model.getDualbound())
