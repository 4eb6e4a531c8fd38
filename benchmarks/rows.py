# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What is compared with what, the targets, and how a ratio is made: shared by run and report.

A series is one contender on one piece of work, named task/contender/variant. Higher is better, except
where a row says seconds or bytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    name: str
    series: tuple  # several ways of doing the same with it: the best one counts


@dataclass(frozen=True)
class Row:
    identity: str
    work: str
    ours: str
    peers: tuple
    unit: str = "changes/s"  # "seconds", "bytes": lower is better
    absolute: float | None = None  # what ours must reach by itself; at most, where lower is better
    ratio: float | None = None  # what ours / best peer must reach; at most, where lower is better
    target: str = "none, reported beside"

    @property
    def lower_is_better(self):
        return self.unit in ("seconds", "bytes")


def _machines(commit):
    return (
        Peer("python transitions", (f"status_change/transitions/{commit}",)),
        Peer("XState", (f"status_change/xstate_actor/{commit}", f"status_change/xstate_transition/{commit}")),
    )


def _eventsourcing(store):
    ways = tuple(f"replay/eventsourcing_{way}/{store}" for way in ("get", "scan"))
    return (Peer(f"python eventsourcing, {store}", ways),)


def _zen():
    return (Peer("ZEN", tuple(f"assignment/zen/{way}" for way in ("decision", "content", "batch"))),)


def _ours(series):
    return (Peer(f"ours, {series.rsplit('/', 1)[1].replace('_', ' ')}", (series,)),)


def _columns(order, *further):
    names = (("numpy", ("numpy", *further)), ("pandas", ("pandas",)), ("polars", ("polars",)), ("DuckDB", ("duckdb",)))
    return tuple(Peer(name, tuple(f"commission/{way}/{order}" for way in ways)) for name, ways in names)


def _from_frames():
    """Python's rows: from a frame of numbers, and from one as people keep it."""
    numbers = (("numpy", ("numpy",)), ("pandas", ("pandas",)), ("polars", ("polars",)), ("DuckDB", ("duckdb",)))
    shuffled = (("numpy", ("numpy", "numpy_radix")), *numbers[1:])

    def row(library, variant, text, ours, peers, **target):
        return Row(f"python_{library}_{variant}", text, f"python/{ours}", tuple(
            Peer(name, tuple(f"python/{way}/{ours.split('/')[1]}" for way in ways)) for name, ways in peers), unit="closes/s", **target)  # fmt: skip

    reached = {"ratio": 3, "target": "≥ 3 × the fastest peer"}
    for library, columns in (("pandas", "categories, datetimes and cents"), ("polars", "texts, dates and decimals")):
        own = (("numpy", ("numpy",)), (library, (library,)))
        yield row(library, "in_order", f"commission per line and totals in Python from a {library} frame of numbers, 1 M closes in order, one thread",
                  f"from_{library}/in_order", numbers, **reached)
        yield row(library, "shuffled", "the same closes in any order", f"from_{library}/shuffled", shuffled, **reached)
        yield row(library, "named_in_order", f"from a {library} frame of {columns}, conversion included, in order", f"ours/{library}_named_in_order", own, **reached)
        yield row(library, "named_shuffled", "the same closes in any order", f"ours/{library}_named_shuffled", own, **reached)
        yield row(library, "in_order_all_cores", f"from a {library} frame of numbers in order, everybody on all cores",
                  f"from_{library}/in_order_all_cores", numbers)
        yield row(library, "shuffled_all_cores", "the same closes in any order", f"from_{library}/shuffled_all_cores", shuffled)


