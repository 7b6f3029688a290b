"""What every running placement costs a day: base and tillæg, net of moms, in one price year.

The rows that prices are compared on. A comparison needs prices that do not move with the month, so
a monthly price is twelve of them over the year's days (a quarterly four, a yearly one), where the
ledger uses the month it is in. See ``docs/metode/servicetjek.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.match import matched
from okonomi.analysis.contracts.prices import TOLERANCE
from okonomi.analysis.contracts.runs import line_runs
from okonomi.analysis.price_level import PriceLevel, price_level, usual_series
from okonomi.analysis.provider_facts import is_own, provider_fact
from okonomi.analysis.words import count
from okonomi.cost import days_in_year
from okonomi.cost.moms import moms_refusion
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules, Value

PERIOD_DAYS = {"dag": 1, "uge": 7, "14 dage": 14}
PERIODS_PER_YEAR = {"maaned": 12, "kvartal": 4, "aar": 1}
COLUMNS = [
    "placement_id", "line_id", "case_id", "person_id", "provider", "provider_id", "provider_kind",
    "own", "tilbud", "location_municipality", "paragraf", "area", "function", "service",
    "target_group", "stoettebehov", "hours_per_week", "night_cover", "days_per_week", "places",
    "base_kr_per_day", "extra_kr_per_day", "total_kr_per_day", "gross_kr_per_day",
    "other_kr_per_day", "price_year", "hours_from", "start", "end", "source", "line",
]  # fmt: skip
FOLLOWS = [
    "main", "placement_id", "line_id", "provider", "same", "service", "paragraf", "function",
    "unit", "net_kr_per_day", "start", "end",
]  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Priced:
    """``frame``: one row per granted hovedydelse line in force on ``day`` with a recurring price.

    Its index is the line's position in ``reading["placement"]``. ``base_kr_per_day`` is the line,
    ``extra_kr_per_day`` the placement's recurring følgeydelser from the same provider (credits
    are negative), ``total_kr_per_day`` their sum: net of moms, in the price level of
    ``price_year``. ``gross_kr_per_day`` is base and tillæg as invoiced. ``other_kr_per_day`` is the
    placement's recurring følgeydelser from other providers (dagtilbud, transport, school), in no
    other column. ``paragraf`` is as the law names it on ``day``. ``days_per_week`` is known where
    the price is per day or døgn.
    ``hours_from``: "bevilling" or "kontrakt", missing where the hours are. ``values``: the dated
    figures used.

    ``follows``: one row per recurring følgeydelse that runs on ``day`` or is granted to begin
    later, for whoever needs its own dates. ``main``: the index in ``frame`` of the line that bears
    it; ``same``: its provider is that line's. ``net_kr_per_day`` as the prices above: those that
    run on ``day`` sum to ``extra_kr_per_day`` (same) and ``other_kr_per_day`` (not). ``end`` is the
    day before the line's next price, where there is one.
    """

    day: date
    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    values: tuple[Value, ...]
    follows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FOLLOWS))


def priced(reading: Reading, rules: Rules, day: date | None = None) -> Priced:
    """The running placements and their price a day; ``day`` is the period's last by default."""
    day = day or last_day(reading.period).date()
    placement = reading["placement"].reset_index(drop=True)
    on = pd.Timestamp(day)
    granted = placement[
        (placement["status"] == "bevilget")
        & (placement["frequency"] != "engang")
        & placement["price_kr"].notna()
        & (placement["end"].isna() | (placement["end"] >= on))
    ]
    running = granted[granted["start"] <= on]
    # Of a line's overlapping price intervals the last begun is the price.
    running = running.sort_values("start", kind="stable")
    running = running.drop_duplicates(["line_id", "case_id"], keep="last")
    later = granted[(granted["start"] > on) & (granted["line_kind"] != "hovedydelse")]
    lines = pd.concat([running, later]).sort_index()
    contract = _contract_of(reading, rules, day, lines.index)
    lines = lines.assign(gross_kr=_per_day(lines, day.year))
    moms = _moms_share(reading, rules, lines, day)
    index = _index_factors(lines, contract, rules, day.year)
    net_kr = lines["gross_kr"] * (1 - moms.share) * index.level.factor.fillna(1.0)
    lines = lines.assign(net_kr=net_kr)
    main = lines[lines["line_kind"] == "hovedydelse"]
    follows = _follows(lines, main)
    now = follows[follows["start"] <= on]
    frame = _with_provider(_with_extras(main, now), reading["provider"])
    frame = _with_service_level(frame, contract, day.year)
    frame["paragraf"] = rules.paragraffer.canonical(frame["paragraf"], day)
    # A line whose next price is known goes on.
    last = line_runs(reading)["last"].loc[frame.index]
    frame = frame.assign(price_year=day.year, end=last)[COLUMNS]
    findings = (*moms.findings, *_findings(frame, index, day.year))
    values = (*moms.values, *index.level.values)
    follows = follows[FOLLOWS]
    return Priced(day=day, frame=frame, follows=follows, findings=findings, values=values)


