"""What can we ask for, and what may we walk away from? A target per placement, with its worth.

Row: one running placement bought of a firm, on the period's last day. Prices are base prices,
kroner per day net of moms in the price level of the period's year; savings are whole øre, positive,
gross of refusion (servicerammen) and net of it. Contracts are priced; a citizen's støtte is never
lowered. Rule, interval and limits: ``docs/metode/maalpris.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.match import matched
from okonomi.analysis.contracts.notice import UNKNOWN
from okonomi.analysis.contracts.result import Contracts
from okonomi.analysis.delivered.result import Delivered
from okonomi.analysis.provider_facts import provider_fact
from okonomi.analysis.result import Result
from okonomi.analysis.servicetjek.result import Servicetjek
from okonomi.analysis.targets.effect import (
    FULL_YEAR,
    THIS_YEAR,
    Payers,
    days_left,
    net_of,
    oere,
    payers,
    per_year,
)
from okonomi.analysis.targets.findings import targets_findings
from okonomi.analysis.targets.overlap import also_in_gaps
from okonomi.analysis.targets.portfolio import DRAWS, Portfolio, portfolio
from okonomi.analysis.targets.rule import (
    BASES,
    BY_MODEL,
    BY_QUARTILES,
    LOWER_QUARTILE,
    NO_TARGET,
    price_targets,
)
from okonomi.analysis.targets.tables import targets_tables
from okonomi.analysis.targets.words import outlooks
from okonomi.analysis.words import count, none_of
from okonomi.cost import days_in_year
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Table, numbers
from okonomi.rules import Missing, Rules, Value
from okonomi.settings import require

SMALL_KR = 25_000
SUCCESS = 0.5
NO_CONTRACT = "ingen kontrakt: frist ikke kendt"


@dataclass(frozen=True, eq=False, kw_only=True)
class Targets(Result):
    """Targets, walk-away prices, and what they are worth.

    ``rows``: the columns of ``targets_rule.price_targets`` and: contract (position in the contract
    table, missing where there is none), contract_id, deal (what is negotiated as one: the contract,
    else the placement), framed, first_day (the first day a new price can bite if notice is given
    on the period's last day), note, days_year; service_full_oere (a whole year, down to the
    walk-away price), most_full_oere (down to the target), low_full_oere and high_full_oere (90 %
    interval), service_year_oere (the rest of this year; missing where the first day is unknown),
    net_full_oere and net_year_oere (of the row alone), counted (the deal saves at least the
    smallest sum), outlook, facts and achievable (the facts with the first day). The most kroner
    first. ``bases``: basis, placements, deals, and the counted savings, all changes together.
    ``providers``: provider and the counted savings of each alone. ``left_out``: deals below the
    smallest sum, and their øre a year. ``in_gaps``: lines whose saving is also a contract gap, and
    the øre a year that are in both.
    """

    name = "maalpris"
    title = "Hvad kan vi bede om, og hvad må vi gå fra?"

    rows: pd.DataFrame
    bases: pd.DataFrame
    providers: pd.DataFrame
    together: Portfolio
    left_out: tuple[int, int]
    in_gaps: tuple[int, int]
    smallest_kr: float
    rule: str
    missing: tuple[Missing, ...]
    values: tuple[Value, ...]

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.rows.empty:
            return f"Der er ingen placeringer hos firmaer at sætte en målpris for i {month}."
        asked = self.rows["basis"].ne(NO_TARGET)
        if not asked.any():
            return (
                f"{none_of(len(self.rows), 'placering', 'placeringer')} ved udgangen af "
                f"{month} kan få en målpris: der er for få at sammenligne med."
            )
        total = self.bases.iloc[-1]
        if not total["deals"]:
            return (
                f"Ingen aftaler ved udgangen af {month} ligger mindst "
                f"{numbers.price(self.smallest_kr, 0)} om året over gå-fra-prisen."
            )
        said = (
            f"{count(int(total['deals']), 'aftale', 'aftaler')} ligger ved udgangen af {month} "
            f"{numbers.tkr(total['service_full_oere'])} om året over gå-fra-prisen{self._median()}"
        )
        if not self.together.contracts:
            return f"{said}; intet af det bygger på en prismodel."
        mean, low, high = self.together.of("service_full")
        net, *_ = self.together.of("net_full")
        after = "" if pd.isna(net) else f", {numbers.tkr(net)} netto"
        return (
            f"{said}; af det, der bygger på prismodellen, ventes {numbers.tkr(mean)} om året "
            f"vundet{after} (90 %: {numbers.kroner(low, -3)}–{numbers.tkr(high)}), hvis "
            f"{numbers.share(self.together.success, 0)} af forhandlingerne lykkes (skøn)."
        )

    def _median(self) -> str:
        """How much is only held against a group's median: no price model stands behind it."""
        rows = self.bases.set_index("basis")
        oere = rows.loc[BY_QUARTILES, "service_full_oere"]
        return f" (heraf {numbers.tkr(oere)} kun over en gruppes median)" if oere > 0 else ""

    def tables(self) -> list[Table]:
        return targets_tables(self)

    def control_total(self) -> str:
        """One line to compare a run with: placements, deals that count, and kroner a year."""
        total = self.bases.iloc[-1]
        return (
            f"{self.period}: {len(self.rows)} placeringer, {int(total['deals'])} aftaler, "
            f"{numbers.kr(total['service_full_oere'])} om året over gå-fra-prisen"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "forventet pris", "gå-fra-pris", "merpris", "målpris", "netto", "servicerammen", "skøn"
        )

    def sources(self) -> list[str]:
        used = dict.fromkeys(f"{value.name}: {value.source}" for value in self.values)
        return [
            "Bevillinger, kontrakter og leverandører i månedens udtræk; priser uden moms i årets "
            "prisniveau.",
            f"Skøn: {numbers.share(self.together.success, 0)} af forhandlingerne lykkes "
            "(okonomi.toml, [maalpris]).",
            *used,
            "Metode: docs/metode/maalpris.md.",
        ]


