"""The plots are well-formed, labelled, and put values where they belong."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest
from pydantic import ValidationError

from orthought.pages.document import (
    BarPlot,
    BarRow,
    Cell,
    FrontPlot,
    FrontPoint,
    GridPlot,
    IntervalPlot,
    IntervalRow,
    Level,
    Line,
    LinePlot,
    Part,
    Plot,
    Point,
    ScatterPlot,
    StripPlot,
    StripRow,
)
from orthought.pages.escaping import clean
from orthought.pages.svg import to_svg
from orthought.pages.svg.scales import Scale, fitted_scale, number_text
from tests.evaluation.report.scene import HOSTILE

INTERVALS = IntervalPlot(
    identifier="plot-a",
    title=HOSTILE,
    description=HOSTILE,
    axis=HOSTILE,
    rows=(
        IntervalRow(label=HOSTILE, value=0.5, lower=0.25, upper=1.0, text=HOSTILE, section="LP"),
        IntervalRow(label="b", value=0.0, lower=0.0, upper=0.1, series=9, section=HOSTILE),
    ),
)
SCATTER = ScatterPlot(
    identifier="plot-b",
    title=HOSTILE,
    description=HOSTILE,
    x_axis=HOSTILE,
    y_axis=HOSTILE,
    points=tuple(
        Point(label=f"{HOSTILE}{n}", x=10.0**n, y=0.5, lower=0.4, upper=0.6, series=n)
        for n in range(5)
    ),
)
BARS = BarPlot(
    identifier="plot-c",
    title=HOSTILE,
    description=HOSTILE,
    axis=HOSTILE,
    rows=(
        BarRow(label=HOSTILE, parts=(Part(name=HOSTILE, count=3), Part(name="b", count=7))),
        BarRow(label="b", parts=(Part(name=HOSTILE, count=0), Part(name="b", count=0))),
    ),
)
STRIPS = StripPlot(
    identifier="plot-d",
    title=HOSTILE,
    description=HOSTILE,
    axis=HOSTILE,
    rows=(
        StripRow(label=HOSTILE, values=(1.0, 2.0, 300.0)),
        StripRow(label="one", values=(5.0,)),
        StripRow(label="none", values=()),
    ),
)
LINES = LinePlot(
    identifier="plot-e",
    title=HOSTILE,
    description=HOSTILE,
    x_axis=HOSTILE,
    y_axis=HOSTILE,
    lines=(
        Line(label=HOSTILE, x=(1, 2, 3), y=(-5, 0, 0), lower=(-9, -5, -5), upper=(0, 5, 5)),
        Line(label="b", x=(1, 2, 3), y=(-5, -5, 1), dots=((1, -5), (2, -7)), series=9),
        Line(label="none", x=(), y=()),
    ),
    levels=(Level(label=HOSTILE, y=10),),
)
GRID = GridPlot(
    identifier="plot-f",
    title=HOSTILE,
    description=HOSTILE,
    row_axis=HOSTILE,
    column_axis=HOSTILE,
    rows=(HOSTILE, "b"),
    columns=(HOSTILE, "b", "c"),
    cells=(
        (Cell(value=0.0, text="0"), Cell(value=1.0, text="9"), Cell()),
        (Cell(value=0.5, text=HOSTILE), Cell(value=0.4, text="3"), Cell(value=0.2, text="1")),
    ),
    legend=HOSTILE,
)
FRONT = FrontPlot(
    identifier="plot-g",
    title=HOSTILE,
    description=HOSTILE,
    x_axis=HOSTILE,
    y_axis=HOSTILE,
    points=(
        FrontPoint(x=-1, y=3, label=HOSTILE, best=True),
        FrontPoint(x=2, y=1, label="b", best=True),
        FrontPoint(x=0, y=0, label="c"),
    ),
)
PLOTS = [INTERVALS, SCATTER, BARS, STRIPS, LINES, GRID, FRONT]


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.kind)
def test_hostile_text_stays_text(plot: Plot) -> None:
    root = ET.fromstring(str(to_svg(plot)))
    assert root.tag == "svg"
    assert not {node.tag for node in root.iter()} & {"script", "td", "foreignObject", "a", "image"}
    assert root.findtext("title") == clean(HOSTILE)
    assert root.findtext("desc") == clean(HOSTILE)
    labels = [node.text or "" for node in root.iter("text")]
    assert any("<script>" in label for label in labels)


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.kind)
def test_a_screen_reader_finds_title_and_text(plot: Plot) -> None:
    root = ET.fromstring(str(to_svg(plot)))
    names = (root.get("aria-labelledby") or "").split()
    assert root.get("role") == "img"
    assert names == [root.find("title").get("id"), root.find("desc").get("id")]  # type: ignore[union-attr]


def test_empty_maps_lines_and_fronts_are_empty_frames() -> None:
    empty = [
        LINES.model_copy(update={"lines": (), "levels": ()}),
        GRID.model_copy(update={"rows": (), "columns": (), "cells": (), "legend": ""}),
        FRONT.model_copy(update={"points": ()}),
    ]
    assert {ET.fromstring(str(to_svg(plot))).tag for plot in empty} == {"svg"}


def test_a_line_holds_its_value_until_the_next_step() -> None:
    root = ET.fromstring(str(to_svg(LINES)))
    paths = [node.get("d", "") for node in root.iter("path") if node.get("class") == "line s0"]
    corners = [tuple(map(float, place.split(","))) for place in paths[0][1:].split(" L")]
    assert len(corners) == 5
    assert all(a[1] == b[1] or a[0] == b[0] for a, b in itertools.pairwise(corners))
    names = [float(n.get("y", "")) for n in root.iter("text") if n.get("class") == "halo"]
    assert abs(names[0] - names[1]) >= 15


def test_fields_are_shaded_by_their_value_and_empty_ones_stay_empty() -> None:
    root = ET.fromstring(str(to_svg(GRID)))
    kinds = [node.get("class") for node in root.iter("rect")][:6]
    assert kinds == ["cell h0", "cell h5", "cell none", "cell h3", "cell h2", "cell h1"]


def test_the_best_compromises_are_joined_from_left_to_right() -> None:
    root = ET.fromstring(str(to_svg(FRONT)))
    (path,) = [node.get("d", "") for node in root.iter("path") if node.get("class") == "line s0"]
    places = [float(place.split(",")[0]) for place in path[1:].split(" L")]
    assert len(places) == 2
    assert places == sorted(places)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValidationError, match="differ in length"):
        Line(label="a", x=(1, 2), y=(1, 2), lower=(1,), upper=(2, 2))
    with pytest.raises(ValidationError, match="do not fit"):
        GridPlot.model_validate({**GRID.model_dump(), "rows": ("a",)})


@pytest.mark.parametrize("kind", [IntervalPlot, BarPlot, StripPlot])
def test_a_plot_without_rows_is_an_empty_frame(kind: type) -> None:
    empty = kind(identifier="e", title="t", description="d", axis="a", rows=())
    assert ET.fromstring(str(to_svg(empty))).tag == "svg"


def test_a_share_stands_between_its_neighbours() -> None:
    root = ET.fromstring(str(to_svg(INTERVALS)))
    ticks = {node.text: float(node.get("x", "")) for node in root.iter("text")
             if node.get("class") == "tick"}  # fmt: skip
    dots = [node.get("transform", "") for node in root.iter("path")]
    places = [float(dot.removeprefix("translate(").split()[0]) for dot in dots]
    assert ticks["40"] < places[0] < ticks["60"]
    assert places[0] == pytest.approx((ticks["0"] + ticks["100"]) / 2, abs=0.2)
    assert places[1] == pytest.approx(ticks["0"], abs=0.2)


def test_values_of_any_sign_stand_around_a_line_at_zero() -> None:
    rows = (
        IntervalRow(label="a", value=-20, lower=-40, upper=0),
        IntervalRow(label="b", value=5, lower=-2, upper=60, section="x" * 200),
    )
    plot = IntervalPlot(
        identifier="z", title="t", description="d", axis="a", rows=rows, around_zero=True
    )
    root = ET.fromstring(str(to_svg(plot)))
    (zero,) = [node for node in root.iter("line") if node.get("class") == "level"]
    ticks = {node.text: node.get("x") for node in root.iter("text") if node.get("class") == "tick"}
    assert ticks["0"] == zero.get("x1") == zero.get("x2")
    assert {"-40", "60"} <= set(ticks), "amounts, not per cent"
    dots = [node.get("transform", "") for node in root.iter("path")]
    first, second = [float(dot.removeprefix("translate(").split()[0]) for dot in dots]
    assert first < float(zero.get("x1", "")) < second
    (head,) = [node.text or "" for node in root.iter("text") if node.get("class") == "head"]
    assert len(head) < 100


def test_pieces_of_a_bar_are_as_long_as_their_counts() -> None:
    root = ET.fromstring(str(to_svg(BARS)))
    rects = [node for node in root.iter("rect") if "bar" in (node.get("class") or "")]
    first, second = [float(node.get("width", "")) for node in rects[2:4]]
    assert first / second == pytest.approx(3 / 7, rel=0.01)


def test_labels_of_a_crowd_do_not_cover_each_other() -> None:
    points = tuple(
        Point(label=f"method {n}", x=1000.0 + n, y=0.5, lower=0.45, upper=0.55) for n in range(6)
    )
    plot = SCATTER.model_copy(update={"points": points})
    root = ET.fromstring(str(to_svg(plot)))
    placed = [(float(n.get("x", "")), float(n.get("y", "")), n.get("text-anchor"))
              for n in root.iter("text") if n.get("class") == "halo"]  # fmt: skip
    assert len(placed) == len(set(placed)) == 6


def test_amounts_that_span_a_decade_are_logarithmic() -> None:
    narrow, wide = fitted_scale([2.0, 9.0], 0, 100), fitted_scale([1.0, 1000.0], 0, 100)
    assert (narrow.low, narrow.logarithmic) == (0.0, False)
    assert wide.logarithmic
    assert wide.at(10) - wide.at(1) == pytest.approx(wide.at(1000) - wide.at(100))
    assert {1.0, 10.0, 100.0, 1000.0} <= {round(tick, 9) for tick in wide.ticks()}


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0], [float("nan")], [0.0, 5.0]])
def test_odd_amounts_have_an_axis_too(values: list[float]) -> None:
    scale = fitted_scale(values, 0, 100)
    assert scale.high > scale.low
    assert scale.ticks()


def test_ticks_are_round_and_few() -> None:
    assert Scale(0.0, 1.0, 0, 1).ticks() == pytest.approx((0, 0.2, 0.4, 0.6, 0.8, 1.0))
    assert len(Scale(0.0, 92.0, 0, 1).ticks()) <= 9
    assert [number_text(value) for value in (0, 20, 1500, 2.5e6)] == ["0", "20", "1.5k", "2.5M"]
