"""How a command of `orthought eval` scores: the rule and the labels that the user names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from orthought.evaluation.problems import LabelVersion

Rule = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="When an objective counts as right: strict, orthought, relative:1e-4."
    ),
]
Labels = Annotated[
    str,
    typer.Option(metavar="VERSION", help="Labels: published, corrected or undisputed."),
]


def label_version(name: str) -> LabelVersion:
    """Return a label version by its name.

    Raises:
        InputError: there is none of that name.
    """
    from orthought.errors import InputError
    from orthought.evaluation.runner.manifest import LABEL_VERSIONS

    for version in LABEL_VERSIONS:
        if version == name:
            return version
    near = difflib.get_close_matches(name, LABEL_VERSIONS, n=1)
    raise InputError(
        f"there is no label version {name!r}",
        fix=f"did you mean {near[0]}?" if near else f"use {', '.join(LABEL_VERSIONS)}",
    )
