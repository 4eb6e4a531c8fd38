# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Pictures, one call each: axes say what they measure and in which unit, and everything reads in grey.

Needs matplotlib: pip install 'firstlog[plot]'. Every function draws on `axes`, or on a new figure, and answers the
axes. Floats are for the ink alone: no figure is computed from them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .errors import InvalidArgument, Unsupported

try:
    from matplotlib import pyplot
    from matplotlib.axes import Axes
    from matplotlib.ticker import FuncFormatter, MaxNLocator
except ImportError as missing:
    raise Unsupported("firstlog.plot", "matplotlib is not installed", "pip install 'firstlog[plot]'") from missing

if TYPE_CHECKING:
    from .plans import Evaluation, Forecast, Number, Plan
    from .records import Leaderboard, StateCount, Statement
    from .tables import Rows

_GREYS = ("0.15", "0.55", "0.35", "0.7")
_LINES = ("-", "--", "-.", ":")
_HATCHES = ("", "//", "..", "xx")


def _axes(axes: Axes | None, width: float = 7.0, height: float = 4.2) -> Axes:
    if axes is None:
        _, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _thousands(axis: Any) -> None:
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def _points(plans: Sequence[Plan], upto: Number | None) -> list[Fraction]:
    """Amounts that show every step: a grid, and both sides of each threshold."""
    from . import _core

    thresholds = [start for plan in plans for knob, start in plan.knobs().items() if knob.startswith("from")]
    most = _core.exact(upto) if upto is not None else max(thresholds, default=Fraction(10_000)) * Fraction(3, 2)
    if most <= 0:
        raise InvalidArgument("upto", "is not above 0", "give the greatest amount to show")
    cent = Fraction(1, 100)
    grid = {Fraction(round(most * i / 240 / cent)) * cent for i in range(1, 241)}
    grid |= {at for start in thresholds for at in (start - cent, start) if 0 < at <= most}
    return sorted(grid)


def save(axes: Axes, path: str | os.PathLike[str]) -> None:
    """Writes the picture that the axes are part of: PNG, SVG or PDF, by the name's ending."""
    figure: Any = axes.figure
    try:
        figure.savefig(path)
    except ValueError as error:  # matplotlib's word for an ending that it does not know
        raise InvalidArgument("path", str(error), "let the name end with .png, .svg or .pdf") from None


def payout_curve(plan: Plan, *, upto: Number | None = None, axes: Axes | None = None, **parameters: Number) -> Axes:
    """What one close pays, by its amount, with the plan's thresholds and cliffs."""
    axes = _axes(axes)
    _draw_payout(axes, plan, _points([plan], upto), 0, parameters)
    _draw_thresholds(axes, plan)
    axes.set_title(f"What a close pays: {plan.name}")
    return axes


def compare_payouts(plans: Sequence[Plan], *, upto: Number | None = None, axes: Axes | None = None, **parameters: Number) -> Axes:
    """Several plans' payouts of one close, side by side."""
    if not plans:
        raise InvalidArgument("plans", "is empty", "give at least one plan")
    axes = _axes(axes)
    points = _points(plans, upto)
    for at, plan in enumerate(plans):
        _draw_payout(axes, plan, points, at, parameters)
    axes.set_title("What a close pays")
    axes.legend(frameon=False)
    return axes


def _draw_payout(axes: Axes, plan: Plan, points: Sequence[Fraction], at: int, parameters: Mapping[str, Number]) -> None:
    paid = [plan.payout(x, **parameters).amount for x in points]
    axes.plot([float(x) for x in points], [float(y) for y in paid], color=_GREYS[at % 4], linestyle=_LINES[at % 4], label=plan.name)
    axes.set_xlabel(f"amount of the close ({plan.currency})")
    axes.set_ylabel(f"commission ({plan.currency})")
    axes.autoscale(True)
    axes.relim()
    axes.autoscale_view()
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    _thousands(axes.xaxis)
    _thousands(axes.yaxis)


def _draw_thresholds(axes: Axes, plan: Plan) -> None:
    knobs = plan.knobs()
    for knob, start in knobs.items():
        if not knob.startswith("from"):
            continue
        if start > axes.get_xlim()[1]:
            continue
        axes.axvline(float(start), color="0.8", linewidth=0.8, zorder=0)
        rate = knobs[knob.replace("from", "rate")]
        axes.annotate(f"{float(rate):.4g}", (float(start), 0.98), xycoords=("data", "axes fraction"), xytext=(3, 0),
                      textcoords="offset points", va="top", fontsize="small", color="0.3") if rate > 1 else \
            axes.annotate(f"{float(rate * 100):.4g} %", (float(start), 0.98), xycoords=("data", "axes fraction"),
                          xytext=(3, 0), textcoords="offset points", va="top", fontsize="small", color="0.3")  # fmt: skip
        below, above = plan.payout(start - Fraction(1, 100)), plan.payout(start)
        jump = (above - below).amount
        if abs(jump) > 1:
            axes.annotate(f"cliff {jump:+,.2f}", (float(start), float(above.amount)), xytext=(-6, 4), ha="right",
                          textcoords="offset points", fontsize="small")  # fmt: skip


