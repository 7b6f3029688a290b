"""The gaps as a negotiator reads them: one row per thing to do, and a line per kind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import with_row_keys
from okonomi.analysis.contracts.gaps_rows import ADVICE, KINDS, OVERPAID
from okonomi.analysis.contracts.gaps_value import Valued
from okonomi.analysis.contracts.notice import UNKNOWN
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.present import numbers

NOT_SAID = "ikke opgjort"
COUNTED = "foelgeydelse_uden_slut"
"""A kind that is counted and not listed: most of them simply follow their hovedydelse."""


def gathered(
    found: pd.DataFrame, valued: Valued, reading: Reading, kontoplan: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """One row per thing to do, and which of them each found line belongs to.

    Columns: kind, severity (fejl: paid too much; advarsel: an agreement is missing; oplysning),
    provider, case_id, area_label, service, lines (how many it is about), text, from_date, to_date,
    paid_oere (what the lines cost a year), service_oere and net_oere (what the gap is worth a
    year), claim_oere (paid too much this year so far), word ("ikke opgjort" where no amount can be
    said), deadline, advice. Amounts are missing where they cannot be said, never 0. The largest
    sums first; then what has no sum, by what it costs; last what is cheaper than agreed.
    """
    shown = found[found["kind"] != COUNTED]
    facts = with_row_keys(reading["placement"], kontoplan).iloc[shown["row"].to_numpy()]
    columns = ["provider", "case_id", "service", "area_label", "line_kind", "line_id"]
    rows = shown.join(facts[columns].set_index(shown.index))
    # What a line costs today, also where the gap is in a row before: once, however many they are.
    running = reading["placement"]["line_id"].iloc[valued.paid.index.to_numpy(dtype="int64")]
    today = pd.Series(valued.paid.to_numpy(), index=running.to_numpy())
    rows["paid_oere"] = rows["line_id"].map(today).astype("Int64")
    # The hovedydelse names the thing to do; its følgeydelser come along.
    rows = rows.assign(main=rows["line_kind"] == "hovedydelse")
    rows = rows.sort_values(["main", "paid_oere"], ascending=False, kind="stable")
    keys = ["kind", "group"]
    rows["paid_oere"] = rows["paid_oere"].mask(rows.duplicated([*keys, "line_id"]))
    amounts = ["paid_oere", "service_oere", "net_oere", "claim_oere"]
    groups = rows.groupby(keys, sort=False)
    gaps = groups.agg(
        dict.fromkeys((*columns[:4], "text"), "first") | {"from_date": "min", "to_date": "max"}
    )
    for name in amounts:
        gaps[name] = groups[name].sum(min_count=1)
    gaps["lines"] = groups["line_id"].nunique()
    gaps = gaps.reset_index()
    more = gaps["lines"] - 1
    gaps["service"] = [
        name if not n else f"{name} og {count(n, 'ydelse', 'ydelser')} mere"
        for name, n in zip(gaps["service"], more, strict=True)
    ]
    gaps["severity"] = np.select(
        [gaps["kind"].isin(OVERPAID), gaps["kind"].isin(["pris_under_aftalt", "dagtal"])],
        ["fejl", "oplysning"],
        "advarsel",
    )
    unsaid = gaps["service_oere"].isna() & gaps["claim_oere"].isna()
    gaps["word"] = np.where(unsaid, NOT_SAID, "")
    gaps["advice"] = gaps["kind"].map(ADVICE)
    gaps["deadline"] = _deadlines(gaps, reading)
    worth = np.fmax(
        gaps["service_oere"].astype("Float64").fillna(0).to_numpy(),
        gaps["claim_oere"].astype("Float64").fillna(0).to_numpy(),
    )
    rank = gaps["severity"].map({"fejl": 0, "advarsel": 1, "oplysning": 2})
    order = pd.DataFrame({"rank": rank, "worth": -worth, "paid": -gaps["paid_oere"].fillna(0)})
    gaps = gaps.loc[order.sort_values(["rank", "worth", "paid"], kind="stable").index]
    gaps = gaps.reset_index(drop=True)
    at = pd.Series(gaps.index, index=pd.MultiIndex.from_frame(gaps[keys]))
    of_gap = at.reindex(pd.MultiIndex.from_frame(found[keys])).astype("Int64")
    return gaps.drop(columns="group"), of_gap.set_axis(found.index)


def _deadlines(gaps: pd.DataFrame, reading: Reading) -> pd.Series:
    """When a claim lapses: known between municipalities, else it stands in the contract."""
    table = reading["provider"]
    municipal = table[(table["kind"] == "kommunal") & ~table["own"].eq(True).fillna(False)]
    known = gaps["provider"].isin(municipal["provider"])
    claims = gaps["claim_oere"] > 0
    texts = [
        ""
        if not claim
        else f"12 måneder efter ydelsen: det ældste senest {numbers.date(_lapses(first, reading))}"
        if here
        else UNKNOWN
        for claim, here, first in zip(claims.fillna(False), known, gaps["from_date"], strict=True)
    ]
    return pd.Series(texts, index=gaps.index, dtype="str")


def _lapses(first: pd.Timestamp, reading: Reading) -> pd.Timestamp:
    """Twelve months after the first day of this year that was paid too much for."""
    return max(first, pd.Timestamp(reading.period.year, 1, 1)) + pd.DateOffset(months=12)


def paid_too_much(gaps: pd.DataFrame) -> pd.DataFrame:
    """The gaps that have cost too much this year; what is cheaper than agreed takes nothing off
    what is owed."""
    return gaps[gaps["kind"].isin(OVERPAID) & gaps["claim_oere"].gt(0)]


def by_kind(
    gaps: pd.DataFrame, found: pd.DataFrame, valued: Valued, reading: Reading
) -> pd.DataFrame:
    """Per kind, in the order of ``KINDS``, and a total in which all are put right at once.

    Columns: kind, label, row_kind, gaps (things to do), providers, service_oere, net_oere,
    claim_oere, word. Each kind's net is that of the kind alone, all its gaps at once: net does not
    add up, nor does a line that has two gaps. The total's claim is that of ``paid_too_much``.
    """
    providers = found.assign(
        provider=reading["placement"]["provider"].iloc[found["row"]].to_numpy()
    )
    groups = providers.groupby("kind")
    counted = gaps.groupby("kind").size()
    table = pd.DataFrame(
        {
            # What is only counted has no rows of its own in the list.
            "gaps": counted.reindex(groups.size().index).fillna(groups.size()).astype("int64"),
            "providers": groups["provider"].nunique(),
            "claim_oere": groups["claim_oere"].sum(min_count=1),
        }
    ).join(valued.of_kinds)
    table = table.reindex([kind for kind in KINDS if kind in table.index])
    unsaid = table["service_oere"].isna() & table["claim_oere"].isna()
    table["word"] = np.where(unsaid, NOT_SAID, "")
    table = table.rename_axis("kind").reset_index()
    table = table.assign(label=table["kind"].map(KINDS), row_kind="detail")
    service, net_of = valued.total
    total = {
        "kind": "i_alt",
        "gaps": int(table["gaps"].sum()),
        "providers": int(providers["provider"].nunique()),
        "claim_oere": int(paid_too_much(gaps)["claim_oere"].sum()),
        "service_oere": service,
        "net_oere": net_of,
        "word": "",
        "label": "I alt, rettet på én gang",
        "row_kind": "total",
    }
    amounts = dict.fromkeys(["claim_oere", "service_oere", "net_oere"], "Int64")
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True).astype(amounts)
