"""The rows, in their order: what is measured, beside what, and what it is to come to."""

from explorer.bench import (
    engines,
    growth,
    linearizability,
    prediction,
    seeking,
    stories,
    sweeping,
    weight,
)
from explorer.bench.rows import Bench, Goal

SIMPY, DASK = "simpy", "distributed"

TABLE = (
    Bench("engine_vs_simpy", "a quorum workload on the engine, its log kept, staleness judged",
          "the same in idiomatic SimPy, without a log",
          Goal("ratio", "at least", 5), engines.vs_simpy, SIMPY),
    Bench("engine_vs_simpy_callbacks", "likewise", "SimPy by bare callbacks, without a log",
          Goal("ratio", "at least", 1), engines.vs_simpy_callbacks, SIMPY),
    Bench("engine_vs_heap", "likewise", "a bare heap loop, as many events",
          Goal("fraction_of_limit", "at least", 0.2), engines.vs_heap),
    Bench("engine_growth", "events a second with 12 and 48 servers, and of 10^6 and 5x10^6 events",
          "itself at the smallest", Goal("ratio", "at least", 0.7), growth.growth),
    Bench("run_presets", "all stories headless, events a second",
          "the workload of engine_vs_simpy", Goal("ratio", "at least", 0.5), stories.run_presets),
    Bench("seek", "random seeks in a run of 5x10^6 events, 99 in 100", "a second of drawing",
          Goal("fraction_of_limit", "at most", 0.05), seeking.seek),
    Bench("predict", "trials of the PBS model, with mixtures", "drawing the random numbers alone",
          Goal("fraction_of_limit", "at least", 0.35), prediction.predict),
    Bench("check_linearizable", "10,000 operations of 50 clients, 1 % without an end",
          "a Wing-Gong-Lowe search, for 30 s", Goal("ratio", "at least", 1), linearizability.check),
    Bench("sweep_scaling", "200 runs of a sweep on two processes", "the same on one",
          Goal("ratio", "at least", 1.8), sweeping.scaling),
    Bench("sweep_dask", "the same on a local Dask cluster of two", "concurrent.futures on two",
          Goal("ratio", "at most", 1.15), sweeping.dask, DASK),
    Bench("memory", "a run of 5x10^6 events with its keyframes", "its events alone, packed",
          Goal("ratio", "at most", 2), weight.memory),
)  # fmt: skip
