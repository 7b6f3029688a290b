"""What one system's files know of each other: whose case it is, and who the provider is.

Rows are never lost for a reference that leads nowhere: the kroner are real. They are told as
Findings, and a citizen known only by a case or a system's id gets a pseudonym made of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.text import Text
from okonomi.intake.used import Used, find, pairs

_FROM_CASE = ("person_id", "household_id", "team", "raadgiver", "residence_municipality")
_FROM_PROVIDER = (
    ("provider", "provider"), ("provider_id", "provider_id"), ("provider_kind", "provider_kind"),
    ("location_municipality", "location_municipality"),
)  # fmt: skip


def join_system(
    placements: Sequence[Used],
    cases: Sequence[Used],
    citizens: Sequence[Used],
    providers: Sequence[Used],
    key: PersonKey,
) -> Iterator[Finding]:
    """Complete one system's lines and cases, in place, and tell what leads nowhere."""
    for case in cases:
        _complete_case(case, citizens)
    for used in placements:
        yield from _cases(used, cases)
        _fill(used, "citizen_ref", citizens, "citizen_ref", ("person_id", "household_id"))
        yield from _providers(used, providers)
        yield from _stand_in(used, key)


def _complete_case(case: Used, citizens: Sequence[Used]) -> None:
    _fill(
        case, "citizen_ref", citizens, "citizen_ref",
        ("person_id", "household_id", "residence_municipality"),
    )  # fmt: skip


def _cases(used: Used, cases: Sequence[Used]) -> Iterator[Finding]:
    own = used.text("case_id")
    if own is None or not cases:
        return
    _fill(used, "case_id", cases, "case_id", _FROM_CASE)
    followup: dict[str, np.datetime64] = {}
    known: set[str] = set()
    for case in cases:
        ids = case.text("case_id")
        if ids is None:
            continue
        known |= set(ids.distinct())
        days = case.frame.get("next_followup")
        if isinstance(days, np.ndarray):
            followup |= dict(zip(ids.texts().to_pylist(), days, strict=True))
    if followup:
        nothing = np.datetime64("NaT", "s")
        per_case = np.array(
            [followup.get(value, nothing) for value in own.values.to_pylist()],
            dtype="datetime64[s]",
        )
        days = used.array("next_followup", nothing)
        used.frame["next_followup"] = np.where(np.isnat(days), per_case[own.codes], days)
    unknown = ~own.missing() & ~_among(own, known)
    if unknown.any():
        yield Finding(
            code="ukendt-sag",
            severity="advarsel",
            text=f"{_count(unknown)} i {used.block.profile.title} henviser til en sag, der ikke "
            "findes i sagsudtrækket, og er regnet med uden kendt borger.",
            remedy="Læg et sagsudtræk, der dækker samme periode, i mappen.",
            rows=_rows(used, unknown),
        )


def _providers(used: Used, providers: Sequence[Used]) -> Iterator[Finding]:
    own = used.text("provider_ref")
    if own is None or not providers:
        return
    known: set[str] = set()
    for provider in providers:
        ids = provider.text("source_id")
        if ids is None:
            continue
        known |= set(ids.distinct())
        for theirs, ours in _FROM_PROVIDER:
            values = provider.text(theirs)
            if values is not None:
                used.fill_text(ours, find(own, pairs(ids, values)))
    unknown = ~own.missing() & ~_among(own, known)
    if known and unknown.any():
        yield Finding(
            code="ukendt-leverandoer",
            severity="advarsel",
            text=f"{_count(unknown)} i {used.block.profile.title} henviser til en leverandør, der "
            "ikke findes i leverandørudtrækket, og er regnet med.",
            remedy="Læg et leverandørudtræk, der dækker samme periode, i mappen.",
            rows=_rows(used, unknown),
        )


def _stand_in(used: Used, key: PersonKey) -> Iterator[Finding]:
    """A pseudonym from case or line for the lines whose citizen has no CPR number here."""
    profile = used.block.profile
    person = used.text("person_id") or Text.constant(None, len(used))
    missing = person.missing()
    if not missing.any():
        return
    for column in (profile.person_from, "citizen_ref", "case_id", "line_id"):
        known = used.text(column) if column else None
        if known is not None and person.missing().any():
            known = known.where(person.missing())  # no pseudonym is made in vain
            kind = f"{profile.system}:{'case_id' if column == profile.person_from else column}"
            made = key.stand_ins(kind, known.values.to_pylist())
            person = person.fill(Text(known.codes, pa.array(made, pa.string()), known.unique))
    used.frame["person_id"] = person.compact()
    yield Finding(
        code="uden-cpr",
        severity="oplysning" if profile.person_from and missing.all() else "advarsel",
        text=f"{_count(missing)} i {profile.title} har intet CPR-nummer; her regnes en "
        "sag som en person, så en borger i flere sager tæller flere gange.",
        remedy="Læg et udtræk, der binder sagen til CPR-nummeret, i mappen (DUBU: sagslisten, "
        "Sensum: Sager og Borger).",
    )


def _fill(
    used: Used, reference: str, others: Sequence[Used], identity: str, columns: Sequence[str]
) -> None:
    """Fill text columns from the rows of ``others`` that a column of ours refers to."""
    own = used.text(reference)
    if own is None:
        return
    for column in columns:
        table: dict[str, str] = {}
        for other in others:
            ids, values = other.text(identity), other.text(column)
            if ids is not None and values is not None:
                table |= pairs(ids, values)
        if table:
            used.fill_text(column, find(own, table))


def _among(values: Text, known: set[str]) -> np.ndarray:
    hit = np.array([value in known for value in values.values.to_pylist()], dtype=bool)
    return hit[values.codes]


def _count(rows: np.ndarray) -> str:
    return number_of(int(rows.sum()), "linje", "linjer")


def _rows(used: Used, rows: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"linje": used.block.line[used.row[rows]]})
