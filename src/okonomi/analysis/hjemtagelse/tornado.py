"""A tornado: how far the plan's gain moves with each thing that is not known for sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.present import numbers
from okonomi.present.figures import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INPUTS = {
    "present": "Den nuværende pris",
    "local": "Den lokale omkostning",
    "moving": "Udgiften til at flytte",
    "opening": "Udgiften til at åbne",
    "delay_months": "Forsinkelse",
    "failure": "Flytninger, der mislykkes",
}


def tornado(frame: pd.DataFrame, likely_oere: int, ax: Axes) -> Axes:
    """Draw ``frame`` (label, low_oere, high_oere), its first row on top, around ``likely_oere``.

    A bar goes from the gain at the input's low to the gain at its high; the end of the high is
    filled, the end of the low hatched, so that it reads in black and white.
    """
    if frame.empty:
        ax.set_axis_off()
        ax.text(0, 0.5, "Intet er usikkert i scenariet.", style="italic", transform=ax.transAxes)
        return ax
    scale, unit = numbers.amount_scale(
        float(np.abs([*frame["low_oere"], *frame["high_oere"], likely_oere]).max())
    )
    middle, at = likely_oere / scale, np.arange(len(frame))
    for column, name, hatch, colour in (
        ("low_oere", "Ved den lave værdi", "////", COLOURS[1]),
        ("high_oere", "Ved den høje værdi", "", COLOURS[0]),
    ):
        width = frame[column].to_numpy(float) / scale - middle
        ax.barh(
            at, width, left=middle, height=0.6, color=colour, hatch=hatch, edgecolor="#262626",
            linewidth=0.5, label=name,
        )  # fmt: skip
    ax.axvline(middle, color="#262626", linewidth=0.9)
    ax.set_yticks(at, frame["label"])
    ax.set_ylim(len(frame) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(lambda value, _: numbers.axis_labels([value])[0])
    ax.grid(axis="x", color="#d9d9d9", linewidth=0.6)
    ax.set_xlabel(f"Gevinst i perioden, {unit} (streg: ved de sandsynligste værdier)")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    return ax


def tornado_height(rows: int) -> float:
    """Inches for so many inputs."""
    return 0.95 + 0.2 * max(rows, 1)
