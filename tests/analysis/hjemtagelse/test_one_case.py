"""One case on given figures."""

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.one_case import one_case
from okonomi.errors import UserError
from okonomi.rules import load

RULES = load()
FIGURES = {"present_kr_per_day": 8000, "local_kr_per_day": 6900, "transition_kr": 1500}


def case(year=2022, **more):
    given = FIGURES | {"yearly_total_kr": 2_900_000} | more
    return one_case(RULES, pd.Period(f"{year}-03", "M"), start="2022-01", months=12, **given)


def test_a_saving_of_400000_is_100000_net():
    found = case()
    assert found.case.years["net_oere"].tolist() == [100_000_00]
    assert found.summary().startswith(
        "Flytningen giver 0,10\xa0mio.\xa0kr. netto og 0,40\xa0mio.\xa0kr. i serviceudgift i 12 "
    )
    assert "Engangsudgift, kr." in found.tables()[1].frame["what"].tolist()
    assert found._repr_html_()


def test_without_thresholds_only_service():
    found = case(year=2026)
    assert not found.net and found.case.npv_oere is None
    assert "netto kan ikke regnes" in found.summary()
    assert [f.code for f in found.findings] == ["sag-uden-netto"]
    assert found._repr_html_()


def test_everything_wrong_is_said_at_once():
    with pytest.raises(UserError) as told:
        case(local_kr_per_day=-1, present_kr_per_day=None, takst=5, fail_probability=2,
             transition_kr=float("nan"), occupancy=(0.0,))  # fmt: skip
    said = told.value.faults
    assert len(said) == 6
    for start in (
        "“takst” kendes ikke",
        "present_kr_per_day mangler",
        "local_kr_per_day er neg",
        "fail_probability er over 1",
        "transition_kr er ikke et tal",
        "occupancy",
    ):
        assert any(fault.startswith(start) for fault in said), start
    with pytest.raises(UserError, match="større end hele"):
        case(fixed_kr_per_day=7000)
