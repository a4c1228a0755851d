"""Reading a run's tables back, and putting new ones in their place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orthought.agent.attempt import Draft
from orthought.errors import InputError, RunFolderError
from orthought.formulation import Formulation
from orthought.tables import Loaded
from orthought.tables import load as load_tables


def read_run_data(run: Path, formulation: Formulation) -> Loaded:
    """Return the tables and documents of a run, read from its `data/` folder.

    Raises:
        RunFolderError: the folder is not there or cannot be read.
    """
    folder = run / "data"
    try:
        content = json.loads((folder / "data.json").read_text(encoding="utf-8"))
        values = content["values"]
        tables = {
            name: _read_table(folder / f"{name}.csv", kinds)
            for name, kinds in content["tables"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"the data of the run {run} cannot be read: {error}",
            fix="solve the problem again with --fresh",
        ) from None
    own = formulation.data()
    documents = {name: value for name, value in values.items() if name not in own}
    return load_tables({**tables, **documents})


def _read_table(path: Path, kinds: Mapping[str, str]) -> Any:
    """Read a table with the column types that it had: a key such as '7' stays a text."""
    import pandas as pd

    dtypes: dict[Any, Any] = {column: str for column, kind in kinds.items() if kind == "text"}
    empty: dict[Any, Any] = {column: [""] for column in kinds}
    table = pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=empty)
    for column, kind in kinds.items():
        if kind == "date":
            table[column] = pd.to_datetime(table[column])
    return table


def replace_tables(stored: Loaded, new: Loaded, draft: Draft) -> tuple[Loaded, Draft]:
    """Put new tables in the place of stored ones, new values in the place of parameters.

    Raises:
        InputError: a table or a value that the model does not know, or a column that is missing.
    """
    known = {table.name: {column.name for column in table.columns} for table in stored.tables}
    values: dict[str, Any] = {}
    for name, value in new.data.items():
        if name in known:
            _require_columns(name, value, known[name])
        elif isinstance(value, dict) and name not in stored.data:
            values.update(value)
        elif name not in stored.data:
            values[name] = value
    merged = load_tables({**stored.data, **{k: v for k, v in new.data.items() if k in stored.data}})
    return merged, _with_values(draft, values, sorted(known))


def _require_columns(name: str, table: Any, wanted: set[str]) -> None:
    absent = sorted(wanted - set(map(str, getattr(table, "columns", ()))))
    if absent:
        raise InputError(
            f"the new table {name!r} lacks the columns {', '.join(absent)}",
            fix=f"give it the columns {', '.join(sorted(wanted))}",
        )


def _require_alike(name: str, new: Any, old: Any, *, whole: bool) -> None:
    """Require that a new value has the shape of the old one: number, mapping or list.

    Args:
        name: where in the parameter, for the message.
        new: what the user gives.
        old: what the model was written for.
        whole: whether every key of the old value is needed; not where the sets change too.

    Raises:
        InputError: it has another shape, or a key is missing.
    """
    if isinstance(old, Mapping):
        if not isinstance(new, Mapping):
            raise _misfit(name, new, old)
        absent = [str(key) for key in old if whole and key not in new and str(key) not in new]
        if absent:
            raise InputError(
                f"the new value of {name} lacks {', '.join(absent)}",
                fix=f"give a value for each of {', '.join(map(str, old))}",
            )
        example = next(iter(old.values()), None)
        for key, value in new.items():
            _require_alike(f"{name}[{key}]", value, old.get(key, example), whole=whole)
    elif isinstance(old, list | tuple):
        if not isinstance(new, list | tuple) or (whole and len(new) != len(old)):
            raise _misfit(name, new, old)
        for number, value in enumerate(new):
            beside = old[min(number, len(old) - 1)] if old else None
            _require_alike(f"{name}[{number}]", value, beside, whole=whole)
    elif _is_number(old) != _is_number(new) and old is not None:
        raise _misfit(name, new, old)


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)


def _misfit(name: str, new: Any, old: Any) -> InputError:
    return InputError(
        f"the new value of {name} does not fit: {_shown(new)}",
        fix=f"give it the shape of the value that stands: {_shown(old)}",
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."


def _with_values(draft: Draft, values: dict[str, Any], tables: list[str]) -> Draft:
    formulation = draft.formulation
    parameters = {p.name: p for p in formulation.parameters if p.table is None}
    sets = {s.name: s for s in formulation.sets if s.elements is not None}
    unknown = sorted(set(values) - set(parameters) - set(sets))
    if unknown:
        known = ", ".join([*tables, *parameters, *sets]) or "nothing"
        raise InputError(
            f"the model has no table or parameter {', '.join(unknown)}",
            fix=f"it knows: {known}",
        )
    for name, item in parameters.items():
        if name in values:
            _require_alike(name, values[name], item.value, whole=not set(item.index) & set(values))
    for name in sets.keys() & values.keys():
        if not isinstance(values[name], list | tuple) or not values[name]:
            raise InputError(
                f"the new elements of {name} are no list: {_shown(values[name])}",
                fix=f'give a list, such as {{"{name}": {_shown(list(sets[name].elements or ()))}}}',
            )
    changed = formulation.model_copy(
        update={
            "parameters": tuple(
                p.model_copy(update={"value": values[p.name]}) if p.name in values else p
                for p in formulation.parameters
            ),
            "sets": tuple(
                s.model_copy(update={"elements": tuple(values[s.name])}) if s.name in values else s
                for s in formulation.sets
            ),
        }
    )
    return Draft(changed, draft.program)
