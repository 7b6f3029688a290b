"""A reading: the typed tables of one month, and what became of every row of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from okonomi.findings import Finding
from okonomi.intake.block import CODE, ROW_CLASSES, Block
from okonomi.intake.citizens import Citizens
from okonomi.intake.cprlike import hide, hide_all, hide_in_text
from okonomi.intake.sources import Source
from okonomi.intake.text import Text

SET_ASIDE_COLUMNS = (
    "file", "sheet", "line", "row_class", "column", "found", "reason", "remedy", "amount_oere",
)  # fmt: skip

_REASONS = {
    "draft": ("Kladde: rækken tæller ikke.", "Intet, hvis den ikke er bevilget."),
    "superseded": ("En nyere række med samme nøgle er brugt.", "Intet."),
    "duplicate": ("Rækken siger det samme som en anden række.", "Intet."),
    "total": ("Rækken er en sum og ikke en post.", "Intet."),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Reading:
    """What the files of a month say.

    ``tables`` holds every table of ``schema.TABLES``, also as ``reading["placement"]``.
    ``files`` has one row per file or sheet: file, sheet, profile (missing where none fits),
    sha256, rows (physical), ``no_amount`` (rows with data whose amount could not be read), and
    per row class a count and a sum ``*_oere``; the counts of a file that was read add up to its
    rows. ``set_aside`` has one row per physical row that is neither used, blank nor heading.
    ``key_fingerprint`` tells which key the pseudonyms were made with.
    """

    period: pd.Period
    tables: dict[str, pd.DataFrame]
    files: pd.DataFrame
    set_aside: pd.DataFrame
    findings: tuple[Finding, ...]
    key_fingerprint: str | None = None

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def files_frame(sources: Sequence[Source]) -> pd.DataFrame:
    """``Reading.files`` of the sources, whose rows have been judged."""
    rows = []
    for source in sources:
        row: dict[str, object] = {
            "file": source.file,
            "sheet": source.sheet,
            "profile": None if source.block is None else source.block.profile.name,
            "sha256": source.sha256,
            "rows": source.rows,
        }
        row |= _counts(source.block)
        rows.append(row)
    columns = ["file", "sheet", "profile", "sha256", "rows", "no_amount", *ROW_CLASSES]
    columns += [f"{name}_oere" for name in ROW_CLASSES]
    frame = pd.DataFrame(rows, columns=columns)
    text = columns[:4]
    return frame.astype(dict.fromkeys(text, "str") | dict.fromkeys(columns[4:], "int64"))


def _counts(block: Block | None) -> dict[str, int]:
    if block is None:
        zeros = dict.fromkeys([*ROW_CLASSES, *(f"{name}_oere" for name in ROW_CLASSES)], 0)
        return {"no_amount": 0} | zeros
    count = np.bincount(block.row_class, minlength=len(ROW_CLASSES)).tolist()
    count[CODE["error"]] += len(block.broken)
    count[CODE["heading"]] += block.outside
    amounts = np.where(block.amount_known, block.amount_oere, 0)
    silent = np.isin(block.row_class, (CODE["blank"], CODE["heading"]))
    unread = int((~block.amount_known & ~silent).sum()) + len(block.broken)
    counts = {"no_amount": unread if block.profile.amount is not None else 0}
    for code, name in enumerate(ROW_CLASSES):
        counts[name] = int(count[code])
        counts[f"{name}_oere"] = int(amounts[block.row_class == code].sum())
    return counts


def set_aside_frame(sources: Sequence[Source]) -> pd.DataFrame:
    """``Reading.set_aside`` of the sources, in the order of files and lines."""
    blocks = [source.block for source in sources if source.block is not None]
    citizens = Citizens.of(block.citizens for block in blocks)
    parts = [
        _aside(source, source.block, citizens) for source in sources if source.block is not None
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        empty = pd.DataFrame(columns=list(SET_ASIDE_COLUMNS))
        return _typed(empty)
    return _typed(pd.concat(parts, ignore_index=True))


def _aside(source: Source, block: Block, citizens: Citizens) -> pd.DataFrame:
    silent = (CODE["used"], CODE["blank"], CODE["heading"])
    rows = np.flatnonzero(~np.isin(block.row_class, silent))
    if not len(rows) and not block.broken:
        return pd.DataFrame()
    frame = pd.DataFrame({"row": rows, "line": block.line[rows]})
    names = np.array(ROW_CLASSES, dtype=object)
    frame["row_class"] = names[block.row_class[rows]]
    amounts = pd.arrays.IntegerArray(block.amount_oere[rows], ~block.amount_known[rows])
    frame["amount_oere"] = pd.Series(amounts)
    for column, place in (("reason", 0), ("remedy", 1)):
        texts = {name: words[place] for name, words in _REASONS.items()}
        frame[column] = frame["row_class"].map(texts)
    place = pd.Index(rows)
    for told in block.explained:
        at = place.get_indexer(told.rows)
        frame.loc[at, "reason"], frame.loc[at, "remedy"] = told.reason, told.remedy
    faults = _joined_faults(block, citizens.hide)
    is_error = (frame["row_class"] == "error").to_numpy()
    for column in ("column", "found", "reason", "remedy"):
        told = frame["row"].map(faults[column]) if len(faults) else None
        if column not in frame:
            frame[column] = None
        if told is not None:
            frame[column] = frame[column].where(~is_error, told)
    frame = pd.concat([frame, _broken(block)], ignore_index=True)
    return frame.assign(file=source.file, sheet=source.sheet).sort_values("line", kind="stable")


def _joined_faults(block: Block, hidden: Callable[[str], str]) -> pd.DataFrame:
    """Columns, found values, reasons and remedies of each row with faults, joined per row."""
    wrong = block.row_class == CODE["error"]
    parts = []
    for fault in block.faults:
        keep = wrong[fault.rows]
        if not keep.any():
            continue
        rows = fault.rows[keep]
        part = pd.DataFrame({"row": rows})
        part["column"], part["reason"] = fault.column, fault.reason
        part["remedy"], part["found"] = fault.remedy, None
        if fault.found is not None:
            shown = fault.found.take(keep).compact().per_value(hide_all).map(hidden)
            part["found"] = shown.to_series().to_numpy(dtype=object)
        parts.append(part)
    if not parts:
        return pd.DataFrame()
    told = pd.concat(parts, ignore_index=True)
    once = told.drop_duplicates("row", keep=False).set_index("row")
    several = told[told["row"].duplicated(keep=False)]
    if several.empty:
        return once
    of_row: dict[int, list[tuple[object, ...]]] = {}
    for row, *texts in several[["row", *once.columns]].itertuples(index=False):
        of_row.setdefault(row, []).append(tuple(texts))
    joined = [[_join(texts) for texts in zip(*faults, strict=True)] for faults in of_row.values()]
    return pd.concat([once, pd.DataFrame(joined, index=list(of_row), columns=once.columns)])


def _join(texts: Iterable[object]) -> str | None:
    known = list(dict.fromkeys(text for text in texts if isinstance(text, str) and text))
    return "; ".join(known) or None


def _broken(block: Block) -> pd.DataFrame:
    rows = [
        {
            "line": row.line,
            "row_class": "error",
            "reason": "Et anførselstegn åbnes og lukkes ikke."
            if row.unclosed_quote
            else f"Rækken har {row.found} kolonner, men skulle have {row.expected}.",
            "remedy": "Se efter et skilletegn eller anførselstegn for meget eller for lidt, og "
            "udtræk filen igen.",
        }
        for row in block.broken
    ]
    return pd.DataFrame(rows)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reindex(columns=list(SET_ASIDE_COLUMNS)).reset_index(drop=True)
    kinds = dict.fromkeys(SET_ASIDE_COLUMNS, "str") | {"line": "int64", "amount_oere": "Int64"}
    return frame.astype(kinds)


def without_cpr(finding: Finding) -> Finding:
    """A finding whose text and rows hold nothing like a CPR number."""
    rows = finding.rows
    for name in rows.columns:
        if pd.api.types.is_string_dtype(rows[name]) or rows[name].dtype == object:
            texts = pa.array(rows[name].astype("str"), pa.string(), from_pandas=True)
            rows = rows.assign(**{name: Text.of(hide(texts)).to_series().to_numpy()})
    return replace(finding, text=hide_in_text(finding.text), rows=rows)
