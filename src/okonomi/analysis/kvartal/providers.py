"""Whom do we buy from, and how much hangs on how few? Shares of the largest, and HHI.

Row: one firm (a CVR number, else a name), or a group that is no firm (our own tilbud,
plejefamilier and other private persons, lines without a provider), over the twelve months that
end with ``period``, by the ledger. Shares and HHI are of the firms alone. Whole øre.
See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import NO_AREA, TOTAL, with_areas_of, with_row_keys
from okonomi.analysis.private import is_private
from okonomi.analysis.provider_facts import is_own
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.cost import citizens, monthly
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Figure, Table, figures, numbers
from okonomi.rules import AREA_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OWN, PRIVATE, NOBODY = (
    "Egne tilbud", "Plejefamilier og andre privatpersoner", "Uden leverandør",
)  # fmt: skip
APART = (OWN, PRIVATE, NOBODY)
LARGEST = 10
MONTHS = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class TopProviders(Result):
    """``rows`` (internal): label, cost_oere, share (of the firms' sum), cumulative, persons (placed
    on the last day) and named: the ten largest firms, then the others as one. ``areas``: label,
    row_kind, firms (n), cost_oere, top5_share, top10_share, hhi (0–10.000) and equal_firms
    (10.000 ÷ HHI), per area and in all. ``groups``: label, n, cost_oere, share of all cost.
    """

    name = "leverandoerer"
    title = "Hvem køber vi af, og hvor meget hænger på få?"

    rows: pd.DataFrame
    areas: pd.DataFrame
    groups: pd.DataFrame

    def summary(self) -> str:
        total = self.areas.iloc[-1]
        span = f"i de 12 måneder til og med {numbers.month(self.period)}"
        if not total.firms:
            return f"Der er ingen betalinger til firmaer og andre kommuner {span}."
        return (
            f"Der er købt for {numbers.mio(total.cost_oere)} hos "
            f"{count(int(total.firms), 'leverandør', 'leverandører')} {span}; de fem største har "
            f"{numbers.share(total.top5_share)}: det er som at købe hos "
            f"{numbers.number(total.equal_firms, 0)} lige store leverandører."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="koncentration",
                title="Koncentration hos leverandører, 12 måneder",
                frame=self.areas,
                row_kind="row_kind",
                columns=(
                    Column("label", "Område", "text"),
                    Column("firms", "Leverandører (n)", "int"),
                    Column("cost_oere", "Udgift", "oere", -6),
                    Column("top5_share", "De 5 største", "share"),
                    Column("top10_share", "De 10 største", "share"),
                    Column("hhi", "HHI", "number", 0),
                    Column("equal_firms", "Svarer til så mange lige store", "number", 1),
                ),
                note="HHI er summen af andelenes kvadrater gange 10.000: 10.000 er én leverandør. "
                "Egne tilbud, plejefamilier og andre privatpersoner er holdt ude; en leverandør, "
                "der samlet har betalt tilbage, tæller ikke."
                + (" Nogle leverandører er i flere områder." if self._in_several() else ""),
            ),
            Table(
                name="koeb",
                title="Hvem pengene går til, 12 måneder",
                frame=self.groups,
                row_kind="row_kind",
                columns=(
                    Column("label", "Modtager", "text"),
                    Column("n", "Antal", "int"),
                    Column("cost_oere", "Udgift", "oere", -6),
                    Column("share", "Andel", "share"),
                ),
                note="Efter bevillingerne, med moms som bevilget og før refusion.",
            ),
            Table(
                name="stoerste_leverandoerer",
                title="De største leverandører",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("label", "Leverandør", "text"),
                    Column("cost_oere", "Udgift, 12 måneder", "oere", -3),
                    Column("share", "Andel", "share"),
                    Column("cumulative", "Lagt sammen", "share"),
                    Column("persons", "Borgere nu", "int"),
                ),
                note="Andelene er af udgiften hos leverandører, uden egne tilbud og private.",
            ),
        ]

    def figures(self) -> list[Figure]:
        shown = self._largest()
        if shown.empty:
            return []
        # On paper the table says the same.
        drawn = [
            figures.figure(
                self.plot,
                name="stoerste_leverandoerer",
                title="De største leverandørers andel",
                alt=figures.alt_text(shown, "label", {"share": "Andel"}, "share"),
                height=figures.bars_height(len(shown), 1),
            )
        ]
        return [replace(each, paper=False) for each in drawn]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Bars of the largest firms' shares."""
        return figures.bars(self._largest(), "label", {"share": "Andel"}, kind="share", ax=ax)

    def _in_several(self) -> bool:
        total = self.areas["row_kind"].eq("total")
        return bool(self.areas.loc[~total, "firms"].sum() > self.areas.loc[total, "firms"].sum())

    def _largest(self) -> pd.DataFrame:
        return self.rows[self.rows["named"]]

    def definitions(self) -> list[tuple[str, str]]:
        return define("HHI")

    def sources(self) -> list[str]:
        return [
            "Bevillinger og leverandører i månedens udtræk.",
            "Metode: docs/metode/kvartal.md.",
        ]


def top_providers(reading: Reading, kontoplan: pd.DataFrame) -> TopProviders:
    """The providers of the twelve months that end with the reading's period."""
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    lines = with_row_keys(reading["placement"], kontoplan)
    lines = lines.assign(payee=_payee(lines, reading["provider"]))
    by = ["area_label", "payee", "provider"]
    cost = monthly(lines, period - (MONTHS - 1), period, by=by)
    cost = cost.groupby(by, dropna=False, as_index=False)["gross_oere"].sum()
    cost = cost.rename(columns={"gross_oere": "cost_oere"})
    return TopProviders(
        period=period,
        rows=_rows(cost, _running(lines, period)),
        areas=_areas(cost),
        groups=_groups(cost),
    )


