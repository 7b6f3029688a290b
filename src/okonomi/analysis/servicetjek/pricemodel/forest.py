"""A forest plot: one row per provider, its premium and the interval around it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.servicetjek.pricemodel.verdict import AS_EXPECTED, CHEAPER, DEARER, TOO_FEW
from okonomi.present import numbers
from okonomi.present.values import showable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Shape and filling tell the verdicts apart without colour.
MARKS = {
    DEARER: ("s", "#1d4e79"),
    AS_EXPECTED: ("o", "white"),
    CHEAPER: ("D", "#f0b13c"),
    TOO_FEW: ("x", "#262626"),
}
WIDEST = 1.0
"""Intervals are drawn to ±100 %."""


def forest(frame: pd.DataFrame, ax: Axes) -> Axes:
    """Draw ``frame`` (label, n, premium, low, high, verdict), its first row on top."""
    if frame.empty:
        ax.set_axis_off()
        ax.text(0, 0.5, "Ingen leverandører at vise.", style="italic", transform=ax.transAxes)
        return ax
    at = pd.Series(range(len(frame)), index=frame.index)
    ends = frame[["low", "high"]].clip(-WIDEST, WIDEST) * 100
    ax.hlines(at, ends["low"], ends["high"], color="#262626", linewidth=1.1)
    for verdict, (shape, fill) in MARKS.items():
        rows = frame["verdict"] == verdict
        if rows.any():
            middle = frame.loc[rows, "premium"].clip(-WIDEST, WIDEST) * 100
            edge = {} if shape == "x" else {"edgecolors": "#262626"}
            ax.scatter(
                middle, at[rows], marker=shape, c=fill, s=30, zorder=3, label=verdict, **edge
            )
    ax.axvline(0, color="#262626", linewidth=0.8)
    ax.axvline(5, color="#262626", linewidth=0.8, linestyle=(0, (4, 3)))
    ax.set_yticks(at, [_label(*row) for row in frame[["label", "n"]].itertuples(index=False)])
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, 0, sign=True))
    ax.grid(axis="x", color="#d9d9d9", linewidth=0.6)
    ax.set_xlabel("Merpris i % med 90 %-interval (stiplet: 5 %)")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
    return ax


def forest_height(rows: int) -> float:
    """Inches for so many providers."""
    return 1.3 + 0.31 * max(rows, 1)


def _label(text: str, n: int) -> str:
    """The name in at most two lines, never read as mathematics, and its number of placements."""
    short = textwrap.fill(showable(text), 44, max_lines=2, placeholder=" …")
    return f"{short} ({numbers.whole(n)})".replace("$", r"\$")
