"""Which contract is a placement line bought under, and which lines should have one?

A line is held against the contract that names its case (and so its citizen), else its tilbud, else
the provider's frame contract. The rules stand in ``docs/metode/kontrakter.md``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.names import (
    case_keys,
    keyed,
    line_keys,
    once,
    plain,
    provider_keys,
)
from okonomi.analysis.contracts.stays import stays_of
from okonomi.analysis.private import is_private
from okonomi.analysis.provider_facts import is_own
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

LEAST_KR = 25_000
"""A følgeydelse that costs less in a year needs no contract (okonomi.toml, [kontrakter])."""

HOW = ("sag", "hovedydelse", "tilbud", "leverandør")
"""By case and provider · a følgeydelse covered by its hovedydelse's contract · by provider and
tilbud · by the provider's frame contract, which names neither case nor tilbud."""

COUNTED = ("time", "km", "stk")
"""Units whose price says nothing of a day."""

PERIODS_PER_YEAR = {
    "dag": 365.0, "uge": 365 / 7, "14 dage": 365 / 14, "maaned": 12.0, "kvartal": 4.0, "aar": 1.0,
    "engang": 0.0,
}  # fmt: skip


def matched(
    reading: Reading,
    rules: Rules | None = None,
    day: pd.Timestamp | None = None,
    least_kr: float = LEAST_KR,
    among: pd.Series | None = None,
) -> pd.DataFrame:
    """One row per granted placement row in force on ``day`` (default: the period's last).

    Indexed by position in ``reading["placement"]``; only rows that have a contract or should have
    one. Columns: ``contract`` (position in ``reading["contract"]``, Int64, missing where there is
    none), ``how`` (one of ``HOW``) and ``needed`` (whether a missing contract is a gap). Own
    tilbud, one-off payments, credits and plejefamilier need none, nor does a følgeydelse that
    costs less than ``least_kr`` a year. ``rules`` gives old and new paragraffer one name.
    ``among``: which placement rows to look at, with all those of a citizen or none (default: all).
    """
    day = last_day(reading.period) if day is None else day
    placement = reading["placement"].reset_index(drop=True)
    placement = placement if among is None else placement[among.to_numpy()]
    contracts = _contracts(reading)
    # Nothing is bought under an agreement that has yet to begin.
    contracts = contracts[~(contracts["start"] > day)]
    contracts = contracts.assign(valid=~(contracts["expiry"] < day))
    keys = line_keys(reading)
    lines = _running(placement, reading, day)
    lines = lines.join(keys.loc[lines.index]).assign(law=_law(lines["paragraf"], rules, day))
    found = _by_case(lines, contracts, placement, keys)
    named = set(contracts.loc[contracts["who"].notna(), "service_key"].dropna())
    needed = _needed(lines, reading, least_kr)
    found = _filled(found, _by_main(lines, found, named), "hovedydelse")
    for other, how in _frames(lines, contracts, rules, day):
        found = _filled(found, other, how)
    # What a place bought under its tilbud's or its provider's contract takes with it.
    found = _filled(found, _by_main(lines, found, named), "hovedydelse")
    return found.assign(needed=needed)[found["contract"].notna() | needed]


def _filled(found: pd.DataFrame, other: pd.Series, how: str) -> pd.DataFrame:
    """``found`` with the contract of ``other`` where a line has none yet."""
    fill = found["contract"].isna() & other.notna()
    return pd.DataFrame(
        {"contract": found["contract"].mask(fill, other), "how": found["how"].mask(fill, how)}
    )


def running(reading: Reading, day: pd.Timestamp) -> pd.DataFrame:
    """The granted rows in force on ``day`` that are paid again and again, one per line.

    Indexed by position in ``reading["placement"]``, with ``first_start`` (of the line's first
    price interval), ``year_kr`` (price × quantity × periods in 365 days) and ``placement_id`` as
    ``stays`` gives it.
    """
    return _running(reading["placement"].reset_index(drop=True), reading, day)


def _running(placement: pd.DataFrame, reading: Reading, day: pd.Timestamp) -> pd.DataFrame:
    granted = (placement["status"] == "bevilget") & (placement["frequency"] != "engang")
    begun = granted & (placement["start"] <= day)
    lines = placement[begun & ~(placement["end"] < day)].sort_values("start", kind="stable")
    lines = lines.drop_duplicates("line_id", keep="last").sort_index()
    before = placement.loc[begun, ["line_id", "start"]]
    before = before.groupby("line_id")["start"].min()
    per_year = lines["frequency"].map(PERIODS_PER_YEAR).astype("float64")
    return lines.assign(
        placement_id=stays_of(reading)[lines.index],
        first_start=before.reindex(lines["line_id"]).array,
        year_kr=lines["price_kr"] * lines["quantity"].fillna(1.0) * per_year,
    )


@once
def _contracts(reading: Reading) -> pd.DataFrame:
    contracts = reading["contract"].reset_index(drop=True)
    names, people = provider_keys(reading), case_keys(reading)
    return contracts.assign(
        contract=np.arange(len(contracts)),
        who=keyed(contracts["case_id"], people),
        supplier=keyed(contracts["provider"], names),
        service_key=plain(contracts["service"]),
        tilbud_key=plain(contracts["tilbud"]),
    )


def _law(paragraf: pd.Series, rules: Rules | None, day: pd.Timestamp) -> pd.Series:
    return paragraf if rules is None else rules.paragraffer.canonical(paragraf, day.date())


