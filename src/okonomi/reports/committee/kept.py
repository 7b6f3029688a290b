"""What was published before: kept beside the exports, never in a report folder.

``<workspace>/.okonomi/diskretion/<report>/<period>.json`` holds the cells of the last published
version of a period's report with their *exact* values, and which were hidden. It is as internal
as the exports themselves. The next report is protected against it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.period import is_period
from okonomi.present.disclosure import Cells, Key, Protected, Sum, rules
from okonomi.present.disclosure.cells import ABOUT, INDEX
from okonomi.reports.committee.cells import NOW

FOLDER = Path(".okonomi", "diskretion")
VERSION = 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Earlier:
    """``protected``: what else is published that the report must agree with (None: nothing).

    ``hidden``: cells of the report that were hidden before, and so must be again, also where their
    values are others now.
    """

    protected: Protected | None = None
    hidden: frozenset[Key] = frozenset()


def keep(root: Path, report: str, period: pd.Period, protected: Protected) -> None:
    """Write it, whole or not at all."""
    path = _file(root, report, period)
    cells = protected.cells
    measures = [c for c in cells.frame.columns if c not in ABOUT[1:]]
    content = {
        "version": VERSION,
        "cells": [
            {
                "key": list(key),
                "hidden": bool(protected.hidden[key]),
                "primary": bool(protected.primary[key]),
                "change": bool(row["change"]),
                "values": {m: row[m] for m in measures if not pd.isna(row[m])},
            }
            for key, row in zip(cells.frame.index, cells.frame.to_dict("records"), strict=True)
        ],
        "sums": [_written(s) for s in cells.sums],
        "ties": [_written(s) for s in cells.ties],
        "prices": [list(pair) for pair in cells.prices],
    }
    for folder in (path.parents[1], path.parent):  # as internal as the exports: the owner's alone
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    beside = path.with_suffix(".ny")
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=0)
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    beside.write_text(text + "\n", encoding="utf-8", newline="\n")
    beside.replace(path)


def _written(s: Sum) -> dict[str, object]:
    return {
        "total": list(s.total),
        "parts": [list(part) for part in s.parts],
        "whole": s.whole,
        "measures": list(s.measures),
    }


def earlier(cells: Cells, *, root: Path, report: str, period: pd.Period) -> Earlier:
    """What was published before the report of ``period``, as far as ``cells`` must agree with it.

    That is the newest of the same report's older periods, and of every other report's periods up
    to this one; where later periods were published first, the oldest of each report's too. The
    version of this very period that lies there already is not what the new one is measured by;
    what it hid stays hidden.
    """
    before: list[Protected] = []
    hidden: set[Key] = set()
    for folder in sorted(p for p in (root / FOLDER).glob("*") if p.is_dir()):
        own = folder.name == report
        months = sorted(_month(path) for path in folder.glob("*.json"))
        if own and (here := _file(root, report, period)).is_file():
            hidden |= _hidden(_read(here))
        older = [month for month in months if month < period or (month == period and not own)]
        later = [month for month in months if month > period]
        for month in (*older[-1:], *later[:1]):
            kept = _read(folder / f"{month}.json")
            hidden |= _hidden(kept)
            others = [cells, *(p.cells for p in before)]
            before.append(_apart(kept, others, f"{folder.name} {month}"))
    return Earlier(protected=_joined(before), hidden=frozenset(hidden & {*cells.frame.index}))


def _file(root: Path, report: str, period: pd.Period) -> Path:
    return root / FOLDER / report / f"{period}.json"


def _hidden(protected: Protected) -> set[Key]:
    return {*protected.hidden.index[protected.hidden]}


def _month(path: Path) -> pd.Period:
    if not is_period(path.stem):
        raise UserError(
            f"{path} hedder ikke en måned. Mappen siger, hvad udvalgsudgaverne har vist, og "
            "filerne skal hedde som 2026-03.json. Er det en kopi, så flyt den et andet sted hen."
        )
    return pd.Period(path.stem, "M")


def _read(path: Path) -> Protected:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if given["version"] != VERSION:
            raise ValueError(f"version {given['version']}")
        index = pd.MultiIndex.from_tuples([tuple(c["key"]) for c in given["cells"]], names=INDEX)
        rows = [{**c["values"], "change": c["change"]} for c in given["cells"]]
        sums, ties = (
            tuple(
                Sum(
                    tuple(s["total"]),
                    tuple(tuple(p) for p in s["parts"]),
                    s["whole"],
                    tuple(s["measures"]),
                )
                for s in given.get(name, ())
            )
            for name in ("sums", "ties")
        )
        prices = tuple((a, b) for a, b in given["prices"])
        cells = Cells(pd.DataFrame(rows, index=index), sums, prices, ties)
        hidden = pd.Series([c["hidden"] for c in given["cells"]], index=index, dtype=bool)
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(
            f"{path} kan ikke læses. Filen siger, hvad en tidligere udvalgsudgave viste, og uden "
            "den kan den nye røbe det, der var udeladt. Hent filen fra en sikkerhedskopi. Findes "
            "der ingen, så slet filen, og se selv efter, om de to rapporter røber noget sammen."
        ) from None
    # An older file does not say which were hidden for their own sake: all, then.
    primary = [c["hidden"] and c.get("primary", True) for c in given["cells"]]
    return _protected(cells, hidden, pd.Series(primary, index=index, dtype=bool))


def _protected(cells: Cells, hidden: pd.Series, primary: pd.Series) -> Protected:
    shown = rules.rounded(cells)
    shown[hidden.to_numpy()] = pd.NA
    return Protected(cells=cells, hidden=hidden, primary=primary, shown=shown, exact=False)


def _apart(kept: Protected, others: list[Cells], name: str) -> Protected:
    """With keys of its own for cells whose values are others now (a restated figure)."""
    rename: dict[Key, Key] = {}
    for cells in others:
        frame = cells.frame
        shared = kept.cells.frame.index.intersection(frame.index)
        measures = [m for m in kept.cells.measures if m in frame]
        mine, theirs = kept.cells.frame.loc[shared, measures], frame.loc[shared, measures]
        differs = ((mine != theirs) & mine.notna() & theirs.notna()).any(axis=1)
        rename |= {key: (f"{NOW}før: {name}", *key[1:]) for key in shared[differs]}

    def of(key: Key) -> Key:
        return rename.get(key, key)

    frame = kept.cells.frame
    index = pd.MultiIndex.from_tuples([of(key) for key in frame.index], names=INDEX)
    sums, ties = (
        tuple(
            Sum(of(s.total), tuple(of(part) for part in s.parts), s.whole, s.measures)
            for s in given
        )
        for given in (kept.cells.sums, kept.cells.ties)
    )
    cells = Cells(frame.set_axis(index), sums, kept.cells.prices, ties)
    return _protected(cells, kept.hidden.set_axis(index), kept.primary.set_axis(index))


def _joined(before: list[Protected]) -> Protected | None:
    if not before:
        return None
    first, *rest = (p.cells for p in before)
    cells = first.joined(*rest)
    hidden, primary = (
        pd.concat(parts).groupby(level=INDEX).any().reindex(cells.frame.index)
        for parts in ([p.hidden for p in before], [p.primary for p in before])
    )
    return _protected(cells, hidden, primary)
