# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
import random
import signal
import threading
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from firstlog import Money, errors
from firstlog.plans import Closes, Plan, bootstrap, compare, sensitivity, sweep


def oracle(tiers, closes, over, mode, cap=None):
    """What a slow, obvious reading of the plan pays each close, in cents."""

    def earned(amount):
        if mode == "slab":
            rate = [rate for start, rate in tiers if amount >= start][-1]
            return amount * rate
        ends = [start for start, _ in tiers[1:]] + [None]
        return sum(
            (max(Fraction(0), (amount if end is None else min(amount, end)) - start) * rate)
            for (start, rate), end in zip(tiers, ends, strict=True)
        )

    paid, sold, given = [0] * len(closes), {}, {}
    for row in sorted(range(len(closes)), key=lambda i: (closes[i][1], i)):
        rep, day, amount = closes[row]
        group = (rep, day.year, day.month)
        before = sold.get(group, Fraction(0)) if over == "period" else Fraction(0)
        sold[group] = before + Fraction(amount)
        line = earned(before + Fraction(amount)) - (earned(before) if before else 0)
        cents = int((Decimal(line.numerator) / Decimal(line.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
        if cap is not None:
            cents = min(cents, cap - given.get(group, 0))
        given[group] = given.get(group, 0) + cents
        paid[row] = cents
    return paid


@pytest.mark.parametrize("seed", range(20))
def test_plans_pay_what_an_obvious_reading_says(seed):
    dice = random.Random(seed)
    over, mode = dice.choice(["deal", "period"]), dice.choice(["marginal", "slab"])
    starts = [0, *sorted(dice.sample(range(100, 5000), dice.randrange(0, 4)))]
    tiers = [(Fraction(start), Fraction(dice.randrange(0, 400), 1000)) for start in starts]
    if mode == "slab":  # so that nothing is taken back
        tiers = [(start, rate) for (start, _), rate in zip(tiers, sorted(rate for _, rate in tiers), strict=True)]
    closes = [
        (dice.choice(["ana", "ben", "cem"]), date(2026, 1, 1) + timedelta(days=dice.randrange(90)), Decimal(dice.randrange(1, 300000)) / 100)
        for _ in range(dice.randrange(1, 200))
    ]
    cap = dice.choice([None, 20000])
    plan = Plan.tiers(tiers, currency="EUR", over=over, mode=mode, cap=None if cap is None else cap // 100)
    table = {"rep": [c[0] for c in closes], "date": [c[1] for c in closes], "amount": [c[2] for c in closes]}
    evaluation = plan.evaluate(table, threads=dice.choice([1, 3]))
    assert [line.minor_units for line in evaluation.lines] == oracle(tiers, closes, over, mode, cap)
    assert evaluation.cost.minor_units == sum(line.minor_units for line in evaluation.lines)
    for total in evaluation.totals:
        explained = evaluation.explain(total.rep, total.period)
        assert sum(explained.values[plan.document["steps"][-1]["name"]]) == total.commission.amount


def test_a_plan_of_a_policy_pays_what_its_statement_says(acme):
    policy = {"version": 1, "plan": {"currency": "GBP"}}
    assert Plan.of_policy(policy).payout("1800.00") == acme.statement("ana", "ana").commission


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Plan.tiers({0: 0.15}, currency="GBP"), "binary floating point"),
        (lambda: Plan.tiers({5: "15%"}, currency="GBP"), ""),
        (lambda: Plan.tiers({}, currency="GBP"), ""),
        (lambda: Plan.tiers({0: "15%"}, currency="pounds"), "ISO 4217"),
        (lambda: Plan.tiers({0: "15%"}, currency="GBP", over="life"), "'deal' or 'period'"),
        (lambda: Plan.tiers({0: "15%"}, currency="GBP", mode="odd"), ""),
        (lambda: Plan("{}", currency="GBP"), ""),
        (lambda: Plan("nonsense", currency="GBP"), ""),
        (lambda: Plan.tiers({0: "15%"}, currency="GBP").with_({"rate[3]": "1%"}), "1 tiers"),
        (lambda: Plan.tiers({0: "15%"}, currency="GBP").with_({"steps[9].x": "1%"}), "no such place"),
        (lambda: Plan.tiers({0: "15%"}, currency="GBP").with_({"cap": "1"}), "no cap"),
    ],
)
def test_what_is_no_plan_is_refused(make, says):
    with pytest.raises((errors.InvalidArgument, errors.Malformed, errors.NotExact)) as raised:
        make()
    assert says in str(raised.value)


CLOSES = {
    "rep": ["ana", "ana", "ben", "ben"],
    "date": ["2026-01-05", "2026-02-20", "2026-02-03", "2026-03-01"],
    "amount": ["8000.00", "4000.00", "1800.00", "12000.00"],
}


def test_comparison():
    flat = Plan.tiers({0: "10%"}, currency="GBP", name="flat")
    steep = Plan.tiers({0: "5%", 5000: "20%"}, currency="GBP", name="steep")
    compared = compare([flat, steep], CLOSES)
    assert [row.cost for row in compared.rows] == [Money("2580.00 GBP"), Money("2790.00 GBP")]
    assert {change.rep: change.difference for change in compared.changes} == {"ana": Money("-150.00 GBP"), "ben": Money("360.00 GBP")}
    assert (compared.rows[1].reps_better, compared.rows[1].reps_worse) == (1, 1)
    assert sum((row.cost for row in compared.rows[:1]), Money("0 GBP")) == sum(c.before for c in compared.changes)
    with pytest.raises(errors.InvalidArgument):
        compare([], CLOSES)


def test_sweep_and_sensitivity():
    plan = Plan.tiers({0: "10%", 5000: "20%"}, currency="GBP")
    rows = sweep(plan, CLOSES, {"rate[0]": ["10%", "12%"], "from[1]": [5000, 6000]})
    assert len(rows) == 4 and rows[0].difference == Money("0 GBP")
    for row in rows:
        assert row.cost == plan.with_(row.values).evaluate(CLOSES).cost
    swings = sensitivity(plan, CLOSES)
    assert {one.knob for one in swings} == {"rate[0]", "rate[1]", "from[1]"}
    assert swings == sorted(swings, key=lambda one: -one.swing.minor_units)
    for one in swings:
        assert one.cost_up == plan.with_({one.knob: one.value * Fraction(11, 10)}).evaluate(CLOSES).cost
    quota = Plan.tiers({0: "10%", 1: "20%"}, currency="GBP", over="period", part_of_quota=True)
    by_quota = sweep(quota, CLOSES, {"quota": [4000, 8000]})
    assert by_quota[0].cost > by_quota[1].cost
    assert quota.evaluate(CLOSES, parameters={"quota": {"ana": 4000, "ben": 8000}}).cost < by_quota[0].cost
    with pytest.raises(errors.InvalidArgument, match="no value for rep 'ben'"):
        quota.evaluate(CLOSES, parameters={"quota": {"ana": 4000}})
    with pytest.raises(errors.Error):
        quota.evaluate(CLOSES)


def test_bootstrap_is_of_the_teams_own_history():
    plan = Plan.tiers({0: "10%"}, currency="GBP")
    forecast = bootstrap(plan, CLOSES, draws=2000, seed=3)
    assert forecast == bootstrap(plan, CLOSES, draws=2000, seed=3)
    assert forecast.low <= forecast.median <= forecast.high and forecast.history == 3
    months = [80000, 58000, 120000]
    assert set(forecast.samples) <= {a + b + c for a in months for b in months for c in months}
    assert abs(sum(forecast.samples) / 2000 / sum(months) - 1) < 0.05
    assert bootstrap(plan, CLOSES, draws=500, by="rep").samples[0] >= 0
    with pytest.raises(errors.InvalidArgument, match="at least two"):
        bootstrap(plan, {key: values[:1] for key, values in CLOSES.items()})


def test_the_checker_says_what_its_counter_example_shows():
    bad = Plan.tiers({0: "15%", 10000: "10%"}, currency="GBP", mode="slab")
    finding = bad.check(sold=["amount"])[0]
    assert finding.kind == "less_for_more" and finding.severity == "refuse" and finding.remedy
    less, more = finding.cases[0], finding.cases[1]
    assert bad.payout(less["input"]["numbers"]["amount"][0]) > bad.payout(more["input"]["numbers"]["amount"][0])
    assert not [f for f in Plan.tiers({0: "10%", 5000: "12%"}, currency="GBP").check(sold=["amount"]) if f.severity == "refuse"]
    with pytest.raises(errors.InvalidArgument, match="no such option"):
        bad.check(cliffs=5)


def big(count=3_000_000):
    np = pytest.importorskip("numpy")
    rows = np.arange(count)
    return Closes({"rep": (rows % 50_000).astype("uint32"), "date": (20454 + rows % 300).astype("int32"), "amount": rows % 999_983}, currency="EUR", minor=True)


def test_progress_is_told_and_may_stop_the_work():
    told = []
    small = Plan.tiers({0: "10%"}, currency="GBP")
    small.evaluate(CLOSES, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)

    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    with pytest.raises(Enough):
        # A plan that goes to the general evaluator takes long enough to be asked.
        Plan.tiers({0: "10%"}, currency="EUR", over="period", cap=500).evaluate(big(), progress=stop)


def test_ctrl_c_stops_it():
    closes = big()
    plan = Plan.tiers({0: "10%"}, currency="EUR", over="period", cap=500)
    timer = threading.Timer(0.3, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        for _ in range(1000):
            plan.evaluate(closes)
    timer.join()


def test_another_thread_runs_meanwhile():
    closes, counted, stop = big(), [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            stop.wait(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    Plan.tiers({0: "10%"}, currency="EUR", over="period", cap=500).evaluate(closes)
    assert counted[0] > before
    stop.set()
    thread.join()
