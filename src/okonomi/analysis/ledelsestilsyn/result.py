"""Do we keep what we promised? Indicators of the work in reviewed cases: mål, milepæl, status.

Row: one indicator, measured on the cases drawn in the last ``months`` months. A share of all cases
is a fact, a share of a draw has a 95 % interval, and a promise that the interval does not decide is
left undecided. The method: ``docs/metode/ledelsestilsyn.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.ledelsestilsyn.change import LEVEL
from okonomi.analysis.ledelsestilsyn.doubts import doubts
from okonomi.analysis.ledelsestilsyn.measure import MISSED, OPEN, REACHED, UNMEASURED
from okonomi.analysis.ledelsestilsyn.picture import picture, picture_height
from okonomi.analysis.ledelsestilsyn.reviews import BROKEN, HALF, reviews
from okonomi.analysis.ledelsestilsyn.rows import FIRST, WITHOUT, indicator_rows
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Figure, Group, Public, Table, figures, numbers
from okonomi.rules.ledelsestilsyn import Indicator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PUBLIC_NOTE = (
    "● nået ○ ikke nået ◐ kan ikke afgøres med dette antal sager. Intervallet er 95 %; hvor det "
    "mangler, er alle sager gennemgået."
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Ledelsestilsyn(Result):
    """``rows``, in the indicators' order: id, area_label, name, label (with how it counts), goal,
    promised (shares 0–1, missing where none is set), due, is_due, next (the milestone after it);
    share, low, high (missing where n is 0; low = share = high where all cases were seen), status,
    interval (text, of a draw), n (cases in the denominator), population (the sum over the months
    of the cases drawn from), basis (alle, stikprøve, or alle that are not finished); verdict and
    verdict_word on the milestone, goal_word on the goal; fully, partly, broken, irrelevant,
    unreviewed (reviews per outcome), impossible (strata smaller than what was reviewed in them);
    before, before_n, difference, difference_text (95 %, percentage points), p, shared (cases in
    both measurements), change_word; behind (the smallest of fully, partly and broken but 0).
    ``failed``: the reviews that do not keep what is asked, by indicator and case; internal.
    ``months`` and ``earlier``: the months measured now and last time.
    """

    name = "ledelsestilsyn"
    title = "Holder vi det, vi har lovet i ledelsestilsynet?"

    rows: pd.DataFrame
    failed: pd.DataFrame
    months: pd.PeriodIndex
    earlier: pd.PeriodIndex

    def summary(self) -> str:
        span = _span(self.months)
        if self.rows.empty:
            return "Der er ingen indikatorer i brug i ledelsestilsynet."
        measured = self.rows[self.rows["verdict"] != UNMEASURED]
        if measured.empty:
            return (
                f"Der er ingen gennemgåede sager i ledelsestilsynet i {span}, så ingen af de "
                f"{len(self.rows)} indikatorer kan vises."
            )
        said = [
            f"{numbers.whole(n)} {word}"
            for verdict, word in (
                (REACHED, "har nået milepælen"),
                (MISSED, "har ikke"),
                (OPEN, "kan ikke afgøres med det antal sager, der er set"),
                (WITHOUT, "har ingen milepæl"),
                (UNMEASURED, "er ikke målt"),
            )
            if (n := int((self.rows["verdict"] == verdict).sum()))
        ]
        listed = ", ".join(said[:-1]) + (" og " if len(said) > 1 else "") + said[-1]
        return (
            f"Af {count(len(self.rows), 'indikator', 'indikatorer')} i ledelsestilsynet {span} "
            f"(hver målt på {_range(measured['n'])}): {listed}."
        )

    def tables(self) -> list[Table]:
        if not self.rows["n"].any():  # the summary says so; goals without a status tell nothing
            return []
        tables = [self._main(), self._changes()]
        if len(self.failed):
            tables.append(self._failed())
        return tables

    def _main(self) -> Table:
        return Table(
            name="ledelsestilsyn",
            title=f"Mål, milepæl og status i {_span(self.months)}",
            frame=self.rows,
            columns=(
                Column("area_label", "Område", "text"),
                Column("label", "Indikator", "text"),
                Column("goal", "Mål", "share", 0),
                Column("promised", "Milepæl", "share", 0),
                Column("due", "Senest", "date"),
                Column("status", "Status", "text"),
                Column("interval", "Usikkerhed", "text"),
                Column("n", "Målt på sager", "int"),
                Column("population", "Ud af", "int"),
                Column("verdict_word", "Milepælen er", "text"),
                Column("change_word", "Siden sidst", "text", paper=self._measured_before()),
                Column("share", "Status (andel)", "share", 1, paper=False),
                Column("goal_word", "Målet er", "text", paper=False),
                Column("next", "Næste milepæl", "text", paper=False),
                Column("basis", "Grundlag", "text", paper=False),
            ),
            note=f"{PUBLIC_NOTE} “Ud af” er de sager, der kunne udtrækkes, lagt sammen over "
            f"månederne. {self._tested()}",
            paper_rows=max(len(self.rows), 1),
            public=Public(
                groups=(
                    Group(
                        key="id",
                        n="behind",
                        sums=("n",),
                        other=("status", "interval", "verdict_word", "change_word"),
                    ),
                ),
                facts=("area_label", "label", "goal", "promised", "due"),
                note=PUBLIC_NOTE,
            ),
        )

    def _measured_before(self) -> bool:
        return bool((self.rows["change_word"] != FIRST).any())

    def _tested(self) -> str:
        tested = int(self.rows["p"].notna().sum())
        if not tested:
            return "Der er ingen tidligere måling at holde op imod."
        return (
            f"{count(tested, 'ændring', 'ændringer')} siden {_span(self.earlier)} er testet; bedre "
            "eller dårligere står kun, hvor det holder for dem alle på én gang "
            f"({numbers.share(LEVEL, 0)}, Holm)."
        )

    def _changes(self) -> Table:
        compared = self.rows["difference"].notna().any()
        change = (
            Column("before", "Sidst", "share", 0),
            Column("before_n", "Sager sidst", "int"),
            Column("points", "Ændring (procentpoint)", "number", 0),
            Column("difference_text", "95 %-interval", "text"),
            Column("p", "p", "number", 3),
            Column("shared", "Sager i begge", "int"),
        )
        return Table(
            name="ledelsestilsyn_vurderinger",
            title="Vurderingerne bag" + (", og ændringen siden sidst" if compared else ""),
            frame=self.rows.assign(points=100 * self.rows["difference"].astype("float64")),
            columns=(
                Column("name", "Indikator", "text"),
                Column("fully", "Overholdt", "int"),
                Column("partly", "Delvist", "int"),
                Column("broken", "Ikke", "int"),
                Column("irrelevant", "Ikke relevant", "int"),
                Column("unreviewed", "Mangler", "int"),
                *(change if compared else ()),
            ),
            internal=True,
            note="Sidst og ændring er vægtet som status. p er sandsynligheden for mindst så stor "
            "en ændring ved en tilfældighed, når hver gruppe holdes op mod sig selv; hvor ingen "
            "gruppe er set begge gange, eller vægtene siger det modsatte af grupperne, kan de to "
            "ikke sammenlignes."
            if compared
            else None,
            paper_rows=max(len(self.rows), 1),
        )

    def _failed(self) -> Table:
        return Table(
            name="ledelsestilsyn_sager",
            title="Sager, hvor det ikke er helt overholdt",
            frame=self.failed,
            columns=(
                Column("name", "Indikator", "text"),
                Column("case_id", "Sag", "text"),
                Column("stratum", "Gruppe", "text"),
                Column("outcome", "Vurdering", "text"),
                Column("month", "Udtrukket", "month"),
                Column("reviewed", "Gennemgået", "date"),
            ),
            internal=True,
            paper_rows=0,
        )

    def figures(self) -> list[Figure]:
        measured = self.rows[self.rows["n"] > 0]
        if measured.empty:
            return []
        return [
            figures.figure(
                self.plot,
                name="ledelsestilsyn",
                title="Status, milepæl og mål for hver indikator (antal sager i parentes)",
                alt="Et punkt for hver indikators status med en linje for usikkerheden, en lodret "
                "streg ved milepælen og en rude ved målet. "
                + figures.alt_text(measured, "name", {"share": "Status"}, "share"),
                height=picture_height(len(measured)),
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Status with its interval, milestone and goal per indicator."""
        return picture(self.rows, ax)

    def definitions(self) -> list[tuple[str, str]]:
        return define("ledelsestilsyn", "milepæl", "stikprøve")

    def sources(self) -> list[str]:
        return [
            "De gennemgåede sager i månedens og tidligere måneders mapper.",
            "Indikatorer, mål og milepæle: ledelsestilsyn.yaml.",
            "Metode: docs/metode/ledelsestilsyn.md.",
        ]


