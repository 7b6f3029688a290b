"""The typed tables: what a row means, which columns it has, and what must hold.

Every table is a pandas frame. Text is pandas ``str`` with NaN where nothing is known; dates are
``datetime64[s]`` at midnight with NaT for open or unknown; **amounts** are whole øre in ``int64``
columns ending in ``_oere``; **prices** are kroner with at most four decimals in ``float64``
columns ending in ``_kr``. Cost is positive, income negative. Both ends of an interval are paid.
Every row carries ``source`` (position in ``Reading.files``) and ``line`` (its physical line).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

Kind = Literal["text", "code", "date", "price", "amount", "number", "integer", "flag"]

DTYPES: dict[Kind, str] = {
    "text": "str",
    "code": "str",
    "date": "datetime64[s]",
    "price": "float64",
    "amount": "int64",  # Int64 where the column may be missing: see Field.dtype
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
}

FREQUENCIES = ("dag", "uge", "14 dage", "maaned", "kvartal", "aar", "engang")
"""How often a price is paid. ``engang`` is paid once, on the line's start date."""

UNITS = ("doegn", "dag", "time", "uge", "maaned", "aar", "stk", "km", "fast")
"""What the quantity counts. ``fast`` is a fixed price for the whole frequency period."""

STATUSES = ("bevilget", "forventet", "kladde")
LINE_KINDS = ("hovedydelse", "foelgeydelse")
AREAS = ("boern", "voksne")
PROVIDER_KINDS = ("privat", "selvejende", "kommunal", "regional", "plejefamilie")
STOETTEBEHOV = ("Intet", "Let", "Moderat", "Højt", "Fuldstændigt")
"""FFB/VUM 2.0, 0–4 in this order. "Ikke vurderet" is missing, never 0."""
NIGHT_COVER = ("ingen", "sovende", "vaagen")


@dataclass(frozen=True)
class Field:
    """One column: its kind, whether a row is set aside without it, its values and meaning."""

    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] | None = None
    unit: str = ""

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        if self.kind == "amount" and not self.required:
            return "Int64"
        return DTYPES[self.kind]


@dataclass(frozen=True)
class TableSchema:
    """One typed table. ``ordered`` are pairs of dates where the second may not come first."""

    name: str
    row: str
    fields: MappingProxyType[str, Field]
    ordered: tuple[tuple[str, str], ...] = ()

    def empty(self) -> pd.DataFrame:
        """The table with no rows, every column with its dtype."""
        columns = {name: pd.Series(dtype=field.dtype) for name, field in self.fields.items()}
        return pd.DataFrame(columns | {name: pd.Series(dtype="int64") for name in ROW_COLUMNS})


ROW_COLUMNS = ("source", "line")


def _table(
    name: str, row: str, ordered: tuple[tuple[str, str], ...] = (), **fields: Field
) -> TableSchema:
    return TableSchema(name=name, row=row, ordered=ordered, fields=MappingProxyType(fields))


def _text(meaning: str, required: bool = False, values: tuple[str, ...] | None = None) -> Field:
    return Field("text", meaning, required, values)


def _code(meaning: str, required: bool = False) -> Field:
    return Field("code", meaning, required)


def _date(meaning: str, required: bool = False) -> Field:
    return Field("date", meaning, required)


def _price(meaning: str, required: bool = False, unit: str = "kr.") -> Field:
    return Field("price", meaning, required, unit=unit)


def _amount(meaning: str, required: bool = False) -> Field:
    return Field("amount", meaning, required, unit="øre")


def _number(meaning: str, unit: str = "") -> Field:
    return Field("number", meaning, unit=unit)


def _integer(meaning: str, required: bool = False) -> Field:
    return Field("integer", meaning, required)


