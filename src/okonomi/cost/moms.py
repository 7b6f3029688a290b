"""Refunded VAT: the part of a price that the state gives back (momsrefusion).

A private provider's price holds VAT that it cannot deduct. ``momsfaktor`` is the share of the price
that is left after the refund: 0.954 means that 4.6 % comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from okonomi.cost.apportion import apportion
from okonomi.cost.refusion import round_half_away
from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.rules import Rules, Value

NAME = "momsfaktor"
KEYS = ("paragraf", "funktion", "ejerforhold")
"""What a rule may be for, the most exact first: ``momsfaktor.paragraf.BL-46``,
``momsfaktor.funktion.5.28.20``, ``momsfaktor.ejerforhold.privat``, and ``momsfaktor`` for all."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Moms:
    """Per row what was asked for: ``refund_oere`` (int64) and ``skoen``; the dated values used."""

    refund_oere: np.ndarray
    skoen: np.ndarray
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]


def moms_refusion(
    rows: pd.DataFrame,
    placement: pd.DataFrame,
    provider: pd.DataFrame,
    rules: Rules,
    known: date | None = None,
) -> Moms:
    """What of each row's ``gross_oere`` is refunded VAT: gross × (1 − momsfaktor).

    ``rows`` has ``line`` (position in ``placement``), ``month`` and ``gross_oere``, several rows
    of a line × month allowed. The refund is rounded once on the line's total of a calendar year
    and spread over the year's rows in proportion to gross, by largest remainder.

    The factor is the provider's own (by its number, else by its name), else the rule for the
    line's paragraf, function or the provider's kind, else the general one. A provider's factor
    that is not a share above 0 and at most 1 is left out, and a Finding.
    """
    of_provider, findings = _provider_factors(provider)
    year = rows["month"].dt.year.to_numpy()
    group, first = _line_years(rows["line"].to_numpy(), year)
    lines = placement.iloc[rows["line"].to_numpy()[first]]
    years = year[first]
    gross = np.zeros(len(first), dtype=np.int64)
    np.add.at(gross, group, rows["gross_oere"].to_numpy())

    totals, skoen = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=bool)
    used: dict[Value, None] = {}
    by_rule: dict[tuple[object, ...], Value] = {}
    names = ("provider_id", "provider", "paragraf", "function")
    columns = (lines[name].astype(object).where(lines[name].notna(), None) for name in names)
    for at, (number, name, paragraf, function) in enumerate(zip(*columns, strict=True)):
        own = _both(of_provider.get(("id", number)), of_provider.get(("name", name)))
        factor = own.factor
        if factor is None:
            key = (paragraf, function, own.kind, int(years[at]))
            if key not in by_rule:
                by_rule[key] = _rule(rules, *key, known=known)
            value = by_rule[key]
            used[value] = None
            factor, skoen[at] = Fraction(value.value), value.skoen
        if factor != 1:
            totals[at] = round_half_away(int(gross[at]) * (1 - factor))
    return Moms(
        refund_oere=apportion(totals, group, rows["gross_oere"].to_numpy()),
        skoen=skoen[group],
        values=tuple(used),
        findings=findings,
    )


@dataclass(frozen=True)
class _Provider:
    factor: Fraction | None = None
    kind: str | None = None


def _both(first: _Provider | None, second: _Provider | None) -> _Provider:
    """What is known of a provider, the first one's word before the second's."""
    first, second = first or _Provider(), second or _Provider()
    factor = second.factor if first.factor is None else first.factor
    return _Provider(factor, first.kind or second.kind)


def _provider_factors(
    provider: pd.DataFrame,
) -> tuple[dict[tuple[str, object], _Provider], tuple[Finding, ...]]:
    """("id", number) and ("name", name) → the first known factor and kind of the provider."""
    found: dict[tuple[str, object], _Provider] = {}
    wrong = []
    for row in provider.itertuples():
        share = None if pd.isna(row.momsfaktor) else Fraction(Decimal(repr(float(row.momsfaktor))))
        if share is not None and not 0 < share <= 1:
            wrong.append(row.Index)
            share = None
        kind = None if pd.isna(row.kind) else row.kind
        for key in (("id", row.provider_id), ("name", row.provider)):
            if not pd.isna(key[1]):
                found[key] = _both(found.get(key), _Provider(share, kind))
    if not wrong:
        return found, ()
    rows = provider.loc[wrong, ["provider", "provider_id", "momsfaktor"]]
    return found, (
        Finding(
            code="momsfaktor-ikke-en-andel",
            severity="advarsel",
            text=f"{number_of(len(wrong), 'leverandør', 'leverandører')} har en momsfaktor, der "
            "ikke er en andel mellem 0 og 1. Den er ikke brugt.",
            remedy="Skriv 0,954 i leverandørlisten, når 95,4 pct. er tilbage efter momsrefusion.",
            rows=rows,
        ),
    )


def _rule(
    rules: Rules,
    paragraf: str | None,
    function: str | None,
    kind: str | None,
    year: int,
    known: date | None,
) -> Value:
    """The most exact rule that has a value on the year's first day."""
    on = date(year, 1, 1)
    for key, value in zip(KEYS, (paragraf, function, kind), strict=True):
        if value is not None:
            found = rules.find(f"{NAME}.{key}.{value}", on, known)
            if found is not None:
                return found
    return rules.at(NAME, on, known)


def _line_years(line: np.ndarray, year: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row's line × year as a number from 0, and the first row of every number."""
    _, first, group = np.unique(line * 10_000 + year, return_index=True, return_inverse=True)
    return group, first
