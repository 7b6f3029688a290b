"""Any places in any year with thresholds: the net ledger equals the slow count and adds up."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from okonomi import rules
from okonomi.cost.ledger import ledger
from okonomi.cost.net import net
from okonomi.intake.schema import FREQUENCIES

from . import slow_net
from .slow import Line
from .slow_net import Place

RULES = rules.load()
SHARES = {"SEL-108": 1, "BL-46": 1, "SEL-100": Fraction(1, 2), "STU-1": 0}
births = st.one_of(
    st.dates(dt.date(2001, 6, 1), dt.date(2005, 3, 31)),  # 18 in or about the year
    st.dates(dt.date(1952, 6, 1), dt.date(1956, 3, 31)),  # 67 in or about the year
    st.sampled_from([dt.date(2012, 2, 29), dt.date(2004, 2, 29), dt.date(1980, 1, 1)]),
)


@st.composite
def places(draw):
    """Up to six lines of up to three persons in up to two households."""
    persons = {f"P{n}": draw(births) for n in range(draw(st.integers(1, 3)))}
    homes = {who: draw(st.sampled_from([None, "h1", "h2"])) for who in persons}
    found = []
    for number in range(draw(st.integers(1, 6))):
        who = draw(st.sampled_from(sorted(persons)))
        start = draw(st.dates(dt.date(2019, 11, 1), dt.date(2022, 12, 31)))
        length = draw(st.one_of(st.none(), st.integers(0, 900)))
        frequency = draw(st.sampled_from(FREQUENCIES))
        per_year = {"dag": 365, "uge": 52, "14 dage": 26, "maaned": 12, "kvartal": 4}
        yearly = draw(st.integers(-200_000, 4_000_000))
        price = Decimal(yearly * 100 // per_year.get(frequency, 1)) / 100
        line = Line(
            line_id=f"L{number}",
            person_id=who,
            start=start,
            end=None if length is None else start + dt.timedelta(length),
            price=price,
            frequency=frequency,
        )
        paragraf = draw(st.sampled_from(sorted(SHARES)))
        found.append(
            Place(
                line=line,
                paragraf=paragraf,
                share=Fraction(SHARES[paragraf]),
                birth=persons[who],
                household=homes[who],
                momsfaktor=draw(st.sampled_from([Decimal(1), Decimal("0.954"), Decimal("0.9")])),
                egenbetaling=draw(st.sampled_from([Decimal(0), Decimal("4321.5")])),
            )
        )
    return found


def net_of(found, year, month=12):
    frames = slow_net.frames(found)
    months = ledger(frames[0], pd.Period(f"{year}-01", "M"), pd.Period(f"{year}-12", "M"))
    return months, net(months, *frames, RULES, pd.Period(f"{year}-{month:02d}", "M"))


@given(places(), st.sampled_from([2020, 2021, 2022]))
@settings(max_examples=30)
def test_every_payer_equals_the_slow_count(found, year):
    _, result = net_of(found, year)
    slow = slow_net.year_of(found, year)
    fast = {
        (row.group, row.payer): (row.total_oere, row.refusion_oere)
        for row in result.payers.itertuples()
    }
    assert fast == {
        key: (slow_net.round_half_away(counted), slow.refund[key])
        for key, counted in slow.counted.items()
    }
    total = result.total()
    assert total["gross_oere"] == slow.gross
    assert total["moms_refusion_oere"] == slow.moms


@given(places(), st.integers(1, 12))
@settings(max_examples=15)
def test_the_year_to_date_equals_the_slow_count(found, month):
    _, result = net_of(found, 2022, month)
    slow = slow_net.year_of(found, 2022, last_month=month)
    fast = {(r.group, r.payer): r.refusion_to_date_oere for r in result.payers.itertuples()}
    assert fast == slow.refund


@given(places(), st.sampled_from([2020, 2022]))
@settings(max_examples=30)
def test_rows_and_payers_add_up_to_the_oere(found, year):
    months, result = net_of(found, year)
    rows = result.rows
    assert len(rows) == len(months)
    pd.testing.assert_frame_equal(rows[list(months)], months)
    assert (rows["gross_oere"] == rows["moms_refusion_oere"] + rows["service_oere"]).all()
    assert (rows["service_oere"] == rows["refusion_oere"] + rows["net_oere"]).all()
    assert rows["refusion_oere"].sum() == result.payers["refusion_oere"].sum()
    assert result.complete
    assert not result.skoen
