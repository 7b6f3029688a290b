"""A provider's rows put in words: the parts of one page, each short enough to stay on it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.contracts.gaps_rows import KINDS
from okonomi.analysis.dossier.facts import contract_lines, delivery_lines, place_lines, price_lines
from okonomi.analysis.dossier.questions import questions
from okonomi.analysis.dossier.result import Dossier, Grid, Own
from okonomi.analysis.dossier.strip import LEGEND, strip
from okonomi.analysis.dossier.worth import effect, worth_box
from okonomi.analysis.servicetjek.findings import far_off
from okonomi.analysis.servicetjek.pricemodel import CHEAPER, DEARER
from okonomi.analysis.targets.rule import BY_QUARTILES, NO_TARGET
from okonomi.analysis.words import count
from okonomi.present import Figure, numbers

NO_MODEL = "ingen prismodel"
MOST_GROUPS, MOST_FIGURES, MOST_GAPS = 4, 2, 6
KIND_WORDS = {
    "privat": "privat", "selvejende": "selvejende", "kommunal": "kommunal", "regional": "regional",
}  # fmt: skip


def page(own: Own) -> Dossier:
    """The dossier of one provider."""
    return Dossier(
        provider=own.name,
        period=own.period,
        who=_who(own),
        verdict=_verdict(own),
        boxes=_boxes(own),
        position=_position(own),
        figures=tuple(_figures(own)),
        facts=(place_lines(own), price_lines(own), contract_lines(own), delivery_lines(own)),
        gaps=_gaps(own),
        effect=effect(own),
        questions=questions(own),
    )


def _who(own: Own) -> str:
    facts = own.table.iloc[0] if len(own.table) else pd.Series(dtype=object)
    tilbud = sorted(own.placements["tilbud"].dropna().unique())
    number, kind = facts.get("provider_id"), facts.get("kind")
    parts = [
        "CVR ikke kendt" if pd.isna(number) else f"CVR {number}",
        KIND_WORDS.get(kind, "ejerforhold ikke kendt")
        if not pd.isna(kind)
        else "ejerforhold ikke kendt",
    ]
    where = facts.get("location_municipality")
    if not pd.isna(where):
        parts.append(str(where))
    if tilbud:
        more = len(tilbud) - 2
        names = ", ".join(tilbud[:2]) + (f" og {numbers.whole(more)} mere" if more > 0 else "")
        parts.append(f"tilbud: {names}")
    return " · ".join(parts)


def _verdict(own: Own) -> str:
    rows = own.tjek.sort_values("spend_oere", ascending=False, kind="stable")
    dear, cheap = rows[rows["verdict"] == DEARER], rows[rows["verdict"] == CHEAPER]
    if len(dear):
        row = dear.iloc[0]
        return (
            f"Dyrere end ydelsen forklarer: {numbers.share(row['premium'], 0, sign=True)} over den "
            f"forventede pris (90 %: {_span(row['low'], row['high'])}) i {row['group']}."
        )
    if len(cheap):
        row = cheap.iloc[0]
        return (
            f"Billigere end ydelsen forklarer: {numbers.share(row['premium'], 0, sign=True)} mod "
            f"den forventede pris i {row['group']}. Spørg, om ydelsen leveres."
        )
    row = rows.iloc[0]
    if pd.isna(row["premium"]):
        return f"Ingen prismodel for {row['group']}: der er for få at sammenligne med."
    return (
        f"{row['verdict'].capitalize()}: {numbers.share(row['premium'], 0, sign=True)} mod den "
        f"forventede pris (90 %: {_span(row['low'], row['high'])}) i {row['group']}."
    )


def _span(low: float, high: float) -> str:
    return f"{numbers.share(low, 0, sign=True)} til {numbers.share(high, 0, sign=True)}"


def _boxes(own: Own) -> tuple[tuple[str, str], ...]:
    held = int(own.tjek["placements"].sum())
    places = own.placements["places"].dropna()
    of = f" af {numbers.whole(places.iloc[0])}" if len(places) else ""
    owed = own.overpaid["claim_oere"].sum()
    return (
        ("Vores pladser", f"{numbers.whole(held)}{of}"),
        ("Udgift pr. år uden moms", numbers.tkr(own.tjek["spend_oere"].sum())),
        worth_box(own),
        ("For meget betalt i år", numbers.kr(owed, 0) if owed > 0 else "intet fundet"),
    )


def _position(own: Own) -> Grid:
    rows = own.tjek.sort_values("spend_oere", ascending=False, kind="stable")
    asked = own.targets[own.targets["basis"] != NO_TARGET]
    prices = asked.groupby("group")[["walk_kr", "target_kr", "paid_kr"]].mean()
    shown = []
    for row in rows.head(MOST_GROUPS).to_dict("records"):
        group = own.groups.loc[row["group"]]
        quartiles = (
            f"{numbers.whole(group['median_kr'])} "
            f"({numbers.whole(group['lower_kr'])}–{numbers.whole(group['upper_kr'])})"
        )
        goal = prices.loc[row["group"]] if row["group"] in prices.index else None
        shown.append(
            (
                row["group"],
                f"{numbers.whole(row['placements'])} ({numbers.whole(row['n'])})",
                numbers.number(row["paid_kr"], 0),
                numbers.number(row["expected_kr"], 0),
                quartiles if group["n"] else numbers.MISSING,
                numbers.whole(group["n"]),
                numbers.number(None if goal is None else goal["walk_kr"], 0),
                numbers.number(None if goal is None else goal["target_kr"], 0),
                row["verdict"] if not pd.isna(row["premium"]) else NO_MODEL,
            )
        )
    left = len(rows) - len(shown)
    more = f" {count(left, 'gruppe', 'grupper')} mere står i arbejdsbogen." if left > 0 else ""
    why = own.targets.loc[own.targets["basis"].eq(NO_TARGET), "why"].drop_duplicates()
    none = f" Uden mål: {why.iloc[0]}." if len(why) else ""
    if asked["basis"].eq(BY_QUARTILES).any():
        none += (
            " Uden prismodel er gå-fra-prisen gruppens median og målet dens nedre kvartil, dog "
            "højst det betalte; ydelsen er ikke regnet med."
        )
    return Grid(
        heading="Pris mod pris: grundpris pr. dag uden tillæg og moms, kr.",
        heads=(
            "Gruppe", "Pladser", "Betalt", "Forventet", "Median (kvartiler)",
            "Antal i gruppen", "Gå-fra-pris", "Mål", "Vurdering",
        ),
        right=(False, True, True, True, True, True, True, True, False),
        rows=tuple(shown),
        note="Priser er gennemsnit af pladserne; i parentes: heraf sammenlignet."
        f"{_slips(own)}{none}{more}",
    )  # fmt: skip


def _slips(own: Own) -> str:
    """Prices that look like slips of the keyboard, told before anybody is asked about them."""
    far = 0
    for name in own.tjek["group"]:
        every = own.of_group.get(name)
        if every is not None:
            ours = every.loc[every["provider"] == own.name, "base_kr_per_day"]
            far += int(far_off(ours, own.groups.loc[name, "median_kr"]).sum())
    if not far:
        return ""
    return (
        f" {count(far, 'pris', 'priser')} ligger meget langt fra gruppens median: se efter, om "
        f"{'den' if far == 1 else 'de'} er skrevet rigtigt, før der forhandles."
    )


def _figures(own: Own) -> list[Figure]:
    rows = own.tjek[own.tjek["n"] > 0].sort_values("spend_oere", ascending=False, kind="stable")
    found = []
    for row in rows.head(MOST_FIGURES).to_dict("records"):
        group = own.groups.loc[row["group"]]
        every = own.of_group[row["group"]]
        ours = every.loc[every["provider"] == own.name, "base_kr_per_day"]
        others = every.loc[every["provider"] != own.name, "base_kr_per_day"]
        expected = None if pd.isna(row["expected_kr"]) else row["expected_kr"]
        known = not pd.isna(group["median_kr"])
        quartiles = (group["lower_kr"], group["median_kr"], group["upper_kr"]) if known else None
        prices = every["base_kr_per_day"]
        span = f"{numbers.whole(prices.min())}–{numbers.whole(prices.max())}"
        found.append(
            Figure(
                name="position",
                title=f"{row['group']}: {span} kr. pr. dag, {numbers.whole(len(ours))} her og "
                f"{numbers.whole(len(others))} hos andre. {LEGEND}",
                alt=f"{own.name} betales i snit {numbers.price(row['paid_kr'], 0)} pr. dag; "
                f"medianen af {numbers.whole(group['n'])} er "
                f"{numbers.price(group['median_kr'], 0)}.",
                svg=strip(others.tolist(), ours.tolist(), quartiles, expected),
            )
        )
    return found


def _gaps(own: Own) -> Grid:
    groups = own.gaps.groupby("kind", sort=False)
    sums = groups[["service_oere", "claim_oere"]].sum(min_count=1).assign(n=groups.size())
    sums = sums.reindex([kind for kind in KINDS if kind in sums.index])
    shown = [
        (
            KINDS[kind],
            numbers.whole(row["n"]),
            numbers.kroner(row["service_oere"], 0),
            numbers.kroner(row["claim_oere"], 0),
        )
        for kind, row in sums.head(MOST_GAPS).iterrows()
    ]
    left = int(sums["n"].iloc[MOST_GAPS:].sum())
    return Grid(
        heading="Mangler i aftaler og betaling, kr.",
        heads=("Mangel", "Antal", "Pr. år", "For meget betalt i år"),
        right=(False, True, True, True),
        rows=tuple(shown),
        note=f"{count(left, 'mangel', 'mangler')} mere står i arbejdsbogen." if left else "",
    )
