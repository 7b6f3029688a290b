"""Rows that can be read and contradict each other or themselves. They are counted, and told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.period import last_day
from okonomi.rules import main_area

OTHER_FUNCTION = {("SEL-107", "5.38.50"): "5.38.52", ("SEL-108", "5.38.52"): "5.38.50"}
"""Paragraf and the function that the chart of accounts has for the other: the right one
(rules/kontoplan.csv has its source)."""
AHEAD = pd.DateOffset(months=3)
"""An export made some time after the month has days after it; one so far ahead is a slip."""
_PAST = {
    "placement": {"registered": "Registreret"},
    "contract": {"last_review": "Senest gennemgået"},
    "provider": {"tilsyn_date": "Tilsynsdato"},
    "case_event": {"received": "Modtaget", "done": "Udført"},
    "goal": {"scored": "Vurderet"},
    "complaint": {"received": "Modtaget", "decided": "Afgjort"},
}
"""Columns that tell what has happened, as they are called here."""
_SHOWN = ["case_id", "service", "provider", "start", "end"]
_LAWS = r"^(?:BL|ABL|SEL|STU|RSL)-\d"
_OTHER_LAW = r"(?i)(?:\w{4,}lov(?:en)?\b|\blov om\b|\b(?:SUL|LAS)\b).*\d"
"""A law that is named, and has no deadlines here."""
_OPEN = pd.Timestamp("2199-12-31")


def unlikely_rows(
    tables: Mapping[str, pd.DataFrame],
    period: pd.Period,
    files: Sequence[str],
    ours: tuple[str, str] = ("", ""),
) -> list[Finding]:
    """Everything of the kind in one reading; ``files`` names the sources, ``ours`` is the
    municipality's name and number."""
    first = pd.Timestamp(period.year, 1, 1)
    lines = tables["placement"]
    granted = (lines["status"] == "bevilget") & (lines["frequency"] != "engang")
    lines = lines[granted & (lines["end"].isna() | (lines["end"] >= first))]
    lines = lines.assign(linje=lines["line"], kilde=lines["source"])
    return [
        *_granted_twice(lines, files),
        *_without_provider(lines, tables["placement"], files),
        *_wrong_account(lines, files),
        *_other_area(lines, files),
        *_without_law(lines, files),
        *_paid_by_others(lines, tables["case"], ours, files),
        *_impossible_capacity(tables["capacity"], files),
        *_in_the_future(tables, last_day(period), files),
    ]


