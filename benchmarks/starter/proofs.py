"""Second proofs of the answers of the starter set.

Every function reaches the answer of one problem by a way that does not use the program of the
reference reply: by listing all cases, by a closed form, by a minimal cut, by a primal and a dual
program together, or by another formulation. Only numpy, scipy and the standard library are used.
Numbers of the texts are written here once more, on purpose; tables are read from the files.

Run as a script, the module prints one line for each problem.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp, minimize

Array = NDArray[np.float64]
HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-7


def table(problem: str, stem: str) -> list[dict[str, Any]]:
    """Rows of a CSV file; what looks like a number becomes a number."""
    rows: list[dict[str, Any]] = []
    path = HERE / problem / "data" / f"{stem}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.append({key: number(value) for key, value in row.items()})
    return rows


def number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def vertices(rows: Sequence[Sequence[float]], limits: Sequence[float]) -> Iterator[Array]:
    """All corners of the region with rows x <= limits and x >= 0."""
    count = len(rows[0])
    a = np.vstack([np.array(rows, dtype=float), -np.eye(count)])
    b = np.concatenate([np.array(limits, dtype=float), np.zeros(count)])
    for chosen in itertools.combinations(range(len(a)), count):
        part = a[list(chosen)]
        if abs(np.linalg.det(part)) < 1e-12:
            continue
        point = np.linalg.solve(part, b[list(chosen)])
        if np.all(a @ point <= b + TOLERANCE * (1 + abs(b))):
            yield point


def best_vertex(
    gain: Sequence[float], rows: Sequence[Sequence[float]], limits: Sequence[float]
) -> float:
    """Largest value of a linear gain over a bounded region: it lies at a corner."""
    return max(float(np.dot(gain, point)) for point in vertices(rows, limits))


def primal_and_dual(
    gain: Sequence[float], rows: Sequence[Sequence[float]], limits: Sequence[float]
) -> float:
    """Largest gain with rows x <= limits, x >= 0, confirmed by the dual program."""
    a, b, c = np.array(rows, float), np.array(limits, float), np.array(gain, float)
    primal = linprog(-c, A_ub=a, b_ub=b, method="highs-ds")
    dual = linprog(b, A_ub=-a.T, b_ub=-c, method="highs-ipm")
    assert primal.success and dual.success
    assert math.isclose(-primal.fun, dual.fun, rel_tol=1e-7, abs_tol=1e-7)
    return float(dual.fun)


def quadratic_by_active_sets(
    q: Array, c: Array, rows: Array, limits: Array, equal: Array, right: Array
) -> float:
    """Least x'Qx/2 + c'x (Q positive definite) over all choices of tight rows."""
    count, best = len(c), math.inf
    for size in range(count - len(equal) + 1):
        for chosen in itertools.combinations(range(len(rows)), size):
            tight = np.vstack([equal, rows[list(chosen)]])
            values = np.concatenate([right, limits[list(chosen)]])
            zero = np.zeros((len(tight), len(tight)))
            system = np.block([[q, tight.T], [tight, zero]])
            if abs(np.linalg.det(system)) < 1e-12:
                continue
            point = np.linalg.solve(system, np.concatenate([-c, values]))[:count]
            if np.all(rows @ point <= limits + TOLERANCE):
                best = min(best, float(point @ q @ point / 2 + c @ point))
    return best


def s01_garden_furniture() -> float:
    rows: list[list[float]] = [[3.2, 1.1, 1.6], [1.5, 0.9, 1.4], [14, 5, 9], [0, 0, 1]]
    return best_vertex([46, 19, 27], rows, [160, 110, 750, 45])


def s02_potting_soil() -> float:
    rows: list[list[float]] = [
        [1, 1, 1],
        [-1, -1, -1],
        [-11, -4, -2],
        [-0.9, -3.6, -0.7],
        [1, 0, 0],
    ]
    limits = [2400, -2400, -6.5 * 2400, -1.5 * 2400, 1050]
    return -best_vertex([-0.18, -0.41, -0.12], rows, limits)


def s03_alpaca_feed() -> float:
    rows: list[list[float]] = [
        [-7.5, -9.8, -11.6],
        [-82, -175, -108],
        [-330, -240, -105],
        [0, 0, 1],
        [1, 0, 0],
    ]
    return -best_vertex([-0.24, -0.47, -0.36], rows, [-330, -4600, -9200, 7, 26])


def s04_gravel_haul() -> float:
    rows: list[list[float]] = [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]
    rows += [[-1.0 * (k % 3 == site) for k in range(6)] for site in range(3)]
    return -best_vertex([-4.2, -6.1, -7.5, -5.6, -4.9, -6.8], rows, [340, 290, -180, -225, -150])


def s05_fjord_ferry() -> float:
    rows: list[list[float]] = [[1, 1, 2.6], [0, 1.8, 13], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    return best_vertex([14, 21, 68], rows, [210, 620, 130, 55, 60])


def s06_rescue_gear() -> float:
    points, weight = [32, 21, 27, 24, 15, 12], [19, 12, 26, 17, 8, 9]
    volume = [140, 75, 95, 60, 110, 40]
    return float(
        max(
            np.dot(points, take)
            for take in itertools.product((0, 1), repeat=6)
            if np.dot(weight, take) <= 60 and np.dot(volume, take) <= 350
        )
    )


def s07_drone_pilots() -> float:
    minutes = [[52, 41, 63, 58], [47, 44, 70, 49], [60, 39, 55, 66], [45, 50, 57, 61]]
    orders = itertools.permutations(range(4))
    return float(min(sum(minutes[p][s] for p, s in enumerate(order)) for order in orders))


def s08_sled_trails() -> float:
    trails = {
        "cabin": {"lake": 35, "ridge": 22},
        "ridge": {"lake": 9, "mill": 44},
        "lake": {"mill": 28, "pass": 46},
        "mill": {"pass": 13, "clinic": 39},
        "pass": {"clinic": 24},
    }

    def quickest(place: str) -> float:
        if place == "clinic":
            return 0.0
        return min(minutes + quickest(goal) for goal, minutes in trails[place].items())

    return quickest("cabin")


def s09_cider_press() -> float:
    """Stocks are written through the amounts pressed, which leaves three unknowns."""
    orders, cost = np.array([5200, 8900, 7400]), np.array([0.62, 0.55, 0.71])
    base = 400 - np.cumsum(orders)
    upto = np.tril(np.ones((3, 3)))
    rows = np.vstack([np.eye(3), upto, -upto])
    lowest = np.array([0, 0, 600])
    limits = np.concatenate([np.full(3, 8000), 1500 - base, base - lowest])
    gain = -(cost + 0.04 * upto.sum(axis=0))
    return -best_vertex(gain.tolist(), rows.tolist(), limits.tolist()) + 0.04 * float(base.sum())


def s10_town_projects() -> float:
    benefit = [410, 560, 300, 245, 120]
    first, second = [150, 210, 95, 80, 45], [90, 160, 85, 40, 20]
    return float(
        max(
            np.dot(benefit, build)
            for build in itertools.product((0, 1), repeat=5)
            if np.dot(first, build) <= 350 and np.dot(second, build) <= 240 and build[4] <= build[0]
        )
    )


def s11_copper_trough() -> float:
    """With the height taken from the volume, the cost is a w^2 + b / w: its slope gives w."""
    a, b = 74 * 1.6, 43 * (2 * 1.6 + 2) * 2.7 / 1.6
    width = (b / (2 * a)) ** (1 / 3)
    assert 0.3 <= width <= 3 and 0.2 <= 2.7 / (1.6 * width**2) <= 2
    return float(a * width**2 + b / width)


def s12_climbing_hall() -> float:
    slope, free, cost = np.array([[-14.0, 4], [3, -17]]), np.array([420.0, 310]), [2.5, 1.8]
    unit = np.array(cost)
    q = -(slope + slope.T)
    c = -(free - slope.T @ unit)
    rows = np.vstack([slope.sum(axis=0), -slope, np.eye(2), -np.eye(2)])
    limits = np.concatenate([[330 - free.sum()], free, [40, 40, 0, 0]])
    none = np.zeros((0, 2))
    return -(quadratic_by_active_sets(q, c, rows, limits, none, np.zeros(0)) + float(unit @ free))


def s13_linen_laundry() -> str:
    """A region with x >= 0 that is not empty has a corner; this one has none."""
    rows: list[list[float]] = [[-1, 0, -1], [0, -1, 0], [1.9, 3.1, 0], [0, 0, 1], [12, 18, 0]]
    corner = next(vertices(rows, [-900, -640, 2700, 380, 21000]), None)
    assert (900 - 380) * 1.9 + 640 * 3.1 > 2700
    return "infeasible" if corner is None else "feasible"


def s14_plastic_broker() -> str:
    """A feasible point, and a direction that stays feasible and always earns more."""
    rows = np.array([[-0.65, 0.35], [-0.94, -0.71]])
    feasible = any(True for _ in vertices(rows.tolist(), [0, -60]))
    gain = np.array([465 * 0.94 - 390 - 31, 465 * 0.71 - 240 - 31])
    direction = np.array([1.0, 1.0])
    grows = bool(np.all(rows @ direction <= 0)) and float(gain @ direction) > 0
    return "unbounded" if feasible and grows else "unknown"


def s15_hose_reels() -> float:
    """All sets of reels, cheapest first; each is tried with all ways to cut its reels."""
    reels, hoses = table("s15_hose_reels", "reels"), table("s15_hose_reels", "hoses")
    lengths = [int(h["length_m"]) for h in hoses]
    ordered = tuple(int(h["ordered"]) for h in hoses)

    def patterns(length: int) -> list[tuple[int, ...]]:
        ranges = [
            range(min(n, length // size) + 1) for n, size in zip(ordered, lengths, strict=True)
        ]
        fits = [p for p in itertools.product(*ranges) if np.dot(p, lengths) <= length]
        return [p for p in fits if length - np.dot(p, lengths) < min(lengths) or p == ordered]

    cuts = [patterns(int(reel["length_m"])) for reel in reels]
    subsets = [
        (sum(reels[i]["book_value"] for i in chosen), chosen)
        for size in range(1, len(reels) + 1)
        for chosen in itertools.combinations(range(len(reels)), size)
    ]
    for value, chosen in sorted(subsets):
        if sum(reels[i]["length_m"] for i in chosen) < np.dot(lengths, ordered):
            continue
        open_orders = {ordered}
        for i in chosen:
            open_orders = {
                tuple(max(0, left - n) for left, n in zip(state, cut, strict=True))
                for state in open_orders
                for cut in cuts[i]
            }
        if (0,) * len(ordered) in open_orders:
            return float(value)
    raise AssertionError("no set of reels suffices")


def s16_film_archive() -> float:
    """Backtracking for a growing number of cartridges, from the bound by total size."""
    films = sorted(table("s16_film_archive", "films"), key=lambda f: -float(f["size_gb"]))
    apart = {"Harvest", "Lantern"}

    def pack(position: int, free: list[float], names: list[set[str]]) -> bool:
        if position == len(films):
            return True
        name, size = str(films[position]["film"]), float(films[position]["size_gb"])
        for k in range(len(free)):
            if size > free[k] or (name in apart and names[k] & apart):
                continue
            free[k] -= size
            names[k].add(name)
            if pack(position + 1, free, names):
                return True
            free[k] += size
            names[k].remove(name)
            if not names[k]:
                break
        return False

    count = math.ceil(sum(float(f["size_gb"]) for f in films) / 750)
    while not pack(0, [750.0] * count, [set() for _ in range(count)]):
        count += 1
    assert count <= 7
    return float(count)


def s17_fire_lookouts() -> float:
    problem = "s17_fire_lookouts"
    sites, districts = table(problem, "sites"), table(problem, "districts")
    views = {(row["site"], row["district"]) for row in table(problem, "views")}
    best = math.inf
    for build in itertools.product((0, 1), repeat=len(sites)):
        chosen = [s for s, flag in zip(sites, build, strict=True) if flag]
        if all(
            sum((s["site"], d["district"]) in views for s in chosen) >= d["lookouts_needed"]
            for d in districts
        ):
            best = min(best, sum(float(s["cost"]) for s in chosen))
    return best


def s18_tram_duties() -> float:
    path = HERE / "s18_tram_duties" / "data" / "duties.json"
    duties = json.loads(path.read_text("utf-8"))
    trips = sorted({trip for duty in duties for trip in duty["trips"]})
    return min(
        float(sum(duty["pay"] for duty in chosen))
        for size in range(1, 5)
        for chosen in itertools.combinations(duties, size)
        if sorted(trip for duty in chosen for trip in duty["trips"]) == trips
    )


def s19_vaccine_depots() -> float:
    """Every choice of depots with its own transport plan."""
    problem = "s19_vaccine_depots"
    depots, regions = table(problem, "depots"), table(problem, "regions")
    cost = {
        (k["depot"], k["region"]): float(k["cost_per_box"]) for k in table(problem, "transport")
    }
    boxes = np.array([float(r["boxes"]) for r in regions])
    best = math.inf
    for size in range(1, 4):
        for chosen in itertools.combinations(depots, size):
            capacity = np.array([float(d["capacity"]) for d in chosen])
            if capacity.sum() < boxes.sum():
                continue
            prices = [cost[d["depot"], r["region"]] for d in chosen for r in regions]
            plan = linprog(
                prices,
                A_ub=np.kron(np.eye(size), np.ones(len(regions))),
                b_ub=capacity,
                A_eq=np.kron(np.ones(size), np.eye(len(regions))),
                b_eq=boxes,
            )
            best = min(best, float(plan.fun) + sum(float(d["rent"]) for d in chosen))
    return best


def s20_timber_hubs() -> float:
    problem = "s20_timber_hubs"
    places, links = table(problem, "places"), table(problem, "links")
    cost = [float(k["cost"]) + 1.35 * (k["to_place"] == "Mossyard") for k in links]
    balance = np.array([float(p["balance"]) for p in places])
    flow = np.array(
        [
            [
                float(k["from_place"] == p["place"]) - float(k["to_place"] == p["place"])
                for k in links
            ]
            for p in places
        ]
    )
    rows = np.vstack([flow, -flow, np.eye(len(links))])
    limits = np.concatenate([balance, -balance, [float(k["limit"]) for k in links]])
    return -primal_and_dual([-x for x in cost], rows.tolist(), limits.tolist())


def s21_storm_drains() -> float:
    """The smallest cut over all ways to part the manholes, with the chamber split in two."""
    drains = [
        (
            "chapel_out" if row["start"] == "chapel" else row["start"],
            row["end"],
            row["largest_flow"],
        )
        for row in table("s21_storm_drains", "drains")
    ]
    drains.append(("chapel", "chapel_out", 95.0))
    inner = sorted({place for a, b, _ in drains for place in (a, b)} - {"plaza", "outlet"})
    best = math.inf
    for side in itertools.product((False, True), repeat=len(inner)):
        near = {"plaza"} | {place for place, flag in zip(inner, side, strict=True) if flag}
        best = min(best, sum(float(w) for a, b, w in drains if a in near and b not in near))
    return best


def s22_museum_endowment() -> float:
    problem = "s22_museum_endowment"
    funds = table(problem, "funds")
    covariance = {
        (row["fund_a"], row["fund_b"]): float(row["covariance"])
        for row in table(problem, "covariance")
    }
    names = [fund["fund"] for fund in funds]
    q = 2 * np.array([[covariance[i, j] for j in names] for i in names])
    assert np.all(np.linalg.eigvalsh(q) > 0) and np.allclose(q, q.T)
    count = len(names)
    returns = -np.array([[float(fund["expected_return"]) for fund in funds]])
    rows = np.vstack([returns, np.eye(count), -np.eye(count)])
    limits = np.concatenate([[-5.4], np.full(count, 0.4), np.zeros(count)])
    return quadratic_by_active_sets(
        q, np.zeros(count), rows, limits, np.ones((1, count)), np.ones(1)
    )


def s23_lake_guards() -> float:
    """All numbers of lifeguards from 0 to 6 for all days."""
    days = table("s23_lake_guards", "days")
    needed = np.array([float(d["guards_needed"]) for d in days])
    pay = np.array([float(d["pay"]) for d in days])
    block = np.array([[(e - d) % 7 < 5 for e in range(7)] for d in range(7)], dtype=float)
    rest = np.array(list(itertools.product(range(7), repeat=6)), dtype=float)
    best = math.inf
    for first in range(7):
        at_work = rest @ block[1:] + first * block[0]
        enough = np.all(at_work >= needed, axis=1)
        if enough.any():
            best = min(best, float((at_work[enough] @ pay).min()))
    return best


def s24_orchard_goals() -> float:
    rows: list[list[float]] = [
        [1, 1, 1, 0, 0, 0],
        [-3.4, -4.1, -5.2, -1, 0, 0],
        [120, 165, 230, 0, -1, 0],
        [2.8, 3.5, 2.1, 0, 0, -1],
        [-1, 0, 0, 0, 0, 0],
    ]
    return -best_vertex([0, 0, 0, -9, -0.12, -3], rows, [48, -205, 7400, 120, -8])


def s25_brine_tank() -> float:
    """With the share of the old well in the tank fixed, a linear program is left."""

    def earnings(share: float) -> float:
        bromide = 3.2 * share + 0.8 * (1 - share)
        cost = 5 * share + 13 * (1 - share)
        # tank to food, tank to road, clean to food, clean to road
        gain = [17 - cost, 10 - cost, 17 - 9, 10 - 9]
        rows: list[list[float]] = [
            [bromide - 1.4, 0, 2.1 - 1.4, 0],
            [0, bromide - 2.6, 0, 2.1 - 2.6],
            [1, 0, 1, 0],
            [0, 1, 0, 1],
            [0, 0, 1, 1],
            [share, share, 0, 0],
            [1 - share, 1 - share, 0, 0],
        ]
        return best_vertex(gain, rows, [0, 0, 240, 150, 200, 200, 200])

    low, high, best = 0.0, 1.0, -math.inf
    for _ in range(6):
        grid = np.linspace(low, high, 61)
        values = [earnings(float(share)) for share in grid]
        k = int(np.argmax(values))
        best = max(best, values[k])
        low, high = float(grid[max(0, k - 1)]), float(grid[min(60, k + 1)])
    return best


def s26_valley_reservoir() -> float:
    """Levels are written through the releases; the dual program confirms the value."""
    months = table("s26_valley_reservoir", "months")
    count = len(months)
    price = [118 * float(m["price"]) for m in months]
    reach = 90 + np.cumsum([float(m["inflow"]) for m in months])
    upto = np.hstack([np.tril(np.ones((count, count)))] * 2)
    both, turbine = np.hstack([np.eye(count)] * 2), np.eye(count, 2 * count)
    lowest = np.array([35.0] * (count - 1) + [85.0])
    rows = np.vstack([upto, -upto, -both, turbine])
    fields = np.array([float(m["fields_min"]) for m in months])
    limits = np.concatenate([reach - lowest, 160 - reach, -fields, np.full(count, 42.0)])
    return primal_and_dual(price + [0.0] * count, rows.tolist(), limits.tolist())


def s27_bike_parts() -> float:
    """The rent of the room that fills it exactly; every lot then has a closed form."""
    parts = table("s27_bike_parts", "parts")
    yearly = np.array([p["order_cost"] * p["demand"] for p in parts])
    keep = np.array([0.5 * p["keep_cost"] for p in parts])
    room = np.array([p["room"] for p in parts])

    def lots(rent: float) -> Array:
        return np.asarray(np.sqrt(yearly / (keep + rent * room)))

    low, high = 0.0, 10.0
    assert room @ lots(low) > 3400 > room @ lots(high)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if room @ lots(middle) > 3400 else (low, middle)
    lot = lots(high)
    assert np.all(lot >= 10)
    return float(np.sum(yearly / lot + keep * lot))


def s28_lodge_weekends() -> float:
    problem = "s28_lodge_weekends"
    stays, types = table(problem, "stays"), table(problem, "rooms")
    rows: list[list[float]] = [
        [float(s[night]) * (s["room_type"] == t["room_type"]) for s in stays]
        for t in types
        for night in ("friday", "saturday", "sunday")
    ]
    limits = [float(t["rooms"]) for t in types for _ in range(3)]
    rows += [*np.eye(len(stays)).tolist(), [-float(s["club"]) for s in stays]]
    limits += [float(s["requests"]) for s in stays] + [-12.0]
    return primal_and_dual([float(s["price"]) for s in stays], rows, limits)


def s29_mural_tour() -> float:
    walks = table("s29_mural_tour", "walks")
    minutes = {(w["from_place"], w["to_place"]): float(w["minutes"]) for w in walks}
    murals = sorted({w["from_place"] for w in walks} - {"studio"})
    tours = itertools.permutations(murals)
    return 17 * len(murals) + min(
        sum(minutes[pair] for pair in itertools.pairwise(("studio", *tour, "studio")))
        for tour in tours
    )


def s30_oxygen_rounds() -> float:
    """Best round for every group of homes, then the best way to part the homes."""
    problem = "s30_oxygen_rounds"
    bottles = {row["home"]: float(row["bottles"]) for row in table(problem, "homes")}
    km: dict[tuple[Any, Any], float] = {}
    for row in table(problem, "roads"):
        km[row["place_a"], row["place_b"]] = km[row["place_b"], row["place_a"]] = float(row["km"])
    homes = list(bottles)
    rounds: dict[int, float] = {}
    for mask in range(1, 2 ** len(homes)):
        group = [h for k, h in enumerate(homes) if mask >> k & 1]
        if sum(bottles[h] for h in group) <= 34:
            rounds[mask] = 19 + 0.84 * min(
                sum(km[pair] for pair in itertools.pairwise(("depot", *order, "depot")))
                for order in itertools.permutations(group)
            )
    best = {0: 0.0}
    everything = 2 ** len(homes) - 1
    for _ in range(3):
        found = dict(best)
        for done, cost in best.items():
            for mask, more in rounds.items():
                if not done & mask:
                    found[done | mask] = min(found.get(done | mask, math.inf), cost + more)
        best = found
    return best[everything]


def s31_kiln_queue() -> float:
    """All orders of firing; each order is fired as early as it can be."""
    orders = table("s31_kiln_queue", "orders")
    best = math.inf
    for queue in itertools.permutations(orders):
        free, penalties = 0.0, 0.0
        for order in queue:
            end = max(free, order["ready"]) + order["firing"]
            penalties += order["penalty"] * max(0.0, end - order["due"])
            free = end + 1.5
        best = min(best, penalties)
    return best


def s32_tile_lots() -> float:
    """Another formulation: tiles are named by the week of making and the week of delivery."""
    problem = "s32_tile_lots"
    demand, colours = table(problem, "demand"), table(problem, "colours")
    weeks = len(demand)
    # the stock at the start serves the first weeks; what it does not serve is left to make
    open_demand: list[list[float]] = []
    idle: Array = np.zeros(weeks)
    fixed = 0.0
    for colour in colours:
        stock, rest = float(colour["start_stock"]), []
        for t, row in enumerate(demand):
            used = min(stock, float(row[colour["colour"]]))
            stock -= used
            rest.append(float(row[colour["colour"]]) - used)
            idle[t] += stock
            fixed += float(colour["keep_cost"]) * stock
        open_demand.append(rest)
    names = [(c, s, t) for c in range(len(colours)) for s in range(weeks) for t in range(s, weeks)]
    flags = [(c, s) for c in range(len(colours)) for s in range(weeks)]
    width = len(names) + len(flags)
    cost = np.zeros(width)
    serve = np.zeros((len(colours) * weeks, width))
    hours, store = np.zeros((weeks, width)), np.zeros((weeks, width))
    linked = np.zeros((len(names), width))
    for k, (c, s, t) in enumerate(names):
        cost[k] = float(colours[c]["keep_cost"]) * (t - s)
        serve[c * weeks + t, k] = 1
        hours[s, k] = float(colours[c]["hours_per_m2"])
        store[s:t, k] = 1
        linked[k, k] = 1
        linked[k, len(names) + flags.index((c, s))] = -open_demand[c][t]
    for k, (c, s) in enumerate(flags, start=len(names)):
        cost[k] = float(colours[c]["prepare_cost"])
        hours[s, k] = float(colours[c]["prepare_hours"])
    needed = np.array(open_demand).ravel()
    result = milp(
        cost,
        constraints=[
            LinearConstraint(serve, needed, needed),
            LinearConstraint(hours, -np.inf, 76),
            LinearConstraint(store, -np.inf, 700 - idle),
            LinearConstraint(linked, -np.inf, 0),
        ],
        bounds=Bounds(0, np.array([np.inf] * len(names) + [1.0] * len(flags))),
        integrality=np.array([0] * len(names) + [1] * len(flags)),
        options={"mip_rel_gap": 0},
    )
    assert result.success
    return float(result.fun) + fixed


def s33_instrument_repairs() -> float:
    """All orders on all stations, each with its longest chain of steps."""
    rows = table("s33_instrument_repairs", "steps")
    steps = [(row["instrument"], int(row["step"])) for row in rows]
    hours = {step: float(row["hours"]) for step, row in zip(steps, rows, strict=True)}
    stations: dict[Any, list[tuple[Any, int]]] = {}
    for step, row in zip(steps, rows, strict=True):
        stations.setdefault(row["station"], []).append(step)
    best = math.inf
    for plan in itertools.product(*(itertools.permutations(s) for s in stations.values())):
        waiting = {step: int(step[1] > 1) for step in steps}
        after: dict[tuple[Any, int], list[tuple[Any, int]]] = {
            (name, k): [(name, k + 1)] if (name, k + 1) in hours else [] for name, k in steps
        }
        for line in plan:
            for first, second in itertools.pairwise(line):
                after[first].append(second)
                waiting[second] += 1
        begin = dict.fromkeys(steps, 0.0)
        ready = [step for step in steps if not waiting[step]]
        done, finish = 0, 0.0
        while ready:
            step = ready.pop()
            done += 1
            end = begin[step] + hours[step]
            finish = max(finish, end)
            for later in after[step]:
                begin[later] = max(begin[later], end)
                waiting[later] -= 1
                if not waiting[later]:
                    ready.append(later)
        if done == len(steps):
            best = min(best, finish)
    return best


def s34_well_pumps() -> float:
    """Every set of pumps; for a fixed set the power is convex in the flows."""
    pumps = table("s34_well_pumps", "pumps")
    best = math.inf
    for size in range(1, 4):
        for chosen in itertools.combinations(pumps, size):
            low = np.array([p["flow_min"] for p in chosen])
            high = np.array([p["flow_max"] for p in chosen])
            iron = np.array([p["iron"] for p in chosen]) - 0.32
            rise = np.array([p["rise"] for p in chosen])
            start = linprog(
                np.ones(size),
                A_ub=[iron, -np.ones(size)],
                b_ub=[0, -95],
                bounds=list(zip(low, high, strict=True)),
            )
            if not start.success:
                continue

            def power(flow: Array, rise: Array = rise) -> float:
                return float(rise @ flow**3)

            def slope(flow: Array, rise: Array = rise) -> Array:
                return np.asarray(3 * rise * flow**2)

            result = minimize(
                power,
                start.x,
                jac=slope,
                method="SLSQP",
                bounds=list(zip(low, high, strict=True)),
                constraints=[
                    {"type": "ineq", "fun": lambda flow: np.sum(flow) - 95},
                    {"type": "ineq", "fun": lambda flow, iron=iron: -100 * (iron @ flow)},
                ],
                options={"ftol": 1e-12, "maxiter": 500},
            )
            assert result.success
            best = min(best, float(result.fun) + sum(p["start_power"] for p in chosen))
    return best


def s35_island_grid() -> float:
    """Another formulation: a path through all sets of running generators, block by block."""
    problem = "s35_island_grid"
    load = [float(row["load"]) for row in table(problem, "blocks")]
    units = table(problem, "generators")
    states = list(itertools.product((0, 1), repeat=len(units)))
    blocks, kinds = len(load), len(states)
    moves = [(b, s, t) for b in range(blocks) for s in range(kinds) for t in range(kinds)]
    moves = [(b, s, t) for b, s, t in moves if b or not any(states[s])]
    # columns: moves, power of a unit in a block, charge and discharge of a block
    power_at, battery_at = len(moves), len(moves) + blocks * len(units)
    width = battery_at + 2 * blocks
    cost, upper = np.zeros(width), np.full(width, np.inf)
    upper[battery_at:] = 60
    one = np.zeros((1, width))
    path = np.zeros(((blocks - 1) * kinds, width))
    meet, energy = np.zeros((blocks, width)), np.zeros((blocks, width))
    low, high = np.zeros((blocks * len(units), width)), np.zeros((blocks * len(units), width))
    for k, (b, s, t) in enumerate(moves):
        for g, unit in enumerate(units):
            cost[k] += unit["start_cost"] * (states[t][g] > states[s][g])
            cost[k] += 4 * unit["hour_cost"] * states[t][g]
            low[b * len(units) + g, k] = unit["power_min"] * states[t][g]
            high[b * len(units) + g, k] = -unit["power_max"] * states[t][g]
        one[0, k] = float(b == 0)
        if b < blocks - 1:
            path[b * kinds + t, k] += 1
        if b > 0:
            path[(b - 1) * kinds + s, k] -= 1
    for b in range(blocks):
        for g, unit in enumerate(units):
            column = power_at + b * len(units) + g
            cost[column] = 4 * unit["fuel_cost"]
            meet[b, column] = 1
            low[b * len(units) + g, column] = -1
            high[b * len(units) + g, column] = 1
        meet[b, battery_at + 2 * b], meet[b, battery_at + 2 * b + 1] = -1, 1
        energy[b:, battery_at + 2 * b] = 4 * 0.88
        energy[b:, battery_at + 2 * b + 1] = -4
    lowest = np.array([-90.0] * (blocks - 1) + [0.0])
    result = milp(
        cost,
        constraints=[
            LinearConstraint(one, 1, 1),
            LinearConstraint(path, 0, 0),
            LinearConstraint(meet, load, load),
            LinearConstraint(low, -np.inf, 0),
            LinearConstraint(high, -np.inf, 0),
            LinearConstraint(energy, lowest, 90),
        ],
        bounds=Bounds(0, upper),
        integrality=np.array([1] * len(moves) + [0] * (width - len(moves))),
        options={"mip_rel_gap": 0},
    )
    assert result.success
    return float(result.fun)


def s36_cocoa_freight() -> float:
    """The bill is concave, so its least value lies at a corner."""
    first, fall = np.array([92.0, 84, 97]), np.array([0.08, 0.05, 0.11])
    rows = np.vstack([np.ones(3), -np.ones(3), np.eye(3), -np.eye(3), [1, 0, 1]])
    limits = [620, -620, 300, 400, 260, -40, -40, -40, 450]
    return min(float((first - fall * x) @ x) for x in vertices(rows.tolist(), limits))


PROOFS: dict[str, Callable[[], float | str]] = {
    name: function
    for name, function in sorted(globals().items())
    if len(name) > 4 and name[0] == "s" and name[1:3].isdigit() and name[3] == "_"
}


def main() -> None:
    for name, function in PROOFS.items():
        print(name, function())


if __name__ == "__main__":
    main()
