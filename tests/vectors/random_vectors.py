#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Vectors of README.md's schema from dice, their figures from oracle.py, given to the runner.

    random_vectors.py RUNNER [FOLDER]   as many as FIRSTLOG_SOAK_SECONDS (4) allow, from FIRSTLOG_SEED
                                        (1); ends with 0 where the runner agrees on all

Each is then damaged as well; of those the runner must name every one that does not pass, and count all.
"""
import copy
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

import oracle

CURRENCIES = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3, "cents": 0, "units": 4}
MODES = ["half_up", "half_even", "down", "up", "ceil", "floor", "none"]


class Dice(random.Random):
    def chance(self, part):
        return self.random() < part

    def written(self, value):
        """One of the ways in which the schema writes a number."""
        value = Fraction(value)
        scaled = value * 10 ** 12
        if scaled.denominator != 1:
            return f"{value.numerator}/{value.denominator}"
        sign = "-" if value < 0 else ""
        digits = str(abs(scaled.numerator)).rjust(13, "0")
        plain = f"{sign}{digits[:-12]}.{digits[-12:]}".rstrip("0").rstrip(".")
        way = self.randrange(12)
        if way == 0 and value.denominator == 1 and abs(value) < 2 ** 63:
            return value.numerator
        if way == 1 and self.chance(0.3):
            return f"{value.numerator}/{value.denominator}"
        if way == 2 and self.chance(0.3):
            return self.percent(value) or plain
        return plain + (("" if "." in plain else ".") + "00" if way == 3 else "")

    @staticmethod
    def percent(value):
        hundred = value * 100
        return f"{hundred.numerator}%" if hundred.denominator == 1 else None

    def amount(self, low=0):
        """On a coarse grid most of the time, so that it meets thresholds; of any size otherwise."""
        size = self.randrange(10)
        if size < 5:
            value = Fraction(self.randrange(0, 13)) * self.grid
        elif size < 8:
            value = Fraction(self.randrange(0, 13 * 100), 100) * self.grid
        elif size < 9:
            value = Fraction(self.randrange(10 ** 9, 10 ** 10) * 100 + self.randrange(100), 100)
        else:
            value = Fraction(self.randrange(10 ** 17, 10 ** 18) * 1000 + self.randrange(1000), 1000)
        return -value if low < 0 and self.chance(0.25) else value

    def rate(self):
        return self.choice([Fraction(self.randrange(0, 40), 100), Fraction(self.randrange(0, 400), 1000),
                            Fraction(0), Fraction(1, 3), Fraction(self.randrange(1, 9), 8), Fraction(3, 2)])

    def rounding(self, currency, scopes=()):
        rounding = {"mode": self.choice(MODES)}
        if not self.chance(0.1) or CURRENCIES[currency] != 2:
            places = CURRENCIES[currency] if self.chance(0.8) else self.randrange(-2, 7)
            rounding["dp"] = places if self.chance(0.2) else str(places)
        if scopes and self.chance(0.7):
            rounding["scope"] = self.choice(scopes)
        return rounding

    def maybe(self, holder, name, value, chance=0.5):
        """A member that may be given, left out or null."""
        if self.chance(chance):
            holder[name] = value() if callable(value) else value
        elif self.chance(0.1):
            holder[name] = None

    def ladder(self, count=None, flats=True, gaps=True, closed=True):
        """Thresholds that rise; now and then with gaps, a late first tier and a closed last one."""
        at = Fraction(self.randrange(1, 3)) * self.grid if gaps and self.chance(0.1) else Fraction(0)
        result = []
        count = count or self.choice([1, 2, 2, 3, 3, 4, 6])
        for i in range(count):
            end = at + self.randrange(1, 5) * self.grid
            tier = {"from": self.written(at), "to": self.written(end)}
            if i + 1 == count and not (closed and self.chance(0.2)):
                tier["to"] = None
                if self.chance(0.1):
                    del tier["to"]
            tier["rate"] = self.written(self.rate())
            if flats:
                flat = self.amount() if self.chance(0.25) else 0
                if flat or not self.chance(0.3):
                    tier["flat"] = self.written(flat)
            result.append(tier)
            at = end + (self.grid if gaps and self.chance(0.1) else 0)
        return result

    def lines(self, most=6, low=-1):
        return [self.amount(low) for _ in range(self.choice([0, 1, 1, 2, 3, most]))]


def tiers(d, currency):
    plan = {"mode": d.choice(["marginal", "marginal", "whole", "retro_to_floor", "interpolated", "lookup",
                              "cumulative_lookup"])}
    d.maybe(plan, "boundary", lambda: d.choice(["lower", "upper"]), 0.8)
    plan["rate_unit"] = d.choice(["fraction", "fraction", "per_unit", "multiplier", "amount"])
    if plan["rate_unit"] == "multiplier":
        plan["base_rate"] = d.written(d.rate())
    plan["tiers"] = d.ladder()
    if plan["mode"] == "marginal" and d.chance(0.3):
        for tier in plan["tiers"]:
            d.maybe(tier, "retro", lambda: d.chance(0.5), 0.6)
    if d.chance(0.25):
        plan["threshold_unit"] = "pct_of_quota"
        quota = d.choice([Fraction(7), Fraction(1, 3), d.grid, Fraction(33000)])
        for tier in plan["tiers"]:
            for name in ("from", "to"):
                if tier.get(name) is not None:
                    tier[name] = d.written(oracle.exact(tier[name]) / quota)
        plan["quota"] = d.written(quota)
    elif plan["mode"] == "retro_to_floor" or d.chance(0.1):
        plan["quota"] = d.written(d.amount() or 1)
    if plan["mode"] == "retro_to_floor" and d.chance(0.5):
        floor = d.amount() if "threshold_unit" not in plan else d.rate()
        plan["retro_floor"] = d.written(floor)
    inputs = {}
    if d.chance(0.5):
        values = d.lines()
        plan["accumulate"] = d.choice(["none", "total", "running", "running_rate"])
        inputs["transactions"] = [{"id": f"T{i}", "value": d.written(value)} for i, value in enumerate(values)]
        if d.chance(0.3):
            d.maybe(inputs, "opening", lambda: d.written(d.amount()))
            if inputs.get("opening") is not None and plan["accumulate"] == "none":
                plan["accumulate"] = "running"
        if d.chance(0.2):
            for item in inputs["transactions"]:
                item["base"] = d.written(d.amount(-1))
        elif d.chance(0.1):
            for item in inputs["transactions"]:
                item["base"] = None
        if plan["accumulate"] == "running_rate":
            plan["mode"] = "whole"
    else:
        inputs["value"] = d.written(d.amount(-1))
        d.maybe(inputs, "base", lambda: d.written(d.amount(-1)), 0.2)
        if d.chance(0.2):
            plan["base"] = "target_incentive"
    if plan["mode"] != "retro_to_floor":
        plan.pop("retro_floor", None)
    if d.chance(0.3) and "quota" in plan:
        inputs["quota"] = plan.pop("quota")
    d.maybe(plan, "line_floor", lambda: d.written(d.amount()), 0.1)
    d.maybe(plan, "line_cap", lambda: d.written(d.amount()), 0.1)
    d.maybe(plan, "floor_payout", lambda: d.written(d.amount()), 0.1)
    d.maybe(plan, "cap_payout", lambda: d.written(d.amount()), 0.1)
    d.maybe(plan, "rounding", lambda: d.rounding(currency, ["total", "line", "tier"]), 0.5)
    if (plan.get("rounding") or {}).get("scope") != "tier":
        d.maybe(plan, "tier_rounding", lambda: d.rounding(currency), 0.15)
    return plan, inputs


def delta(d, currency):
    plan, inputs = tiers(d, currency)
    inputs["already_paid"] = d.written(d.amount(-1))
    return plan, inputs


def signed_events(d, currency):
    plan = {"tiers": d.ladder(gaps=False, closed=False)}
    d.maybe(plan, "boundary", lambda: d.choice(["lower", "upper"]), 0.3)
    d.maybe(plan, "flats", lambda: d.chance(0.7))
    d.maybe(plan, "floor_zero", lambda: d.chance(0.7))
    d.maybe(plan, "rounding", lambda: d.rounding(currency, ["total", "line"]))
    inputs = {"events": [{"value": d.written(value)} for value in d.lines(8)]}
    if d.chance(0.4):
        for event in inputs["events"]:
            d.maybe(event, "weighted", lambda: d.written(d.amount(-1)), 0.8)
    d.maybe(inputs, "opening", lambda: d.written(d.amount()), 0.2)
    return plan, inputs


def blocks(d, _):
    plan = {"mode": d.choice(["marginal", "whole"]), "tiers": []}
    for i in range(d.choice([1, 2, 3])):
        plan["tiers"].append({"block": d.written(d.choice([1, 5, 10, 100, Fraction(5, 2)])),
                              "max_blocks": d.written(d.randrange(1, 20)), "price": d.written(d.rate() * 10)})
    if d.chance(0.4):
        plan["tiers"][-1]["max_blocks"] = None
    inputs = {"value": d.written(d.choice([0, d.randrange(1, 300), 5 * d.randrange(40), d.amount()]))}
    d.maybe(inputs, "already_paid", lambda: d.written(d.amount()), 0.3)
    return plan, inputs


def draw(d, _):
    source = {"type": d.choice(["recoverable", "nonrecoverable", "additive_advance", "prepaid"]),
              "amount": d.written(d.amount())}
    d.maybe(source, "opening_balance", lambda: d.written(d.amount()))
    periods = []
    for earned in d.lines(8):
        period = {"earned": d.written(earned)}
        if source["type"] == "additive_advance":
            d.maybe(period, "take_draw", lambda: d.chance(0.5))
        periods.append(period)
    return {"draw": source}, {"periods": periods}


def clawback(d, currency):
    method = d.choice(["fraction", "time_prorata", "schedule", "original_rate", "paid_only", "unearned_months"])
    source, inputs = {"method": method}, {"commission_paid": d.written(d.amount())}
    if method == "fraction":
        source["fraction"] = d.written(d.rate())
    elif method in ("time_prorata", "unearned_months"):
        source["term"] = d.written(d.choice([1, 7, 9, 12, 365]))
        inputs["elapsed"] = d.written(d.choice([0, 1, 5, 9, 12, 14, 400]))
    elif method == "schedule":
        at, rows = 0, []
        for _ in range(d.choice([1, 2, 3])):
            end = at + d.choice([3, 6, 12])
            rows.append({"from": d.written(at), "to": d.written(end), "fraction": d.written(d.rate())})
            at = end
        if d.chance(0.5):
            rows[-1]["to"] = None
        source["schedule"] = rows
        inputs["elapsed"] = d.written(d.choice([0, 3, 6, 12, 15, 18, Fraction(7, 2)]))
    elif method == "original_rate":
        source["rate"] = d.written(d.rate())
        inputs["reversed_base"] = d.written(d.amount())
        if d.chance(0.3):
            del inputs["commission_paid"]
    else:
        inputs = {"installments": [{"amount": d.written(value), "paid": d.chance(0.6)} for value in d.lines(4, 0)]}
    if "commission_paid" in inputs:
        d.maybe(inputs, "next_earned", lambda: d.written(d.amount()), 0.2)
    plan = {"clawback": source}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, inputs


def advance(d, currency):
    source = {"rate": d.written(d.rate()), "fraction": d.written(d.rate())}
    d.maybe(source, "backend_months", lambda: d.written(d.randrange(1, 13)))
    plan = {"advance": source}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, {d.choice(["commission", "monthly_premium", "annual_premium"]): d.written(d.amount())}


def split(d, currency):
    names = d.sample(["A", "B", "C", "rep 2", "1", "über"], d.choice([1, 2, 3, 5]))
    if d.chance(0.5):
        parts = [d.randrange(1, 9) for _ in names]
        fractions = [Fraction(part, sum(parts)) for part in parts]
    else:
        fractions = [d.rate() for _ in names]
    plan = {"shares": [{"payee": name, "fraction": d.written(part)} for name, part in zip(names, fractions)]}
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.7)
    d.maybe(plan, "residual_to", lambda: d.choice(names))
    return plan, {"amount": d.written(d.amount(-1))}


def chain(d, currency):
    factors = []
    for _ in range(d.choice([0, 1, 2, 3, 6])):
        factor = {"factor": d.written(d.rate() * d.choice([1, -1, 1]))}
        d.maybe(factor, "rounding", lambda: d.rounding(currency))
        factors.append(factor["factor"] if isinstance(factor["factor"], str) and d.chance(0.1) and
                       factor.get("rounding") is None else factor)
    plan = {"factors": factors}
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.2)
    return plan, {"amount": d.written(d.amount(-1))}


def sums(d, currency):
    names = d.sample(["gross", "qty", "total", "rounded", "bounded", "component0", "2nd", "price"], 4)
    components = []
    for _ in range(d.choice([0, 1, 2, 3])):
        factors = [d.choice(names) if d.chance(0.6) else str(d.written(d.rate()))
                   for _ in range(d.choice([1, 2, 3]))]
        component = {"factors": factors}
        d.maybe(component, "sign", lambda: d.choice(["+", "-"]))
        components.append(component)
    plan = {"components": components}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    d.maybe(plan, "floor_payout", lambda: d.written(d.amount()), 0.2)
    d.maybe(plan, "cap_payout", lambda: d.written(d.amount()), 0.2)
    return plan, {name: d.written(d.amount(-1)) for name in names}


def release(d, currency):
    names = ["signed", "invoiced", "paid", "final"]
    rows = []
    for name in d.sample(names, d.choice([1, 2, 3])):
        row = {"event": name}
        if d.chance(0.3):
            row.update(d.choice([{"pro_rata": True}, {"fraction": "pro_rata"}]))
        else:
            row["fraction"] = d.written(d.rate())
        rows.append(row)
    plan = {"release": rows}
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.4)
    events = [{"event": d.choice(names), "amount": d.written(value)} for value in d.lines(4)]
    return plan, {"commission": d.written(d.amount(-1)), "order_total": d.written(d.amount() + 1),
                  "events": events}


def prorate(d, currency):
    plan = {}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, {"amount": d.written(d.amount(-1)), "numerator": d.written(d.randrange(0, 40)),
                  "denominator": d.written(d.choice([1, 7, 21, 30, 31, 91, 365]))}


def ramp(d, _):
    parts = d.chance(0.4)
    steps = [Fraction(d.randrange(1, 5), 4) if parts else d.amount() + 2 for _ in range(d.choice([0, 1, 3, 6]))]
    return ({"ramp": [d.written(step) for step in steps], "full_quota": d.written(d.amount() + 2)},
            {"period_index": d.written(d.randrange(1, 8))})


def points(d):
    x, found = Fraction(d.randrange(0, 10), 10), []
    for _ in range(d.choice([1, 2, 3, 5])):
        point = {"x": d.written(x), "y": d.written(d.rate())}
        d.maybe(point, "slope", lambda: d.written(d.rate() * 10), 0.2)
        found.append(point)
        x += Fraction(d.randrange(0 if d.chance(0.1) else 1, 4), 10)
    return found


def attainment(d):
    return d.written(d.choice([Fraction(d.randrange(0, 20), 10), Fraction(d.randrange(0, 2000), 1000), 0, 1]))


def curve(d, currency):
    plan = {"points": points(d)}
    d.maybe(plan, "tail_slope", lambda: d.written(d.rate() * 5))
    d.maybe(plan, "target", lambda: d.written(d.amount()), 0.7)
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, {"attainment": attainment(d)}


def multi(d, currency):
    names = d.sample(["revenue", "mbo", "2nd", "margin"], d.choice([1, 2, 3]))
    measures = []
    for name in names:
        measure = {"id": name, "points": points(d)}
        d.maybe(measure, "tail_slope", lambda: d.written(d.rate() * 5))
        d.maybe(measure, "target", lambda: d.written(d.amount()), 0.7)
        d.maybe(measure, "weight", lambda: d.written(d.rate()), 0.3)
        d.maybe(measure, "cap", lambda: d.written(d.rate()), 0.2)
        d.maybe(measure, "cap_if", lambda: {"measure": d.choice(names), "below": attainment(d),
                                            "cap": d.written(d.rate())}, 0.3)
        measures.append(measure)
    plan = {"measures": measures}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, {"attainment": {name: attainment(d) for name in names}}


def matrix(d, currency):
    rows, columns = (sorted(d.sample(range(6), d.choice([1, 2, 4]))) for _ in range(2))
    plan = {"rows": [d.written(row) for row in rows], "cols": [d.written(column) for column in columns],
            "cells": [[d.written(d.rate()) for _ in columns] for _ in rows]}
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    inputs = {"row": d.written(Fraction(d.randrange(0, 14), 2)), "col": d.written(Fraction(d.randrange(0, 14), 2))}
    d.maybe(inputs, "base", lambda: d.written(d.amount(-1)), 0.7)
    return plan, inputs


def output_tier(d, currency):
    names = d.choice([["s"], ["s", "t"]])
    found = d.ladder(flats=False, gaps=False)
    for tier in found:
        rate = tier.pop("rate")
        tier["rates"] = {name: rate if i == 0 else d.written(d.rate()) for i, name in enumerate(names)}
    plan = {"tiers": found}
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.2)
    inputs = {"transactions": [{"value": d.written(value), "category": d.choice(names)} for value in d.lines(5)]}
    d.maybe(inputs, "opening", lambda: d.written(d.amount()))
    return plan, inputs


def bounds(d, _):
    plan = {}
    d.maybe(plan, "maximum", lambda: d.written(d.amount()), 0.7)
    d.maybe(plan, "minimum", lambda: d.written(d.amount()), 0.5)
    return plan, {"previous": d.written(d.amount()), "current": d.written(d.amount(-1))}


def package(d, currency):
    plan = {"size": d.written(d.choice([1, 10, 100, Fraction(5, 2)])), "price": d.written(d.rate() * 10)}
    d.maybe(plan, "free", lambda: d.written(d.choice([0, 10, 200])), 0.7)
    d.maybe(plan, "round_packages", lambda: d.choice(MODES), 0.7)
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.3)
    return plan, {"value": d.written(d.choice([0, d.randrange(500), 10 * d.randrange(50), d.amount()]))}


def rules(d, currency):
    values = {"category": ["office", "home"], "2nd": ["x"], "value ": ["y"]}
    dates = ["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"]
    found = []
    for _ in range(d.choice([0, 1, 2, 4])):
        rule = {}
        d.maybe(rule, "match", lambda: {name: d.choice(values[name]) for name in d.sample(sorted(values), d.randrange(3))})
        d.maybe(rule, "rate", lambda: d.written(d.rate()))
        d.maybe(rule, "fixed", lambda: d.written(d.amount()), 0.3)
        d.maybe(rule, "cap", lambda: d.written(d.amount()), 0.2)
        if d.chance(0.3):
            begin, end = sorted(d.choices(dates, k=2))
            d.maybe(rule, "valid_from", begin, 0.7)
            d.maybe(rule, "valid_to", end, 0.7)
        found.append(rule)
    plan = {"rules": found}
    d.maybe(plan, "combine", lambda: d.choice(["most_specific", "first", "all"]), 0.8)
    d.maybe(plan, "rounding", lambda: d.rounding(currency, ["line", "total"]), 0.3)
    lines = []
    for value in d.lines(4):
        line = {"value": d.written(value), "date": d.choice(dates)}
        for name, of in values.items():
            d.maybe(line, name, lambda of=of: d.choice(of), 0.6)
        lines.append(line)
    return plan, {"lines": lines}


def amortize(d, currency):
    plan = {}
    d.maybe(plan, "expedient_months", "12")
    d.maybe(plan, "rounding", lambda: d.rounding(currency))
    return plan, {"amount": d.written(d.amount()), "months": d.written(d.choice([1, 7, 11, 12, 13, 24, 36]))}


def inverse(d, currency):
    plan = {"mode": d.choice(["marginal", "whole"]), "tiers": d.ladder(closed=False, gaps=False)}
    d.maybe(plan, "boundary", lambda: d.choice(["lower", "upper"]), 0.8)
    if plan["mode"] == "whole":  # never less for more
        rates = sorted((tier["rate"] for tier in plan["tiers"]), key=oracle.exact)
        for tier, rate in zip(plan["tiers"], rates):
            tier.update(rate=rate, flat=None)
    if d.chance(0.3):
        for tier in plan["tiers"]:
            tier.pop("flat", None)
            rate = tier.pop("rate")
            tier["rates"] = {"s": rate if oracle.exact(rate) or d.chance(0.5) else "0.25"}
        plan.pop("mode")
        plan.pop("boundary", None)
    d.maybe(plan, "rounding", lambda: d.rounding(currency), 0.3)
    names = ["target", "output"] if "rates" in plan["tiers"][0] else ["commission", "payout", "target"]
    return plan, {d.choice(names): d.written(d.grid * d.randrange(1, 300) / 100)}


OPERATIONS = {"tiers": tiers, "delta": delta, "signed_events": signed_events, "blocks": blocks, "draw": draw,
              "clawback": clawback, "advance": advance, "split": split, "chain": chain, "fx": chain, "sum": sums,
              "release": release, "prorate": prorate, "ramp": ramp, "multi": multi, "curve": curve,
              "matrix": matrix, "output_tier": output_tier, "bounds": bounds, "package": package, "rules": rules,
              "amortize": amortize, "inverse": inverse}


def written(found):
    """Figures as the schema writes them."""
    if isinstance(found, dict):
        return {name: written(value) for name, value in found.items()}
    if isinstance(found, list):
        return [written(value) for value in found]
    return found if isinstance(found, bool) else str(Fraction(found))


def vector(seed, number):
    """None where the dice fell on something to which the schema gives no answer."""
    d = Dice(f"{seed}/{number}")
    d.grid = d.choice([Fraction(1), Fraction(10), Fraction(1000), Fraction(25000), Fraction(1, 100),
                       Fraction(10 ** 12)])
    operation = "tiers" if d.chance(0.3) else d.choice(sorted(OPERATIONS))
    currency = d.choice(sorted(CURRENCIES))
    plan, inputs = OPERATIONS[operation](d, currency)
    plan.update(op=operation, currency=currency)
    try:
        expected = written(oracle.figures(plan, inputs))
    except (oracle.Unknown, ZeroDivisionError):
        return None
    return {"id": f"{seed}-{number}-{operation}", "source": "dice", "provenance": "derived", "kind": operation,
            "plan": plan, "inputs": inputs, "expected": expected, "published": None, "status": "ok",
            "verified": True, "note": ""}


def places(value, holder=None, name=None):
    """Every part of a document, with where it stands."""
    if holder is not None:
        yield holder, name
    for key, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(part, (dict, list)):
            yield from places(part, value, key)
        else:
            yield value, key


def damaged(seed, item):
    d = Dice(f"{seed}/damage/{item['id']}")
    item = copy.deepcopy(item)
    for _ in range(d.choice([1, 1, 2, 4])):
        found = list(places({"plan": item["plan"], "inputs": item["inputs"]}))
        if not found:
            break
        holder, name = d.choice(found)
        way = d.randrange(4)
        if way == 0:
            del holder[name]
        elif way == 1 and isinstance(holder, dict):
            holder[d.choice(["", "1", "value", "tiers", "x" * 200])] = holder.pop(name)
        else:
            holder[name] = d.choice([None, "", "x", "-1", "0", "1/0", "1e999", "9" * 500, 7, True, [], {}, [[]],
                                     [{}], "9" * 390, "1e300", "-0", "\u0000", "NaN", {"value": "1"}])
    return item


def told(runner, path, vectors):
    """What the runner says of vectors, and whether it counted all and named those that do not pass."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(vectors, file, ensure_ascii=False)
    run = subprocess.run([runner, path], capture_output=True, text=True, check=False)
    count = re.search(r"(\d+) passed, (\d+) failed, (\d+) unsupported\n$", run.stdout)
    counts = [int(number) for number in count.groups()] if count else [0]
    named = re.findall(r"^(?:failed|unsupported) \S+: .", run.stdout, re.MULTILINE)
    sound = (run.stderr == "" and run.returncode == (0 if not named else 1)
             and sum(counts) == len(vectors) and sum(counts[1:]) == len(named))
    return run.stdout + run.stderr, sound, named


def main(arguments):
    seed = os.environ.get("FIRSTLOG_SEED", "1")
    end = time.monotonic() + float(os.environ.get("FIRSTLOG_SOAK_SECONDS", "4"))
    folder = arguments[2] if len(arguments) > 2 else tempfile.mkdtemp()
    path = os.path.join(folder, "vectors.json")
    first = total = 0
    while total == 0 or time.monotonic() < end:
        found = [item for item in (vector(seed, number) for number in range(first, first + 1000)) if item]
        first += 1000
        text, sound, named = told(arguments[1], path, found)
        if not sound or named:
            print(f"seed {seed}: the vectors stand in {path}\n{text}")
            return 1
        text, sound, _ = told(arguments[1], path, [damaged(seed, item) for item in found])
        if not sound:
            print(f"seed {seed}: the damaged vectors stand in {path}\n{text}")
            return 1
        total += len(found)
    print(f"seed {seed}: {total} vectors, no difference; as many damaged ones, all answered")
    os.remove(path)
    if len(arguments) < 3:
        os.rmdir(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
