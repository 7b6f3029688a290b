"""The typed tables: what a row means, which columns it has, and what must hold.

Every table is a pandas frame. Text is pandas ``str`` with NaN where nothing is known; dates are
``datetime64[s]`` at midnight with NaT for open or unknown; **amounts** are whole øre in ``int64``
columns ending in ``_oere``; **prices** are kroner with at most four decimals in ``float64``
columns ending in ``_kr``. Cost is positive, income negative. Both ends of an interval are paid.
Every row carries ``source`` (position in ``Reading.files``) and ``line`` (its physical line).
"""

from __future__ import annotations

from types import MappingProxyType

from okonomi.intake.schema_casework import CASEWORK
from okonomi.intake.schemafield import (
    Field,
    TableSchema,
    amount,
    code,
    date,
    integer,
    number,
    price,
    table,
    text,
)

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
PROGRESS = ("tilbagegang", "uændret", "fremgang", "nået")
"""How a goal stands since it was last scored."""
ACTION_KINDS = ("hjemtagelse", "genforhandling", "andet")
ACTION_STATUSES = ("forslag", "aftalt", "opgivet")

PLACEMENT = table(
    "placement",
    "En bevillingslinje i ét prisinterval",
    ordered=(("start", "end"),),
    line_id=code("Linjens id; linjens prisintervaller deler det", required=True),
    placement_id=code("Binder følgeydelser til deres hovedydelse"),
    bevilling_id=code("Bevillingens id"),
    case_id=code("Sagens nummer; vises på interne lister, aldrig i en udvalgsudgave"),
    person_id=code("Pseudonym for borgeren"),
    household_id=code("Pseudonym for husstanden"),
    paragraf=code("Lovhjemmel, f.eks. BL-46 eller SEL-107"),
    area=text("Område", values=AREAS),
    service=text("Ydelsens navn"),
    target_group=text("Målgruppe"),
    line_kind=text("Hovedydelse eller følgeydelse", required=True, values=LINE_KINDS),
    status=text("Bevilget, forventet eller kladde", required=True, values=STATUSES),
    replaces=code("line_id på den linje, som en forventet linje afløser fra sin start"),
    registered=date("Dagen, linjen blev registreret"),
    provider=text("Leverandørens navn (efter alias) eller Plejefamilie-nummer"),
    provider_id=code("Leverandørens CVR eller nummer i kildesystemet"),
    tilbud=text("Tilbuddets navn"),
    location_municipality=text("Kommunen, som tilbuddet ligger i"),
    start=date("Første betalte dag", required=True),
    end=date("Sidste betalte dag; tom = åben"),
    quantity=number("Antal enheder i en frekvensperiode", "enheder"),
    unit=text("Enhed", values=UNITS),
    frequency=text("Hvor ofte prisen betales", required=True, values=FREQUENCIES),
    price_kr=price(
        "Pris pr. enhed; tom, når ingen linje har en pris", required=True, unit="kr. pr. enhed"
    ),
    price_year=integer("Prisniveauets år"),
    egenbetaling_kr=price("Borgerens egenbetaling pr. måned", unit="kr. pr. måned"),
    function=code("Funktion i kontoplanen, f.eks. 5.28.20"),
    team=text("Team eller afdeling"),
    raadgiver=text("Rådgiverens initialer"),
    stoettebehov=text("Støttebehov (FFB/VUM 2.0); tom = ikke vurderet", values=STOETTEBEHOV),
    hours_per_week=number("Aftalte støttetimer; indgår aldrig i en pris", "timer pr. uge"),
    night_cover=text("Natdækning", values=NIGHT_COVER),
    next_followup=date("Næste opfølgning"),
)

PERSON = table(
    "person",
    "En borger (kun i hukommelsen, skrives aldrig)",
    person_id=code("Pseudonym for borgeren", required=True),
    birth_date=date("Fødselsdato"),
    household_id=code("Pseudonym for husstanden"),
)

