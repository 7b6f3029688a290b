"""From a reading and a scenario to what a plan is made of: candidates, homes and payers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.bases import Bases, bases
from okonomi.analysis.hjemtagelse.candidates import ADULT, Found, birth_dates, candidates
from okonomi.analysis.hjemtagelse.closing import closing
from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.inputs_findings import inputs_findings
from okonomi.analysis.hjemtagelse.local import homes_from, local_tilbud, one_each
from okonomi.analysis.hjemtagelse.lower import LowerPrices, without_notice
from okonomi.analysis.hjemtagelse.moves import moves_of
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.analysis.hjemtagelse.plan import Candidate
from okonomi.analysis.hjemtagelse.scenario import NewTilbud, Scenario
from okonomi.analysis.priced import priced
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.rules import Rules, Value


@dataclass(frozen=True, eq=False, kw_only=True)
class Inputs:
    """What a plan is made of. ``candidates``: those with a home or a lower price, their ``key``
    the placement's index in ``found.frame``. ``net``: whether the thresholds are known; if not,
    all payers are without. ``skoen``: whether a threshold is an estimate. ``closed``: see
    ``closing``. ``prices``: the servicetjek's lower prices, if any. ``values``: the dated figures
    used."""

    scenario: Scenario
    horizon: Horizon
    found: Found
    homes: tuple[Home, ...]
    candidates: tuple[Candidate, ...]
    payers: Mapping[str, Payer]
    net: bool
    skoen: bool
    closed: pd.DataFrame
    prices: LowerPrices | None
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]

    @property
    def measure(self) -> str:
        """What a gain is, as a heading."""
        if not self.net:
            return "Serviceudgift"
        return "Netto (skøn)" if self.skoen else "Netto"


def inputs(
    reading: Reading,
    rules: Rules,
    municipality: str,
    scenario: Scenario,
    lower: LowerPrices | None = None,
) -> Inputs:
    """The candidates of ``reading`` under ``scenario``.

    Everything is in the prices of the period's year, net of moms.
    """
    likely = scenario.likely
    first = scenario.start + round(likely("forsinkelse_maaneder"))
    horizon = Horizon(scenario.start, scenario.months)
    prices = priced(reading, rules)
    own = local_tilbud(reading, first)
    closed = closing(reading, prices.frame, scenario.closed, rules)
    local = own.frame[~own.frame["tilbud"].isin(list(scenario.closed))]
    local = pd.concat([local, *(_row(new) for new in scenario.new)], ignore_index=True)
    local["name"] = one_each(local["name"])
    # As the citizens' are: one child may have a section of each law.
    local["paragraf"] = rules.paragraffer.canonical(local["paragraf"], prices.day)
    found = candidates(reading, prices, local, municipality)
    known = bases(reading, rules, horizon)
    usable, payers = _movable(found.frame, reading, rules, scenario, known, first)
    make = moves_of(scenario, first, prices, lower)
    chosen = []
    for row in usable.itertuples():
        cheaper, deal = make.cheaper(row) or (None, None)
        chosen.append(
            Candidate(
                key=str(row.Index),
                payer=row.payer,
                move=make.home(row),
                homes=row.homes,
                cheaper=cheaper,
                deal=deal,
            )
        )
    chosen = [c for c in chosen if c.homes or c.cheaper]
    net = all(payers[c.payer].steps is not None for c in chosen)
    if not net:
        # A mix of net and service would weigh children against adults in two measures.
        payers = {name: replace(payer, steps=None) for name, payer in payers.items()}
    return Inputs(
        scenario=scenario,
        horizon=horizon,
        found=found,
        homes=tuple(
            homes_from(
                local,
                price=likely("lokal_pris"),
                opening=likely("etablering"),
                sold=likely("sandsynlighed_for_salg"),
            )
        ),
        candidates=tuple(chosen),
        payers=payers,
        net=net,
        skoen=net and known.skoen,
        closed=closed,
        prices=lower,
        values=tuple(dict.fromkeys((*prices.values, *(known.values if net else ())))),
        findings=(
            *inputs_findings(reading, found, usable, local, own, scenario, rules),
            *without_notice(lower, usable),
            *_missing(known, net),
            *(finding for finding in prices.findings if finding.severity != "oplysning"),
        ),
    )


def _row(new: NewTilbud) -> pd.DataFrame:
    """A tilbud of the scenario as a row of ``local_tilbud``."""
    return pd.DataFrame(
        {
            "name": [new.name], "tilbud": [new.name], "paragraf": [new.paragraf],
            "target_group": [new.target_group], "vacant": [new.places], "opens": [new.opens],
            "created": [True], "min_to_open": [new.min_to_open],
            "marginal_kr_per_day": [new.marginal_kr_per_day],
            "full_kr_per_day": [new.full_kr_per_day], "opening_kr": [new.opening_kr],
            "undivided": [False],
        }
    )  # fmt: skip


def _movable(
    frame: pd.DataFrame,
    reading: Reading,
    rules: Rules,
    scenario: Scenario,
    known: Bases,
    first: pd.Period,
) -> tuple[pd.DataFrame, dict[str, Payer]]:
    """The candidates that still run when somebody can move, with payer and last month (``until``).

    Costs that the state's refund does not count in full are put to a payer without refund.
    """
    until = _until(frame, reading)
    runs = until.isna() | (until >= first.ordinal)
    payer = known.of_line.reindex(frame.index)
    percents = frame["paragraf"].map(
        {
            code: rules.paragraffer.counts(code).percent
            for code in frame["paragraf"].dropna().unique()
        }
    )
    outside = percents.notna() & (percents < 100)
    alone = "uden refusion " + frame.index.astype(str)
    payer = payer.where(~outside & payer.notna(), pd.Series(alone, index=frame.index))
    usable = frame.assign(payer=payer, until=until)[runs & (frame["total_kr_per_day"] > 0)]
    payers = {**known.payers, **dict.fromkeys(alone, Payer())}
    return usable, {name: payers[name] for name in usable["payer"].unique()}


def _until(frame: pd.DataFrame, reading: Reading) -> pd.Series:
    """The last whole month, as an ordinal: the bevilling's end, and no child's place past 18."""
    adult = birth_dates(frame, reading) + pd.DateOffset(years=ADULT)
    child = (frame["area"] == "boern") & (frame["age"] < ADULT)
    last = pd.concat([frame["end"], (adult - pd.Timedelta(days=1)).where(child)], axis=1).min(
        axis=1
    )
    whole = (last + pd.Timedelta(days=1)).dt.to_period("M")
    return whole.map(lambda m: np.nan if pd.isna(m) else m.ordinal - 1).astype("Float64")


def _missing(known: Bases, net: bool) -> list[Finding]:
    if net:
        return []
    return [
        Finding(
            code="hjemtagelse-uden-netto",
            severity="advarsel",
            text="Planen er kun regnet på serviceudgiften, og ingen nettogevinst er vist. "
            "Staten bærer op til tre fjerdedele af en dyr sag, så kommunens gevinst er mindre. "
            f"{lack.text}",
            remedy=lack.remedy,
        )
        for lack in known.missing
    ]
