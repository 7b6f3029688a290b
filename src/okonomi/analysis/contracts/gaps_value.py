"""What is a gap worth a year, gross of refusion and net, and what has it cost so far this year?

*A year* is a whole calendar year of what runs on the period's last day, at today's prices. A gap
is worth what the line costs less what it should cost; the service amount is net of moms. The net
amount is taken on the payer's whole total with and without the gap, so it does not add up: the
state's share of the next krone depends on the krone before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.runs import line_runs
from okonomi.cost import NetLedger, ledger, net
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_day, last_month_of_year
from okonomi.rules import Missing, Rules, Value

MONTHS = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class Valued:
    """``frame``: one row per gap, indexed as the gaps: service_oere, net_oere, claim_oere (Int64,
    missing where they cannot be said) and service_share (what of gross is service). ``paid``:
    service øre a year per placement position. ``of_kinds`` and ``total``: (service, net) of a
    choice of gaps made at once. ``missing``: why there is no net."""

    frame: pd.DataFrame
    paid: pd.Series
    of_kinds: pd.DataFrame
    total: tuple[int | None, int | None]
    missing: tuple[Missing, ...]
    values: tuple[Value, ...]
    skoen_because: tuple[str, ...]


class _Year:
    """A whole year of the lines in force, from gross to net, with or without gaps."""

    def __init__(self, lines: pd.DataFrame, reading: Reading, rules: Rules) -> None:
        self.reading, self.rules, self.period = reading, rules, reading.period
        self.months = (first_month_of_year(self.period), last_month_of_year(self.period))
        first, last = self.months[0].to_timestamp(), last_day(self.months[1])
        self.lines = lines.assign(start=first.as_unit("s"), end=last, replaces=None)
        self.home = _homes(lines, reading["person"])
        self.gross = self._gross(self.lines)
        self.base = self._net(self.gross, np.arange(len(lines)))

    def _gross(self, lines: pd.DataFrame) -> np.ndarray:
        """Øre, shape (lines, 12): every line is paid in every month."""
        return ledger(lines, *self.months)["gross_oere"].to_numpy().reshape(-1, MONTHS)

    def service_share(self) -> pd.Series:
        """What of each line's gross is service, that is, not moms refunded; 1 of nothing."""
        gross = self.gross.sum(axis=1)
        service = self.base.rows["service_oere"].to_numpy().reshape(-1, MONTHS).sum(axis=1)
        share = np.divide(service, gross, out=np.ones(len(gross)), where=gross != 0)
        return pd.Series(share, index=self.lines.index)

    def saved(self, at: np.ndarray, prices: pd.DataFrame) -> np.ndarray:
        """What the lines ``at`` cost more than at ``prices``: øre, shape (gaps, 12)."""
        agreed = self.lines.iloc[at].assign(
            price_kr=prices["agreed_price_kr"].to_numpy(),
            quantity=prices["agreed_quantity"].to_numpy(),
            frequency=prices["agreed_frequency"].to_numpy(),
        )
        return self.gross[at] - self._gross(agreed)

    def _net(self, gross: np.ndarray, rows: np.ndarray) -> NetLedger:
        lines = self.lines.iloc[rows]
        year = ledger(lines, *self.months).assign(gross_oere=gross[rows].ravel())
        person, provider = self.reading["person"], self.reading["provider"]
        person = person[person["person_id"].isin(lines["person_id"].unique())]
        named = provider["provider"].isin(lines["provider"].unique())
        provider = provider[named | provider["provider_id"].isin(lines["provider_id"].unique())]
        return net(year, lines, person, provider, self.rules, self.period)

    def without(self, at: np.ndarray, saved: np.ndarray) -> tuple[pd.Series, pd.Series]:
        """Service and net øre saved a year: per line of ``at`` and per home."""
        rows = np.flatnonzero(np.isin(self.home, self.home[at]))
        gross = self.gross.copy()
        np.subtract.at(gross, at, saved)
        after = self._net(gross, rows).rows
        before = self.base.rows.iloc[(rows[:, None] * MONTHS + np.arange(MONTHS)).ravel()]
        difference = {
            name: before[name].reset_index(drop=True) - after[name]
            for name in ("service_oere", "net_oere")
        }
        line = np.repeat(rows, MONTHS)
        service = difference["service_oere"].groupby(line).sum()
        by_home = difference["net_oere"].groupby(self.home[line])
        net_of = by_home.sum().mask(by_home.agg(lambda part: part.isna().any()).astype(bool))
        return service, net_of


