"""What a citizen who is taken home costs more elsewhere, each krone in one action only."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from okonomi.analysis.gains.spans import DAY, HOME, Key, Span, carried, here, left_to, until
from okonomi.cost.spread import spread

Pairs = Mapping[Key, pd.DataFrame]
"""Case and provider → the actions on them, in order of their day."""
RISES = ("rise_oere", "rise_service_oere")


def home_together(date: pd.Timestamp, lines: pd.DataFrame, pairs: Pairs) -> list[Key]:
    """The places that the citizen of ``lines`` is taken home from on one day."""
    return [
        key
        for key, own in pairs.items()
        if (own["action_kind"].eq(HOME) & own["effective_from"].eq(date)).any()
        and here(lines, key).any()
    ]


def rises(
    key: Key, span: Span, lines: pd.DataFrame, pairs: Pairs, last: pd.Timestamp
) -> list[tuple[pd.DataFrame, int]]:
    """(lines, sign) of what all other lines of the citizen cost more, for a move home from ``key``.

    ``span``: from its day. What another action is about on those lines is that one's alone, from
    its day and as long as it is about them; a later move home takes over from its own day.
    """
    date = span[0]
    known = {pair: own for pair, own in pairs.items() if here(lines, pair).any()}
    days = pd.concat([own.loc[own["action_kind"] == HOME, "effective_from"]
                      for own in known.values()])  # fmt: skip
    moves = [(day, span[1]) for day in days[days > date]]
    found = []
    others = lines[~here(lines, key)]
    for pair, group in others.groupby(["case_id", "provider"], dropna=False, sort=False):
        begin, takes_over = date, list(moves)
        for row in known[pair].itertuples() if pair in known else ():
            about = until(lines, pair, row.action_kind, row.effective_from, last)
            if row.effective_from <= date:
                begin = max(begin, about + DAY)
            else:
                takes_over.append((row.effective_from, about))
        rest = (begin, span[1])
        found += [(frame, 1) for frame in left_to(group, rest, takes_over)]
        found.append((carried(group, date, rest), -1))
    return found


def shared(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with the rise of the places left ``together`` shared by what each of them drops."""
    values = {name: rows[name].to_numpy(copy=True) for name in RISES}
    drops = rows["drop_oere"].clip(lower=0).to_numpy()
    for at in rows.groupby(["together", "month"]).indices.values():
        if len(at) > 1 and drops[at].any():
            for amounts in values.values():
                amounts[at] = spread(int(amounts[at].sum()), drops[at].tolist())
    return rows.assign(**values)
