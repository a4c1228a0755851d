"""A program for the sandbox out of the pieces of code of a FormulationBench formulation.

The pieces are gurobipy text (`model.addConstrs(...)`, `gp.quicksum`, `GRB.MINIMIZE`) and plain
Python. A preamble gives them a `model`, a `gp` and a `GRB` of our own that build a Pyomo model.
"""

from __future__ import annotations

import ast
import keyword
from textwrap import indent
from typing import Any, Final

from orthought.errors import InputError

ALLOWED_IMPORTS: Final = ("import math", "from itertools import combinations")
OWN_GRAPHS: Final = "import networkx as nx"
DOMAINS: Final = {"continuous": "pyo.Reals", "integer": "pyo.Integers", "binary": "pyo.Binary"}

PREAMBLE: Final = '''\
import itertools
import math
from itertools import combinations
from types import SimpleNamespace

import pyomo.environ as pyo


class StandIn:
    """Takes what the pieces say to a gurobipy model and builds a Pyomo model."""

    def __init__(self):
        self.made = pyo.ConcreteModel()
        self.made.rows = pyo.ConstraintList()

    def addConstr(self, row, name=None):
        if row is True:
            return
        self.made.rows.add(pyo.Constraint.Infeasible if row is False else row)

    def addConstrs(self, rows, name=None):
        for row in rows:
            self.addConstr(row)

    def setObjective(self, expression, sense):
        self.made.objective = pyo.Objective(expr=expression, sense=sense)


class Graph:
    """The part of a graph library that the pieces use: an undirected graph."""

    def __init__(self):
        self.neighbours = {}

    def add_nodes_from(self, nodes):
        for node in nodes:
            self.neighbours.setdefault(node, set())

    def add_edge(self, first, second):
        self.neighbours[first].add(second)
        self.neighbours[second].add(first)


def enumerate_all_cliques(graph):
    order = {node: number for number, node in enumerate(graph.neighbours)}
    open_cliques = [((node,), set(graph.neighbours[node])) for node in order]
    while open_cliques:
        clique, common = open_cliques.pop()
        yield list(clique)
        for node in sorted(common, key=order.get):
            if order[node] > order[clique[-1]]:
                open_cliques.append(((*clique, node), common & graph.neighbours[node]))


def flat(index):
    """(i, (a, b)) becomes (i, a, b)."""
    if not isinstance(index, tuple):
        return (index,)
    return tuple(part for piece in index for part in flat(piece))


GRB = SimpleNamespace(MINIMIZE=pyo.minimize, MAXIMIZE=pyo.maximize)
gp = SimpleNamespace(quicksum=pyo.quicksum, GRB=GRB)
nx = SimpleNamespace(Graph=Graph, enumerate_all_cliques=enumerate_all_cliques)
quicksum = pyo.quicksum


'''


def formulation_program(formulation: dict[str, Any]) -> str:
    """Return the text of a program whose `build_model(data)` builds the formulation.

    Variables are free unless a row bounds them, as the set has it. Every assumption is asserted.

    Raises:
        InputError: a piece of code or a declaration that cannot be taken over.
    """
    _require_imports(formulation)
    body = ["model = StandIn()"]
    body += [f"{_name(p)} = data[{p!r}]" for p in formulation["parameters"]]
    body += [_code(d, "python") for d in _listed(formulation.get("definitions"))]
    body += [_code(a, "python") for a in formulation.get("assumptions", ())]
    for name, declaration in formulation["variables"].items():
        body += _variable(name, declaration)
    body += [_code(c, "gurobipy") for c in formulation["constraints"]]
    body += [_code(formulation["objective"], "gurobipy"), "return model.made"]
    program = f"{PREAMBLE}def build_model(data):\n{indent(chr(10).join(body), '    ')}\n"
    _require_syntax(program)
    return program


def _variable(name: str, declaration: dict[str, Any]) -> list[str]:
    kind = declaration.get("type", "continuous")
    if kind not in DOMAINS:
        raise InputError(f"variable {name!r} is of the unknown type {kind!r:.40}")
    domain, shape = f"domain={DOMAINS[kind]}", declaration.get("shape", [])
    if "indices" in declaration:
        index = f"[flat(k) for k in [{declaration['indices']}]]"
    elif shape:
        sizes = ", ".join(f"range({size})" for size in shape)
        index = f"list(itertools.product({sizes}))" if len(shape) > 1 else f"list({sizes})"
    else:
        index = ""
    arguments = ", ".join(part for part in (index, domain) if part)
    # The attribute's name is ours: a parameter or a method of the model may have the variable's.
    return [
        f"model.made.add_component({f'v_{name}'!r}, pyo.Var({arguments}))",
        f"{_name(name)} = model.made.component({f'v_{name}'!r})",
    ]


def _listed(definitions: Any) -> list[Any]:
    return list(definitions.values()) if isinstance(definitions, dict) else list(definitions or ())


def _code(piece: Any, language: str) -> str:
    try:
        return str(piece["code"][language]).strip("\n")
    except (KeyError, TypeError) as error:
        raise InputError(f"a piece of the formulation has no {language} code") from error


def _name(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise InputError(f"{name!r:.60} is no name that a program can use")
    return name


def _require_imports(formulation: dict[str, Any]) -> None:
    for line in formulation.get("imports") or ():
        if line not in (*ALLOWED_IMPORTS, OWN_GRAPHS):
            raise InputError(
                f"the formulation wants {line!r:.80}, which the stand-in does not give"
            )


def _require_syntax(program: str) -> None:
    try:
        ast.parse(program)
    except SyntaxError as error:
        raise InputError(f"the formulation's code is not Python: {error.msg}") from error
