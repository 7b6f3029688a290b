"""Who bears a cost in the refusion: the household of a child, or the citizen alone.

A child counts with its household up to and including the day before the 18th birthday, then alone;
no two adults are ever one payer. Rows of the ledger in whose month an age limit falls are split at
the birthday, to the øre, exactly as a line split on that day would be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.cost.lines import ENGANG
from okonomi.cost.persons import citizens
from okonomi.cost.rate import frequency_codes, rates_e4, running_oere
from okonomi.cost.window import Window
from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.intake.schema import FREQUENCIES
from okonomi.rules import Counts, Rules

CHILD, ADULT, SENIOR = 0, 1, 2
"""Stages: below 18, from 18, from 67 (the ages are the schemes')."""
GROUPS = ("boern", "voksne", "voksne")
"""The scheme's group at each stage."""

NEVER = np.iinfo(np.int64).max // 4
"""Day number of what never comes."""
_MAANED = FREQUENCIES.index("maaned")


@dataclass(frozen=True, eq=False, kw_only=True)
class Parts:
    """The ledger's rows, split at age limits.

    ``frame``: row (position in the ledger frame), line, month (first of the month), gross_oere,
    egenbetaling_oere (of the same days), once (paid once), stage, payer (text: internal, holds a
    pseudonym), person (likewise), turns (day number of the upper age limit), paragraf (the line's,
    else its hovedydelse's), percent (of the cost counted in the refusion) and skoen (whether that
    is an estimate). The parts' gross_oere of a row add up to the row's.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]


def parts_of(
    ledger: pd.DataFrame, placement: pd.DataFrame, person: pd.DataFrame, rules: Rules
) -> Parts:
    """Every row of ``ledger`` with its payer; rows in the month of an age limit are split.

    ``ledger`` is a frame of ``cost.ledger`` over ``placement``. A person is person_id, else
    case_id, else line_id; the household is the line's, else the person's, else the child alone.
    Without a birth date the area decides whether it is a child, and a Finding says so.
    """
    line = ledger["line"].to_numpy()
    paragraf, counts = _counted(placement, rules)
    who = _persons(placement, person)
    first_day, last_day, once = _days(ledger, placement)
    year = ledger["month"].dt.year.to_numpy()
    leaves, turns = _limits(who, counts, line, year, rules)

    row = np.arange(len(ledger))
    splits = [(at, cut[at]) for cut in (leaves, turns)
              for at in np.flatnonzero((cut > first_day) & (cut <= last_day))]  # fmt: skip
    late = np.array([at for at, _ in splits], dtype=np.int64)
    cuts = np.array([cut for _, cut in splits], dtype=np.int64)
    of = np.concatenate([row, late])
    begins = np.concatenate([first_day, cuts])
    ends = np.concatenate([last_day, last_day[late]])
    ends[late] = cuts - 1

    gross = np.concatenate([ledger["gross_oere"].to_numpy(), np.zeros(len(late), dtype=np.int64)])
    window = _window(ledger)
    before = _cost(window, placement, line[late], first_day[late], cuts - 1)
    gross[len(row) :] = gross[late] - before
    gross[late] = before
    stage = np.where(begins < leaves[of], CHILD, np.where(begins < turns[of], ADULT, SENIOR))

    order = np.lexsort((begins, of))
    of, begins, ends, gross, stage = (x[order] for x in (of, begins, ends, gross, stage))
    position = line[of]
    frame = pd.DataFrame(
        {
            "row": of,
            "line": position,
            "month": ledger["month"].array.take(of),
            "gross_oere": gross,
            "egenbetaling_oere": _egenbetaling(window, placement, position, begins, ends, once[of]),
            "once": once[of],
            "stage": stage,
            "payer": np.select(
                [stage != CHILD, _sums_household(rules, year)[of]],
                [who.alone[position], who.household[position]],
                who.child[position],
            ),
            "person": who.alone[position],
            "turns": turns[of],
            "paragraf": paragraf[position],
            "percent": np.array([c.percent for c in counts], dtype=np.int64)[position],
            "skoen": np.array([c.skoen for c in counts], dtype=bool)[position],
        }
    )
    return Parts(frame=frame, findings=_findings(who, frame, placement))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Persons:
    """Per placement row: payer texts, birth month and day, and what is not known."""

    alone: np.ndarray
    child: np.ndarray
    household: np.ndarray
    birth: np.ndarray  # datetime64[D], NaT where unknown
    child_area: np.ndarray
    no_household: np.ndarray


def _persons(placement: pd.DataFrame, person: pd.DataFrame) -> _Persons:
    known = person.groupby("person_id")[["birth_date", "household_id"]].first()
    who = citizens(placement)
    household = placement["household_id"].astype(object)
    of_person = known.reindex(placement["person_id"])
    other = of_person["household_id"].astype(object).to_numpy()
    household = household.where(household.notna(), other)
    barns_lov = placement["paragraf"].str.startswith("BL").fillna(False).astype(bool)
    child_area = placement["area"].eq("boern") | (placement["area"].isna() & barns_lov)
    return _Persons(
        alone=person_keys(placement),
        child=("barn " + who).to_numpy(dtype=object),
        household=("husstand " + household.astype(str))
        .where(household.notna(), "barn " + who)
        .to_numpy(dtype=object),
        birth=of_person["birth_date"].to_numpy().astype("datetime64[D]"),
        child_area=child_area.to_numpy(dtype=bool),
        no_household=household.isna().to_numpy(),
    )


def person_keys(placement: pd.DataFrame) -> np.ndarray:
    """Per placement row the text that stands for the person as a payer of their own."""
    return ("borger " + citizens(placement)).to_numpy(dtype=object)


def _sums_household(rules: Rules, year: np.ndarray) -> np.ndarray:
    """Whether the children's scheme of each year sums the household."""
    schemes = {y: rules.scheme("boern", y) for y in np.unique(year).tolist()}
    sums = {y: scheme is None or scheme.household for y, scheme in schemes.items()}
    return np.array([sums[y] for y in year.tolist()], dtype=bool)


def _limits(
    who: _Persons, counts: list[Counts], line: np.ndarray, year: np.ndarray, rules: Rules
) -> tuple[np.ndarray, np.ndarray]:
    """Per ledger row the day number of leaving the household, and of the upper age limit."""
    ages = {
        group: {y: _age_limit(rules, group, y) for y in np.unique(year).tolist()}
        for group in ("boern", "voksne")
    }
    own = np.array([c.household_until or 0 for c in counts], dtype=np.int64)[line]
    leaves = np.array([ages["boern"][y] for y in year.tolist()], dtype=np.int64)
    upper = np.array([ages["voksne"][y] for y in year.tolist()], dtype=np.int64)
    birth, unknown = who.birth[line], np.isnat(who.birth[line])
    child_until = np.where(own > 0, own, leaves)
    leaving = np.where(who.child_area[line], NEVER, -NEVER)
    leaving[~unknown] = birthdays(birth[~unknown], child_until[~unknown])
    turning = np.full(len(line), NEVER)
    turning[~unknown] = birthdays(birth[~unknown], upper[~unknown])
    return leaving, turning


def birthdays(birth: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Day number (days since 1970-01-01) of the birthdays; 29 February gives 1 March."""
    month = birth.astype("datetime64[M]")
    into = (birth - month.astype("datetime64[D]")).astype(np.int64)
    later = month + (12 * age).astype("timedelta64[M]")
    return later.astype("datetime64[D]").astype(np.int64) + into


def _age_limit(rules: Rules, group: str, year: int) -> int:
    """The scheme's age; before the first scheme, where nothing is computed, the first one's."""
    of_group = [scheme for scheme in rules.schemes if scheme.group == group]
    scheme = rules.scheme(group, year) or min(of_group, key=lambda s: s.valid_from)
    return scheme.age_below


def _days(
    ledger: pd.DataFrame, placement: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last paid day of every ledger row (day numbers), and whether it is paid once.

    A line's days in a month are one run, and nothing but its own start can begin it later than
    the month: a replaced line only ends earlier.
    """
    line = ledger["line"].to_numpy()
    month = ledger["month"].to_numpy().astype("datetime64[D]").astype(np.int64)
    start = placement["start"].to_numpy()[line].astype("datetime64[D]").astype(np.int64)
    once = frequency_codes(placement, line) == ENGANG
    first = np.maximum(month, start)
    last = np.where(once, first, first + ledger["days"].to_numpy() - 1)
    return first, last, once


def _window(ledger: pd.DataFrame) -> Window:
    """The ledger's months; any month where there is no row to ask about."""
    if ledger.empty:
        return Window(pd.Period("2000-01", "M"), pd.Period("2000-01", "M"))
    months = ledger["month"].dt.to_period("M")
    return Window(months.min(), months.max())


def _cost(
    window: Window, placement: pd.DataFrame, line: np.ndarray, first: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """Øre of the lines from ``first`` to ``last`` (day numbers inside the window)."""
    rate, frequency = rates_e4(placement, line), frequency_codes(placement, line)
    return _between(window, rate, frequency, first, last)


def _egenbetaling(
    window: Window,
    placement: pd.DataFrame,
    line: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    once: np.ndarray,
) -> np.ndarray:
    """The citizen's own payment (kroner a month) for the same days; none for what is paid once."""
    price = placement["egenbetaling_kr"].to_numpy(dtype=np.float64, na_value=0.0)[line]
    price = np.nan_to_num(price)
    rate = np.where(once, 0, np.rint(price * 1e4)).astype(np.int64)
    frequency = np.full(len(line), _MAANED)
    return _between(window, rate, frequency, first, last)


def _between(
    window: Window, rate: np.ndarray, frequency: np.ndarray, first: np.ndarray, last: np.ndarray
) -> np.ndarray:
    begin = running_oere(window, rate, frequency, first - window.first_day - 1)
    return running_oere(window, rate, frequency, last - window.first_day) - begin


def _counted(placement: pd.DataFrame, rules: Rules) -> tuple[np.ndarray, list[Counts]]:
    """Per placement row its paragraf and what counts; without one it has its hovedydelse's."""
    main = placement[placement["line_kind"].eq("hovedydelse") & placement["paragraf"].notna()]
    of_main = main.dropna(subset="placement_id").drop_duplicates("placement_id")
    inherited = of_main.set_index("placement_id")["paragraf"].reindex(placement["placement_id"])
    own = placement["paragraf"].astype(object)
    paragraf = own.where(own.notna(), inherited.to_numpy(dtype=object)).to_numpy()
    codes, names = pd.factorize(paragraf)
    # A missing paragraf has the code −1: the entry at the end.
    known = [rules.paragraffer.counts(name) for name in [*names, None]]
    return paragraf, [known[code] for code in codes]


def _findings(who: _Persons, parts: pd.DataFrame, placement: pd.DataFrame) -> tuple[Finding, ...]:
    findings = []
    line = parts["line"].to_numpy()
    ageless = parts[np.isnat(who.birth[line])]
    if persons := ageless["person"].nunique():
        findings.append(
            Finding(
                code="refusion-alder-ukendt",
                severity="advarsel",
                text=f"{number_of(persons, 'borger', 'borgere')} er uden fødselsdato og regnes i "
                "statsrefusionen som barn eller voksen efter linjens område.",
                remedy="Få CPR-nummeret med i udtrækket.",
                rows=_lines(placement, ageless),
            )
        )
    lone = parts[(parts["stage"] == CHILD) & who.no_household[line]]
    if persons := lone["person"].nunique():
        findings.append(
            Finding(
                code="refusion-husstand-ukendt",
                severity="oplysning",
                text=f"{number_of(persons, 'barn', 'børn')} er uden husstand og regnes alene. Får "
                "søskende også hjælp, er statsrefusionen for lav.",
                remedy="Få husstanden med i udtrækket.",
                rows=_lines(placement, lone),
            )
        )
    return tuple(findings)


def _lines(placement: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    return placement.iloc[parts["line"].unique()][["line_id", "case_id", "area", "service"]]
