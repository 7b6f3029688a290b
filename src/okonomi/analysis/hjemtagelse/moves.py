"""A placement as a move home, and as the same placement at a lower price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from okonomi.analysis.hjemtagelse.follows import lasting, parts_of, with_local_share
from okonomi.analysis.hjemtagelse.lower import LowerPrices
from okonomi.analysis.hjemtagelse.move import Move
from okonomi.analysis.hjemtagelse.scenario import Scenario
from okonomi.analysis.priced import Priced


@dataclass(frozen=True, eq=False, kw_only=True)
class Moves:
    """Makes the moves of a plan. ``first``: the first month anybody can move; ``follows``: the
    følgeydelser (``with_local_share``) by the index of the line that bears them."""

    scenario: Scenario
    first: pd.Period
    day: pd.Timestamp
    follows: Mapping[int, pd.DataFrame]
    nothing: pd.DataFrame
    prices: LowerPrices | None

    def home(self, row) -> Move:
        """A row of the candidates (with ``until``) as a move; a home gives the local price."""
        likely = self.scenario.likely
        until, factor = month_of(row.until), likely("nuvaerende_pris")
        parts = parts_of(self._follows(row), self.day, until, factor)
        present, local, dated = lasting(parts)
        return Move(
            # Credits without an end can be larger than what they are taken from.
            present_kr_per_day=max(row.base_kr_per_day * factor + present, 0.0),
            local_kr_per_day=max(likely("lokale_foelgeudgifter_kr_pr_doegn") + local, 0.0),
            parts=dated,
            start=self.first,
            until=until,
            double_months=round(likely("dobbelt_betaling_maaneder")),
            transition_kr=likely("flytning_kr"),
            anlaeg_kr=likely("anlaeg_kr"),
            egenbetaling_kr_per_month=likely("egenbetaling_kr_pr_maaned"),
            fail_probability=likely("risiko_for_tilbageflytning"),
            fail_after_months=round(likely("tilbage_efter_maaneder")),
            return_kr=likely("tilbageflytning_kr"),
        )

    def cheaper(self, row) -> tuple[Move, str | None] | None:
        """The row at a lower price, and the deal it is won or lost with; None without one.

        A provider that the scenario names has the scenario's price, taken as won; it concerns base
        and tillæg. Any other has the servicetjek's, which concerns the base price.
        """
        named = [
            (lower.share, lower.start)
            for lower in self.scenario.lower
            if lower.provider.casefold() == str(row.provider).casefold()
        ]
        if named:
            share, start = max(named)
            move = self._at(row, base=1 - share, same=1 - share)
            return replace(move, start=start), None
        if self.prices is None or row.line_id not in self.prices.frame.index:
            return None
        asked = self.prices.frame.loc[row.line_id]
        move = self._at(row, base=1 - asked["fall_kr"] / row.base_kr_per_day, same=1.0)
        lost = 1 - float(asked["won"])
        move = replace(move, start=asked["start"], fail_probability=lost, fail_after_months=0)
        return move, str(asked["deal"])

    def _at(self, row, base: float, same: float) -> Move:
        """The placement where it is, at these shares of its base price and of its tillæg."""
        until, factor = month_of(row.until), self.scenario.likely("nuvaerende_pris")
        follows = self._follows(row)
        follows = follows.assign(locally=follows["same"].map({True: same, False: 1.0}))
        present, local, dated = lasting(parts_of(follows, self.day, until, factor))
        paid = row.base_kr_per_day * factor
        return Move(
            present_kr_per_day=max(paid + present, 0.0),
            local_kr_per_day=max(paid * base + local, 0.0),
            parts=dated,
            start=self.first,
            until=until,
        )

    def _follows(self, row) -> pd.DataFrame:
        return self.follows.get(row.Index, self.nothing)


def moves_of(
    scenario: Scenario, first: pd.Period, priced: Priced, prices: LowerPrices | None
) -> Moves:
    """The maker of moves for a month's prices."""
    follows = with_local_share(priced.follows, scenario)
    return Moves(
        scenario=scenario,
        first=first,
        day=pd.Timestamp(priced.day),
        follows=dict(iter(follows.groupby("main"))),
        nothing=follows.iloc[:0],
        prices=prices,
    )


def month_of(ordinal: float) -> pd.Period | None:
    """A month from its ordinal; None from a missing one."""
    return None if pd.isna(ordinal) else pd.Period(ordinal=int(ordinal), freq="M")
