"""Line ids that are unique in the whole reading, and the same from month to month.

An id is left as its system writes it, unless it would be mistaken for another line's:

- Lists of one kind that number their lines alike get the list's name in front: ``boern:1`` and
  ``voksne:1``. Every line of such a list gets it, not only the numbers that stand in both.
- An id that two systems give a line gets the system behind it: ``17 (sensum)``. Only the ids that
  both have get it, so ``native_ids`` gives what to follow a line by from month to month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.text import Text
from okonomi.intake.used import Used

_NAMING = {
    "placement": ("line_id", "replaces", "placement_id", "main_line"),
    "payment": ("line_id",),
}
"""Columns that name lines."""
_SYSTEM = r" \([a-z0-9_]+\)$"


def native_ids(ids: pd.Series) -> pd.Series:
    """Ids as their own system knows them: without the system that stands behind a shared one."""
    return ids.str.replace(_SYSTEM, "", regex=True)


def part_lists(parts: Sequence[Used]) -> None:
    """Put the list's name before the ids of lists that share them, in place."""
    for part in parts:
        prefix = part.block.id_prefix
        for column in _NAMING["placement"] if prefix else ():
            text = part.text(column)
            if text is not None:
                part.frame[column] = text.map(lambda value, name=prefix: f"{name}:{value}")


def part_systems(used: Mapping[str, list[Used]]) -> None:
    """Put the system behind the ids that two systems give their lines, in place.

    A reference means the line of its own system. One that its own system has no line for may
    name the hovedydelse in another system; but no line ever replaces another system's line.
    """
    parts = [part for part in used.get("placement", ()) if len(part)]
    if len({part.block.profile.system for part in parts}) < 2:
        return
    defined: dict[str, pa.StringArray] = {}
    for part in parts:
        line = part.text("line_id")
        if line is not None:
            system = part.block.profile.system
            both = [defined.get(system, pa.array([], pa.string())), line.values.drop_null()]
            defined[system] = pa.concat_arrays(both).unique()
    counts = pc.value_counts(pa.concat_arrays(list(defined.values())))
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    for table, columns in _NAMING.items():
        for part in used.get(table, ()):
            system = part.block.profile.system
            if system not in defined:
                continue
            own_shared = shared.filter(pc.is_in(shared, value_set=defined[system]))
            others = pa.concat_arrays([ids for name, ids in defined.items() if name != system])
            for column in columns:
                text = part.text(column)
                if text is not None:
                    taken = others if column == "replaces" else own_shared
                    part.frame[column] = _marked(text, taken, f" ({system})")


def _marked(text: Text, taken: pa.StringArray, behind: str) -> Text:
    hit = pc.is_in(text.values, value_set=taken)
    if not pc.any(hit).as_py():
        return text
    marked = pc.binary_join_element_wise(text.values, behind, "")
    return text.per_value(lambda values: pc.if_else(hit, marked, values))
