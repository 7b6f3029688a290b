"""What must not stand in a committee version, read in memory from the month's own exports.

Only what is distinct enough to be sought without false alarms; docs/metode/diskretionering.md
says what that leaves out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import pandas as pd

from okonomi import intake
from okonomi.errors import UserError
from okonomi.intake.coded import RawTable
from okonomi.intake.dialect import read_raw
from okonomi.intake.files import month_files
from okonomi.intake.library import load_profiles
from okonomi.intake.names import looks_personal, normalise_name
from okonomi.intake.profile import matches, normalise
from okonomi.intake.recognise import header_test, recognise
from okonomi.present import numbers
from okonomi.present.disclosure import Protected
from okonomi.workspace import Workspace

NAME, PAYEE, CASE, INITIALS, HIDDEN = (
    "navn",
    "privat modtager",
    "sagsnummer",
    "initialer",
    "skjult tal",
)
CASES = frozenset({"case_id", "citizen_ref", "bevilling_id", "household"})
"""Our columns whose values name a case, a citizen or a family."""
_NAME_HEADER = re.compile(r"navn|name|borger|barn|kontaktperson|klager")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
LEAST_DIGITS = 4
"""A case number of fewer digits, and a hidden number of fewer (but for zeros at its ends), may
stand anywhere by chance; one without comma or dot needs one more, as it may be a year."""
LEAST_CASE = 5
_IN_ALL = re.compile(r"(?i)\bi ?alt\b:?")
_NOBODY = re.compile(
    r"(?i)\s*(?:børn og unge|grand total|samlet sum|(?:intet|uden|ukendt) navn|"
    r"ikke (?:angivet|oplyst|registreret|relevant))\W*"
)
"""What stands in a column of names and names nobody; the reports say it too."""
_INITIALS = re.compile(r"[A-ZÆØÅ]{3,4}\d{0,2}")
_ABBREVIATIONS = frozenset(
    ("ABL", "BEK", "CVR", "DUBU", "FFB", "HHI", "ICS", "LBK", "RSL", "SEL", "STU", "VUM",
     # Every PDF's metadata name the standards they follow.
     "ISO", "PDF", "RDF", "UUID", "XMP")
)  # fmt: skip
"""What stands in the reports' own words, such as the laws: as somebody's initials it cannot be
told from them, except where it is said that they are somebody's."""

_WHO = ("rådgiver", "Rådgiver", "RÅDGIVER")


def of_exports(workspace: Workspace, period: pd.Period) -> dict[str, set[str]]:
    """Kind → what the month's files say of persons, as written there. CPR is sought by pattern."""
    found: dict[str, set[str]] = defaultdict(set)
    profiles = load_profiles(workspace.path("filer", "profiler"))
    is_header = header_test(list(profiles.values()))
    payees: set[str] = set()
    workers: set[str] = set()
    teams: set[str] = set()
    for drop in month_files(workspace, period):
        try:
            raws = read_raw(drop.path, is_header, name=drop.name)
        except UserError:  # nothing is read from it, so nothing of it is in the report
            continue
        for raw in raws:
            profile = recognise(raw.header, drop.path.name, profiles.values()).profile
            if profile is None:
                continue
            names = {normalise(header): header for header in raw.header}
            texts = {h: [t for t in raw.columns[h].texts().to_pylist() if t] for h in raw.header}
            found[NAME].update(_names(profile.identifying, texts, raw))
            for table in profile.tables:
                for target, column in table.columns.items():
                    values = texts.get(column.header_in(names, drop.month) or "", [])
                    if target in CASES:
                        found[CASE].update(filter(_is_case, values))
                    elif target == "raadgiver":
                        initials = filter(_INITIALS.fullmatch, values)
                        found[INITIALS].update(_sought(initials))
                        workers.update(values)
                    elif target == "team":
                        teams.update(values)
                    elif target in ("provider", "tilbud"):
                        payees.update(values)
    # Who is called what a team is, is the team: its cases are in nobody's hands yet.
    of_team = {normalise_name(team) for team in teams}
    for name in workers:
        if looks_personal(name) and normalise_name(name) not in of_team:
            found[NAME].update(_spellings(name.partition("(")[0]))
    known = {normalise_name(name) for name in _shown_names(workspace, period)}
    found[PAYEE] = {
        spelt
        for name in payees
        if looks_personal(name) or _FAMILY.match(name)
        if normalise_name(name) not in known
        for spelt in (name, _FAMILY.sub("", name))
        if len(_WORD.findall(spelt)) > 1
    }
    return dict(found)