def effective_rate(plans: Plan | Sequence[Plan], *, upto: Number | None = None, axes: Axes | None = None, **parameters: Number) -> Axes:
    """Commission as a part of the amount, in percent."""
    from .plans import Plan

    several = [plans] if isinstance(plans, Plan) else list(plans)
    axes = _axes(axes)
    points = _points(several, upto)
    for at, plan in enumerate(several):
        rates = [100 * float(Fraction(plan.payout(x, **parameters).amount) / x) for x in points[1:]]
        axes.plot([float(x) for x in points[1:]], rates, color=_GREYS[at % 4], linestyle=_LINES[at % 4], label=plan.name)
    axes.set_xlabel(f"amount of the close ({several[0].currency})")
    axes.set_ylabel("commission by amount (%)")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    _thousands(axes.xaxis)
    axes.set_title("Effective rate")
    if len(several) > 1:
        axes.legend(frameon=False)
    return axes


def costs(evaluations: Sequence[Evaluation], *, axes: Axes | None = None) -> Axes:
    """What plans cost, period by period: plan against plan."""
    if not evaluations:
        raise InvalidArgument("evaluations", "is empty", "give what Plan.evaluate answered")
    axes = _axes(axes)
    periods = sorted({period for one in evaluations for period in one.by_period()})
    width = 0.8 / len(evaluations)
    for at, one in enumerate(evaluations):
        by = one.by_period()
        heights = [float(by[p].amount) if p in by else 0.0 for p in periods]
        axes.bar([i + at * width - 0.4 + width / 2 for i in range(len(periods))], heights, width, label=one.plan.name,
                 color=_GREYS[(at + 1) % 4], edgecolor="0.1", linewidth=0.5, hatch=_HATCHES[at % 4])  # fmt: skip
    axes.set_xticks(range(len(periods)), periods, rotation=45 if len(periods) > 6 else 0, ha="right" if len(periods) > 6 else "center")
    axes.set_ylabel(f"commission ({evaluations[0].closes.currency})")
    axes.set_xlabel(f"credit date ({evaluations[0].period})")
    _thousands(axes.yaxis)
    axes.legend(frameon=False)
    axes.set_title("What the plans cost")
    return axes


def leaderboard(board: Leaderboard, *, axes: Axes | None = None) -> Axes:
    """Verified closes by rep, the first on top; own row dark, the quota zones shown by name."""
    rows = list(board.rows)
    axes = _axes(axes, height=max(2.0, 0.35 * len(rows) + 1.2))
    closes = [float(row.closes) for row in rows]
    bars = axes.barh(range(len(rows)), closes, color=["0.25" if row.own else "0.65" for row in rows])
    for bar, row in zip(bars, rows, strict=True):
        shown = [row.zone.replace("_", " ")] if row.zone is not None else []
        if row.commission is not None:
            shown.append(str(row.commission))
        text = " " + ", ".join(shown)
        axes.annotate(text, (max(bar.get_width(), 0), bar.get_y() + bar.get_height() / 2), va="center", fontsize="small")
    axes.set_yticks(range(len(rows)), [f"{row.rank}. {row.rep}" for row in rows])
    axes.invert_yaxis()
    axes.margins(x=0.35)
    axes.set_xlim(left=min(0, *closes, 0))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("net verified closes (count)")
    axes.set_title(f"Leaderboard {board.period}")
    return axes


def pipeline(counts: Rows[StateCount], *, axes: Axes | None = None) -> Axes:
    """How many contacts are in each state."""
    rows = list(counts)
    axes = _axes(axes, height=max(2.0, 0.35 * len(rows) + 1.2))
    bars = axes.barh(range(len(rows)), [row.contacts for row in rows], color="0.6")
    axes.bar_label(bars, padding=3, fmt="{:,.0f}", fontsize="small")
    axes.set_yticks(range(len(rows)), [row.state.replace("_", " ") for row in rows])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _thousands(axes.xaxis)
    axes.set_xlabel("contacts (count)")
    axes.set_title("Pipeline by state")
    return axes


