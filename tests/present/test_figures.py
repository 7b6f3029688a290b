import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from okonomi.present import figures

VALUES = {"budget_oere": "Budget", "expected_oere": "_Forventet $x$"}


def a_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "function": ["$\\frac{a}{b}$ <script>", "_Botilbud 漢", "Aflastning", None],
            "budget_oere": [12_345_678_900, 2_345_678_900, -300_000_000, 0],
            "expected_oere": [13_345_678_900, 1_345_678_900, -310_000_000, None],
        }
    )


def months() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": [pd.Period("2025-01", "M") + n for n in range(14)] * 2,
            "cost_oere": range(0, 28_000, 1000),
            "series": ["Budget"] * 14 + ["$Bogført$"] * 14,
        }
    )


def test_equal_frames_give_equal_bytes() -> None:
    def draw() -> str:
        return figures.figure(
            lambda ax: figures.bars(a_frame(), "function", VALUES, ax=ax),
            name="f",
            title="T",
            alt="A.",
            height=figures.bars_height(4, 2),
        ).svg

    first = draw()
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        pass
    assert draw() == first
    assert "<date" not in first and "http://www.w3.org" in first


def test_bars_show_danish_numbers_and_raw_names() -> None:
    axes = Canvas().add_subplot()
    figures.bars(a_frame(), "function", VALUES, ax=axes)
    shown = [text.get_text() for text in axes.texts]
    assert shown == ["123,5", "23,5", "−3,0", "0,0", "133,5", "13,5", "−3,1"]
    assert axes.get_xlabel() == "mio. kr."
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert names == [r"\$\frac{a}{b}\$ <script>", "\u00a0_Botilbud 漢", "Aflastning", "–"]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == [
        "Budget",
        "\u00a0_Forventet \\$x\\$",
    ]
    # The first row stands on top.
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_lines_over_months() -> None:
    axes = Canvas().add_subplot()
    figures.lines(months(), "month", "cost_oere", "series", ax=axes)
    assert [tick.get_text() for tick in axes.get_xticklabels()][:2] == ["jan.\n25", "mar.\n25"]
    assert [len(line.get_xdata()) for line in axes.get_lines()] == [14, 14]
    assert axes.get_lines()[1].get_ydata()[-1] == 270
    assert axes.get_ylabel() == "kr." and axes.get_ylim()[0] <= 0
    styles = {(line.get_linestyle(), line.get_marker()) for line in axes.get_lines()}
    assert len(styles) == 2


@pytest.mark.parametrize("kind", ["oere", "number", "share"])
def test_a_figure_without_values(kind: figures.ValueKind) -> None:
    empty = a_frame().iloc[:0]
    missing = pd.DataFrame({"function": ["A"], "budget_oere": [np.nan]})
    one = {"budget_oere": "Budget"}
    for frame in (empty, missing):
        drawn = figures.figure(
            lambda ax, frame=frame: figures.bars(frame, "function", one, kind=kind, ax=ax),
            name="f",
            title="T",
            alt="A.",
        )
        assert drawn.svg.startswith("<?xml")
    axes = figures.lines(
        months().iloc[:0], "month", "cost_oere", "series", ax=Canvas().add_subplot()
    )
    assert [text.get_text() for text in axes.texts] == ["Ingen rækker."]


def test_axes_are_made_where_none_are_given() -> None:
    from matplotlib import pyplot as plt

    axes = figures.bars(a_frame(), "function", VALUES)
    assert axes.figure.get_size_inches()[1] == figures.bars_height(4, 2)
    plt.close(axes.figure)


def test_alt_text() -> None:
    frame = pd.DataFrame({"f": list("ABCDEF"), "b": [100_000_000] * 6})
    assert figures.alt_text(frame, "f", {"b": "Budget"}, "oere") == (
        "Vandrette søjler. A: budget 1,0\u00a0mio.\u00a0kr.; B: budget 1,0\u00a0mio.\u00a0kr.; "
        "C: budget 1,0\u00a0mio.\u00a0kr.; D: budget 1,0\u00a0mio.\u00a0kr.; "
        "E: budget 1,0\u00a0mio.\u00a0kr. og 1 til."
    )
