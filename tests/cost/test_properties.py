"""What must hold for any lines: checked against the slow count and against each other."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from okonomi.cost import ledger, monthly, person_days, spread, stock
from okonomi.intake.schema import FREQUENCIES

from . import slow
from .slow import Line

FIRST, LAST = (2023, 11), (2025, 1)
WINDOW = (pd.Period("2023-11", "M"), pd.Period("2025-01", "M"))
BASES = ("forventet", "bevilget")

days = st.dates(dt.date(2023, 8, 1), dt.date(2025, 4, 30))
OLD = (pd.Period("1999-06", "M"), pd.Period("2000-03", "M"))
old_days = st.dates(dt.date(1999, 4, 1), dt.date(2000, 4, 30))
prices = st.one_of(
    st.decimals(Decimal("-99999"), Decimal("99999"), places=2),
    st.decimals(Decimal("-10"), Decimal("10"), places=4),
    st.integers(-5, 5).map(Decimal),
)
quantities = st.one_of(
    st.none(),
    st.just(Decimal(1)),
    st.decimals(Decimal(-3), Decimal(40), places=3),
)


@st.composite
def lines(draw, recurring_only=False, days=days):
    """Up to six lines; an expected line may replace one before it, so chains arise, rings not."""
    frequencies = [f for f in FREQUENCIES if f != "engang" or not recurring_only]
    result = []
    for number in range(draw(st.integers(1, 6))):
        start = draw(days)
        end = draw(st.one_of(st.none(), st.integers(0, 400)))
        earlier = [line.line_id for line in result]
        status = draw(st.sampled_from(["bevilget", "bevilget", "forventet", "kladde"]))
        same = bool(earlier) and draw(st.booleans()) and draw(st.booleans())
        replaces = draw(st.sampled_from([None, *earlier])) if status != "bevilget" else None
        line_id = draw(st.sampled_from(earlier)) if same and not replaces else f"L{number}"
        result.append(
            Line(
                line_id=line_id,
                start=start,
                end=None if end is None else start + dt.timedelta(end),
                price=draw(prices),
                quantity=draw(quantities),
                frequency=draw(st.sampled_from(frequencies)),
                status=status,
                replaces=replaces,
                line_kind=draw(st.sampled_from(["hovedydelse", "hovedydelse", "foelgeydelse"])),
                person_id=draw(st.sampled_from([None, "P1", "P2"])),
                placement_id=draw(st.sampled_from([None, "S1", "S2"])),
                function=draw(st.sampled_from([None, "5.28.20", "5.38.50"])),
                provider=draw(st.sampled_from([None, "Aa", "Å", "Bo"])),
            )
        )
    return result


def as_cells(frame):
    """(line, (year, month)) → (øre, days) of a ledger."""
    return {
        (row.line, (row.month.year, row.month.month)): (row.gross_oere, row.days)
        for row in frame.itertuples()
    }


@given(lines(), st.sampled_from(BASES))
def test_the_ledger_is_a_slow_day_by_day_count(drawn, basis):
    assert as_cells(ledger(slow.frame(drawn), *WINDOW, basis)) == slow.ledger(
        drawn, FIRST, LAST, basis
    )


@settings(max_examples=50)
@given(lines(days=old_days))
def test_the_ledger_counts_across_the_start_of_2000(drawn):
    """Day and week prices are counted from 1-1-2000: the days before it come out right too."""
    found = as_cells(ledger(slow.frame(drawn), *OLD))
    assert found == slow.ledger(drawn, (1999, 6), (2000, 3))


@given(
    lines(),
    st.sampled_from(BASES),
    st.sampled_from([(), ("function",), ("provider", "status"), ("line_id", "start")]),
)
def test_monthly_is_the_grouped_ledger(drawn, basis, by):
    placement = slow.frame(drawn)
    parts = ledger(placement, *WINDOW, basis)
    keys = placement[list(by)].take(parts["line"]).reset_index(drop=True)
    wide = pd.concat([keys, parts[["month", "gross_oere", "days"]]], axis=1)
    expected = wide.groupby([*by, "month"], dropna=False, as_index=False)[
        ["gross_oere", "days"]
    ].sum()
    pd.testing.assert_frame_equal(monthly(placement, *WINDOW, by=by, basis=basis), expected)


@given(lines(recurring_only=True), days)
@example([Line(dt.date(2024, 2, 1), None, Decimal("0.01"), "maaned")], dt.date(2024, 2, 15))
def test_splitting_a_line_changes_no_oere(drawn, cut):
    """Every line that spans ``cut`` becomes two adjoining ones; every month stays as it was."""
    split = []
    for line in drawn:
        before = cut - dt.timedelta(1)
        if line.start < cut and (line.end is None or cut <= line.end):
            split += [replace(line, end=before), replace(line, start=cut)]
        else:
            split.append(line)
    whole = monthly(slow.frame(drawn), *WINDOW, by=())
    parts = monthly(slow.frame(split), *WINDOW, by=())
    pd.testing.assert_frame_equal(parts, whole)


@given(lines(), st.integers(0, 14))
def test_months_sum_to_the_whole(drawn, cut):
    """The window cut in two anywhere gives the same months."""
    placement = slow.frame(drawn)
    whole = ledger(placement, *WINDOW)
    middle = WINDOW[0] + cut
    halves = [ledger(placement, WINDOW[0], min(middle, WINDOW[1]))]
    if middle < WINDOW[1]:
        halves.append(ledger(placement, middle + 1, WINDOW[1]))
    joined = pd.concat(halves).sort_values(["line", "month"], ignore_index=True)
    pd.testing.assert_frame_equal(joined, whole)


@given(lines())
def test_a_reversed_price_cancels_every_cell(drawn):
    back = [replace(line, price=-line.price) for line in drawn]
    forth, reverse = (ledger(slow.frame(these), *WINDOW) for these in (drawn, back))
    assert (forth["gross_oere"] + reverse["gross_oere"] == 0).all()


@given(lines(), st.sampled_from(BASES), st.sampled_from([None, "5.28.20"]))
def test_person_days_are_a_set_of_days(drawn, basis, only):
    if only is None:
        found = person_days(slow.frame(drawn), *WINDOW, basis=basis)
    else:
        found = person_days(slow.frame(drawn), *WINDOW, by=("function",), basis=basis)
        found = found[found["function"] == only]
    cells = {
        (row.month.year, row.month.month): (row.person_days, row.persons_in_several)
        for row in found.itertuples()
    }
    assert cells == slow.person_days(drawn, FIRST, LAST, basis, only)


@settings(max_examples=30)
@given(lines())
def test_the_stock_of_every_day_sums_to_the_person_days(drawn):
    placement = slow.frame(drawn)
    month = pd.Period("2024-02", "M")
    counted = person_days(placement, month, month)["person_days"].sum()
    assert counted == sum(
        stock(placement, pd.Timestamp(day)) for day in slow.days_of((2024, 2), (2024, 2))
    )


@given(lines())
def test_drafts_change_nothing(drawn):
    kept = [line for line in drawn if line.status != "kladde"]
    for basis in BASES:
        pd.testing.assert_frame_equal(
            monthly(slow.frame(drawn), *WINDOW, by=(), basis=basis),
            monthly(slow.frame(kept), *WINDOW, by=(), basis=basis),
        )


@given(lines())
def test_without_expected_lines_the_two_bases_agree(drawn):
    granted = slow.frame([line for line in drawn if line.status == "bevilget"])
    pd.testing.assert_frame_equal(
        ledger(granted, *WINDOW, "forventet"), ledger(granted, *WINDOW, "bevilget")
    )


@given(lines())
def test_an_expected_line_only_shortens_granted_ones(drawn):
    placement = slow.frame(drawn)
    granted, expected = (ledger(placement, *WINDOW, basis) for basis in ("bevilget", "forventet"))
    both = granted.merge(
        expected[expected["status"] == "bevilget"],
        on=["line", "month"],
        how="outer",
        suffixes=("_granted", "_expected"),
    )
    assert both["days_granted"].notna().all()
    assert (both["days_expected"].fillna(0) <= both["days_granted"]).all()


@given(
    st.integers(-(10**15), 10**15),
    st.lists(st.one_of(st.integers(0, 10**12), st.floats(0, 1e6)), min_size=1, max_size=12),
)
def test_spread_parts_are_the_total_and_near_their_shares(total, weights):
    whole = sum(map(slow.Fraction, weights))
    if not whole:
        return
    parts = spread(total, weights).tolist()
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * slow.Fraction(weight) / whole) < 1
    assert spread(-total, weights).tolist() == [-part for part in parts]
