"""Ledgers of one year laid beside each other, in runs of days where each has one price.

A *side* is one picture of the year: the lines of a reading, or the stock at New Year. Every line is
cut where any side begins, ends or changes price, and at the turn of the months. Since the ledger's
cost of adjoining days adds up exactly (docs/metode/ledger.md), the runs of a side sum to its
ledger, to the øre, and what differs in a run has one reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import with_row_keys
from okonomi.cost import days_in_year, ledger
from okonomi.cost.effective import OPEN_END, effective
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids

LABELS = ["area_label", "function_label"]
TERMS = ["price_kr", "quantity", "frequency", "price_year"]
_USED = ["root", "line_id", "status", "replaces", "start", "end"]
_KEY = 512  # more than the days of a year: key × _KEY + day is one number


def counted_lines(
    readings: Mapping[str, Reading], kontoplan: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The lines that count in each reading, with the days they count for.

    A line that an expected line replaces is cut, as in the ledger, so each row counts as it
    stands. ``root`` is what a line is followed by from reading to reading: its system and id, and
    for a line that replaces another the one it replaces, so that an expected change is a change
    and not one line gone and one new. Rows have ``area_label`` and ``function_label``.
    """
    counted = {}
    for name, reading in readings.items():
        lines = with_row_keys(reading["placement"], kontoplan)
        days = effective(lines, "forventet")
        rows = lines.iloc[days.position]
        end = np.where(days.end >= OPEN_END, np.datetime64("NaT", "D"), _dates(days.end))
        profile = reading.files["profile"].reindex(rows["source"]).astype("str").to_numpy()
        own = pd.Series(profile, index=rows.index).astype("str").fillna("") + "\t"
        counted[name] = rows.assign(
            end=end.astype("datetime64[s]"),
            key=own + native_ids(rows["line_id"]),
            target=own + native_ids(rows["replaces"]),
            status="bevilget",
            replaces=pd.Series(pd.NA, index=rows.index, dtype="str"),
        )
    return {name: _rooted(rows, counted.values()) for name, rows in counted.items()}


def _dates(day_numbers: np.ndarray) -> np.ndarray:
    return np.minimum(day_numbers, 10**6).astype("datetime64[D]")


def _rooted(rows: pd.DataFrame, everywhere: Iterable[pd.DataFrame]) -> pd.DataFrame:
    named = pd.concat([part[["key", "target"]].dropna() for part in everywhere])
    named = named[named["key"] != named["target"]].drop_duplicates("key")
    replaced = dict(zip(named["key"], named["target"], strict=True))

    def root(key: str) -> str:
        seen: set[str] = set()
        while key in replaced and key not in seen:
            seen.add(key)
            key = replaced[key]
        return key

    return rows.assign(root=rows["key"].map(root).astype("str")).reset_index(drop=True)


def is_once(lines: pd.DataFrame) -> pd.Series:
    """Whether a line is paid once."""
    return lines["frequency"] == "engang"


def stock_at_new_year(lines: pd.DataFrame, year: int) -> pd.DataFrame:
    """The recurring lines in force on 31 December before ``year``, carried on unchanged.

    At the price of that day, from 1 January and without an end.
    """
    day = pd.Timestamp(year - 1, 12, 31)
    running = (lines["start"] <= day) & ~(lines["end"] < day) & ~is_once(lines)
    stock = lines[running].assign(start=pd.Timestamp(year, 1, 1), end=pd.NaT)
    return stock.astype({"start": "datetime64[s]", "end": "datetime64[s]"}).reset_index(drop=True)


