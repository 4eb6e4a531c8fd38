# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Pictures are rendered and looked at: something is drawn, nothing but grey, no text outside the picture or on another."""

import datetime
import os
import pathlib

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
np = pytest.importorskip("numpy")

from firstlog import plot  # noqa: E402
from firstlog.plans import Plan, bootstrap  # noqa: E402
from test_plans import CLOSES  # noqa: E402

MARGINAL = Plan.tiers({0: "5%", 5000: "8%", 12000: "12%"}, currency="GBP", name="marginal")
SLAB = Plan.tiers({0: "5%", 5000: "8%", 12000: "12%"}, currency="GBP", name="slab", mode="slab")
DAYS = [datetime.date(2026, 3, 2) + datetime.timedelta(days=7 * (i // 5) + i % 5) for i in range(22)]


def pictures(acme):
    acme.reverse(actor="olga", contact="bakery", reason="refund", amount="800.00 GBP")
    acme.adjust(actor="olga", rep="ana", period="2026-03", amount="25.00 GBP", reason="spiff")
    return {
        "payout_curve": lambda: plot.payout_curve(SLAB),
        "compare_payouts": lambda: plot.compare_payouts([MARGINAL, SLAB]),
        "effective_rate": lambda: plot.effective_rate([MARGINAL, SLAB]),
        "costs": lambda: plot.costs([MARGINAL.evaluate(CLOSES), SLAB.evaluate(CLOSES)]),
        "leaderboard": lambda: plot.leaderboard(acme.leaderboard("olga")),
        "pipeline": lambda: plot.pipeline(acme.pipeline()),
        "pace": lambda: plot.pace(DAYS, [0, 0, 1, 1, 1, 2, 2, 2, 2, 3], 6),
        "waterfall": lambda: plot.waterfall(acme.statement("ana", "ana")),
        "forecast": lambda: plot.forecast(bootstrap(MARGINAL, CLOSES, draws=500)),
    }


NAMES = ["payout_curve", "compare_payouts", "effective_rate", "costs", "leaderboard", "pipeline", "pace", "waterfall", "forecast"]


def test_every_picture_is_looked_at():
    public = {name for name, value in vars(plot).items() if getattr(value, "__module__", "") == "firstlog.plot" and not name.startswith("_")}
    assert public == {*NAMES, "save"}


@pytest.mark.parametrize("name", NAMES)
def test_picture(acme, name, tmp_path):
    axes = pictures(acme)[name]()
    figure = axes.figure
    folder = pathlib.Path(os.environ.get("FIRSTLOG_PICTURES", tmp_path))
    plot.save(axes, folder / f"{name}.png")
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    assert np.ptp(pixels, axis=2).max() == 0, "a colour that grey would lose"
    inked = (pixels.min(axis=2) < 128).mean()
    assert 0.002 < inked < 0.5, f"{inked:.4f} of the picture is dark"
    assert axes.get_title() and axes.get_xlabel() + axes.get_ylabel()
    for label in (axes.get_xlabel(), axes.get_ylabel()):
        assert not label or "(" in label or label == "working day", f"'{label}' says no unit"
    for line in axes.lines:
        if line.get_transform() == axes.transData:
            ys = np.asarray(line.get_ydata(), float)
            assert ys.min() >= axes.get_ylim()[0] - 1e-9 and ys.max() <= axes.get_ylim()[1] + 1e-9, "a line leaves the picture"
    renderer = figure.canvas.get_renderer()
    width, height = figure.canvas.get_width_height()
    boxes = []
    ticks = [tick.label1 for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()
             if min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())]  # fmt: skip
    for text in [*axes.texts, *ticks, axes.title, axes.xaxis.label, axes.yaxis.label]:
        if not text.get_text() or not text.get_visible():
            continue
        box = text.get_window_extent(renderer)
        assert box.x0 > -2 and box.y0 > -2 and box.x1 < width + 2 and box.y1 < height + 2, f"'{text.get_text()}' is cut off"
        boxes.append((text.get_text(), box))
    for i, (one, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 2 or down < 2, f"'{one}' stands on '{other}'"
    matplotlib.pyplot.close(figure)
