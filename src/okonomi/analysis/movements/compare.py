"""Two readings line by line: how a line stood, how it stands, and what kind of movement it is."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.budget_rows import with_row_keys
from okonomi.cost import ledger
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.period import first_month_of_year, last_day, last_month_of_year
from okonomi.present import numbers

HOW_OFTEN = {
    "dag": "pr. dag",
    "uge": "pr. uge",
    "14 dage": "pr. 14 dage",
    "maaned": "pr. måned",
    "kvartal": "pr. kvartal",
    "aar": "pr. år",
    "engang": "én gang",
}
STATE = ["start", "end", "price_kr", "quantity", "frequency", "status"]
FACTS = ["case_id", "area_label", "function_label", "service", "provider", "line_kind"]
WHO = ["person_id", "tilbud"]

MOVE_DAYS = 14
"""Days at most between the end of one tilbud and the start of the next, for a move."""
DAYS_OF = {
    "dag": 1,
    "uge": 7,
    "14 dage": 14,
    "maaned": 365 / 12,
    "kvartal": 365 / 4,
    "aar": 365,
    "engang": 1,
}
"""Days in a price period; only to tell whether a price went up or down."""


def state_of(
    reading: Reading, period: pd.Period, kontoplan: pd.DataFrame, elapsed: int
) -> pd.DataFrame:
    """One row per line id (its price intervals together), with its cost in the period's year.

    Indexed by (profile, line_id), since two systems may use the same id. ``price_kr`` and the
    like are those of the last interval that has begun by the end of ``period``, else the first;
    ``price_from`` is that interval's first day.
    ``past_oere`` is the cost of the months 1–``elapsed``.
    """
    lines = with_row_keys(reading["placement"], kontoplan)
    lines = lines[lines["status"] != "kladde"]
    profile = reading.files["profile"].reindex(lines["source"]).to_numpy()
    lines = lines.assign(profile=pd.array(profile, dtype="str"))
    year = ledger(
        lines.reset_index(drop=True), first_month_of_year(period), last_month_of_year(period)
    )
    every = range(len(lines))
    cost = year.groupby("line")["gross_oere"].sum().reindex(every, fill_value=0)
    past = year[year["month"].dt.month <= elapsed]
    past_cost = past.groupby("line")["gross_oere"].sum().reindex(every, fill_value=0)
    lines = lines.assign(
        # Next to the profile the system's own id is enough, and it is the same every month.
        line_id=native_ids(lines["line_id"]),
        year_oere=cost.to_numpy(),
        past_oere=past_cost.to_numpy(),
        begun=lines["start"] <= last_day(period),
        open=lines["end"].isna(),
    ).sort_values(["begun", "start"], kind="stable")
    # After the sort the intervals not yet begun come first: the last begun one is last.
    key = ["profile", "line_id"]
    grouped = lines.groupby(key)
    last = lines.drop_duplicates(key, keep="last").set_index(key)
    state = last[[*STATE, *FACTS, *WHO]].assign(
        price_from=last["start"],
        start=grouped["start"].min(),
        end=grouped["end"].max().where(~grouped["open"].any()),
        year_oere=grouped["year_oere"].sum(),
        past_oere=grouped["past_oere"].sum(),
    )
    return state


def moves_between(both: pd.DataFrame, period: pd.Period) -> pd.DataFrame:
    """The lines that moved, the largest effect first; ``both`` joins two ``state_of``."""
    first, last = period.to_timestamp(), last_day(period)
    new, gone = both["status_old"].isna(), both["status_new"].isna()
    known = ~new & ~gone
    changed = {
        name: known & _differs(both[f"{name}_old"], both[f"{name}_new"])
        for name in [*STATE, "year_oere"]
    }
    price = changed["price_kr"] | changed["quantity"] | changed["frequency"]
    end = both["end_new"]
    # A line ends in the month when its last paid day does, or fell earlier and is news now.
    ends_now = known & (end.between(first, last) | (changed["end"] & (end <= last)))
    kind = pd.Series(pd.NA, index=both.index, dtype="str")
    for name, fits in {
        "tilgang": (new & (both["start_new"] >= first))
        | (
            known
            & both["start_new"].between(first, last)
            & ~changed["start"]
            & ~changed["end"]
            & ~price
            & ~changed["status"]
        ),
        "sent_registreret": new,
        "udgaaet": gone,
        "afgang": ends_now,
        "slutdato": changed["end"],
        "startdato": changed["start"],
        "pris": price,
        "status": changed["status"],
        "afloest": changed["year_oere"],
    }.items():
        kind = kind.mask(kind.isna() & fits, name)
    kind = kind[kind.notna()]
    leaving = kind.isin(["afgang", "slutdato"])
    moves = both.loc[kind.index].assign(kind=_price_way(both, _moved_on(both, kind)))
    out = pd.DataFrame({"kind": moves["kind"]})
    for fact in FACTS:
        out[fact] = moves[f"{fact}_new"].where(moves["status_new"].notna(), moves[f"{fact}_old"])
    out["from_date"] = moves["start_new"].fillna(moves["start_old"])
    out["from_date"] = out["from_date"].mask(leaving, moves["end_new"])
    priced = kind == "pris"
    out["from_date"] = out["from_date"].mask(priced, moves["price_from_new"])
    out["before"] = _described(moves, "old")
    out["now"] = _described(moves, "new")
    for name, cost in {"effect_oere": "year_oere", "past_effect_oere": "past_oere"}.items():
        effect = moves[f"{cost}_new"].fillna(0) - moves[f"{cost}_old"].fillna(0)
        out[name] = effect.astype("int64")
    out = out.reset_index(level="line_id").reset_index(drop=True)
    return out.sort_values(
        "effect_oere", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def _moved_on(both: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """The kinds, with *flyttet* where a citizen goes from one tilbud to another.

    A hovedydelse that ends, and one that begins at another tilbud within ``MOVE_DAYS`` days of it,
    for the same person (the same case where no person is known). Each of the two is *flyttet*
    where it is a movement of its own; the other may have been known before.
    """
    here = both["status_new"].notna() & (both["line_kind_new"] == "hovedydelse")
    main = both[here & (both["frequency_new"] != "engang")]
    stay = pd.DataFrame(
        {
            "row": main.index.to_flat_index(),
            "who": main["person_id_new"].fillna(main["case_id_new"]),
            "place": main["tilbud_new"].fillna(main["provider_new"]),
            "start": main["start_new"],
            "end": main["end_new"],
        }
    ).dropna(subset=["who", "place"])
    pairs = stay.dropna(subset=["end"]).merge(stay, on="who", suffixes=("_from", "_to"))
    days = (pairs["start_to"] - pairs["end_from"]).dt.days - 1
    pairs = pairs[days.abs().le(MOVE_DAYS) & (pairs["place_from"] != pairs["place_to"])]
    pairs = pairs[pairs["start_to"] > pairs["start_from"]]
    rows = kind.index.to_flat_index()
    leaves = kind.isin(["afgang", "slutdato"]) & rows.isin(pairs["row_from"])
    arrives = kind.isin(["tilgang", "sent_registreret"]) & rows.isin(pairs["row_to"])
    return kind.mask(leaves | arrives, "flyttet")


def _price_way(both: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """The kinds, with *pris* told as up or down by the kroner per day."""
    old, new = (_per_day(both.loc[kind.index], side) for side in ("old", "new"))
    priced = kind == "pris"
    return kind.mask(priced & (new > old), "pris_op").mask(priced & (new < old), "pris_ned")


def _per_day(both: pd.DataFrame, side: str) -> pd.Series:
    amount = both[f"price_kr_{side}"] * both[f"quantity_{side}"].fillna(1)
    return amount / both[f"frequency_{side}"].map(DAYS_OF).astype("float64")


def _differs(old: pd.Series, new: pd.Series) -> pd.Series:
    return ~((old == new) | (old.isna() & new.isna()))


def _described(moves: pd.DataFrame, side: str) -> pd.Series:
    """What the line looked like, in Danish; empty where it did not exist."""
    columns = moves[[f"{name}_{side}" for name in STATE]].itertuples(index=False, name=None)
    return pd.Series([_state(*row) for row in columns], index=moves.index, dtype="str")


def _quantity(value: float) -> str:
    """``37``, ``1,5`` or ``0,25``: as many of three decimals as it has."""
    text = numbers.number(value, 3)
    return text.rstrip("0").rstrip(",")


def _state(
    start: pd.Timestamp,
    end: pd.Timestamp,
    price: float,
    quantity: float,
    frequency: str,
    status: str,
) -> str:
    """``01-01-2026 – åben; 2 × 500,00 kr. pr. uge``, with its status unless it is granted."""
    if pd.isna(status):
        return ""
    words = numbers.date(start)
    if frequency != "engang":
        words += f" – {'åben' if pd.isna(end) else numbers.date(end)}"
    if not pd.isna(price):
        times = "" if pd.isna(quantity) or quantity == 1 else f"{_quantity(quantity)} × "
        words += f"; {times}{numbers.price(price)} {HOW_OFTEN[frequency]}"
    return words if status == "bevilget" else f"{words} ({status})"
