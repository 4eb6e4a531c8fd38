#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The Python package beside numpy, pandas, polars and DuckDB, the same work in the same run.

    PYTHONPATH=build/release/python PYTHON benchmarks/python/measure.py [--closes N]

PYTHON is one that has the peers: build/benchmark_peers/venv/bin/python. Prints a table, and with --json what
benchmarks/run reads, one JSON object a line. One thread each; FIRSTLOG_BENCHMARK_ALL_CORES=1 lets everybody have
all cores and measures frames alone. See README.md for the work and for what is timed.
"""

import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "commission"))

import closes as work  # noqa: E402
import peer_columns as peers  # noqa: E402 - binds this process to one processor and the libraries to one thread

import firstlog  # noqa: E402
import named  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402
from firstlog import commands  # noqa: E402
from firstlog.plans import Plan  # noqa: E402

RUNS = 7  # the fastest counts, for everybody
THREADS = os.cpu_count() if peers.ALL_CORES else 1
# On one processor the process's own time is the clock's on a quiet machine, and right on a busy one, too.
clock = time.perf_counter if peers.ALL_CORES else time.process_time


def fastest_in_turn(ways):
    """Seconds by name: whoever else works on this machine meets all of them alike."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(RUNS):
        for name, way in ways.items():
            begin = clock()
            way()
            best[name] = min(best[name], clock() - begin)
    return best


def line(series, items, seconds, why=None):
    return {"series": series, "items": items, "seconds": seconds, "exact": why is None} | ({"why": why} if why else {})


def paid_by(plan, frame, **columns):
    """From a frame to the commission of every close, and to totals by rep and month, as numpy has them."""
    result = plan.evaluate(frame, date="day", threads=THREADS, **columns)
    return np.asarray(result.lines.minor_units("commission")), result.totals


def wrong(answer, reference):
    """What is not as the peers say, close by close, and month by month; None where all is right."""
    lines, totals = answer
    if not np.array_equal(lines, reference[0]):
        return "a commission is not what the peers say"
    rep = totals.column("rep")
    if isinstance(rep[0], str):
        rep = [named.NAMES.index(name) for name in rep]
    place = np.array(rep) * peers.PERIODS + np.array([int(period[5:]) - 1 for period in totals.column("period")])
    for name, sums in (("commission", reference[1]), ("revenue", reference[2])):
        of_group = np.zeros(peers.GROUPS, np.int64)
        of_group[place] = np.asarray(totals.minor_units(name))
        if not np.array_equal(of_group, sums):
            return f"a total of {name} is not what the peers say"
    return None


def commission(count):
    """Running marginal tiers rounded per line, and totals per rep and month: from a frame to exact cents."""
    tiers = {f"{start}/100": f"{rate}/1000" for start, rate in zip(work.THRESHOLDS, work.RATES, strict=True)}
    plan = Plan.tiers(tiers, currency="EUR", over="period")
    cores = "_all_cores" if peers.ALL_CORES else ""
    for order, in_order in (("in_order", True), ("shuffled", False)):
        given = peers.columns(count, in_order)
        reference = peers.numpy_in_order(*given) if in_order else peers.numpy_shuffled_radix(*given)
        names = dict(zip(("rep", "day", "amount"), given, strict=True))
        frame, polars_frame = pd.DataFrame(names, copy=False), pl.DataFrame(names)
        connection = peers.duckdb_connection(*given)
        theirs = {"pandas": lambda: peers.pandas_in_order(*given), "polars": lambda: peers.polars_in_order(polars_frame),
                  "numpy": lambda: peers.numpy_in_order(*given)} if in_order else {
            "pandas": lambda: peers.pandas_shuffled(*given), "polars": lambda: peers.polars_shuffled(polars_frame),
            "numpy": lambda: peers.numpy_shuffled_lexsort(*given), "numpy_radix": lambda: peers.numpy_shuffled_radix(*given)}  # fmt: skip
        theirs["duckdb"] = lambda: peers.duckdb_lines(connection)
        ours = {"from_pandas": lambda: paid_by(plan, frame, minor=True), "from_polars": lambda: paid_by(plan, polars_frame, minor=True)}
        yield from compared(order + cores, count, ours, theirs, reference)

        of_pandas, of_polars = named.pandas_frame(*given), named.polars_frame(*given)
        yield from compared(f"pandas_named_{order}{cores}", count, {"ours": lambda: paid_by(plan, of_pandas, minor=True)},
                            named.ways_from_pandas(of_pandas, in_order), reference)
        yield from compared(f"polars_named_{order}{cores}", count, {"ours": lambda: paid_by(plan, of_polars)},
                            named.ways_from_polars(of_polars, in_order), reference)


