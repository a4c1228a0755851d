"""formulation.md: whatever a model declares can be drawn."""

from __future__ import annotations

import pytest

from orthought.agent.mathematics import formulation_markdown
from orthought.formulation import Formulation, Objective, Variable


@pytest.mark.parametrize(("bound", "drawn"), [(3.0, "3"), ("most", "most"), (None, "inf")])
def test_bounds_are_numbers_names_or_missing(bound: float | str | None, drawn: str) -> None:
    formulation = Formulation(
        variables=(Variable(name="x", lower=0, upper=bound),), objective=Objective(sense="minimize")
    )
    assert drawn in formulation_markdown(formulation, ())
