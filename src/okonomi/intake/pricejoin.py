"""Prices from a file of their own: one placement row per line and price interval.

A line's days are cut by the prices' days; what the price file knows besides (støttebehov, the
main line, what a line replaces) fills what the line lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.block import CODE, Block
from okonomi.intake.parsed import number_of
from okonomi.intake.text import Frame, Text, concat, take
from okonomi.intake.used import Used, codes_of

_DAY = np.timedelta64(1, "D")
_OWN = ("line_id", "provider_line_ref", "start", "end", "registered")
_FIRST, _LAST = np.datetime64("1800-01-01", "s"), np.datetime64("9999-12-31", "s")


def join_prices(placements: Sequence[Used], prices: Sequence[Used]) -> list[Finding]:
    """Give the lines of one system their prices, in place; set aside what has none.

    Without any price file the lines stay, unpriced, and a Finding says so. A price of a line
    nobody knows is an error, a price of a kladde is a draft.
    """
    lines = [used for used in placements if used.block.profile.prices == "joined" and len(used)]
    if not lines and not prices:
        return []
    if not prices:
        return [_no_price_file(lines)]
    _judge_prices(placements, prices)
    table = concat([used.frame for used in prices])
    findings: list[Finding] = []
    for used in lines:
        findings += _price(used, table)
    return findings


def _price(used: Used, table: Frame) -> Iterator[Finding]:
    line, price = _matches(used.frame, table)
    found = np.zeros(len(used), dtype=bool)
    found[line] = True
    start, end = _intervals(table)
    own_start = used.array("start", np.datetime64("NaT", "s"))
    own_end = _open(used.array("end", np.datetime64("NaT", "s")))
    begins = np.maximum(own_start[line], start[price])
    ends = np.minimum(own_end[line], end[price])
    once = _once(table)[price]
    # What is paid once is paid on the line's first day, or on a later day of its own.
    at_first = begins == own_start[line]
    covers = np.where(once, at_first | (begins <= own_end[line]), begins <= ends)
    ends = np.where(once & ~at_first, begins, ends)
    line, price, begins, ends = line[covers], price[covers], begins[covers], ends[covers]
    priced = np.zeros(len(used), dtype=bool)
    priced[line] = True
    # Days to come may still get their price: only days until the month's end can be missing one.
    today = used.block.month.end_time.to_datetime64().astype("datetime64[D]").astype(_LAST.dtype)
    runs = ~once[covers]
    paid = np.where(runs, _days(begins, np.minimum(ends, today)), 0)
    days = np.bincount(line, paid, minlength=len(used))
    gap = priced & (days < _days(own_start, np.minimum(own_end, today)))
    gap &= _any(line, runs, len(used))
    rows = used.row.copy()
    _widen(used, table, line, price, begins, ends)
    _set_aside_unpriced(used, rows[~priced], found[~priced])
    if gap.any():
        yield Finding(
            code="pris-hul",
            severity="advarsel",
            text=f"{number_of(int(gap.sum()), 'indsats', 'indsatser')} har dage uden pris i "
            "prisfilen; de dage koster intet og tæller ikke med.",
            remedy="Udfyld “Gyldig fra” og “Gyldig til” i prisfilen, så de dækker hele indsatsen.",
            rows=pd.DataFrame({"linje": used.block.line[rows[gap]]}),
        )


def _matches(lines: Frame, table: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of line and price positions: by the line's own id, else by the provider's service."""
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    left = np.ones(len(np.asarray(lines["start"])), dtype=bool)
    for column in ("line_id", "provider_line_ref"):
        own, theirs = lines.get(column), table.get(column)
        if not isinstance(own, Text) or not isinstance(theirs, Text):
            continue
        usable = np.ones(len(theirs), dtype=bool)
        by_line = table.get("line_id")
        if column == "provider_line_ref" and isinstance(by_line, Text):
            usable = by_line.missing()  # a price of one line is not the provider's general price
        keys, prices = codes_of(own, theirs)
        keys = np.where(left, keys, -1)
        order = np.argsort(np.where(usable, prices, -1), kind="stable")
        ordered = np.where(usable, prices, -1)[order]
        low, high = np.searchsorted(ordered, keys), np.searchsorted(ordered, keys, side="right")
        count = np.where(keys >= 0, high - low, 0)
        line = np.repeat(np.arange(len(keys)), count)
        within = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        pairs.append((line, order[np.repeat(low, count) + within]))
        left &= count == 0
    if not pairs:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _intervals(table: Frame) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of every price; the next price of the same line ends the one before.

    What is paid once ends no price, nor does a følgeydelse's price end the hovedydelse's.
    """
    rows = len(next(iter(table.values())))
    nothing = np.full(rows, np.datetime64("NaT", "s"))
    start = np.asarray(table.get("start", nothing))
    end = _open(np.asarray(table.get("end", nothing)))
    start = np.where(np.isnat(start), _FIRST, start)
    keys = [table[name] for name in ("line_id", "provider_line_ref") if name in table]
    kind = table.get("line_kind")
    if isinstance(kind, Text):
        keys.append(kind.equals("foelgeydelse").astype(np.int64))
    number = rowhash.groups(keys, np.arange(rows))
    order = np.lexsort((start, number))
    order = order[~_once(table)[order]]
    ordered = number[order]
    next_start = np.full(rows, _LAST)
    same = np.zeros(len(ordered), dtype=bool)
    same[:-1] = ordered[1:] == ordered[:-1]
    next_start[order[same]] = start[order[np.flatnonzero(same) + 1]] - _DAY
    return start, np.minimum(end, next_start)


def _widen(
    used: Used, table: Frame, line: np.ndarray, price: np.ndarray, begins: np.ndarray,
    ends: np.ndarray,
) -> None:  # fmt: skip
    """One row per line and price, with the price file's columns where the line lacks them."""
    order = np.lexsort((begins, line))
    line, price, begins, ends = line[order], price[order], begins[order], ends[order]
    known = take(table, price)
    registered = used.array("registered", np.datetime64("NaT", "s"))[line]
    used.keep(line)
    for column, values in known.items():
        if column in _OWN:
            continue
        own = used.frame.get(column)
        if isinstance(values, Text):
            used.fill_text(column, values)
        elif isinstance(own, np.ndarray):
            missing = np.isnat(own) if own.dtype.kind == "M" else np.isnan(own)
            used.frame[column] = np.where(missing, values, own)
        else:
            used.frame[column] = values
    used.frame["start"] = begins
    used.frame["end"] = np.where(ends >= _LAST, np.datetime64("NaT", "s"), ends)
    later = known.get("registered")
    if isinstance(later, np.ndarray):
        used.frame["registered"] = np.fmax(registered, later)