def _granted_twice(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    """Two lines of one case for the same main service at the same place on the same days."""
    same = ["case_id", "service", "provider", "tilbud"]
    main = lines[lines["line_kind"] == "hovedydelse"].dropna(subset=same[:3])
    main = main.assign(last=main["end"].fillna(_OPEN))
    several = main.groupby(same, dropna=False)["line_id"].transform("nunique") > 1
    main = main[several].reset_index(names="row")
    pairs = main.merge(main, on=same, suffixes=("", "_other"))
    over = (pairs["line_id"] != pairs["line_id_other"]) & (pairs["start"] <= pairs["last_other"])
    over &= pairs["start_other"] <= pairs["last"]
    person, other = pairs["person_id"], pairs["person_id_other"]
    over &= (person == other) | person.isna() | other.isna()  # siblings may share a case
    later = (pairs["start"] > pairs["start_other"]) | (
        (pairs["start"] == pairs["start_other"]) & (pairs["row"] > pairs["row_other"])
    )
    rows = pd.Index(pairs.loc[over & later, "row"].unique())
    if rows.empty:
        return []
    found = lines.loc[rows]
    return [
        Finding(
            code="samme-ydelse-to-linjer",
            severity="advarsel",
            text=f"{_lines(found)} har samme sag, ydelse og leverandør som en anden linje i de "
            "samme dage. Begge er regnet med, så ydelsen kan være talt to gange."
            f"{where(found, files)}",
            remedy="Er det den samme bevilling, så afslut eller slet den ene linje i fagsystemet.",
            rows=found[["linje", "line_id", *_SHOWN, "price_kr", "frequency", "kilde"]],
        )
    ]


def _without_provider(
    lines: pd.DataFrame, everything: pd.DataFrame, files: Sequence[str]
) -> list[Finding]:
    """A main service that nobody gives, in a reading whose lines mostly say who does."""
    main = lines[(lines["line_kind"] == "hovedydelse") & (lines["price_kr"] != 0)]
    alone = main[main["provider"].isna()]
    if alone.empty or everything["provider"].notna().mean() <= 0.5:
        return []
    return [
        Finding(
            code="uden-leverandoer",
            severity="advarsel",
            text=f"{_lines(alone)} har ingen leverandør. Kronerne er regnet med, men kan ikke "
            "holdes op mod posteringer og kontrakter, så det bogførte kan være talt oveni."
            f"{where(alone, files)}",
            remedy="Skriv leverandøren på bevillingen i fagsystemet.",
            rows=alone[["linje", *_SHOWN, "kilde"]],
        )
    ]


def _wrong_account(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    law = lines["paragraf"].str.extract(r"^(SEL-10[78])(?:$|-)")[0]
    right = [OTHER_FUNCTION.get(both) for both in zip(law, lines["function"], strict=True)]
    wrong = lines.assign(should_be=pd.array(right, dtype="str")).dropna(subset=["should_be"])
    if wrong.empty:
        return []
    return [
        Finding(
            code="konto-anden-paragraf",
            severity="advarsel",
            text=f"{_lines(wrong)} efter § 107 eller § 108 står på den andens funktion (5.38.52 er "
            "midlertidige, 5.38.50 længerevarende botilbud). Kronerne er regnet med på den "
            "funktion, der står."
            f"{where(wrong, files)}",
            remedy="Ret funktionen eller paragraffen i fagsystemet.",
            rows=wrong[["linje", *_SHOWN, "paragraf", "function", "should_be", "kilde"]],
        )
    ]


def _other_area(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    """An area that is not the one of the function."""
    of_function = lines["function"].map(main_area, na_action="ignore")
    wrong = lines[of_function.notna() & lines["area"].notna() & (of_function != lines["area"])]
    if wrong.empty:
        return []
    return [
        Finding(
            code="omraade-passer-ikke",
            severity="advarsel",
            text=f"{_lines(wrong)} er skrevet på et andet område end funktionens (5.28 er børn og "
            "unge, 5.38 voksne). Kronerne følger funktionen, frister og aldersgrænser området."
            f"{where(wrong, files)}",
            remedy="Ret området eller funktionen i fagsystemet.",
            rows=wrong[["linje", *_SHOWN, "area", "function", "kilde"]],
        )
    ]


def _without_law(lines: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    """A section that stands without a law's name, or in words that are not understood."""
    said = lines["paragraf"].astype("str")
    known = said.str.match(_LAWS) | said.str.contains(_OTHER_LAW)
    known = known.fillna(False).astype(bool)
    wrong = lines[said.notna() & ~known]
    if wrong.empty:
        return []
    return [
        Finding(
            code="paragraf-uden-lov",
            severity="advarsel",
            text=f"{_lines(wrong)} har en paragraf, som kan læses, men ikke henføres til en lov, "
            "f.eks. fordi kun nummeret står. Kronerne er med, men frister efter loven bedømmes "
            "ikke."
            f"{where(wrong, files)}",
            remedy="Skriv loven foran, f.eks. “Barnets Lov § 46” eller “SEL § 107”.",
            rows=wrong[["linje", *_SHOWN, "paragraf", "kilde"]],
        )
    ]


def _paid_by_others(
    lines: pd.DataFrame, cases: pd.DataFrame, ours: tuple[str, str], files: Sequence[str]
) -> list[Finding]:
    """Lines of cases that another municipality pays for, as the case list has it."""
    name, code = _place(ours[0]), ours[1].lstrip("0")
    if not (name and code):
        return []
    payer = cases.dropna(subset=["paying_municipality"])
    is_ours = [_is_place(text, name, code) for text in payer["paying_municipality"]]
    others = payer[~np.array(is_ours, dtype=bool)]
    wrong = lines[lines["case_id"].isin(others["case_id"])]
    if wrong.empty:
        return []
    return [
        Finding(
            code="anden-betalingskommune",
            severity="advarsel",
            text=f"{_lines(wrong)} er på sager, som en anden kommune er betalingskommune for. De "
            "er regnet med som vores udgift."
            f"{where(wrong, files)}",
            remedy="Se efter, om udgiften opkræves hos den anden kommune, og tag sagerne ud af "
            "udtrækket, hvis den ikke er vores.",
            rows=wrong[["linje", *_SHOWN, "kilde"]],
        )
    ]


def _place(text: str) -> str:
    """A municipality's name or number in the form it is compared in."""
    return text.strip().casefold().removesuffix(" kommune").lstrip("0")


def _is_place(text: str, name: str, code: str) -> bool:
    """Whether a cell names the municipality, by name, number or both: ``0999 Prøve Kommune``."""
    words = _place(" ".join(re.findall(r"[^\d()]+", text)))
    return words == name or code in [number.lstrip("0") for number in re.findall(r"\d+", text)]


def _impossible_capacity(capacity: pd.DataFrame, files: Sequence[str]) -> list[Finding]:
    """Places that cannot be vacant, and limits that nobody is within."""
    wrong = (capacity["vacant"] > capacity["places"]) | (capacity["vacant"] < 0)
    wrong |= (capacity["places"] < 0) | (capacity["age_from"] > capacity["age_to"])
    wrong |= (capacity["marginal_cost_kr"] < 0) | (capacity["full_cost_kr"] < 0)
    rows = capacity[wrong.fillna(False).astype(bool)]
    if rows.empty:
        return []
    rows = rows.assign(linje=rows["line"], kilde=rows["source"])
    shown = ["tilbud", "paragraf", "places", "vacant", "marginal_cost_kr", "full_cost_kr"]
    return [
        Finding(
            code="kapacitet-umulig",
            severity="advarsel",
            text=f"{number_of(len(rows), 'række', 'rækker')} om egne pladser har flere ledige "
            "pladser, end der er, et negativt tal, eller en nedre alder over den øvre. Hjemtagelse "
            "regnes på tallene, som de står."
            f"{where(rows, files)}",
            remedy="Ret pladser, ledige, omkostninger og alder i kapacitetslisten.",
            rows=rows[["linje", *shown, "age_from", "age_to", "kilde"]],
        )
    ]


def _in_the_future(
    tables: Mapping[str, pd.DataFrame], day: pd.Timestamp, files: Sequence[str]
) -> list[Finding]:
    """Days on which something has happened, well after the period."""
    found = []
    for table, columns in _PAST.items():
        rows = tables[table]
        for column, name in columns.items():
            late = rows[rows[column] > day + AHEAD]
            for source, some in late.groupby("source"):
                found.append(
                    Finding(
                        code="dato-i-fremtiden",
                        severity="advarsel",
                        text=f"{files[int(source)]}: {number_of(len(some), 'række', 'rækker')} har "
                        f"en dato for “{name}”, der ligger mere end tre måneder efter måneden."
                        f"{where(some.assign(linje=some['line'], kilde=some['source']), files)}",
                        remedy="Ret årstallet i kilden.",
                        rows=some.assign(linje=some["line"], dato=some[column])[["linje", "dato"]],
                    )
                )
    return found


def _lines(rows: pd.DataFrame) -> str:
    return number_of(len(rows), "bevillingslinje", "bevillingslinjer")


def where(rows: pd.DataFrame, files: Sequence[str], most: int = 3) -> str:
    """The file and the first lines of rows with ``linje`` and ``kilde``, as a sentence of its own:
    " Se 2026-03/bevillinger.csv, linje 4 og 7."."""
    first = rows["kilde"].iloc[0]
    lines = rows.loc[rows["kilde"] == first, "linje"].astype(str).tolist()
    if len(lines) > most or len(lines) < len(rows):
        told = f"{', '.join(lines[:most])} m.fl."
    else:
        told = " og ".join(filter(None, [", ".join(lines[:-1]), lines[-1]])) + "."
    return f" Se {files[int(first)]}, linje {told}"