CONTRACT = table(
    "contract",
    "En kontrakt med en leverandør, for et tilbud eller en enkelt sag",
    ordered=(("start", "expiry"),),
    contract_id=code("Kontraktens nummer", required=True),
    provider=text("Leverandørens navn (efter alias)", required=True),
    provider_id=code("Leverandørens CVR"),
    tilbud=text("Tilbuddets navn"),
    case_id=code("Sagens nummer, når kontrakten gælder én borger"),
    paragraf=code("Lovhjemmel"),
    service=text("Ydelsens navn"),
    agreed_price_kr=price("Aftalt pris pr. enhed", unit="kr. pr. enhed"),
    unit=text("Enhed", values=UNITS),
    frequency=text("Hvor ofte prisen betales", values=FREQUENCIES),
    day_count=number("Kontraktens dage pr. måned (30,42 eller 30,50) eller år (365)", "dage"),
    hours_per_week=number("Aftalte støttetimer", "timer pr. uge"),
    night_cover=text("Natdækning", values=NIGHT_COVER),
    price_year=integer("Prisniveauets år"),
    start=date("Første dag"),
    expiry=date("Sidste dag; tom = løbende"),
    notice=text("Opsigelsesvarsel, som det står i kontrakten"),
    index_series=text("Serien, som prisen reguleres med"),
    absence_rule=text("Hvad der betales ved fravær"),
    hourly_kr=price("Timeprisen, som prisen er bygget af", unit="kr. pr. time"),
    night_kr=price("Heraf natdækning", unit="kr. pr. enhed"),
    housing_kr=price("Heraf bolig, kost og logi", unit="kr. pr. enhed"),
    last_review=date("Senest gennemgået"),
)

PROVIDER = table(
    "provider",
    "En leverandør",
    provider=text("Navn (efter alias)", required=True),
    provider_id=code("CVR eller nummer i kildesystemet"),
    source_id=code("Leverandørens id i kildesystemet, som indsatser henviser til"),
    kind=text("Ejerforhold", values=PROVIDER_KINDS),
    own=Field("flag", "Kommunens eget tilbud"),
    location_municipality=text("Kommunen, som leverandøren ligger i"),
    momsfaktor=number("Andel af prisen, der er tilbage efter momsrefusion", "andel"),
    places=number("Pladser i alt hos leverandøren", "pladser"),
    tilsyn_score=number("Socialtilsynets samlede vurdering, 1–5", "point"),
    tilsyn_date=date("Dagen for socialtilsynets seneste vurdering"),
)

CASE = table(
    "case",
    "En sag",
    case_id=code("Sagens nummer", required=True),
    person_id=code("Pseudonym for borgeren"),
    paragraf=code("Forventet paragraf"),
    status=text("Sagens status i kildesystemet"),
    acting_municipality=text("Handlekommune"),
    paying_municipality=text("Betalingskommune"),
    team=text("Team eller afdeling"),
    raadgiver=text("Rådgiverens initialer"),
    registered=date("Dagen, sagen blev oprettet"),
    next_followup=date("Næste opfølgning"),
    end=date("Slutdato"),
)

BUDGET = table(
    "budget",
    "Budget for en funktion i et år",
    year=integer("Budgetår", required=True),
    function=code("Funktion i kontoplanen", required=True),
    area=text("Område", values=AREAS),
    original_oere=amount("Oprindeligt budget", required=True),
    corrected_oere=amount("Korrigeret budget ekskl. overførsler"),
    transfers_oere=amount("Overførsler"),
    applied_oere=amount("Ansøgte bevillinger"),
    corrected_incl_oere=amount("Korrigeret budget inkl. overførsler"),
    persons=number("Budgetterede helårspersoner", "helårspersoner"),
)

POSTING = table(
    "posting",
    "En postering på en konto",
    voucher=code("Bilagsnummer"),
    date=date("Bogføringsdato", required=True),
    period=date("Den måned, posteringen vedrører (den første i måneden)"),
    function=code("Funktion i kontoplanen", required=True),
    provider=text("Leverandørens navn (efter alias) eller Plejefamilie-nummer"),
    provider_id=code("Leverandørens CVR"),
    kind=text("Art eller posteringstype"),
    line_ref=code("Bevillingslinjens id, når posteringen bærer det"),
    amount_oere=amount("Beløb", required=True),
)

PAYMENT = table(
    "payment",
    "En betaling eller en sum af betalinger på en bevillingslinje",
    payment_id=code("Betalingens id"),
    line_id=code("Linjens id i kildesystemet"),
    case_id=code("Sagens nummer"),
    start=date("Ydelsens start"),
    end=date("Ydelsens slut"),
    date=date("Dagen, betalingen forfalder"),
    paid_date=date("Dagen, der blev betalt"),
    status=text("Status", values=STATUSES),
    function=code("Funktion i kontoplanen"),
    account=code("Kontostreng"),
    amount_oere=amount("Beløb, der skal betales", required=True),
    paid_oere=amount("Beløb, der er betalt"),
    this_year_oere=amount("Beløb i indeværende år"),
    next_year_oere=amount("Beløb i næste år"),
)

PRICE_LIST = table(
    "price_list",
    "En listepris for en ydelse hos en leverandør",
    provider=text("Leverandørens navn", required=True),
    tilbud=text("Tilbuddets navn"),
    service=text("Ydelsens navn", required=True),
    paragraf=code("Lovhjemmel"),
    level=text("Ydelsesniveau"),
    price_year=text("Prislistens år, som det er skrevet"),
    hours_per_week=number("Støttetimer", "timer pr. uge"),
    price_per_year_kr=price("Pris pr. år", unit="kr. pr. år"),
    price_per_month_kr=price("Pris pr. måned", unit="kr. pr. måned"),
    price_per_day_kr=price("Pris pr. døgn", unit="kr. pr. døgn"),
    price_per_hour_kr=price("Pris pr. time", unit="kr. pr. time"),
    source_text=text("Hvor prisen er fra"),
    note=text("Note"),
)