def _by_case(
    lines: pd.DataFrame, contracts: pd.DataFrame, placement: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    """The contract that names the line's citizen, provider and service.

    A hovedydelse is content with a contract that no other line of the citizen's names by its
    service: the register may call the service something else. One paid per hour, km or piece is no
    contract on a place that is not. Of several contracts, not one that begins with another line of
    the same; then one in force; then the latest begun.
    """
    keys = ["who", "supplier", "service_key"]
    named = contracts[contracts["who"].notna()]
    columns = ["who", "contract", "supplier", "service_key", "start", "valid", "unit"]
    pairs = (
        lines[[*keys, "line_kind", "line_id", "unit"]]
        .rename_axis("row")
        .reset_index()
        .dropna(subset=["who"])
        .merge(named[columns], on="who", suffixes=("", "_agreed"))
    )
    same = _equal(pairs["service_key"], pairs["service_key_agreed"])
    here = _equal(pairs["supplier"], pairs["supplier_agreed"])
    taken = pairs.loc[same & here, "contract"].unique()
    counted = pairs["unit_agreed"].isin(COUNTED) & (pairs["unit_agreed"] != pairs["unit"])
    other = (pairs["line_kind"] == "hovedydelse") & ~pairs["contract"].isin(taken) & ~counted
    placement = placement.loc[placement["status"] != "kladde", ["line_id", "start"]]
    begins = pd.MultiIndex.from_frame(placement)
    own = pd.MultiIndex.from_frame(pairs[["line_id", "start"]]).isin(begins)
    firsts = placement.sort_values("start", kind="stable").drop_duplicates("line_id")
    firsts = firsts[firsts["start"].isin(pairs["start"])]
    firsts = pd.MultiIndex.from_frame(firsts.join(known[keys])[[*keys, "start"]])
    another = pd.MultiIndex.from_frame(pairs[[*keys, "start"]]).isin(firsts) & ~own
    pairs = pairs.assign(same=same, mine=~another)[here & (same | other)]
    best = pairs.sort_values(
        ["same", "mine", "valid", "start", "contract"],
        ascending=[False, False, False, False, True],
        kind="stable",
    ).drop_duplicates("row")
    contract = best.set_index("row")["contract"].reindex(lines.index).astype("Int64")
    how = contract.notna().map({True: "sag", False: None}).astype("str")
    return pd.DataFrame({"contract": contract, "how": how})


def _equal(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one == other).fillna(False).astype(bool)


def _by_main(lines: pd.DataFrame, found: pd.DataFrame, named: set[str]) -> pd.Series:
    """The contract of the hovedydelse, for a følgeydelse that the same provider delivers with it.

    A service that the register elsewhere gives contracts of its own is not covered by another's.
    """
    keys = ["placement_id", "supplier"]
    main = lines["line_kind"] == "hovedydelse"
    mains = lines.loc[main, keys].assign(contract=found["contract"]).dropna()
    agreed = mains.drop_duplicates(keys).set_index(keys)["contract"]
    open_rows = lines[~main & ~lines["service_key"].isin(named)]
    index = pd.MultiIndex.from_frame(open_rows[keys])
    values = pd.Series(agreed.reindex(index).to_numpy(), index=open_rows.index, dtype="Int64")
    return values.reindex(lines.index)


def _frames(
    lines: pd.DataFrame, contracts: pd.DataFrame, rules: Rules | None, day: pd.Timestamp
) -> list[tuple[pd.Series, str]]:
    """The contracts without a case: of the tilbud, and of the whole provider."""
    frames = contracts[contracts["who"].isna()]
    frames = frames.assign(law=_law(frames["paragraf"], rules, day))
    of_tilbud = frames[frames["tilbud_key"].notna()]
    of_all = frames[frames["tilbud_key"].isna()]
    return [
        (_framed(lines, of_tilbud, ["supplier", "tilbud_key"]), "tilbud"),
        (_framed(lines, of_all, ["supplier"]), "leverandør"),
    ]


def _framed(lines: pd.DataFrame, frames: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The frame contract with the same keys that fits the line's paragraf and service.

    What the frame does not say, it does not limit. A frame's service may name several, such as
    *befordring og kørsel til dagtilbud*; transport per km needs no name.
    """
    pairs = (
        lines[[*keys, "law", "service_key", "unit"]]
        .rename_axis("row")
        .reset_index()
        .dropna(subset=keys)
        .merge(frames, on=keys, suffixes=("", "_agreed"))
    )
    law = pairs["law_agreed"].isna() | (pairs["law"] == pairs["law_agreed"])
    agreed, wanted = pairs["service_key_agreed"], pairs["service_key"]
    texts = zip(wanted.fillna("").tolist(), agreed.fillna("").tolist(), strict=True)
    inside = np.array([bool(one) and one in both for one, both in texts], dtype=bool)
    per_km = (pairs["unit"] == "km") & (pairs["unit_agreed"] == "km")
    exact = _equal(agreed, wanted)
    fits = pairs.assign(exact=exact, said=agreed.notna())[law & (agreed.isna() | inside | per_km)]
    best = fits.sort_values(
        ["valid", "exact", "said", "start", "contract"],
        ascending=[False, False, False, False, True],
        kind="stable",
    ).drop_duplicates("row")
    return best.set_index("row")["contract"].reindex(lines.index).astype("Int64")


def _needed(lines: pd.DataFrame, reading: Reading, least_kr: float) -> pd.Series:
    """Whether a line without contract is a gap."""
    external = ~is_own(lines, reading["provider"]) & ~is_private(lines, reading["provider"])
    main = lines["line_kind"] == "hovedydelse"
    return external & (lines["year_kr"] > 0) & (main | (lines["year_kr"] >= least_kr))