def runs_of_days(sides: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """The recurring lines of all sides, one row per line and run of days in ``year``.

    Columns: ``line`` (a number per line), ``month`` (1–12), ``day`` (the first one's offset from
    1 January), and per side ``s``: ``has_s`` (whether the line is paid there), ``oere_s`` (whole
    øre, 0 where it is not), ``rows_s``, the labels and terms (``price_kr_s`` …), ``known_s``
    (whether the side has the line at all, in any year) and ``last_s`` (offset of its last paid
    day in the year, −1 where it has none).
    """
    parts = [lines[[*_USED, *LABELS, *TERMS]].assign(side=name) for name, lines in sides.items()]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[~is_once(rows)]
    known = {name: set(rows.loc[rows["side"] == name, "root"].unique()) for name in sides}
    opens, length = pd.Timestamp(year, 1, 1), days_in_year(year)
    first = (rows["start"] - opens).dt.days.clip(lower=0)
    last = (rows["end"] - opens).dt.days.fillna(length - 1).clip(upper=length - 1)
    rows = rows.assign(first=first, last=last.astype("int64"))[first <= last]
    rows = rows.reset_index(drop=True)
    names = _lines(rows)
    number, distinct = pd.factorize(names)
    cuts, piece_of, at = _cut(number, rows["first"].to_numpy(), rows["last"].to_numpy(), year)
    result = pd.DataFrame({"line": cuts // _KEY, "day": cuts % _KEY})
    used = np.unique(at)
    for name in sides:
        here = (rows["side"] == name).to_numpy()[piece_of]
        pieces = rows.iloc[piece_of[here]].reset_index(drop=True)
        side = _side(pieces, cuts, at[here], opens, year)
        result = result.join(side.add_suffix(f"_{name}"))
        ends = rows[rows["side"] == name].groupby(number[(rows["side"] == name).to_numpy()])
        last_day = ends["last"].max().reindex(range(len(distinct)), fill_value=-1)
        result[f"last_{name}"] = last_day.to_numpy()[result["line"]] if len(distinct) else -1
        of_line = [text.split("\n")[0] in known[name] for text in distinct]
        result[f"known_{name}"] = np.array(of_line, dtype=bool)[result["line"]]
        result[f"has_{name}"] = result[f"rows_{name}"].notna()
        result[f"oere_{name}"] = result[f"oere_{name}"].fillna(0).astype("int64")
    month = (opens + pd.to_timedelta(result["day"], unit="D")).dt.month
    return result.assign(month=month).loc[used].reset_index(drop=True)


def _lines(rows: pd.DataFrame) -> pd.Series:
    """What is compared: the root, and the function too where a side has it on several."""
    label = rows["area_label"] + "\n" + rows["function_label"]
    several = label.groupby([rows["root"], rows["side"]]).transform("nunique") > 1
    split = rows["root"].isin(rows.loc[several, "root"])
    return rows["root"].where(~split, rows["root"] + "\n" + label)


def _cut(
    number: np.ndarray, first: np.ndarray, last: np.ndarray, year: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All cuts (line × day), and for every piece the row it is of and the cut it begins at."""
    months = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="MS")
    turns = (months - months[0]).days.to_numpy()
    own = number * _KEY
    every = (np.unique(own)[:, None] + turns).ravel()
    cuts = np.unique(np.concatenate([own + first, own + last + 1, every]).astype(np.int64))
    begin, end = np.searchsorted(cuts, own + first), np.searchsorted(cuts, own + last + 1)
    pieces = end - begin
    row = np.repeat(np.arange(len(number)), pieces)
    at = np.arange(len(row)) + (begin - (np.cumsum(pieces) - pieces))[row]
    return cuts, row, at


def _side(
    pieces: pd.DataFrame, cuts: np.ndarray, at: np.ndarray, opens: pd.Timestamp, year: int
) -> pd.DataFrame:
    """Cost and terms of one side, indexed by the cut that each run begins at."""
    day = np.timedelta64(1, "D")
    start = np.datetime64(opens, "D") + (cuts[at] % _KEY) * day
    end = np.datetime64(opens, "D") + (cuts[np.minimum(at + 1, len(cuts) - 1)] % _KEY - 1) * day
    pieces = pieces.assign(start=start.astype("datetime64[s]"), end=end.astype("datetime64[s]"))
    months = (pd.Period(year=year, month=1, freq="M"), pd.Period(year=year, month=12, freq="M"))
    # A piece lies within one month, so the ledger has one row per piece, in their order.
    oere = ledger(pieces, *months, basis="bevilget")["gross_oere"].to_numpy()
    sums = pd.DataFrame({"at": at, "oere": oere}).groupby("at")["oere"].agg(oere="sum", rows="size")
    facts = pieces[[*LABELS, *TERMS]].set_index(at)
    return sums.join(facts[~facts.index.duplicated()])
