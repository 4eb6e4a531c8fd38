# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Numbers, rounding and tiers of the vectors' schema as slow, exact arithmetic; see oracle.py."""
from fractions import Fraction


class Unknown(Exception):
    """What the schema does not say."""


def exact(text):
    """A number of the schema: "0.15", "-33.35", "12.5%", "2/3"."""
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise Unknown(f"not an exact number: {text!r}")
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def given(holder, name, otherwise=None):
    """A member of an object, null being the same as left out."""
    value = holder.get(name)
    return otherwise if value is None else value


def number(holder, name, otherwise=None):
    value = given(holder, name)
    return otherwise if value is None else exact(value)


def rounded(value, rounding):
    if rounding is None or given(rounding, "mode", "half_up") == "none":
        return value
    scale = Fraction(10) ** int(given(rounding, "dp", 2))
    scaled = value * scale
    low = scaled.numerator // scaled.denominator  # toward minus infinity
    rest = scaled - low
    half = Fraction(1, 2)
    if rest == 0:
        whole = low
    else:
        whole = {"floor": low, "ceil": low + 1,
                 "down": low + (value < 0), "up": low + (value > 0),
                 "half_up": low + (rest > half or (rest == half and value > 0)),
                 "half_even": low + (rest > half or (rest == half and low % 2 == 1)),
                 }[given(rounding, "mode", "half_up")]
    return whole / scale


def bounded(value, least, most):
    if least is not None and most is not None and most < least:
        raise Unknown("a cap below the floor")
    if least is not None:
        value = max(value, least)
    return value if most is None else min(value, most)