def _set_aside_unpriced(used: Used, rows: np.ndarray, found: np.ndarray) -> None:
    for some, reason in (
        (rows[~found], "Indsatsen har ingen pris i prisfilen."),
        (rows[found], "Ingen pris i prisfilen gælder i indsatsens dage."),
    ):
        used.block.set_aside(
            some, used.block.header("line_id"), reason,
            "Skriv indsatsen med pris, frekvens og gyldighed i prisfilen.",
        )  # fmt: skip


def _judge_prices(placements: Sequence[Used], prices: Sequence[Used]) -> None:
    """Prices of lines that are kladder are drafts; prices of unknown lines are errors."""
    known = _ids([used.block for used in placements], "line_id", None)
    if known is None:
        return
    drafts = _ids([used.block for used in placements], "line_id", CODE["draft"])
    active = _ids([used.block for used in placements], "line_id", CODE["used"])
    services = _ids([used.block for used in placements], "provider_line_ref", None)
    for used in prices:
        own = used.text("line_id") or Text.constant(None, len(used))
        theirs = used.text("provider_line_ref") or Text.constant(None, len(used))
        is_known = _among(own, known) | (own.missing() & _among(theirs, services))
        draft = _among(own, drafts) & ~_among(own, active)
        used.block.row_class[used.row[draft]] = CODE["draft"]
        unknown = ~is_known
        used.keep(~draft)
        used.reject(
            unknown[~draft], "line_id",
            "Prisen henviser til en indsats, der ikke findes i udtrækket.",
            "Ret IndsatsId i prisfilen, eller læg udtrækket med indsatsen i mappen.",
        )  # fmt: skip


def _ids(blocks: Sequence[Block], column: str, row_class: int | None) -> set[str] | None:
    """Ids in the blocks' rows of a class (or of any); None where there are no such files."""
    found: set[str] | None = None
    for block in blocks:
        values = block.frames["placement"].get(column)
        if isinstance(values, Text):
            rows = np.ones(len(block), dtype=bool)
            if row_class is not None:
                rows = block.row_class == row_class
            found = (found or set()) | set(values.take(rows).distinct())
    return found


def _among(values: Text, known: set[str] | None) -> np.ndarray:
    if not known:
        return np.zeros(len(values), dtype=bool)
    hit = np.array([value in known for value in values.values.to_pylist()], dtype=bool)
    return hit[values.codes]


def _no_price_file(lines: Sequence[Used]) -> Finding:
    return Finding(
        code="prisfil-mangler",
        severity="fejl",
        text=f"{number_of(sum(map(len, lines)), 'bevillingslinje', 'bevillingslinjer')} har ingen "
        "pris, for der er ingen prisfil i mappen: personer og dage tæller, men ikke kroner.",
        remedy="Læg prisfilen (IndsatsId, Pris, Enhed, Antal, Frekvens, Gyldig fra, Gyldig til) "
        "i månedens mappe.",
    )


def _once(table: Frame) -> np.ndarray:
    frequency = table.get("frequency")
    if isinstance(frequency, Text):
        return frequency.equals("engang")
    return np.zeros(len(next(iter(table.values()))), dtype=bool)


def _open(end: np.ndarray) -> np.ndarray:
    return np.where(np.isnat(end), _LAST, end)


def _days(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    return np.maximum((last - first) / _DAY + 1, 0)


def _any(line: np.ndarray, truth: np.ndarray, rows: int) -> np.ndarray:
    return np.bincount(line, truth, minlength=rows) > 0
