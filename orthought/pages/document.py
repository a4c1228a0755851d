"""A report as plain data: facts, tables and plots, before any format is chosen."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from orthought.base import Model

Mark = Literal["", "right", "wrong", "harness"]
"""`harness`: the endpoint or the budget ended the cell, so the method was not heard to the end."""


class Entry(Model):
    """One field of a table."""

    text: str = ""
    interval: str = ""
    """Such as '[47.4, 67.2]'."""
    mark: Mark = ""
    note: str = ""
    """What stands small beneath the text."""


class Column(Model):
    """The head of a column."""

    name: str
    align: Literal["left", "right"] = "right"


class Table(Model):
    """Rows of fields. The caption says all that is needed to read it on its own."""

    identifier: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.identifier}: {len(row)} fields, {len(self.columns)} heads")
        return self


class IntervalRow(Model):
    """A point with its interval; between 0 and 1, except where the plot is `around_zero`."""

    label: str
    value: float
    lower: float
    upper: float
    text: str = ""
    """What stands at the end of the row, such as '57.6 % of 92'."""
    series: int = 0
    """Number of the colour and the shape."""
    section: str = ""
    """Head above the row, where it changes."""


class IntervalPlot(Model):
    """Dots with whiskers, one row a group."""

    kind: Literal["interval"] = "interval"
    identifier: str
    title: str
    description: str
    axis: str
    rows: tuple[IntervalRow, ...]
    around_zero: bool = False
    """Whether the values are of any size and sign, with a line at zero, and no shares."""


class Point(Model):
    """A group by what it spends and what it gets right."""

    label: str
    x: float
    y: float
    lower: float
    upper: float
    series: int = 0


class ScatterPlot(Model):
    """Shares (y, 0 to 1) against an amount (x, logarithmic where it spans a decade)."""

    kind: Literal["scatter"] = "scatter"
    identifier: str
    title: str
    description: str
    x_axis: str
    y_axis: str
    points: tuple[Point, ...]


class Part(Model):
    """A piece of a bar."""

    name: str
    count: int


class BarRow(Model):
    """A bar in pieces; the pieces stand in the same order in every bar."""

    label: str
    parts: tuple[Part, ...]


class BarPlot(Model):
    """Bars in pieces, each as long as its count."""

    kind: Literal["bar"] = "bar"
    identifier: str
    title: str
    description: str
    axis: str
    rows: tuple[BarRow, ...]


class StripRow(Model):
    """The values of a group."""

    label: str
    values: tuple[float, ...]
    series: int = 0


class StripPlot(Model):
    """Every value as a dot, with median and quartiles; logarithmic where it spans a decade."""

    kind: Literal["strip"] = "strip"
    identifier: str
    title: str
    description: str
    axis: str
    rows: tuple[StripRow, ...]


class Line(Model):
    """Values over steps, perhaps with a band around them."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    lower: tuple[float, ...] = ()
    """The band; as long as `y`, or empty."""
    upper: tuple[float, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    """Single values that the line sums up."""
    series: int = 0

    @model_validator(mode="after")
    def _lengths_fit(self) -> Self:
        band = {len(self.lower), len(self.upper)}
        if len(self.x) != len(self.y) or band not in ({0}, {len(self.y)}):
            raise ValueError(f"{self.label}: the line and its band differ in length")
        return self


class Level(Model):
    """A value that is marked across the whole plot."""

    label: str
    y: float


class LinePlot(Model):
    """Stairs from value to value, with bands; each line has its name at its end."""

    kind: Literal["line"] = "line"
    identifier: str
    title: str
    description: str
    x_axis: str
    y_axis: str
    lines: tuple[Line, ...]
    levels: tuple[Level, ...] = ()


class Cell(Model):
    """A field of a map."""

    value: float | None = None
    """Between 0 and 1, for the shade; None: nothing is there."""
    text: str = ""


class GridPlot(Model):
    """A map of fields, shaded along a scale; every field with room carries its number."""

    kind: Literal["grid"] = "grid"
    identifier: str
    title: str
    description: str
    row_axis: str
    column_axis: str
    rows: tuple[str, ...]
    """Labels."""
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    legend: str = ""
    """What shade and number say."""

    @model_validator(mode="after")
    def _cells_fit(self) -> Self:
        widths = {len(row) for row in self.cells}
        if len(self.cells) != len(self.rows) or widths - {len(self.columns)}:
            raise ValueError(f"{self.identifier}: the cells do not fit the labels")
        return self


class FrontPoint(Model):
    """One result in two objectives."""

    x: float
    y: float
    label: str = ""
    best: bool = False
    """Whether no other result beats it in both."""


class FrontPlot(Model):
    """Two objectives against each other, the best compromises large."""

    kind: Literal["front"] = "front"
    identifier: str
    title: str
    description: str
    x_axis: str
    y_axis: str
    points: tuple[FrontPoint, ...]
    joined: bool = True
    """Whether a line joins the best ones; with a third objective it would say nothing."""


Plot = IntervalPlot | ScatterPlot | BarPlot | StripPlot | LinePlot | GridPlot | FrontPlot


class Section(Model):
    """A part of the report under its own head."""

    identifier: str
    title: str
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()


class Fact(Model):
    """A line of the head."""

    name: str
    value: str


class Document(Model):
    """The whole report."""

    title: str
    stand_in: str = ""
    """What must be known about a language model that is not what its name says."""
    warnings: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = Field(default=())