def _contract_of(reading: Reading, rules: Rules, day: date, rows: pd.Index) -> pd.DataFrame:
    """The contract's columns for each of the lines ``rows``; missing where there is none."""
    found = matched(reading, rules, pd.Timestamp(day))["contract"].reindex(rows)
    contract = reading["contract"].reset_index(drop=True)
    return contract.reindex(found.astype("Float64").to_numpy(float, na_value=-1)).set_index(rows)


def _periods_per_day(frequency: pd.Series, year: int) -> pd.Series:
    days = days_in_year(year)
    per_day = {name: 1 / n for name, n in PERIOD_DAYS.items()}
    per_day |= {name: n / days for name, n in PERIODS_PER_YEAR.items()}
    return frequency.map(per_day).astype("float64")


def _per_day(lines: pd.DataFrame, year: int) -> pd.Series:
    """Kroner a day as invoiced: price × quantity × periods per day."""
    return (
        lines["price_kr"] * lines["quantity"].fillna(1) * _periods_per_day(lines["frequency"], year)
    )


@dataclass(frozen=True, eq=False)
class _Moms:
    share: np.ndarray
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]


def _moms_share(reading: Reading, rules: Rules, running: pd.DataFrame, day: date) -> _Moms:
    """The refunded share of each line's price, by the rules of the ledger."""
    # A million kroner on every line gives the share to eight decimals, also where a price is nil.
    whole = 10**8
    rows = pd.DataFrame(
        {
            "line": running.index.to_numpy(dtype=np.int64),
            "month": np.datetime64(f"{day:%Y-%m}-01", "s"),
            "gross_oere": whole,
        }
    )
    found = moms_refusion(rows, reading["placement"], reading["provider"], rules)
    return _Moms(found.refund_oere / whole, found.values, found.findings)


@dataclass(frozen=True, eq=False)
class _Index:
    level: PriceLevel
    unknown_year: pd.Index
    no_series: pd.Index


def _index_factors(
    running: pd.DataFrame, contract: pd.DataFrame, rules: Rules, year: int
) -> _Index:
    """What brings each line's price to the price level of ``year``.

    The price year is the line's, else its contract's; a price that began later and is not the
    contract's own is taken to be of the year it began in. The series is the contract's, else the
    one most contracts use. A price whose year or series is not known is taken as it is paid.
    """
    began = running["start"].dt.year.astype("Int64")
    agreed = contract["price_year"].astype("Int64")
    named = running["price_year"].astype("Int64")
    price = contract["agreed_price_kr"].astype("float64")
    other = ~((running["price_kr"] / price - 1).abs() <= TOLERANCE)
    from_year = named.fillna(agreed.mask(agreed.lt(began).fillna(False) & other, began))
    series = contract["index_series"].fillna(usual_series(contract))
    level = price_level(from_year, series, year, rules)
    return _Index(
        level=level,
        unknown_year=running.index[from_year.isna()],
        no_series=running.index[level.factor.isna()],
    )


