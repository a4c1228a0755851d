"""Bringing a program into the one shape that is built: `build_model(data)` and nothing beside.

Nothing is run here. Literals of the program's own `data` are read from the syntax tree.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass, field
from typing import Any, Final

from orthought.agent.replies.mending import name_expressions
from orthought.agent.replies.restoring import Restore, to_json
from orthought.agent.replies.syntax import NotALiteralError, literal_value, parse_or_error


@dataclass
class Shaped:
    """A program in shape, what its own `data` held, and what was done to it."""

    text: str
    tree: ast.Module | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """What the program's own `data` held, as JSON values."""
    notes: list[str] = field(default_factory=list)
    error: str = ""
    """Why it cannot be parsed, one line; '' where it can."""

    @property
    def builds(self) -> bool:
        return self.tree is not None and _function(self.tree, "build_model") is not None


def shape_program(source: str) -> Shaped:
    """Read a program, take its literals out as values, and see that it defines build_model."""
    text = _tidy(source)
    parsed = parse_or_error(text)
    if isinstance(parsed, str):
        plain = text.translate(_TYPOGRAPHY)
        again = parse_or_error(plain)
        if isinstance(again, str):
            return Shaped(text, error=parsed)
        text, parsed = plain, again
    shaped = Shaped(text, parsed)
    try:
        _shape(shaped, parsed)
    except (RecursionError, MemoryError, ValueError):
        shaped.error = "it is nested too deeply"
    return shaped


def _shape(shaped: Shaped, tree: ast.Module) -> None:
    restores: dict[str, Restore] = {}
    remaining = _take_data(tree.body, shaped, restores)
    remaining = _drop_scripts(remaining, shaped)
    _name_builder(remaining, shaped)
    if _function(ast.Module(remaining, []), "build_model") is None:
        remaining = _wrap(remaining, shaped, restores)
    _accept_data(remaining, shaped)
    named = name_expressions(remaining)
    if named:
        shaped.notes.append(f"wrote expr= before {named} expressions, which Pyomo needs by name")
    changed = _prelude(remaining, restores) or bool(shaped.notes) or bool(shaped.values)
    if changed:
        module = ast.fix_missing_locations(ast.Module(remaining, []))
        shaped.text = _spaced(module)
        shaped.tree = ast.parse(shaped.text)


def _take_data(
    body: list[ast.stmt], shaped: Shaped, restores: dict[str, Restore]
) -> list[ast.stmt]:
    """Read `data = {...}` and `data["x"] = ...` at the top level and take them out."""
    remaining = []
    for statement in body:
        target, value = _assigned(statement)
        if isinstance(target, ast.Name) and target.id == "data" and value is not None:
            kept = _read_mapping(value, shaped, restores)
            if kept is not None:
                continue
        elif _is_data_item(target) and value is not None:
            assert isinstance(target, ast.Subscript)
            assert isinstance(target.slice, ast.Constant)
            if _read_item(str(target.slice.value), value, shaped, restores):
                continue
        remaining.append(statement)
    return remaining


def _assigned(statement: ast.stmt) -> tuple[ast.expr | None, ast.expr | None]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0], statement.value
    if isinstance(statement, ast.AnnAssign):
        return statement.target, statement.value
    return None, None


def _is_data_item(target: ast.expr | None) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and target.value.id == "data"
        and isinstance(target.slice, ast.Constant)
        and isinstance(target.slice.value, str)
    )


def _read_mapping(value: ast.expr, shaped: Shaped, restores: dict[str, Restore]) -> bool | None:
    """Read all entries of a `data` literal; None where one is not a literal."""
    pairs: list[tuple[str, ast.expr]] = []
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                return None
            pairs.append((key.value, item))
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and not value.args:
        pairs = [(keyword.arg or "", keyword.value) for keyword in value.keywords]
    else:
        return None
    before = dict(shaped.values)
    for name, item in pairs:
        if not name or not _read_item(name, item, shaped, restores):
            shaped.values = before
            shaped.notes.append(f"the program's data[{name!r}] is no literal and stays in the code")
            return None
    return True


def _read_item(name: str, value: ast.expr, shaped: Shaped, restores: dict[str, Restore]) -> bool:
    try:
        plain, restore = to_json(literal_value(value))
    except (NotALiteralError, RecursionError):
        return False
    shaped.values[name] = plain
    restores.pop(name, None)
    if restore is not None:
        restores[name] = restore
    return True


def _drop_scripts(body: list[ast.stmt], shaped: Shaped) -> list[ast.stmt]:
    """Leave out what solves, prints, or calls build_model at the top level."""
    kept = [statement for statement in body if not _is_script(statement)]
    if len(kept) < len(body):
        shaped.notes.append("left out statements of the program that solve, print or call it")
    return kept