ROWS = (
    Row("status_change_100", "status change with guards, history and chain, in memory, one thread, batches of 100",
        "status_change/ours/commit_100", _machines("commit_100"), absolute=1e6, ratio=6,
        target="≥ 1 M/s and ≥ 6 × the best peer"),
    Row("status_change_1", "the same, one command a commit",
        "status_change/ours/commit_1", _machines("commit_1")),
    Row("sqlite_100", "status change through sqlite:, durable, commits of 100",
        "status_change_sqlite/ours/commit_100",
        (Peer("raw rows, 100 a transaction", ("status_change_sqlite/raw_rows/commit_100",)),),
        ratio=0.7, target="≥ 0.7 × raw rows"),
    Row("sqlite_1", "the same, one command a commit",
        "status_change_sqlite/ours/commit_1",
        (Peer("raw rows, one a transaction", ("status_change_sqlite/raw_rows/commit_1",)),),
        ratio=0.8, target="≥ 0.8 × raw rows"),
    Row("capi", "a command through the C library beside C++, in memory, batches of 100",
        "capi/ours/commit_100", (Peer("C++", ("capi/cpp/commit_100",)),), unit="commands/s", ratio=0.91,
        target="≥ 0.91 × C++, that is ≤ 1.1 × its time"),
    Row("capi_node", "the same from Node.js through the C library",
        "capi/node/commit_100", (), unit="commands/s", absolute=200e3, target="≥ 200 k/s"),
    Row("replay_unchecked", "replay a journal into state, in memory, chain not verified",
        "replay/ours/memory_unchecked", _eventsourcing("memory"), unit="events/s", absolute=3e6,
        target="≥ 3 M events/s"),
    Row("replay_verified", "the same with the chain verified",
        "replay/ours/memory_verified", _eventsourcing("memory"), unit="events/s", absolute=1.5e6,
        target="≥ 1.5 M events/s"),
    Row("replay_sqlite", "replay from sqlite:, chain not verified, beside eventsourcing on SQLite",
        "replay/ours/sqlite_unchecked", _eventsourcing("sqlite"), unit="events/s"),
    Row("replay_sqlite_unchecked", "replay from sqlite: beside our own in memory, chain not verified",
        "replay/ours/sqlite_unchecked", _ours("replay/ours/memory_unchecked"), unit="events/s", ratio=0.8,
        target="≥ 0.8 × in memory"),
    Row("replay_sqlite_verified", "the same with the chain verified",
        "replay/ours/sqlite_verified", _ours("replay/ours/memory_verified"), unit="events/s", ratio=0.8,
        target="≥ 0.8 × in memory"),
    Row("assignment", "assignment of a contact by 5,000 rules: the rep",
        "assignment/ours/rep", _zen(), unit="contacts/s", absolute=1e6, target="≥ 1 M/s"),
    Row("assignment_rule", "the same, the rule alone",
        "assignment/ours/rule", _zen(), unit="contacts/s"),
    Row("leaderboard", "leaderboard of 100,000 reps: an update and the rank after it",
        "leaderboard/ours/update_and_rank",
        (Peer("Redis, pipelined", ("leaderboard/redis/pipelined",)),
         Peer("Redis, one by one", ("leaderboard/redis/single",))),
        unit="updates/s", absolute=1e6, target="≥ 1 M/s"),
    Row("approval", "one approval through the engine, then the rep's rank and statement, in memory",
        "approval/ours/rank_and_statement", (), unit="approvals/s", absolute=50e3,
        target="≥ 50 k/s, that is ≤ 20 µs each"),
    Row("approval_explained", "the same with the close explained",
        "approval/ours/explained", _ours("approval/ours/rank_and_statement"), unit="approvals/s"),
    Row("commission", "commission per line and totals per rep and month, 1 M closes in order, one thread",
        "commission/ours/in_order", _columns("in_order"), unit="closes/s", ratio=4, target="≥ 4 × the fastest peer"),
    Row("commission_shuffled", "the same closes in any order",
        "commission/ours/shuffled", _columns("shuffled", "numpy_radix"), unit="closes/s", ratio=2.5,
        target="≥ 2.5 × the fastest peer"),
    Row("commission_two_threads", "16 M closes in order on two threads beside one",
        "commission/ours/many_two_threads", _ours("commission/ours/many_one_thread"), unit="closes/s", ratio=1.7,
        target="≥ 1.7 × one thread"),
    Row("commission_two_threads_shuffled", "the same in any order",
        "commission/ours/many_shuffled_two_threads", _ours("commission/ours/many_shuffled_one_thread"),
        unit="closes/s", ratio=1.7, target="≥ 1.7 × one thread"),
    Row("commission_memory", "memory of the process that streams 100 M closes",
        "commission_memory/ours/streamed", (), unit="bytes", absolute=1e9, target="< 1 GB"),
    Row("memory", "memory of a contact in the engine beyond its key, 1 M contacts",
        "memory/ours/resident", (), unit="bytes", absolute=200, target="≤ 200 bytes"),
    Row("memory_long", "the same, 10 M contacts in one process",
        "memory/ours/resident_long", (), unit="bytes", absolute=200, target="≤ 200 bytes"),
    Row("import", "import 1 M historical events from CSV by a mapping, beside our own live entries in batches",
        "import/ours/mapping", _ours("import/ours/live"), unit="events/s", ratio=0.5,
        target="≥ 0.5 × the live batch rate"),
    *_from_frames(),
    Row("python_one_by_one", "a status change from Python, in memory, one by one",
        "python_commands/ours/one_by_one", (), unit="commands/s", absolute=150e3, target="≥ 150 k/s"),
    Row("python_in_batches", "the same in batches",
        "python_commands/ours/in_batches", (), unit="commands/s", absolute=500e3, target="≥ 500 k/s"),
    Row("python_import", "the import of the Python package, `import firstlog`",
        "python_import/ours/import", (), unit="seconds", absolute=0.1, target="< 0.1 s"),
    Row("include_gcc", "include the umbrella header, compiled use, g++",
        "include_cost/ours/g++", (Peer("`<string>+<vector>+<optional>`", ("include_cost/std_headers/g++",)),),
        unit="seconds", ratio=1.5, target="≤ 1.5 × the three headers"),
    Row("include_clang", "the same, clang++",
        "include_cost/ours/clang++", (Peer("`<string>+<vector>+<optional>`", ("include_cost/std_headers/clang++",)),),
        unit="seconds", ratio=1.5, target="≤ 1.5 × the three headers"),
)


