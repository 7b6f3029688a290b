"""The needs of every analysis, as data: what is looked at, and what it means when it is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from okonomi.intake import Reading
from okonomi.period import last_day

ENOUGH = 0.9
"""The filled share from which a need is met."""
HISTORY_MONTHS = 24


@dataclass(frozen=True)
class Measure:
    """The filled share (None where there are no rows) of ``n`` rows."""

    share: float | None
    n: int


@dataclass(frozen=True, kw_only=True)
class Need:
    """One need of one analysis, in Danish, and how it is measured."""

    analysis: str
    need: str
    measure: Callable[[Reading], Measure]
    consequence: str
    least: float = ENOUGH


def _running(reading: Reading) -> pd.DataFrame:
    """The granted main services that are paid on the period's last day."""
    lines = reading["placement"]
    last = last_day(reading.period)
    open_now = (lines["start"] <= last) & (lines["end"].isna() | (lines["end"] >= last))
    main = (lines["line_kind"] == "hovedydelse") & (lines["frequency"] != "engang")
    return lines[open_now & main & (lines["status"] == "bevilget")]


def _rows(table: str) -> Callable[[Reading], Measure]:
    """Whether the table has any row."""

    def measure(reading: Reading) -> Measure:
        return Measure(1.0 if len(reading[table]) else None, len(reading[table]))

    return measure


def _filled(table: str, *columns: str) -> Callable[[Reading], Measure]:
    """The share of rows with a value in every one of the columns."""

    def measure(reading: Reading) -> Measure:
        rows = _running(reading) if table == "placement" else reading[table]
        return _share(rows[list(columns)].notna().all(axis=1))

    return measure


def _any_of(table: str, *columns: str) -> Callable[[Reading], Measure]:
    """The share of rows with a value in at least one of the columns."""

    def measure(reading: Reading) -> Measure:
        return _share(reading[table][list(columns)].notna().any(axis=1))

    return measure


def _followed_up(reading: Reading) -> Measure:
    """Initiatives that can be held against the bevillinger; abandoned ones need nothing."""
    rows = reading["action"]
    rows = rows[rows["action_status"].ne("opgivet")]
    whom = rows[["line_id", "case_id", "provider"]].notna().any(axis=1)
    return _share(whom & rows[["effective_from", "planned_kr"]].notna().all(axis=1))


def _on_line_or_case(column: str) -> Callable[[Reading], Measure]:
    """The share of running lines that have it themselves or through their case."""

    def measure(reading: Reading) -> Measure:
        rows, cases = _running(reading), reading["case"]
        known = set(cases.loc[cases[column].notna(), "case_id"])
        return _share(rows[column].notna() | rows["case_id"].isin(known))

    return measure


def _in_contract_too(column: str) -> Callable[[Reading], Measure]:
    """The share of running lines that have it themselves or in a contract of their case."""

    def measure(reading: Reading) -> Measure:
        rows, contracts = _running(reading), reading["contract"]
        known = set(contracts.loc[contracts[column].notna(), "case_id"].dropna())
        return _share(rows[column].notna() | rows["case_id"].isin(known))

    return measure


def _with_birth_date(reading: Reading) -> Measure:
    return _known_of_person(_running(reading), reading, "birth_date")


def _with_moms(reading: Reading) -> Measure:
    """Providers whose VAT is known: by their own momsfaktor, or by their kind."""
    return _share(reading["provider"][["momsfaktor", "kind"]].notna().any(axis=1))


def _with_household(reading: Reading) -> Measure:
    rows = _running(reading)
    return _known_of_person(rows[rows["area"] == "boern"], reading, "household_id")


def _visits_answered(reading: Reading) -> Measure:
    visits = reading["case_event"]
    return _share(visits.loc[visits["event_kind"] == "Tilsynsbesøg", "child_spoken_to"].notna())


def _next_steps(reading: Reading) -> Measure:
    """Whether any event gives a date: which ones should is for the cases to say."""
    dated = int(reading["case_event"]["next_date"].notna().sum())
    return Measure(1.0 if dated else None, dated)


