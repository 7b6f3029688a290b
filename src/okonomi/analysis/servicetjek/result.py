"""Does the price answer to the service? Every provider against what a fair one would charge.

Row: one provider in one like-for-like group, its running placements on the period's last day.
Prices are base prices without tillæg, kr. per day, net of moms, in the price level of the period's
year; kroner a year are whole øre. A merpris (premium) is the share a provider's prices lie above
the price expected from the service level at a fair external provider. The method, its assumptions
and how often it is right: ``docs/metode/servicetjek.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from okonomi.analysis.priced import priced
from okonomi.analysis.result import Result
from okonomi.analysis.servicetjek.findings import servicetjek_findings
from okonomi.analysis.servicetjek.pricemodel import (
    DEARER,
    check_groups,
    false_alarms,
    group_names,
    out_of_model,
    price_model,
    too_thin,
    verdicts,
)
from okonomi.analysis.servicetjek.pricemodel.forest import forest, forest_height
from okonomi.analysis.servicetjek.pricemodel.likeforlike import OUT_FAMILY, OUT_PROVIDER
from okonomi.analysis.servicetjek.tables import servicetjek_tables
from okonomi.analysis.words import count
from okonomi.cost import days_in_year
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Figure, Table, figures, numbers
from okonomi.rules import Rules, Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MODEL, MEDIAN, ALONE = "model", "median og kvartiler", "kun én leverandør"
DRAWN = 30
"""The most providers in the figure."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Servicetjek(Result):
    """What is paid, what is expected, and the verdict.

    ``providers``: group, provider, own, label, placements (all), n (those compared), paid_kr and
    expected_kr (means, kr. per day; expected is missing without a model), median_kr (of the
    group), premium, low, high (shares; 90 % interval), above and below (probabilities of a premium
    over 5 % and under −5 %), verdict, excess_oere (paid − expected, a year) and spend_oere (with
    tillæg, a year); the most kroner above expected first. ``placements``: the rows of ``priced``
    with group, expected_kr, deviation (share) and reason (why a row is out of the model).
    ``groups``: group, method, n, providers, own_n, level_kr, second_kr (a lower level that may be
    the fair one), lower_kr, median_kr, upper_kr (base price, external placements), hour_kr, noise,
    called, false_alarms.
    """

    name = "servicetjek"
    title = "Svarer prisen til ydelsen?"

    providers: pd.DataFrame
    placements: pd.DataFrame
    groups: pd.DataFrame
    values: tuple[Value, ...]

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.providers.empty:
            return (
                f"Der er ingen løbende placeringer hos firmaer ved udgangen af {month}, så prisen "
                "kan ikke holdes op mod ydelsen."
            )
        judged = self.providers["above"].notna()
        if not judged.any():
            return (
                f"Ingen gruppe har placeringer nok til en prismodel ved udgangen af {month}; "
                f"{count(self.providers['provider'].nunique(), 'leverandør', 'leverandører')} "
                "vises ved siden af gruppens median."
            )
        dear = self.providers[self.providers["verdict"] == DEARER]
        # A provider in two groups has two rows.
        called, asked = (rows["provider"].nunique() for rows in (dear, self.providers[judged]))
        number = numbers.whole(called) if called else "ingen"
        return (
            f"{number} af {count(asked, 'leverandør', 'leverandører')} i en prismodel "
            f"er dyrere end ydelsen forklarer ved udgangen af {month}, for "
            f"{numbers.mio(dear['excess_oere'].sum())} om året over den forventede pris; forventet "
            f"antal falske alarmer: {numbers.number(false_alarms(self.providers))}."
        ).capitalize()

    def tables(self) -> list[Table]:
        return servicetjek_tables(self.providers, self.placements, self.groups)

    def detail(self) -> Table | None:
        return None  # the placements are a table of their own

    def rows_behind(self, table: Table, row: Mapping[str, Any]) -> Table | None:
        """The placements of a provider, or of a group."""
        if table.name not in ("leverandoerer", "grupper"):
            return None
        providers = self.providers[self.providers["group"] == row["group"]]
        kept = self.placements["group"] == row["group"]
        title = f"Placeringerne i gruppen {row['group']}"
        if table.name == "leverandoerer":
            own = providers[providers["label"] == row["label"]]["provider"]
            kept &= self.placements["provider"].isin(own)
            title = f"Placeringerne hos {row['label']}, {row['group']}"
        rows = servicetjek_tables(self.providers, self.placements[kept], self.groups)
        return replace(rows[-1], title=title)

    def figures(self) -> list[Figure]:
        shown = self._drawn()
        if shown.empty:
            return []
        left = int(self.providers["premium"].notna().sum()) - len(shown)
        more = f"; {count(left, 'anden', 'andre')} står i tabellen" if left else ""
        return [
            figures.figure(
                self.plot,
                name="merpris",
                title=f"Leverandørernes merpris og (antal placeringer){more}",
                alt="Punkter med 90 %-interval. "
                + "; ".join(
                    f"{row.label}: {numbers.share(row.premium, 0, sign=True)} ({row.verdict})"
                    for row in shown.head(5).itertuples()
                )
                + ".",
                height=forest_height(len(shown)),
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        if ax is None:
            from matplotlib import pyplot as plt

            ax = plt.subplots(layout="constrained", figsize=(figures.WIDTH, 6))[1]
        return forest(self._drawn(), ax)

    def _drawn(self) -> pd.DataFrame:
        """The providers with the most kroner at stake, the dearest first."""
        known = self.providers[self.providers["premium"].notna()]
        largest = known["excess_oere"].abs().sort_values(ascending=False, kind="stable").index
        shown = known.loc[largest[:DRAWN]].sort_values("premium", ascending=False, kind="stable")
        twice = shown["label"].duplicated(keep=False)
        return shown.assign(
            label=shown["label"].mask(twice, shown["label"] + ", " + shown["group"])
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("forventet pris", "merpris", "hovedydelse", "følgeydelse")

    def sources(self) -> list[str]:
        used = dict.fromkeys(f"{value.name}: {value.source}" for value in self.values)
        return [
            "Bevillinger og kontrakter i månedens udtræk; priser uden moms i årets prisniveau.",
            *used,
            "Metode: docs/metode/servicetjek.md.",
        ]


def servicetjek(
    reading: Reading,
    rules: Rules,
    groups: Sequence[Mapping[str, Any]] = (),
    min_vurdering: int = 2,
    day: date | None = None,
) -> Servicetjek:
    """Hold every provider's base price against the price expected from the service level.

    ``groups`` and ``min_vurdering`` are the settings of [servicetjek] in okonomi.toml: own
    like-for-like groups (the others are area and service), and the least number of placements
    behind a verdict. Raises ``UserError`` for groups that are written wrongly.
    """
    check_groups(groups)
    prices = priced(reading, rules, day)
    rows = prices.frame.assign(group=group_names(prices.frame, groups))
    rows = rows.assign(reason=out_of_model(rows), expected_kr=np.nan)
    firms = rows[~rows["reason"].isin([OUT_FAMILY, OUT_PROVIDER])]
    by_provider, by_group = [_providers(firms.iloc[:0])], []
    for name, group in firms.groupby("group"):
        inside = group[group["reason"].isna()]
        market = ~inside["own"]
        facts, found = _group_facts(name, inside, market), _providers(group)
        if facts["method"] == MODEL:
            model = price_model(inside, market)
            rows.loc[inside.index, "expected_kr"] = model.expected_kr
            expected = model.expected_kr.groupby(inside["provider"]).agg(["mean", "sum"])
            measures = ["premium", "low", "high", "above", "below"]
            found[measures] = model.providers[measures].reindex(found["provider"]).to_numpy()
            found["expected_kr"] = found["provider"].map(expected["mean"])
            excess = found["paid_kr"] * found["n"] - found["provider"].map(expected["sum"])
            found["excess_oere"] = _yearly(excess, prices.day.year)
            facts |= {
                name: getattr(model, name) for name in ("level_kr", "second_kr", "hour_kr", "noise")
            }
        found["median_kr"] = facts["median_kr"]
        found["spend_oere"] = _yearly(found["paid_total_kr"], prices.day.year)
        found["verdict"] = verdicts(found, min_vurdering)
        facts["called"] = int((found["verdict"] == DEARER).sum())
        facts["false_alarms"] = false_alarms(found) if facts["method"] == MODEL else np.nan
        by_provider.append(found)
        by_group.append(facts)
    providers = pd.concat(by_provider, ignore_index=True).sort_values(
        ["excess_oere", "spend_oere"], ascending=False, kind="stable", ignore_index=True
    )
    rows["deviation"] = rows["base_kr_per_day"] / rows["expected_kr"] - 1
    table = pd.DataFrame(by_group, columns=list(_group_facts("", rows.iloc[:0], rows["own"][:0])))
    return Servicetjek(
        period=reading.period,
        providers=providers,
        placements=rows.sort_values(["group", "provider"], kind="stable", ignore_index=True),
        groups=table,
        values=prices.values,
        findings=(*servicetjek_findings(rows, providers, table), *prices.findings),
    )


def _providers(group: pd.DataFrame) -> pd.DataFrame:
    """One row per provider of a group, before the model has spoken."""
    inside = group["base_kr_per_day"].where(group["reason"].isna())
    found = (
        group.assign(inside=inside)
        .groupby("provider", as_index=False)
        .agg(
            group=("group", "first"),
            own=("own", "first"),
            placements=("line_id", "size"),
            n=("inside", "count"),
            paid_kr=("inside", "mean"),
            paid_total_kr=("total_kr_per_day", "sum"),
        )
    )
    empty = ["expected_kr", "median_kr", "premium", "low", "high", "above", "below"]
    return found.assign(
        label=found["provider"].where(~found["own"], found["provider"] + " (eget tilbud)"),
        **dict.fromkeys(empty, np.nan),
        verdict=pd.Series("", index=found.index, dtype="str"),
        excess_oere=pd.array([pd.NA] * len(found), dtype="Int64"),
        spend_oere=pd.array([pd.NA] * len(found), dtype="Int64"),
    )


def _group_facts(name: str, inside: pd.DataFrame, market: pd.Series) -> dict[str, Any]:
    """A row of ``groups``, before the model has spoken."""
    prices = inside.loc[market, "base_kr_per_day"]
    lower, median, upper = prices.quantile([0.25, 0.5, 0.75]) if len(prices) else [np.nan] * 3
    if inside.loc[market, "provider"].nunique() == 1:
        method = ALONE
    else:
        method = MEDIAN if too_thin(inside, market) else MODEL
    return {
        "group": name,
        "method": method,
        "n": len(prices),
        "providers": inside.loc[market, "provider"].nunique(),
        "own_n": int((~market).sum()),
        "level_kr": np.nan,
        "second_kr": np.nan,
        "lower_kr": lower,
        "median_kr": median,
        "upper_kr": upper,
        "hour_kr": np.nan,
        "noise": np.nan,
        "called": 0,
        "false_alarms": np.nan,
    }


def _yearly(kr_per_day: pd.Series, year: int) -> pd.Series:
    """Kroner a day as whole øre a year; missing where unknown."""
    return (kr_per_day * days_in_year(year) * 100).round().astype("Float64").astype("Int64")