@dataclass(frozen=True)
class Verdict:
    row: Row
    ours: float | None  # median
    peers: tuple  # (name, median or None) in the row's order
    best: str | None  # name of the best peer that was measured
    ratio: float | None  # ours / best
    words: str  # reached, not reached, not measured, reported


def median_of(results, series):
    figure = results["series"].get(series)
    return figure["median"] if figure else None


def judge(row, results):
    """Compares one row's medians. What was not measured is None and is never guessed."""
    better = min if row.lower_is_better else max
    ours = median_of(results, row.ours)
    peers = []
    for peer in row.peers:
        measured = [m for m in (median_of(results, s) for s in peer.series) if m is not None]
        peers.append((peer.name, better(measured) if measured else None))
    known = [(median, name) for name, median in peers if median is not None]
    best_median, best = better(known) if known else (None, None)
    ratio = ours / best_median if ours is not None and best_median else None
    assumed = any(
        results["series"].get(s, {}).get("counters", {}).get("bytes_assumed") for peer in row.peers for s in peer.series
    )
    if assumed:
        ratio = None  # the peer did not carry the same bytes
    if ours is None:
        words = "not measured"
    elif row.absolute is None and row.ratio is None:
        words = "reported"
    elif row.ratio is not None and ratio is None:
        words = "no ratio"
    else:
        within = ratio is None or row.ratio is None or (
            ratio <= row.ratio if row.lower_is_better else ratio >= row.ratio
        )
        alone = row.absolute is None or (ours <= row.absolute if row.lower_is_better else ours >= row.absolute)
        words = "reached" if within and alone else "not reached"
    return Verdict(row, ours, tuple(peers), best, ratio, words)


def unit_of(series):
    """What a series counts. Every task has one unit."""
    task = series.split("/", 1)[0]
    return next((row.unit for row in ROWS if row.ours.split("/", 1)[0] == task), "changes/s")


def show(value, unit):
    """A figure for people: three significant digits, with its unit's prefix."""
    if value is None:
        return "not measured"
    if unit == "seconds":
        return f"{value:.3f} s"
    if unit == "bytes":
        return f"{value / 1e6:.0f} MB" if value >= 1e6 else f"{value:.0f} bytes"
    suffix = unit.removesuffix("/s")
    for factor, prefix in ((1e6, " M"), (1e3, " k")):
        if value >= factor:
            scaled = value / factor
            digits = 2 if scaled < 10 else 1 if scaled < 100 else 0
            return f"{scaled:.{digits}f}{prefix} {suffix}/s"
    return f"{value:.0f} {suffix}/s"


def show_ratio(ratio):
    return "–" if ratio is None else f"{ratio:.2f} ×"