def value(gaps: pd.DataFrame, lines: pd.DataFrame, reading: Reading, rules: Rules) -> Valued:
    """Put kroner on gaps.

    ``gaps``: one row per gap and line: kind, row (position in the placement table), agreed_price_kr
    (NaN where the gap has no price), agreed_quantity, agreed_frequency, claim_from (NaT: nothing is
    claimed), claim_until (NaT: the period's last day), claim_gross_oere (given where it is already
    known). ``lines``: those in force, as ``contract_match.running`` gives them.
    """
    position = pd.Series(np.arange(len(lines)), index=lines.index)
    year = _Year(lines, reading, rules)
    service_year = year.base.rows["service_oere"].to_numpy().reshape(-1, MONTHS).sum(axis=1)
    frame = pd.DataFrame(
        {name: pd.array([pd.NA] * len(gaps), dtype="Int64") for name in
         ("service_oere", "net_oere", "claim_oere")},
        index=gaps.index,
    )  # fmt: skip
    priced = gaps[gaps["agreed_price_kr"].notna() & gaps["row"].isin(lines.index)]
    at = position.reindex(priced["row"]).to_numpy(dtype="int64")
    saved = year.saved(at, priced)
    turn = pd.Series(year.home[at]).groupby(year.home[at]).cumcount().to_numpy()
    for now in range(int(turn.max(initial=-1)) + 1):
        some = turn == now
        service, net_of = year.without(at[some], saved[some])
        which = priced.index[some]
        frame.loc[which, "service_oere"] = service.reindex(at[some]).to_numpy()
        frame.loc[which, "net_oere"] = net_of.reindex(year.home[at[some]]).array
    kinds = {
        kind: _together(year, at[chosen], saved[chosen], priced[chosen])
        for kind in priced["kind"].unique()
        for chosen in [(priced["kind"] == kind).to_numpy()]
    }
    claim = _claims(gaps, reading)
    share = year.service_share()
    gone = reading["placement"].reset_index(drop=True)
    gone = gone.loc[gaps.loc[~gaps["row"].isin(lines.index), "row"].unique()]
    if len(gone):
        share = pd.concat([share, _Year(gone, reading, rules).service_share()])
    ratio = share.reindex(gaps["row"]).to_numpy()
    frame["claim_oere"] = (claim.astype("Float64") * ratio).round().astype("Int64")
    frame["service_share"] = ratio
    return Valued(
        frame=frame,
        paid=pd.Series(service_year, index=lines.index, dtype="int64"),
        of_kinds=pd.DataFrame.from_dict(
            kinds, orient="index", columns=["service_oere", "net_oere"]
        ).astype("Int64"),
        total=_together(year, at, saved, priced),
        missing=year.base.missing,
        values=year.base.values,
        skoen_because=year.base.skoen_because,
    )


def _together(
    year: _Year, at: np.ndarray, saved: np.ndarray, priced: pd.DataFrame
) -> tuple[int | None, int | None]:
    """Service and net of all the gaps at once; a line that should not be paid counts once."""
    if not len(at):
        return 0, 0
    order = np.lexsort((priced["agreed_price_kr"].to_numpy(), at))
    keep = order[np.unique(at[order], return_index=True)[1]]
    service, net_of = year.without(at[keep], saved[keep])
    net_sum = None if net_of.isna().any() else int(net_of.sum())
    return int(service.sum()), net_sum


def _claims(gaps: pd.DataFrame, reading: Reading) -> pd.Series:
    """Gross øre paid too much this year, through the period's last day; by the ledger."""
    months = (first_month_of_year(reading.period), reading.period)
    claims = gaps["claim_gross_oere"].astype("Int64")
    chosen = gaps[gaps["claim_from"].notna() & gaps["agreed_price_kr"].notna() & claims.isna()]
    paid, agreed = lines_since(chosen, chosen["claim_from"], reading)
    claims.loc[paid.index] = _by_line(paid, months) - _by_line(agreed, months)
    return claims


def lines_since(
    gaps: pd.DataFrame, since: pd.Series, reading: Reading
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The placement rows of ``gaps`` as they are paid, and as they should be: same row, same gap.

    Indexed as the gaps, from ``since`` (a day per gap) through the period's last day or
    ``claim_until``; gaps without a day in between are left out.
    """
    day = last_day(reading.period)
    at = gaps["row"].to_numpy(dtype="int64")
    rows = reading["placement"].iloc[at].set_index(gaps.index)
    same = line_runs(reading)["priced_since"].iloc[at]
    begin = pd.Series(np.fmax(same.to_numpy(), since.to_numpy()), index=gaps.index)
    end = rows["end"].fillna(day).clip(upper=gaps["claim_until"].fillna(day).clip(upper=day))
    paid = rows.assign(start=begin, end=end, replaces=None)
    agreed = paid.assign(
        price_kr=gaps["agreed_price_kr"],
        quantity=gaps["agreed_quantity"],
        frequency=gaps["agreed_frequency"],
    )
    return paid[begin <= end], agreed[begin <= end]


def _by_line(lines: pd.DataFrame, months: tuple[pd.Period, pd.Period]) -> np.ndarray:
    sums = ledger(lines, *months).groupby("line")["gross_oere"].sum()
    return sums.reindex(range(len(lines)), fill_value=0).to_numpy(dtype="int64")


def _homes(lines: pd.DataFrame, person: pd.DataFrame) -> np.ndarray:
    """A number per line, the same for all lines that may share a payer."""
    known = person.drop_duplicates("person_id").set_index("person_id")["household_id"]
    home = lines["person_id"].map(known).astype("str").fillna(lines["household_id"])
    of_person = home.groupby(lines["person_id"]).transform("first")
    home = of_person.fillna(home).fillna(lines["person_id"]).fillna(lines["case_id"])
    return pd.factorize(home.fillna(lines["line_id"]))[0]
