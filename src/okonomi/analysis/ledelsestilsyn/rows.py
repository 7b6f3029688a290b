"""From measurements to the rows a reader sees: the share, the verdict and the change in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.ledelsestilsyn.change import Change, change, holm
from okonomi.analysis.ledelsestilsyn.measure import (
    MISSED,
    OPEN,
    REACHED,
    UNMEASURED,
    Share,
    share_of,
    verdict,
)
from okonomi.analysis.ledelsestilsyn.reviews import (
    BROKEN,
    HALF,
    IRRELEVANT,
    KEPT,
    Measurement,
    measurement,
)
from okonomi.present import numbers
from okonomi.rules.ledelsestilsyn import Indicator

EVERY_CASE, SAMPLE, UNFINISHED = "alle", "stikprøve", "alle, ikke færdig"
WITHOUT = "ingen milepæl sat"
# Full, empty and half can be told apart without colour.
MARKS = {REACHED: "●", MISSED: "○", OPEN: "◐", UNMEASURED: "–", WITHOUT: "–"}
EARLY = {REACHED: "nået før tiden", MISSED: "endnu ikke nået"}
BETTER, WORSE, SAME, FIRST, CANNOT = (
    "▲ bedre", "▼ dårligere", "ingen sikker ændring", "ikke målt sidst", "kan ikke sammenlignes",
)  # fmt: skip


def indicator_rows(
    frame: pd.DataFrame,
    indicators: Sequence[Indicator],
    now: pd.PeriodIndex,
    before: pd.PeriodIndex,
) -> pd.DataFrame:
    """One row per indicator; the columns are those of ``Ledelsestilsyn.rows``."""
    measured = [measurement(frame, one, now) for one in indicators]
    earlier = [measurement(frame, one, before) for one in indicators]
    changes = [change(this, last) for this, last in zip(measured, earlier, strict=True)]
    words = _change_words(changes)
    return pd.DataFrame(
        [
            _row(one, this, now[-1])
            | {"before_n": len(last.outcomes), "change_word": word}
            | _change(moved)
            for one, this, last, moved, word in zip(
                indicators, measured, earlier, changes, words, strict=True
            )
        ],
        columns=COLUMNS,
    )


def _row(indicator: Indicator, found: Measurement, period: pd.Period) -> dict[str, object]:
    share = share_of(found.strata)
    milestone = indicator.milestone(period)
    promised = None if milestone is None else milestone.share
    due = milestone is not None and milestone.due <= period.end_time.date()
    word = UNMEASURED if share.n == 0 else WITHOUT
    if promised is not None:
        word = verdict(share, promised)
    label = indicator.navn + (f" ({indicator.counting})" if indicator.counting else "")
    return {
        "id": indicator.id,
        "area_label": indicator.omraade,
        "name": indicator.navn,
        "label": label,
        "goal": indicator.maal,
        "promised": promised,
        "due": None if milestone is None else pd.Timestamp(milestone.due),
        "is_due": due,
        "next": _next(indicator, period),
        "share": share.value,
        "low": share.low,
        "high": share.high,
        "status": "" if share.value is None else numbers.share(share.value, 0),
        "interval": interval_text(share),
        "n": share.n,
        "population": found.population,
        "basis": _basis(found, share),
        "verdict": word,
        "verdict_word": in_words(word, due),
        "goal_word": "" if indicator.maal is None else in_words(verdict(share, indicator.maal)),
        "fully": found.counts.get(KEPT, 0),
        "partly": found.counts.get(HALF, 0),
        "broken": found.counts.get(BROKEN, 0),
        # A status in per cent tells them: the row is about no more than the fewest of them.
        "behind": min(
            (n for k in (KEPT, HALF, BROKEN) if (n := found.counts.get(k, 0))), default=0
        ),
        "irrelevant": found.counts.get(IRRELEVANT, 0),
        "unreviewed": found.unreviewed,
        "impossible": found.impossible,
    }


def _basis(found: Measurement, share: Share) -> str:
    if not found.strata:
        return ""
    if not share.drawn:
        return EVERY_CASE
    return SAMPLE if found.drawn else UNFINISHED


def _next(indicator: Indicator, period: pd.Period) -> str:
    """The first milestone after the one judged by: ``90 % senest 31-12-2026``."""
    judged = indicator.milestone(period)
    later = [m for m in indicator.milepaele if judged is not None and m.due > judged.due]
    if not later:
        return ""
    return f"{numbers.share(later[0].share, 0)} senest {numbers.date(later[0].due)}"


def interval_text(share: Share) -> str:
    """``37–74 %`` of a draw; "" of all cases, whose share is a fact."""
    if not share.drawn or share.low is None or share.high is None:
        return ""
    return f"{numbers.number(100 * share.low, 0)}–{numbers.share(share.high, 0)}"


def in_words(word: str, due: bool = True) -> str:
    """A verdict with its mark; before the milestone's day nothing is missed yet."""
    return f"{MARKS[word]} {word if due else EARLY.get(word, word)}"


def _change_words(changes: Sequence[Change | None]) -> list[str]:
    """Better or worse only where it holds for all the indicators tested together, and the status
    has moved the same way as the strata it is weighed of."""
    tested = iter(holm([m.p for m in changes if m is not None and m.p is not None]))
    words = []
    for moved in changes:
        if moved is None:
            words.append(FIRST)
        elif moved.p is None:
            words.append(CANNOT)
        elif not next(tested):
            words.append(SAME)
        elif not moved.agrees:
            words.append(CANNOT)
        else:
            words.append(BETTER if moved.difference > 0 else WORSE)
    return words


def _change(moved: Change | None) -> dict[str, object]:
    if moved is None:
        return {}
    return {
        "before": moved.before,
        "difference": moved.difference,
        "difference_text": f"{numbers.number(100 * moved.low, 0, sign=True)} til "
        f"{numbers.number(100 * moved.high, 0, sign=True)}",
        "p": moved.p,
        "shared": moved.shared,
    }


COLUMNS = [
    "id", "area_label", "name", "label", "goal", "promised", "due", "is_due", "next", "share",
    "low", "high", "status", "interval", "n", "population", "basis", "verdict", "verdict_word",
    "goal_word", "fully", "partly", "broken", "behind", "irrelevant", "unreviewed", "impossible",
    "before", "before_n", "difference", "difference_text", "p", "shared", "change_word",
]  # fmt: skip
