"""Prices that are many times, or a small part of, what they were in last month's exports."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.dataquality.since import line_keys
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.intake.oddprices import FAR, PER_YEAR
from okonomi.period import last_day
from okonomi.present import numbers

_SAME = ("case_id", "service")


def price_jumps(reading: Reading, before: Reading | None) -> list[Finding]:
    """Granted lines whose year at today's price costs more than ``FAR`` times what it did at last
    month's, or less than one part in so many: a whole file in øre looks alike within itself."""
    if before is None:
        return []
    old = _running(before)[["year_kr", *_SAME]].add_suffix("_before")
    both = _running(reading).join(old, how="inner")
    for name in _SAME:  # a list that was numbered anew has other lines under the same ids
        other = both[f"{name}_before"]
        both = both[both[name].isna() | other.isna() | (both[name] == other)]
    priced = both[(both["year_kr"] > 0) & (both["year_kr_before"] > 0)]
    times = priced["year_kr"] / priced["year_kr_before"]
    jumped = priced[(times > FAR) | (times < 1 / FAR)]
    if jumped.empty:
        return []
    then, now = (round(jumped[name].sum() * 100) for name in ("year_kr_before", "year_kr"))
    return [
        Finding(
            code="pris-spring",
            severity="advarsel",
            text=f"{count(len(jumped), 'bevilling', 'bevillinger')} af "
            f"{numbers.whole(len(priced))} har en pris, der er mere end {FAR} gange så høj som i "
            f"{numbers.month(before.period)}, eller under en {FAR}.-del: på et helt år fra "
            f"{numbers.kr(then)} til {numbers.kr(now)} Prisen er regnet med, som den står.",
            remedy="Se efter, om prisen er skrevet rigtigt, og om hele udtrækket er i kroner.",
            rows=jumped[["case_id", "service", "provider", "year_kr_before", "year_kr"]],
        )
    ]


def _running(reading: Reading) -> pd.DataFrame:
    """The granted lines in force on the last day at their latest price, by profile and id."""
    lines, day = reading["placement"], last_day(reading.period)
    granted = (lines["status"] == "bevilget") & (lines["frequency"] != "engang")
    now = lines[granted & (lines["start"] <= day) & (lines["end"].isna() | (lines["end"] >= day))]
    per_year = now["frequency"].map(PER_YEAR).astype("float64")
    cost = now["price_kr"] * now["quantity"].fillna(1.0) * per_year
    now = now.assign(year_kr=cost, key=line_keys(reading, now))
    return (
        now.sort_values("start", kind="stable").drop_duplicates("key", keep="last").set_index("key")
    )
