"""The cases of tests/cases/hjemtagelse.csv, worked by hand."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.case import judge
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, Part
from okonomi.analysis.hjemtagelse.payer import Payer, yearly

CASES = Path(__file__).parents[2] / "cases" / "hjemtagelse.csv"
STEPS = {"2022": ((86_000_000, 25), (168_000_000, 50), (212_000_000, 75)), "": None}
PER_YEAR = {"serviceudgift": "service_oere", "refusion": "refusion_oere", "netto": "net_oere"}


def number(text):
    return float(text.replace(".", "").replace(",", ".") or 0)


def month(text):
    return pd.Period(f"{text[3:]}-{text[:2]}", "M") if text else None


def read():
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    moves, checks = {}, []
    for row in rows:
        if row["mål"]:
            checks.append(row)
        else:
            moves.setdefault(row["sag"], []).append(row)
    return moves, checks


MOVES, CHECKS = read()


def move(row):
    return Move(
        present_kr_per_day=number(row["nuværende pris pr. døgn"]),
        local_kr_per_day=number(row["lokal pris pr. døgn"]),
        fixed_kr_per_day=number(row["heraf fast pr. døgn"]),
        occupancy=tuple(map(number, row["belægning"].split())) or (1.0,),
        start=month(row["start"]),
        until=month(row["slut"]),
        double_months=int(row["dobbelt betaling, måneder"] or 0),
        transition_kr=number(row["flytning, kr."]),
        anlaeg_kr=number(row["anlæg, kr."]),
        forgone_kr_per_day=number(row["mistet indtægt pr. døgn"]),
        egenbetaling_kr_per_month=number(row["egenbetaling pr. måned"]),
        fail_probability=number(row["risiko"]),
        fail_after_months=int(row["efter måneder"] or 6),
        return_kr=number(row["tilbageflytning, kr."]),
        parts=parts(row),
    )


def parts(row):
    if not row["tillæg pr. døgn"]:
        return ()
    return (
        Part(
            present_kr_per_day=number(row["tillæg pr. døgn"]),
            local_kr_per_day=number(row["tillæg lokalt pr. døgn"]),
            first=month(row["tillæg fra"]),
            last=month(row["tillæg til"]),
        ),
    )


@pytest.mark.parametrize("row", CHECKS, ids=lambda r: f"sag {r['sag']} {r['mål']} {r['år']}")
def test_case(row):
    given = MOVES[row["sag"]]
    first, last = map(month, given[0]["horisont"].split(".."))
    horizon = Horizon(first, last.ordinal - first.ordinal + 1)
    base = round(number(given[0]["betalerens udgift pr. år"]) * 100)
    payer = Payer(
        base_oere={int(year): base for year in horizon.years}, steps=STEPS[given[0]["grænser"]]
    )
    expected, what = row["forventet"], row["mål"]
    if what in PER_YEAR:
        years = yearly(payer, list(map(move, given)), horizon).set_index("year")
        found = years.loc[int(row["år"]), PER_YEAR[what]]
        if expected == "ingen":
            assert found is pd.NA
        else:
            assert found == round(number(expected) * 100)
        return
    case = judge(move(given[0]), payer, horizon, discount=0.0)
    if what == "engangsudgift":
        assert case.one_off_oere == round(number(expected) * 100)
    elif what == "tilbagebetaling, år":
        assert round(case.payback_years, 3) == number(expected)
    elif what == "mindste belægning":
        assert case.break_even_occupancy == pytest.approx(number(expected), abs=1e-4)
    else:
        assert what == "højeste lokale pris"
        assert case.break_even_price_kr == pytest.approx(number(expected), abs=1e-3)


def test_there_are_moves_for_every_check():
    assert len(MOVES) >= 12
    assert {row["sag"] for row in CHECKS} == MOVES.keys()
