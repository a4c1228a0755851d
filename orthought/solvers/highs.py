"""HiGHS by arrays: linear and mixed-integer linear programs, convex quadratic programs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from orthought.instance import CONTINUOUS, Instance, Ints
from orthought.solvers.job import CONFLICT, RANGING, Answer, Job, finite
from orthought.solvers.quadratic import lower_triangle

ROW_WISE: Final = 2
TRIANGULAR: Final = 1
IRREDUCIBLE: Final = 6
"""`iis_strategy` that searches for an irreducible set; the default returns an empty one."""
FEASIBLE: Final = 2

_TERMINATIONS: Final = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "infeasible_or_unbounded",
    "kTimeLimit": "time_limit",
    "kMemoryLimit": "memory_limit",
    "kInterrupt": "interrupted",
    "kHighsInterrupt": "interrupted",
    "kIterationLimit": "unknown",
    "kSolutionLimit": "unknown",
    "kObjectiveBound": "unknown",
    "kObjectiveTarget": "unknown",
    "kUnknown": "unknown",
}


class Highs:
    """The backend of HiGHS (https://highs.dev, MIT)."""

    def __init__(self) -> None:
        import highspy

        self._module = highspy
        self._threads = 0

    def solve(self, instance: Instance, job: Job) -> Answer:
        """Solve; a linear program that ends without an answer is tried once with another method."""
        model = self._load(instance, job)
        if isinstance(model, Answer):
            return model
        if CONFLICT in job.wishes:
            return self._conflict(model)
        answer = self._run(model, instance)
        if answer.termination in ("error", "unknown") and not _is_hard(instance):
            answer = self._retry(instance, job, answer)
        elif RANGING in job.wishes and answer.termination == "optimal":
            answer = self._add_ranging(model, answer)
        return answer

    def _retry(self, instance: Instance, job: Job, first: Answer) -> Answer:
        model = self._load(instance, job)
        assert not isinstance(model, Answer)
        model.setOptionValue("solver", "ipm")
        note = f"HiGHS ended with {first.message!r}; solved again by its interior point method"
        return replace(self._run(model, instance), deviations=(note,))

    def _load(self, instance: Instance, job: Job) -> Any:
        if job.threads != self._threads:
            self._module.Highs.resetGlobalScheduler(True)
            self._threads = job.threads
        model = self._module.Highs()
        for name, value in _options(job).items():
            model.setOptionValue(name, value)
        if model.passModel(*_arrays(instance)) == self._module.HighsStatus.kError:
            return Answer(
                "error", refused=True, message="HiGHS refused the model", version=model.version()
            )
        return model

    def _run(self, model: Any, instance: Instance) -> Answer:
        model.run()
        status = model.getModelStatus()
        termination = _TERMINATIONS.get(status.name, "error")
        info, solution = model.getInfo(), model.getSolution()
        answer = Answer(
            termination,
            version=model.version(),
            message=f"{model.modelStatusToString(status)}",
        )
        held = info.primal_solution_status == FEASIBLE and solution.value_valid
        if termination not in ("optimal", "time_limit", "interrupted", "unknown") or not held:
            return answer
        sign = 1.0 if instance.sense == "minimize" or not instance.quadratic_rows.size else -1.0
        answer = replace(
            answer,
            status="optimal" if termination == "optimal" else "feasible",
            objective=sign * info.objective_function_value,
            values=np.asarray(solution.col_value, dtype=np.float64),
        )
        return _add_bounds(answer, instance, info, solution)

    def _add_ranging(self, model: Any, answer: Answer) -> Answer:
        status, ranging = model.getRanging()
        if status == self._module.HighsStatus.kError or not ranging.valid:
            return answer
        extras = {
            "range_lower": np.asarray(ranging.row_bound_dn.value_, dtype=np.float64),
            "range_upper": np.asarray(ranging.row_bound_up.value_, dtype=np.float64),
        }
        return replace(answer, extras=extras, degenerate=self._is_degenerate(model))

    def _is_degenerate(self, model: Any) -> bool:
        basic = self._module.HighsBasisStatus.kBasic
        basis, solution, lp = model.getBasis(), model.getSolution(), model.getLp()
        for status, value, low, high in (
            (basis.col_status, solution.col_value, lp.col_lower_, lp.col_upper_),
            (basis.row_status, solution.row_value, lp.row_lower_, lp.row_upper_),
        ):
            inside = np.fromiter((s == basic for s in status), bool, len(status))
            point = np.asarray(value)
            distance = np.minimum(np.abs(point - low), np.abs(point - high))
            if (inside & (distance <= 1e-9 * np.maximum(1.0, np.abs(point)))).any():
                return True
        return False

    def _conflict(self, model: Any) -> Answer:
        model.setOptionValue("iis_strategy", IRREDUCIBLE)
        _, found = model.getIis()
        extras = {
            "conflict_rows": np.asarray(found.row_index_, dtype=np.int32),
            "conflict_row_sides": np.asarray([int(b) for b in found.row_bound_], dtype=np.int32),
            "conflict_columns": np.asarray(found.col_index_, dtype=np.int32),
            "conflict_column_sides": np.asarray([int(b) for b in found.col_bound_], dtype=np.int32),
        }
        return Answer("infeasible", version=model.version(), extras=extras)


def _is_hard(instance: Instance) -> bool:
    return instance.has_integers or bool(instance.quadratic_rows.size)


def _add_bounds(answer: Answer, instance: Instance, info: Any, solution: Any) -> Answer:
    if instance.has_integers:
        return replace(answer, bound=finite(info.mip_dual_bound))
    if answer.status != "optimal":
        return answer
    answer = replace(answer, bound=answer.objective)
    if instance.quadratic_rows.size or not solution.dual_valid:
        return answer
    return replace(
        answer,
        duals=np.asarray(solution.row_dual, dtype=np.float64),
        reduced_costs=np.asarray(solution.col_dual, dtype=np.float64),
    )


def _options(job: Job) -> dict[str, Any]:
    tight = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}
    return (tight if job.tight else {}) | {
        "output_flag": False,
        "log_to_console": False,
        "time_limit": float(job.time_limit),
        "threads": job.threads,
        "random_seed": job.seed,
        "mip_rel_gap": job.relative_gap,
        # The absolute gap of 1e-6 would stop early where objectives are tiny.
        "mip_abs_gap": 0.0,
        # The default of 1e-9 drops coefficients; this is the least that HiGHS allows.
        "small_matrix_value": 1e-12,
    }


def _arrays(instance: Instance) -> tuple[Any, ...]:
    """Return the arguments of `passModel`; a quadratic objective is always minimised."""
    n, m = instance.variable_count, instance.row_count
    integrality: Ints = (instance.kinds != CONTINUOUS).astype(np.int32)
    maximise = instance.sense == "maximize"
    sides = (instance.lower, instance.upper, instance.row_lower, instance.row_upper)
    matrix = (
        instance.row_starts.astype(np.int32),
        instance.row_columns.astype(np.int32),
        np.ascontiguousarray(instance.row_values, dtype=np.float64),
    )
    nonzeros = int(instance.row_values.size)
    if not instance.quadratic_rows.size:
        sense = -1 if maximise else 1
        head = (n, m, nonzeros, ROW_WISE, sense, instance.objective_constant)
        return (*head, instance.objective, *sides, *matrix, integrality)
    sign = -1.0 if maximise else 1.0
    starts, index, value = lower_triangle(instance, sign)
    sizes = (n, m, nonzeros, int(value.size), ROW_WISE, TRIANGULAR, 1)
    costs = (sign * instance.objective_constant, sign * instance.objective)
    return (*sizes, *costs, *sides, *matrix, starts, index, value, integrality)
