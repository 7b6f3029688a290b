"""The year's postings and granted line-months, each øre in one category.

A piece is one group of postings and line-months that belong together (or one of them alone), with
its category. The pieces' amounts add up to the postings made by the period's last day, and to the
granted lines of January to the period. Amounts are whole øre, cost positive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import with_areas_of, with_row_keys
from okonomi.analysis.cells import ROW, posted_until, without_provider
from okonomi.analysis.reconciliation.match import ALONE, PARTLY, REVERSED, Groups
from okonomi.analysis.reconciliation.why import reason, usual_lag
from okonomi.cost import ledger, net
from okonomi.intake import Reading
from okonomi.intake.cprlike import looks_like_cpr
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.rules import Rules

CATEGORIES = {
    "matchet": "Matchet",
    "sen": "Betalt sent",
    "afventer": "Bevilget, afventer regning",
    "ikke_betalt": "Bevilget, ikke betalt",
    "uden_bevilling": "Betalt uden bevilling",
    "dobbelt": "Betalt dobbelt",
    "tilbagefoert": "Ført tilbage",
    "uforklaret": "Uforklaret",
    "forud": "Betalt forud",
    "andet_aar": "Vedrører et andet år",
}
"""Every category, in the order they are shown."""

VOUCHER_HIDDEN = "[bilag skjult]"

PLACE = [*ROW, "provider", "month"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Pieces:
    """``frame``: one row per piece: category, the place (area_label, function_label, provider,
    month), line_id and case_id (of the only line, else missing), vouchers, postings and months
    (how many of each), posted_oere, granted_oere, reason.

    ``postings``: the postings with ``position`` in the reading's table and ``group``, and
    ``granted`` the line-months with ``group``; a group with an unexplained difference is two
    pieces, the part that matches and the difference.
    """

    frame: pd.DataFrame
    postings: pd.DataFrame
    granted: pd.DataFrame


def pieces(reading: Reading, kontoplan: pd.DataFrame, rules: Rules, with_moms: bool) -> Pieces:
    """Every posting and every granted line-month in its piece.

    ``with_moms``: whether postings are with moms; if not, granted lines are taken net of moms.
    """
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    lines = with_row_keys(reading["placement"], kontoplan)
    granted = _granted(reading, lines, rules, with_moms)
    posted = _tied(with_row_keys(posted_until(reading), kontoplan), lines, granted)
    posted = posted.sort_values(["date", "position"], kind="stable", ignore_index=True)
    year, ahead = posted["month"].dt.year, posted["month"] > period.to_timestamp()
    now = ((year == period.year) & ~ahead).to_numpy()

    number = pd.concat([posted.loc[now, PLACE], granted[PLACE]])
    codes = [number.groupby(keys, dropna=False).ngroup() for keys in (PLACE, [*ROW, "month"])]
    count = int(now.sum())
    groups = Groups(
        posted[now].assign(cell=codes[0].to_numpy()[:count], wide=codes[1].to_numpy()[:count]),
        granted.assign(cell=codes[0].to_numpy()[count:], wide=codes[1].to_numpy()[count:]),
    )
    group = len(groups.how) + np.arange(len(posted))
    group[now] = groups.posted
    posted, granted = posted.assign(group=group), granted.assign(group=groups.granted)
    frame = _grouped(posted, granted)
    how = dict(enumerate(groups.how))
    frame["how"] = frame.index.map(how).astype("str")
    outside = posted.set_index("group").loc[group[~now]]
    frame.loc[outside.index, "how"] = np.where(
        outside["month"].dt.year == period.year, "forud", "andet_aar"
    )
    frame["line"] = frame["line"].mask(_anybodys(frame, posted, granted))
    frame["usual"] = usual_lag(posted, frame["provider"])
    frame["category"] = _category(frame, posted, granted, period)
    frame = _split(frame)
    frame["reason"] = reason(frame, lines, granted)
    cases = lines.drop_duplicates("line_id").set_index("line_id")["case_id"]
    frame["case_id"] = frame["line_id"].map(cases)
    return Pieces(frame=frame, postings=posted, granted=granted)


def _granted(reading: Reading, lines: pd.DataFrame, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """One row per granted line × month from January to the period, without empty ones."""
    period = reading.period
    # Moms is rounded on a line's whole year: of the months so far alone it would differ by an øre.
    last = period if with_moms else last_month_of_year(period)
    rows = ledger(lines, first_month_of_year(period), last, basis="bevilget")
    amounts = rows["gross_oere"]
    if not with_moms:
        nets = net(rows, lines, reading["person"], reading["provider"], rules, period)
        amounts = nets.rows["service_oere"]
        passed = rows["month"] <= period.to_timestamp()
        rows = rows[passed].reset_index(drop=True)
        amounts = amounts[passed].reset_index(drop=True)
    facts = [*ROW, "provider", "registered"]
    named = lines[facts].iloc[rows["line"].to_numpy()].reset_index(drop=True)
    rows = named.assign(line=rows["line_id"], month=rows["month"], oere=amounts)
    rows = rows.groupby(["line", *PLACE], dropna=False, as_index=False).agg(
        registered=("registered", "min"), oere=("oere", "sum")
    )
    return rows[rows["oere"] != 0].reset_index(drop=True)


def _tied(posted: pd.DataFrame, lines: pd.DataFrame, granted: pd.DataFrame) -> pd.DataFrame:
    """Postings with ``line`` (named and known on their function), ``unassigned``, and the line's
    provider in place of their own."""
    keys = ["line", "function_label"]
    columns = {"voucher": "voucher", "date": "date", "line_ref": "line", "amount_oere": "oere"}
    posted = posted[[*columns, *PLACE]].rename(columns=columns)
    posted = posted.rename_axis("position").reset_index()
    known = lines[["line_id", "function_label", "provider"]].set_axis([*keys, "of_line"], axis=1)
    known = known.drop_duplicates(keys, keep="last")
    monthly = granted.drop_duplicates([*keys, "month"])[[*keys, "month", "provider"]]
    posted = posted.merge(known.assign(named=True), "left", on=keys)
    posted = posted.merge(
        monthly.rename(columns={"provider": "of_month"}), "left", on=[*keys, "month"]
    )
    named = posted.pop("named").eq(True)
    unassigned = without_provider(posted, granted, ROW) & ~named
    its_own = posted.pop("of_month").fillna(posted.pop("of_line"))
    return posted.assign(
        line=posted["line"].where(named),
        unassigned=unassigned,
        provider=posted["provider"].where(~named | its_own.isna(), its_own),
        lag=_months(posted["date"]) - _months(posted["month"]),
    )


def _months(dates: pd.Series) -> pd.Series:
    return dates.dt.year * 12 + dates.dt.month


def _grouped(posted: pd.DataFrame, granted: pd.DataFrame) -> pd.DataFrame:
    """One row per group: its place, sums, counts, and its only line where it has one."""
    paid = posted[posted["oere"] > 0].groupby("group")["lag"].min()
    sides = posted.groupby("group"), granted.groupby("group")
    both = pd.concat([posted[["group", *PLACE, "line"]], granted[["group", *PLACE, "line"]]])
    by = both.groupby("group")
    line = by["line"].first().where(by["line"].nunique() == 1)
    place = by[PLACE].first()
    # Postings without a provider may be held against the lines of several.
    place["provider"] = place["provider"].where(by["provider"].nunique() == 1)
    frame = pd.concat([place, line], axis=1)
    frame = frame.assign(
        vouchers=_vouchers(posted.dropna(subset=["voucher"])),
        postings=sides[0].size(),
        months=sides[1].size(),
        posted_oere=sides[0]["oere"].sum(),
        granted_oere=sides[1]["oere"].sum(),
        lag=paid,
        unassigned=sides[0]["unassigned"].any(),
    )
    whole = ["postings", "months", "posted_oere", "granted_oere"]
    frame[whole] = frame[whole].fillna(0).astype("int64")
    return frame.assign(unassigned=frame["unassigned"].eq(True))


def _vouchers(posted: pd.DataFrame) -> pd.Series:
    """The voucher numbers of every group; of many the first few, and how many more."""
    posted = posted.assign(voucher=shown_vouchers(posted["voucher"]))
    by = posted.groupby("group")["voucher"]
    several = posted[by.transform("size") > 1].groupby("group")["voucher"].agg(_listed)
    return pd.concat([by.first().drop(several.index), several])


def shown_vouchers(vouchers: pd.Series) -> pd.Series:
    """The numbers as they may be printed: one that could be a CPR number is hidden."""
    shown = {number: number for number in vouchers.dropna().unique()}
    shown |= {number: VOUCHER_HIDDEN for number in shown if looks_like_cpr(number)}
    return vouchers.map(shown).astype("str")


def _listed(vouchers: pd.Series, most: int = 4) -> str:
    more = f" og {len(vouchers) - most} til" if len(vouchers) > most else ""
    return ", ".join(vouchers.iloc[:most]) + more


def _category(
    frame: pd.DataFrame, posted: pd.DataFrame, granted: pd.DataFrame, period: pd.Period
) -> pd.Series:
    how, alone = frame["how"], frame["how"] == ALONE
    paid, due = frame["postings"] > 0, frame["month"].dt.month + frame["usual"] <= period.month
    return pd.Series(
        np.select(
            [
                how.isin(["forud", "andet_aar"]),
                how == REVERSED,
                alone & ~paid & due,
                alone & ~paid,
                alone & _twice(frame, posted, granted),
                alone & ((frame["posted_oere"] < 0) | frame["unassigned"]),
                alone,
                frame["lag"] > frame["usual"],
            ],
            [
                how.astype(object),
                "tilbagefoert",
                "ikke_betalt",
                "afventer",
                "dobbelt",
                "uforklaret",
                "uden_bevilling",
                "sen",
            ],
            "matchet",
        ),
        index=frame.index,
        dtype="str",
    )


def _twice(frame: pd.DataFrame, posted: pd.DataFrame, granted: pd.DataFrame) -> np.ndarray:
    """Whether a posting alone repeats a paid line-month or an earlier posting, to the øre."""
    keys = [*PLACE, "line", "oere"]
    reversed_ = posted["group"].isin(frame.index[frame["how"] == REVERSED])
    earlier = posted[(posted["oere"] > 0) & ~reversed_].fillna({"line": ""})
    repeats = set(earlier.loc[earlier.duplicated(keys), "group"])
    paid = granted[granted["group"].isin(posted["group"])]
    same = pd.concat([paid, paid.assign(line=None)])[keys].fillna({"line": ""})
    rows = posted[posted["oere"] > 0].fillna({"line": ""})
    again = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(same))
    return frame.index.isin(repeats | set(rows.loc[again, "group"]))


def _anybodys(frame: pd.DataFrame, posted: pd.DataFrame, granted: pd.DataFrame) -> pd.Series:
    """Groups that do not balance, of a line-month that another in the place equals to the øre:
    where no posting names the line, nobody can say whose the difference is."""
    named = frame.index.isin(posted.loc[posted["line"].notna(), "group"])
    alike = granted.loc[granted.duplicated([*PLACE, "oere"], keep=False), "group"]
    return frame["how"].eq(PARTLY) & ~named & frame.index.isin(alike)


def _split(frame: pd.DataFrame) -> pd.DataFrame:
    """Groups that do not balance as two pieces: what matches, and the difference unexplained."""
    partly = frame["how"] == PARTLY
    some = frame[partly]
    size = some[["posted_oere", "granted_oere"]].abs().min(axis=1)
    least = np.sign(some["posted_oere"]) * size
    same = some.assign(posted_oere=least, granted_oere=least)
    rest = some.assign(
        category="uforklaret",
        posted_oere=some["posted_oere"] - least,
        granted_oere=some["granted_oere"] - least,
    )
    out = pd.concat([frame[~partly], same, rest]).rename(columns={"line": "line_id"})
    return out.rename_axis("group").reset_index()
