"""What was in the exports the month before and is not now: files, columns, or nothing new."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.intake.files import split_date
from okonomi.intake.schema import TABLES
from okonomi.present import numbers

USUAL_SHARE = 0.2
"""A column filled in fewer of the rows than this may well be empty for a month."""
WITHOUT = {
    "placement": "ser udgiften mindre ud, end den er",
    "posting": "ser det bogførte mindre ud, end det er",
    "payment": "ser det betalte mindre ud, end det er",
    "contract": "kan kontrakter ikke vurderes",
    "budget": "kan afvigelsen fra budgettet ikke vises rigtigt",
    "case": "mangler sagernes datoer og rådgivere",
    "person": "mangler borgernes alder og husstand",
    "provider": "mangler leverandørernes art og momsfaktor",
    "price_list": "kan priser ikke holdes op mod prislisten",
    "capacity": "kan egne pladser ikke vurderes",
    "delivery": "kan leverede timer ikke vurderes",
    "absence": "kan fravær ikke vurderes",
    "goal": "kan målene ikke vurderes",
    "raadgiver": "mangler rådgivernes gruppe og timer",
    "action": "kan handleplanen ikke vurderes",
    "case_event": "kan fristerne ikke vurderes",
    "vacancy": "kan ledige stillinger ikke vurderes",
    "complaint": "kan klager ikke vurderes",
    "indicator_sample": "kan ledelsestilsynet ikke vurderes",
}
"""What is wrong with the figures of a month without an export that fills the table."""
MISSING, AMOUNTS_MISSING = "udtraek-mangler", "udtraek-med-beloeb-mangler"
AMOUNTS = ("placement", "posting", "budget")
"""Without these, or the price file, the amounts are wrong; without others a section is empty."""
PRICES = "kan bevillingernes priser mangle, og udgiften ser da mindre ud, end den er"
"""The same of an export whose rows are joined to those of others, such as a price file."""
FEW = 5
"""So few rows say nothing of what a column usually holds."""


def missing_exports(reading: Reading, before: Reading | None) -> list[Finding]:
    """One per kind of export that the month before had and this month has not, or has in a file
    that was not read."""
    if before is None:
        return []
    known = before.files[before.files["used"] > 0]
    gone = known[~known["profile"].isin(reading.files["profile"])].drop_duplicates("profile")
    return [_missing(reading, before, row.profile, row.file) for row in gone.itertuples()]


def _missing(reading: Reading, before: Reading, profile: str, file: str) -> Finding:
    says = [text for name, text in WITHOUT.items() if profile in _by_profile(before, name)] or [
        PRICES
    ]
    without = f"uden det {' og '.join(says)}."
    amounts = PRICES in says or any(WITHOUT[name] in says for name in AMOUNTS)
    code = AMOUNTS_MISSING if amounts else MISSING
    unread = reading.files[reading.files["profile"].isna()]["file"]
    same = [name for name in unread if _list_name(name) == _list_name(file)]
    if same:
        return Finding(
            code=code,
            severity="fejl",
            text=f"{same[0]} ligger i mappen, men er ikke læst: {without}",
            remedy="Se, hvad der står om filen under “Kan vi stole på tallene?”, hent udtrækket "
            "igen, og kør rapporten igen.",
        )
    return Finding(
        code=code,
        severity="fejl",
        text=f"Der er intet udtræk som {file} i {numbers.month(reading.period)}: {without}",
        remedy=f"Læg månedens udtræk (profil {profile}) i mappen {reading.period}, og kør "
        "rapporten igen.",
    )


def _list_name(file: str) -> str:
    """What files of one list have in common: the name without folder, date and ending."""
    return split_date(file.split("/")[-1])[1].casefold()


def copied_exports(reading: Reading, before: Reading | None) -> list[Finding]:
    """Bevillinger and postings that are last month's files, byte for byte."""
    if before is None:
        return []
    moving = {source for name in ("placement", "posting") for source in reading[name]["source"]}
    files = reading.files[reading.files.index.isin(moving)]
    same = files[files["sha256"].isin(before.files["sha256"])]
    if same.empty:
        return []
    return [
        Finding(
            code="udtraek-som-sidste-maaned",
            severity="advarsel",
            text=f"{count(len(same), 'fil', 'filer')} med bevillinger eller posteringer er præcis "
            f"som i {numbers.month(before.period)}.",
            remedy="Se efter, om sidste måneds udtræk er lagt i mappen ved en fejl.",
            rows=same[["file", "profile"]],
        )
    ]


def emptied_columns(reading: Reading, before: Reading | None) -> list[Finding]:
    """One per kind of export with columns that were usual the month before and are empty now.

    A heading that was renamed reads as an empty column: the figures that rest on it change without
    a word. Looked at are columns that were filled in at least ``USUAL_SHARE`` of the rows.
    """
    if before is None:
        return []
    lost: dict[str, list[str]] = {}
    for profile, column in _emptied(reading, before):
        lost.setdefault(profile, []).append(column)
    return [
        Finding(
            code="kolonne-tom",
            severity="advarsel",
            text=f"{', '.join(f'“{c}”' for c in columns)} var udfyldt i "
            f"{numbers.month(before.period)} og er helt tom i {numbers.month(reading.period)} "
            f"(profil {profile}).",
            remedy="Har kolonnen fået en anden overskrift i udtrækket, så ret den i filen, eller "
            "skriv den nye overskrift i en egen profil (se docs/profiler).",
        )
        for profile, columns in lost.items()
    ]


def _emptied(reading: Reading, before: Reading) -> Iterator[tuple[str, str]]:
    """Profile and meaning of each column that is empty now and was not then."""
    for name, table in TABLES.items():
        now, then = _by_profile(reading, name), _by_profile(before, name)
        for profile in sorted(now.keys() & then.keys()):
            if len(then[profile]) < FEW:
                continue
            for column, field in table.fields.items():
                usual = then[profile][column].notna().mean() >= USUAL_SHARE
                if usual and now[profile][column].isna().all():
                    yield profile, field.meaning


def _by_profile(reading: Reading, name: str) -> dict[str, pd.DataFrame]:
    """The rows of one typed table by the profile of the file they came from."""
    frame = reading[name]
    if "source" not in frame or frame.empty:
        return {}
    profiles = reading.files["profile"].reindex(frame["source"]).to_numpy()
    return {str(profile): rows for profile, rows in frame.groupby(profiles)}
