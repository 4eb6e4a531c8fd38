# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A year of closes and the plan that pays them; closes.hpp makes the same. Without numpy: the oracle."""

from decimal import ROUND_HALF_UP, Decimal

REPS = 200
FIRST_DAY = 20_454  # 2026-01-01
DAYS = 365
AMOUNT_LEAST = 5_000
AMOUNT_SPAN = 395_000
THRESHOLDS = (0, 10_000_000, 25_000_000, 50_000_000)  # minor units
RATES = (50, 75, 100, 125)  # per mille
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_OF_DAY = [month for month, length in enumerate(MONTHS) for _ in range(length)]
MASK = (1 << 64) - 1


def mixed(number):
    z = (number + 1) * 0x9E3779B97F4A7C15 & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def close(row):
    """(rep, day, amount in minor units)"""
    return (
        mixed(row * 3) % REPS,
        FIRST_DAY + mixed(row * 3 + 1) % DAYS,
        AMOUNT_LEAST + mixed(row * 3 + 2) % AMOUNT_SPAN,
    )


def group_by_decimal(amounts):
    """Commissions in minor units of one rep's month, its amounts in the order of processing."""
    paid, sold = [], Decimal(0)
    ends = THRESHOLDS[1:] + (None,)
    for amount in amounts:
        before, after, line = sold, sold + Decimal(amount) / 100, Decimal(0)
        for begin, end, rate in zip(THRESHOLDS, ends, RATES):
            low = max(before, Decimal(begin) / 100)
            high = after if end is None else min(after, Decimal(end) / 100)
            if low < high:
                line += (high - low) * Decimal(rate) / 1_000
        sold = after
        paid.append(int(line.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100))
    return paid


def commissions_by_decimal(closes):
    """By row, of (rep, day, amount) in any order."""
    groups = {}
    for row in sorted(range(len(closes)), key=lambda r: (closes[r][0], closes[r][1], r)):
        rep, day, _ = closes[row]
        groups.setdefault((rep, MONTH_OF_DAY[day - FIRST_DAY]), []).append(row)
    paid = [0] * len(closes)
    for rows in groups.values():
        for row, units in zip(rows, group_by_decimal([closes[row][2] for row in rows])):
            paid[row] = units
    return paid


def fingerprint(commissions):
    value = 14_695_981_039_346_656_037
    for units in commissions:
        value = (value ^ (units & MASK)) * 1_099_511_628_211 & MASK
    return value