class Ladder:
    """The tiers of a plan: f(value) and what moving along it pays."""

    def __init__(self, plan, quota=None):
        self.plan = plan
        self.mode = given(plan, "mode", "marginal")
        self.upper = given(plan, "boundary", "lower") == "upper"
        self.once = given(plan, "rate_unit", "fraction") == "amount"
        parts = given(plan, "threshold_unit", "value") == "pct_of_quota"
        if parts and (quota is None or quota <= 0):
            raise Unknown("no quota above 0")
        scale = quota if parts else 1
        times = number(plan, "base_rate") if given(plan, "rate_unit") == "multiplier" else 1
        self.tiers = [{"from": number(tier, "from", Fraction(0)) * scale,
                       "to": None if given(tier, "to") is None else number(tier, "to") * scale,
                       "rate": number(tier, "rate", Fraction(0)) * times,
                       "flat": number(tier, "flat", Fraction(0)),
                       "retro": bool(given(tier, "retro", False))} for tier in plan["tiers"]]
        floor = number(plan, "retro_floor")
        self.floor = floor * scale if floor is not None else quota if quota is not None else Fraction(0)
        self.slice_rounding = given(plan, "tier_rounding")
        if given(given(plan, "rounding", {}), "scope") == "tier":
            self.slice_rounding = plan["rounding"]

        # Whether moving along the ladder pays each slice once and for all.
        self.slices_alone = (self.mode == "marginal" and not self.once and not self.slice_rounding
                             and not any(tier["retro"] for tier in self.tiers))

    def entered(self, value):
        """How many tiers lie at or below a value; the first is entered at 0 and below."""
        return sum(1 for i, tier in enumerate(self.tiers)
                   if (i == 0 and tier["from"] == 0)
                   or (value >= tier["from"] if self.upper else value > tier["from"]))

    def reached(self, value):
        """The tier a value belongs to; None in a gap and outside."""
        count = self.entered(value)
        if count == 0:
            return None
        end = self.tiers[count - 1]["to"]
        if end is not None and (value >= end if self.upper else value > end):
            return None
        return count - 1

    def pays(self, units, rate):
        return rounded(rate if self.once else rate * units, self.slice_rounding)

    def of(self, value, base=None):
        """f(value). `base`: what the value stands for, spread over slices in proportion."""
        count = self.entered(value)
        tiers = self.tiers[:count]
        at = self.reached(value)
        flats = sum((tier["flat"] for tier in tiers), Fraction(0))
        if self.mode in ("whole", "lookup"):
            if at is None:
                return Fraction(0)
            units = base if base is not None else value if self.mode == "whole" else Fraction(1)
            return self.pays(units, self.tiers[at]["rate"]) + self.tiers[at]["flat"]
        if self.mode == "cumulative_lookup":
            units = Fraction(1) if base is None else base
            return sum((self.pays(units, tier["rate"]) for tier in tiers), Fraction(0)) + flats
        if self.mode == "interpolated":
            whole = Fraction(1) if self.once else value if base is None else base
            return flats + sum((rounded((min(value, tier["to"]) - tier["from"]) / (tier["to"] - tier["from"])
                                        * tier["rate"] * whole, self.slice_rounding)
                                for tier in tiers if tier["to"] is not None), Fraction(0))
        share = Fraction(1) if base is None else base / value if value != 0 else None
        top = self.floor if self.mode == "retro_to_floor" else None
        retro = max((i for i, tier in enumerate(tiers) if tier["retro"]), default=0)
        retro = retro if self.mode == "marginal" else 0
        total = flats
        for i, tier in enumerate(tiers):
            begin = tier["from"]
            end = min(x for x in (value, tier["to"], top) if x is not None)
            rate = self.tiers[max(i, retro)]["rate"]
            below = i == 0 and value < 0 and begin == 0
            if share is None and not self.once:
                if i == 0:
                    total += self.pays(base, rate)  # at 0 the first tier takes what it stands for
            elif self.once:  # for entering the tier
                total += self.pays(1, rate) if top is None or begin < top or below else 0
            elif end > begin or below:
                total += self.pays((end - begin) * share, rate)
        if top is not None and at is not None and value > top:
            total += self.pays((value - top) * (1 if share is None else share), self.tiers[at]["rate"])
        return total

    def way(self, before, after, weight=None):
        """Every slice between two values at its own rate, downwards negative; `weight` is spread over it."""
        if before == after:
            at = self.reached(after)
            return Fraction(0) if weight is None or at is None else weight * self.tiers[at]["rate"]
        share = 1 if weight is None else weight / (after - before)
        total = Fraction(0)
        for i, tier in enumerate(self.tiers):
            def inside(x):
                x = x if i == 0 and tier["from"] == 0 else max(x, tier["from"])
                return x if tier["to"] is None else min(x, tier["to"])
            total += (inside(after) - inside(before)) * share * tier["rate"]
        return total


def lines_of(ladder, accumulate, values, bases, opening):
    """What each of several values pays."""
    at = opening or Fraction(0)
    begun = at != 0
    stood_for = Fraction(0)
    highest = ladder.entered(at) if begun else 0
    lines = []
    for i, value in enumerate(values):
        base = bases[i] if bases else None
        after = at + value
        count = ladder.entered(after)
        if accumulate == "running_rate":
            tier = ladder.reached(after)
            paid = Fraction(0)
            if tier is not None:
                paid = ladder.pays(value if base is None else base, ladder.tiers[tier]["rate"])
                paid += ladder.tiers[tier]["flat"] if tier >= highest else 0
            highest = max(highest, count)
        elif base is not None and ladder.slices_alone:
            flats = [tier["flat"] for tier in ladder.tiers]
            paid = ladder.way(at, after, base) + sum(flats[:count]) - sum(flats[:highest])
            highest = count
        else:
            if base is not None and ladder.mode not in ("whole", "lookup", "cumulative_lookup"):
                raise Unknown("which part of the base re-rated slices stood for")
            summed = None if base is None else stood_for + base
            paid = ladder.of(after, summed) - (ladder.of(at, None if base is None else stood_for)
                                               if begun else 0)
            stood_for = summed if summed is not None else stood_for
        lines.append(paid)
        at, begun = after, True
    return lines
