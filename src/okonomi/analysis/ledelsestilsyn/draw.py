"""Which cases are reviewed this month: a draw in strata that anyone can make again.

A case's lot is a checksum of seed, month and case number, so the draw depends on nothing else than
them: not on the order of the rows, on the machine, or on what is drawn in another stratum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import pandas as pd

from okonomi.analysis.raadgiver.lines import lines, owners
from okonomi.intake import Reading
from okonomi.rules import AREA_NAMES

RUNNING, OPENED = "aktive", "nye"
TEAM, AREA = "team", "område"
EVERYBODY = "alle"
NO_AREA = "Uden område"


def open_cases(reading: Reading, *, area: str = EVERYBODY, which: str = RUNNING) -> pd.DataFrame:
    """The cases that may be drawn, by number: case_id, team, raadgiver, area.

    Row: a case that is open on the period's last day (``owners``). ``which`` OPENED: only those
    that were registered in the month. ``area`` boern or voksne: only those of the area, which is
    that of the case's lines, else the one that most of its team's lines are in.
    """
    found = lines(reading)
    cases = owners(reading, found).reset_index()
    of_case = found.groupby("case_id")["area"].agg(_most)
    of_team = found.groupby("team")["area"].agg(_most)
    cases["area"] = cases["case_id"].map(of_case).fillna(cases["team"].map(of_team))
    if which == OPENED:
        registered = pd.concat([reading["case"], reading["placement"]])
        first = registered.groupby("case_id")["registered"].min().dt.to_period("M")
        cases = cases[cases["case_id"].map(first) == reading.period]
    if area != EVERYBODY:
        cases = cases[cases["area"] == area]
    return cases.sort_values("case_id").reset_index(drop=True)


def _most(values: pd.Series) -> str | None:
    known = values.dropna().mode()
    return None if known.empty else str(known.iloc[0])


def draw(
    cases: pd.DataFrame,
    *,
    period: pd.Period,
    size: int,
    seed: int,
    by: str = TEAM,
    taken: Collection[str] = (),
) -> pd.DataFrame:
    """The cases drawn for ``period``, of the frame of ``open_cases``, with their population.

    ``taken``: cases that cannot be drawn again. Row: a drawn case, with ``stratum`` (its team or
    area) and ``population`` (the cases of the stratum that could be drawn). Each stratum gives as
    many as its share of ``size``, and at least one. Ordered by stratum and case. Raises
    ``ValueError`` where ``size`` is less than one.
    """
    if size < 1:
        raise ValueError("a draw has at least one case")
    pool = cases[~cases["case_id"].isin(list(taken))]
    strata = pool["area"].map(AREA_NAMES).fillna(NO_AREA) if by == AREA else pool["team"]
    lots = [
        hashlib.sha256(f"{seed};{period};{case}".encode()).hexdigest() for case in pool["case_id"]
    ]
    pool = pool.assign(stratum=strata, lot=lots).sort_values("lot")
    sizes = pool["stratum"].value_counts().to_dict()
    place = pool.groupby("stratum").cumcount()
    drawn = pool[place < pool["stratum"].map(allocate(sizes, size)).astype("float64")]
    drawn = drawn.assign(population=drawn["stratum"].map(sizes).astype("int64")).drop(columns="lot")
    return drawn.sort_values(["stratum", "case_id"]).reset_index(drop=True)


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: one each, then one by one where the fewest are drawn of the most.

    >>> allocate({"Nord": 60, "Syd": 30, "Ø": 2}, 10)
    {'Nord': 6, 'Syd': 3, 'Ø': 1}
    """
    given = dict.fromkeys(sorted(sizes), 1)
    while sum(given.values()) < min(size, sum(sizes.values())):
        open_ = [name for name in given if given[name] < sizes[name]]
        given[max(open_, key=lambda name: sizes[name] / (2 * given[name] + 1))] += 1
    return given
