"""How long plates take, and whether the model chooses what enumeration chooses.

    python evals/campaign_plates.py [--set ../shared/campaigns/Suzuki_Doyle] [--pools 200] [--out F]

Times: plates of 24 wells with at most 2 solvents and 4 ligands out of 100, 300 and 500 candidates,
drawn from a measured set (scored by what was measured, or at random) or made up. Agreement: random
pools of at most 12 candidates under random rules of every kind; each difference is counted.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from orthought import __version__
from orthought.campaign.lookup import open_set
from orthought.campaign.plates import (
    Control,
    Plate,
    PlateRules,
    Price,
    Quota,
    ValueLimit,
    choose_batch,
)
from orthought.campaign.plates.enumeration import enumerate_plates
from orthought.campaign.space import Point
from orthought.errors import InputError
from orthought.provenance import commit
from orthought.solvers import shutdown

WELLS = 24
SIZES = (100, 300, 500)
REPEATS = 5
LIMIT = 60.0
VALUES: dict[str, tuple[Any, ...]] = {"solvent": "abc", "ligand": "defg", "degrees": (20, 60, 100)}
RULES = PlateRules(
    limits=(ValueLimit(parameter="solvent", most=2), ValueLimit(parameter="ligand", most=4))
)


def main() -> None:
    """Measure, and print or write one JSON object."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--set", type=Path)
    given.add_argument("--pools", type=int, default=200)
    given.add_argument("--out", type=Path)
    args = given.parse_args()
    found = {
        "command": " ".join(["python", *sys.argv]),
        "date": time.strftime("%Y-%m-%d"),
        "orthought": __version__,
        "commit": commit(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        "rules": list(RULES.words()),
        "wells": WELLS,
        "times": [time_plates(kind, size, args.set) for kind in kinds(args.set) for size in SIZES],
        "agreement": count_agreement(args.pools),
    }
    shutdown()
    text = json.dumps(found, indent=1) + "\n"
    if args.out:
        args.out.write_text(text)
    else:
        sys.stdout.write(text)


def kinds(folder: Path | None) -> tuple[str, ...]:
    """Return where candidates and scores come from."""
    return ("made up",) if folder is None else ("made up", "measured", "random scores")


def time_plates(kind: str, size: int, folder: Path | None) -> dict[str, Any]:
    """Return seconds and gaps of some plates out of so many candidates."""
    plates = []
    for seed in range(REPEATS):
        pool, scores = draw(kind, size, seed, folder)
        plates.append(choose_batch(pool, scores, RULES, WELLS, time_limit=LIMIT))
    seconds = [plate.seconds for plate in plates]
    return {
        "candidates": size,
        "scores": kind,
        "plates": REPEATS,
        "proven": sum(plate.proven for plate in plates),
        "seconds_median": round(statistics.median(seconds), 3),
        "seconds_most": round(max(seconds), 3),
        "gap_most": max(plate.gap for plate in plates),
    }


def draw(kind: str, size: int, seed: int, folder: Path | None) -> tuple[list[Point], list[float]]:
    """Return different candidates and their scores."""
    generator = np.random.default_rng([seed, size])
    if kind == "made up" or folder is None:
        shape = (4, 12, 8, 20)
        places = generator.choice(int(np.prod(shape)), size, replace=False)
        columns = zip(*np.unravel_index(places, shape), strict=True)
        names = ("solvent", "ligand", "base", "other")
        made = [{n: f"{n}{v}" for n, v in zip(names, row, strict=True)} for row in columns]
        return list(made), generator.random(size).tolist()
    table = open_set(folder).table
    rows = [table[k] for k in generator.choice(len(table), size, replace=False)]
    if kind == "measured":
        return [r.point for r in rows], [float(next(iter(r.values.values())) or 0) for r in rows]
    return [row.point for row in rows], generator.random(size).tolist()


def count_agreement(pools: int) -> dict[str, int]:
    """Return on how many pools the model's choice was as good as the best of all choices."""
    found = {"pools": pools, "possible": 0, "equal": 0, "both_impossible": 0, "different": 0}
    for seed in range(pools):
        pool, scores, rules, wells = situation(np.random.default_rng([99, seed]))
        wanted = enumerate_plates(pool, scores, rules, wells)
        try:
            plate: Plate | None = choose_batch(pool, scores, rules, wells)
        except InputError:
            plate = None
        found["possible"] += wanted is not None
        if wanted is None or plate is None:
            found["both_impossible" if wanted is plate else "different"] += 1
        else:
            same = abs(plate.objective - wanted.objective) <= 1e-6 * max(1, abs(wanted.objective))
            found["equal" if same else "different"] += 1
    return found


def situation(chance: np.random.Generator) -> tuple[list[Point], list[float], PlateRules, int]:
    """Draw a pool of up to 12 candidates, rules of every kind and a number of wells."""
    names = list(VALUES)
    every: list[Point] = [
        {"solvent": s, "ligand": g, "degrees": d}
        for s in VALUES["solvent"] for g in VALUES["ligand"] for d in VALUES["degrees"]
    ]  # fmt: skip
    size = int(chance.integers(4, 13))
    drawn = [every[k] for k in chance.permutation(len(every))[: size + 1]]

    def some(name: str) -> Any:
        return VALUES[name][int(chance.integers(len(VALUES[name])))]

    def name() -> str:
        return names[int(chance.integers(len(names)))]

    limited, counted, priced = name(), name(), name()
    rules = PlateRules(
        limits=(ValueLimit(parameter=limited, most=int(chance.integers(1, 4))),),
        quotas=(
            Quota(parameter=counted, values=(some(counted),), least=int(chance.integers(0, 2))),
            Quota(parameter="degrees", low=50, most=int(chance.integers(0, 5))),
        ),
        controls=(Control(point=drawn[-1]),) if chance.random() < 0.5 else (),
        prices=(Price(parameter=priced, value=some(priced), well=1.5, once=2),),
        cost_limit=float(chance.integers(6, 30)),
        diversity=float(chance.choice([0, 0.1, 1])),
    )
    wells = rules.control_wells + int(chance.integers(1, min(6, size) + 1))
    return drawn[:-1], chance.normal(size=size).tolist(), rules, wells


if __name__ == "__main__":
    main()
