"""The refusion rules as they are written: refusion.yaml, and graenser in okonomi.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from okonomi.errors import Faults
from okonomi.rules.cells import where_is
from okonomi.rules.refusion import (
    BASES,
    GROUPS,
    PERIODS,
    Scheme,
    hjemmel_code,
    threshold_name,
)
from okonomi.rules.value import Value

FILE = "refusion.yaml"
PERCENTS = (25, 50, 75)
_THRESHOLD_KEYS = {"aar", "hjemmel", "p25", "p50", "p75", "kilde", "offentliggjort"}
_SCHEME_KEYS = {
    "gruppe", "fra", "hjemmel", "satser", "under_alder", "fortsaetter_fra", "husstand",
    "grundlag", "opgoerelse", "kilde",
}  # fmt: skip


def read_refusion(path: Path, faults: Faults) -> tuple[list[Scheme], list[Value]]:
    """The schemes and thresholds of one YAML file; every fault with its place in the file."""
    place = where_is(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except UnicodeDecodeError:
        faults.add(f"{place} er ikke gemt som UTF-8. Gem filen som UTF-8.")
        return [], []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", linje {mark.line + 1}" if mark else ""
        faults.add(f"{place}{line}: filen kan ikke læses som YAML. Ret linjen.")
        return [], []
    if not isinstance(content, dict) or not content.keys() <= {"ordninger", "graenser"}:
        faults.add(
            f"{place}: filen må kun have afsnittene ordninger og graenser. Ret overskriften."
        )
        return [], []
    schemes = [
        scheme
        for where, entry in _entries(content, "ordninger", place, faults)
        if (scheme := read_scheme(entry, where, faults)) is not None
    ]
    values = [
        value
        for where, entry in _entries(content, "graenser", place, faults)
        for value in read_thresholds(entry, where, faults)
    ]
    return schemes, values


def read_thresholds(entry: Mapping[str, Any], where: str, faults: Faults) -> list[Value]:
    """One year's thresholds, ``{ aar, hjemmel, p25, p50, p75, kilde }``, as a value each.

    ``p75`` may be left out where the scheme has two tiers; ``offentliggjort`` is optional.
    """
    wrong = _Wrong(entry, where, _THRESHOLD_KEYS, faults)
    year = wrong.get("aar", lambda v: type(v) is int and 2000 <= v <= 2100, "et årstal")
    code = hjemmel_code(str(entry.get("hjemmel", "")))
    wrong.get("hjemmel", lambda _: code is not None, "SEL § 176, SEL § 176 a eller BL § 198")
    source = wrong.source()
    published = wrong.get("offentliggjort", _is_date, "en dato", required=False)
    amounts = {
        percent: wrong.get(f"p{percent}", _is_amount, "et beløb i kr. over 0", percent < 75)
        for percent in PERCENTS
    }
    given = {percent: amount for percent, amount in amounts.items() if amount is not None}
    if wrong.found or year is None or code is None:
        return []
    rising = list(given.values())
    if rising != sorted(set(rising)):
        faults.add(f"{where}: grænserne skal stige fra p25 til p75. Ret beløbene.")
        return []
    return [
        Value(
            name=threshold_name(code, percent),
            value=Decimal(str(amount)),
            unit="kr.",
            source=source,
            valid_from=date(year, 1, 1),
            published=published,
            where=where,
        )
        for percent, amount in given.items()
    ]


def read_scheme(entry: Mapping[str, Any], where: str, faults: Faults) -> Scheme | None:
    """One scheme of ``ordninger``; None and a fault where a key is missing or unreadable."""
    wrong = _Wrong(entry, where, _SCHEME_KEYS, faults)
    code = hjemmel_code(str(entry.get("hjemmel", "")))
    wrong.get("hjemmel", lambda _: code is not None, "f.eks. SEL § 176 eller BL § 198")
    group = wrong.get("gruppe", lambda v: v in GROUPS, " eller ".join(GROUPS))
    begins = wrong.get("fra", _is_date, "en dato")
    percents = wrong.get("satser", _are_percents, "f.eks. [25, 50, 75]")
    age = wrong.get("under_alder", lambda v: type(v) is int and 0 < v < 130, "en alder")
    continues = wrong.get("fortsaetter_fra", _is_date, "en dato", required=False)
    household = wrong.get("husstand", lambda v: type(v) is bool, "true eller false")
    base = wrong.get("grundlag", lambda v: v in BASES, " eller ".join(BASES))
    period = wrong.get("opgoerelse", lambda v: v in PERIODS, " eller ".join(PERIODS))
    source = wrong.source()
    if wrong.found or code is None:
        return None
    return Scheme(
        group=group,
        valid_from=begins,
        hjemmel=code,
        percents=tuple(percents),
        age_below=age,
        continues_from=continues,
        household=household,
        base=base,
        period=period,
        source=source,
        where=where,
    )


class _Wrong:
    """Reads the keys of one entry; an unreadable one is a fault and makes the entry unusable."""

    def __init__(
        self, entry: Mapping[str, Any], where: str, known: set[str], faults: Faults
    ) -> None:
        self._entry, self._where, self._faults = entry, where, faults
        self.found = False
        if unknown := sorted(set(entry) - known):
            names, allowed = (", ".join(map(str, keys)) for keys in (unknown, sorted(known)))
            self._add(f"{names} kendes ikke. Brug {allowed}.")

    def get(self, key: str, good: Callable[[Any], bool], meant: str, required: bool = True) -> Any:
        """The value of a key, or None with a fault."""
        if key not in self._entry:
            if required:
                self._add(f"“{key}” mangler. Skriv {meant}.")
            return None
        value = self._entry[key]
        if not good(value):
            self._add(f"“{key}” er skrevet som {value!r}. Skriv {meant}.")
            return None
        return value

    def source(self) -> str:
        """The source, which is required."""
        text = self._entry.get("kilde")
        if not isinstance(text, str) or not text.strip():
            self._add("kilden mangler. Skriv hvor tallene står, eller ordet skøn.")
            return ""
        return text.strip()

    def _add(self, fault: str) -> None:
        self.found = True
        self._faults.add(f"{self._where}: {fault}")


def _entries(
    content: Mapping[str, Any], section: str, place: str, faults: Faults
) -> list[tuple[str, Mapping[str, Any]]]:
    return list_entries(content.get(section) or [], f"{place}, {section}", faults)


def list_entries(
    entries: object, where: str, faults: Faults
) -> list[tuple[str, Mapping[str, Any]]]:
    """The entries of a list, each with its place; what is not a list of mappings is a fault."""
    if not isinstance(entries, list):
        faults.add(f"{where}: skriv en liste.")
        return []
    found: list[tuple[str, Mapping[str, Any]]] = []
    for number, entry in enumerate(entries, start=1):
        place = f"{where} nr. {number}"
        if isinstance(entry, dict):
            found.append((place, entry))
        else:
            faults.add(f"{place}: skriv navne og værdier, f.eks. aar = 2026.")
    return found


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_amount(value: object) -> bool:
    return type(value) in (int, float) and value > 0 and round(value * 100, 6) % 1 == 0  # type: ignore[operator]


def _are_percents(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return list(PERCENTS[: len(value)]) == value
