"""What follows a citizen home, and when a følgeydelse counts."""

import pandas as pd
import pytest
from frames import placements

from okonomi.analysis.hjemtagelse.follows import lasting, parts_of, whole_from, with_local_share
from okonomi.analysis.hjemtagelse.scenario import default_scenario

DAY = pd.Timestamp(2026, 3, 31)
SCENARIO = default_scenario(pd.Period("2026-03", "M"))


def follows(**more):
    row = {"service": "Ekstra støttetimer", "start": "2026-01-01"} | more
    same = row.pop("same", True)
    return placements(row).assign(same=same, net_kr_per_day=100.0)


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({"service": "Intern skole"}, True),
        ({"service": "Dagbehandling"}, True),
        ({"service": "Beskyttet beskæftigelse"}, True),
        ({"service": "Befordring"}, True),
        ({"service": "Kørsel til dagtilbud"}, True),
        ({"service": "Pakke 7", "function": "5.38.59"}, True),
        ({"service": "Tur-retur", "unit": "km"}, True),
        ({"service": "Dobbelt bemanding"}, False),
        ({"service": "Ekstra nattevagt"}, False),
        ({"service": None}, False),
    ],
)
def test_school_dagtilbud_and_transport_are_known_by_name_function_or_unit(facts, needed):
    found = with_local_share(follows(**facts), SCENARIO)
    assert found["needed"].tolist() == [needed]
    assert found["locally"].tolist() == [1.0 if needed else 0.0]


def test_what_another_provider_delivers_goes_on_whatever_it_is():
    assert with_local_share(follows(same=False), SCENARIO)["locally"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ({}, None, None),
        ({"end": "2026-08-31"}, None, "2026-08"),
        ({"end": "2026-08-30"}, None, "2026-07"),
        ({"end": "2027-12-31"}, None, None),  # as long as the placement
        ({"start": "2026-06-01"}, "2026-06", None),
        ({"start": "2026-06-02"}, "2026-07", None),
    ],
)
def test_only_whole_months_count(dates, first, last):
    rows = with_local_share(follows(**dates), SCENARIO)
    (part,) = parts_of(rows, DAY, pd.Period("2027-06", "M"), factor=1.1)
    assert (part.first, part.last) == tuple(m and pd.Period(m, "M") for m in (first, last))
    assert part.present_kr_per_day == pytest.approx(110)
    present, local, dated = lasting([part])
    assert (present, len(dated)) == ((0, 1) if first or last else (part.present_kr_per_day, 0))
    assert local == 0


def test_a_whole_month_begins_on_its_first_day():
    assert whole_from(pd.Timestamp(2026, 5, 1)) == pd.Period("2026-05", "M")
    assert whole_from(pd.Timestamp(2026, 5, 2)) == pd.Period("2026-06", "M")
    assert whole_from(pd.Timestamp(2025, 12, 31)) == pd.Period("2026-01", "M")
