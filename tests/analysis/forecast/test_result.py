"""The forecast as a whole: it ties to the follow-up, repeats itself, and says what it lacks."""

import numpy as np
import pandas as pd
import pytest
from analysis.forecast.worlds import drop, line, steady
from frames import table

from okonomi.analysis.followup.result import followup
from okonomi.analysis.forecast import show
from okonomi.analysis.forecast.backtest import backtest
from okonomi.analysis.forecast.result import INTERVALS, forecast
from okonomi.analysis.forecast.simulate import DRIVERS
from okonomi.rules import load, load_kontoplan


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


@pytest.fixture(scope="module")
def months():
    """Six drops of a steady history on two functions, with a budget."""
    budget = table(
        "budget",
        {"year": 2026, "function": "5.38.50", "area": "voksne", "original_oere": 1_000_000_000},
        {"year": 2026, "function": "5.38.59", "area": "voksne", "original_oere": 5_000_000},
    )

    def lines(month):
        houses = steady(month, per_month=3)
        days = [
            entry | {"line_id": f"D{n}", "case_id": f"D{n}", "function": "5.28.20", "area": "boern"}
            for n, entry in enumerate(steady(month, per_month=1, stay=6))
        ]
        return houses + days

    periods = pd.period_range("2026-01", "2026-06", freq="M")
    return [drop(str(p), *lines(str(p)), budget=budget) for p in periods]


@pytest.fixture(scope="module")
def result(months, kontoplan):
    return forecast(months[-1], kontoplan, load(), earlier=months[:-1], draws=300)


def test_the_known_figures_are_the_followups(result, months, kontoplan):
    known = followup(months[-1], kontoplan, load()).rows.set_index("label")["expected_oere"]
    assert result.rows.set_index("label")["known_oere"].to_dict() == known.to_dict()


def test_the_drivers_add_up_to_the_oere_in_every_row(result):
    rows = result.rows
    assert (rows[[f"{name}_oere" for name in DRIVERS]].sum(axis=1) == rows["change_oere"]).all()
    assert (rows["known_oere"] + rows["change_oere"] == rows["expected_oere"]).all()
    detail = rows[rows["row_kind"] == "detail"]
    for name in ("known_oere", "change_oere", "expected_oere"):
        assert detail[name].sum() == rows.iloc[-1][name]


def test_the_intervals_nest_and_hold_the_mean(result):
    low80, high80, low95, high95 = (result.rows[name] for name in INTERVALS)
    assert (low95 <= low80).all() and (high80 <= high95).all()
    total = result.rows.iloc[-1]
    assert total["low80_oere"] < total["expected_oere"] < total["high80_oere"]
    detail = result.rows["row_kind"] == "detail"
    width = high80 - low80
    assert width.iloc[-1] < width[detail].sum()  # ups and downs partly cancel
    assert result.interval80_oere == (total["low80_oere"], total["high80_oere"])


def test_the_fan_ends_where_the_table_does(result):
    december, june = result.months.iloc[-1], result.months.iloc[5]
    assert december["expected_oere"] == result.expected_with_inflow_oere
    assert result.months["expected_oere"].isna().sum() == 5
    assert (
        june["high80_oere"] - june["low80_oere"] < december["high80_oere"] - december["low80_oere"]
    )


def test_same_data_same_figures(result, months, kontoplan):
    again = forecast(months[-1], kontoplan, load(), earlier=months[-2::-1], draws=300)
    pd.testing.assert_frame_equal(again.rows, result.rows)
    other = forecast(months[-1], kontoplan, load(), earlier=months[:-1], draws=300, seed=5)
    assert (other.rows["high80_oere"] != result.rows["high80_oere"]).any()


def test_a_budget_without_lines_is_a_row_with_no_change(result):
    row = result.rows.set_index("label").filter(like="5.38.59", axis=0).iloc[0]
    assert row["expected_oere"] == row["change_oere"] == 0
    assert row["deviation_word"] == "mindreforbrug"


def test_the_summary_has_number_interval_unit_and_year(result):
    text = result.summary().replace("\xa0", " ")
    assert text.startswith("Årets forventede regnskab 2026 med forventet til- og afgang er ")
    assert "mio. kr. (80 %: " in text
    assert "merforbrug" in text or "mindreforbrug" in text


def test_the_backtest_counts_only_drops_that_existed(result):
    true = result.tests[~result.tests["rebuilt"]]
    assert true["drop"].dt.month.tolist() == [1, 2, 3, 4, 5]
    assert (true["until"] == pd.Timestamp("2026-06-01")).all()
    assert result.tests["rebuilt"].sum() > 0
    shown = next(t for t in result.tables() if t.name == "prognose_efterproevning").frame
    assert (shown.loc[result.tests["rebuilt"], "held_word"] == "tæller ikke").all()
    assert "rekonstrueret (kender senere registreringer)" in set(shown["kind"])
    (told,) = [f for f in result.findings if f.code == "prognose-ikke-efterproevet"]
    assert "5 tidligere mapper" in told.text


def test_the_straight_line_and_last_years_pattern_by_hand(kontoplan):
    lines = [line(1, "2024-01-01"), line(2, "2023-01-01", "2024-12-31")]
    before, now = drop("2026-02", *lines), drop("2026-04", *lines)
    (row,) = backtest(now, [before], kontoplan, 1).query("not rebuilt").to_dict("records")
    assert row["actual_oere"] == 120 * 100_000
    assert row["straight_oere"] == 59 * 100_000 * 4 // 2
    assert row["last_year_oere"] == 120 * 100_000  # the same days last year