def compared(variant, count, ours, theirs, reference):
    right = {}
    for name, way in {**theirs, **ours}.items():
        answer = way()
        if name in ours:
            why = wrong(answer, reference)
        else:
            why = None if np.array_equal(answer[0], reference[0]) else "its commissions differ from numpy's"
        if why:
            yield line(f"python/{name}/{variant}", count, 1, why)
        else:
            right[name] = way
    for name, seconds in fastest_in_turn(right).items():
        yield line(f"python/{name}/{variant}", count, seconds)


def statuses(count):
    """Interest in contacts: a status change with its guards, its history and its place in the chain, in memory."""

    def organisation():
        acme = firstlog.open("memory:")["acme"]
        acme.found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
        acme.register_actor(actor="olga", key="ana", roles="rep").require()
        acme.submit(commands.register_contact(actor="olga", key=key, rep="ana") for key in keys).require()
        return acme

    def one_by_one(acme):
        for key in keys:
            acme.log_interest(actor="ana", contact=key)

    def in_batches(acme):
        acme.submit(commands.log_interest(actor="ana", contact=key) for key in keys)

    keys = [f"contact-{i}" for i in range(count)]
    for name, way in (("one_by_one", one_by_one), ("in_batches", in_batches)):
        best, why = float("inf"), None
        for _ in range(3):
            acme = organisation()
            begin = clock()
            way(acme)
            best = min(best, clock() - begin)
            state = {one.state: one.contacts for one in acme.pipeline()}
            if state["interested"] != count:
                why = f"{state['interested']} contacts of {count} are interested"
        yield line(f"python_commands/ours/{name}", count, best, why)


def importing():
    """import firstlog, in a new interpreter, less the interpreter itself. The figure is seconds."""
    code = "import time; t = time.process_time(); import firstlog; print(time.process_time() - t)"
    with tempfile.TemporaryDirectory() as folder:  # compiled once, as an installed package is
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": folder}
        seconds = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=given).stdout) for _ in range(7)]
    yield {"series": "python_import/ours/import", "exact": True, "seconds_each": [min(seconds)]}


def table(measured):
    """For people: by work, the fastest first, ours beside the fastest peer."""
    works = {}
    for one in measured:
        task, contender, variant = one["series"].split("/")
        if not one["exact"]:
            print(f"{one['series']}: left out: {one['why']}")
            continue
        rate = one["items"] / one["seconds"] if "items" in one else 1 / one["seconds_each"][0]
        works.setdefault(f"{task} {variant}", {})[contender] = rate
    for work_name, contenders in works.items():
        own = ("ours", "from_pandas", "from_polars")
        peer = max((rate for name, rate in contenders.items() if name not in own), default=None)
        for name, rate in sorted(contenders.items(), key=lambda one: -one[1]):
            ratio = f"   {rate / peer:.2f} × the fastest peer" if peer and name in own else ""
            shown = f"{1000 / rate:,.0f} ms" if work_name == "python_import import" else f"{rate:,.0f}/s"
            print(f"{work_name:34} {name:14} {shown:>16}{ratio}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--closes", type=int, default=1_000_000)
    parser.add_argument("--commands", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = commission(options.closes)
    if not peers.ALL_CORES:
        measured = itertools.chain(measured, statuses(options.commands), importing())
    if options.json:
        for one in measured:
            print(json.dumps(one), flush=True)
        return
    print(f"{THREADS} of {os.cpu_count()} processors, Python {sys.version.split()[0]}, numpy {np.__version__}, pandas {pd.__version__}, polars {pl.__version__}")
    table(measured)


if __name__ == "__main__":
    main()