CAPACITY = table(
    "capacity",
    "Et af kommunens egne tilbud med pladser",
    tilbud=text("Tilbuddets navn", required=True),
    provider=text("Leverandørens navn"),
    paragraf=code("Lovhjemmel"),
    target_group=text("Målgruppe"),
    places=number("Pladser", "pladser"),
    vacant=number("Ledige pladser", "pladser"),
    waiting=number("Venteliste", "borgere"),
    marginal_cost_kr=price("Marginalomkostning pr. døgn", unit="kr. pr. døgn"),
    full_cost_kr=price("Fuld omkostning pr. døgn", unit="kr. pr. døgn"),
    open_from=date("Åben fra"),
    min_to_open=number("Mindste antal for at åbne", "pladser"),
    hours_per_week=number("Støttetimer, som en plads giver", "timer pr. uge"),
    night_cover=text("Natdækning", values=NIGHT_COVER),
    stoettebehov=text("Højeste støttebehov, som tilbuddet kan dække", values=STOETTEBEHOV),
    age_from=number("Yngste alder", "år"),
    age_to=number("Ældste alder", "år"),
)

DELIVERY = table(
    "delivery",
    "Dokumenteret levering på en sag hos en leverandør i en måned",
    line_id=code("Bevillingslinjens id, når leveringen bærer det"),
    case_id=code("Sagens nummer", required=True),
    provider=text("Leverandørens navn (efter alias)", required=True),
    provider_id=code("Leverandørens CVR"),
    service=text("Ydelsens navn"),
    month=date("Måneden (den første i måneden)", required=True),
    hours=number("Leverede støttetimer i måneden; tom = ikke dokumenteret", "timer"),
    nights=number("Nætter med den aftalte natdækning", "nætter"),
    activities=number("Leverede aktiviteter", "stk."),
    agreed_activities=number("Aftalte aktiviteter i måneden", "stk."),
)

ABSENCE = table(
    "absence",
    "En borgers fravær fra et tilbud",
    ordered=(("start", "end"),),
    line_id=code("Bevillingslinjens id, når fraværet bærer det"),
    case_id=code("Sagens nummer", required=True),
    provider=text("Leverandørens navn (efter alias)"),
    provider_id=code("Leverandørens CVR"),
    start=date("Første fraværsdag", required=True),
    end=date("Sidste fraværsdag; tom = fortsat fraværende"),
    absence_kind=text("Fraværets art"),
)

GOAL = table(
    "goal",
    "Én vurdering af ét mål i en sag; målets tekst læses ikke",
    case_id=code("Sagens nummer", required=True),
    goal=code("Målets nummer", required=True),
    theme=text("Målets tema"),
    scored=date("Dagen, målet blev vurderet", required=True),
    progress=text("Udvikling siden sidst", required=True, values=PROGRESS),
)

RAADGIVER = table(
    "raadgiver",
    "En rådgiver",
    raadgiver=text("Rådgiverens initialer", required=True),
    team=text("Team eller afdeling"),
    area=text("Område", values=AREAS),
    fte=number("Årsværk", "årsværk"),
    employed_since=date("Ansat siden"),
    norm=number("Sager pr. årsværk, som teamet har aftalt", "sager"),
)

ACTION = table(
    "action",
    "En indsats, der skal give en gevinst",
    initiative=text("Indsatsens navn", required=True),
    owner=text("Den, der har indsatsen (initialer)"),
    action_kind=text("Indsatsens art", values=ACTION_KINDS),
    line_id=code("Bevillingslinjens id, når indsatsen gælder én linje"),
    case_id=code("Sagens nummer, når indsatsen gælder én sag"),
    provider=text("Leverandørens navn (efter alias)"),
    provider_id=code("Leverandørens CVR"),
    agreed=date("Dagen, den blev aftalt"),
    effective_from=date("Første dag med virkning"),
    planned_kr=price("Planlagt gevinst pr. år", unit="kr. pr. år"),
    action_status=text("Hvor langt indsatsen er", values=ACTION_STATUSES),
)

TABLES: MappingProxyType[str, TableSchema] = MappingProxyType(
    {
        each.name: each
        for each in (
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
            DELIVERY,
            ABSENCE,
            GOAL,
            RAADGIVER,
            ACTION,
            *CASEWORK,
        )
    }
)
"""Every typed table by name."""
