"""What of the ledger counts in the refusion: gross, less moms, less what is paid by others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from okonomi.cost.households import GROUPS, parts_of
from okonomi.cost.moms import moms_refusion
from okonomi.findings import Finding
from okonomi.rules import Rules, Value


@dataclass(frozen=True, eq=False, kw_only=True)
class CountedParts:
    """The parts of the ledger's rows (see ``households.Parts``) with what they count.

    ``frame`` has further: year, group (the scheme's), moms_refusion_oere, service_oere, moms_skoen
    and ``counted_e2``: 1/100 øre, percent × (base − egenbetaling), where the base is service or
    gross as the scheme says. Whole numbers, so that the payer's total is exact and rounded once.
    """

    frame: pd.DataFrame
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]


def counted_parts(
    ledger: pd.DataFrame,
    placement: pd.DataFrame,
    person: pd.DataFrame,
    provider: pd.DataFrame,
    rules: Rules,
    known: date | None = None,
) -> CountedParts:
    """The rows of ``ledger``, split at age limits, with moms, service and what counts."""
    parts = parts_of(ledger, placement, person, rules)
    frame = parts.frame
    moms = moms_refusion(frame, placement, provider, rules, known)
    year = frame["month"].dt.year.to_numpy()
    group = np.array(GROUPS, dtype=object)[frame["stage"].to_numpy()]
    gross = frame["gross_oere"].to_numpy()
    service = gross - moms.refund_oere
    base = np.where(_of_gross(rules, group, year), gross, service)
    return CountedParts(
        frame=frame.assign(
            year=year,
            group=group,
            moms_refusion_oere=moms.refund_oere,
            service_oere=service,
            moms_skoen=moms.skoen,
            counted_e2=frame["percent"].to_numpy() * (base - frame["egenbetaling_oere"].to_numpy()),
        ),
        values=moms.values,
        findings=(*parts.findings, *moms.findings),
    )


def _of_gross(rules: Rules, group: np.ndarray, year: np.ndarray) -> np.ndarray:
    pairs = set(zip(group.tolist(), year.tolist(), strict=True))
    schemes = {pair: rules.scheme(*pair) for pair in pairs}
    gross = {pair: s is not None and s.base == "brutto" for pair, s in schemes.items()}
    return np.array(
        [gross[pair] for pair in zip(group.tolist(), year.tolist(), strict=True)], dtype=bool
    )
