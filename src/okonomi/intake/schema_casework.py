"""The typed tables of what happens in the cases: events, vacancies, complaints, reviewed cases.

Nothing here is paid for; free text is never read. The conventions are those of ``schema``.
"""

from __future__ import annotations

from okonomi.intake.schemafield import Field, code, date, number, table, text

EVENT_KINDS = (
    "Underretning",
    "Ansøgning",
    "Børnefaglig undersøgelse",
    "Partshøring",
    "Faglig vurdering",
    "Afgørelse",
    "Handleplan",
    "Opfølgning",
    "Tilsynsbesøg",
    "Børnesamtale",
    "Næste skridt",
    "Andet",
)
OUTCOMES_OF_COMPLAINT = ("Stadfæstet", "Ændret", "Hjemvist", "Afvist", "Trukket tilbage")
OUTCOMES_OF_REVIEW = ("Overholdt", "Delvist overholdt", "Ikke overholdt", "Ikke relevant")

CASE_EVENT = table(
    "case_event",
    "En hændelse i en sag; teksten læses ikke",
    event_id=code("Hændelsens id i kildesystemet"),
    case_id=code(
        "Sagens nummer; vises på interne lister, aldrig i en udvalgsudgave", required=True
    ),
    event_kind=text("Hændelsens art", required=True, values=EVENT_KINDS),
    received=date("Dagen, fristen løber fra; tom, hvor intet modtages (et besøg)"),
    received_time=code("Klokkeslættet, fristen løber fra, f.eks. 14:30"),
    done=date("Dagen, den er udført; tom = endnu ikke"),
    done_time=code("Klokkeslættet, den er udført, f.eks. 09:15"),
    next_date=date("Datoen for borgerens næste skridt; tom = ingen aftalt"),
    paragraf=code("Lovhjemmel"),
    area=text("Område", values=("boern", "voksne")),
    child_spoken_to=Field("flag", "Der er talt med barnet eller den unge (ved tilsynsbesøg)"),
    raadgiver=text("Rådgiverens initialer"),
    team=text("Team eller afdeling"),
)

VACANCY = table(
    "vacancy",
    "En stilling, der er eller har været ledig",
    ordered=(("vacant_from", "filled_on"),),
    team=text("Team eller afdeling", required=True),
    position=text("Stillingen, f.eks. rådgiver"),
    fte=number("Årsværk", "årsværk"),
    vacant_from=date("Første ledige dag", required=True),
    filled_on=date("Dagen, stillingen er besat; tom = stadig ledig"),
)

COMPLAINT = table(
    "complaint",
    "En klage over en afgørelse; klagens tekst læses ikke",
    complaint_id=code("Klagens nummer"),
    case_id=code("Sagens nummer; vises på interne lister, aldrig i en udvalgsudgave"),
    received=date("Dagen, klagen kom", required=True),
    decided=date("Dagen, klagen er afgjort; tom = endnu ikke"),
    theme=text("Klagens tema"),
    outcome=text("Udfald", values=OUTCOMES_OF_COMPLAINT),
    paragraf=code("Lovhjemmel"),
    team=text("Team eller afdeling"),
)

INDICATOR_SAMPLE = table(
    "indicator_sample",
    "Én indikator i én sag, gennemgået i ledelsestilsynet",
    indicator=code("Indikatorens id eller navn", required=True),
    case_id=code(
        "Sagens nummer; vises på interne lister, aldrig i en udvalgsudgave", required=True
    ),
    outcome=text("Vurdering; tom = endnu ikke gennemgået", values=OUTCOMES_OF_REVIEW),
    drawn=date("Måneden, sagen er udtrukket i (den første i måneden)"),
    reviewed=date("Dagen, sagen er gennemgået"),
    stratum=text("Gruppen, sagen er udtrukket i"),
    population=number("Sager, der er udtrukket af; tom = alle sager er set", "sager"),
)

CASEWORK = (CASE_EVENT, VACANCY, COMPLAINT, INDICATOR_SAMPLE)
