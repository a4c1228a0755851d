"""A small reaction, for the tests of rows and files."""

from __future__ import annotations

from orthought.campaign.observations import Objective, Observation, Selectivity
from orthought.campaign.space import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Option,
    Space,
    Value,
)

SPACE = Space(
    parameters=(
        Categorical(
            name="base",
            options=(
                Option(name="MTBD"),
                Option(name="P2Et", label="phosphazene"),
                Option(name="None"),
            ),
        ),
        Discrete(name="AcOH_equiv", numbers=(1, 3, 5)),
        Integer(name="hours", low=0, high=48, unit="h"),
        Continuous(name="temperature", low=20, high=120, unit="°C"),
    )
)
YIELD = (Objective(name="yield", unit="%"),)
CHAN_LAM = (
    Objective(
        name="selectivity",
        selectivity=Selectivity(
            desired=("desired_1", "desired_2"), undesired=("undesired_1", "undesired_2")
        ),
    ),
)
ROW: dict[str, object] = {
    "base": "MTBD",
    "AcOH_equiv": "1",
    "hours": "3",
    "temperature": "25.5",
    "yield": "7",
}
POINT: dict[str, Value] = {"base": "MTBD", "AcOH_equiv": 1, "hours": 3, "temperature": 25.5}


def row(**changes: object) -> dict[str, object]:
    """Return a row as it is written."""
    return {**ROW, **changes}


def seen(
    value: float | None = 7, batch: int = 0, reason: str = "", **changes: Value
) -> Observation:
    """Return an observation of the yield."""
    return Observation(
        point={**POINT, **changes}, values={"yield": value}, batch=batch, reason=reason
    )