def _known_of_person(rows: pd.DataFrame, reading: Reading, column: str) -> Measure:
    people = reading["person"]
    known = set(people.loc[people[column].notna(), "person_id"])
    return _share(rows["person_id"].isin(known))


def _share(filled: pd.Series) -> Measure:
    return Measure(float(filled.mean()) if len(filled) else None, len(filled))


def _need(
    analysis: str, need: str, measure: Callable[[Reading], Measure], consequence: str
) -> Need:
    return Need(analysis=analysis, need=need, measure=measure, consequence=consequence)


_FOLLOWUP, _FORECAST, _REFUSION = "Budgetopfølgning", "Prognose", "Statsrefusion"
_CONTRACTS, _SERVICETJEK, _DELIVERED = "Kontraktgennemgang", "Servicetjek", "Levering og fravær"
_HOME, _GAINS, _MEETING = "Hjemtagelse", "Gevinster", "Rådgivermøde"
_DEADLINES, _LOAD = "Frister", "Belastning"

NEEDS: tuple[Need, ...] = (
    _need(_FOLLOWUP, "Budget", _rows("budget"),
          "Uden budget vises forventet regnskab uden afvigelse."),
    _need(_FOLLOWUP, "Posteringer", _rows("posting"),
          "Uden posteringer er alt ydet regnet som ikke bogført."),
    _need(_FOLLOWUP, "Bevillingens funktion", _filled("placement", "function"),
          "Bevillinger uden funktion står i rækken “Uden funktion” og kan ikke holdes op mod et "
          "budget."),
    _need(_FOLLOWUP, "Posteringens leverandør", _filled("posting", "provider"),
          "Posteringer uden leverandør afstemmes kun på funktion og måned."),
    _need(_FORECAST, "Bevillingens registreringsdag", _filled("placement", "registered"),
          "Uden registreringsdag kan det ikke ses, hvor sent bevillinger registreres, og "
          "prognosen kan ikke prøves på ældre måneder."),
    _need(_REFUSION, "Borgerens fødselsdato", _with_birth_date,
          "Uden fødselsdato er aldersgrænsen ikke prøvet for borgeren."),
    _need(_REFUSION, "Børnenes husstand", _with_household,
          "Uden husstand lægges søskendes udgifter ikke sammen, så refusionen bliver for lille."),
    _need(_REFUSION, "Leverandørens momsfaktor eller ejerforhold", _with_moms,
          "Uden den regnes prisen som uden moms, og udgiften netto bliver for høj."),
    _need(_CONTRACTS, "Kontrakter", _rows("contract"),
          "Uden kontrakter kan pris, udløb og varsel ikke efterprøves."),
    _need(_CONTRACTS, "Aftalt pris", _filled("contract", "agreed_price_kr"),
          "Uden aftalt pris kan den betalte pris ikke holdes op mod kontrakten."),
    _need(_CONTRACTS, "Opsigelsesvarsel", _filled("contract", "notice"),
          "Uden varsel er den første dag, en ny pris kan gælde, ukendt."),
    _need(_CONTRACTS, "Reguleringsserie", _filled("contract", "index_series"),
          "Uden serie kan prisreguleringen ikke efterregnes."),
    _need(_CONTRACTS, "Senest gennemgået", _filled("contract", "last_review"),
          "Kontrakter uden dato regnes som ikke gennemgået."),
    _need(_SERVICETJEK, "Aftalte støttetimer", _in_contract_too("hours_per_week"),
          "Uden timer kan prisen ikke sammenlignes for samme mængde støtte."),
    _need(_SERVICETJEK, "Støttebehov (VUM)", _filled("placement", "stoettebehov"),
          "Uden støttebehov sammenlignes på ydelse, timer og natdækning alene."),
    _need(_SERVICETJEK, "Målgruppe", _filled("placement", "target_group"),
          "Uden målgruppe bliver sammenligningsgrupperne grovere."),
    _need(_SERVICETJEK, "Leverandørens pladser", _filled("provider", "places"),
          "Uden pladser kan størrelse ikke forklare en pris."),
    _need(_SERVICETJEK, "Socialtilsynets vurdering", _filled("provider", "tilsyn_score"),
          "Uden vurdering står prisen alene, uden kvalitet ved siden af."),
    _need(_SERVICETJEK, "Listepriser", _rows("price_list"),
          "Uden listepriser kan den betalte pris ikke holdes op mod takstbladet."),
    _need(_DELIVERED, "Leverede timer", _rows("delivery"),
          "Uden leverancer kan det ikke ses, om den købte støtte er givet."),
    _need(_DELIVERED, "Fravær", _rows("absence"),
          "Uden fravær kan betaling under fravær ikke efterprøves."),
    _need(_HOME, "Egne pladser (kapacitet)", _rows("capacity"),
          "Uden egne pladser kan intet tilbydes, og hjemtagelse ikke regnes."),
    _need(_HOME, "Marginal- og fuld omkostning", _filled("capacity", "marginal_cost_kr",
          "full_cost_kr"), "Uden omkostninger på egne pladser er der ingen besparelse at regne."),
    _need(_HOME, "Tilbuddets kommune", _filled("placement", "location_municipality"),
          "Uden kommune er det ukendt, om borgeren bor udenbys."),
    _need(_HOME, "Egne pladsers støtte: timer, natdækning eller højeste støttebehov",
          _any_of("capacity", "hours_per_week", "night_cover", "stoettebehov"),
          "Uden serviceniveau kan det ikke prøves, om støtten derhjemme er stor nok: ingen vælges "
          "fra, og nogen må se efter."),
    _need(_HOME, "Egne pladsers alder: fra eller til", _any_of("capacity", "age_from", "age_to"),
          "Uden aldersgrænser prøves alderen ikke."),
    _need(_HOME, "Borgerens fødselsdato", _with_birth_date,
          "Uden fødselsdato prøves alderen ikke, og det vises ikke, at borgeren snart er 18 eller "
          "67."),
    _need(_HOME, "Støttebehov (VUM)", _filled("placement", "stoettebehov"),
          "Uden støttebehov kan det ikke prøves, om tilbuddet kan dække det."),
    _need(_GAINS, "Handleplan", _rows("action"),
          "Uden handleplan kan det ikke følges, om gevinsterne bliver hentet."),
    _need(_GAINS, "Indsatsens dag, gevinst og sag eller leverandør", _followed_up,
          "Indsatser uden dag, planlagt gevinst og sag eller leverandør kan ikke følges op."),
    _need(_MEETING, "Sagens rådgiver", _on_line_or_case("raadgiver"),
          "Sager uden rådgiver samles i en rapport for sig."),
    _need(_MEETING, "Næste opfølgning", _on_line_or_case("next_followup"),
          "Uden dato kan en overskredet opfølgning ikke ses."),
    _need(_MEETING, "Mål og udvikling", _rows("goal"), "Uden mål vises ingen progression."),
    _need(_MEETING, "Rådgivernes årsværk og norm", _filled("raadgiver", "fte", "norm"),
          "Uden årsværk kan sagstallet ikke regnes."),
    _need(_DEADLINES, "Hændelser i sagerne", _rows("case_event"),
          "Uden hændelser bedømmes kun de aftalte opfølgninger."),
    _need(_DEADLINES, "Talt med barnet (tilsynsbesøg)", _visits_answered,
          "Uden svaret kan to tilsynsbesøg om året med barnet ikke afgøres."),
    _need(_LOAD, "Ansættelsesdag", _filled("raadgiver", "employed_since"),
          "Uden dagen kan andelen med kort anciennitet ikke regnes."),
    _need(_LOAD, "Ledige stillinger", _rows("vacancy"),
          "Uden listen vises ingen ledige stillinger."),
    _need(_LOAD, "Klager", _rows("complaint"), "Uden klager vises ingen omgørelser."),
    _need(_LOAD, "Dato for næste skridt", _next_steps,
          "Uden datoer vises det ikke, om borgerens næste skridt er aftalt."),
)  # fmt: skip
