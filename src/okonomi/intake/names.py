"""Provider names: what makes two spellings the same, and which only look alike.

The same after normalising (case, spaces, trailing punctuation) are brought together. Near misses
are shown to the user, who decides in the alias table; nothing is merged on likeness alone.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from okonomi.errors import Faults, UserError
from okonomi.intake.encoding import to_utf8

ALIAS_COLUMNS = ("navn", "samles_under")
LIKENESS = 0.88
"""Names at least this alike (difflib, without company form) are shown as near misses."""

_COMPANY_FORM = re.compile(r"\b(a/s|aps|i/s|k/s|p/s|ivs|s/i|smba|amba|fmba)\b\.?")
_NOT_A_PERSON = re.compile(
    r"\b(a/s|aps|i/s|k/s|p/s|ivs|s/i|smba|amba|fmba|fonden|fond|foreningen|kommune|kommunes|"
    r"region|regionen|selvejende|institution|institutionen|døgninstitution|døgninstitutionen|"
    r"opholdssted|opholdsstedet|bosted|bostedet|botilbud|botilbuddet|center|centret|centeret)\b"
)
_LETTERS = 64


def normalise_name(name: str) -> str:
    """The form in which names are compared: ``" Birken  ApS. "`` → ``"birken aps"``."""
    return " ".join(name.split()).casefold().strip(" .,;:-–")


def is_company(normalised: str) -> bool:
    """Whether a name says itself that it is no private person (company form, kommune, fond)."""
    return bool(_NOT_A_PERSON.search(normalised))


@dataclass(frozen=True)
class NearMiss:
    """Two names that may be the same provider."""

    first: str
    second: str
    likeness: float


def near_misses(names: Iterable[str]) -> list[NearMiss]:
    """Pairs of names that look alike, most alike first.

    Only names that share their first three letters are compared; names that differ in a number
    (Afdeling 1, Afdeling 2) are not alike.
    """
    cores: dict[str, str] = {}
    for name in sorted(set(names)):
        core = " ".join(_COMPANY_FORM.sub(" ", normalise_name(name)).split())
        if core:
            cores[name] = core
    shelves: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, core in cores.items():
        shelves[core[:3], *re.findall(r"\d+", core)].append(name)
    found = [
        NearMiss(a, b, likeness)
        for shelf in shelves.values()
        for a, b in _candidates(shelf, cores)
        if (likeness := _likeness(cores[a], cores[b])) >= LIKENESS
    ]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def _candidates(shelf: Sequence[str], cores: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Pairs whose letters could make them alike: a bound on difflib's ratio, in NumPy."""
    if len(shelf) < 2:
        return []
    counts = np.zeros((len(shelf), _LETTERS), dtype=np.int16)
    for row, name in enumerate(shelf):
        for letter in cores[name]:
            counts[row, ord(letter) % _LETTERS] += 1
    length = counts.sum(axis=1)
    pairs = []
    for row in range(len(shelf) - 1):
        common = np.minimum(counts[row], counts[row + 1 :]).sum(axis=1)
        bound = 2 * common / (length[row] + length[row + 1 :])
        near = np.flatnonzero(bound >= LIKENESS).tolist()
        pairs += [(shelf[row], shelf[row + 1 + other]) for other in near]
    return pairs


def _likeness(a: str, b: str) -> float:
    # A long first word in common ("opholdsstedet") says nothing: compare what comes after it.
    first_a, _, rest_a = a.partition(" ")
    first_b, _, rest_b = b.partition(" ")
    if first_a == first_b and rest_a and rest_b:
        a, b = rest_a, rest_b
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def spellings(counted: Mapping[str, int]) -> dict[str, list[str]]:
    """Names with several spellings: normalised form → spellings, the most used first."""
    by_form: dict[str, list[str]] = defaultdict(list)
    for name in counted:
        by_form[normalise_name(name)].append(name)
    return {
        form: sorted(names, key=lambda name: (-counted[name], name))
        for form, names in by_form.items()
    }


def read_aliases(path: Path) -> dict[str, str]:
    """The alias table: normalised name → the name it is gathered under.

    A CSV file with the columns ``navn;samles_under``; a missing file is an empty table. An alias
    of an alias is followed to its end. Raises ``UserError`` with every fault at once.
    """
    if not path.is_file():
        return {}
    data = path.read_bytes()
    text = to_utf8(data, path.name).data.decode() if data.strip() else ""
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    faults = Faults()
    header = [cell.strip().casefold() for cell in rows[0]] if rows else list(ALIAS_COLUMNS)
    if tuple(header[:2]) != ALIAS_COLUMNS:
        raise UserError(
            f"{path.name}: første linje skal være “{';'.join(ALIAS_COLUMNS)}”. Ret den."
        )
    target: dict[str, str] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            faults.add(f"{path.name}, linje {line}: skriv både navn og samles_under.")
            continue
        form = normalise_name(cells[0])
        if target.get(form, cells[1]) != cells[1]:
            faults.add(f"{path.name}, linje {line}: navnet samles også under et andet navn.")
        target[form] = cells[1]
    faults.raise_if_any()
    return {form: _follow(form, target, path) for form in target}


def _follow(form: str, target: Mapping[str, str], path: Path) -> str:
    seen = {form}
    name = target[form]
    while (form := normalise_name(name)) in target and normalise_name(target[form]) != form:
        if form in seen:
            raise UserError(f"{path.name}: “{name}” samles i ring. Fjern en af linjerne.")
        seen.add(form)
        name = target[form]
    return name
