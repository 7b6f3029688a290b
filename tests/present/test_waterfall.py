"""The waterfall: what adds and takes away, in kroner, drawn the same every time."""

import pandas as pd
import pytest

from okonomi.present import figures
from okonomi.present.waterfall import waterfall, waterfall_alt, waterfall_height

KEYS = ("label", "oere", "row_kind")


def steps(*amounts, start=100_000_000_00):
    end = start + sum(amounts)
    labels = ["Korrigeret budget 2026", *(f"Årsag {n} med $ og _" for n in range(len(amounts)))]
    return pd.DataFrame(
        {
            "label": [*labels, "Forventet regnskab 2026"],
            "oere": [start, *amounts, end],
            "row_kind": ["subtotal", *["detail"] * len(amounts), "total"],
        }
    )


def bars_of(axes):
    """(left, right, hatch) of every bar by its row, in the axis' unit."""
    found = {}
    for bar in axes.patches:
        left, right = sorted((bar.get_x(), bar.get_x() + bar.get_width()))
        row = round(bar.get_y() + bar.get_height() / 2)
        found[row] = (round(left, 6), round(right, 6), bar.get_hatch())
    return found


def test_each_bar_begins_where_the_one_above_ended():
    bars = bars_of(waterfall(steps(15_000_000_00, -8_000_000_00), *KEYS))
    assert bars[1][:2] == (100, 115) and bars[2][:2] == (107, 115)
    assert bars[0][1] == 100 and bars[3][1] == 107
    assert len({bars[0][2], bars[1][2], bars[2][2]}) == 3  # told apart without colour


def test_the_axis_says_when_it_does_not_begin_at_zero():
    small = waterfall(steps(1_000_000_00), *KEYS)
    assert "begynder ikke ved 0" in small.get_xlabel() and small.get_xlim()[0] > 50
    large = waterfall(steps(150_000_000_00), *KEYS)
    assert "begynder ikke" not in large.get_xlabel() and large.get_xlim()[0] == 0


def test_amounts_are_danish_with_their_sign():
    axes = waterfall(steps(1_500_000_00, -2_000_000_00), *KEYS)
    assert [text.get_text() for text in axes.texts] == ["100,00", "+1,50", "−2,00", "99,50"]


@pytest.mark.parametrize(
    "frame",
    [
        steps(),
        steps(start=0),
        steps(-150_000_000_00),
        steps(-1_00, 5_00, start=-100_000_00),
        steps(1_00).iloc[:0],
    ],
)
def test_nothing_empty_or_negative_stops_it(frame):
    def draw(ax):
        waterfall(frame, *KEYS, ax=ax)

    drawn = [
        figures.figure(draw, name="v", title="t", alt="a", height=waterfall_height(len(frame)))
        for _ in range(2)
    ]
    assert drawn[0].svg == drawn[1].svg


def test_the_text_for_those_who_cannot_see_it_has_every_row():
    text = waterfall_alt(steps(15_000_000_00, -8_000_000_00), *KEYS).replace("\u00a0", " ")
    assert text.endswith("Forventet regnskab 2026: 107,00 mio. kr.")
    assert "+15,00 mio. kr." in text and "−8,00 mio. kr." in text
