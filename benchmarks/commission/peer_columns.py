# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Peers: numpy, pandas, polars and DuckDB, the same closes and the same plan, one thread each.

Prints one JSON object per contender and order of rows. Run by benchmarks/run; see README.md for the work and
for what is timed.
"""

import argparse
import json
import os
import time

ALL_CORES = os.environ.get("FIRSTLOG_BENCHMARK_ALL_CORES") == "1"  # benchmarks/python asks for both
if not ALL_CORES:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"):
        os.environ[variable] = "1"
    # One processor before the libraries start threads of their own.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402

import closes  # noqa: E402

RUNS = 3  # the fastest counts, as with ours
PERIODS = len(closes.MONTHS)
GROUPS = closes.REPS * PERIODS
MONTH_OF_DAY = np.array(closes.MONTH_OF_DAY, dtype=np.int32)
STEPS = [(threshold, rate - before) for threshold, rate, before in
         zip(closes.THRESHOLDS, closes.RATES, (0,) + closes.RATES)]


def mixed(numbers):
    z = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def columns(count, in_order):
    row = np.arange(count, dtype=np.uint64) * np.uint64(3)
    rep = (mixed(row) % np.uint64(closes.REPS)).astype(np.uint32)
    day = (closes.FIRST_DAY + (mixed(row + np.uint64(1)) % np.uint64(closes.DAYS)).astype(np.int32)).astype(np.int32)
    amount = closes.AMOUNT_LEAST + (mixed(row + np.uint64(2)) % np.uint64(closes.AMOUNT_SPAN)).astype(np.int64)
    if in_order:
        order = np.lexsort((day, rep))
        rep, day, amount = rep[order], day[order], amount[order]
    return rep, day, amount


def earned(sold):
    """Of a month's sales, in thousandths of minor units."""
    sum_ = sold * STEPS[0][1]
    for threshold, rate in STEPS[1:]:
        sum_ += np.maximum(sold - threshold, 0) * rate
    return sum_


def lines_in_order(group, amount):
    """Commissions and totals of closes that stand by group and date."""
    starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    running = np.cumsum(amount)
    before = np.repeat(running[starts] - amount[starts], np.diff(np.append(starts, len(amount))))
    after = earned(running - before)
    line = after.copy()
    line[1:] -= after[:-1]
    line[starts] = after[starts]
    line = (line + 500) // 1_000
    paid, sold = np.zeros(GROUPS, np.int64), np.zeros(GROUPS, np.int64)
    paid[group[starts]] = np.add.reduceat(line, starts)
    sold[group[starts]] = np.add.reduceat(amount, starts)
    return line, paid, sold


def numpy_in_order(rep, day, amount):
    group = rep.astype(np.int32) * PERIODS + MONTH_OF_DAY[day - closes.FIRST_DAY]
    return lines_in_order(group, amount)


def numpy_shuffled_lexsort(rep, day, amount):
    order = np.lexsort((day, rep))
    return numpy_by(order, rep, day, amount)


def numpy_shuffled_radix(rep, day, amount):
    """Stable sorts of 16 bits, which numpy does by counting."""
    order = np.argsort((day - closes.FIRST_DAY).astype(np.uint16), kind="stable")
    order = order[np.argsort(rep.astype(np.uint16)[order], kind="stable")]
    return numpy_by(order, rep, day, amount)


def numpy_by(order, rep, day, amount):
    line, paid, sold = numpy_in_order(rep[order], day[order], amount[order])
    out = np.empty_like(line)
    out[order] = line
    return out, paid, sold


def pandas_lines(frame):
    frame["month"] = MONTH_OF_DAY[frame["day"].to_numpy() - closes.FIRST_DAY]
    after = frame.groupby(["rep", "month"], sort=False)["amount"].cumsum().to_numpy()
    amount = frame["amount"].to_numpy()
    frame["line"] = (earned(after) - earned(after - amount) + 500) // 1_000
    totals = frame.groupby(["rep", "month"], sort=True)[["line", "amount"]].sum()
    return frame, totals


def pandas_totals(totals):
    paid, sold = np.zeros(GROUPS, np.int64), np.zeros(GROUPS, np.int64)
    at = totals.index.get_level_values(0).to_numpy().astype(np.int64) * PERIODS + totals.index.get_level_values(1).to_numpy()
    paid[at], sold[at] = totals["line"].to_numpy(), totals["amount"].to_numpy()
    return paid, sold


def pandas_in_order(rep, day, amount):
    frame, totals = pandas_lines(pd.DataFrame({"rep": rep, "day": day, "amount": amount}, copy=False))
    return (frame["line"].to_numpy(), *pandas_totals(totals))


def pandas_shuffled(rep, day, amount):
    frame = pd.DataFrame({"rep": rep, "day": day, "amount": amount}, copy=False)
    frame, totals = pandas_lines(frame.sort_values(["rep", "day"], kind="stable"))
    out = np.empty(len(amount), np.int64)
    out[frame.index.to_numpy()] = frame["line"].to_numpy()
    return (out, *pandas_totals(totals))


