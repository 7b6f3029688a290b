"""What a profile may name: the typed tables' columns, and helpers that are read and then dropped.

A helper column is needed on the way only – a CPR number to make the pseudonym, a reference into
another file of the same system – and never reaches a typed table.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from okonomi.intake.schema import PLACEMENT, PROVIDER_KINDS, TABLES
from okonomi.intake.schemafield import Field, TableSchema

PERSON_KIND = "person"
"""A payee who is a private person but not known to be a plejefamilie."""

_CPR = Field("code", "Borgerens CPR-nummer; bliver til et pseudonym og læses ellers ikke")
_HOUSEHOLD = Field("code", "Husstandens nummer; bliver til et pseudonym")
_CITIZEN_REF = Field("code", "Borgerens id i kildesystemet")
_PROVIDER_KIND = Field("text", "Leverandørens art", values=(*PROVIDER_KINDS, PERSON_KIND))
_SERVICE_TYPE = Field("text", "Ydelsens eller tilbuddets type; viser, om det er en plejefamilie")

HELPERS: MappingProxyType[str, dict[str, Field]] = MappingProxyType(
    {
        "placement": {
            "cpr": _CPR,
            "household": _HOUSEHOLD,
            "citizen_ref": _CITIZEN_REF,
            "provider_ref": Field("code", "Leverandørens id i kildesystemet"),
            "provider_line_ref": Field("code", "Leverandørens ydelse i kildesystemets prisfil"),
            "provider_kind": _PROVIDER_KIND,
            "service_type": _SERVICE_TYPE,
            "fixed_price_kr": Field("price", "Fast pris, hvor der ingen pris pr. enhed er"),
            "calculated_per_day_kr": Field("price", "Kildens egen pris pr. dag; kun til kontrol"),
            "main_line": Field("code", "Den hovedydelse (line_id), som en følgeydelse hører til"),
            "paid_on": Field("date", "Dagen for betalingen, når linjen udledes af betalinger"),
        },
        "case": {"cpr": _CPR, "household": _HOUSEHOLD, "citizen_ref": _CITIZEN_REF},
        "contract": {"provider_kind": _PROVIDER_KIND, "service_type": _SERVICE_TYPE},
        "posting": {
            "provider_kind": _PROVIDER_KIND,
            "service_type": _SERVICE_TYPE,
            "sign": Field("text", "Debet eller kredit", values=("debet", "kredit")),
            "text": Field("text", "Posteringstekst; skiller kun ens rækker ad og vises aldrig"),
        },
        "provider": {"provider_kind": _PROVIDER_KIND},
        "price_list": {"service_type": _SERVICE_TYPE},
        "delivery": {"service_type": _SERVICE_TYPE},
    }
)
"""Helper columns by table."""

CITIZEN = TableSchema(
    name="citizen",
    row="En borger i kildesystemet (binder sager til personer)",
    fields=MappingProxyType(
        {
            "citizen_ref": Field("code", "Borgerens id i kildesystemet", required=True),
            "cpr": _CPR,
            "household": _HOUSEHOLD,
            "residence_municipality": Field("code", "Opholdskommunens nummer"),
        }
    ),
)

_PRICE_ONLY = ("replaces", "registered", "quantity", "unit", "frequency", "price_year", "paragraf",
               "egenbetaling_kr", "stoettebehov", "hours_per_week", "night_cover", "line_kind",
               "next_followup", "placement_id", "function", "target_group")  # fmt: skip

LINE_PRICE = TableSchema(
    name="line_price",
    row="En pris på en indsats i et tidsrum, og hvad prisfilen ellers ved (bindes på placement)",
    ordered=(("start", "end"),),
    fields=MappingProxyType(
        {
            "line_id": Field("code", "Indsatsens id"),
            "provider_line_ref": Field("code", "Leverandørens ydelse"),
            "price_kr": Field("price", "Pris pr. enhed", required=True, unit="kr. pr. enhed"),
            "start": Field("date", "Gyldig fra; tom = altid"),
            "end": Field("date", "Gyldig til; tom = indtil næste pris"),
            "household": _HOUSEHOLD,
            "main_line": Field("code", "Hovedydelsens id, når linjen er en følgeydelse"),
        }
        | {
            name: replace(PLACEMENT.fields[name], required=name == "frequency")
            for name in _PRICE_ONLY
        }
    ),
)

INTERNAL: MappingProxyType[str, TableSchema] = MappingProxyType(
    {table.name: table for table in (CITIZEN, LINE_PRICE)}
)
"""Tables a profile can fill that only serve to complete the typed tables."""

ALL: MappingProxyType[str, TableSchema] = MappingProxyType(dict(TABLES) | dict(INTERNAL))


def field_of(table: str, column: str) -> Field | None:
    """The field a profile means by ``column`` in ``table``; None where there is none."""
    return ALL[table].fields.get(column) or HELPERS.get(table, {}).get(column)


def columns_of(table: str) -> tuple[str, ...]:
    """Every column a profile may name for ``table``: those the kit makes itself are not."""
    derived = {"person_id", "household_id"} | ({"kind"} if table == "provider" else set())
    own = (name for name in ALL[table].fields if name not in derived)
    return (*own, *HELPERS.get(table, {}))
