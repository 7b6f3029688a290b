"""What cannot be judged, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake.schema_casework import EVENT_KINDS
from okonomi.rules.frister import Frist

_EVENT = ("hændelse", "hændelser")
_CASE = ("sag", "sager")
_SHOWN = ["event_id", "case_id", "event_kind", "start", "received", "done", "next_followup"]

_WHY = {
    "uden-modtaget": (
        "advarsel",
        _EVENT,
        "har en frist, men ingen dag, den løber fra, og kan ikke bedømmes.",
        "Skriv dagen, hændelsen er modtaget.",
    ),
    "udfoert-foer": (
        "advarsel",
        _EVENT,
        "er skrevet som udført på en dag før modtagelsen og kan ikke bedømmes.",
        "Ret den ene af de to datoer.",
    ),
    "uden-lov": (
        "oplysning",
        _EVENT,
        "er fra før den ældste lovversion, der er skrevet ind, og bedømmes ikke.",
        "Skriv den ældre frist med kilde i regler/frister.csv, hvis den skal med.",
    ),
    "uden-dato": (
        "advarsel",
        _CASE,
        "har ingen dato for næste opfølgning, så det kan ikke ses, om den er overskredet.",
        "Beslut datoen i sagen, og skriv den i fagsystemet.",
    ),
    "dato-ikke-flyttet": (
        "oplysning",
        _CASE,
        "er fulgt op efter den dato, der stadig står som næste opfølgning.",
        "Skriv den nye dato for næste opfølgning.",
    ),
    "ingen-opfoelgninger": (
        "advarsel",
        ("indsats", "indsatser"),
        "kan ikke bedømmes for første opfølgning: der er ingen udførte opfølgninger i mappen.",
        "Læg udtrækket med hændelser i månedens mappe.",
    ),
    "foer-udtraekket": (
        "oplysning",
        ("indsats", "indsatser"),
        "er begyndt før den ældste opfølgning i udtrækket, så det kan ikke ses, om den første "
        "opfølgning var til tiden.",
        "Tag mindst 15 måneders hændelser med i udtrækket.",
    ),
    "ingen-besoeg": (
        "advarsel",
        ("anbringelse", "anbringelser"),
        "kan ikke bedømmes for tilsynsbesøg: udtrækkets besøg går ikke et år tilbage.",
        "Tag mindst 15 måneders hændelser med i udtrækket.",
    ),
    "tale-ukendt": (
        "advarsel",
        ("anbragt barn", "anbragte børn"),
        "har besøg, hvor det ikke står, om der er talt med barnet, så to om året kan ikke afgøres.",
        "Skriv ja eller nej ved besøgene.",
    ),
    "kun-dato": (
        "oplysning",
        ("underretning", "underretninger"),
        "er vurderet dagen efter, uden klokkeslæt: de regnes som rettidige, men det kan ikke ses, "
        "om der gik mere end 24 timer.",
        "Tag klokkeslættene med i udtrækket, hvis de er registreret.",
    ),
}


def findings_of(
    unknown: Mapping[str, pd.DataFrame], frister: Iterable[Frist]
) -> tuple[Finding, ...]:
    """One finding per reason that something cannot be judged, or not wholly."""
    found = [
        Finding(
            code=f"frist-{reason}",
            severity=severity,
            text=f"{count(len(rows), *noun).capitalize()} {text}",
            remedy=remedy,
            rows=_shown(rows),
        )
        for reason, (severity, noun, text, remedy) in _WHY.items()
        if len(rows := unknown.get(reason, ()))
    ]
    return (*found, *_unknown_targets(frister))


def _unknown_targets(frister: Iterable[Frist]) -> list[Finding]:
    wrong = [frist.event for frist in frister if frist.local and frist.event not in EVENT_KINDS]
    if not wrong:
        return []
    return [
        Finding(
            code="frist-ukendt-maal",
            severity="advarsel",
            text=f"Der er sat et mål for {', '.join(f'“{each}”' for each in wrong)}, som ingen "
            "hændelse hedder.",
            remedy=f"Skriv en af: {', '.join(EVENT_KINDS)}.",
        )
    ]


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows[[name for name in _SHOWN if name in rows]].dropna(axis="columns", how="all")
    return kept.sort_values("case_id", kind="stable").reset_index(drop=True)
