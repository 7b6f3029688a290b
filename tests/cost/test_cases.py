"""The cases of tests/cases, worked by hand: the room and the slow count must both agree."""

import csv
import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from okonomi import cost

from . import slow
from .slow import Line

CASES = Path(__file__).parents[1] / "cases"
FREQUENCY = {"måned": "maaned", "år": "aar"}
LINE_KIND = {"hovedydelse": "hovedydelse", "følgeydelse": "foelgeydelse"}
UNIT = {"døgn": "doegn", "måned": "maaned", "år": "aar", "": None}


def read(name):
    with (CASES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def number(text):
    """``1.234,5`` → Decimal; the dot can only be a thousands mark."""
    return Decimal(text.replace(".", "").replace(",", "."))


def date(text):
    return dt.datetime.strptime(text, "%d-%m-%Y").date() if text else None


def line(row):
    return Line(
        line_id=row["linje"],
        start=date(row["start"]),
        end=date(row["slut"]),
        price=number(row["pris"]),
        quantity=number(row["antal"]) if row["antal"] else None,
        unit=UNIT.get(row["enhed"], row["enhed"]),
        frequency=FREQUENCY.get(row["frekvens"], row["frekvens"]),
        hours_per_week=number(row["timer pr. uge"]) if row["timer pr. uge"] else None,
        status=row["status"],
        replaces=row["afløser"] or None,
        line_kind=LINE_KIND[row["ydelsesart"]],
        person_id=row["borger"] or None,
        function=row["række"] or None,
    )


def checks():
    """One parameter per expectation: the case's lines and the row that says what to expect."""
    lines, expected, found = defaultdict(list), [], []
    for row in read("ledger.csv"):
        if row["linje"]:
            lines[row["sag"]].append(line(row))
        if row["mål"]:
            expected.append(row)
    for row in expected:
        name = f"sag {row['sag']}: {row['mål']} {row['for række']} {row['fra']} {row['grundlag']}"
        found.append(pytest.param(lines[row["sag"]], row, id=name))
    return found


class Room:
    """The measures through okonomi.cost."""

    def __init__(self, lines, first, last, basis, only):
        self.placement = slow.frame(lines)
        self.window = (pd.Period(first, "M"), pd.Period(last, "M"))
        self.basis, self.only = basis, only

    def _sum(self, frame, column):
        if self.only is not None:
            frame = frame[frame["function"] == self.only]
        return int(frame[column].sum())

    def ledger(self, column):
        by = () if self.only is None else ("function",)
        parts = cost.ledger(self.placement, *self.window, self.basis)
        parts["function"] = self.placement["function"].take(parts["line"]).to_numpy()
        fast = cost.monthly(self.placement, *self.window, by=by, basis=self.basis)
        assert self._sum(parts, column) == self._sum(fast, column)
        return self._sum(parts, column)

    def oere(self):
        return self.ledger("gross_oere")

    def days(self):
        return self.ledger("days")

    def persons(self, column):
        by = () if self.only is None else ("function",)
        found = cost.person_days(self.placement, *self.window, by=by, basis=self.basis)
        return self._sum(found, column)

    def person_days(self):
        return self.persons("person_days")

    def in_several(self):
        return self.persons("persons_in_several")

    def full_years(self, days_in_year):
        return cost.helaarspersoner(self.person_days(), days_in_year)

    def average(self, days_in_period):
        return cost.gennemsnitligt_antal(self.person_days(), days_in_period)

    def unit_price(self, days_in_year):
        return cost.unit_price(self.oere(), self.person_days(), days_in_year)

    def stock(self, day):
        return cost.stock(self.placement, pd.Timestamp(day), basis=self.basis)


class Slow:
    """The same measures counted the slow way."""

    def __init__(self, lines, first, last, basis, only):
        self.lines, self.basis, self.only = lines, basis, only
        self.window = [(int(month[:4]), int(month[5:])) for month in (first, last)]

    def ledger(self, part):
        cells = slow.ledger(self.lines, *self.window, self.basis)
        return sum(
            cell[part]
            for (position, _), cell in cells.items()
            if self.only in (None, self.lines[position].function)
        )

    def oere(self):
        return self.ledger(0)

    def days(self):
        return self.ledger(1)

    def persons(self, part):
        cells = slow.person_days(self.lines, *self.window, self.basis, self.only)
        return sum(cell[part] for cell in cells.values())

    def person_days(self):
        return self.persons(0)

    def in_several(self):
        return self.persons(1)

    def full_years(self, days_in_year):
        return Fraction(self.person_days(), days_in_year)

    def average(self, days_in_period):
        return Fraction(self.person_days(), days_in_period)

    def unit_price(self, days_in_year):
        days = self.person_days()
        share = Fraction(self.oere(), days) * days_in_year if days else None
        return None if share is None else slow.round_half_away(share)

    def stock(self, day):
        return len(slow.persons(self.lines, day, self.basis))


def measured(side, row):
    """What a side says to the case's measure, in the case's unit (None: there is no figure)."""
    first, last = date(row["fra"]), date(row["til"])
    days_in_year = slow.elapsed_and_length("aar", last)[1]
    days_in_period = (last - first).days + 1
    measures = {
        "kr.": lambda: kroner(side.oere()),
        "dage": side.days,
        "persondage": side.person_days,
        "heraf i flere tilbud": side.in_several,
        "helårspersoner": lambda: side.full_years(days_in_year),
        "gennemsnitligt antal": lambda: side.average(days_in_period),
        "enhedspris": lambda: kroner(side.unit_price(days_in_year)),
        "bestand": lambda: side.stock(first),
    }
    return measures[row["mål"]]()


def kroner(oere):
    return None if oere is None else Fraction(oere, 100)


def rounded(value, like):
    """A share or a float as a Decimal with as many decimals as the case gives."""
    exact = Fraction(value)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return decimal.quantize(like, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("side", [Slow, Room])
@pytest.mark.parametrize(("lines", "row"), checks())
def test_case(side, lines, row):
    assert row["forklaring"], "a case shows its arithmetic"
    months = [date(row[end]).strftime("%Y-%m") for end in ("fra", "til")]
    value = measured(side(lines, *months, row["grundlag"], row["for række"] or None), row)
    if row["forventet"] == "ingen":
        assert value is None
        return
    expected = number(row["forventet"])
    if row["mål"] in ("helårspersoner", "gennemsnitligt antal"):
        value = rounded(value, expected)
    assert value == expected


def test_sums_are_asked_for_whole_months():
    for row in read("ledger.csv"):
        if row["mål"] not in ("", "bestand"):
            assert date(row["fra"]).day == 1
            assert (date(row["til"]) + slow.ONE_DAY).day == 1


def test_there_are_enough_cases():
    assert len({row["sag"] for row in read("ledger.csv")}) >= 25


def oere(texts):
    return [int(number(text.strip()) * 100) for text in texts.split("|")]


@pytest.mark.parametrize("row", read("fordeling.csv"), ids=lambda row: f"sag {row['sag']}")
def test_spread_case(row):
    weights = [float(number(text.strip())) for text in row["vægte"].split("|")]
    parts = cost.spread(oere(row["beløb"])[0], weights)
    assert parts.tolist() == oere(row["forventet"])
    assert row["forklaring"]
