"""Figures in one style, drawn from tidy frames, the same bytes for the same frame.

Readable for the colour-blind and in black and white: series differ in lightness, and lines in
dash and marker too. A text that the data bring is never read as mathematics.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from okonomi.present import numbers
from okonomi.present.table import Figure
from okonomi.present.values import showable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ValueKind = Literal["oere", "number", "share"]

_LABEL, _LABEL_SIZE, _LABEL_LETTERS = 0.29, 8.5, 44
"""A label of two lines: its height in inches, its size in pt, and the letters of one line."""
WIDTH = 6.85
"""Inches: the width of the text on an A4 page."""
COLOURS = ("#1d4e79", "#f0b13c", "#4f9bb8", "#7a3b1d")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
MARKERS = ("o", "s", "^", "D")
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#595959",
    "axes.axisbelow": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "okonomi",
    "text.usetex": False,
    "path.simplify": True,
}


def figure(
    draw: Callable[[Axes], object], *, name: str, title: str, alt: str, height: float = 3.2
) -> Figure:
    """Call ``draw`` on empty axes in the common style and keep the drawing as svg.

    ``height`` is in inches; ``bars_height`` gives it for bars. The title stands beside the
    picture, not in it.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # A name in another script is drawn with boxes; that is no reason to lose the report.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        draw(canvas.add_subplot())
        svg = io.StringIO()
        canvas.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Figure(name=name, title=title, alt=alt, svg=svg.getvalue())


def bars_height(groups: int, series: int) -> float:
    """Inches that let every bar keep its thickness."""
    return 0.75 + max(groups, 1) * max(0.08 + 0.15 * series, _LABEL)


def bars(
    frame: pd.DataFrame,
    label: str,
    values: Mapping[str, str],
    *,
    kind: ValueKind = "oere",
    ax: Axes | None = None,
) -> Axes:
    """Grouped horizontal bars, the frame's first row on top.

    ``values`` maps each column to its Danish name in the key, such as budget and expected. The
    value stands at the end of its bar; a missing value has none.
    """
    axes = ax if ax is not None else _own_axes(bars_height(len(frame), len(values)))
    if frame.empty:
        return _nothing(axes)
    scale, unit = _scale(frame[list(values)], kind)
    decimals = _decimals(unit)
    middle = np.arange(len(frame), dtype=float)
    thickness = 0.8 / len(values)
    extent = _extent(frame[list(values)])
    for n, (column, series) in enumerate(values.items()):
        heights = frame[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / scale
        at = middle + (n - (len(values) - 1) / 2) * thickness
        axes.barh(
            at,
            heights,
            height=thickness * 0.88,
            color=COLOURS[n % len(COLOURS)],
            edgecolor="#262626",
            linewidth=0.5,
            label=_literal(series),
        )
        for y, width in zip(at, heights, strict=True):
            if np.isnan(width):
                continue
            axes.annotate(
                numbers.number(round(width, 9), decimals),
                (width, y),
                xytext=(3 if width >= 0 else -3, 0),
                textcoords="offset points",
                ha="left" if width >= 0 else "right",
                va="center",
                fontsize=7.5,
            )
    _label_rows(axes, middle, frame[label])
    axes.set_ylim(len(frame) - 0.45, -0.55)
    low, high = extent[0] / scale, extent[1] / scale
    room = (high - low) * 0.13 or 1.0
    axes.set_xlim(low - (room if low < 0 else 0), high + (room if high > 0 or low == 0 else 0))
    axes.axvline(0, color="#262626", linewidth=0.8)
    axes.tick_params(axis="y", length=0)
    _value_axis(axes, "x", unit)
    if len(values) > 1:
        _key_above(axes, len(values))
    return axes


def lines(
    frame: pd.DataFrame,
    month: str,
    value: str,
    series: str,
    *,
    kind: ValueKind = "oere",
    ax: Axes | None = None,
) -> Axes:
    """One line per distinct ``series``, over months; in the order they first appear."""
    axes = ax if ax is not None else _own_axes(3.2)
    if frame.empty:
        return _nothing(axes)
    scale, unit = _scale(frame[[value]], kind)
    names = list(frame[series].drop_duplicates())
    months = sorted(frame[month].map(_month).drop_duplicates())
    place = {m: n for n, m in enumerate(months)}
    for n, name in enumerate(names):
        part = frame[frame[series] == name]
        heights = part[value].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / scale
        axes.plot(
            part[month].map(_month).map(place).to_numpy(),
            heights,
            color=COLOURS[n % len(COLOURS)],
            linestyle=DASHES[n % len(DASHES)],
            marker=MARKERS[n % len(MARKERS)],
            markersize=4,
            markeredgecolor="#262626",
            markeredgewidth=0.5,
            linewidth=1.8,
            label=_literal(str(name)),
        )
    step = max(1, -(-len(months) // 12))
    axes.set_xticks(
        list(range(0, len(months), step)),
        [numbers.short_month(m).replace(" ", "\n") for m in months[::step]],
    )
    _value_axis(axes, "y", unit)
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0), max(high, 0))
    if len(names) > 1:
        _key_above(axes, min(len(names), 3))
    return axes


def _nothing(axes: Axes) -> Axes:
    axes.set_axis_off()
    axes.text(0, 0.5, "Ingen rækker.", style="italic", transform=axes.transAxes)
    return axes


def _month(value: Any) -> pd.Period:
    return value if isinstance(value, pd.Period) else pd.Period(value, "M")


def _own_axes(height: float) -> Axes:
    from matplotlib import pyplot as plt

    return plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]


