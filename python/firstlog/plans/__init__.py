# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Commission plans over tables of closes: what a plan costs, what another would have cost, and why.

Everything here is exact to the minor unit and pays what a statement would pay; no journal is needed.

>>> from firstlog.plans import Plan, compare
>>> closes = {"rep": ["ana", "ana", "ben"], "date": ["2026-01-05", "2026-01-20", "2026-02-03"],
...           "amount": ["8000.00", "4000.00", "1800.00"]}
>>> flat = Plan.tiers({0: "15%"}, currency="GBP", name="flat")
>>> steps = Plan.tiers({0: "10%", 10000: "20%"}, currency="GBP", over="period", name="steps")
>>> flat.evaluate(closes).cost
Money('2070.00 GBP')
>>> for row in compare([flat, steps], closes).rows:
...     print(row.plan, row.cost, row.difference)
flat 2070.00 GBP 0.00 GBP
steps 1580.00 GBP -490.00 GBP
"""

from .closes import Closes, RejectedRow
from .evaluation import Evaluation, Explanation, Total, TracePart
from .plan import Finding, Number, Plan
from .scenarios import Change, Compared, Comparison, Forecast, Sensitivity, SweepRow, bootstrap, compare, sensitivity, sweep

__all__ = [
    "Change",
    "Closes",
    "Compared",
    "Comparison",
    "Evaluation",
    "Explanation",
    "Finding",
    "Forecast",
    "Number",
    "Plan",
    "RejectedRow",
    "Sensitivity",
    "SweepRow",
    "Total",
    "TracePart",
    "bootstrap",
    "compare",
    "sensitivity",
    "sweep",
]
