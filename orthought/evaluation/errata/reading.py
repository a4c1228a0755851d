"""Errata: verdicts on published labels, one TOML table a problem, each with its proof.

[prob_012]
verdict = "wrong"
published = "51.78"
accepted = [{ reading = "plain", status = "optimal", value = 50.34 }]
reason = "The routes of the reference model leave a better assignment out."
proof = "proofs/prob_012.py"
date = 2026-11-25
"""

from __future__ import annotations

import datetime
import math
import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import Label, LabelStatus
from orthought.evaluation.sets.labels import last_digit, read_label
from orthought.resources import benchmarks_folder

ERRATA_FILE: Final = "errata.toml"
Verdict = Literal["confirmed", "wrong", "ambiguous"]
AGREEMENT: Final = 1e-6
"""Relative difference up to which two values are one."""


class Accepted(Model):
    """An answer that counts as right, with the reading of the text that it belongs to."""

    reading: str = Field(min_length=1)
    """A name in the proof's READINGS."""
    status: LabelStatus = "optimal"
    value: float | None = None
    """The proven optimum to at least seven digits; None where no optimum exists."""

    @field_validator("value", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return float(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fits(self) -> Accepted:
        if (self.status == "optimal") != (self.value is not None):
            raise ValueError("a value belongs to status 'optimal', and to no other")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("the value is not finite")
        return self

    @property
    def label(self) -> Label:
        """The answer as a label; its value is proven, so that no digit bounds it."""
        return Label(status=self.status, objective=self.value, reading=self.reading)


class Erratum(Model):
    """The verdict on one published label."""

    identifier: str
    verdict: Verdict
    published: str
    """The label as it was published, digit for digit; 'null' or a word where it is no number."""
    accepted: tuple[Accepted, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)
    """Why, in one or a few sentences."""
    proof: str = Field(min_length=1)
    """Path of the proof file, from the folder of the set."""
    date: datetime.date

    @property
    def published_label(self) -> Label:
        return read_label(self.published)

    @model_validator(mode="after")
    def _fits(self) -> Erratum:
        readings = [accepted.reading for accepted in self.accepted]
        if len(set(readings)) < len(readings):
            raise ValueError("a reading is named twice")
        matching = [a for a in self.accepted if is_same(self.published_label, a.label)]
        if self.verdict == "confirmed" and len(matching) < len(readings):
            raise ValueError("'confirmed', but an accepted answer is not the published one")
        if self.verdict == "wrong" and matching:
            raise ValueError("'wrong', but the published answer is accepted")
        if self.verdict == "ambiguous" and len(readings) < 2:
            raise ValueError("'ambiguous' needs two readings at least")
        return self


def is_same(published: Label, proven: Label) -> bool:
    """Tell whether a proven answer is the published one, to the published digits."""
    if published.objective is None or proven.objective is None:
        kinds = {published.status, proven.status}
        return len(kinds) == 1 or ("no_optimum" in kinds and "optimal" not in kinds)
    slack = AGREEMENT * max(1.0, abs(proven.objective))
    if "." in published.written:
        slack = max(slack, last_digit(published.written))
    return abs(published.objective - proven.objective) <= slack


def read_errata(set_name: str, folder: Path | None = None) -> dict[str, Erratum]:
    """Return the verdicts on a set's labels, by identifier; empty where there is no file.

    Args:
        set_name: the set.
        folder: folder of all sets; default: the package's.

    Raises:
        InputError: the file or an entry does not fit; file, entry and field are named.
    """
    path = errata_path(set_name, folder)
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML: {error}") from error
    return {name: _erratum(path, name, table) for name, table in tables.items()}


def errata_path(set_name: str, folder: Path | None = None) -> Path:
    """Return where the errata of a set lie."""
    return (folder or benchmarks_folder()) / set_name / ERRATA_FILE


def _erratum(path: Path, name: str, table: Any) -> Erratum:
    if not isinstance(table, dict):
        raise InputError(f"{path}: {name} is no table", fix=f"write [{name}] and its fields")
    try:
        erratum = Erratum.model_validate({**table, "identifier": name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([name, *map(str, first["loc"])])
        raise InputError(f"{path}: {where}: {first['msg']}", fix="mend the entry") from error
    if not (path.parent / erratum.proof).is_file():
        raise InputError(f"{path}: {name}.proof: there is no file {erratum.proof}")
    return erratum
