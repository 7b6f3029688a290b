"""How many cases has each? Sagstal: open cases per årsværk beside the norm the team has agreed.

Row: one rådgiver, a team's subtotal or the total. An open case counts once, at the rådgiver the
case names (else its first running line), so the rows add up to the cases. Nobody is measured
without årsværk, and a report for one rådgiver shows no colleague, only the team's total.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.raadgiver.lines import NO_TEAM, Choice, lines, owners
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers


@dataclass(frozen=True, eq=False, kw_only=True)
class RaadgiverLoad(Result):
    """Open cases per årsværk at the end of ``period``.

    ``rows``: label, row_kind, team, fte, employed_since, cases, cases_per_fte, norm (cases per
    årsværk, weighted by årsværk in sums), word (“over normen”, “inden for normen” or what is
    missing). Årsværk and norm are missing where nobody wrote them.
    """

    name = "sagstal"
    title = "Hvor mange sager er der pr. årsværk?"

    choice: Choice
    rows: pd.DataFrame
    recorded: bool

    def summary(self) -> str:
        own = self.rows[self.rows["row_kind"] == "detail"]
        cases = count(int(own["cases"].sum()), "åben sag", "åbne sager")
        has = f"{self.choice.label} har {cases} ved udgangen af {numbers.month(self.period)}"
        if not self.recorded:
            return f"{has}; der er ingen liste over rådgivere i mappen, så sagstallet mangler."
        if own.empty:
            return f"{has} og står ikke på listen over rådgivere."
        row = self.rows.iloc[0 if self.choice.raadgiver else -1]
        if pd.isna(row["cases_per_fte"]):
            return f"{has}; årsværk mangler, så sagstallet kan ikke regnes."
        norm = "" if pd.isna(row["norm"]) else f" mod en norm på {numbers.number(row['norm'])}"
        return (
            f"{has}: {numbers.number(row['cases_per_fte'])} sager pr. årsværk{norm} "
            f"({row['word']}; {numbers.whole(row['cases'])} sager på "
            f"{numbers.number(row['fte'])} årsværk)."
        )

    def tables(self) -> list[Table]:
        if not len(self.rows):
            return []
        return [
            Table(
                name="sagstal",
                title="Sager pr. årsværk",
                frame=self.rows,
                row_kind="row_kind",
                internal=True,
                columns=(
                    Column("label", "Rådgiver", "text"),
                    Column("team", "Team", "text"),
                    Column("employed_since", "Ansat siden", "date"),
                    Column("fte", "Årsværk", "number", 2),
                    Column("cases", "Sager", "int"),
                    Column("cases_per_fte", "Sager pr. årsværk", "number"),
                    Column("norm", "Norm", "number"),
                    Column("word", "", "text"),
                ),
                note="En sag tæller én gang, hos den rådgiver, sagen nævner. I summer er sager "
                "uden årsværk holdt ude af sager pr. årsværk, og normen er vægtet med årsværk.",
            )
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define("sagstal")

    def sources(self) -> list[str]:
        return [
            "Sager, bevillinger og listen over rådgivere i månedens udtræk.",
            "Metode: docs/metode/raadgiver.md.",
        ]


def raadgiver_load(reading: Reading, raadgiver: str = "", team: str = "") -> RaadgiverLoad:
    """The sagstal of a rådgiver (beside the team's), of a team, or of everybody."""
    choice = Choice(raadgiver, team)
    staff = people(reading)
    own = choice.rows(staff)
    parts = [own]
    if raadgiver:
        parts += [
            sum_row(staff[staff["team"] == each], f"Team {each} i alt", "subtotal")
            for each in own["team"].unique()
            if each != NO_TEAM
        ]
    else:
        parts.append(sum_row(own, "I alt", "total"))
    return RaadgiverLoad(
        period=reading.period,
        choice=choice,
        rows=with_load(pd.concat(parts, ignore_index=True))[
            ["label", "row_kind", "team", "fte", "employed_since", "cases", "cases_per_fte",
             "norm", "word"]
        ],
        recorded=len(reading["raadgiver"]) > 0,
    )  # fmt: skip


def people(reading: Reading) -> pd.DataFrame:
    """Per rådgiver: team, fte, employed_since, area, cases, and ``room`` = fte × norm.

    ``counted`` is the cases of those whose årsværk are known. One row per person, in one team.
    """
    cases = owners(reading, lines(reading))
    staff = reading["raadgiver"]
    staff = staff.assign(room=staff["fte"] * staff["norm"])
    known = staff.groupby("raadgiver").agg(
        team=("team", "first"),
        fte=("fte", _sum_of_all),
        employed_since=("employed_since", "min"),
        area=("area", "first"),
        room=("room", _sum_of_all),
    )
    of_cases = cases.groupby("raadgiver")["team"].agg(lambda teams: teams.mode().iloc[0])
    names = sorted({*known.index, *of_cases.index})
    found = known.reindex(names)
    found["team"] = found["team"].fillna(of_cases.reindex(names)).fillna(NO_TEAM)
    found["cases"] = cases.groupby("raadgiver").size().reindex(names, fill_value=0)
    found["counted"] = found["cases"].astype("float64").where(found["fte"] > 0)
    found["raadgiver"] = found["label"] = names
    ordered = found.sort_values(["team", "label"], kind="stable")
    return ordered.assign(row_kind="detail").reset_index(drop=True)


def _sum_of_all(values: pd.Series) -> float:
    """The sum; missing where one is: part of a person's hours would look like a load."""
    return float(values.sum()) if values.notna().all() else np.nan


def sum_row(staff: pd.DataFrame, label: str, row_kind: str) -> pd.DataFrame:
    """One row for several: cases of all; cases per årsværk of those whose årsværk are known."""
    counted = staff[staff["fte"] > 0]
    row = {
        "label": label,
        "row_kind": row_kind,
        "team": "",
        "cases": int(staff["cases"].sum()),
        "counted": counted["counted"].sum(min_count=1),
        "fte": counted["fte"].sum(min_count=1),
        "room": counted["room"].sum(min_count=max(len(counted), 1)),
        "employed_since": pd.NaT,
    }
    return pd.DataFrame([row]).astype({"employed_since": "datetime64[s]"})


def with_load(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``people`` or ``sum_row`` with cases_per_fte, norm and word."""
    fte = rows["fte"].where(rows["fte"] > 0)
    per = (rows["counted"] / fte).mask(rows["counted"].isna())
    loaded = rows.assign(cases_per_fte=per, norm=rows["room"] / fte)
    return loaded.assign(word=_words(loaded))


def _words(rows: pd.DataFrame) -> list[str]:
    words = []
    for per, norm in zip(rows["cases_per_fte"], rows["norm"], strict=True):
        if pd.isna(per):
            words.append("årsværk mangler")
        elif pd.isna(norm):
            words.append("norm mangler")
        else:
            words.append("over normen" if per > norm else "inden for normen")
    return words
