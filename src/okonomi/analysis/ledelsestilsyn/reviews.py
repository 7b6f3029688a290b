"""The reviews of a measurement: which months, which outcomes count, and the strata behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.ledelsestilsyn.measure import Stratum
from okonomi.intake import Reading
from okonomi.period import is_period
from okonomi.rules.ledelsestilsyn import PARTLY, RELEVANT, Indicator

KEPT, HALF, BROKEN, IRRELEVANT = (
    "Overholdt", "Delvist overholdt", "Ikke overholdt", "Ikke relevant",
)  # fmt: skip


def reviews(reading: Reading, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Every review up to the reading's period, one row per indicator, case and month.

    ``id`` is the indicator's (missing where no indicator has that id or name) and ``month`` the one
    the case was drawn in; where that is not written, the month of the review, else of the file's
    folder. ``stratum`` is "" where none is written.
    """
    frame = reading["indicator_sample"].reset_index(drop=True)
    names = {one.navn.casefold(): one.id for one in indicators}
    names |= {one.id: one.id for one in indicators}
    folder = reading.files["file"].str[:7].reindex(frame["source"]).to_numpy()
    month = frame["drawn"].fillna(frame["reviewed"]).dt.to_period("M")
    folders = pd.Series(
        [pd.Period(name, "M") if is_period(str(name)) else reading.period for name in folder],
        index=frame.index,
        dtype="period[M]",
    )
    frame = frame.assign(
        id=frame["indicator"].str.strip().str.casefold().map(names).astype("str"),
        month=month.fillna(folders),
        stratum=frame["stratum"].fillna(""),
    )
    return frame[frame["month"] <= reading.period].sort_values("month", kind="stable")


@dataclass(frozen=True)
class Measurement:
    """One indicator's reviews in some months.

    ``strata`` as ``share_of`` takes them; ``outcomes``: case number → whether it was kept, of those
    that count; ``places``: case number → stratum, of the same; ``counts``: reviews per outcome;
    ``unreviewed``: cases without an outcome yet; ``population``: the sum over months and strata of
    the cases drawn from; ``drawn``: whether a population is written (else all cases are meant to be
    seen); ``impossible``: strata said to hold fewer cases than were reviewed in them.
    """

    strata: tuple[Stratum, ...]
    outcomes: dict[str, bool]
    places: dict[str, str]
    counts: dict[str, int]
    unreviewed: int
    population: int
    drawn: bool
    impossible: int


def measurement(frame: pd.DataFrame, indicator: Indicator, months: pd.PeriodIndex) -> Measurement:
    """The reviews of ``indicator`` in ``months``, from the frame of ``reviews``."""
    own = frame[(frame["id"] == indicator.id) & frame["month"].isin(months)]
    # "Ikke relevant" where every case is to be measured is no answer.
    answers = {KEPT, HALF, BROKEN} | ({IRRELEVANT} if indicator.naevner == RELEVANT else set())
    # Where all cases are seen each month, a case counts once, as it was seen last; listed again
    # and not answered yet, it is as it was answered before.
    drawn = own["population"].notna()
    answered = own["outcome"].isin(answers)
    told = own[answered | ~own["case_id"].isin(own.loc[answered, "case_id"])]
    last = told[~told.duplicated("case_id", keep="last")].index
    own = own[drawn | own.index.isin(last)]
    good = {KEPT, HALF} if indicator.taeller == PARTLY else {KEPT}
    cells: dict[tuple[pd.Period, str], _Cell] = {}
    outcomes: dict[str, bool] = {}
    places: dict[str, str] = {}
    for month, stratum, case, outcome, population in own[_USED].itertuples(index=False):
        cell = cells.setdefault((month, stratum), _Cell())
        cell.cases += 1
        if not pd.isna(population):
            cell.population = max(cell.population or 0, round(population))
        if outcome not in answers:
            continue
        cell.reviewed += 1
        if outcome != IRRELEVANT:
            cell.counted += 1
            cell.kept += outcome in good
            outcomes[case] = outcome in good
            places[case] = stratum
    strata = tuple(
        Stratum(max(cell.size, cell.reviewed), cell.reviewed, cell.counted, cell.kept)
        for cell in cells.values()
    )
    return Measurement(
        strata=strata,
        outcomes=outcomes,
        places=places,
        counts=own["outcome"].value_counts().to_dict(),
        unreviewed=len(own) - sum(stratum.reviewed for stratum in strata),
        population=sum(int(stratum.population) for stratum in strata),
        drawn=any(cell.population is not None for cell in cells.values()),
        impossible=sum(cell.size < cell.reviewed for cell in cells.values()),
    )


_USED = ["month", "stratum", "case_id", "outcome", "population"]


@dataclass
class _Cell:
    """What is counted in one stratum of one month; no population: all its cases are listed."""

    cases: int = 0
    population: int | None = None
    reviewed: int = 0
    counted: int = 0
    kept: int = 0

    @property
    def size(self) -> int:
        return self.cases if self.population is None else self.population