def _payee(lines: pd.DataFrame, provider: pd.DataFrame) -> pd.Series:
    """The firm's name, or what the payee is when it is no firm."""
    private, own = is_private(lines, provider), is_own(lines, provider)
    name = _firm(lines, provider).fillna(NOBODY)
    return name.mask(own, OWN).mask(private, PRIVATE).astype("str")


def _firm(lines: pd.DataFrame, provider: pd.DataFrame) -> pd.Series:
    """One name per firm: a CVR number is one firm, called what most of its lines call it."""
    names = ["provider", "provider_id"]
    known = pd.concat([lines[names], provider[names]]).dropna().drop_duplicates("provider")
    number = known.set_index("provider")["provider_id"]
    number = lines["provider_id"].fillna(lines["provider"].map(number).astype("str"))
    called = lines["provider"].groupby(number).agg(lambda own: next(iter(own.mode()), None))
    return number.map(called).astype("str").fillna(lines["provider"])


def _running(lines: pd.DataFrame, period: pd.Period) -> pd.Series:
    """Persons per payee with a main service on the period's last day."""
    day = period.to_timestamp(how="end").normalize()
    now = lines[
        lines["line_kind"].eq("hovedydelse")
        & lines["status"].ne("kladde")
        & (lines["start"] <= day)
        & (lines["end"].isna() | (lines["end"] >= day))
    ]
    return citizens(now).groupby(now["payee"]).nunique()


def _firms(cost: pd.DataFrame) -> pd.Series:
    """Cost per firm, the largest first; who has paid back in all is left out."""
    firms = cost[~cost["payee"].isin(APART)].groupby("payee")["cost_oere"].sum()
    firms = firms[firms > 0].rename_axis("label").reset_index()
    return (
        firms.sort_values(["cost_oere", "label"], ascending=[False, True], kind="stable")
        .set_index("label")["cost_oere"]
        .astype("int64")
    )


def _rows(cost: pd.DataFrame, persons: pd.Series) -> pd.DataFrame:
    firms = _firms(cost)
    total = int(firms.sum())
    top, rest = firms.head(LARGEST), firms.iloc[LARGEST:]
    held = persons.reindex(firms.index).fillna(0).astype("int64")
    rows = pd.DataFrame({"label": top.index, "cost_oere": top.to_numpy(), "named": True})
    rows["persons"] = held.reindex(top.index).to_numpy()
    if len(rest):
        label = count(len(rest), "anden leverandør", "andre leverandører")
        other = {"label": label, "cost_oere": int(rest.sum()), "named": False,
                 "persons": int(held.reindex(rest.index).sum())}  # fmt: skip
        rows = pd.concat([rows, pd.DataFrame([other])], ignore_index=True)
    rows["share"] = rows["cost_oere"].astype("float64") / total if total else np.nan
    rows["cumulative"] = rows["share"].cumsum()
    return rows.astype({"named": bool, "label": "str", "persons": "Int64", "cost_oere": "Int64"})


def concentration(firms: pd.Series) -> dict[str, float]:
    """Shares of the five and ten largest, HHI (0–10.000) and how many equal firms it is like.

    ``firms``: positive kroner or øre per firm; none gives missing.
    """
    total = float(firms.sum())
    if not total:
        return dict.fromkeys(("top5_share", "top10_share", "hhi", "equal_firms"), np.nan)
    share = firms.sort_values(ascending=False).astype("float64") / total
    hhi = 10_000 * float((share**2).sum())
    return {
        "top5_share": float(share.head(5).sum()),
        "top10_share": float(share.head(10).sum()),
        "hhi": hhi,
        "equal_firms": 10_000 / hhi,
    }


def _areas(cost: pd.DataFrame) -> pd.DataFrame:
    found = set(cost.loc[~cost["payee"].isin(APART), "area_label"])
    labels = [area for area in (*AREA_NAMES.values(), NO_AREA) if area in found]
    rows = []
    for label in (*labels, TOTAL):
        firms = _firms(cost if label == TOTAL else cost[cost["area_label"] == label])
        row = {"label": label, "row_kind": "total" if label == TOTAL else "detail"}
        rows.append(row | {"firms": len(firms), "cost_oere": int(firms.sum())})
        rows[-1] |= concentration(firms)
    return pd.DataFrame(rows).astype({"cost_oere": "Int64"})


def _groups(cost: pd.DataFrame) -> pd.DataFrame:
    """Kroner to firms, own tilbud, private persons and nobody, with how many there are of each."""
    kind = cost["payee"].where(cost["payee"].isin(APART), "Andre leverandører")
    sums = cost.groupby(kind)["cost_oere"].sum()
    who = cost["payee"].mask(cost["payee"].isin(APART), cost["provider"])
    n = who.groupby(kind).nunique()
    order = [name for name in ("Andre leverandører", *APART) if name in sums.index]
    total = int(cost["cost_oere"].sum())
    rows = pd.DataFrame(
        {"label": order, "n": n.reindex(order).to_numpy(), "cost_oere": sums[order].to_numpy(),
         "row_kind": "detail"}
    )  # fmt: skip
    whole = pd.DataFrame(
        [{"label": TOTAL, "n": int(n.sum()), "cost_oere": total, "row_kind": "total"}]
    )
    rows = pd.concat([rows, whole], ignore_index=True)
    rows["share"] = rows["cost_oere"].astype("float64") / total if total else np.nan
    return rows.astype({"label": "str", "n": "Int64", "cost_oere": "Int64", "row_kind": "str"})