PLACEMENT = _table(
    "placement",
    "En bevillingslinje i ét prisinterval",
    ordered=(("start", "end"),),
    line_id=_code("Linjens id; linjens prisintervaller deler det", required=True),
    placement_id=_code("Binder følgeydelser til deres hovedydelse"),
    bevilling_id=_code("Bevillingens id"),
    case_id=_code("Sagens nummer; vises på interne lister, aldrig i en udvalgsudgave"),
    person_id=_code("Pseudonym for borgeren"),
    household_id=_code("Pseudonym for husstanden"),
    paragraf=_code("Lovhjemmel, f.eks. BL-46 eller SEL-107"),
    area=_text("Område", values=AREAS),
    service=_text("Ydelsens navn"),
    target_group=_text("Målgruppe"),
    line_kind=_text("Hovedydelse eller følgeydelse", required=True, values=LINE_KINDS),
    status=_text("Bevilget, forventet eller kladde", required=True, values=STATUSES),
    replaces=_code("line_id på den linje, som en forventet linje afløser fra sin start"),
    registered=_date("Dagen, linjen blev registreret"),
    provider=_text("Leverandørens navn (efter alias) eller Plejefamilie-nummer"),
    provider_id=_code("Leverandørens CVR eller nummer i kildesystemet"),
    tilbud=_text("Tilbuddets navn"),
    location_municipality=_text("Kommunen, som tilbuddet ligger i"),
    start=_date("Første betalte dag", required=True),
    end=_date("Sidste betalte dag; tom = åben"),
    quantity=_number("Antal enheder i en frekvensperiode", "enheder"),
    unit=_text("Enhed", values=UNITS),
    frequency=_text("Hvor ofte prisen betales", required=True, values=FREQUENCIES),
    price_kr=_price(
        "Pris pr. enhed; tom, når ingen linje har en pris", required=True, unit="kr. pr. enhed"
    ),
    price_year=_integer("Prisniveauets år"),
    egenbetaling_kr=_price("Borgerens egenbetaling pr. måned", unit="kr. pr. måned"),
    function=_code("Funktion i kontoplanen, f.eks. 5.28.20"),
    team=_text("Team eller afdeling"),
    raadgiver=_text("Rådgiverens initialer"),
    stoettebehov=_text("Støttebehov (FFB/VUM 2.0); tom = ikke vurderet", values=STOETTEBEHOV),
    hours_per_week=_number("Aftalte støttetimer; indgår aldrig i en pris", "timer pr. uge"),
    night_cover=_text("Natdækning", values=NIGHT_COVER),
    next_followup=_date("Næste opfølgning"),
)

PERSON = _table(
    "person",
    "En borger (kun i hukommelsen, skrives aldrig)",
    person_id=_code("Pseudonym for borgeren", required=True),
    birth_date=_date("Fødselsdato"),
    household_id=_code("Pseudonym for husstanden"),
)

CONTRACT = _table(
    "contract",
    "En kontrakt med en leverandør, for et tilbud eller en enkelt sag",
    ordered=(("start", "expiry"),),
    contract_id=_code("Kontraktens nummer", required=True),
    provider=_text("Leverandørens navn (efter alias)", required=True),
    provider_id=_code("Leverandørens CVR"),
    tilbud=_text("Tilbuddets navn"),
    case_id=_code("Sagens nummer, når kontrakten gælder én borger"),
    paragraf=_code("Lovhjemmel"),
    service=_text("Ydelsens navn"),
    agreed_price_kr=_price("Aftalt pris pr. enhed", unit="kr. pr. enhed"),
    unit=_text("Enhed", values=UNITS),
    frequency=_text("Hvor ofte prisen betales", values=FREQUENCIES),
    day_count=_number("Kontraktens dage pr. måned (30,42 eller 30,50) eller år (365)", "dage"),
    hours_per_week=_number("Aftalte støttetimer", "timer pr. uge"),
    night_cover=_text("Natdækning", values=NIGHT_COVER),
    price_year=_integer("Prisniveauets år"),
    start=_date("Første dag"),
    expiry=_date("Sidste dag; tom = løbende"),
    notice=_text("Opsigelsesvarsel, som det står i kontrakten"),
    index_series=_text("Serien, som prisen reguleres med"),
    absence_rule=_text("Hvad der betales ved fravær"),
    last_review=_date("Senest gennemgået"),
)

PROVIDER = _table(
    "provider",
    "En leverandør",
    provider=_text("Navn (efter alias)", required=True),
    provider_id=_code("CVR eller nummer i kildesystemet"),
    source_id=_code("Leverandørens id i kildesystemet, som indsatser henviser til"),
    kind=_text("Ejerforhold", values=PROVIDER_KINDS),
    own=Field("flag", "Kommunens eget tilbud"),
    location_municipality=_text("Kommunen, som leverandøren ligger i"),
    momsfaktor=_number("Andel af prisen, der er tilbage efter momsrefusion", "andel"),
)

CASE = _table(
    "case",
    "En sag",
    case_id=_code("Sagens nummer", required=True),
    person_id=_code("Pseudonym for borgeren"),
    paragraf=_code("Forventet paragraf"),
    status=_text("Sagens status i kildesystemet"),
    acting_municipality=_text("Handlekommune"),
    paying_municipality=_text("Betalingskommune"),
    team=_text("Team eller afdeling"),
    raadgiver=_text("Rådgiverens initialer"),
    registered=_date("Dagen, sagen blev oprettet"),
    next_followup=_date("Næste opfølgning"),
    end=_date("Slutdato"),
)

