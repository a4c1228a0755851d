"""formulation.md: whatever a model declares can be drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.mathematics import formulation_markdown
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)


@pytest.mark.parametrize(("bound", "drawn"), [(3.0, "3"), ("most", "most"), (None, "inf")])
def test_bounds_are_numbers_names_or_missing(bound: float | str | None, drawn: str) -> None:
    formulation = Formulation(
        variables=(Variable(name="x", lower=0, upper=bound),), objective=Objective(sense="minimize")
    )
    assert drawn in formulation_markdown(formulation, ())


texts = st.text(max_size=20)
names = st.tuples() | st.tuples(texts) | st.tuples(texts, texts)
bounds = st.none() | st.floats() | texts
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
cited = st.lists(st.integers(-1, 9), max_size=3).map(tuple)
formulations = st.builds(
    Formulation,
    title=texts,
    understanding=texts,
    sets=st.tuples(
        st.builds(SetDeclaration, name=texts, meaning=texts, table=st.none() | texts,
                  elements=st.none() | st.lists(texts | st.integers(), max_size=3).map(tuple),
                  column=st.none() | texts, sentences=cited)
    ),
    parameters=st.tuples(
        st.builds(Parameter, name=texts, index=names, value=values, unit=texts, meaning=texts,
                  table=st.none() | texts, column=st.none() | texts, sentences=cited)
    ),
    variables=st.tuples(
        st.builds(Variable, name=texts, index=names, lower=bounds, upper=bounds, unit=texts,
                  meaning=texts, sentences=cited)
    ),
    objective=st.none()
    | st.builds(Objective, sense=st.just("minimize"), expression=texts, meaning=texts),
    constraints=st.tuples(
        st.builds(Constraint, name=texts, index=names, expression=texts, meaning=texts)
    ),
    assumptions=st.tuples(texts),
    missing=st.tuples(texts),
)  # fmt: skip


@settings(derandomize=True, max_examples=300, deadline=None)
@given(formulations)
def test_any_formulation_can_be_drawn(formulation: Formulation) -> None:
    assert formulation_markdown(formulation, ()).startswith("# ")
