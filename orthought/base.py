"""The base of every public data type: frozen, strict about unknown keys, JSON-serialisable."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record. Unknown keys are errors; infinities and NaN survive JSON as strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
