"""Which placements could come home, to what, and what speaks against it.

A candidate is a case to consider, never a decision: a move needs consent or a new decision. What
speaks against a move is shown beside it and hides no case.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.contracts.runs import runs
from okonomi.analysis.hjemtagelse.local import not_compared_for, not_known_for, suitable
from okonomi.analysis.hjemtagelse.where import is_ours
from okonomi.analysis.priced import Priced
from okonomi.analysis.private import is_private
from okonomi.intake import Reading

SOON_MONTHS = 12
RECENT_MONTHS = 12
ADULT, SENIOR = 18, 67
SEVERE = ("Højt", "Fuldstændigt")
SOON_ADULT, SOON_SENIOR = "fylder snart 18 år", "fylder snart 67 år"
RECENTLY = "er flyttet inden for det seneste år"
ENDS = "bevillingen ender inden for et år"
GREAT_NEED, UNKNOWN_NEED = "har et stort støttebehov", "støttebehovet er ikke vurderet"
OTHER_PLACE = "har også et andet tilbud"
UNKNOWN_HOME = "tilbuddets støtte er ikke kendt"
NOT_COMPARED = "målgruppe eller paragraf er ikke holdt op mod tilbuddets"
AGAINST = (
    SOON_ADULT, SOON_SENIOR, RECENTLY, ENDS, GREAT_NEED, UNKNOWN_NEED, OTHER_PLACE, UNKNOWN_HOME,
    NOT_COMPARED,
)  # fmt: skip
SECURE = "5.28.24"
"""The function for sikrede døgninstitutioner: no open tilbud takes their place."""
CONSENT = "kræver samtykke eller en ny afgørelse"


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """``frame``: one row per placement udenbys, dearest first, indexed as ``Priced.frame``.

    Columns of ``Priced.frame``, of which end is the stay's (``_ends``), and: since (first day with
    the provider), age (whole years, missing where the birth date is), homes (tuple of names of
    local tilbud that suit), why_none (why no tilbud suits, or nothing), unknown (those of the homes
    whose støtte is not known, ``not_known_for``), uncompared (likewise, ``not_compared_for``),
    against (what speaks against, "; " between). ``unknown_place``: placements whose location is not
    known, which are a group of their own and never udenbys.
    """

    frame: pd.DataFrame
    unknown_place: int


def candidates(reading: Reading, priced: Priced, local: pd.DataFrame, municipality: str) -> Found:
    """Placements in another municipality at a provider that is not our own.

    ``local``: own and planned tilbud, see ``local.local_tilbud``.
    """
    frame = priced.frame[~priced.frame["own"]]
    frame = frame[~is_private(frame)]
    place = frame["location_municipality"]
    away = frame[place.notna() & ~is_ours(place, municipality)]
    away = away.assign(
        age=_age(away, reading, priced),
        since=_since(away, reading["placement"]),
        end=_ends(away, reading["placement"]),
    )
    several = away["person_id"].map(priced.frame["person_id"].value_counts()).gt(1)
    away = away.assign(other_place=several)
    found = [
        ((), "en sikret anbringelse kan ikke ske i et åbent tilbud")
        if row.function == SECURE
        else suitable(row, local)
        for row in away.itertuples()
    ]
    homes, why = [names for names, _ in found], [reason for _, reason in found]
    away = away.assign(homes=homes, why_none=why)
    away["unknown"] = [not_known_for(row, local) for row in away.itertuples()]
    away["uncompared"] = [not_compared_for(row, local) for row in away.itertuples()]
    against = [_against(row, priced) for row in away.itertuples()]
    found = away.assign(against=against).drop(columns="other_place")
    found = found.sort_values(
        ["total_kr_per_day", "line_id"], ascending=[False, True], kind="stable"
    )
    return Found(frame=found, unknown_place=int(place.isna().sum()))


def _since(frame: pd.DataFrame, placement: pd.DataFrame) -> pd.Series:
    """The first day of the citizen's main lines with the provider: a new price is no new place."""
    main = placement[placement["line_kind"] == "hovedydelse"]
    first = main.groupby(["person_id", "provider"])["start"].min().rename("since")
    return (
        frame[["person_id", "provider"]]
        .join(first, on=["person_id", "provider"])["since"]
        .fillna(frame["start"])
    )


def _ends(frame: pd.DataFrame, placement: pd.DataFrame) -> pd.Series:
    """The last day granted of each stay; missing where it is open.

    A line's next price, and the same service at the same provider granted anew from the day after,
    go on with it; of several such the one that lasts longest.
    """
    main = placement.reset_index(drop=True)
    main = main[(main["line_kind"] == "hovedydelse") & (main["status"] == "bevilget")]
    main = main[main["frequency"] != "engang"]
    whole = runs(main, ["line_id", "case_id", "provider"])
    whole = whole.sort_values("last", kind="stable")  # open ones last
    main = main.loc[whole.index]
    keys = pd.MultiIndex.from_arrays(
        [main["person_id"].fillna(main["case_id"]), main["provider"], main["service"]]
    )
    goes_on = dict(zip(zip(keys, whole["first"], strict=True), whole["last"], strict=True))
    ends = []
    for key, end in zip(keys, whole["last"], strict=True):
        while (following := (key, end + pd.Timedelta(days=1))) in goes_on:
            end = goes_on[following]
        ends.append(end)
    found = pd.Series(ends, index=main.index, dtype="datetime64[s]")
    return found.reindex(frame.index)


def _age(frame: pd.DataFrame, reading: Reading, priced: Priced) -> pd.Series:
    """Whole years on the day of the prices."""
    born = birth_dates(frame, reading)
    day = pd.Timestamp(priced.day)
    had = (born.dt.month < day.month) | ((born.dt.month == day.month) & (born.dt.day <= day.day))
    return (day.year - born.dt.year - (~had).astype(int)).astype("Int64").where(born.notna())


def birth_dates(frame: pd.DataFrame, reading: Reading) -> pd.Series:
    """The citizen's birth date for each row; missing where it is not known."""
    known = reading["person"].drop_duplicates("person_id").set_index("person_id")["birth_date"]
    return known.reindex(frame["person_id"]).set_axis(frame.index)


def _against(row, priced: Priced) -> str:
    day = pd.Timestamp(priced.day)
    said = list[str]()
    for limit, what in ((ADULT, SOON_ADULT), (SENIOR, SOON_SENIOR)):
        if pd.notna(row.age) and row.age == limit - 1:
            said.append(what)
    if row.since > day - pd.DateOffset(months=RECENT_MONTHS):
        said.append(RECENTLY)
    if pd.notna(row.end) and row.end < day + pd.DateOffset(months=SOON_MONTHS):
        said.append(ENDS)
    if row.stoettebehov in SEVERE:
        said.append(GREAT_NEED)
    if pd.isna(row.stoettebehov):
        said.append(UNKNOWN_NEED)
    if row.other_place:
        said.append(OTHER_PLACE)
    if row.unknown:
        said.append(UNKNOWN_HOME)
    if row.uncompared:
        said.append(NOT_COMPARED)
    return "; ".join([*said, CONSENT])
