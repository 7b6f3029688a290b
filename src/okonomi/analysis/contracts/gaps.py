"""The gaps between what is granted, what is agreed and what is paid: one row per gap and line.

Each kind is found by a rule of its own, see ``docs/metode/kontrakter.md``. Nothing here is a
proposal about a citizen's støtte: a gap is a thing to put right with the provider, or in our own
papers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.gaps_paid import paid_for_nothing
from okonomi.analysis.contracts.gaps_rows import COLUMNS, gap_rows
from okonomi.analysis.contracts.names import line_keys
from okonomi.analysis.contracts.prices import Prices
from okonomi.analysis.contracts.runs import line_runs
from okonomi.analysis.contracts.stays import stays_of
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import numbers

_TILLAEG_UNITS = ("time", "doegn", "dag")


def find(
    reading: Reading,
    lines: pd.DataFrame,
    matches: pd.DataFrame,
    prices: Prices,
    review_months: int = 12,
) -> pd.DataFrame:
    """Every gap on the period's last day, one row per gap and line (``COLUMNS``).

    ``lines``: ``contract_match.running``; ``matches``: ``contract_match.matched``. ``row`` is a
    position in the placement table, ``contract`` in the contract table. Rows with the same kind
    and ``group`` are one thing to do. ``agreed_price_kr`` is what the line should cost (0:
    nothing); it is missing where a gap has no price.
    """
    day = last_day(reading.period)
    parts = [
        _without(lines, matches),
        *_papers(lines, matches, reading["contract"].reset_index(drop=True), day, review_months),
        _prices(lines, prices, reading),
        _no_end(lines, reading),
        *paid_for_nothing(lines, reading, day),
    ]
    parts = [part for part in parts if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return _claimed_once(frame.reindex(columns=list(COLUMNS)).astype(COLUMNS))


def _claimed_once(frame: pd.DataFrame) -> pd.DataFrame:
    """No krone is claimed twice: from the day that nothing of a line should be paid, all of it is
    in that gap, and neither its price nor another such gap is a claim beside it.

    Absence ends the day before (``gaps_paid.paid_for_nothing``)."""
    nothing = frame[frame["agreed_price_kr"].eq(0) & frame["claim_from"].notna()]
    first = nothing.groupby("row")["claim_from"].min().reindex(frame["row"]).set_axis(frame.index)
    price = frame["agreed_price_kr"] > 0
    again = nothing.sort_values("claim_from", kind="stable").duplicated("row")
    return frame.assign(
        claim_until=(first - pd.Timedelta(days=1)).where(price),
        claim_from=frame["claim_from"].mask(frame.index.isin(again.index[again])),
    )


def _without(lines: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """One thing to do per placement and provider: they are bought together."""
    found = lines.loc[matches.index[matches["contract"].isna() & matches["needed"]]]
    group = found["placement_id"].fillna(found["line_id"]) + "|" + found["provider"].fillna("")
    return gap_rows("uden_kontrakt", found, group, text="Ingen kontrakt i registeret gælder nu.")


def _papers(
    lines: pd.DataFrame,
    matches: pd.DataFrame,
    contracts: pd.DataFrame,
    day: pd.Timestamp,
    review_months: int,
) -> list[pd.DataFrame]:
    """Contracts that have run out, and contracts nobody has looked at."""
    # A følgeydelse that is only covered by its hovedydelse's contract adds nothing to do.
    known = matches[matches["contract"].notna() & (matches["how"] != "hovedydelse")]
    found = lines.loc[known.index].assign(contract=known["contract"])
    agreed = contracts.iloc[known["contract"].to_numpy(dtype="int64")].set_index(found.index)
    expired = agreed["expiry"] < day
    seen = agreed["last_review"].fillna(agreed["start"])
    stale = seen < day - pd.DateOffset(months=review_months)
    never = agreed["last_review"].isna()
    parts = []
    for kind, chosen, date, text in (
        ("udloebet", expired, agreed["expiry"], "Kontrakten udløb {}, og ydelsen fortsætter."),
        ("ikke_gennemgaaet", stale & ~never, seen, "Kontrakten er senest gennemgået {}."),
        ("ikke_gennemgaaet", stale & never, seen, "Ikke gennemgået, siden den begyndte {}."),
    ):
        some = found[chosen]
        parts.append(
            gap_rows(
                kind,
                some,
                some["contract"],
                contract=some["contract"].array,
                from_date=date[chosen].array,
                text=[text.format(numbers.date(one)) for one in date[chosen]],
            )
        )
    return parts


def _prices(lines: pd.DataFrame, prices: Prices, reading: Reading) -> pd.DataFrame:
    frame = prices.frame[~prices.frame["verdict"].isin(["", "ukendt"])]
    found = lines.loc[frame.index]
    contracts = reading["contract"]
    agreed = contracts.iloc[frame["contract"].to_numpy(dtype="int64")].set_index(frame.index)
    since = line_runs(reading)["priced_since"].loc[frame.index]
    begin = np.fmax(since.to_numpy(), agreed["start"].to_numpy())
    begin = pd.Series(begin, index=frame.index)
    as_often = found["frequency"] == agreed["frequency"]
    unit = found["unit"].fillna(agreed["unit"].where(as_often)).fillna(found["frequency"])
    units = unit.map(_UNIT_WORDS).astype("str").fillna("enhed")
    texts = [_said(*row) for row in zip(frame.itertuples(), units, strict=True)]
    gaps = gap_rows(
        "",
        found,
        found["line_id"],
        contract=frame["contract"].array,
        from_date=begin,
        text=texts,
        agreed_price_kr=frame["agreed_price_kr"],
        agreed_quantity=frame["agreed_quantity"],
        agreed_frequency=frame["agreed_frequency"],
        claim_from=begin.mask(frame["verdict"] == "dagtal"),
    )
    return gaps.assign(kind=frame["verdict"].array)


def _said(price: Any, unit: str) -> str:
    """``price``: a row of ``Prices.frame``."""
    if price.verdict == "dagtal":
        return (
            f"Prisen er den aftalte delt med {numbers.number(price.day_count, 2)} dage pr. måned; "
            "kalenderen har flere eller færre."
        )
    more = numbers.share(price.paid_kr / price.agreed_kr - 1, sign=True)
    return (
        f"Betalt {numbers.price(price.paid_kr)} pr. {unit}, aftalt "
        f"{numbers.price(price.agreed_kr)} ({more})."
    )


_UNIT_WORDS = {
    "doegn": "døgn", "dag": "dag", "time": "time", "uge": "uge", "maaned": "måned", "aar": "år",
    "stk": "stk.", "km": "km", "fast": "periode",
}  # fmt: skip


def _no_end(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Følgeydelser that are paid until somebody closes them; a discount may run.

    A tillæg is support bought by the hour or day of the hovedydelse's own provider, and of a kind
    that the register has agreements on. An export without units has the register's.
    """
    paid = (lines["line_kind"] == "foelgeydelse") & (lines["year_kr"] > 0)
    # The next price may be known: the line goes on.
    open_end = lines[paid & line_runs(reading)["last"].loc[lines.index].isna()]
    main = (reading["placement"]["line_kind"] == "hovedydelse").to_numpy()
    supplier = line_keys(reading)["supplier"]
    mains = pd.DataFrame({"stay": stays_of(reading)[main], "supplier": supplier[main]})
    here = pd.MultiIndex.from_arrays([open_end["placement_id"], supplier[open_end.index]])
    same = here.isin(pd.MultiIndex.from_frame(mains.dropna()))
    agreed = reading["contract"].dropna(subset=["service", "unit"])
    units = agreed.groupby(agreed["service"].str.casefold())["unit"].first()
    unit_agreed = open_end["service"].str.casefold().map(units).astype("str")
    unit = open_end["unit"].fillna(unit_agreed)
    extra = unit.isin(_TILLAEG_UNITS) & same & (unit_agreed.notna() | unit.eq("time"))
    tillaeg, other = open_end[extra], open_end[~extra]
    return pd.concat(
        [
            gap_rows("tillaeg_uden_slut", tillaeg, tillaeg["line_id"],
                 text="Tillægget løber, til nogen lukker det."),
            gap_rows("foelgeydelse_uden_slut", other, other["line_id"],
                 text="Ydelsen løber, til nogen lukker den."),
        ],
        ignore_index=True,
    )  # fmt: skip
