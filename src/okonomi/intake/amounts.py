"""Numbers as municipalities write them → kroner, and kroner → whole øre.

Which sign is the decimal sign stands in ``numberhabit``, how texts are read in ``numberscan``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from okonomi.intake.coded import Coded
from okonomi.intake.numberhabit import (
    MISSING,
    DecimalSign,
    Distinct,
    NumberHabit,
    decide_habit,
    decide_habits,
)
from okonomi.intake.numberscan import NO_MARK, SCALE
from okonomi.intake.parsed import (
    NUMBER_MIXED,
    NUMBER_TOO_FINE,
    NUMBER_UNDECIDED,
    Note,
    Parsed,
    number_of,
)

__all__ = [
    "MISSING",
    "DecimalSign",
    "NumberHabit",
    "decide_habit",
    "decide_habits",
    "read_amounts",
    "to_oere",
]


def read_amounts(
    column: Coded,
    habit: NumberHabit,
    *,
    priced: bool = False,
    missing: Iterable[str] = MISSING,
) -> Parsed:
    """Kroner (or another number) per row, float64, NaN where missing or faulty.

    Values have at most four decimals and are exact multiples of 1/10.000; more decimals are
    rounded half away from zero, noted where the column is ``priced``. Negative: leading or
    trailing minus, or parentheses. ``extra["finer"]`` is true where decimals were lost.
    """
    own = habit.read
    if own is None or own.values is not column.values:
        own = Distinct.of(column, frozenset(missing))
    values, fault = own.interpret(habit)
    used = column.counts() > 0
    notes = [
        *_habit_notes(column, habit, own, fault, used),
        *_thousands_note(column, habit, own, fault, used),
        *(_finer_note(column, own, fault) if priced else ()),
    ]
    kroner = np.where(fault > 0, np.nan, values / SCALE)
    kroner[own.missing] = np.nan
    return Parsed(
        column.spread(kroner),
        column.spread(fault),
        tuple(notes),
        {"finer": column.spread(own.finer(habit) & (fault == 0))},
    )


def to_oere(parsed: Parsed) -> Parsed:
    """Kroner → whole øre (pandas ``Int64``, <NA> where missing or faulty).

    A value with a fraction of an øre becomes a fault; float noise from Excel (below a millionth
    of a krone) does not.
    """
    kroner = np.asarray(parsed.values, dtype=np.float64)
    known = ~np.isnan(kroner)
    parts = np.rint(np.where(known, kroner, 0.0) * SCALE).astype(np.int64)
    per_oere = SCALE // 100
    too_fine = known & ((parts % per_oere != 0) | parsed.extra.get("finer", np.zeros_like(known)))
    fault = np.where(too_fine, NUMBER_TOO_FINE, parsed.fault).astype(np.int8)
    oere = pd.arrays.IntegerArray(parts // per_oere, ~known | too_fine)
    return Parsed(oere, fault, parsed.notes, parsed.extra)


def _habit_notes(
    column: Coded, habit: NumberHabit, own: Distinct, fault: np.ndarray, used: np.ndarray
) -> Iterable[Note]:
    unread = np.isin(fault, (NUMBER_UNDECIDED, NUMBER_MIXED))
    if unread[used].any():
        rows = np.flatnonzero(column.spread(unread))
        why = (
            "blander decimalkomma og decimalpunktum"
            if habit.source == "blandet"
            else "kan læses med både decimalkomma og decimalpunktum"
        )
        yield Note(
            "kolonne-uafgjort",
            f"Kolonnen »{column.name}« {why}; "
            f"{number_of(len(rows), 'række', 'rækker')} er ikke læst.",
            "Skriv decimaltegnet i profilen, eller udtræk filen med to decimaler."
            if habit.source == "uafgjort"
            else "Udtræk kolonnen igen med én skrivemåde, f.eks. 1.234,56.",
            "fejl",
            rows,
        )
    if habit.stated and habit.decimal and habit.stated != habit.decimal:
        word = {",": "komma", ".": "punktum"}
        yield Note(
            "profil-talvane",
            f"Kolonnen »{column.name}« er læst med decimal{word[habit.decimal]}, som tallene "
            f"viser; profilen siger decimal{word[habit.stated]}.",
            "Ret decimaltegnet i profilen.",
        )


def _thousands_note(
    column: Coded, habit: NumberHabit, own: Distinct, fault: np.ndarray, used: np.ndarray
) -> Iterable[Note]:
    """A value of 1000 or more without a mark where the others all have one."""
    found = own.scan
    read = (fault == 0) & ~found.missing & ~own.typed & used
    decimal = own.reads_decimal(habit)
    marked = read & (found.grouped | (~decimal & (found.mark != NO_MARK)))
    bare = read & ~marked & (found.digits >= 4)
    if bare.any() and marked.sum() >= 3 * bare.sum():
        rows = np.flatnonzero(column.spread(bare))
        yield Note(
            "tusindtalsprik-mangler",
            f"Kolonnen »{column.name}« skriver ellers tusinder med adskillelse, men "
            f"tusindtalsprik mangler i {number_of(len(rows), 'række', 'rækker')}; "
            "tallet er læst, som det står.",
            "Kontrollér, om tallet er rigtigt, eller om et ciffer eller komma mangler.",
            "advarsel",
            rows,
        )


def _finer_note(column: Coded, own: Distinct, fault: np.ndarray) -> Iterable[Note]:
    lost = (own.typed_finer | own.scan.finer) & (fault == 0)
    rows = np.flatnonzero(column.spread(lost))
    if len(rows):
        yield Note(
            "pris-afrundet",
            f"Kolonnen »{column.name}« har priser med mere end fire decimaler; "
            f"{number_of(len(rows), 'pris', 'priser')} er afrundet til fire.",
            "Vælg kolonnen med den aftalte pris, hvis denne er beregnet.",
            "oplysning",
            rows,
        )
