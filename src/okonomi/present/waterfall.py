"""A bridge as a picture: a start, what adds and what takes away, and an end.

Drawing only. Bars lie down so that long labels can be read; what adds and what takes away differ
in hatch and lightness, so that the picture is the same in black and white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from okonomi.present import figures, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS: dict[str, Any] = {
    "total": {"color": "#1d4e79"},
    "more": {"color": "#f0b13c", "hatch": "////"},
    "less": {"color": "#d9e6ee", "hatch": "...."},
}
KEY = {"more": "Lægger til", "less": "Trækker fra"}


def waterfall_height(rows: int) -> float:
    """Inches for a picture with so many rows."""
    return 0.9 + figures._LABEL * max(rows, 1)


def waterfall(
    frame: pd.DataFrame, label: str, oere: str, row_kind: str, *, ax: Axes | None = None
) -> Axes:
    """Horizontal bars, the frame's first row on top.

    Rows of kind ``detail`` begin where the row above ended; others (start and end) are levels and
    stand on the axis' left edge. The axis does not begin at 0 where all that moves is small beside
    the levels; then it says where it begins.
    """
    axes = ax if ax is not None else figures._own_axes(waterfall_height(len(frame)))
    if frame.empty:
        return figures._nothing(axes)
    amounts = frame[oere].astype("int64").to_numpy()
    step = (frame[row_kind] == "detail").to_numpy()
    level = _levels(amounts, step)
    begin = np.where(step, level - amounts, 0)
    scale, unit = numbers.amount_scale(float(np.abs(level).max()))
    left, right = _limits(level, begin, step)
    base = np.where(step, begin, min(max(left, 0), right))
    for kind, rows in {
        "total": ~step,
        "more": step & (amounts >= 0),
        "less": step & (amounts < 0),
    }.items():
        at = np.flatnonzero(rows)
        if len(at):
            axes.barh(
                at,
                (level - base)[at] / scale,
                left=base[at] / scale,
                height=0.62,
                edgecolor="#262626",
                linewidth=0.6,
                label=KEY.get(kind),
                **LOOKS[kind],
            )
    for row in range(len(frame) - 1):
        x = level[row] / scale
        axes.plot([x, x], [row + 0.31, row + 0.69], color="#595959", linewidth=0.7)
    _write_amounts(axes, amounts, step, np.maximum(level, base) / scale, scale, unit)
    figures._label_rows(axes, range(len(frame)), frame[label])
    axes.set_ylim(len(frame) - 0.45, -0.55)
    axes.set_xlim(left / scale, right / scale)
    axes.tick_params(axis="y", length=0)
    begins = " – aksen begynder ikke ved 0" if left > 0 or right < 0 else ""
    figures._value_axis(axes, "x", unit)
    axes.set_xlabel(f"{unit}{begins}")
    if step.any():
        figures._key_above(axes, 2)
    return axes


def waterfall_alt(frame: pd.DataFrame, label: str, oere: str, row_kind: str) -> str:
    """A sentence with every row: start and end as levels, the rows between with their sign."""
    said = [
        f"{row[label]}: {numbers.mio(row[oere], 2, sign=row[row_kind] == 'detail')}"
        for _, row in frame.iterrows()
    ]
    return "Vandfald fra start til slut. " + "; ".join(said).rstrip(".") + "."


def _levels(amounts: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Where each bar ends: a level its own amount, a step the level above plus its amount."""
    levels, level = [], 0
    for amount, moves in zip(amounts.tolist(), step.tolist(), strict=True):
        level = level + amount if moves else amount
        levels.append(level)
    return np.array(levels, dtype=np.int64)


def _limits(level: np.ndarray, begin: np.ndarray, step: np.ndarray) -> tuple[float, float]:
    """The ends of the axis, with room for the amounts; 0 is left out only where it is far away."""
    points = np.concatenate([level, begin[step]]).astype(float)
    low, high = points.min(), points.max()
    if low == high == 0:
        return 0.0, 100.0
    span = high - low or abs(high)
    near = low <= 0 <= high or min(abs(low), abs(high)) < 1.5 * span
    low, high = (min(low, 0.0), max(high, 0.0)) if near else (low - 0.25 * span, high)
    room = 0.18 * (high - low)
    return (low - room if low < 0 else low), (high + room if high else high)


def _write_amounts(
    axes: Axes, amounts: np.ndarray, step: np.ndarray, right: np.ndarray, scale: float, unit: str
) -> None:
    decimals = 2 if unit == "mio. kr." else 0
    for row, amount in enumerate(amounts.tolist()):
        axes.annotate(
            numbers.number(round(amount / scale, 9), decimals, sign=bool(step[row])),
            (right[row], row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
