"""Makes the figures that `pbs_figures.json` holds beside the reference's: 20,000,000 trials a case.

    python tests/data/make_pbs_figures.py          about five minutes on two cores

Run once and kept. This is the slow, obvious way to the WARS model (Bailis et al., PVLDB 5(8),
2012): double precision, a row a trial, two uniform numbers a delay, every row sorted whole, both
regions of a write and a read drawn from all N. It shares no line with `explorer/predict.py`, and
the fits are typed in again from the paper's table 3 (YMMR's W with the alpha that was simulated,
3.5).
Units: milliseconds. `se` is the standard error of a figure at these 20,000,000 trials.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from math import sqrt
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("pbs_figures.json")
TRIALS = 20_000_000
AT_ONCE = 250_000
FAR_MS = 75.0

# weight, least ms and alpha of the Pareto part; rate per ms of the exponential part
SSD = (0.9122, 0.235, 10, 1.66)
FITS = {
    "lnkd-ssd": (SSD, SSD),
    "lnkd-disk": ((0.38, 1.05, 1.51, 0.183), SSD),
    "ymmr": ((0.939, 3, 3.5, 0.0028), (0.982, 1.5, 3.8, 0.0217)),
    "wan": ((0.38, 1.05, 1.51, 0.183), SSD),
}
AT_MS = {
    "lnkd-ssd": (0, 0.25, 1, 2),
    "lnkd-disk": (0, 2, 10, 50),
    "ymmr": (0, 5, 100, 1000),
    "wan": (0, 10, 50, 100),
}
TABLE_4 = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3))
CASES = {
    ("ymmr", 3): TABLE_4,
    ("wan", 3): TABLE_4,
    ("lnkd-ssd", 1): ((1, 1),),
    ("lnkd-ssd", 5): ((1, 1), (2, 2), (1, 4)),
    ("lnkd-ssd", 10): ((1, 1), (3, 3)),
    ("lnkd-disk", 2): ((1, 1),),
    ("lnkd-disk", 4): ((3, 1),),
    ("lnkd-disk", 5): ((1, 1), (2, 3)),
    ("lnkd-disk", 10): ((1, 1), (2, 4), (5, 5), (6, 5)),
    ("ymmr", 7): ((2, 3),),
    ("wan", 1): ((1, 1),),
    ("wan", 2): ((1, 1),),
    ("wan", 5): ((1, 1), (2, 1)),
    ("wan", 10): ((1, 2),),
}


def delays(random, law, shape):
    """The first uniform number picks the part, the second is inverted."""
    weight, least, alpha, rate = law
    part, luck = random.random(shape), 1 - random.random(shape)
    return np.where(part < weight, least * luck ** (-1 / alpha), -np.log(luck) / rate)


def way(random, n):
    """What each of N replicas is further away for one coordinator: a row a trial."""
    region = random.integers(0, n, AT_ONCE)
    return np.where(np.arange(n)[None, :] == region[:, None], 0, FAR_MS)


def trials(random, fit, n, r, w):
    """tau, read latency and write latency of AT_ONCE trials."""
    law, others = FITS[fit]
    send, ack, ask, answer = (delays(random, x, (AT_ONCE, n)) for x in (law, *[others] * 3))
    if fit == "wan":
        writer, reader = way(random, n), way(random, n)
        send, ack, ask, answer = send + writer, ack + writer, ask + reader, answer + reader
    write = np.sort(send + ack, axis=1)[:, w - 1]
    round_trip = ask + answer
    first = np.argsort(round_trip, axis=1)[:, :r]
    read = np.take_along_axis(round_trip, first, axis=1)[:, -1]
    tau = np.take_along_axis(send - ask, first, axis=1).min(axis=1) - write
    return tau, read, write


def quantile(ordered, p, least=-np.inf):
    """The quantile, and its standard error from the order statistics one sigma to each side."""
    n, sigma = len(ordered), sqrt(p * (1 - p) * len(ordered))
    low, value, high = (
        max(least, float(ordered[min(n - 1, max(0, round(n * p + k * sigma)))])) for k in (-1, 0, 1)
    )
    return {"ms": round(value, 5), "se": round((high - low) / 2, 6)}


def figures(case):
    """One row of the file."""
    fit, n, r, w = case
    random = np.random.Generator(np.random.PCG64([n, r, w, *fit.encode()]))
    parts = [trials(random, fit, n, r, w) for _ in range(TRIALS // AT_ONCE)]
    tau, read, write = (np.sort(np.concatenate(column)) for column in zip(*parts, strict=True))
    latency = {"p50": 0.5, "p99": 0.99, "p999": 0.999}
    return {
        "fit": fit, "n": n, "r": r, "w": w,
        "p_fresh": {f"{t:g}": round(float(np.mean(tau <= t)), 8) for t in AT_MS[fit]},
        "t_visibility_ms": {f"{p}": quantile(tau, p, least=0.0) for p in (0.99, 0.999)},
        "read_ms": {name: quantile(read, p) for name, p in latency.items()},
        "write_ms": {name: quantile(write, p) for name, p in latency.items()},
    }  # fmt: skip


def main():
    """Writes the key `made`, and leaves the reference's figures as they are."""
    cases = [(fit, n, r, w) for (fit, n), pairs in CASES.items() for r, w in pairs]
    with ProcessPoolExecutor(2) as pool:
        rows = list(pool.map(figures, cases))
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    text = [f"  {json.dumps(row)}" for row in rows]
    head = [f" {json.dumps(key)}: {json.dumps(kept[key])},\n" for key in kept if key != "made"]
    made = ",\n".join(text)
    FILE.write_text("{\n" + "".join(head) + ' "made": [\n' + made + "\n ]\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
