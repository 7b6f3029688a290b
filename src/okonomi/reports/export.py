"""The typed tables, the ledger and the rows set aside, for Excel and Power BI.

Amounts leave the house as kroner: every ``_oere`` column becomes ``_kr`` with two exact decimals.
Birth dates are never written (the ``person`` table is for memory only).
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from okonomi.cost import ledger, net
from okonomi.errors import UserError
from okonomi.intake import Reading
from okonomi.intake.cprlike import holds, place_of
from okonomi.intake.schema import PLACEMENT, TABLES
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.rules import Rules

Format = Literal["parquet", "csv"]

LEDGER_COLUMNS = {
    "line_id": "Bevillingslinjens id",
    "function": "Funktion i kontoplanen",
    "area": "Område",
    "provider": "Leverandørens navn",
    "month": "Måneden (den første)",
    "gross_kr": "Udgift i måneden, som bevilget",
    "moms_refusion_kr": "Heraf moms, som kommunen får tilbage",
    "service_kr": "Servicerammen: brutto minus momsrefusion",
    "refusion_kr": "Statsrefusion af særligt dyre enkeltsager; tom, hvor årets grænser mangler",
    "net_kr": "Servicerammen minus statsrefusion; tom, hvor årets grænser mangler",
    "skoen": "Om et skøn ligger bag refusion eller moms",
    "days": "Betalte dage i måneden",
    "status": "Bevilget eller forventet",
}
SET_ASIDE_COLUMNS = {
    "file": "Fil",
    "sheet": "Ark",
    "line": "Linje",
    "row_class": "Klasse",
    "column": "Kolonne",
    "found": "Fundet",
    "reason": "Årsag",
    "remedy": "Hvad gør du",
    "amount_kr": "Beløb",
}
MONEY = pa.decimal128(18, 2)


def write_tables(
    reading: Reading, rules: Rules, folder: Path, format: Format = "parquet"
) -> list[Path]:
    """Write every table, the year's ledger and the rows set aside; return the files.

    CSV is for a Danish Excel: UTF-8 with byte-order mark, ``;`` and decimal comma; a text that
    begins like a formula gets an apostrophe in front. ``kolonner.csv`` explains every column.

    Raises ``UserError``, and writes nothing, where a column holds something like a CPR number
    (the last gate: the reading should have hidden it) or a file is open.
    """
    frames = {name: reading[name].drop(columns=["source"]) for name in TABLES if name != "person"}
    frames["ledger"] = _ledger(reading, rules)
    frames["set_aside"] = reading.set_aside
    for name, frame in frames.items():
        _refuse_cpr(name, frame)
    write = {"parquet": _write_parquet, "csv": _write_csv}[format]
    folder.mkdir(parents=True, exist_ok=True)
    # All are written beside before the first is moved in: a fault on the way changes nothing.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".ny-") as work:
        for name, frame in frames.items():
            write(_in_kroner(frame), Path(work) / f"{name}.{format}")
        _write_csv(_columns(frames), Path(work) / "kolonner.csv")
        return _move_in(sorted(Path(work).iterdir()), folder)


def _refuse_cpr(table: str, frame: pd.DataFrame) -> None:
    fields = TABLES[table].fields if table in TABLES else PLACEMENT.fields
    for column in frame.columns.difference(["person_id", "household_id"], sort=False):
        if not pd.api.types.is_string_dtype(frame[column]):
            continue
        coded = column in fields and fields[column].kind == "code"
        texts = pa.array(frame[column].dropna().unique(), pa.string())
        if holds(texts, place_of(column, coded=coded)).any():
            raise UserError(
                f"Intet er skrevet: tabellen {table}, kolonnen {column}, indeholder noget, der "
                "ligner et CPR-nummer. Find kolonnen i udtrækket, og fjern numrene i "
                "kildesystemet, eller angiv den som personens nummer i filens profil."
            )


def _ledger(reading: Reading, rules: Rules) -> pd.DataFrame:
    """The ledger of the period's year from gross to net, with the keys a pivot table needs."""
    lines = reading["placement"].reset_index(drop=True)
    months = ledger(lines, first_month_of_year(reading.period), last_month_of_year(reading.period))
    nets = net(months, lines, reading["person"], reading["provider"], rules, reading.period)
    keys = lines.loc[nets.rows["line"], ["function", "area", "provider"]].reset_index(drop=True)
    rows = pd.concat([nets.rows, keys], axis=1)
    return rows[[name.replace("_kr", "_oere") for name in LEDGER_COLUMNS]]