def ledelsestilsyn(
    reading: Reading, indicators: Sequence[Indicator], *, months: int = 3
) -> Ledelsestilsyn:
    """Status of every indicator in the ``months`` months up to the reading's period.

    Last time is the same number of months before those: the reading holds the earlier months'
    reviews too. The change is tested as a change of practice (``change``). Raises ``ValueError``
    for less than one month.
    """
    if months < 1:
        raise ValueError("a measurement takes at least one month")
    now = pd.period_range(end=reading.period, periods=months, freq="M")
    before = now - months
    frame = reviews(reading, indicators)
    rows = indicator_rows(frame, indicators, now, before)
    names = pd.Series({one.id: one.navn for one in indicators}, dtype="str")
    recent = frame[frame["month"].isin(now) & frame["id"].notna()]
    failed = recent[recent["outcome"].isin([HALF, BROKEN])]
    return Ledelsestilsyn(
        period=reading.period,
        rows=rows,
        failed=failed.assign(
            name=failed["id"].map(names), month=failed["month"].dt.to_timestamp()
        ).reset_index(drop=True),
        months=now,
        earlier=_with_reviews(frame, before),
        findings=doubts(frame, rows, tuple(indicators), now),
    )


def _with_reviews(frame: pd.DataFrame, months: pd.PeriodIndex) -> pd.PeriodIndex:
    """From the first to the last of the months that there are reviews of; all of them for none."""
    seen = months[months.isin(frame["month"])]
    return pd.period_range(seen[0], seen[-1], freq="M") if len(seen) else months


def _span(months: pd.PeriodIndex) -> str:
    """``marts 2026``, ``januar–marts 2026`` or ``november 2025–januar 2026``."""
    first, last = months[0], months[-1]
    if first == last:
        return numbers.month(last)
    start = numbers.month(first)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
    return f"{start}–{numbers.month(last)}"


def _range(n: pd.Series) -> str:
    least, most = int(n.min()), int(n.max())
    if least == most:
        return count(most, "sag", "sager")
    return f"{numbers.whole(least)}–{numbers.whole(most)} sager"
