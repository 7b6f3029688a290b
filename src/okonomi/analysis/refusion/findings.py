"""What the reader of the section from gross to net should know before trusting it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.private import is_private
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake.names import near_misses
from okonomi.present import numbers
from okonomi.rules import Missing

LACKING = "refusion-mangler"


def unknown_providers(
    lines: pd.DataFrame, months: pd.DataFrame, provider: pd.DataFrame
) -> list[Finding]:
    """Providers of lines that the provider list does not know, where the list gives momsfaktorer.

    A misspelled provider loses its momsfaktor without a sound, and the net figure is too high.
    ``months`` is the year's ledger of ``lines``. Private persons are on no provider list.
    """
    if provider["momsfaktor"].isna().all():
        return []
    # A name that only an extract of bevillinger knows stands on the list without anything else.
    provider = provider[provider["momsfaktor"].notna() | provider["kind"].notna()]
    known = lines["provider_id"].isin(provider["provider_id"].dropna())
    known |= lines["provider"].isin(provider["provider"].dropna())
    person = is_private(lines, provider)
    gross = months.groupby("line")["gross_oere"].sum()
    cost = pd.Series(gross.reindex(range(len(lines)), fill_value=0).to_numpy(), index=lines.index)
    unknown = lines["provider"].notna() & ~known & ~person & (cost != 0)
    if not unknown.any():
        return []
    rows = cost[unknown].groupby(lines.loc[unknown, "provider"]).agg(["size", "sum"])
    names = set(provider["provider"].dropna())
    alike = {}
    for pair in near_misses([*rows.index, *names]):
        for name, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if name in rows.index and other in names:
                alike.setdefault(name, other)
    rows = (
        rows.rename_axis("provider")
        .reset_index()
        .assign(looks_like=lambda frame: frame["provider"].map(alike).astype("str"))
    )
    rows = rows.rename(columns={"size": "lines", "sum": "gross_oere"})
    like = f" {numbers.whole(len(alike))} ligner et navn på listen." if alike else ""
    return [
        Finding(
            code="leverandoer-uden-momsfaktor",
            severity="advarsel" if alike else "oplysning",
            text=f"{count(len(rows), 'leverandør', 'leverandører')} med bevillinger for "
            f"{numbers.kr(rows['gross_oere'].sum())} i året står ikke på leverandørlisten, så "
            f"deres egen momsfaktor er ikke brugt, og netto kan være for højt.{like}",
            remedy="Skriv navnet i aliaslisten, hvis det er en stavemåde, eller leverandøren på "
            "listen med sin momsfaktor.",
            rows=rows.sort_values("gross_oere", ascending=False, ignore_index=True),
        )
    ]


def lacking(missing: Sequence[Missing], year: int) -> list[Finding]:
    """What the refund of ``year`` cannot be worked out without."""
    return [
        Finding(
            code=LACKING,
            severity="advarsel",
            # The rest of the text says once more that there is no refund.
            text=f"{lack.text.split('. ')[0]}{_who(lack, year)}.",
            remedy=lack.remedy,
        )
        for lack in missing
    ]


def _who(lack: Missing, year: int) -> str:
    """Why the thresholds of an earlier year are asked for."""
    if lack.year >= year:
        return ""
    return (
        f"; de skal bruges til borgere, der er fyldt 67: var de over grænsen måneden før, i "
        f"{lack.year}, bliver de i ordningen"
    )