def targets(
    reading: Reading,
    rules: Rules,
    tjek: Servicetjek,
    kontrakter: Contracts,
    levering: Delivered | None = None,
    *,
    maal: str = LOWER_QUARTILE,
    mindste_besparelse_kr: float = SMALL_KR,
    lykkes_andel: float = SUCCESS,
    draws: int = DRAWS,
) -> Targets:
    """Targets for the running placements of ``tjek``, all of the same reading.

    ``maal``, ``mindste_besparelse_kr`` (a deal that saves less a year is left out) and
    ``lykkes_andel`` (the assumed share of negotiations that succeed) are [maalpris] in
    okonomi.toml.
    """
    require(
        "maalpris",
        maal=maal,
        lykkes_andel=lykkes_andel,
        mindste_besparelse_kr=mindste_besparelse_kr,
    )
    year = reading.period.year
    rows = _with_contract(price_targets(tjek, maal), reading, rules, kontrakter)
    rows = _with_savings(rows, year)
    by_deal = rows["service_full_oere"].groupby(rows["deal"]).sum()
    enough = by_deal[by_deal >= mindste_besparelse_kr * 100].index
    rows["counted"] = rows["deal"].isin(enough) & (rows["service_full_oere"] > 0)
    small = by_deal[(by_deal > 0) & ~by_deal.index.isin(enough)]
    who = payers(reading, rules)
    for name, which in (("full", FULL_YEAR), ("year", THIS_YEAR)):
        alone = net_of(rows[f"service_{name}_oere"], rows["line_id"], rows["line_id"], who, which)
        known = rows[f"service_{name}_oere"].notna()
        rows[f"net_{name}_oere"] = rows["line_id"].map(alone).astype("Int64").where(known)
    rows = _with_outlook(rows, reading, tjek, levering)
    order = ["counted", "service_full_oere", "paid_kr"]
    rows = rows.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    sure = rows[rows["counted"] & (rows["basis"] == BY_MODEL)]
    sure = sure.assign(days_full=days_in_year(year), days_year=sure["days_year"].fillna(0))
    return Targets(
        period=reading.period,
        rows=rows,
        bases=_bases(rows, who),
        providers=_sums(rows[rows["counted"]], "provider", who).reset_index(),
        together=portfolio(sure, who, lykkes_andel, draws),
        left_out=(len(small), int(small.sum())),
        in_gaps=also_in_gaps(rows[rows["counted"]], kontrakter),
        smallest_kr=mindste_besparelse_kr,
        rule=maal,
        missing=who.missing,
        values=tuple(dict.fromkeys((*tjek.values, *who.values))),
        findings=targets_findings(rows, who),
    )