def _in_kroner(frame: pd.DataFrame) -> pd.DataFrame:
    """Øre columns as exact decimals of kroner, under their ``_kr`` name."""
    amounts = [name for name in frame.columns if name.endswith("_oere")]
    kroner = {
        name: frame[name]
        .map(lambda oere: None if pd.isna(oere) else Decimal(int(oere)).scaleb(-2))
        .astype(object)
        for name in amounts
    }
    renamed = {name: name.removesuffix("_oere") + "_kr" for name in amounts}
    return frame.assign(**kroner).rename(columns=renamed)


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    fields = []
    for name in frame.columns:
        values = frame[name]
        if values.dtype == object and values.map(type).isin([Decimal, type(None)]).all():
            fields.append(pa.array(values, MONEY))
        else:
            fields.append(pa.array(values, from_pandas=True))
    pq.write_table(pa.table(fields, names=list(frame.columns)), path)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    text = pd.DataFrame({name: _danish(frame[name]) for name in frame.columns})
    text.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _danish(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%d-%m-%Y")
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.map(lambda x: "" if pd.isna(x) else _decimal_comma(x)).astype("str")
    return values.map(_cell)


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, Decimal):
        return _decimal_comma(value)
    if isinstance(value, (bool, np.bool_)):
        return "ja" if value else "nej"
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _decimal_comma(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace(".", ",")


def _columns(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per file and column: what it holds and its unit."""
    rows = []
    for table, frame in frames.items():
        for column in _in_kroner(frame.head(0)).columns:
            meaning, unit = _meaning(table, column)
            rows.append({"fil": table, "kolonne": column, "betydning": meaning, "enhed": unit})
    return pd.DataFrame(rows)


def _meaning(table: str, column: str) -> tuple[str, str]:
    if column == "line" and table in TABLES:
        return "Linje i kildefilen", ""
    if table in TABLES:
        fields = TABLES[table].fields
        oere = column.removesuffix("_kr") + "_oere"
        field = fields[oere] if oere in fields else fields[column]
        return field.meaning, "kr." if oere in fields else field.unit
    known = LEDGER_COLUMNS if table == "ledger" else SET_ASIDE_COLUMNS
    return known[column], "kr." if column.endswith("_kr") else ""


def _move_in(paths: list[Path], folder: Path) -> list[Path]:
    """Put the files in place, all or none: tables of two months side by side fit together
    nowhere. Where one is open, and where it is stopped, those that were there are put back."""
    before: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    target = folder
    try:
        for path in paths:
            target = folder / path.name
            if target.exists():
                kept = path.with_name(f"{path.name}.gammel")
                before.append((kept, target))  # first: it may be stopped right after the move
                target.rename(kept)
        for path in paths:
            target = folder / path.name
            placed.append(target)
            path.rename(target)
    except BaseException as error:
        for new in placed:
            with suppress(OSError):
                new.unlink()
        for kept, old in before:
            with suppress(OSError):
                kept.replace(old)
        if not isinstance(error, OSError):
            raise
        raise UserError(
            f"{target} kan ikke skrives, og ingen af tabellerne er skiftet ud. Luk filen, hvis den "
            "er åben i et andet program, og prøv igen."
        ) from None
    return [folder / path.name for path in paths]
