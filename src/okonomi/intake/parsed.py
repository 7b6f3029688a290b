"""What a converter returns: values per row, a fault code per row, and notes about the column.

A fault is a small number into ``FAULTS``; 0 means that the value is fine. The Danish reason and
remedy are written once, here, and never contain a value from the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from pandas.api.extensions import ExtensionArray

from okonomi.findings import Severity
from okonomi.intake.text import Text


@dataclass(frozen=True)
class Fault:
    """Why a cell could not be read, and what to do about it (Danish, without the value)."""

    key: str
    reason: str
    remedy: str


OK = 0
NOT_A_NUMBER = 1
NUMBER_UNDECIDED = 2
NUMBER_OTHER_HABIT = 3
NUMBER_TOO_LARGE = 4
NUMBER_TOO_FINE = 5
NUMBER_IS_PERCENT = 6
NUMBER_IS_DATE = 7
NUMBER_MIXED = 8
NOT_A_DATE = 10
DATE_IMPOSSIBLE = 11
DATE_TWO_DIGIT_YEAR = 12
DATE_UNDECIDED = 13
DATE_OUT_OF_RANGE = 14
DATE_BARE_NUMBER = 15
DATE_TIME_ZONE = 16
CODE_TOO_LONG = 20
CODE_LOST_DIGITS = 21
CODE_IS_DATE = 22
NOT_A_CPR = 23
CPR_IMPOSSIBLE_DATE = 24
NOT_A_CVR = 25
CPR_REPLACEMENT = 26

FAULTS: MappingProxyType[int, Fault] = MappingProxyType(
    {
        NOT_A_NUMBER: Fault(
            "beloeb-ulaeseligt",
            "Værdien er ikke et tal, som kan læses.",
            "Ret cellen til et tal, f.eks. 1.234,56, og læs filen igen.",
        ),
        NUMBER_UNDECIDED: Fault(
            "beloeb-uafgjort",
            "Det kan ikke afgøres, om punktum eller komma er decimaltegn.",
            "Skriv decimaltegnet i profilen, eller udtræk filen med to decimaler.",
        ),
        NUMBER_OTHER_HABIT: Fault(
            "beloeb-anden-skrivemaade",
            "Tallet er skrevet anderledes end kolonnens øvrige tal.",
            "Ret tallet, så decimal- og tusindtalstegn er som i resten af kolonnen.",
        ),
        NUMBER_TOO_LARGE: Fault(
            "beloeb-for-stort",
            "Tallet er over en milliard kroner.",
            "Kontrollér, om decimaltegnet mangler, eller om kolonnen er en kode og ikke et beløb.",
        ),
        NUMBER_TOO_FINE: Fault(
            "beloeb-broekdele-af-oere",
            "Beløbet har mere end to decimaler og er ikke et helt antal øre.",
            "Udtræk beløbet i hele øre, eller lad profilen læse kolonnen som en pris.",
        ),
        NUMBER_IS_PERCENT: Fault(
            "beloeb-procent",
            "Værdien er en procent og ikke et beløb.",
            "Vælg kolonnen med beløbet, eller ret profilen.",
        ),
        NUMBER_IS_DATE: Fault(
            "beloeb-dato",
            "Cellen er en dato og ikke et tal.",
            "Ret cellens format i regnearket til tal, eller ret profilen.",
        ),
        NUMBER_MIXED: Fault(
            "beloeb-blandet",
            "Kolonnen blander decimalkomma og decimalpunktum, så tallet kan læses på to måder.",
            "Udtræk kolonnen igen med én skrivemåde, f.eks. 1.234,56.",
        ),
        NOT_A_DATE: Fault(
            "dato-ulaeselig",
            "Værdien er ikke en dato, som kan læses.",
            "Skriv datoen som 31-12-2025.",
        ),
        DATE_IMPOSSIBLE: Fault(
            "dato-findes-ikke",
            "Datoen findes ikke i kalenderen.",
            "Ret dag, måned eller år i kilden.",
        ),
        DATE_TWO_DIGIT_YEAR: Fault(
            "dato-tocifret-aar",
            "Årstallet har kun to cifre, så århundredet er ukendt.",
            "Udtræk datoen med fire cifre i årstallet, f.eks. 31-12-2025.",
        ),
        DATE_UNDECIDED: Fault(
            "dato-uafgjort",
            "Det kan ikke afgøres, om dag eller måned står først i kolonnen.",
            "Skriv rækkefølgen i profilen (dmy eller mdy), eller udtræk datoen som 2025-12-31.",
        ),
        DATE_OUT_OF_RANGE: Fault(
            "dato-uden-for-interval",
            "Årstallet ligger uden for 1900–2100.",
            "Ret årstallet; betyder værdien »ingen dato«, så skriv den i profilen som tom dato.",
        ),
        DATE_BARE_NUMBER: Fault(
            "dato-tal",
            "Værdien er et tal, som ikke er et datonummer fra Excel.",
            "Formatér cellen som dato, eller skriv datoen som 31-12-2025.",
        ),
        DATE_TIME_ZONE: Fault(
            "dato-tidszone",
            "Tidspunktet står i en tidszone, så datoen kan være en anden i Danmark.",
            "Udtræk datoen uden klokkeslæt og tidszone.",
        ),
        CODE_TOO_LONG: Fault(
            "kode-for-lang",
            "Koden har flere cifre, end den må have.",
            "Kontrollér kolonnen; koden må ikke være lagt sammen med en anden.",
        ),
        CODE_LOST_DIGITS: Fault(
            "kode-mistede-cifre",
            "Koden er gemt som et tal med mere end 15 cifre, så de sidste cifre er tabt.",
            "Formatér kolonnen som tekst i regnearket, og udtræk den igen.",
        ),
        CODE_IS_DATE: Fault(
            "kode-dato",
            "Regnearket har lavet koden om til en dato.",
            "Formatér kolonnen som tekst i regnearket, og udtræk den igen.",
        ),
        NOT_A_CPR: Fault(
            "cpr-ulaeseligt",
            "Feltet er ikke et CPR-nummer på ti cifre.",
            "Ret feltet i kildesystemet; værdien vises ikke her.",
        ),
        CPR_IMPOSSIBLE_DATE: Fault(
            "cpr-foedselsdato",
            "CPR-nummerets første seks cifre er ikke en dato.",
            "Ret feltet i kildesystemet; værdien vises ikke her.",
        ),
        NOT_A_CVR: Fault(
            "cvr-ulaeseligt",
            "CVR-nummeret har ikke otte cifre.",
            "Ret CVR-nummeret i kildesystemet eller i leverandørlisten.",
        ),
        CPR_REPLACEMENT: Fault(
            "cpr-erstatning",
            "Feltet er et erstatningsnummer med bogstaver og ikke et CPR-nummer.",
            "Ret feltet i kildesystemet, når borgeren har fået CPR-nummer; værdien vises ikke her.",
        ),
    }
)
"""Every fault a converter can give, by its code."""


@dataclass(frozen=True, eq=False)
class Note:
    """Something the reader should know about a column or a file, without stopping anything.

    ``text`` is one Danish sentence that names the column (never a value of an identifying
    column); ``rows`` are row positions in the table (not line numbers), empty when the note
    is about the whole column or file.
    """

    code: str
    text: str
    remedy: str = ""
    severity: Severity = "advarsel"
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def number_of(count: int, one: str, many: str) -> str:
    """A Danish count with its noun: "1 række", "12.345 rækker"."""
    return f"{count:,}".replace(",", ".") + " " + (one if count == 1 else many)


@dataclass(frozen=True, eq=False)
class Parsed:
    """A converted column.

    ``values`` has one entry per row; a missing or faulty cell is NaN, NaT or null there. Text
    stays factorised (``Text``).
    ``fault`` is int8 per row, 0 where the cell is fine *or empty*, else a key of ``FAULTS``.
    ``extra`` holds further arrays per row (``"birth_date"`` of a CPR column).
    """

    values: np.ndarray | ExtensionArray | Text
    fault: np.ndarray
    notes: tuple[Note, ...] = ()
    extra: dict[str, np.ndarray] = field(default_factory=dict)

    def faulty(self) -> np.ndarray:
        """Row positions of the faults, ascending."""
        return np.flatnonzero(self.fault)

    def reasons(self) -> Iterator[tuple[int, Fault]]:
        """Row position and fault of every faulty row."""
        for row in self.faulty():
            yield int(row), FAULTS[int(self.fault[row])]