def _with_contract(
    rows: pd.DataFrame, reading: Reading, rules: Rules, kontrakter: Contracts
) -> pd.DataFrame:
    """The contract each placement is bought under, and when a new price can bite."""
    found = matched(reading, rules, last_day(reading.period))
    lines = reading["placement"]["line_id"].iloc[found.index]
    found = found.set_axis(lines.to_numpy()).reindex(rows["line_id"]).set_axis(rows.index)
    register = kontrakter.register.set_index("contract").reindex(
        found["contract"].astype("float64").to_numpy()
    )
    has = found["contract"].notna()
    note = register["note"].fillna("").set_axis(rows.index)
    note = note.mask(has & register["new_price_from"].isna().to_numpy(), UNKNOWN)
    deal = "kontrakt " + found["contract"].astype("str")
    return rows.assign(
        contract=found["contract"].astype("Int64"),
        contract_id=pd.array(register["contract_id"].to_numpy(), dtype="str"),
        deal=deal.where(has, "linje " + rows["line_id"]),
        framed=found["how"].isin(["tilbud", "leverandør"]),
        first_day=register["new_price_from"].to_numpy().astype("datetime64[s]"),
        note=note.mask(~has, NO_CONTRACT),
    )


def _with_savings(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    some = rows["basis"].ne(NO_TARGET)
    day = {
        "least": rows["paid_kr"] - rows["walk_kr"],
        "most": rows["paid_kr"] - rows["target_kr"],
        "low": (rows["paid_kr"] - rows["fair_high_kr"]).clip(lower=0.0),
        "high": (rows["paid_kr"] - rows["fair_low_kr"]).clip(lower=0.0),
    }
    days = days_left(rows["first_day"], rows["end"], year)
    full = {
        f"{'service' if name == 'least' else name}_full_oere": per_year(kr.where(some), year)
        for name, kr in day.items()
    }
    return rows.assign(
        **full, days_year=days, service_year_oere=oere(day["least"].where(some), days)
    )


def _with_outlook(
    rows: pd.DataFrame, reading: Reading, tjek: Servicetjek, levering: Delivered | None
) -> pd.DataFrame:
    held = tjek.providers.groupby("provider")["placements"].sum()
    ours = rows["provider"].map(held).astype("float64") / rows["places"].where(rows["places"] > 0)
    delivered = pd.Series(dtype="float64")
    if levering is not None and len(levering.providers):
        delivered = levering.providers.set_index("provider")["share"]
    facts = rows.assign(
        ours=ours,
        delivered_share=rows["provider"].map(delivered).astype("float64"),
        tilsyn_score=provider_fact(rows, reading["provider"], "tilsyn_score").astype("float64"),
    )
    return rows.join(outlooks(facts)).assign(ours=ours)


def _bases(rows: pd.DataFrame, who: Payers) -> pd.DataFrame:
    """Per basis, and in all: net is of all its changes at once and does not add up."""
    counted = rows[rows["counted"]]
    by_basis = _sums(counted, "basis", who)
    total = _sums(counted.assign(basis="I alt"), "basis", who)
    kinds = rows.groupby("basis").size()
    kinds["I alt"] = len(rows)
    table = pd.concat([by_basis, total]).reindex([*BASES, "I alt"])
    zero = ["deals", "service_full_oere", "most_full_oere", "net_full_oere", "service_year_oere"]
    table[[*zero, "net_year_oere"]] = table[[*zero, "net_year_oere"]].where(
        table["deals"].notna(), 0
    )
    table = table.assign(
        placements=kinds.reindex(table.index).fillna(0).astype("int64"),
        row_kind=np.where(table.index == "I alt", "total", "detail"),
    )
    return table.rename_axis("basis").reset_index()


def _sums(counted: pd.DataFrame, key: str, who: Payers) -> pd.DataFrame:
    """Deals and savings per ``key``; net of all the key's changes together."""
    groups = counted.groupby(key)
    table = pd.DataFrame({"deals": groups["deal"].nunique().astype("Int64")})
    for name in ("service_full", "most_full", "low_full", "high_full", "service_year"):
        table[f"{name}_oere"] = groups[f"{name}_oere"].sum(min_count=1).astype("Int64")
    for name, which in (("full", FULL_YEAR), ("year", THIS_YEAR)):
        net = net_of(counted[f"service_{name}_oere"], counted["line_id"], counted[key], who, which)
        table[f"net_{name}_oere"] = net.reindex(table.index).astype("Int64")
    table["net_year_oere"] = table["net_year_oere"].where(table["service_year_oere"].notna())
    table["unknown_first"] = groups["first_day"].agg(lambda days: int(days.isna().sum()))
    return table
