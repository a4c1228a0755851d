"""Posterior and acquisitions against botorch, to 1e-6 on random data, where it is installed."""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

import numpy as np
import pytest

from orthought.campaign.encoding import Columns, Floats
from orthought.campaign.gp.acquisitions import Acquisition, Pointwise
from orthought.campaign.gp.kernels import Kernel, NumberKernel
from orthought.campaign.gp.knowledge import knowledge_gradient
from orthought.campaign.gp.posterior import GaussianProcess
from tests.campaign.gp.worlds import CATEGORIES, MIXED, NUMBERS, random_process, random_rows

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("botorch") is None,
        reason="botorch is not installed (it brings torch): pip install botorch",
    ),
    pytest.mark.filterwarnings("ignore"),
]
LAYOUTS = {"mixed": MIXED, "categories": CATEGORIES, "numbers": NUMBERS}
CLOSE = 1e-6


def peer_model(process: GaussianProcess) -> Any:
    """Return botorch's model with the same kernel, scales, noise, mean and data."""
    import torch
    from botorch.models import SingleTaskGP
    from gpytorch.kernels import ScaleKernel

    rows, values = (
        torch.tensor(a, dtype=torch.float64) for a in (process.factor.rows, process.values)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kernel = ScaleKernel(_peer_kernel(process))
        model = SingleTaskGP(rows, values, covar_module=kernel, outcome_transform=None)
    model.double()
    model.covar_module.outputscale = process.factor.scales.variance
    model.likelihood.noise = process.factor.scales.noise
    model.mean_module.initialize(constant=process.mean)
    return model.eval()


def _peer_kernel(process: GaussianProcess) -> Any:
    import torch
    from botorch.models.kernels.categorical import CategoricalKernel
    from gpytorch.kernels import MaternKernel, RBFKernel

    columns, scales = process.factor.kernel.columns, process.factor.scales
    name = process.factor.kernel.number_kernel
    kernels = []
    if columns.categories:
        count = len(columns.categories)
        kernels.append(CategoricalKernel(ard_num_dims=count, active_dims=list(columns.categories)))
        # Botorch averages over the columns where ours sums.
        kernels[-1].lengthscale = torch.tensor(scales.category_scales / count)
    if columns.numbers:
        settings = {"ard_num_dims": len(columns.numbers), "active_dims": list(columns.numbers)}
        matern = {"matern52": 2.5, "matern32": 1.5}
        kernels.append(
            RBFKernel(**settings) if name == "rbf" else MaternKernel(nu=matern[name], **settings)
        )
        kernels[-1].lengthscale = torch.tensor(scales.number_scales[list(columns.groups)])
    for kernel in kernels:
        kernel.double()
    whole = kernels[0]
    for kernel in kernels[1:]:
        whole = whole * kernel
    return whole


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("number_kernel", ["matern52", "matern32", "rbf"])
@pytest.mark.parametrize("seed", range(5))
def test_the_posterior_is_that_of_botorch(
    columns: Columns, number_kernel: NumberKernel, seed: int
) -> None:
    import torch

    generator = np.random.default_rng(seed)
    process = random_process(Kernel(columns, number_kernel), generator, count=15)
    wanted = random_rows(columns, generator, 20)
    with torch.no_grad():
        posterior = peer_model(process).posterior(torch.tensor(wanted))
        covariance = posterior.distribution.covariance_matrix.numpy()
    mean, variance = process.predict(wanted)
    assert mean == pytest.approx(posterior.mean.numpy(), abs=CLOSE)
    assert variance == pytest.approx(posterior.variance.numpy()[:, 0], abs=CLOSE)
    assert process.covariance(wanted, wanted) == pytest.approx(covariance, abs=CLOSE)


@pytest.mark.parametrize("kind", ["ei", "log_ei", "ucb", "pi"])
@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("seed", range(5))
def test_acquisitions_are_those_of_botorch(kind: Pointwise, columns: Columns, seed: int) -> None:
    generator = np.random.default_rng(seed)
    process = random_process(Kernel(columns), generator, count=15)
    wanted = random_rows(columns, generator, 20)
    mean, variance = process.predict(wanted)
    ours = Acquisition(kind, 1.7).values(mean, np.sqrt(variance), process.incumbents)
    assert ours == pytest.approx(_peer_values(kind, process, wanted), abs=CLOSE, rel=CLOSE)


def _peer_values(kind: Pointwise, process: GaussianProcess, wanted: Floats) -> Floats:
    import torch
    from botorch.acquisition import analytic

    model, best = peer_model(process), float(process.incumbents[0])
    acquisition: Any = {
        "ei": lambda: analytic.ExpectedImprovement(model, best),
        "log_ei": lambda: analytic.LogExpectedImprovement(model, best),
        "ucb": lambda: analytic.UpperConfidenceBound(model, 1.7**2),
        "pi": lambda: analytic.ProbabilityOfImprovement(model, best),
    }[kind]()
    with torch.no_grad():
        found: Floats = acquisition(torch.tensor(wanted)[:, None, :]).numpy()
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_knowledge_gradient_is_that_of_botorch_within_its_monte_carlo(seed: int) -> None:
    """Botorch fantasises on its own model; among fixed alternatives the best mean is read off."""
    import torch
    from botorch.sampling import IIDNormalSampler

    generator = np.random.default_rng(seed)
    process = random_process(Kernel(MIXED), generator, count=15)
    row, alternatives = random_rows(MIXED, generator, 1), random_rows(MIXED, generator, 25)
    exact = knowledge_gradient(process, row, alternatives)[0]
    model = peer_model(process)
    with torch.no_grad():
        sampler = IIDNormalSampler(torch.Size([4096]), seed=seed)
        imagined = model.fantasize(torch.tensor(row), sampler=sampler)
        means = imagined.posterior(torch.tensor(alternatives)).mean[..., 0]
        rises = means.max(dim=-1).values - model.posterior(torch.tensor(alternatives)).mean.max()
    error = float(rises.std()) / np.sqrt(rises.numel())
    assert abs(exact - float(rises.mean())) < 3 * error + 1e-12
