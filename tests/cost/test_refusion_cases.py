"""The cases of tests/cases/refusion.csv, worked by hand: engine and slow count must both agree."""

import csv
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from okonomi import rules
from okonomi.cost.ledger import ledger
from okonomi.cost.net import net

from . import slow_net
from .slow import Line
from .slow_net import Place

CASES = Path(__file__).parents[1] / "cases" / "refusion.csv"
FREQUENCY = {"måned": "maaned", "år": "aar", "engang": "engang"}
SHARES = {"SEL-100": Fraction(1, 2), "STU-1": Fraction(0)}
RULES = rules.load()


def number(text):
    return Decimal(text.replace(".", "").replace(",", "."))


def date(text):
    return dt.datetime.strptime(text, "%d-%m-%Y").date() if text else None


def place(row):
    line = Line(
        line_id=row["linje"],
        person_id=row["borger"],
        start=date(row["start"]),
        end=date(row["slut"]),
        price=number(row["pris"]),
        frequency=FREQUENCY[row["frekvens"]],
    )
    return Place(
        line=line,
        paragraf=row["paragraf"],
        share=SHARES.get(row["paragraf"], Fraction(1)),
        birth=date(row["født"]),
        household=row["husstand"] or None,
        momsfaktor=number(row["momsfaktor"] or "1"),
        egenbetaling=number(row["egenbetaling pr. måned"] or "0"),
    )


def read():
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def checks():
    places, expected = defaultdict(list), []
    for row in read():
        if row["linje"]:
            places[row["sag"]].append(place(row))
        if row["mål"]:
            expected.append(row)
    return [
        pytest.param(places[r["sag"]], r, id=f"sag {r['sag']}: {r['mål']} {r['betaler']}")
        for r in expected
    ]


def engine(places, year, period, payer):
    """What the engine says to each measure; amounts in øre, None where there is no figure."""
    frames = slow_net.frames(places)
    months = ledger(frames[0], pd.Period(f"{year}-01", "M"), pd.Period(f"{year}-12", "M"))
    result = net(months, *frames, RULES, period)
    total = result.total()
    measures = {"momsrefusion": total["moms_refusion_oere"], "nettoudgift": total["net_oere"]}
    row = result.payers[result.payers["payer"] == payer]
    names = {
        "statsrefusion": "refusion_oere",
        "statsrefusion til dato": "refusion_to_date_oere",
        "tæller i året": "total_oere",
        "beholder af næste sparede krone": "kept_share",
    }
    if len(row) == 1:
        measures |= {name: row.iloc[0][column] for name, column in names.items()}
    return {name: None if pd.isna(value) else value for name, value in measures.items()}


def by_hand(places, year, period, payer):
    """The same by the slow count."""
    whole = slow_net.year_of(places, year)
    to_date = slow_net.year_of(places, year, last_month=period.month)
    known = ("voksne", year) in slow_net.THRESHOLDS
    net_oere = whole.gross - whole.moms - sum(whole.refund.values()) if known else None
    measures = {"momsrefusion": whole.moms, "nettoudgift": net_oere}
    for key, counted in whole.counted.items():
        if key[1] == payer:
            measures["tæller i året"] = slow_net.round_half_away(counted)
            measures["statsrefusion"] = whole.refund.get(key)
            measures["statsrefusion til dato"] = to_date.refund.get(key)
            if known:
                steps = slow_net.THRESHOLDS[key[0], year]
                lost = slow_net.refund(counted, steps) - slow_net.refund(counted - 100, steps)
                measures["beholder af næste sparede krone"] = 1 - lost / 100
    return measures


@pytest.mark.parametrize("side", [by_hand, engine])
@pytest.mark.parametrize(("places", "row"), checks())
def test_case(side, places, row):
    assert row["forklaring"], "a case shows its arithmetic"
    year = int(row["år"])
    period = pd.Period(date(row["til og med"]) or f"{year}-12", "M")
    found = side(places, year, period, row["betaler"])[row["mål"]]
    if row["forventet"] == "ingen":
        assert found is None
        return
    unit = 1 if row["mål"].startswith("beholder") else 100
    assert Fraction(found) == Fraction(number(row["forventet"])) * unit


def test_there_are_enough_cases():
    assert len({row["sag"] for row in read()}) >= 20
