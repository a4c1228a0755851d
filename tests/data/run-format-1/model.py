"""A Pyomo model that a language model wrote (scripted), exported by ORThought 0.1.0.

Read it before you run it: the program between the two lines is the language model's own text.
Run: python model.py          (needs: pip install pyomo pandas highspy pyscipopt)
"""

import json
from pathlib import Path

import pandas as pd

# ---- the language model's program ----------------------------------------------------------
import pyomo.environ as pyo

import pandas as pd

def build_model(data):
    orders = data["orders"]
    names = list(orders["order"])
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"keys are no texts: {names}")
    hours = dict(zip(names, orders["hours"]))
    gain = dict(zip(names, orders["profit"] + orders["bonus"].fillna(0)))
    late = dict(zip(names, pd.to_datetime(orders["due"]) > pd.Timestamp(data["latest"])))
    closed = dict(zip(names, orders["remark"] == "NA"))
    model = pyo.ConcreteModel()
    model.accept = pyo.Var(names, domain=pyo.Binary)
    model.gain = pyo.Objective(expr=sum(gain[n] * model.accept[n] for n in names),
                               sense=pyo.maximize)
    model.time = pyo.Constraint(expr=sum(hours[n] * model.accept[n] for n in names)
                                <= data["hours_available"])
    model.late = pyo.Constraint(
        [n for n in names if late[n] or closed[n]], rule=lambda m, n: m.accept[n] == 0
    )
    return model
# ---- end of the language model's program ---------------------------------------------------


def read_table(path, kinds):
    """Read one table with the column types that it had."""
    text = [column for column, kind in kinds.items() if kind == "text"]
    types = {column: str for column in text}
    table = pd.read_csv(path, dtype=types, keep_default_na=False, na_values={
        column: [""] for column in kinds})
    for column, kind in kinds.items():
        if kind == "date":
            table[column] = pd.to_datetime(table[column])
    return table


def read_data(folder):
    """Read data/: plain values from data.json, tables from the CSV files beside it."""
    content = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    data = content["values"]
    for name, kinds in content["tables"].items():
        data[name] = read_table(folder / f"{name}.csv", kinds)
    return data


def main():
    """Build, solve and print the objective."""
    import pyomo.environ as pyo
    from pyomo.contrib.solver.common.factory import SolverFactory

    model = build_model(read_data(Path(__file__).resolve().parent / "data"))
    objective = next(model.component_data_objects(pyo.Objective, active=True))
    solver = SolverFactory("highs")
    options = {"mip_rel_gap": 1e-6} if "highs" == "highs" else {"limits/gap": 1e-6}
    results = solver.solve(model, solver_options=options, load_solutions=False,
                           raise_exception_on_nonoptimal_result=False)
    print("termination:", results.termination_condition.name)
    if results.incumbent_objective is not None:
        results.solution_loader.load_vars()
        print("objective:", pyo.value(objective))
        for variable in model.component_data_objects(pyo.Var, active=True):
            if variable.value:
                print(f"{variable.name} = {variable.value:g}")


if __name__ == "__main__":
    main()
