"""Do need, service and price go together? A list for the visitationsudvalg to look at.

Row: one running placement, held up to placements with the same assessed støttebehov in its
like-for-like group: its hours a week and night cover, then its price. Prices are kroner per day net
of moms, in one price year. The list prices services and contracts; it is never a proposal about a
citizen, and *mere* and *mindre* weigh the same. Rule and limits: ``docs/metode/behov.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.match.place import place
from okonomi.analysis.priced import Priced
from okonomi.analysis.private import is_private
from okonomi.analysis.result import Result
from okonomi.analysis.words import count, none_of
from okonomi.intake import Reading
from okonomi.intake.schema import NIGHT_COVER
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers

NOT_A_PROPOSAL = (
    "Listen er til visitationsudvalget at se på; den er aldrig et forslag om en borgers støtte."
)
MORE, LESS = "mere støtte end behovet svarer til", "mindre støtte end behovet svarer til"
FITS = "støtten svarer til behovet"
UNASSESSED, UNKNOWN = "behovet er ikke vurderet", "kan ikke siges"
VERDICTS = (LESS, MORE, FITS, UNKNOWN, UNASSESSED)
"""In the order they are shown."""
HIGHER, LOWER, USUAL = "højere end de fleste", "lavere end de fleste", "som de fleste"
NIGHT_WORDS = {"ingen": "ingen", "sovende": "sovende", "vaagen": "vågen"}

BY = ("function", "service")
"""The like-for-like group: placements that are held up to each other."""
LEAST = 8
"""Placements with the same need in a group, below which nothing is said."""
REACH = 1.0
"""Quartile distances beyond the quartiles that are still ordinary."""
SMALL_HOURS, SMALL_SHARE = 2.0, 0.10
"""Hours a week from the median, and share of its price, that are small whatever the spread."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Match(Result):
    """Need, service and price of every running placement.

    ``rows``: case_id, provider, service, paragraf, area, target_group, stoettebehov, n (placements
    with the same need in the group), hours_per_week, hours_low, hours_middle, hours_high (the
    quartiles of the n), night_cover, night_label, night_word, day_kr, day_low, day_middle,
    day_high, verdict and price_word. The index is a position in ``reading["placement"]``.
    ``verdicts``: verdict and placements. ``least``, ``reach`` and ``by``: the rule.
    """

    name = "behov_ydelse_pris"
    title = "Passer behov, ydelse og pris sammen?"

    rows: pd.DataFrame
    verdicts: pd.DataFrame
    by: tuple[str, ...]
    least: int
    reach: float

    def summary(self) -> str:
        day = numbers.month(self.period)
        if self.rows.empty:
            return f"Der er ingen løbende placeringer med en pris ved udgangen af {day}."
        many = self.verdicts.set_index("verdict")["placements"]
        rows = (len(self.rows), "placering", "placeringer")
        said = len(self.rows) - many[UNKNOWN] - many[UNASSESSED]
        if not said:
            why = [f"{numbers.whole(many[UNASSESSED])} er ikke vurderet"]
            if many[UNKNOWN]:
                why.append(
                    f"for {numbers.whole(many[UNKNOWN])} er der færre end {self.least} med samme "
                    "behov eller ingen timer"
                )
            return (
                f"{none_of(*rows)} ved udgangen af {day} kan holdes op mod behovet: "
                f"{', og '.join(why)}. {NOT_A_PROPOSAL}"
            )
        return (
            f"Ved udgangen af {day} kan {numbers.whole(said)} af {count(*rows)} holdes op mod "
            f"andre med samme vurderede behov: {numbers.whole(many[FITS])} passer, "
            f"{numbers.whole(many[LESS])} får mindre og {numbers.whole(many[MORE])} mere støtte, "
            f"end behovet svarer til. {NOT_A_PROPOSAL}"
        )

    def tables(self) -> list[Table]:
        listed = self.rows["verdict"].isin((LESS, MORE))
        listed |= self.rows[["night_word", "price_word"]].isin((HIGHER, LOWER)).any(axis=1)
        return [
            Table(
                name="behov_antal",
                title="Støtten holdt op mod behovet",
                frame=self.verdicts,
                internal=True,
                columns=(
                    Column("verdict", "Støtten", "text"),
                    Column("placements", "Placeringer", "int"),
                ),
                note=self._rule(),
            ),
            Table(
                name="behov_liste",
                paper_rows=15,
                title="Placeringer at se på",
                frame=self.rows[listed],
                internal=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("stoettebehov", "Støttebehov", "text"),
                    Column("n", "Med samme behov", "int"),
                    Column("verdict", "Støtten", "text"),
                    Column("hours_per_week", "Timer pr. uge", "number"),
                    Column("hours_middle", "Median", "number"),
                    Column("hours_low", "Nedre kvartil", "number", paper=False),
                    Column("hours_high", "Øvre kvartil", "number", paper=False),
                    Column("night_label", "Nat", "text", paper=False),
                    Column("night_word", "Natdækningen er", "text", paper=False),
                    Column("price_word", "Prisen er", "text"),
                    Column("day_kr", "Kr. pr. døgn", "kr", 0),
                    Column("day_middle", "Median, kr. pr. døgn", "kr", 0, paper=False),
                ),
                note=f"{NOT_A_PROPOSAL} Er støtten mindre, er spørgsmålet, om borgeren får nok; er "
                "den mere, om behovet er vurderet rigtigt. En høj eller lav pris er et spørgsmål "
                "til leverandøren. Priserne er uden moms.",
            ),
        ]

    def _rule(self) -> str:
        return (
            f"{NOT_A_PROPOSAL} Sammenlignet med placeringer af samme slags med samme støttebehov, "
            f"når der er mindst {self.least}. Mere eller mindre siges, når timerne ligger mere end "
            f"{numbers.number(self.reach, 1)} kvartilafstand uden for kvartilerne og mere end "
            f"{numbers.number(SMALL_HOURS, 0)} timer fra medianen. Selv hvor alt passer, falder "
            "nogle få af hundrede uden for."
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("støttebehov")

    def sources(self) -> list[str]:
        return [
            "Støttebehov, timer og natdækning fra bevillingerne, ellers fra kontrakterne.",
            "Metode: docs/metode/behov.md.",
        ]


def match(
    reading: Reading,
    priced: Priced,
    *,
    by: Sequence[str] = BY,
    least: int = LEAST,
    reach: float = REACH,
) -> Match:
    """Hold each running placement up to those with the same need.

    ``priced`` is ``priced.priced(reading, rules)``; ``by`` are columns of its frame that make the
    like-for-like group (private persons are always a group of their own); ``least`` placements with
    the same need are wanted before anything is said (at least 4).
    """
    if least < 4:
        raise ValueError("least must be at least 4: quartiles of fewer say nothing")
    frame = priced.frame
    frame = frame.assign(private=is_private(frame))
    keys = [*by, "private", "stoettebehov"]
    hours = frame["hours_per_week"].where(frame["hours_per_week"] > 0)
    night = frame["night_cover"].map(NIGHT_COVER.index, na_action="ignore").astype("float64")
    groups = frame[keys]
    of_hours = place(hours, groups, least=least, reach=reach, small=SMALL_HOURS)
    of_night = place(night, groups, least=least, reach=0.0, small=0.5)
    day_kr = frame["total_kr_per_day"].where(frame["total_kr_per_day"] > 0)
    small_kr = SMALL_SHARE * day_kr.groupby([groups[k] for k in keys]).transform("median")
    of_price = place(day_kr, groups, least=least, reach=reach, small=small_kr)
    rows = frame[
        ["case_id", "provider", "service", "paragraf", "area", "target_group", "stoettebehov"]
    ].assign(
        n=of_hours["n"],
        hours_per_week=hours,
        hours_low=of_hours["low"],
        hours_middle=of_hours["middle"],
        hours_high=of_hours["high"],
        night_cover=frame["night_cover"],
        night_label=frame["night_cover"].map(NIGHT_WORDS).astype("str"),
        night_word=_word(of_night["side"]),
        day_kr=day_kr,
        day_low=of_price["low"],
        day_middle=of_price["middle"],
        day_high=of_price["high"],
        verdict=_verdict(of_hours["side"], frame["stoettebehov"]),
        price_word=_word(of_price["side"]),
    )
    order = rows["verdict"].map(VERDICTS.index)
    rows = rows.assign(order=order).sort_values(["order", "case_id"], kind="stable")
    counted = rows["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
    return Match(
        period=reading.period,
        rows=rows.drop(columns="order"),
        verdicts=counted.rename_axis("verdict").rename("placements").reset_index(),
        by=tuple(by),
        least=least,
        reach=reach,
        findings=priced.findings,
    )


def _verdict(hours: pd.Series, need: pd.Series) -> pd.Series:
    verdict = hours.map({-1.0: LESS, 0.0: FITS, 1.0: MORE}).astype("str").fillna(UNKNOWN)
    return verdict.mask(need.isna(), UNASSESSED)


def _word(side: pd.Series) -> pd.Series:
    return side.map({-1.0: LOWER, 0.0: USUAL, 1.0: HIGHER}).astype("str").fillna(UNKNOWN)