def pace(days: Sequence[date], closes: Sequence[int], quota: int, *, green: Fraction = Fraction(1), amber: Fraction = Fraction(2, 3), axes: Axes | None = None) -> Axes:
    """Closes of a month against quota: `days` are its working days, `closes` how many there were by the end of each
    (as many as are over). The bands are the zones: green from the pace itself, amber from a part of it."""
    if not days or len(closes) > len(days):
        raise InvalidArgument("days", f"are {len(days)}, and closes {len(closes)}", "give every working day, and closes of those over")
    axes = _axes(axes)
    at = range(1, len(days) + 1)
    line = [quota * i / len(days) for i in at]
    top = max([quota, *closes]) * 1.15 + 0.5
    low, mid = [y * float(amber) for y in line], [y * float(green) for y in line]
    axes.fill_between(at, 0, low, color="0.75", linewidth=0, label="red")
    axes.fill_between(at, low, mid, color="0.88", linewidth=0, label="amber")
    axes.fill_between(at, mid, top, color="0.97", linewidth=0, label="green")
    for name, height in (("red", low[-1] / 2), ("amber", (low[-1] + mid[-1]) / 2), ("green", (mid[-1] + top) / 2)):
        axes.annotate(name, (len(days), height), xytext=(4, 0), textcoords="offset points", va="center", fontsize="small", annotation_clip=False)
    axes.plot(at, line, color="0.4", linestyle="--", linewidth=1, label="pace of the quota")
    axes.step(range(1, len(closes) + 1), closes, where="post", color="0.1", linewidth=2, label="verified closes")
    if closes:
        axes.plot(len(closes), closes[-1], color="0.1", marker="o", markersize=5)  # where the month stands
    shown = sorted({0, len(days) // 4, len(days) // 2, 3 * len(days) // 4, len(days) - 1})
    axes.set_xticks([i + 1 for i in shown], [days[i].strftime("%-d %b") for i in shown])
    axes.set_ylim(0, top)
    axes.set_xlim(1, len(days))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("closes (count)")
    axes.set_xlabel("working day")
    axes.set_title(f"Pace against a quota of {quota}")
    handles, labels = axes.get_legend_handles_labels()
    kept = [i for i, text in enumerate(labels) if text not in ("red", "amber", "green")]
    axes.legend([handles[i] for i in kept], [labels[i] for i in kept], frameon=False, loc="upper left")
    return axes


def waterfall(statement: Statement, *, axes: Axes | None = None) -> Axes:
    """How a statement comes to its total: line by line, up and down."""
    lines = [line for line in statement.lines if line.commission is not None]
    axes = _axes(axes, width=max(5.0, 0.7 * len(lines) + 2.5))
    level = 0.0
    labels = []
    for at, line in enumerate(lines):
        assert line.commission is not None
        amount = float(line.commission.amount)
        axes.bar(at, amount, 0.7, bottom=level, color="0.6" if amount >= 0 else "1.0", edgecolor="0.2", hatch="" if amount >= 0 else "//")
        axes.annotate(f"{line.commission.amount:+,.2f}", (at, level + max(amount, 0)), xytext=(0, 3), textcoords="offset points", ha="center", fontsize="small")
        axes.plot([at - 0.35, at + 1.35], [level + amount] * 2, color="0.6", linewidth=0.7)
        level += amount
        labels.append(f"{line.contact or line.reason or ''}\n{str(line.kind).replace('_', ' ')}")
    total = statement.total
    axes.bar(len(lines), float(total.amount) if total is not None else 0.0, 0.7, color="0.2")
    axes.annotate(f"{total.amount:,.2f}" if total is not None else "0", (len(lines), level), xytext=(0, 3), textcoords="offset points", ha="center", fontsize="small", fontweight="bold")
    axes.set_xticks(range(len(lines) + 1), [*labels, "total"], fontsize="small")
    axes.axhline(0, color="0.2", linewidth=0.8)
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom if bottom < 0 else 0, top + (top - bottom) * 0.1)
    axes.set_ylabel(f"commission ({total.currency})" if total is not None else "commission")
    _thousands(axes.yaxis)
    axes.set_title(f"Statement of {statement.rep}, {statement.period}")
    return axes


def forecast(drawn: Forecast, *, axes: Axes | None = None) -> Axes:
    """The draws of a bootstrap, with the median and the interval."""
    axes = _axes(axes)
    unit = drawn.median.currency
    scale = float(abs(drawn.median.amount)) / abs(drawn.median.minor_units) if drawn.median.minor_units else 0.01
    axes.hist([sample * scale for sample in drawn.samples], bins=40, color="0.75", edgecolor="0.4", linewidth=0.4)
    for money, style, label in ((drawn.low, ":", "low"), (drawn.median, "-", "median"), (drawn.high, ":", "high")):
        axes.axvline(float(money.amount), color="0.1", linestyle=style, linewidth=1.2)
        axes.annotate(f"{label}\n{money.amount:,.0f}", (float(money.amount), 1), xycoords=("data", "axes fraction"), xytext=(3, -2), textcoords="offset points", va="top", fontsize="small")
    axes.set_ylim(top=axes.get_ylim()[1] * 1.15)  # room for the labels above the bars
    axes.set_xlabel(f"payout of {drawn.periods} periods ({unit})")
    axes.set_ylabel(f"draws (count of {drawn.draws:,})")
    _thousands(axes.xaxis)
    axes.set_title(f"Payout to come, {float(drawn.confidence):.0%} of draws between low and high")
    return axes
