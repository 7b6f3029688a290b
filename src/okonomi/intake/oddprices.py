"""Prices that can be read and can hardly be right: a comma too far, a month's price per day.

They are counted as they stand, for a price is never guessed; but nobody should meet them first as
a deviation from the budget. What is usual is only what the other lines of the same service say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.oddrows import where
from okonomi.intake.parsed import number_of
from okonomi.period import last_day

FAR = 5
"""Times the usual price, or one part in so many of it, that a price is asked about."""
UNLIKE = 3
"""And so many times as far, in proportion, as half of the service's lines are from the usual price:
there are services whose prices are always unlike."""
LEAST = 5
"""So many lines of a service say what is usual."""
_SAME = ["service", "unit", "frequency", "line_kind"]
_DAYS = {"dag": 1, "uge": 7, "14 dage": 14, "maaned": 31, "kvartal": 92, "aar": 366}
"""The most days in a frequency period."""
PER_YEAR = {"dag": 365, "uge": 365 / 7, "14 dage": 365 / 14, "maaned": 12, "kvartal": 4, "aar": 1}
_SHOWN = ["case_id", "service", "provider", "price_kr", "quantity", "unit", "frequency"]


def unlikely_prices(
    tables: Mapping[str, pd.DataFrame], period: pd.Period, files: Sequence[str]
) -> list[Finding]:
    """Lines that count in the period's year or later, and whose price, quantity or egenbetaling
    can hardly be right; ``files`` names the sources."""
    lines = tables["placement"]
    first = pd.Timestamp(period.year, 1, 1)
    often = (lines["frequency"] != "engang") & lines["price_kr"].notna()
    counted = often & (lines["status"] != "kladde")
    counts = counted & (lines["end"].isna() | (lines["end"] >= first))
    per_year = lines["frequency"].map(PER_YEAR).astype("float64")
    year_kr = lines["price_kr"] * lines["quantity"].fillna(1.0) * per_year
    lines = lines.assign(year_kr=year_kr, linje=lines["line"], kilde=lines["source"])
    return [
        *_far_off(lines, counted, counts, files),
        *_more_days_than_there_are(lines[counts], files),
        *_negative(lines[counts], last_day(period), files),
        *_own_payment(lines[counts], files),
        *_contract_far_off(tables["contract"], files),
    ]


def _far_off(
    lines: pd.DataFrame, counted: pd.Series, counts: pd.Series, files: Sequence[str]
) -> list[Finding]:
    lines = lines.join(_usual(lines[counted], "price_kr", ["line_id", "case_id"]))
    far = lines[counts & _far(lines["price_kr"], lines)]
    if far.empty:
        return []
    return [
        Finding(
            code="pris-usandsynlig",
            severity="advarsel",
            text=f"{_lines(far)} har en pris, der er mere end {FAR} gange så høj som den "
            f"almindelige for samme ydelse, enhed og frekvens, eller under en {FAR}.-del af den. "
            f"Prisen er regnet med, som den står: {_kr(far['year_kr'].sum())} på et helt år."
            f"{where(far, files)}",
            remedy="Se efter, om pris, enhed, antal og frekvens hører sammen, f.eks. om en "
            "månedspris står som døgnpris, eller om et komma mangler.",
            rows=far[["linje", *_SHOWN, "usual_kr", "kilde"]],
        )
    ]


def _contract_far_off(contracts: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    contracts = contracts.assign(line_kind="")
    usual = _usual(contracts, "agreed_price_kr", ["contract_id", "case_id", "line"])
    contracts = contracts.join(usual).assign(linje=contracts["line"], kilde=contracts["source"])
    far = contracts[_far(contracts["agreed_price_kr"], contracts)]
    if far.empty:
        return []
    return [
        Finding(
            code="kontraktpris-usandsynlig",
            severity="advarsel",
            text=f"{number_of(len(far), 'kontraktlinje', 'kontraktlinjer')} har en aftalt pris, "
            f"der er mere end {FAR} gange så høj som den almindelige for samme ydelse, enhed og "
            f"frekvens, eller under en {FAR}.-del af den. Prisen er brugt, som den står."
            f"{where(far, files)}",
            remedy="Se efter i kontrakten, om pris, enhed og frekvens er skrevet rigtigt.",
            rows=far[
                ["linje", "contract_id", "case_id", "provider", "service", "agreed_price_kr",
                 "unit", "frequency", "usual_kr", "kilde"]
            ],
        )
    ]  # fmt: skip


def _usual(rows: pd.DataFrame, price: str, once: list[str]) -> pd.DataFrame:
    """Per row the median price per unit of its service, each line (``once``) counted once, and how
    many ``times`` that is far; missing where too few lines say it."""
    priced = rows[(rows[price] > 0) & rows["service"].notna()]
    lines = priced.drop_duplicates(once, keep="last")
    middle = lines.groupby(_SAME, dropna=False)[price].transform("median")
    lines = lines.assign(off=np.log(lines[price] / middle).abs())
    known = lines.groupby(_SAME, dropna=False).agg(
        usual_kr=(price, "median"), off=("off", "median"), lines=(price, "size")
    )
    known = known[known["lines"] >= LEAST].reset_index()
    known["times"] = np.exp(UNLIKE * known["off"]).clip(lower=FAR)
    known = known[[*_SAME, "usual_kr", "times"]]
    usual = priced.reset_index(names="row").merge(known, on=_SAME).set_index("row")
    return usual[["usual_kr", "times"]]


def _far(price: pd.Series, usual: pd.DataFrame) -> pd.Series:
    times = price / usual["usual_kr"]
    return (price > 0) & ((times > usual["times"]) | (times < 1 / usual["times"]))


def _more_days_than_there_are(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    days = lines["frequency"].map(_DAYS).astype("float64")
    over = lines[lines["unit"].isin(["doegn", "dag"]) & (lines["quantity"] > days)]
    if over.empty:
        return []
    return [
        Finding(
            code="antal-usandsynligt",
            severity="advarsel",
            text=f"{_lines(over)} har flere døgn eller dage, end der er i den periode, prisen "
            f"betales for. Antallet er regnet med, som det står: {_kr(over['year_kr'].sum())} på "
            f"et helt år.{where(over, files)}",
            remedy="Antallet er døgn eller dage pr. frekvensperiode: 1 ved frekvensen dag. Ret "
            "antal eller frekvens i kilden.",
            rows=over[["linje", *_SHOWN, "kilde"]],
        )
    ]


def _negative(lines: pd.DataFrame, day: pd.Timestamp, files: Sequence[str]) -> list[Finding]:
    """A credit is paid once, or has a last day; a hovedydelse that goes on is none."""
    goes_on = lines["end"].isna() | (lines["end"] > day)
    below = lines[(lines["line_kind"] == "hovedydelse") & (lines["price_kr"] < 0) & goes_on]
    if below.empty:
        return []
    return [
        Finding(
            code="pris-negativ",
            severity="advarsel",
            text=f"{number_of(len(below), 'hovedydelse', 'hovedydelser')} har negativ pris og er "
            f"regnet med som indtægt: {_kr(below['year_kr'].sum())} på et helt år."
            f"{where(below, files)}",
            remedy="Er det en fejl, så ret fortegnet; en kreditering skrives som en følgeydelse, "
            "der betales én gang eller har en slutdato.",
            rows=below[["linje", *_SHOWN, "kilde"]],
        )
    ]


def _own_payment(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    """The citizen pays a part of the price, and never more than it."""
    own, times = lines["egenbetaling_kr"], lines["quantity"].fillna(1.0)
    price = lines["price_kr"] * times * lines["frequency"].map(PER_YEAR).astype("float64") / 12
    wrong = lines[(own < 0) | ((own > price) & (price > 0))]
    if wrong.empty:
        return []
    return [
        Finding(
            code="egenbetaling-usandsynlig",
            severity="advarsel",
            text=f"{_lines(wrong)} har en egenbetaling pr. måned, der er negativ eller højere end "
            "prisen. Den er brugt, som den står, når statsrefusionen regnes."
            f"{where(wrong, files)}",
            remedy="Ret egenbetalingen i kilden: et positivt beløb pr. måned.",
            rows=wrong[["linje", *_SHOWN, "egenbetaling_kr", "kilde"]],
        )
    ]


def _lines(rows: pd.DataFrame) -> str:
    return number_of(len(rows), "bevillingslinje", "bevillingslinjer")


def _kr(amount: float) -> str:
    return ("−" if amount < 0 else "") + number_of(round(abs(amount)), "kr.", "kr.")
