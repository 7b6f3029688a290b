"""The chart of accounts' functions: name and area.

Shipped in ``kontoplan.csv``; a workspace's own ``kontoplan.csv`` (same columns) adds rows and
overrides them. ``source`` says where name and number stand, or ``skøn`` where they were not
checked against a source: they label rows in a report and decide no figure but the area's sums.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pandas as pd

from okonomi.errors import Faults, UserError

COLUMNS = ("function", "name", "area", "source")
AREA_NAMES = {"boern": "Børn og unge", "voksne": "Voksne"}
NO_FUNCTION = "Uden funktion"
FILE = "kontoplan.csv"

_FUNCTION = re.compile(r"\d\.\d\d\.\d\d(\.\d+)?")


def load_kontoplan(folder: Path | None = None) -> pd.DataFrame:
    """Functions as a frame indexed by ``function`` with ``name``, ``area`` and ``source``.

    ``folder`` is the workspace's; a file there overrides the shipped rows of the same function.
    Raises ``UserError`` with every fault of the workspace's file.
    """
    with resources.as_file(resources.files("okonomi.rules") / FILE) as shipped:
        table = _read(shipped)
    own = folder / FILE if folder else None
    if own is not None and own.is_file():
        table = pd.concat([table, _read(own)])
    return table.drop_duplicates("function", keep="last").set_index("function").sort_index()


def _read(path: Path) -> pd.DataFrame:
    faults = Faults()
    try:
        text = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise UserError(
            f"{path.name} kan ikke læses. Gem den som CSV UTF-8 med semikolon og kolonnerne "
            f"{', '.join(COLUMNS)}."
        ) from None
    missing = [name for name in COLUMNS if name not in text.columns]
    if missing:
        faults.add(f"{path.name}: kolonnerne {', '.join(missing)} mangler. Tilføj dem.")
        faults.raise_if_any()
    for line, row in enumerate(text.itertuples(index=False), start=2):
        where = f"{path.name}, linje {line}"
        if not _FUNCTION.fullmatch(row.function):
            faults.add(f"{where}: “{row.function}” er ikke en funktion. Skriv f.eks. 5.28.20.")
        if row.area not in AREA_NAMES:
            faults.add(f"{where}: området “{row.area}” findes ikke. Skriv boern eller voksne.")
        if not row.source.strip():
            faults.add(f"{where}: kilden mangler. Skriv hvor navnet står, eller ordet skøn.")
    faults.raise_if_any()
    return text[list(COLUMNS)]


def function_name(kontoplan: pd.DataFrame, function: str | None) -> str:
    """``"5.28.22 Plejefamilier"``; the number alone where the name is unknown."""
    if function is None or pd.isna(function):
        return NO_FUNCTION
    if function in kontoplan.index and not pd.isna(kontoplan.at[function, "name"]):
        return f"{function} {kontoplan.at[function, 'name']}"
    return function


def main_area(function: str) -> str | None:
    """The area of a function's main function: ``boern`` for 5.28, ``voksne`` for 5.38."""
    return {"5.28": "boern", "5.38": "voksne"}.get(function[:4])


def function_area(kontoplan: pd.DataFrame, function: str | None) -> str | None:
    """The function's area: from the chart of accounts, else from its main function."""
    if function is None or pd.isna(function):
        return None
    if function in kontoplan.index:
        return str(kontoplan.at[function, "area"])
    return main_area(function)