def _is_script(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        return False
    if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
        return True
    called = {_called(node) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    return bool(called & _SCRIPT_CALLS)


def _name_builder(body: list[ast.stmt], shaped: Shaped) -> None:
    """Where no build_model is defined but one other function makes the model, rename that."""
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    if any(function.name == "build_model" for function in functions):
        return
    makers = [function for function in functions if _makes_model(function)]
    if len(makers) == 1 and any(isinstance(node, ast.Return) for node in ast.walk(makers[0])):
        shaped.notes.append(f"renamed the program's {makers[0].name} to build_model")
        makers[0].name = "build_model"


def _makes_model(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Call) and _called(part) in ("ConcreteModel", "AbstractModel")
        for part in ast.walk(node)
    )


def _wrap(body: list[ast.stmt], shaped: Shaped, restores: dict[str, Restore]) -> list[ast.stmt]:
    """Put a model that is made at the top level into build_model; its literals become data."""
    made = next(
        (
            target.id
            for target, value in map(_assigned, body)
            if isinstance(target, ast.Name) and isinstance(value, ast.Call) and _makes_model(value)
        ),
        None,
    )
    if made is None:
        return body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    inner = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    inner = [_lifted(statement, shaped, restores) for statement in inner]
    shaped.notes.append("put the program's top level into build_model")
    function = ast.parse("def build_model(data):\n    pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = [*inner, ast.Return(ast.Name(made, ast.Load()))]
    return [*imports, function]


def _lifted(statement: ast.stmt, shaped: Shaped, restores: dict[str, Restore]) -> ast.stmt:
    """Turn `cost = {"a": 3}` into `cost = data["cost"]`."""
    target, value = _assigned(statement)
    if not isinstance(target, ast.Name) or value is None or target.id in shaped.values:
        return statement
    if isinstance(value, ast.Constant) and value.value in (None, True, False, ""):
        return statement
    if not _read_item(target.id, value, shaped, restores):
        return statement
    return ast.parse(f"{target.id} = data[{target.id!r}]").body[0]


def _accept_data(body: list[ast.stmt], shaped: Shaped) -> None:
    """Give build_model its argument where it takes none."""
    function = _function(ast.Module(body, []), "build_model")
    if function is None:
        return
    arguments = function.args
    if not (arguments.posonlyargs or arguments.args or arguments.vararg):
        arguments.args.append(ast.arg("data"))
        shaped.notes.append("gave the program's build_model the argument data")


def _prelude(body: list[ast.stmt], restores: dict[str, Restore]) -> bool:
    """Begin build_model with a line that makes keys again that JSON cannot carry."""
    function = _function(ast.Module(body, []), "build_model")
    if function is None or not restores:
        return False
    arguments = [*function.args.posonlyargs, *function.args.args]
    name = arguments[0].arg if arguments else "data"
    parts = [f"{key!r}: {restore(f'{name}[{key!r}]', 0)}" for key, restore in restores.items()]
    line = ast.parse(f"{name} = {{**{name}, {', '.join(parts)}}}").body[0]
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    function.body.insert(1 if is_docstring else 0, line)
    return True


def _function(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return found[-1] if found else None


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _spaced(module: ast.Module) -> str:
    """Unparse with two empty lines between the parts of the top level."""
    imports = [n for n in module.body if isinstance(n, ast.Import | ast.ImportFrom)]
    others = [n for n in module.body if not isinstance(n, ast.Import | ast.ImportFrom)]
    head = "\n".join(ast.unparse(node) for node in imports)
    return "\n\n\n".join([head, *map(ast.unparse, others)]).strip() + "\n"


def _tidy(source: str) -> str:
    text = source.replace("\r\n", "\n").replace("\t", "    ").replace("\x00", "")
    text = textwrap.dedent(text).strip("\n") + "\n"
    lines = text.split("\n")
    prompts = [line for line in lines if line.startswith((">>> ", "... "))]
    if prompts and len(prompts) * 2 > len(lines):
        lines = [line[4:] if line.startswith((">>> ", "... ")) else line for line in lines]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))


_TYPOGRAPHY: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2212": "-",
        "\u2013": "-",
        "\u00d7": "*",
        "\u2264": "<=",
        "\u2265": ">=",
        "\ufeff": "",
        "\u200b": "",
    }
)
_SCRIPT_CALLS: Final = frozenset(
    (
        "build_model",
        "solve",
        "print",
        "pprint",
        "display",
        "SolverFactory",
        "input",
        "open",
        "write",
    )
)
