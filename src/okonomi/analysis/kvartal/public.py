"""What of the quarter's tables may stand in a committee version, and the persons behind them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.public_rows import DEVIATION, group
from okonomi.cost import citizens, monthly
from okonomi.present import Group, Public

COMMITTEE = Public(
    groups=(
        group(
            sums=("expected_oere",),
            made_of="functions",
            worked=(
                *DEVIATION,
                ("deviation_incl_oere", "minus", "deviation_oere", "transfers_oere"),
            ),
        ),
    ),
    facts=(
        "label", "original_oere", "corrected_oere", "applied_oere", "corrected_incl_oere",
        "transfers_oere",
    ),
    note="Minus angiver et mindreforbrug/overskud i forhold til budgettet. Plus angiver et "
    "merforbrug/underskud i forhold til budgettet. Inkl. er med overførsler, og for korrigeret "
    "budget også med ansøgninger.",
)  # fmt: skip
MOVES = Public(
    groups=(
        Group(
            key="group",
            n="n",
            sums=("expected_oere",),
            other=("low80_oere", "high80_oere"),
            made_of="same_as",
            top_share="top_share",
            moment="moment",
        ),
    ),
    facts=("month",),
    note="Hver række er prognosen, som den ville være lavet af den måneds udtræk.",
)
TRENDS = Public(
    groups=(
        Group(
            key="group", n="n", sums=("cost_oere", "average"),
            other=("fixed_oere", "unit_oere", "unit_fixed_oere"), moment="moment", needs="needs",
        ),
    ),
    facts=("label", "whole_word"),
    note="Efter bevillingerne, som de er kendt nu. Enhedsprisen er pr. år. Et kvartal er helt, når "
    "udtrækket også har det, der er sluttet siden; de andre viser mindre, end det var.",
)  # fmt: skip
SCENARIOS = Public(
    groups=(Group(key="group", n="n", sums=("cost_oere",), other=("range",), needs="needs"),),
    facts=("scenario", "year", "why"),
    only="planless",
    note="Efter bevillingerne, med moms og før refusion.",
)
PLAN = Public(
    groups=(
        Group(
            key="group", n="behind", part_of=("group_of",), top_share="top_share",
            sums=("n", "planned_oere", "due_oere", "granted_oere", "seen_oere"),
        ),
    ),
    facts=("status",),
    note="Det, der er talt med i en anden indsats eller opgivet, er ikke i beløbene.",
)  # fmt: skip
PIPELINE = Public(
    groups=(
        Group(
            key="step",
            n="behind",
            top_share="top_share",
            sums=("n", "year_oere", "granted_oere", "seen_oere"),
        ),
    ),
    facts=("label",),
    note="En sag står i det fjerneste trin, den har nået. Sager at overveje, og ingen afgørelse.",
)


def behind(rows: pd.DataFrame, by: str, own: str, amounts: Sequence[str]) -> pd.DataFrame:
    """Per value of ``by``: ``behind``, the fewest cases (``own``) that an amount told there is of,
    all of them where none is told; and ``top_share``, the largest case's share of any amount."""
    cases = rows.groupby([by, own])[list(amounts)].sum(min_count=1).astype("Float64")
    size = cases.abs()
    every = size.groupby(level=by)
    told = size.gt(0).groupby(level=by).sum()
    few = told.where(told > 0).min(axis=1).fillna(every.size())
    total = every.sum().astype("float64")
    return pd.DataFrame(
        {
            "behind": few.astype("int64"),
            "top_share": (every.max().astype("float64") / total.where(total > 0)).max(axis=1),
        }
    )


def persons(lines: pd.DataFrame, first: pd.Period, last: pd.Period) -> pd.Series:
    """Who has kroner or days on any line: one row per person and month (the index), from ``first``
    to ``last``."""
    cost = monthly(lines.assign(who=citizens(lines)), first, last, by=("who",))
    used = cost[(cost["gross_oere"] != 0) | (cost["days"] != 0)]
    return used.set_index("month")["who"]
