"""The indicators as a picture: where each stands, how sure that is, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from okonomi.present import figures, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("promised", "Milepæl", {"marker": "|", "c": "#262626", "s": 130, "linewidths": 1.8}),
    ("goal", "Mål", {"marker": "D", "c": "white", "edgecolors": "#262626", "s": 26}),
    ("share", "Status med usikkerhed", {"marker": "o", "c": "#1d4e79", "s": 30}),
)


def picture_height(rows: int) -> float:
    """Inches for so many indicators."""
    return 0.95 + figures._LABEL * max(rows, 1)


def picture(frame: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the measured rows of ``Ledelsestilsyn.rows``, the first on top.

    A filled dot is the status and the line its interval, an upright line the milestone and an open
    diamond the goal: told apart by shape alone.
    """
    frame = frame[frame["n"] > 0].reset_index(drop=True)
    axes = ax if ax is not None else figures._own_axes(picture_height(len(frame)))
    if frame.empty:
        return figures._nothing(axes)
    at = frame.index.to_numpy()
    axes.hlines(at, 100 * frame["low"], 100 * frame["high"], color="#4f9bb8", linewidth=3.5)
    for column, label, looks in MARKS:
        axes.scatter(100 * frame[column].astype(float), at, label=label, zorder=3, **looks)
    names = frame["name"] + " (" + frame["n"].map(numbers.whole) + ")"
    figures._label_rows(axes, at, names)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_xlim(-2, 103)
    axes.tick_params(axis="y", length=0)
    figures._value_axis(axes, "x", "%")
    figures._key_above(axes, 3)
    return axes
