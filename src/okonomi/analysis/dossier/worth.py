"""What a provider's prices are worth to negotiate, and what each sum is measured against."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.dossier.facts import by_day
from okonomi.analysis.dossier.result import Lines, Own
from okonomi.analysis.targets.rule import BY_QUARTILES, NO_TARGET
from okonomi.analysis.words import count
from okonomi.present import numbers

OVER_WALK, OVER_MEDIAN = "Over gå-fra-prisen pr. år", "Over gruppens median pr. år"


def worth_box(own: Own) -> tuple[str, str]:
    """The label and the sum; what only the group's median speaks for says so."""
    if own.saving.empty:
        asked = own.targets["basis"].ne(NO_TARGET).any()
        return OVER_WALK, "intet" if asked else "intet mål"
    total = own.saving.iloc[0]["service_full_oere"]
    median = over_median_oere(own)
    if median == total:
        return OVER_MEDIAN, f"{numbers.tkr(total)} (median)"
    part = f" (heraf {numbers.kroner(median, -3)} over median)" if median else ""
    return OVER_WALK, f"{numbers.tkr(total)}{part}"


def over_median_oere(own: Own) -> int:
    """The part of the counted saving that is held against the group's median: no price model."""
    rows = own.targets[own.targets["counted"] & own.targets["basis"].eq(BY_QUARTILES)]
    return int(rows["service_full_oere"].sum())


def effect(own: Own) -> Lines:
    """The saving gross, net and this year, what is left out, and whether it can be had."""
    heading = "Hvad er det værd?"
    small = _left_out(own)
    if own.saving.empty:
        asked = own.targets["basis"].ne(NO_TARGET).any()
        none = "Ingen aftale ligger så meget over gå-fra-prisen, at den tælles."
        why = own.targets["why"].iloc[0] if len(own.targets) else "ingen pris"
        said = none if asked else f"Der er ingen målpris: {why}."
        return Lines(heading=heading, rows=(("Besparelse", said), *small))
    row = own.saving.iloc[0]
    counted = own.targets[own.targets["counted"]]
    net = (
        numbers.tkr(row["net_full_oere"]) + " efter refusion, alle ændringer her på én gang"
        if own.refund_known
        else "kan ikke siges: refusionens grænser mangler"
    )
    days = counted.drop_duplicates("deal")["first_day"]
    unknown = count(int(days.isna().sum()), "aftale", "aftaler")
    lacks = f"; frist ikke kendt for {unknown}" if 0 < days.isna().sum() < len(days) else ""
    best = counted.iloc[0]
    rows = (
        ("Et helt år, brutto", _gross(own, row, counted)),
        ("Et helt år, netto", net),
        ("Resten af året", _rest(row)),
        ("Ny pris tidligst", by_day(days, "aftale", "aftaler") + lacks),
        *small,
        (f"Er det opnåeligt? Udsigt: {best['outlook']}", f"{best['facts']}."),
    )
    return Lines(heading=heading, rows=rows)


def _gross(own: Own, row: pd.Series, counted: pd.DataFrame) -> str:
    total, median = row["service_full_oere"], over_median_oere(own)
    span = (
        ""
        if pd.isna(row["low_full_oere"])
        else f"90 %: {numbers.kroner(row['low_full_oere'], -3)}–"
        f"{numbers.tkr(row['high_full_oere'])}"
    )
    most = f"{numbers.tkr(row['most_full_oere'])} ned til målet"
    if not median:
        span = f" ({span})" if span else ""
        return f"{numbers.tkr(total)}{span} af servicerammen ned til gå-fra-prisen; {most}"
    against = _median(own, counted[counted["basis"].eq(BY_QUARTILES)])
    if median == total:
        return f"{numbers.tkr(total)} af servicerammen ned til {against}; {most}"
    span = f" ({span})" if span else ""
    return (
        f"{numbers.tkr(total)} af servicerammen: {numbers.tkr(total - median)}{span} ned til "
        f"gå-fra-prisen og {numbers.tkr(median)} ned til {against}; {most}"
    )


def _median(own: Own, rows: pd.DataFrame) -> str:
    """What stands in for a walk-away price where there is no price model."""
    if rows["group"].nunique() > 1:
        return "gruppernes median, uden hensyn til ydelsen (ingen prismodel)"
    row = rows.iloc[0]
    ours = own.tjek.loc[own.tjek["group"].eq(row["group"]), "n"].sum()
    return (
        f"gruppens median ({count(int(row['compared']), 'placering', 'placeringer')} hos "
        f"{count(int(row['compared_providers']), 'leverandør', 'leverandører')}, heraf "
        f"{numbers.whole(ours)} her; ingen prismodel, uden hensyn til ydelsen)"
    )


def _rest(row: pd.Series) -> str:
    if pd.isna(row["service_year_oere"]):
        return "frist ikke kendt – se kontrakten"
    net = "" if pd.isna(row["net_year_oere"]) else f", {numbers.tkr(row['net_year_oere'])} netto"
    rest = f"{numbers.tkr(row['service_year_oere'])} brutto{net}"
    if row["unknown_first"]:
        rest += f"; uden {count(int(row['unknown_first']), 'plads', 'pladser')} uden kendt frist"
    return rest


def _left_out(own: Own) -> tuple[tuple[str, str], ...]:
    """The deals that save less than the smallest sum, which are in no sum on the page."""
    rows = own.targets[~own.targets["counted"] & (own.targets["service_full_oere"] > 0)]
    if rows.empty:
        return ()
    least = numbers.price(own.smallest_kr, 0)
    said = (
        f"{count(rows['deal'].nunique(), 'aftale', 'aftaler')}, i alt "
        f"{numbers.tkr(rows['service_full_oere'].sum())} om året, er ikke med: under {least} hver"
    )
    return (("Små aftaler", said),)