def _extent(frame: pd.DataFrame) -> tuple[float, float]:
    """The least and the largest value, 0 included."""
    present = frame.astype("Float64").stack().dropna()
    if present.empty:
        return 0.0, 0.0
    return min(0.0, float(present.min())), max(0.0, float(present.max()))


def _scale(frame: pd.DataFrame, kind: ValueKind) -> tuple[float, str]:
    low, high = _extent(frame)
    if kind == "oere":
        return numbers.amount_scale(max(-low, high))
    return (0.01, "%") if kind == "share" else (1.0, "")


def _decimals(unit: str) -> int:
    return 0 if unit in ("kr.", "1.000 kr.") else 1


def _value_axis(axes: Axes, which: Literal["x", "y"], unit: str) -> None:
    from matplotlib.ticker import Formatter, MaxNLocator

    class Danish(Formatter):
        def __call__(self, value: float, pos: int | None = None) -> str:
            return numbers.axis_labels([value])[0]

        def format_ticks(self, values: Sequence[float]) -> list[str]:
            return numbers.axis_labels(values)

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(Danish())
    axes.grid(axis=which, color="#d9d9d9", linewidth=0.6)
    if unit:
        axes.set_xlabel(unit) if which == "x" else axes.set_ylabel(unit)


def _key_above(axes: Axes, columns: int) -> None:
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, frameon=False, borderaxespad=0.2
    )


def _literal(text: str) -> str:
    """A text that matplotlib draws as it is: no mathematics, and not hidden from the key."""
    hidden = numbers.NBSP if text.startswith("_") else ""
    return hidden + showable(text).replace("$", r"\$")


def _label_rows(axes: Axes, at: Any, names: pd.Series) -> None:
    """Names at the left of horizontal bars, in at most two lines each."""
    shown = [numbers.MISSING if pd.isna(name) else str(name) for name in names]
    lines = [textwrap.fill(n, _LABEL_LETTERS, max_lines=2, placeholder=" …") for n in shown]
    axes.set_yticks(at, [_literal(text) for text in lines], fontsize=_LABEL_SIZE)


def alt_text(frame: pd.DataFrame, label: str, values: Mapping[str, str], kind: ValueKind) -> str:
    """A sentence with the first five rows' values, for a figure of bars."""
    show = {"oere": numbers.mio, "number": numbers.number, "share": numbers.share}[kind]
    rows = [
        f"{row[label]}: "
        + ", ".join(f"{name.lower()} {show(row[column])}" for column, name in values.items())
        for _, row in frame.head(5).iterrows()
    ]
    more = f" og {len(frame) - 5} til" if len(frame) > 5 else ""
    return "Vandrette søjler. " + "; ".join(rows) + more + "."
