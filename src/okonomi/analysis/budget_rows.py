"""The rows every economic table shares: functions, their area's subtotal, and the total.

A function belongs to the area the chart of accounts gives it; a line without a function keeps
its own area in the row *Uden funktion*. Nothing is left out of the total.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from okonomi.rules import AREA_NAMES, NO_FUNCTION, function_area, function_name

NO_AREA = "Uden område"
TOTAL = "I alt"


def with_row_keys(frame: pd.DataFrame, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """A copy with ``area_label`` and ``function_label`` for every row of ``frame``.

    ``frame`` has ``function`` and, where the source knows it, ``area``; both may be missing. A
    function below a group of the chart (``with_areas_of``) stands in the group's row.
    """
    function, codes = pd.factorize(frame["function"])
    row = {code: code for code in codes} | below(kontoplan.index, codes)
    labels = [function_name(kontoplan, row[code]) for code in codes]
    area = pd.array([*(function_area(kontoplan, row[code]) for code in codes), None], dtype="str")
    area = pd.Series(area.take(function), index=frame.index)
    if "area" in frame:
        area = area.where(area.notna(), frame["area"])
    known, names = pd.factorize(area)
    names = [AREA_NAMES.get(name, NO_AREA) for name in names]
    return frame.assign(
        area_label=pd.array([*names, NO_AREA], dtype="str").take(known),
        function_label=pd.array([*labels, NO_FUNCTION], dtype="str").take(function),
    )


def with_areas_of(kontoplan: pd.DataFrame, *frames: pd.DataFrame) -> pd.DataFrame:
    """The chart of accounts, with the area that ``frames`` most often give other functions.

    So a function has one area in lines, budget and postings alike, also where only one of them
    says it. Frames have ``function`` and ``area``. A group of functions (``5.38``) that the budget
    is made for as a whole becomes a row of the chart: the level that all have in common.
    """
    given = pd.concat([frame[["function", "area"]] for frame in frames]).dropna()
    known = {code: function_area(kontoplan, code) for code in given["function"].unique()}
    given = given[given["function"].map(known).isna()]
    most = given.groupby("function")["area"].agg(lambda areas: areas.mode().iloc[0])
    groups = [code for frame in frames if "original_oere" in frame for code in whole_groups(frame)]
    areas = [function_area(kontoplan, code) for code in groups]
    return pd.concat([kontoplan, most.to_frame(), pd.DataFrame({"area": areas}, index=groups)])


def without_budget(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows by function (label, row_kind, area_label, corrected_oere) those without a budget;
    none of an area whose budget stands on no function, for that is theirs too."""
    functions = rows[rows["row_kind"] == "detail"]
    budgeted = functions["corrected_oere"].notna()
    framed = functions.loc[budgeted & functions["label"].eq(NO_FUNCTION), "area_label"]
    return functions[~budgeted & ~functions["area_label"].isin(framed)]


def whole_groups(budget: pd.DataFrame) -> list[str]:
    """Groups of functions with a budget of their own and none for any function below."""
    codes = budget["function"].dropna().unique()
    groups = [code for code in codes if _is_group(code)]
    return [group for group in groups if not below([group], codes)]


def below(groups: Iterable[str], functions: Iterable[str]) -> dict[str, str]:
    """Function → the group it is below, for those that are."""
    found = [group for group in groups if _is_group(group)]
    return {code: group for code in functions for group in found if code.startswith(f"{group}.")}


def _is_group(code: str) -> bool:
    return code.replace(".", "").isdigit() and code.count(".") < 2


def budget_of_year(budget: pd.DataFrame, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The year's budget rows that count, and those that are the sum of their function's others.

    Sub-accounts (5.38.50.001) are read as their function, so a total beside its own sub-accounts
    would count twice. A row is a sum when it is the first or the last of at least three with its
    function and equals the others together, original and corrected alike, and is not 0.
    """
    rows = budget[budget["year"] == year]
    amounts = ["original_oere", "corrected_oere"]
    sums = []
    for _, own in rows[rows["function"].duplicated(keep=False)].groupby("function"):
        twice = own[amounts].astype("Int64").fillna(0) * 2
        for at in dict.fromkeys((own.index[0], own.index[-1])):
            if len(own) > 2 and twice.loc[at].any() and (twice.loc[at] == twice.sum() // 2).all():
                sums.append(at)
                break
    return rows.drop(index=sums), rows.loc[sums]


CORRECTED, ORIGINAL = "korrigeret", "oprindeligt"


def basis_of(budget: pd.DataFrame, year: int) -> str:
    """Which budget a deviation is from: the original where no row of the year has a corrected.

    A heading that was renamed reads as no corrected budget at all, and then the tables must not
    call the original one *korrigeret*.
    """
    rows, _ = budget_of_year(budget, year)
    lacks = rows["original_oere"].notna().any() and rows["corrected_oere"].isna().all()
    return ORIGINAL if lacks else CORRECTED


def stack_rows(
    by_function: pd.DataFrame, by_area: pd.DataFrame, total: pd.DataFrame
) -> pd.DataFrame:
    """Functions, then their area's subtotal, area after area, and the total last.

    ``by_function`` is indexed by (area_label, function_label), ``by_area`` by area_label, and
    ``total`` has one row. Returns a frame with ``label``, ``row_kind`` (detail, subtotal, total),
    ``area_label`` and the measures.
    """
    parts = []
    known = list(AREA_NAMES.values())
    order = [*known, *sorted(set(by_area.index) - set(known))]
    for area in order:
        if area not in by_area.index:
            continue
        functions = by_function.xs(area, level="area_label").sort_index(key=_no_function_last)
        parts.append(
            functions.rename_axis("label").reset_index().assign(row_kind="detail", area_label=area)
        )
        parts.append(
            by_area.loc[[area]]
            .reset_index(drop=True)
            .assign(label=f"{area} i alt", row_kind="subtotal", area_label=area)
        )
    parts.append(
        total.reset_index(drop=True).assign(label=TOTAL, row_kind="total", area_label=TOTAL)
    )
    rows = pd.concat(parts, ignore_index=True)
    keys = ["label", "row_kind", "area_label"]
    return rows[keys + [name for name in rows.columns if name not in keys]]


def stack_sums(by_function: pd.DataFrame) -> pd.DataFrame:
    """``stack_rows`` for measures that add up; the sum of nothing but missing is missing.

    The sum of no rows at all is 0 in a column that cannot be missing.
    """
    by_area = by_function.groupby(level="area_label").sum(min_count=1)
    least = {name: int(dtype in ("Int64", "Float64")) for name, dtype in by_function.dtypes.items()}
    sums = {name: [by_function[name].sum(min_count=n)] for name, n in least.items()}
    total = pd.DataFrame(sums).astype(by_function.dtypes)
    return stack_rows(by_function, by_area, total)


def _no_function_last(labels: pd.Index) -> pd.Index:
    return pd.Index(["~" if label == NO_FUNCTION else label for label in labels])
