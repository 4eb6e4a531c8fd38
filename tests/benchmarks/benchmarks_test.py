# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The promises of benchmarks/: one scenario in every language, honest verdicts, a report that is generated."""

import importlib.machinery
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS / "status_change"), str(BENCHMARKS / "assignment"),
                str(BENCHMARKS / "commission")]
import closes  # noqa: E402
import rows  # noqa: E402
import scenario  # noqa: E402
import territory  # noqa: E402

FINGERPRINT_OF_1000 = 3_514_485_887  # the same number stands in scenario_test.cpp
FINGERPRINT_OF_COMMISSIONS = 5_239_582_380_964_135_506  # and this one in closes_test.cpp
FINGERPRINT_OF_TERRITORY = 2_824_240_277  # and this one in territory_test.cpp


def command(name):
    """A command of benchmarks/ as a module; they have no .py ending."""
    loader = importlib.machinery.SourceFileLoader(name, str(BENCHMARKS / name))
    spec = importlib.util.spec_from_loader(name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def results_with(**medians):
    """Stored results that hold nothing but medians; keys use __ for /."""
    series = {}
    for name, median in medians.items():
        series[name.replace("__", "/")] = {"median": median, "min": median, "max": median, "repetitions": 1}
    return {"series": series, "left_out": {}}


def row(identity):
    return next(r for r in rows.ROWS if r.identity == identity)


class Scenario(unittest.TestCase):
    def test_python_generates_the_agreed_attempts(self):
        self.assertEqual(scenario.fingerprint(1_000), FINGERPRINT_OF_1000)

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_node_generates_the_agreed_attempts(self):
        script = "import(process.argv[1]).then(s => console.log(s.fingerprint(1000)))"
        module = (BENCHMARKS / "status_change" / "scenario.mjs").as_uri()
        done = subprocess.run(["node", "-e", script, module], capture_output=True, text=True, check=True)
        self.assertEqual(int(done.stdout), FINGERPRINT_OF_1000)

    def test_totals_follow_from_the_attempts(self):
        for contacts in (1_000, 3_000):
            state, counts = {}, {"status_changes": 0, "refused": 0, "invoiced": 0}
            for contact, trigger, actor, _, _, amount, accepted in scenario.attempts(contacts):
                may = actor == scenario.MANAGER if trigger == 3 else actor == contact % scenario.REPS
                self.assertEqual(may, accepted)
                self.assertEqual(state.get(contact, 0), trigger)
                if not may:
                    counts["refused"] += 1
                    continue
                state[contact] = trigger + 1
                counts["status_changes"] += 1
                counts["invoiced"] += amount if trigger == 3 else 0
            counts["verified_close"] = sum(s == 4 for s in state.values())
            self.assertEqual(counts, scenario.expected(contacts))

    def test_one_attempt_in_twenty_is_refused(self):
        refused = [not a[6] for a in scenario.attempts(10_000)]
        self.assertEqual(round(len(refused) / sum(refused)), 20)


class Territory(unittest.TestCase):
    def test_python_generates_the_agreed_rules_contacts_and_answers(self):
        self.assertEqual(len(territory.rules()), territory.RULE_COUNT)
        self.assertEqual(territory.fingerprint(300), FINGERPRINT_OF_TERRITORY)


class Commissions(unittest.TestCase):
    def test_decimal_pays_the_agreed_commissions(self):
        # All closes to two reps, so that every tier is reached.
        given = [(rep % 2, day, amount) for rep, day, amount in map(closes.close, range(10_000))]
        paid = closes.commissions_by_decimal(given)
        self.assertEqual(closes.fingerprint(paid), FINGERPRINT_OF_COMMISSIONS)

    def test_a_month_by_hand(self):
        # 99,999.99 at 5 %; 0.01 of the next at 5 %, the rest at 7.5 %.
        self.assertEqual(closes.group_by_decimal([9_999_999, 10_001]), [500_000, 750])


class Verdicts(unittest.TestCase):
    def test_best_peer_counts_and_both_targets_hold(self):
        results = results_with(
            status_change__ours__commit_100=1_200_000.0,
            status_change__transitions__commit_100=100_000.0,
            status_change__xstate_actor__commit_100=200_000.0,
            status_change__xstate_transition__commit_100=50_000.0,
        )
        verdict = rows.judge(row("status_change_100"), results)
        self.assertEqual((verdict.best, verdict.ratio, verdict.words), ("XState", 6.0, "reached"))

    def test_ratio_missed_is_not_reached(self):
        results = results_with(
            status_change__ours__commit_100=1_200_000.0, status_change__xstate_actor__commit_100=200_001.0
        )
        self.assertEqual(rows.judge(row("status_change_100"), results).words, "not reached")

    def test_absolute_missed_is_not_reached(self):
        results = results_with(
            status_change__ours__commit_100=999_999.0, status_change__xstate_actor__commit_100=100_000.0
        )
        self.assertEqual(rows.judge(row("status_change_100"), results).words, "not reached")

    def test_without_peer_no_ratio_is_made(self):
        verdict = rows.judge(row("status_change_100"), results_with(status_change__ours__commit_100=9e6))
        self.assertIsNone(verdict.ratio)
        self.assertEqual(verdict.words, "no ratio")

    def test_without_ours_nothing_is_claimed(self):
        results = results_with(status_change__xstate_actor__commit_100=200_000.0)
        self.assertEqual(rows.judge(row("status_change_100"), results).words, "not measured")

    def test_rows_of_other_bytes_make_no_ratio(self):
        results = results_with(
            status_change_sqlite__ours__commit_100=400_000.0, status_change_sqlite__raw_rows__commit_100=400_000.0
        )
        self.assertEqual(rows.judge(row("sqlite_100"), results).words, "reached")
        results["series"]["status_change_sqlite/raw_rows/commit_100"]["counters"] = {"bytes_assumed": 1.0}
        verdict = rows.judge(row("sqlite_100"), results)
        self.assertEqual((verdict.ratio, verdict.words), (None, "no ratio"))

    def test_include_cost_is_better_when_lower(self):
        for seconds, words in ((0.3, "reached"), (0.31, "not reached")):
            series = {"include_cost/ours/g++": seconds, "include_cost/std_headers/g++": 0.2}
            results = {"series": {k: {"median": v} for k, v in series.items()}, "left_out": {}}
            self.assertEqual(rows.judge(row("include_gcc"), results).words, words)


    def test_bytes_are_better_when_fewer_and_need_no_peer(self):
        for measured, words in ((200.0, "reached"), (200.1, "not reached")):
            verdict = rows.judge(row("memory"), results_with(memory__ours__resident=measured))
            self.assertEqual((verdict.words, verdict.ratio, verdict.peers), (words, None, ()))
        self.assertEqual(rows.judge(row("memory_long"), results_with()).words, "not measured")
        self.assertEqual(rows.show(152.6, "bytes"), "153 bytes")

    def test_assignment_counts_the_rep_beside_the_fastest_way_of_the_peer(self):
        results = results_with(
            assignment__ours__rep=1_000_000.0,
            assignment__ours__rule=3_000_000.0,
            assignment__zen__decision=200.0,
            assignment__zen__content=40_000.0,
            assignment__zen__batch=50_000.0,
        )
        verdict = rows.judge(row("assignment"), results)
        self.assertEqual((verdict.ratio, verdict.words), (20.0, "reached"))
        self.assertEqual(rows.judge(row("assignment_rule"), results).words, "reported")
        results = results_with(assignment__ours__rep=999_999.0, assignment__ours__rule=3_000_000.0)
        self.assertEqual(rows.judge(row("assignment"), results).words, "not reached")

    def test_leaderboard_is_held_against_the_faster_way_of_the_peer(self):
        results = results_with(
            leaderboard__ours__update_and_rank=1_200_000.0,
            leaderboard__redis__single=30_000.0,
            leaderboard__redis__pipelined=600_000.0,
        )
        verdict = rows.judge(row("leaderboard"), results)
        self.assertEqual((verdict.best, verdict.ratio, verdict.words), ("Redis, pipelined", 2.0, "reached"))
        self.assertEqual(rows.show(verdict.ours, row("leaderboard").unit), "1.20 M updates/s")

    def test_commission_is_held_against_the_fastest_way_of_any_peer(self):
        results = results_with(
            commission__ours__in_order=400e6,
            commission__numpy__in_order=80e6,
            commission__polars__in_order=100e6,
            commission__ours__shuffled=60e6,
            commission__numpy__shuffled=5e6,
            commission__numpy_radix__shuffled=20e6,
            commission_memory__ours__streamed=57e6,
        )
        verdict = rows.judge(row("commission"), results)
        self.assertEqual((verdict.best, verdict.ratio, verdict.words), ("polars", 4.0, "reached"))
        verdict = rows.judge(row("commission_shuffled"), results)
        self.assertEqual((verdict.best, verdict.ratio, verdict.words), ("numpy", 3.0, "reached"))
        self.assertEqual(rows.judge(row("commission_memory"), results).words, "reached")
        self.assertEqual(rows.judge(row("commission_two_threads"), results).words, "not measured")
        self.assertEqual(rows.show(57e6, "bytes"), "57 MB")

    def test_node_over_c_has_a_bound_and_no_peer(self):
        for measured, words in ((200_000.0, "reached"), (199_999.0, "not reached")):
            verdict = rows.judge(row("capi_node"), results_with(capi__node__commit_100=measured))
            self.assertEqual((verdict.words, verdict.ratio, verdict.peers), (words, None, ()))
        self.assertEqual(rows.judge(row("capi_node"), results_with()).words, "not measured")

    def test_frames_are_held_against_the_fastest_peer_on_the_same_frame(self):
        results = results_with(
            python__from_pandas__in_order=300e6, python__from_polars__in_order=299e6, python__numpy__in_order=100e6,
            python__ours__pandas_named_shuffled=30e6, python__numpy__pandas_named_shuffled=9e6,
            python__pandas__pandas_named_shuffled=10e6, python__numpy__polars_named_shuffled=90e6,
            python__from_polars__shuffled=40e6, python__numpy__shuffled=1e6, python__numpy_radix__shuffled=10e6,
            python_commands__ours__one_by_one=150e3, python_commands__ours__in_batches=499e3, python_import__ours__import=0.06,
        )  # fmt: skip
        words = {
            "python_pandas_in_order": "reached", "python_polars_in_order": "not reached", "python_pandas_named_shuffled": "reached",
            "python_polars_shuffled": "reached", "python_pandas_shuffled": "not measured", "python_one_by_one": "reached",
            "python_in_batches": "not reached", "python_import": "reached", "python_pandas_in_order_all_cores": "not measured",
        }  # fmt: skip
        self.assertEqual({name: rows.judge(row(name), results).words for name in words}, words)
        self.assertEqual(rows.judge(row("python_pandas_named_shuffled"), results).best, "pandas")
        self.assertEqual(rows.judge(row("python_polars_shuffled"), results).ratio, 4.0)

    def test_every_series_has_the_unit_of_its_task(self):
        units = {
            "status_change_sqlite/raw_rows/commit_1": "changes/s",
            "replay/eventsourcing_get/memory": "events/s",
            "assignment/zen/batch": "contacts/s",
            "commission/duckdb/shuffled": "closes/s",
            "capi/node/commit_100": "commands/s",
            "commission_memory/ours/streamed": "bytes",
            "leaderboard/redis/single": "updates/s",
            "memory/ours/state": "bytes",
            "include_cost/std_headers/g++": "seconds",
            "python/numpy_radix/shuffled_all_cores": "closes/s",
            "python_commands/ours/in_batches": "commands/s",
            "python_import/ours/import": "seconds",
        }
        self.assertEqual({series: rows.unit_of(series) for series in units}, units)


class Runner(unittest.TestCase):
    def test_bytes_of_a_contact_are_a_figure(self):
        collector = command("run").Collector()
        name = "memory/ours/resident/iterations:1/manual_time"
        collector.take_benchmark({"name": name, "items_per_second": 5.0, "bytes_per_contact": 150.5})
        name = "leaderboard/ours/update_and_rank/iterations:1/manual_time"
        collector.take_benchmark({"name": name, "items_per_second": 2e6})
        name = "leaderboard/redis/single/iterations:1/manual_time"
        collector.take_benchmark({"name": name, "error_occurred": True, "error_message": "a rank differs from ours"})
        medians = {series: figure["median"] for series, figure in collector.series().items()}
        self.assertEqual(medians, {"memory/ours/resident": 150.5, "leaderboard/ours/update_and_rank": 2e6})
        self.assertEqual(collector.left_out, {"leaderboard/redis/single": "a rank differs from ours"})

    def test_every_series_of_ours_is_run_once(self):
        run = command("run")
        prefixes = [f"{task}/{begin}" for task, processes in run.PROCESSES.items() for begin in processes]
        prefixes += ["memory/ours/resident_long/", "leaderboard/redis/"]
        for path in sorted(BENCHMARKS.glob("*/*.cpp")):
            for series in re.findall(r'->Name\("([^"]+)"\)', path.read_text()):
                name = f"{series}/iterations:1/manual_time"
                self.assertEqual(len([p for p in prefixes if name.startswith(p)]), 1, series)

    def test_a_package_that_is_not_built_or_does_not_load_is_named(self):
        run = command("run")
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder, "firstlog")
            self.assertIn("build firstlog_python", run.package_in(pathlib.Path(folder), sys.executable))
            package.mkdir()
            (package / "_core.cpython-0.so").write_bytes(b"")
            (package / "__init__.py").write_text("raise ImportError('of another Python')\n")
            self.assertIn("of another Python", run.package_in(pathlib.Path(folder), sys.executable))
            (package / "__init__.py").write_text("")
            self.assertIsNone(run.package_in(pathlib.Path(folder), sys.executable))

    def test_every_series_of_a_row_is_one_that_a_contender_prints(self):
        text = (BENCHMARKS / "python" / "measure.py").read_text()
        for r in rows.ROWS:
            if r.ours.startswith("python"):
                task, contender, variant = r.ours.split("/")
                self.assertIn(task, text)
                self.assertIn(contender, text)
                self.assertTrue(variant.removesuffix("_all_cores").endswith(("in_order", "shuffled", "one_by_one", "in_batches", "import")))

    def test_wrong_results_get_no_figure(self):
        collector = command("run").Collector()
        line = {"series": "a/b/c", "items": 10, "seconds": 1.0, "exact": True}
        collector.take(line)
        collector.take(line | {"exact": False})
        self.assertEqual(collector.series(), {})
        self.assertIn("a/b/c", collector.left_out)

    def test_chains_that_differ_get_no_figure(self):
        collector = command("run").Collector()
        for contender, head in (("x", "00"), ("y", "01")):
            collector.take(
                {"series": f"t/{contender}/v", "items": 1, "seconds": 1.0, "exact": True, "chain_head": head}
            )
        self.assertEqual(collector.series(), {})

    def test_peers_that_cannot_be_installed_are_recorded(self):
        install = command("install_peers")
        install.install_python = lambda into: "no network"
        install.install_zen = lambda into: "no wheel for this machine"
        install.install_columns = lambda into: None
        install.install_node = lambda into: None
        install.install_koffi = lambda into: "not built for this machine"
        install.install_redis = lambda into: None
        with tempfile.TemporaryDirectory() as folder:
            sys.argv = ["install_peers", "--into", folder]
            install.print = lambda *words, **options: None
            install.main()
            status = json.loads(pathlib.Path(folder, "status.json").read_text())
        self.assertEqual(status["python"], {"installed": False, "why": "no network"})
        self.assertEqual(status["zen"], {"installed": False, "why": "no wheel for this machine"})
        self.assertTrue(status["columns"]["installed"])
        self.assertTrue(status["node"]["installed"])
        self.assertEqual(status["koffi"], {"installed": False, "why": "not built for this machine"})
        self.assertTrue(status["redis"]["installed"])

    def test_redis_is_not_looked_for_where_it_cannot_be_had(self):
        install = command("install_peers")
        install.shutil = type("Nothing", (), {"which": staticmethod(lambda name: None), "rmtree": shutil.rmtree})
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("redis-server is not installed", install.install_redis(pathlib.Path(folder)))


class Report(unittest.TestCase):
    def test_stored_report_is_the_generated_one(self):
        results = json.loads((BENCHMARKS / "results" / "latest.json").read_text(encoding="utf-8"))
        self.assertEqual((ROOT / "BENCHMARKS.md").read_text(encoding="utf-8"), command("report").render(results))

    def test_stored_ratios_follow_from_the_stored_figures(self):
        results = json.loads((BENCHMARKS / "results" / "latest.json").read_text(encoding="utf-8"))
        # A row that is newer than the figures.
        unmeasured = {"ratio": None, "best_peer": None, "verdict": "not measured"}
        for r in rows.ROWS:
            verdict = rows.judge(r, results)
            self.assertEqual(
                results["ratios"].get(r.identity, unmeasured),
                {"ratio": verdict.ratio, "best_peer": verdict.best, "verdict": verdict.words},
            )

    def test_every_row_is_in_the_report(self):
        results = json.loads((BENCHMARKS / "results" / "latest.json").read_text(encoding="utf-8"))
        text = command("report").render(results)
        self.assertEqual(len(re.findall(r"^\| (?!work|series|`|-)", text, re.M)), len(rows.ROWS))


if __name__ == "__main__":
    unittest.main()