def polars_lines(frame):
    sold = pl.col("amount").cum_sum().over("rep", "month")

    def earned_of(value):
        sum_ = value * STEPS[0][1]
        for threshold, rate in STEPS[1:]:
            sum_ = sum_ + pl.max_horizontal(value - threshold, pl.lit(0, pl.Int64)) * rate
        return sum_

    return (
        frame.with_columns(month=pl.lit(pl.Series(MONTH_OF_DAY)).gather(pl.col("day") - closes.FIRST_DAY))
        .with_columns(after=sold)
        .with_columns(line=(earned_of(pl.col("after")) - earned_of(pl.col("after") - pl.col("amount")) + 500) // 1_000)
    )


def polars_totals(frame):
    totals = frame.group_by("rep", "month").agg(pl.col("line").sum(), pl.col("amount").sum())
    paid, sold = np.zeros(GROUPS, np.int64), np.zeros(GROUPS, np.int64)
    at = totals["rep"].to_numpy().astype(np.int64) * PERIODS + totals["month"].to_numpy()
    paid[at], sold[at] = totals["line"].to_numpy(), totals["amount"].to_numpy()
    return paid, sold


def polars_in_order(frame):
    frame = polars_lines(frame.lazy()).collect()
    return (frame["line"].to_numpy(), *polars_totals(frame))


def polars_shuffled(frame):
    lazy = frame.lazy().with_row_index("row").sort("rep", "day", maintain_order=True)
    frame = polars_lines(lazy).collect()
    out = np.empty(len(frame), np.int64)
    out[frame["row"].to_numpy()] = frame["line"].to_numpy()
    return (out, *polars_totals(frame))


def duckdb_connection(rep, day, amount):
    connection = duckdb.connect(config={} if ALL_CORES else {"threads": 1})
    frame = pl.DataFrame({"row": np.arange(len(rep), dtype=np.uint32), "rep": rep, "day": day, "amount": amount}).to_arrow()
    connection.register("given", frame)
    connection.execute("create table closes as select * from given")
    months = pl.DataFrame({"day": np.arange(closes.FIRST_DAY, closes.FIRST_DAY + closes.DAYS, dtype=np.int32),
                           "month": MONTH_OF_DAY}).to_arrow()
    connection.register("months_given", months)
    connection.execute("create table months as select * from months_given")
    return connection


def duckdb_lines(connection):
    def earned_of(value):
        return " + ".join(f"greatest({value} - {threshold}, 0) * {rate}" if threshold else f"{value} * {rate}"
                          for threshold, rate in STEPS)

    connection.execute(f"""
        create or replace temp table paid as
        with running as (
            select row, rep, month, amount,
                   cast(sum(amount) over (partition by rep, month order by day, row
                                          rows between unbounded preceding and current row) as bigint) as after
            from closes join months using (day))
        select row, rep, month, amount,
               ({earned_of("after")} - ({earned_of("(after - amount)")}) + 500) // 1000 as line
        from running""")
    lines = connection.execute("select row, line from paid").fetchnumpy()
    totals = connection.execute(
        "select rep, month, sum(line)::bigint as line, sum(amount)::bigint as amount from paid group by rep, month").fetchnumpy()
    out = np.empty(len(lines["row"]), np.int64)
    out[lines["row"]] = lines["line"]
    paid, sold = np.zeros(GROUPS, np.int64), np.zeros(GROUPS, np.int64)
    at = totals["rep"].astype(np.int64) * PERIODS + totals["month"]
    paid[at], sold[at] = totals["line"], totals["amount"]
    return out, paid, sold


def wrong_in(columns_, answer):
    """What is not as Decimal says for the closes of five reps, or as sums say; None where all is right."""
    rep, day, amount = columns_
    line, paid, sold = answer
    month = MONTH_OF_DAY[day - closes.FIRST_DAY]
    for wanted in range(5):
        rows = np.flatnonzero(rep == wanted)
        sample = [(int(rep[row]), int(day[row]), int(amount[row])) for row in rows]
        expected = closes.commissions_by_decimal(sample)
        if [int(line[row]) for row in rows] != expected:
            return f"a commission of rep {wanted} is not what Decimal says"
        for period in range(PERIODS):
            at = wanted * PERIODS + period
            if int(paid[at]) != sum(units for (_, d, _), units in zip(sample, expected)
                                    if closes.MONTH_OF_DAY[d - closes.FIRST_DAY] == period):
                return f"a total of rep {wanted} is not what Decimal says"
    group = rep.astype(np.int64) * PERIODS + month
    for column, totals in ((line, paid), (amount, sold)):
        sums = np.zeros(GROUPS, np.int64)
        np.add.at(sums, group, column)
        if not np.array_equal(sums, totals):
            return "a total is not the sum of its lines"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closes", type=int, default=1_000_000)
    options = parser.parse_args()
    reference = {}
    for variant, in_order in (("in_order", True), ("shuffled", False)):
        given = columns(options.closes, in_order)
        frame = pl.DataFrame({"rep": given[0], "day": given[1], "amount": given[2]})
        connection = duckdb_connection(*given)
        if in_order:
            ways = {"numpy": lambda: numpy_in_order(*given), "pandas": lambda: pandas_in_order(*given),
                    "polars": lambda: polars_in_order(frame)}
        else:
            ways = {"numpy": lambda: numpy_shuffled_lexsort(*given), "numpy_radix": lambda: numpy_shuffled_radix(*given),
                    "pandas": lambda: pandas_shuffled(*given), "polars": lambda: polars_shuffled(frame)}
        ways["duckdb"] = lambda: duckdb_lines(connection)
        for name, way in ways.items():
            answer = way()
            why = wrong_in(given, answer)
            first = reference.setdefault(variant, answer[0])
            if why is None and not np.array_equal(first, answer[0]):
                why = "its commissions differ from the first contender's"
            line = {"series": f"commission/{name}/{variant}", "items": options.closes, "exact": why is None}
            if why:
                print(json.dumps(line | {"seconds": 1, "why": why}))
                continue
            seconds = []
            for _ in range(RUNS):
                begin = time.perf_counter()
                way()
                seconds.append(time.perf_counter() - begin)
            print(json.dumps(line | {"seconds": min(seconds)}))


if __name__ == "__main__":
    main()
