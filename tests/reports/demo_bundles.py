"""The cells of the demo notebook: two bundles as an analysis would hand them over.

Read as text by conftest.py and run in the notebook's kernel.
"""

import pandas as pd

from okonomi.findings import Finding
from okonomi.present import Bundle, Column, Table, figures

HOSTILE = [
    "<script>alert(1)</script>",
    "=1+1",
    '#include "x"',
    "*fed* _kursiv_ $x^2$ \\alpha",
    "Botilbuddet Den Meget Lange Navngivning af Hjemtagelsesteamets Samarbejdsorganisation",
    "A" * 120,
]


def followup(period):
    frame = pd.DataFrame(
        {
            "area": ["Børn og unge"] * 3 + ["Voksne"] * 2 + [None],
            "function": [
                "5.28.20 Opholdssteder mv. for børn og unge",
                "5.28.21 Forebyggende foranstaltninger for børn og unge",
                "I alt børn og unge",
                "5.38.50 Botilbud til længerevarende ophold",
                "I alt voksne",
                "I alt",
            ],
            "budget": [4512345600, 2312345678, 6824691278, 10123456700, 10123456700, 16948147978],
            "booked": [1012345600, 612345678, 1624691278, 2523456700, 2523456700, 4148147978],
            "unbooked": [112345600, 12345678, 124691278, 323456700, 323456700, 448147978],
            "rest": [3512345600, 1612345678, 5124691278, 7323456700, 7323456700, 12448147978],
            "word": [
                "merforbrug",
                "mindreforbrug",
                "merforbrug",
                "merforbrug",
                "merforbrug",
                "merforbrug",
            ],
            "kind": ["detail", "detail", "subtotal", "detail", "subtotal", "total"],
        }
    )
    frame["expected"] = frame["booked"] + frame["unbooked"] + frame["rest"]
    frame["deviation"] = frame["expected"] - frame["budget"]
    frame["share"] = frame["deviation"] / frame["budget"]
    table = Table(
        name="followup",
        title="Forventet regnskab pr. område og funktion",
        frame=frame,
        columns=(
            Column("area", "Område", "text"),
            Column("function", "Funktion", "text"),
            Column("budget", "Korrigeret budget", "oere", 0),
            Column("booked", "Bogført", "oere", 0),
            Column("unbooked", "Ydet, ikke bogført", "oere", 0),
            Column("rest", "Disponeret resten af året", "oere", 0),
            Column("expected", "Forventet regnskab", "oere", 0),
            Column("deviation", "Afvigelse", "oere", 0),
            Column("share", "Afvigelse i pct.", "share"),
            Column("word", "", "text"),
        ),
        row_kind="kind",
        note="Tallene er afrundet hver for sig; en sum kan derfor afvige med 1 kr.",
    )
    functions = frame[frame["kind"] == "detail"]
    series = {"budget": "Korrigeret budget", "expected": "Forventet regnskab"}
    figure = figures.figure(
        lambda ax: figures.bars(functions, "function", series, ax=ax),
        name="followup",
        title="Budget og forventet regnskab pr. funktion",
        alt=figures.alt_text(functions, "function", series, "oere"),
        height=figures.bars_height(len(functions), len(series)),
    )
    return Bundle(
        name="followup",
        title="Forventet regnskab",
        period=period,
        summary="Forventet regnskab for 2026 er 170,4 mio. kr., et merforbrug på 1,0 mio. kr.",
        tables=(table,),
        figures=(figure,),
        sources=("Budget: budget_2026.xlsx, korrigeret budget uden overførsler.",),
        definitions=(("Afvigelse", "Forventet regnskab minus korrigeret budget."),),
    )


def providers(period):
    names = HOSTILE + [f"Opholdsstedet Ærø {n}" for n in range(1, 60)]
    count = len(names)
    frame = pd.DataFrame(
        {
            "provider": names,
            "persons": [n % 7 + 1 for n in range(count)],
            "years": [n * 1.234 for n in range(count)],
            "price": [1234.5 + n * 37.25 for n in range(count)],
            "cost": [123456789 + n * 1000003 for n in range(count)],
            "since": pd.to_datetime(["2024-01-01"] * count),
            "month": pd.PeriodIndex(["2026-03"] * count, freq="M"),
        }
    ).astype({"cost": "Int64"})
    frame.loc[3, ["price", "cost"]] = None
    frame.loc[4, "since"] = pd.NaT
    columns = (
        Column("provider", "Leverandør", "text"),
        Column("persons", "Personer", "int"),
        Column("years", "Helårspersoner", "number", 2),
        Column("price", "Pris pr. døgn", "kr"),
        Column("cost", "Udgift", "oere"),
        Column("since", "Siden", "date"),
        Column("month", "Måned", "month"),
    )
    months = {f"m{n}": [n * 123456789] * 6 for n in range(1, 13)}
    wide = pd.DataFrame({"provider": HOSTILE, **months})
    tables = (
        Table(name="providers", title="Leverandører", frame=frame, columns=columns),
        Table(
            name="months",
            title="Udgift pr. måned",
            frame=wide,
            columns=(columns[0], *(Column(key, f"måned {key[1:]}", "oere") for key in months)),
            internal=True,
        ),
        Table(name="none", title="Uden kontrakt", frame=frame.iloc[:0], columns=columns),
    )
    rows = pd.DataFrame({"file": ["bsdubu.csv"] * 12, "line": range(12), "amount_oere": [-5] * 12})
    return Bundle(
        name="providers",
        title="Leverandører",
        period=period,
        summary=f"{count} leverandører; den første hedder {HOSTILE[0]}.",
        tables=tables,
        findings=(
            Finding(
                code="enhed-ukendt",
                severity="advarsel",
                text="12 rækker har en ukendt enhed, “<b>pr. gang</b>” eller “#let”.",
                remedy="Skriv enheden i profilens liste.",
                rows=rows,
            ),
            Finding(code="raekke-afvist", severity="fejl", text="Én række er sat til side."),
        ),
        sources=("Ydelser: bsdubu.csv.",),
        definitions=(("Helårsperson", "Betalte dage divideret med årets dage."),),
        inputs=({"file": "2026-03/bsdubu.csv", "sha256": "ab" * 32, "rows": 400, "used": 388},),
        fingerprint="12ab34cd",
    )
