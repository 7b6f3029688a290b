"""Which granted line an expected one takes the place of, where the export does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.parsed import number_of
from okonomi.intake.text import Frame, Text, Values, concat
from okonomi.intake.used import Used


def find_replaced(parts: Sequence[Used]) -> Iterator[Finding]:
    """Fill ``replaces`` of forventet lines of one family, in place.

    A forventet line replaces the one bevilget line that agrees in the profile's ``replaces_by``
    columns and is active on its start. With several such lines none is replaced, and a Finding
    says that both may be counted.
    """
    profile = parts[0].block.profile
    frame = concat([used.frame for used in parts])
    status, line = frame.get("status"), frame.get("line_id")
    if not profile.replaces_by or not isinstance(status, Text) or not isinstance(line, Text):
        return
    stated = frame.get("replaces")
    open_rows = status.equals("forventet")
    if isinstance(stated, Text):
        open_rows &= stated.missing()
    new, old = np.flatnonzero(open_rows), np.flatnonzero(status.equals("bevilget"))
    if not len(new) or not len(old):
        return
    start, end = np.asarray(frame["start"]), np.asarray(frame["end"])
    agreeing = [frame[name] for name in profile.replaces_by if name in frame]
    if not agreeing:
        return
    if isinstance(agreeing[0], Text):  # lines that say no case have nothing in common
        silent = agreeing[0].missing()
        new, old = new[~silent[new]], old[~silent[old]]
        if not len(new) or not len(old):
            return
    old = _sharing(agreeing[0], new, old)
    number = rowhash.groups(agreeing, np.concatenate([new, old]))
    line = line.compact()
    ids = line.codes
    firsts = pd.DataFrame(
        {"id": ids[new], "row": new, "start": start[new], "on": number[: len(new)]}
    )
    firsts = firsts.sort_values("start", kind="stable").drop_duplicates("id")
    granted = pd.DataFrame(
        {"old": ids[old], "from": start[old], "to": end[old], "on": number[len(new) :]}
    )
    both = firsts.merge(granted, on="on")
    both = both[(both["from"] <= both["start"]) & ~(both["to"] < both["start"])]
    both = both[both["old"] != both["id"]].drop_duplicates(["id", "old"])
    count = both.groupby("id")["old"].transform("size")
    single, several = both[count == 1], both[count > 1]
    if len(single):
        target = dict(zip(single["id"], single["old"], strict=True))
        _write(parts, line, new, target)
    if len(several):
        unclear = firsts[firsts["id"].isin(several["id"])]
        yield Finding(
            code="afloeser-uklar",
            severity="advarsel",
            text=f"{number_of(len(unclear), 'forventet linje', 'forventede linjer')} i "
            f"{profile.title} kan afløse flere bevilgede linjer. Ingen er afløst, så begge kan "
            "være regnet med i forventet regnskab.",
            remedy="Afslut den gamle linje i fagsystemet, eller skriv linjen, der afløses.",
            rows=pd.DataFrame({"linje": np.asarray(_lines(parts))[unclear["row"]]}),
        )


def unknown_replaced(placement: Frame) -> Iterator[Finding]:
    """Lines that say they replace one that is not there."""
    stated, line = placement.get("replaces"), placement.get("line_id")
    if not isinstance(stated, Text) or not isinstance(line, Text):
        return
    if stated.missing().all():
        return
    wanted = stated.values.drop_null().unique()
    known = line.values.filter(pc.is_in(line.values, value_set=wanted))
    rows = ~stated.flag(pc.is_in(stated.values, value_set=known)) & ~stated.missing()
    if rows.any():
        yield Finding(
            code="afloeser-ukendt",
            severity="oplysning",
            text=f"{number_of(int(rows.sum()), 'linje', 'linjer')} afløser en linje, der ikke er i "
            "udtrækket, og er regnet med for sig.",
            remedy="Se efter, om den gamle linje er afsluttet i fagsystemet.",
            rows=pd.DataFrame({"linje": np.asarray(placement["line"])[rows]}),
        )


def _sharing(column: Values, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Those of ``old`` that agree with some of ``new`` in one text column."""
    if not isinstance(column, Text):
        return old
    codes = column.compact().codes
    wanted = np.zeros(codes.max() + 1, dtype=bool)
    wanted[codes[new]] = True
    return old[wanted[codes[old]]]


def _lines(parts: Sequence[Used]) -> np.ndarray:
    return np.concatenate([used.block.line[used.row] for used in parts])


def _write(parts: Sequence[Used], line: Text, new: np.ndarray, target: dict[int, int]) -> None:
    replaced: list[str | None] = [None] * len(line)
    for row in new:
        old = target.get(int(line.codes[row]))
        if old is not None:
            replaced[row] = line.values[old].as_py()
    filled = Text.of(replaced)
    at = 0
    for used in parts:
        used.fill_text("replaces", filled.take(np.arange(at, at + len(used))))
        at += len(used)