BUDGET = _table(
    "budget",
    "Budget for en funktion i et år",
    year=_integer("Budgetår", required=True),
    function=_code("Funktion i kontoplanen", required=True),
    area=_text("Område", values=AREAS),
    original_oere=_amount("Oprindeligt budget", required=True),
    corrected_oere=_amount("Korrigeret budget ekskl. overførsler"),
    transfers_oere=_amount("Overførsler"),
    applied_oere=_amount("Ansøgte bevillinger"),
    corrected_incl_oere=_amount("Korrigeret budget inkl. overførsler"),
    persons=_number("Budgetterede helårspersoner", "helårspersoner"),
)

POSTING = _table(
    "posting",
    "En postering på en konto",
    voucher=_code("Bilagsnummer"),
    date=_date("Bogføringsdato", required=True),
    period=_date("Den måned, posteringen vedrører (den første i måneden)"),
    function=_code("Funktion i kontoplanen", required=True),
    provider=_text("Leverandørens navn (efter alias) eller Plejefamilie-nummer"),
    provider_id=_code("Leverandørens CVR"),
    kind=_text("Art eller posteringstype"),
    line_ref=_code("Bevillingslinjens id, når posteringen bærer det"),
    amount_oere=_amount("Beløb", required=True),
)

PAYMENT = _table(
    "payment",
    "En betaling eller en sum af betalinger på en bevillingslinje",
    payment_id=_code("Betalingens id"),
    line_id=_code("Linjens id i kildesystemet"),
    case_id=_code("Sagens nummer"),
    start=_date("Ydelsens start"),
    end=_date("Ydelsens slut"),
    date=_date("Dagen, betalingen forfalder"),
    paid_date=_date("Dagen, der blev betalt"),
    status=_text("Status", values=STATUSES),
    function=_code("Funktion i kontoplanen"),
    account=_code("Kontostreng"),
    amount_oere=_amount("Beløb, der skal betales", required=True),
    paid_oere=_amount("Beløb, der er betalt"),
    this_year_oere=_amount("Beløb i indeværende år"),
    next_year_oere=_amount("Beløb i næste år"),
)

PRICE_LIST = _table(
    "price_list",
    "En listepris for en ydelse hos en leverandør",
    provider=_text("Leverandørens navn", required=True),
    tilbud=_text("Tilbuddets navn"),
    service=_text("Ydelsens navn", required=True),
    paragraf=_code("Lovhjemmel"),
    level=_text("Ydelsesniveau"),
    price_year=_text("Prislistens år, som det er skrevet"),
    hours_per_week=_number("Støttetimer", "timer pr. uge"),
    price_per_year_kr=_price("Pris pr. år", unit="kr. pr. år"),
    price_per_month_kr=_price("Pris pr. måned", unit="kr. pr. måned"),
    price_per_day_kr=_price("Pris pr. døgn", unit="kr. pr. døgn"),
    price_per_hour_kr=_price("Pris pr. time", unit="kr. pr. time"),
    source_text=_text("Hvor prisen er fra"),
    note=_text("Note"),
)

CAPACITY = _table(
    "capacity",
    "Et af kommunens egne tilbud med pladser",
    tilbud=_text("Tilbuddets navn", required=True),
    provider=_text("Leverandørens navn"),
    paragraf=_code("Lovhjemmel"),
    target_group=_text("Målgruppe"),
    places=_number("Pladser", "pladser"),
    vacant=_number("Ledige pladser", "pladser"),
    waiting=_number("Venteliste", "borgere"),
    marginal_cost_kr=_price("Marginalomkostning pr. døgn", unit="kr. pr. døgn"),
    full_cost_kr=_price("Fuld omkostning pr. døgn", unit="kr. pr. døgn"),
    open_from=_date("Åben fra"),
    min_to_open=_number("Mindste antal for at åbne", "pladser"),
)

TABLES: MappingProxyType[str, TableSchema] = MappingProxyType(
    {
        table.name: table
        for table in (
            PLACEMENT,
            PERSON,
            CASE,
            CONTRACT,
            PROVIDER,
            BUDGET,
            POSTING,
            PAYMENT,
            PRICE_LIST,
            CAPACITY,
        )
    }
)
"""Every typed table by name."""
