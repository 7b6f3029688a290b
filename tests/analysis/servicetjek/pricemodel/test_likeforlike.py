"""Groups, reasons to stay out, and verdicts."""

import numpy as np
import pandas as pd
import pytest
from price_market import market

from okonomi.analysis.servicetjek.pricemodel import (
    AS_EXPECTED,
    CHEAPER,
    DEARER,
    TOO_FEW,
    check_groups,
    false_alarms,
    group_names,
    out_of_model,
    verdicts,
)
from okonomi.analysis.servicetjek.pricemodel.design import design
from okonomi.errors import UserError


def rows(**columns):
    given = {
        "area": "voksne", "service": "Botilbud", "paragraf": "SEL-107", "function": "5.38.52",
        "group": "G", "provider": "A", "provider_kind": "privat", "own": False,
        "hours_per_week": 20.0, "base_kr_per_day": 2000.0,
    }  # fmt: skip
    n = max(len(values) for values in columns.values())
    full = {name: columns.get(name, [value] * n) for name, value in given.items()}
    text = {name: "str" for name, value in given.items() if isinstance(value, str)}
    return pd.DataFrame(full).astype(text)


def test_area_and_service_are_the_group_unless_another_is_made():
    frame = rows(
        service=["Botilbud", "Bosted", None, "Botilbud"],
        paragraf=["SEL-107", "SEL-107", "SEL-108", "SEL-108"],
    )
    assert list(group_names(frame, [])) == [
        "Voksne: Botilbud", "Voksne: Bosted", "Voksne: SEL-108", "Voksne: Botilbud",
    ]  # fmt: skip
    both = {"navn": "Midlertidigt", "ydelser": ["Botilbud", "Bosted"], "paragraffer": ["SEL-107"]}
    rest = {"navn": "Længere", "paragraffer": ["SEL-107", "SEL-108"]}
    assert list(group_names(frame, [both, rest])) == [
        "Midlertidigt", "Midlertidigt", "Længere", "Længere",
    ]  # fmt: skip


def test_every_fault_in_the_groups_is_told():
    with pytest.raises(UserError) as fault:
        check_groups(
            [
                "Botilbud",
                {"navn": "A"},
                {"navn": "B", "ydelse": ["x"]},
                {"navn": "C", "ydelser": "x"},
            ]
        )
    text = str(fault.value)
    for part in ("nr. 1", "nr. 2: skriv mindst", "“ydelse” findes ikke", "liste af tekster"):
        assert part in text
    check_groups([{"navn": "A", "ydelser": ["x"]}])


def test_why_a_row_stays_out():
    hours = [20.0, 0.0, 400.0, np.nan, 20.0, 20.0, 20.0, -1.0]
    found = out_of_model(
        rows(
            hours_per_week=hours,
            provider=["A", "A", "A", "A", None, "Plejefamilie 1", "Privatperson 2", "A"],
            base_kr_per_day=[2000.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        )
    )
    assert pd.isna(found[0])
    assert found[1] == found[2] == found[7] == "timer er 0 eller over 168 om ugen"
    assert found[3] == "timer mangler"
    assert found[4] == "leverandøren mangler"
    assert found[5] == found[6]
    assert out_of_model(rows(base_kr_per_day=[0.0, np.nan, -5.0])).nunique() == 1


def test_hours_that_hardly_anyone_has_keep_nobody_out():
    assert out_of_model(rows(hours_per_week=[20.0, np.nan, np.nan])).isna().all()
    # Own tilbud have no contract and so no hours: they do not decide for the market.
    own = rows(hours_per_week=[20.0, np.nan, np.nan], own=[False, True, True])
    assert list(out_of_model(own).isna()) == [True, False, False]


def test_the_four_verdicts():
    frame = pd.DataFrame(
        {
            "n": [5, 5, 5, 5, 1, 0, 5],
            "above": [0.95, 0.01, 0.1, 0.3, 0.99, np.nan, 0.9],
            "below": [0.0, 0.92, 0.1, 0.0, 0.0, np.nan, 0.0],
        }
    )
    assert list(verdicts(frame, 2)) == [
        DEARER, CHEAPER, AS_EXPECTED, TOO_FEW, TOO_FEW, TOO_FEW, DEARER,
    ]  # fmt: skip
    assert verdicts(frame, 1)[4] == DEARER
    assert false_alarms(frame.assign(verdict=verdicts(frame, 2))) == pytest.approx(0.15)


def test_a_rare_paragraf_is_joined_and_a_constant_is_no_covariate():
    frame = market([0.0] * 5, each=4)
    frame["paragraf"] = ["BL-46"] * 12 + ["BL-47"] * 5 + ["BL-114"] * 3
    plan = design(frame)
    assert plan.names == ("log timer", "timer", "nat vaagen", "BL-47")
    matrix = plan.matrix(frame)
    assert matrix.shape == (20, 5)
    assert np.allclose(matrix[:, 1:].mean(0), 0) and np.allclose(matrix[:, 1:].std(0), 1)
