"""How many persons stand behind the rows of an economic table, for what may be published of it.

The rows are those of ``budget_rows``: functions, their area, the total. A person counts who has
kroner or days on any line in the time, hovedydelse or følgeydelse.
"""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.budget_rows import TOTAL, with_areas_of, with_row_keys
from okonomi.analysis.contracts.names import once
from okonomi.analysis.provider_facts import is_own
from okonomi.cost import citizens, monthly
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Group

KEYS = {
    "key": "group", "n": "group_n", "top_share": "top_share", "part_of": ("group_of",),
    "counts": ("placed",),
}  # fmt: skip
"""The columns ``with_groups`` adds, as ``Group`` names them."""
DEVIATION = (
    ("deviation_oere", "minus", "expected_oere", "corrected_oere"),
    ("deviation_word", "word", "deviation_oere", "deviation_oere"),
)
"""The deviation from the budget and its word, of what is published."""


def year_ledger(reading: Reading, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """The ledger of the period's year per function, person and provider, the basis of the rest.

    Columns: area_label, function_label, who, provider, own (the municipality's own), month (first
    of the month), line_kind, gross_oere, days, begun (whether the month is the period's or before
    it). The basis is forventet. ``kontoplan`` is the one the rows were made with
    (``with_areas_of``).
    """
    period = reading.period
    found = monthly(
        with_row_keys(_lines(reading), kontoplan),
        first_month_of_year(period),
        last_month_of_year(period),
        by=("area_label", "function_label", "who", "provider", "own", "line_kind"),
    )
    return found.assign(begun=found["month"] <= period.to_timestamp())


@once
def _lines(reading: Reading) -> pd.DataFrame:
    """The reading's lines with ``who`` and ``own``; numbers for the texts they are grouped by."""
    lines = reading["placement"]
    lines = lines.assign(who=citizens(lines), own=is_own(lines, reading["provider"]))
    return lines.astype(dict.fromkeys(["who", "provider", "line_kind"], "category"))


def with_groups(rows: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """A copy of stacked ``rows`` (label, row_kind, area_label) with the group each tells of.

    Added: ``group`` (its name: ``area · function``, the area, or *I alt*), ``group_of`` (that of
    the row it is a part of; missing on the total), ``group_n`` (persons), ``top_share`` (the
    largest person's or foreign provider's share of the kroner, of the year or to date: the larger)
    and ``placed`` (the fewest persons that one of the row's measures is of: with days of a
    hovedydelse, as helårspersoner and unit price; to date, as what is booked; or both, as the
    average to date). ``ledger``: see ``year_ledger``.
    """
    detail = rows["row_kind"] == "detail"
    group = (rows["area_label"] + " · " + rows["label"]).where(detail, rows["area_label"])
    above = rows["area_label"].where(detail, TOTAL).where(rows["row_kind"] != "total")
    counted = _counted(ledger)
    return rows.assign(
        group=group,
        group_of=above,
        group_n=group.map(counted["n"]).fillna(0).astype("int64"),
        top_share=group.map(counted["top_share"]),
        placed=group.map(counted["placed"]).fillna(0).astype("int64"),
    )


def total_behind(reading: Reading, kontoplan: pd.DataFrame) -> tuple[int, float]:
    """Of the year's total: how many persons it is about, and the largest contributor's share."""
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    counted = _counted(year_ledger(reading, kontoplan))
    if TOTAL not in counted.index:
        return 0, float("nan")
    return int(counted.loc[TOTAL, "n"]), float(counted.loc[TOTAL, "top_share"])


def group(
    *, sums: tuple[str, ...], worked: tuple[tuple[str, str, str, str], ...] = (), **more: object
) -> Group:
    """The ``Group`` of rows that ``with_groups`` made."""
    return Group(**KEYS, sums=sums, worked=worked, **more)  # type: ignore[arg-type]


def _counted(ledger: pd.DataFrame) -> pd.DataFrame:
    """Per group: ``n`` persons, ``top_share`` and ``placed``."""
    used = ledger[(ledger["gross_oere"] != 0) | (ledger["days"] != 0)]
    function = used["area_label"] + " · " + used["function_label"]
    parts = []
    for names in (function, used["area_label"], pd.Series(TOTAL, index=used.index)):
        rows = used.assign(group=names.astype("category"))
        begun = rows[rows["begun"]]
        main = rows[rows["line_kind"].eq("hovedydelse") & (rows["days"] > 0)]
        every, *fewer = (
            some.groupby("group", observed=True)["who"].nunique()
            for some in (rows, main, begun, main[main["begun"]])
        )
        placed = pd.concat(fewer, axis=1).reindex(every.index)
        counted = pd.DataFrame(
            {
                "n": every,
                "top_share": pd.concat([_top_share(rows), _top_share(begun)], axis=1).max(axis=1),
                "placed": placed.where(placed > 0).min(axis=1),
            }
        )
        parts.append(counted.set_axis(counted.index.astype("str")))
    return pd.concat(parts)


def _top_share(rows: pd.DataFrame) -> pd.Series:
    """Per group: the largest person's or foreign provider's share of the kroner."""
    total = rows.groupby("group", observed=True)["gross_oere"].sum()
    largest = [
        by.groupby(["group", name], observed=True)["gross_oere"].sum().groupby("group").max()
        for by, name in ((rows, "who"), (rows[~rows["own"]], "provider"))
    ]
    top = pd.concat(largest, axis=1).max(axis=1)
    return (top / total.where(total > 0)).clip(0, 1)