def _follows(lines: pd.DataFrame, main: pd.DataFrame) -> pd.DataFrame:
    """The følgeydelser of the placements in ``main``, each with the one line that bears it.

    A tillæg follows its placement's first line with the same provider; what another provider sends
    bills for follows the placement's first line.
    """
    rows = lines[
        (lines["line_kind"] != "hovedydelse")
        & lines["placement_id"].isin(main["placement_id"].dropna())
    ]
    mine = _first_line(main, ["placement_id", "provider"], rows)
    rows = rows.assign(
        main=mine.fillna(_first_line(main, ["placement_id"], rows)).astype("int64"),
        same=mine.notna(),
        net_kr_per_day=rows["net_kr"],
    )
    by_start = rows.sort_values("start", kind="stable")
    following = by_start.groupby(["line_id", "case_id"])["start"].shift(-1).reindex(rows.index)
    ends = pd.concat([rows["end"], following - pd.Timedelta(days=1)], axis=1)
    return rows.assign(end=ends.min(axis=1))


def _first_line(main: pd.DataFrame, key: list[str], rows: pd.DataFrame) -> pd.Series:
    """For each of ``rows`` the index of the first line of ``main`` with the same ``key``."""
    first = main.drop_duplicates(key)
    at = pd.Series(first.index, index=pd.MultiIndex.from_frame(first[key]), dtype="Float64")
    return pd.Series(at.reindex(pd.MultiIndex.from_frame(rows[key])).array, index=rows.index)


def _with_extras(main: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The hovedydelse lines, each with the running følgeydelser it bears (``_follows``)."""

    def sums(rows: pd.DataFrame, column: str) -> pd.Series:
        return rows.groupby("main")[column].sum().reindex(main.index).fillna(0.0)

    extra = now[now["same"]]
    return main.assign(
        base_kr_per_day=main["net_kr"],
        extra_kr_per_day=sums(extra, "net_kr"),
        total_kr_per_day=main["net_kr"] + sums(extra, "net_kr"),
        gross_kr_per_day=main["gross_kr"] + sums(extra, "gross_kr"),
        other_kr_per_day=sums(now[~now["same"]], "net_kr"),
    )


def _with_provider(frame: pd.DataFrame, provider: pd.DataFrame) -> pd.DataFrame:
    """Kind, own and places of each line's provider, by its number, else by its name."""
    return frame.assign(
        provider_kind=provider_fact(frame, provider, "kind").astype("str"),
        own=is_own(frame, provider),
        places=provider_fact(frame, provider, "places").astype("float64"),
    )


def _with_service_level(frame: pd.DataFrame, contract: pd.DataFrame, year: int) -> pd.DataFrame:
    """Hours and night cover from the line, else from its contract; days a week from the price."""
    contract = contract.loc[frame.index]
    per_week = 7 * frame["quantity"].fillna(1) * _periods_per_day(frame["frequency"], year)
    granted = frame["hours_per_week"].fillna(per_week.where(frame["unit"] == "time"))
    hours_from = pd.Series(pd.NA, index=frame.index, dtype="str")
    hours_from = hours_from.mask(contract["hours_per_week"].notna(), "kontrakt")
    return frame.assign(
        hours_from=hours_from.mask(granted.notna(), "bevilling"),
        hours_per_week=granted.fillna(contract["hours_per_week"]),
        night_cover=frame["night_cover"].fillna(contract["night_cover"]),
        days_per_week=per_week.where(frame["unit"].isin(["doegn", "dag"])),
    )


def _findings(frame: pd.DataFrame, index: _Index, year: int) -> list[Finding]:
    show = ["case_id", "provider", "service", "total_kr_per_day"]
    found = []
    late = frame.index.intersection(index.no_series)
    if len(late):
        found.append(
            Finding(
                code="pris-uden-indeks",
                severity="advarsel",
                text=f"{count(len(late), 'placering', 'placeringer')} har en pris fra et andet "
                f"prisår, som ikke kan føres til {year}. Prisen er brugt, som den betales. "
                f"{index.level.because}",
                remedy="Tilføj prisserien med kilde i regler/price_index.csv i arbejdsområdet.",
                rows=frame.loc[late, show],
            )
        )
    unknown = frame.index.intersection(index.unknown_year)
    if len(unknown):
        found.append(
            Finding(
                code="prisaar-ukendt",
                severity="oplysning",
                text=f"{count(len(unknown), 'placering', 'placeringer')} har intet prisår, hverken "
                f"på bevillingen eller i en kontrakt. Prisen er brugt, som den betales i {year}.",
                remedy="Skriv prisåret i kontraktlisten, hvis prisen ikke er reguleret.",
                rows=frame.loc[unknown, show],
            )
        )
    return found
