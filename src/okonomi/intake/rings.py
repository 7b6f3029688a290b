"""Expected lines that replace each other in a ring: no line of it comes first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from okonomi.intake.text import Frame, Text, concat
from okonomi.intake.used import Used

_NEEDED = ("status", "line_id", "replaces")


def reject_rings(parts: Sequence[Used]) -> None:
    """Set forventet lines that replace each other in a ring aside as errors, in place."""
    parts = [part for part in parts if len(part)]
    frame = concat([_columns(part) for part in parts]) if parts else {}
    status, line, replaced = (frame.get(name) for name in _NEEDED)
    if not (isinstance(status, Text) and isinstance(line, Text) and isinstance(replaced, Text)):
        return
    rows = np.flatnonzero(status.equals("forventet") & ~replaced.missing())
    texts = [line.take(rows).texts(), replaced.take(rows).texts()]
    both = Text.of(pa.concat_arrays(texts)).codes
    new, old = both[: len(rows)], both[len(rows) :]
    left = np.flatnonzero(new != old)
    while len(left):
        # In a ring every line replaces another one and is itself replaced.
        within = np.isin(new[left], old[left]) & np.isin(old[left], new[left])
        if within.all():
            break
        left = left[within]
    if not len(left):
        return
    bad = np.zeros(len(status), dtype=bool)
    bad[rows[left]] = True
    at = 0
    for part in parts:
        here = bad[at : at + len(part)]
        at += len(part)
        part.reject(
            here, "replaces", "Forventede linjer afløser hinanden i ring.",
            "Ret i kilden, hvilken linje der afløser hvilken.",
        )  # fmt: skip


def _columns(part: Used) -> Frame:
    return {name: part.frame[name] for name in _NEEDED if name in part.frame}