def test_a_rebuilt_month_keeps_a_price_whose_day_is_that_of_a_later_end(kontoplan):
    lines = [line(n, f"2024-0{n}-01", f"2024-0{n}-28") for n in range(1, 10)]
    old = line(20, "2024-01-01", "2024-12-31")
    new = old | {"start": "2025-01-01", "end": "2025-12-31", "registered": "2025-11-01"}
    found = backtest(drop("2026-01", *lines, old, new), [], kontoplan, 1)
    march = found.set_index("drop").loc["2025-03-01"]
    assert march["straight_oere"] == 90 * 100_000 * 12 // 3
    late = line(30, "2025-03-01") | {"registered": "2025-05-01"}
    found = backtest(drop("2026-01", *lines, old, new, late), [], kontoplan, 1)
    assert found.set_index("drop").loc["2025-03-01", "straight_oere"] == march["straight_oere"]


def test_the_figure_is_held_up_against_an_even_budget(result):
    months = result.months
    even = show.against_even(months, 1_200)
    assert even["known_oere"].tolist() == [
        known - 100 * n for n, known in enumerate(months["known_oere"], start=1)
    ]
    without = show.against_even(months, pd.NA)
    assert without["expected_oere"].iloc[-1] == 0


def test_a_month_missing_in_between_is_named(months, kontoplan):
    found = forecast(
        months[-1], kontoplan, load(), earlier=[months[0], months[2]], draws=50,
        with_backtest=False,
    )  # fmt: skip
    (gap,) = [f for f in found.findings if f.code == "prognose-maaned-mangler"]
    assert "februar 2026, april 2026, maj 2026" in gap.text


def test_too_little_history_says_so_and_widens(kontoplan):
    since_july = [entry for entry in steady("2026-06", stay=4) if entry["start"] >= "2025-07"]
    short = drop("2026-06", *since_july)
    found = forecast(short, kontoplan, load(), draws=100)
    assert any(f.code == "prognose-kort-historik" for f in found.findings)
    running = drop("2026-06", line(1, "2025-01-01"), line(2, "2025-01-01"))
    none = forecast(running, kontoplan, load(), draws=2_000)
    assert any(f.code == "prognose-uden-historik" for f in none.findings)
    # Nothing is known of in- and outflow, so none is in the expected figure.
    assert not none.rows["change_oere"].any()
    assert none.rows["expected_oere"].tolist() == none.rows["known_oere"].tolist()
    assert none.months["expected_oere"].dropna().tolist() == none.months["known_oere"][5:].tolist()
    low, high = none.interval80_oere
    left = 2 * 184 * 100_000
    assert high - low == pytest.approx(0.2 * left, rel=0.1)


def test_history_that_is_not_there_is_not_called_ingen_maaneder(kontoplan):
    found = forecast(drop("2026-06", line(1, "2025-01-01")), kontoplan, load(), draws=50)
    [finding] = [f for f in found.findings if f.code == "prognose-uden-historik"]
    assert finding.text.startswith("Udtrækket viser ingen historik med ophørte bevillinger: til- ")


def test_an_empty_month_is_sentences_and_no_crash(kontoplan):
    found = forecast(drop("2026-03"), kontoplan, load(), draws=50)
    assert found.expected_with_inflow_oere == 0
    assert found.summary().replace("\xa0", " ") == (
        "Der er ingen bevillinger med en udgift i 2026 i mappen, så der er ingen prognose: det "
        "forventede regnskab på 0,0 mio. kr. er kun det bogførte."
    )
    one = forecast(drop("2026-03", line(1, "2025-01-01")), kontoplan, load(), draws=50)
    assert "intet budget for året" in one.summary()
    assert [len(t.frame) for t in found.tables()] == [1, 1, 0]
    assert found.figures()[0].svg.startswith("<?xml")
    assert found._repr_html_()


def test_postings_without_moms_scale_the_changes(months, kontoplan):
    found = forecast(
        months[-1], kontoplan, load(), False, earlier=months[:-1], draws=50, with_backtest=False
    )
    assert np.isfinite(found.rows["expected_oere"].astype(float)).all()


def test_the_rows_are_the_followups_whatever_earlier_months_called_them(kontoplan):
    """Last month's budget was for 5.38 as a whole, and its lines put 6.45.51 in another area."""
    group = table("budget", {"year": 2026, "function": "5.38", "original_oere": 1_000_000_000})
    functions = table("budget", {"year": 2026, "function": "5.38.50", "original_oere": 1_000_000})

    def lines(month, area):
        other = {"function": "6.45.51", "area": area}
        places = [
            entry | {"line_id": f"{area}-{n}"} | other for n, entry in enumerate(steady(month))
        ]
        return [*steady(month), *(places if area == "boern" else places[:3])]

    before = drop("2026-05", *lines("2026-05", "boern"), budget=group)
    now = drop("2026-06", *lines("2026-06", "voksne"), budget=functions)
    made = forecast(now, kontoplan, load(), earlier=[before], draws=50, with_backtest=False)
    shown = followup(now, kontoplan, load()).rows
    keys = ["area_label", "label"]
    assert made.rows[keys].to_dict("list") == shown[keys].to_dict("list")
