"""From gross to net: the ledger with refunded VAT, service, state refund and net.

gross − refunded VAT = service (servicerammen); service − state refund for særligt dyre enkeltsager
= net. Where a year's thresholds are unknown there is no refund and no net, and ``missing`` says
what lacks and where it is entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from okonomi.cost.counted import CountedParts, counted_parts
from okonomi.cost.households import NEVER, SENIOR
from okonomi.cost.payers import Payers, payers_of
from okonomi.cost.seniors import continuing, left_out
from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.rules import Missing, Rules, Tiers, Value

AMOUNTS = ("gross_oere", "moms_refusion_oere", "service_oere", "refusion_oere", "net_oere")
NULLABLE = ("refusion_oere", "net_oere")
ESTIMATES = ("skoen", "moms_skoen")


@dataclass(frozen=True, eq=False, kw_only=True)
class NetLedger:
    """The ledger from gross to net, per line × month, and per payer.

    ``rows``: the columns of ``cost.ledger`` in the same order of rows, and moms_refusion_oere,
    service_oere (int64), refusion_oere, net_oere (Int64, missing where the refund is unknown) and
    skoen (whether an estimate is behind the row) and moms_skoen (behind its moms). gross =
    moms_refusion + service and service = refusion + net, in every row.

    ``payers``: one row per payer and calendar year: year, group (boern, voksne), hjemmel, payer
    (internal: holds a pseudonym), household, persons, total_oere (what counts in the year), rate
    (the state's share of the last krone), refusion_oere, kept_share (of the next krone saved),
    total_to_date_oere and refusion_to_date_oere (January to ``period``: what can be claimed so
    far), skoen, lines (positions in the placement frame of those that count). Refunds, rate and
    kept_share are missing where the thresholds are.

    ``missing``: what lacks, each once. ``values``: the dated figures used. ``skoen_because``: one
    Danish phrase per estimate used.
    """

    period: pd.Period
    rows: pd.DataFrame
    payers: pd.DataFrame
    missing: tuple[Missing, ...]
    values: tuple[Value, ...]
    skoen_because: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every row has a net figure."""
        return not self.missing

    @property
    def skoen(self) -> bool:
        """Whether any figure is built on an estimate."""
        return bool(self.skoen_because)

    def by(self, keys: pd.DataFrame | pd.Series, months: bool = True) -> pd.DataFrame:
        """The rows summed by ``keys`` and, if ``months``, by month.

        ``keys``: columns of the placement frame (or any with its positions), one row per line. A
        missing key is a group of its own. ``refusion_oere`` and ``net_oere`` are missing in a
        group that has a row without them: never a sum of the known ones only.
        """
        named = pd.DataFrame(keys).iloc[self.rows["line"].to_numpy()].reset_index(drop=True)
        frame = pd.concat([named, self.rows], axis=1)
        return _summed(frame, [*named.columns, *(["month"] if months else [])])

    def total(self, year: int | None = None) -> dict[str, int | None]:
        """The amounts of a calendar year (default: the period's); None where one is missing."""
        rows = self.rows[self.rows["month"].dt.year == (year or self.period.year)]
        return {
            name: None if rows[name].isna().any() else int(rows[name].sum()) for name in AMOUNTS
        }


def net(
    ledger: pd.DataFrame,
    placement: pd.DataFrame,
    person: pd.DataFrame,
    provider: pd.DataFrame,
    rules: Rules,
    period: pd.Period,
    known: date | None = None,
) -> NetLedger:
    """The net ledger of a frame of ``cost.ledger`` over ``placement``.

    Give the ledger whole calendar years: the thresholds are held against the year's total of what
    is given. ``period`` is the last month of "to date"; ``known`` the day as of which the dated
    values are taken (None: as known now). Pure: no frame given is changed.
    """
    counted = counted_parts(ledger, placement, person, provider, rules, known)
    parts, undecided, undecided_by, more = _without_seniors(
        counted, placement, person, provider, rules, known
    )
    pairs = dict.fromkeys(zip(parts["group"], parts["year"].tolist(), strict=True))
    tiers = {pair: rules.tiers(*pair, known) for pair in pairs}
    payers = payers_of(parts, undecided, undecided_by, tiers, period)
    used = [t for t in tiers.values() if isinstance(t, Tiers)]
    return NetLedger(
        period=period,
        rows=_rows(ledger, parts, payers),
        payers=payers.frame,
        missing=payers.lacking,
        values=_once((*counted.values, *(value for t in used for value in t.values))),
        skoen_because=_reasons(parts[~payers.missing], counted.values, used, rules),
        findings=(*counted.findings, *more, *_unreadable(parts, placement)),
    )


def _without_seniors(
    counted: CountedParts,
    placement: pd.DataFrame,
    person: pd.DataFrame,
    provider: pd.DataFrame,
    rules: Rules,
    known: date | None,
) -> tuple[pd.DataFrame, np.ndarray, dict[str, Missing], list[Finding]]:
    """The parts, counting 0 after the upper age limit for whoever does not stay in the scheme."""
    parts = counted.frame
    verdict = continuing(parts, placement, person, provider, rules, known)
    senior = (parts["stage"] == SENIOR).to_numpy()
    of_part, persons = pd.factorize(parts["person"])
    says = [verdict.get(who) for who in persons]
    open_to = (parts["turns"] >= parts["year"].map(_first_turns(rules, parts["year"]))).to_numpy()
    stays = np.array([say is True for say in says], dtype=bool)[of_part] & open_to
    unknown = np.array([isinstance(say, Missing) for say in says], dtype=bool)[of_part] & open_to
    out = senior & ~stays & ~unknown
    kept = parts.assign(counted_e2=np.where(out, 0, parts["counted_e2"]))
    lacking = {who: say for who, say in verdict.items() if isinstance(say, Missing)}
    return kept, senior & unknown, lacking, left_out(parts, out, placement)


def _first_turns(rules: Rules, years: pd.Series) -> dict[int, int]:
    """Per year the first day number of an upper age limit that one may stay in the scheme past."""
    first = {}
    for year in years.unique().tolist():
        scheme = rules.scheme("voksne", year)
        begins = scheme.continues_from if scheme else None
        first[year] = (begins - date(1970, 1, 1)).days if begins else NEVER
    return first


def _rows(ledger: pd.DataFrame, parts: pd.DataFrame, payers: Payers) -> pd.DataFrame:
    """The parts summed back to the ledger's rows."""
    row = parts["row"].to_numpy()
    moms, refund = np.zeros(len(ledger), dtype=np.int64), np.zeros(len(ledger), dtype=np.int64)
    np.add.at(moms, row, parts["moms_refusion_oere"].to_numpy())
    np.add.at(refund, row, payers.refund_oere)
    missing, skoen = np.zeros(len(ledger), dtype=bool), np.zeros(len(ledger), dtype=bool)
    missing[row[payers.missing]] = True
    skoen[row[payers.skoen | parts["moms_skoen"].to_numpy()]] = True
    moms_skoen = np.zeros(len(ledger), dtype=bool)
    moms_skoen[row[parts["moms_skoen"].to_numpy()]] = True
    service = ledger["gross_oere"].to_numpy() - moms
    return ledger.reset_index(drop=True).assign(
        moms_refusion_oere=moms,
        service_oere=service,
        refusion_oere=pd.arrays.IntegerArray(refund, missing.copy()),
        net_oere=pd.arrays.IntegerArray(service - refund, missing.copy()),
        skoen=skoen,
        moms_skoen=moms_skoen,
    )


def _summed(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    columns = [*AMOUNTS, *ESTIMATES]
    if not by:
        frame, by = frame.assign(_all=0), ["_all"]
    groups = frame.groupby(list(by), dropna=False)
    sums = groups[list(AMOUNTS)].sum()
    lacks = frame[list(NULLABLE)].isna().groupby([frame[key] for key in by], dropna=False).any()
    for name in NULLABLE:
        sums[name] = sums[name].mask(lacks[name])
    for name in ESTIMATES:
        sums[name] = groups[name].any()
    return sums[columns].reset_index().drop(columns="_all", errors="ignore")


def _once(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


def _reasons(
    parts: pd.DataFrame,
    moms: Sequence[Value],
    tiers: Sequence[Tiers],
    rules: Rules,
) -> tuple[str, ...]:
    """Why anything is an estimate: thresholds, a momsfaktor, or what counts in the refusion.

    ``parts``: those that have a refund.
    """
    reasons = [
        f"beløbsgrænser {t.year}, {value.source}"
        for t in tiers
        for value in t.values
        if value.skoen
    ]
    reasons += [f"{value.name}, {value.source}" for value in moms if value.skoen]
    paragraffer = parts.loc[parts["skoen"], "paragraf"].unique()
    sources = {rules.paragraffer.counts(code).source for code in paragraffer}
    reasons += [f"refusionsgrundlag, {source}" for source in sorted(sources)]
    return tuple(dict.fromkeys(reasons))


def _unreadable(parts: pd.DataFrame, placement: pd.DataFrame) -> list[Finding]:
    """Lines whose paragraf is missing and could not be taken from their hovedydelse."""
    lines = placement.iloc[parts.loc[parts["paragraf"].isna(), "line"].unique()]
    if lines.empty:
        return []
    return [
        Finding(
            code="refusion-paragraf-mangler",
            severity="advarsel",
            text=f"{number_of(len(lines), 'linje', 'linjer')} er uden paragraf og regnes med i "
            "statsrefusionen som skøn.",
            remedy="Ret paragraffen i fagsystemet.",
            rows=lines[["line_id", "case_id", "area", "service"]],
        )
    ]
