"""Spaces, rows and processes for the tests of the Gaussian process."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from orthought.campaign.encoding import Columns, Encoding, Floats
from orthought.campaign.gp.kernels import Hyperparameters, Kernel
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.space import Categorical, Continuous, Discrete, Integer, Option, Space

MIXED = Columns(categories=(0, 1), options=(3, 4), numbers=(2, 3, 4), groups=(0, 1, 1))
CATEGORIES = Columns(categories=(0, 1, 2), options=(3, 4, 2), numbers=(), groups=())
NUMBERS = Columns(categories=(), options=(), numbers=(0, 1), groups=(0, 1))


def options(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name=name) for name in names)


def reaction_space() -> Space:
    """Three ligands, two solvents, three loadings: 18 points."""
    return Space(
        parameters=(
            Categorical(name="ligand", options=options("XPhos", "SPhos", "None")),
            Categorical(name="solvent", options=options("DMA", "NMP")),
            Discrete(name="loading", numbers=(1, 2.5, 5)),
        )
    )


def mixed_space() -> Space:
    """Every kind of parameter: no finite number of points."""
    return Space(
        parameters=(
            Categorical(name="base", options=options("Et3N", "DBU", "K2CO3")),
            Discrete(name="equivalents", numbers=(1, 1.5, 2)),
            Integer(name="hours", low=1, high=1000),
            Continuous(name="temperature", low=20, high=120),
            Continuous(name="concentration", low=0.1, high=1),
        )
    )


def random_rows(columns: Columns, generator: Generator, count: int) -> Floats:
    """Return encoded rows drawn by chance."""
    rows = np.zeros((count, columns.width))
    for column, many in zip(columns.categories, columns.options, strict=True):
        rows[:, column] = generator.integers(many, size=count)
    rows[:, list(columns.numbers)] = generator.random((count, len(columns.numbers)))
    return rows


def random_scales(columns: Columns, generator: Generator) -> Hyperparameters:
    """Return hyperparameters drawn by chance, around 1."""

    def drawn(count: int) -> NDArray[np.float64]:
        return np.asarray(np.exp(0.5 * generator.standard_normal(count)))

    variance, noise = drawn(2)
    return Hyperparameters(
        category_scales=drawn(len(columns.categories)),
        number_scales=drawn(columns.group_count),
        variance=float(variance),
        noise=0.05 * float(noise),
        share=float(generator.uniform(0.2, 0.8)),
    )


def random_process(kernel: Kernel, generator: Generator, count: int = 12) -> GaussianProcess:
    """Return a process on random rows and values."""
    rows = random_rows(kernel.columns, generator, count)
    scales = random_scales(kernel.columns, generator)
    return GaussianProcess.condition(kernel, scales, rows, generator.standard_normal(count))


def encoded(space: Space) -> tuple[Encoding, Floats]:
    """Return the encoding of a finite space and all its points."""
    encoding = Encoding(space)
    return encoding, encoding.encode(list(space.points()))