_FAMILY = re.compile(r"(?i)(pleje|aflastnings|netværks)-?famili\w*\s+(?:hos\s+)?")


def _shown_names(workspace: Workspace, period: pd.Period) -> Iterator[str]:
    """The names the intake keeps: those of private persons are codes there."""
    reading = intake.read(workspace, period)
    for table in reading.tables.values():
        for column in ("provider", "tilbud"):
            if column in table:
                yield from table[column].dropna().astype(str).unique()


def _is_case(text: str) -> bool:
    return len(text) >= LEAST_CASE and sum(c.isdigit() for c in text) >= LEAST_DIGITS


def _sought(initials: Iterable[str]) -> Iterator[str]:
    for word in initials:
        if word not in _ABBREVIATIONS:
            yield word
        else:
            yield from (f"{who}{sign} {word}" for who in _WHO for sign in ("", ":"))


def _names(identifying: Iterable[str], texts: dict[str, list[str]], raw: RawTable) -> set[str]:
    """Whole names of the identifying columns, in the ways they are written; no lone word."""
    headers = [h for h in texts if matches(identifying, h) and _NAME_HEADER.search(normalise(h))]
    first = [h for h in headers if "fornavn" in normalise(h)]
    last = [h for h in headers if "efternavn" in normalise(h)]
    whole = [name for h in headers if h not in (*first, *last) for name in texts[h]]
    if first and last:
        a, b = raw.columns[first[0]], raw.columns[last[0]]
        firsts, lasts = a.texts().to_pylist(), b.texts().to_pylist()
        pairs = {*zip(a.codes.tolist(), b.codes.tolist(), strict=True)}
        whole += [f"{firsts[i]} {lasts[j]}" for i, j in pairs if firsts[i] and lasts[j]]
    return {spelt for name in whole for spelt in _spellings(name)}


def _spellings(name: str) -> set[str]:
    name = _IN_ALL.sub(" ", name).strip()
    if _NOBODY.fullmatch(name):
        return set()
    before, comma, after = name.partition(",")
    words = _WORD.findall(f"{after} {before}" if comma else name)
    if len(words) < 2:
        return set()
    first, last = words[0], words[-1]
    return {name, " ".join(words), f"{first} {last}", f"{last}, {' '.join(words[:-1])}",
            f"{last}, {first}"}  # fmt: skip


def of_hidden(protected: Protected, published: Iterable[str]) -> set[str]:
    """The hidden numbers as they would be written, but for those that are published elsewhere.

    Amounts to the øre, the krone, 1.000 kr. and as published; prices; helårspersoner. ``published``
    are all texts of the published tables.
    """
    cells = protected.cells
    shown = {*published}
    found: set[str] = set()
    for measure in cells.measures:
        hidden = cells.frame.loc[protected.hidden, measure].dropna()
        for value in hidden:
            if measure in cells.amounts:
                found |= {*amount_texts(int(value))}
            elif measure != "n":
                found |= {numbers.number(value, n) for n in (1, 2)}
    for amount, persons in cells.prices:
        pairs = cells.frame.loc[protected.hidden, [amount, persons]].dropna()
        for oere, number in pairs[pairs[persons] > 0].itertuples(index=False):
            found |= {*amount_texts(round(oere / number))}
    return {text for text in found if _distinct(text)} - shown


def amount_texts(oere: int) -> Iterator[str]:
    """An amount as it may be written."""
    for value, decimals in product((abs(oere),), (2, 0, -3)):
        yield numbers.kroner(value, decimals)
    yield f"{abs(oere) / 100:.10g}"
    yield f"{abs(oere) / 100:.0f}"
    yield str(abs(oere))


def _distinct(text: str) -> bool:
    """Whether a number is no year, and has so many digits that it stands nowhere by chance."""
    least = LEAST_DIGITS + text.isdigit()
    return len(re.sub(r"\D", "", text).strip("0")) >= least
