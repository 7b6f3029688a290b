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
from functools import lru_cache
from pathlib import Path

import numpy as np

from okonomi.errors import Faults, UserError
from okonomi.intake.encoding import to_utf8

ALIAS_COLUMNS = ("navn", "samles_under")
LIKENESS = 0.88
"""Names at least this alike (difflib, without company form) are shown as near misses."""

_COMPANY_FORM = re.compile(r"\b(a/s|aps|i/s|k/s|p/s|ivs|s/i|smba|amba|fmba)\b\.?")
_LEGAL = re.compile(
    r"(?<!\w)(a/s|aps|i/s|k/s|p/s|ivs|s/i|smba|amba|fmba|f\.?m\.?b\.?a|a\.?m\.?b\.?a|s\.?m\.?b\.?a)"
    r"(?!\w)"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:fond|fonden|fondet|forening|foreningen|kommune|kommunes|region|regionen|regionens|"
    r"selvejende|ejendomme|institution|institutionen|hus|huse|team|afdeling|afd|praksis|bank|taxa|"
    r"taxi|bus|busser|service|group|gruppen|holding|klub|klubben|stat|staten|styrelse|kirke|"
    r"sogn|menighed|hotel|bvba|gmbh|ab|invest|klinik|klinikken|apotek|privathospital|hospital|"
    r"sygehus|politi|stiftelse|stiftelsen|laden|møllen|eksempel)\b|"
    # Parts of compounds; no Danish family name holds them.
    r"cent(?:er|r)|skole|botilbud|tilbud|opholdssted|bosted|værested|bofællesskab|fællesskab|"
    r"institution|støtte|kollegi|værksted|kørsel|transport|trafik|rejse|aflastning|behandling|"
    r"terapi|psykolog|konsulent|consult|rådgivning|pædagog|vejled|pleje(?:hjem|center)|omsorg|"
    r"korps|kompagni|selskab|forsorg|organisation|familiepleje|familiehus|børnehus|døgnhus|"
    r"ungehus|aktivitetshus|udslusning|hjemme(?:vejled|hjælp)|praksis|forvaltning|styrelsen|"
    r"entrepr|tømrer|handel|forlag|advokat|revision|forsikring|energi|vikar|tolke|bureau|"
    # Places in the definite form, of which no family names are made.
    r"\w{3,}(?:gården|huset|hjemmet|haven|lunden|bakken|skoven|vangen|højen|engen|kilden|borgen|"
    r"reden|bugten|brinken|krogen|hallen|stuen|viften|broen|banken)\b|"
    r"\bdøgn|\bdag(?:tilbud|center|hjem)"
)
_PLACE = re.compile(
    r"\s*(?:\(.*\)|[,–/-] ?(?:[\w-]+ ){1,2}kommune|[,–/-] ?region [\w-]+)[\s.]*$", re.IGNORECASE
)
_CONNECTING = frozenset(
    [
        "og",
        "&",
        "fru",
        "hr",
        "frk",
        "af",
        "de",
        "den",
        "der",
        "du",
        "di",
        "da",
        "la",
        "le",
        "von",
        "van",
        "el",
        "al",
        "bin",
    ]
)
_KINSHIP = re.compile(r"\b(?:mor|far|mormor|morfar|farmor|farfar|moster|faster|onkel|tante)\b")
_OF_A_PERSON = re.compile(
    r"(?:aflastnings?(?:familien?)?|plejefamilien?|familiepleje|netværksfamilien?|kontaktperson|"
    r"støtte(?:kontakt)?person)\s*[:–-]?\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""What one person does, said before the person's name."""
_BY = re.compile(r"(?:^|\s)v/\s*", re.IGNORECASE)
"""``Solhjørnet v/ Karen Olsen``: the name that stands behind is whose it is."""
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_MOST_WORDS = 6
_LETTERS = 64
_REMEMBERED = 1 << 16
"""Names whose form is remembered: a reading asks for the same ones again and again."""


@lru_cache(maxsize=_REMEMBERED)
def normalise_name(name: str) -> str:
    """The form in which names are compared: ``" Birken  ApS. "`` → ``"birken aps"``."""
    return " ".join(name.split()).casefold().strip(" .,;:-–")


def is_company(normalised: str) -> bool:
    """Whether a name says itself that it is no private person (company form, kommune, fond)."""
    return has_company_form(normalised) or bool(_NOT_A_PERSON.search(normalised))


def has_company_form(normalised: str) -> bool:
    """Whether a name ends in, or holds, a company form: A/S, ApS, I/S, S/I …"""
    return bool(_LEGAL.search(normalised))


@lru_cache(maxsize=_REMEMBERED)
def looks_personal(name: str) -> bool:
    """Whether a name can be a private person's: ``Anne Hansen``, ``Hansen, Anne og Bo``.

    Two to six words of letters, all with a capital or none, and no word that a company or an
    institution would use. What follows a number or a parenthesis (an address) is not looked at,
    nor which kommune is named behind the name: ``Karen Olsen (Prøve Kommune)`` is a person. What
    stands before ``v/`` or says what a person does (``Aflastning Karen Olsen``) is not looked at
    either, unless a company form stands there.
    """
    shown = _PLACE.sub("", " ".join(name.split()))
    if not has_company_form(normalise_name(shown)):
        shown = _OF_A_PERSON.sub("", _BY.split(shown)[-1], count=1)
    if is_company(normalise_name(shown)):
        return False
    start = re.split(r"[0-9(\[]", shown, maxsplit=1)[0]
    words = [word for word in _NAME_WORD.findall(start) if word.casefold() not in _CONNECTING]
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    capitals = [word[0].isupper() for word in words]
    return all(capitals) or not any(capitals) or bool(_KINSHIP.search(shown.casefold()))


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
