"""Which hovedydelse a line belongs to: what persons in several tilbud are counted by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from okonomi.intake import rowhash
from okonomi.intake.text import Frame, Text, concat
from okonomi.intake.used import Used

_NEEDED = ("line_kind", "case_id", "placement_id", "main_line", "start", "end", "status")
_SAME_PLACE = ("provider", "tilbud")
_LAST = np.datetime64("9999-12-31", "s")


def fill_placement_id(parts: Sequence[Used]) -> None:
    """Fill ``line_kind`` and ``placement_id`` of one system's lines, in place.

    A hovedydelse is its own line; where the export has no ids of its own, rows of the same
    service at the same provider are one hovedydelse. A følgeydelse belongs to the hovedydelse it
    names, else to the one hovedydelse of its case that is active when it starts, else to the
    case. ``in_case`` becomes true for a følgeydelse whose case has a hovedydelse.
    """
    for part in parts:
        part.fill_text("line_kind", Text.constant("hovedydelse", len(part)))
    frame = concat(
        [
            {name: part.frame[name] for name in _NEEDED if name in part.frame}
            | {"own_id": _own_id(part)}
            for part in parts
        ]
    )
    kind, own, case = frame["line_kind"], frame["own_id"], frame.get("case_id")
    if not isinstance(kind, Text) or not isinstance(own, Text):
        return
    is_main = kind.equals("hovedydelse")
    placement = Text.constant(None, len(kind))
    for stated in (frame.get("placement_id"), frame.get("main_line"), own.where(is_main)):
        if isinstance(stated, Text):
            placement = placement.fill(stated)
    placement = placement.compact()
    in_case = np.zeros(len(kind), dtype=bool)
    if isinstance(case, Text):
        case = case.compact()
        open_rows = np.flatnonzero(~is_main & placement.missing() & ~case.missing())
        if len(open_rows):
            owner = _only_active(frame, case, placement, np.flatnonzero(is_main), open_rows)
            placement = placement.fill(owner).fill(case.where(~is_main))
            has_main = np.zeros(len(case.values), dtype=bool)
            has_main[case.codes[is_main]] = True
            in_case[open_rows] = has_main[case.codes[open_rows]]
    at = 0
    for part in parts:
        rows = np.arange(at, at + len(part))
        part.frame["placement_id"] = placement.take(rows)
        part.frame["in_case"] = in_case[rows].astype(float)
        at += len(part)


def _own_id(part: Used) -> Text:
    """The line's id; of made ids the first one of the same service at the same place."""
    line = part.text("line_id") or Text.constant(None, len(part))
    table = part.block.profile.table("placement")
    column = table.columns.get("line_id") if table is not None else None
    if column is None or not column.made_of or not len(part):
        return line
    names = (*column.made_of, *_SAME_PLACE)
    same = rowhash.groups([part.frame[n] for n in names if n in part.frame], np.arange(len(part)))
    main = np.flatnonzero((part.text("line_kind") or line).equals("hovedydelse"))
    first = np.full(same.max() + 1, -1, dtype=np.int64)
    first[same[main[::-1]]] = main[::-1]
    codes = np.where(first[same] >= 0, line.codes[first[same]], line.codes)
    return Text(codes, line.values, line.unique)


def _only_active(
    frame: Frame, case: Text, placement: Text, mains: np.ndarray, rows: np.ndarray
) -> Text:
    """For each of ``rows`` the one hovedydelse of its case that is active on its start.

    A granted one comes before an expected one, which may only be a change of it.
    """
    owners = placement.compact()
    start, status = np.asarray(frame["start"]), frame.get("status")
    end = np.asarray(frame["end"])
    expected = status.equals("forventet") if isinstance(status, Text) else np.zeros(len(start))
    wanted = np.zeros(len(case.values), dtype=bool)
    wanted[case.codes[rows]] = True
    mains = mains[wanted[case.codes[mains]]]
    pairs = pd.DataFrame({"row": rows, "case": case.codes[rows], "on": start[rows]}).merge(
        pd.DataFrame(
            {
                "case": case.codes[mains],
                "owner": owners.codes[mains],
                "from": start[mains],
                "to": np.where(np.isnat(end[mains]), _LAST, end[mains]),
                "expected": np.asarray(expected, dtype=bool)[mains],
            }
        ),
        on="case",
    )
    pairs = pairs[(pairs["from"] <= pairs["on"]) & (pairs["on"] <= pairs["to"])]
    pairs = pairs[["row", "owner", "expected"]].drop_duplicates()
    pairs = pairs[pairs["expected"] == pairs.groupby("row")["expected"].transform("min")]
    single = pairs[~pairs["row"].duplicated(keep=False)]
    codes = np.full(len(case), len(owners.values), dtype=np.int32)
    codes[single["row"].to_numpy()] = single["owner"].to_numpy()
    return Text(codes, pa.concat_arrays([owners.values, pa.nulls(1, pa.string())]))
