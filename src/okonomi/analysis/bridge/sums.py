"""What a bridge starts from, ends in and passes through, per area and function, in whole øre.

Each sum is worked out from its own table; none from what the others leave. Frames and series are
indexed by area_label and function_label.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from okonomi.analysis.bridge.days import LABELS, is_once
from okonomi.analysis.budget_rows import budget_of_year, with_row_keys
from okonomi.analysis.cells import Cells
from okonomi.cost import days_in_year, ledger, net, person_days
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.rules import Rules


def year_of(lines: pd.DataFrame, reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """The year's cost of lines that count as they stand (``bridge_days.counted_lines``).

    gross_oere; moms_oere, the refunded VAT in it (0 where postings are with VAT, so that it counts
    in full); and main_oere, what is left of the recurring hovedydelser alone.
    """
    year = (first_month_of_year(reading.period), last_month_of_year(reading.period))
    cost = ledger(lines, *year, basis="bevilget")
    moms = 0
    if not with_moms:
        people = (reading["person"], reading["provider"])
        moms = net(cost, lines, *people, rules, reading.period).rows["moms_refusion_oere"]
    cost = cost.assign(moms_oere=moms)
    main = ((lines["line_kind"] == "hovedydelse") & ~is_once(lines)).to_numpy()[cost["line"]]
    cost["main_oere"] = (cost["gross_oere"] - cost["moms_oere"]).where(main, 0)
    amounts = ["gross_oere", "moms_oere", "main_oere"]
    labels = lines[LABELS].iloc[cost["line"]].set_index(cost.index)
    return labels.join(cost[amounts]).groupby(LABELS)[amounts].sum().astype("int64")


def persons_of(lines: pd.DataFrame, period: pd.Period) -> pd.Series:
    """Helårspersoner of the year as exact fractions."""
    year = (first_month_of_year(period), last_month_of_year(period))
    days = person_days(lines, *year, by=LABELS, basis="bevilget")
    sums = days.groupby(LABELS)["person_days"].sum()
    return sums.map(lambda n: Fraction(int(n), days_in_year(period.year))).astype("object")


def budget_of(reading: Reading, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """oere (corrected, else original) and persons (a fraction, or missing) of the year's budget."""
    budget, _ = budget_of_year(reading["budget"], reading.period.year)
    rows = with_row_keys(budget, kontoplan)
    oere = rows["corrected_oere"].fillna(rows["original_oere"]).astype("int64")
    groups = rows.assign(oere=oere).groupby(LABELS)
    # A function with persons on some of its rows only does not say how many it has.
    persons = groups["persons"].agg(lambda counts: counts.sum(skipna=False))
    exact = persons.map(lambda n: None if pd.isna(n) else Fraction(repr(float(n))))
    return pd.DataFrame({"oere": groups["oere"].sum(), "persons": exact.astype("object")})


def expected_of(cells: Cells) -> pd.Series:
    """Forventet regnskab: what is posted and what is still open."""
    frame = cells.frame
    return (frame["booked_oere"] + frame["open_oere"]).groupby([frame[n] for n in LABELS]).sum()


def beyond_grants(cells: Cells) -> pd.Series:
    """What is posted beyond the grants of its cell: function, provider and service month.

    The part of a posting that lies outside 0 … the grants (a reversal below 0 is negative), and
    of postings without a provider what the function's open amount does not cover.
    """
    frame = cells.frame
    booked, granted = frame["booked_oere"], frame["ledger_oere"]
    covered = booked.clip(granted.clip(upper=0), granted.clip(lower=0))
    beyond = (booked - covered).where(~frame["unassigned"], booked + frame["open_oere"])
    return beyond.groupby([frame[name] for name in LABELS]).sum()
