"""Gurobi by matrices and expression trees, within whatever licence is found."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from orthought.instance import BINARY, INTEGER, OBJECTIVE_ROW, Instance, Operator
from orthought.solvers.job import Answer, Job, finite
from orthought.solvers.lowering import Taste, lower

NO_LICENCE: Final = (10009, 10010)
"""GurobiError: no licence, and a licence that does not cover the size."""
OUT_OF_MEMORY: Final = 10001
TIGHT: Final = 1e-7

_TERMINATIONS: Final = {
    2: "optimal",
    3: "infeasible",
    4: "infeasible_or_unbounded",
    5: "unbounded",
    9: "time_limit",
    11: "interrupted",
    13: "unknown",
    17: "memory_limit",
}


class Gurobi:
    """The backend of Gurobi (https://www.gurobi.com, commercial)."""

    def __init__(self) -> None:
        import gurobipy

        self._module = gurobipy

    def solve(self, instance: Instance, job: Job) -> Answer:
        """Solve; a missing or too small licence is a refusal that names it."""
        version = ".".join(map(str, self._module.gurobi.version()))
        try:
            with self._module.Env(params=_parameters(job)) as environment:
                return self._solve(environment, instance, version)
        except self._module.GurobiError as error:
            text = " ".join(str(error).split())
            if error.errno == OUT_OF_MEMORY:
                return Answer("memory_limit", version=version, message=text)
            refused = error.errno in NO_LICENCE
            what = f"the licence does not cover this ({text})" if refused else text
            return Answer("error", version=version, message=what, refused=refused)

    def _solve(self, environment: Any, instance: Instance, version: str) -> Answer:
        taste = Taste(absolute=False, linear_quadratic_objective=False)
        lowered = lower(instance, taste)
        with self._module.Model(env=environment) as model:
            writer = _Writer(self._module, model, lowered)
            writer.write()
            model.optimize()
            return _answer(model, instance, writer, version)


class _Writer:
    """Writes a lowered instance into a Gurobi model."""

    def __init__(self, module: Any, model: Any, instance: Instance) -> None:
        self._module, self._model, self._instance = module, model, instance
        self.variables: list[Any] = []
        self._quadratic_of: dict[int, list[int]] = {}
        for index, row in enumerate(instance.quadratic_rows.tolist()):
            self._quadratic_of.setdefault(row, []).append(index)
        self.rows: list[tuple[int, Any]] = []
        """Row numbers and constraints of the plain linear rows, for duals."""

    def write(self) -> None:
        self._add_variables()
        self._add_plain_rows()
        self._add_other_rows()
        self._add_sets()

    def _add_variables(self) -> None:
        instance = self._instance
        letters = np.full(instance.variable_count, "C")
        letters[instance.kinds == INTEGER] = "I"
        letters[instance.kinds == BINARY] = "B"
        made = self._model.addMVar(
            instance.variable_count, lb=instance.lower, ub=instance.upper, vtype=letters
        )
        self.variables = made.tolist()
        objective = self._linear(np.arange(instance.variable_count), instance.objective)
        objective += instance.objective_constant
        mine = self._quadratic(OBJECTIVE_ROW)
        sense = 1 if instance.sense == "minimize" else -1
        self._model.setObjective(objective if mine is None else objective + mine, sense)

    def _linear(self, columns: Any, values: Any) -> Any:
        members = [self.variables[column] for column in columns.tolist()]
        return self._module.LinExpr(values.tolist(), members)

    def _quadratic(self, row: int) -> Any:
        instance = self._instance
        if row not in self._quadratic_of:
            return None
        mine = np.array(self._quadratic_of[row])
        made = self._module.QuadExpr()
        first = [self.variables[k] for k in instance.quadratic_first[mine].tolist()]
        second = [self.variables[k] for k in instance.quadratic_second[mine].tolist()]
        made.addTerms(instance.quadratic_values[mine].tolist(), first, second)
        return made

    def _special_rows(self) -> set[int]:
        instance = self._instance
        rows = {indicator.row for indicator in instance.indicators}
        rows |= set(instance.nonlinear_rows.tolist()) | set(instance.quadratic_rows.tolist())
        return rows - {OBJECTIVE_ROW}

    def _add_plain_rows(self) -> None:
        from scipy import sparse

        instance = self._instance
        m, n = instance.row_count, instance.variable_count
        plain = np.ones(m, dtype=bool)
        plain[list(self._special_rows())] = False
        matrix = sparse.csr_matrix(
            (instance.row_values, instance.row_columns, instance.row_starts), shape=(m, n)
        )
        low, high = instance.row_lower, instance.row_upper
        equal = plain & (low == high)
        for sense, rows, side in (
            ("=", equal, low),
            (">", plain & ~equal & np.isfinite(low), low),
            ("<", plain & ~equal & np.isfinite(high), high),
        ):
            chosen = np.flatnonzero(rows)
            if chosen.size:
                made = self._model.addMConstr(matrix[chosen], None, sense, side[chosen])
                self.rows += zip(chosen.tolist(), made.tolist(), strict=True)

    def _add_other_rows(self) -> None:
        instance = self._instance
        roots = dict(
            zip(instance.nonlinear_rows.tolist(), instance.nonlinear_roots.tolist(), strict=True)
        )
        for row in sorted(self._special_rows()):
            part = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
            body = self._linear(instance.row_columns[part], instance.row_values[part])
            if row in roots:
                body += self._expression(roots[row])
            quadratic = self._quadratic(row)
            self._add_sides(row, body if quadratic is None else body + quadratic)

    def _add_sides(self, row: int, body: Any) -> None:
        low, high = float(self._instance.row_lower[row]), float(self._instance.row_upper[row])
        sides = [("=", low)] if low == high else [(">", low), ("<", high)]
        switches = [i for i in self._instance.indicators if i.row == row]
        for sense, side in sides:
            if not np.isfinite(side):
                continue
            if not switches:
                self._model.addConstr(self._comparison(body, sense, side))
            for switch in switches:
                column = self.variables[switch.column]
                self._model.addGenConstrIndicator(column, bool(switch.active), body, sense, side)

    def _comparison(self, body: Any, sense: str, side: float) -> Any:
        if sense == "=":
            return body == side
        return body >= side if sense == ">" else body <= side

    def _expression(self, root: int) -> Any:
        """Return a new variable that equals a node's tree."""
        codes, data, parents = self._tree(root)
        result = self._model.addVar(lb=-np.inf)
        self._model.addGenConstrNLAdv(result, codes, data, parents)
        return result

    def _tree(self, root: int) -> tuple[list[int], list[Any], list[int]]:
        graph, codes_of = self._instance.graph, _codes(self._module.GRB)
        starts, arguments = graph.starts, graph.arguments
        codes: list[int] = []
        data: list[Any] = []
        parents: list[int] = []
        waiting = [(root, -1)]
        while waiting:
            node, parent = waiting.pop()
            operator = int(graph.operators[node])
            children = arguments[starts[node] : starts[node + 1]].tolist()
            codes.append(codes_of[operator])
            parents.append(parent)
            if operator == Operator.VARIABLE:
                data.append(self.variables[children[0]])
            else:
                constant = operator == Operator.CONSTANT
                data.append(float(graph.constants[node]) if constant else -1.0)
                here = len(codes) - 1
                waiting += [(child, here) for child in reversed(children)]
        return codes, data, parents

    def _add_sets(self) -> None:
        for ordered in self._instance.special_ordered_sets:
            members = [self.variables[column] for column in ordered.columns]
            if members:
                self._model.addSOS(ordered.level, members, list(ordered.weights))


def _codes(constants: Any) -> dict[int, int]:
    names = {
        Operator.CONSTANT: "CONSTANT",
        Operator.VARIABLE: "VARIABLE",
        Operator.ADD: "PLUS",
        Operator.MULTIPLY: "MULTIPLY",
        Operator.DIVIDE: "DIVIDE",
        Operator.POWER: "POW",
        Operator.EXP: "EXP",
        Operator.LOG: "LOG",
        Operator.SQRT: "SQRT",
        Operator.SIN: "SIN",
        Operator.COS: "COS",
    }
    return {int(key): getattr(constants, f"OPCODE_{name}") for key, name in names.items()}


def _parameters(job: Job) -> dict[str, Any]:
    return {
        "OutputFlag": 0,
        "TimeLimit": float(job.time_limit),
        "Threads": job.threads,
        "Seed": job.seed,
        "MIPGap": job.relative_gap,
        "MIPGapAbs": 0.0,
        "FeasibilityTol": 1e-9 if job.tight else TIGHT,
        "IntFeasTol": 1e-9 if job.tight else 1e-6,
    }


def _answer(model: Any, instance: Instance, writer: _Writer, version: str) -> Answer:
    termination = _TERMINATIONS.get(model.Status, "error")
    message = f"Gurobi status {model.Status}"
    discrete = bool(model.IsMIP)
    bound = finite(model.ObjBound) if discrete and hasattr(model, "ObjBound") else None
    if termination.startswith(("infeasible", "unbounded")) or not model.SolCount:
        return Answer(termination, version=version, message=message, bound=bound)
    optimal = termination == "optimal"
    values = np.array(model.getAttr("X", writer.variables[: instance.variable_count]), dtype=float)
    linear = optimal and not discrete and not instance.quadratic_rows.size
    return Answer(
        termination,
        "optimal" if optimal else "feasible",
        objective=model.ObjVal,
        bound=bound if discrete else (model.ObjVal if optimal else None),
        values=values,
        duals=_duals(model, instance, writer) if linear else None,
        reduced_costs=np.array(model.getAttr("RC", writer.variables)) if linear else None,
        version=version,
        message=message,
    )


def _duals(model: Any, instance: Instance, writer: _Writer) -> Any:
    """Return one dual a row; a range row has two constraints, of which one binds at most."""
    duals = np.zeros(instance.row_count)
    prices = model.getAttr("Pi", [constraint for _, constraint in writer.rows])
    for (row, _), price in zip(writer.rows, prices, strict=True):
        duals[row] += price
    return duals
