#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The Python package beside numpy, pandas, polars and DuckDB, the same work in the same run, one thread each.

    PYTHONPATH=build/release/python build/release/python-venv/bin/python benchmarks/python/measure.py [--closes N]

Prints a table, and with --json one JSON object a line. See README.md for the work and for what is timed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "commission"))

import closes as work  # noqa: E402
import peer_columns as peers  # noqa: E402 - binds this process to one processor and the libraries to one thread

import firstlog  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402
import pyarrow as pa  # noqa: E402
from firstlog import commands  # noqa: E402
from firstlog.plans import Plan  # noqa: E402

RUNS = 5  # the fastest counts, for everybody


def fastest(way):
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        way()
        times.append(time.perf_counter() - begin)
    return min(times)


def commission(count):
    """Running marginal tiers rounded per line, and totals per rep and month: from a frame to exact cents."""
    tiers = {f"{start}/100": f"{rate}/1000" for start, rate in zip(work.THRESHOLDS, work.RATES, strict=True)}
    plan = Plan.tiers(tiers, currency="EUR", over="period")
    for variant, in_order in (("in_order", True), ("shuffled", False)):
        given = peers.columns(count, in_order)
        names = dict(zip(("rep", "day", "amount"), given, strict=True))
        frame, polars_frame = pd.DataFrame(names, copy=False), pl.DataFrame(names)
        connection = peers.duckdb_connection(*given)
        ways = {"pandas": lambda: peers.pandas_in_order(*given), "polars": lambda: peers.polars_in_order(polars_frame),
                "numpy": lambda: peers.numpy_in_order(*given)} if in_order else {
            "pandas": lambda: peers.pandas_shuffled(*given), "polars": lambda: peers.polars_shuffled(polars_frame),
            "numpy": lambda: peers.numpy_shuffled_lexsort(*given), "numpy_radix": lambda: peers.numpy_shuffled_radix(*given)}  # fmt: skip
        ways["duckdb"] = lambda: peers.duckdb_lines(connection)
        reference = ways["numpy"]()[0]
        ours = {"firstlog_from_pandas": lambda: plan.evaluate(frame, date="day", minor=True),
                "firstlog_from_polars": lambda: plan.evaluate(polars_frame, date="day", minor=True)}  # fmt: skip
        for name, way in ours.items():
            paid = np.frombuffer(pa.table(way().lines)["commission"].chunk(0).buffers()[1], dtype=np.int64)[::2]
            if not np.array_equal(paid, reference):
                sys.exit(f"{name}/{variant}: a commission is not what numpy says")
        for name, way in {**ways, **ours}.items():
            yield f"commission/{variant}", name, count / fastest(way)


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
    for name, way in (("firstlog_one_by_one", one_by_one), ("firstlog_in_batches", in_batches)):
        best = 0.0
        for _ in range(3):
            acme = organisation()
            begin = time.process_time()  # one thread in memory: the same as the clock's on a quiet machine
            way(acme)
            best = max(best, count / (time.process_time() - begin))
            state = {one.state: one.contacts for one in acme.pipeline()}
            if state["interested"] != count:
                sys.exit(f"{name}: {state}")
        yield "commands", name, best


def importing():
    """import firstlog, in a new interpreter, less the interpreter itself."""
    code = "import time; t = time.process_time(); import firstlog; print(time.process_time() - t)"
    seconds = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(7)]
    yield "import", "firstlog", 1 / min(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--closes", type=int, default=1_000_000)
    parser.add_argument("--commands", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rates = {}
    for work_name, contender, rate in (*commission(options.closes), *statuses(options.commands), *importing()):
        rates.setdefault(work_name, {})[contender] = rate
        if options.json:
            print(json.dumps({"series": f"python/{work_name}/{contender}", "items_per_second": rate}), flush=True)
    if options.json:
        return
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, numpy {np.__version__}, pandas {pd.__version__}, polars {pl.__version__}")
    for work_name, contenders in rates.items():
        peer = max((rate for name, rate in contenders.items() if not name.startswith("firstlog")), default=None)
        for name, rate in sorted(contenders.items(), key=lambda one: -one[1]):
            ratio = f"   {rate / peer:.2f} × the fastest peer" if peer and name.startswith("firstlog") else ""
            shown = f"{1000 / rate:,.0f} ms" if work_name == "import" else f"{rate:,.0f}/s"
            print(f"{work_name:22} {name:24} {shown:>16}{ratio}")


if __name__ == "__main__":
    main()
