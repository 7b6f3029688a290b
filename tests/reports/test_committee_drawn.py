"""Figures and sentences of a committee version: drawn and told of what is published alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from committee_world import FIVE, MIO, bundle, edition, table

from okonomi.present import Column, Drawn, Figure, Group, Public, Table


def figure(frame, kind="bars", **more):
    given = {"label": "label", "values": {"expected_oere": "Forventet"}}
    drawn = Drawn(kind=kind, table=table(frame), **given | more)
    return Figure(
        name="f", title="Regnskab", alt="b: 3,0 mio.", svg="<svg>b 3,0</svg>", drawn=drawn
    )


def test_a_figure_is_drawn_anew_with_gaps():
    made = edition(bundle(table(FIVE), figures=(figure(FIVE),)))
    (drawn,) = made.document.bundles[0].figures
    assert "b: forventet udeladt" in drawn.alt
    assert "a: forventet 20,0" in drawn.alt
    assert "<!-- 3,0 -->" not in drawn.svg
    assert "<!-- .. -->" in drawn.svg
    assert "<!-- 20,0 -->" in drawn.svg


def test_lines_are_drawn_over_months_and_a_figure_with_nothing_left_is_not():
    months = pd.DataFrame(
        {
            "month": pd.date_range("2026-01-01", periods=3, freq="MS"),
            "group": ["m1", "m2", "m3"],
            "n": [9, 9, 2],
            "expected_oere": [MIO, 2 * MIO, 3 * MIO],
        }
    )
    public = Public(groups=(Group(key="group", n="n", sums=("expected_oere",)),), facts=("month",))
    columns = (Column("month", "Måned", "month"), Column("expected_oere", "Beløb", "oere", -3))
    drawn = Drawn(
        kind="lines",
        table=Table(name="m", title="M", frame=months, columns=columns, public=public),
        label="month",
        values={"expected_oere": "Forventet"},
    )
    lines = Figure(name="f", title="F", alt="x", svg="<svg/>", drawn=drawn)
    made = edition(bundle(table(FIVE), figures=(lines,)))
    assert made.document.bundles[0].figures[0].alt == (
        "Kurver: Forventet. Et hul er et tal, der er udeladt."
    )
    few = replace(drawn, table=replace(drawn.table, frame=months.assign(n=1)))
    none = edition(bundle(table(FIVE), figures=(replace(lines, drawn=few),)))
    assert none.document.bundles[0].figures == ()


def test_a_sentence_tells_published_numbers_or_none():
    text = "Det bliver {tal|%s|expected_oere} i 2026, et {tal|%s|word} på {tal|%s|share}"
    told = edition(bundle(table(FIVE), public_summary=text % (("I alt",) * 3)))
    assert told.document.bundles[0].summary == (
        "Det bliver 61,0\xa0mio.\xa0kr. i 2026, et merforbrug på 22,0\xa0%"
    )
    hidden = edition(bundle(table(FIVE), public_summary=text % (("b",) * 3)))
    assert "udeladt" in hidden.document.bundles[0].summary
    assert not any(c.isdigit() for c in hidden.document.bundles[0].summary)
    assert edition(bundle(table(FIVE))).document.bundles[0].summary == ""
    with pytest.raises(ValueError, match="a number of its own"):
        edition(bundle(table(FIVE), public_summary="Der er 4 sager."))
