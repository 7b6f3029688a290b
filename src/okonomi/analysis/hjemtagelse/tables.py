"""The tables of a plan."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.hjemtagelse.assumptions import ASSUMPTIONS
from okonomi.analysis.hjemtagelse.facts import LOWER_PRICE, briefly, lettered
from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.ranges import Range
from okonomi.analysis.words import count
from okonomi.present import Column, Table, numbers
from okonomi.present.tables import EXCERPT_ROWS, PAPER_ROWS

CONSIDER = (
    "Listen er sager at overveje og ingen afgørelse: en flytning kræver borgerens samtykke eller "
    "en ny afgørelse, og støtten må ikke blive mindre."
)
AT_LIKELY = (
    "ved de sandsynligste værdier: alt går som antaget, og risikoen for, at en flytning eller en "
    "forhandling mislykkes, er regnet med"
)
NOT_ADDITIVE = (
    "Netto er ikke additivt: statens refusion regnes af hele betalerens udgift i året, så "
    "gevinsten ved to flytninger er ikke summen af de to hver for sig."
)


EXPECTED = (
    f" Beløbene er {AT_LIKELY}. Lokalt er "
    "pladsen og de følgeydelser, borgeren tager med (skole, dagtilbud, kørsel), så det er "
    "forskelligt i samme tilbud; døgnpris og lokalt er i den første måned. Gevinsten kan ikke "
    "lægges til servicetjekkets besparelser eller kontraktmanglerne: det er de samme kroner."
)


def moves_table(frame: pd.DataFrame, given: Inputs, word: str = "") -> Table:
    """The chosen cases (internal), those who come home first and on paper as far as possible."""
    net = given.net
    lower = frame["target"] == LOWER_PRICE
    frame = frame.iloc[lower.argsort(kind="stable")]
    home = min(max(int((~lower).sum()), EXCERPT_ROWS), PAPER_ROWS)
    known = (
        Column("net_oere", "Netto om året", "oere", -3),
        Column("payback_years", "Betalt på år", "number", 1),
        Column("npv_oere", "Nutidsværdi", "oere", -3),
    )
    letters, key = lettered(frame["against"])
    return Table(
        name="flytninger",
        title="Planen: hvem, hvortil og hvornår",
        frame=frame.assign(letters=letters, month=frame["start"].map(_month)),
        internal=True,
        paper_rows=None if len(frame) <= PAPER_ROWS else home,
        columns=(
            Column("case_id", "Sag", "text"),
            Column("provider", "Leverandør", "text"),
            Column("target", "Til", "text"),
            Column("month", "Fra", "text"),
            Column("present_kr_per_day", "Døgnpris, kr.", "number", 0),
            Column("local_kr_per_day", "Lokalt, kr.", "number", 0),
            Column("service_oere", "Service om året", "oere", -3),
            *(known if net else ()),
            Column("letters", "Imod", "text"),
        ),
        note=CONSIDER
        + _of_unknown(frame)
        + EXPECTED
        + _of_lower(given)
        + (f" Imod taler {key}." if key else "")
        + (f" Nutidsværdi er fem års netto{word}, som om sagen var den eneste." if net else ""),
    )


def _of_unknown(frame: pd.DataFrame) -> str:
    """How many moves home rest on støtte that nobody has held up against today's."""
    unknown, home = int(frame["unknown"].sum()), int((frame["target"] != LOWER_PRICE).sum())
    if not unknown:
        return ""
    return (
        f" {numbers.whole(unknown)} af {count(home, 'flytning', 'flytninger')} hviler på, at "
        "tilbuddets støtte er stor nok, uden at den er kendt: se efter, før nogen spørges."
    )


def _of_lower(given: Inputs) -> str:
    """What a lower price is, where there may be one."""
    if given.prices is None:
        return ""
    return (
        " Lavere pris er servicetjekkets gå-fra-pris fra den første dag, kontraktens varsel "
        "tillader, ganget med sandsynligheden for at få den: at leverandøren er for dyr, og at "
        f"forhandlingen lykkes ({numbers.share(given.prices.success, 0)}, skøn)."
    )


def _month(start: pd.Timestamp) -> str:
    return numbers.short_month(start).replace(" ", numbers.NBSP)


def facts_table(frame: pd.DataFrame) -> Table:
    """Where each chosen case breaks even, and the choice between a home and a lower price."""
    return Table(
        name="noegletal",
        title="Hvor sagerne går i nul, og hvad der ellers kunne vælges",
        frame=frame,
        internal=True,
        columns=(
            Column("case_id", "Sag", "text"),
            Column("target", "Valgt", "text"),
            Column("highest_kr", "Højeste lokale pris pr. døgn, der betaler sig", "kr", 0),
            Column("least_occupancy", "Mindste belægning", "share", 0),
            Column("home_oere", "Hjem, hele perioden", "oere", -3),
            Column("lower_oere", "Lavere pris, hele perioden", "oere", -3),
        ),
        note="Mindste belægning gælder kun et nyt tilbud, hvor en del af prisen betales for tomme "
        "pladser. De to sidste kolonner er for sagen alene, ved de sandsynligste værdier.",
        paper_rows=0,
    )


def two_figures(mean_oere: int, likely_oere: int) -> str:
    """Why the headline and what is worked out at the likely values are two figures."""
    mean, likely = numbers.mio(mean_oere), numbers.mio(likely_oere)
    if mean == likely:
        return ""
    why = ", og det meste kan gå mere galt, end det kan gå bedre" if mean_oere < likely_oere else ""
    return (
        f" Planen giver {likely} ved de sandsynligste værdier; gennemsnittet i “Kort sagt” er "
        f"{mean}, fordi gennemregningerne også prøver det, der går anderledes end antaget{why}."
    )


def years_table(frame: pd.DataFrame, net: bool, differ: str, word: str = "") -> Table:
    """The plan year by year; ``differ``: see ``two_figures``; ``word`` follows what is built on an
    estimate."""
    known = (
        Column("refusion_oere", f"Refusion{word}", "oere", -3),
        Column("net_oere", f"Netto{word}", "oere", -3),
        Column("cumulative_oere", f"Opsamlet{word}", "oere", -3),
    )
    total = frame.drop(columns=["year", "cumulative_oere"]).sum(min_count=len(frame))
    rows = pd.concat(
        [
            frame.assign(label=frame["year"].astype(str), row_kind="detail"),
            total.to_frame().T.assign(label="I alt", row_kind="total"),
        ],
        ignore_index=True,
    )
    return Table(
        name="aar",
        title="Planens gevinst år for år (plus er en besparelse)",
        frame=rows,
        row_kind="row_kind",
        columns=(
            Column("label", "År", "text"),
            Column("service_oere", "Serviceudgift", "oere", -3),
            *known[:1][: int(net)],
            Column("anlaeg_oere", "Anlæg", "oere", -3),
            *(known[1:] if net else ()),
        ),
        note=f"Beløbene er {AT_LIKELY}.{differ} Et år er kun med for de måneder, horisonten "
        "rækker. Refusion er ændringen; anlæg er uden for servicerammen. "
        + (NOT_ADDITIVE if net else "Uden beløbsgrænser er der ingen refusion og intet netto."),
    )


def comparison_table(frame: pd.DataFrame, measure: str) -> Table:
    """The plan beside the others."""
    return Table(
        name="sammenligning",
        title="Planen ved siden af simplere og sikrere planer",
        frame=frame,
        columns=(
            Column("label", "Plan", "text"),
            Column("moves", "Flyttes", "int"),
            Column("lower", "Lavere pris", "int"),
            Column("mean_oere", f"{measure}, gennemsnit", "oere", -3),
            Column("low_oere", "80 % fra", "oere", -3),
            Column("high_oere", "til", "oere", -3),
            Column("pays_back", "Betaler sig", "share", 0),
            Column("all_oere", "Hvis alt lykkes", "oere", -3),
            Column("less_oere", "Under bedste", "oere", -3),
            Column("risky_oere", "Risiko 1/3", "oere", -3),
        ),
        note="Gennemsnit er af tusind gennemregninger. Betaler sig er andelen af dem med en "
        "gevinst over 0. De tre sidste er ved de sandsynligste værdier, og Under bedste er "
        "forskellen på planerne der. Dyreste først giver den dyreste sag den plads, der sparer "
        "mest i serviceudgift, og holdes op mod den bedste plan med flytninger alene. Robust plan "
        "er bedst, hvis hver flytning mislykkes med sandsynligheden 1/3.",
    )


def closing_table(frame: pd.DataFrame) -> Table:
    """What closing own tilbud costs."""
    return Table(
        name="lukkes",
        title="Tilbud, der lukkes: beboerne skal bo et andet sted",
        frame=frame,
        columns=(
            Column("tilbud", "Tilbud", "text"),
            Column("paragraf", "Paragraf", "text"),
            Column("residents", "Beboere", "int"),
            Column("vacant", "Ledige pladser, der mistes", "int"),
            Column("own_kr_per_day", "Fuld pris pr. døgn", "kr", 0),
            Column("elsewhere_kr_per_day", "Median købt pris pr. døgn", "kr", 0),
            Column("n", "Antal bag medianen", "int"),
            Column("extra_oere", "Merudgift pr. år, service", "oere", -3),
        ),
        note="Merudgiften er før refusion og ikke med i planens gevinst. Den forudsætter, at hele "
        "tilbuddets udgift forsvinder, når det lukker.",
        internal=True,
    )


def assumptions_table(given: Inputs) -> Table:
    """Every assumption with its range, unit and source."""
    scenario = given.scenario
    rows = [
        (ASSUMPTIONS[name].meaning, value, ASSUMPTIONS[name].unit, value.source)
        for name, value in scenario.assumptions.items()
    ]
    if given.prices is not None:
        success = Range.sure(given.prices.success, "skøn (okonomi.toml, [maalpris])")
        rows.append(("forhandlinger om lavere pris, der lykkes (andel)", success, "andel",
                     success.source))  # fmt: skip
    # What is left out by a skøn needs no row of its own, but is said.
    left_out = [what for what, value, _, source in rows if _nothing(value) and source == "skøn"]
    frame = pd.DataFrame(
        [row for row in rows if row[0] not in left_out], columns=["what", "value", "unit", "source"]
    )
    return Table(
        name="antagelser",
        title="Det, planen antager (i parentes: otte af ti gange mellem)",
        frame=frame.assign(
            what=_capital(frame["what"]),
            shown=[_shown(value, unit) for value, unit in frame[["value", "unit"]].to_numpy()],
        ),
        columns=(
            Column("what", "Antagelse", "text"),
            Column("shown", "Værdi", "text"),
            Column("source", "Kilde", "text"),
        ),
        note=(f"Sat til 0 som skøn: {'; '.join(left_out)}. " if left_out else "")
        + f"Horisont {scenario.months} måneder; nutidsværdi med {_plain(scenario.discount * 100)} "
        f"pct. om året (scenariet “{scenario.name}”). Erstat skøn i scenariefilen. Lokale priser "
        "er fra filen med egen kapacitet eller scenariet, nuværende fra bevillingerne, uden moms.",
    )


def _nothing(value: Range) -> bool:
    return value.is_sure and value.likely == 0


def _capital(texts: pd.Series) -> pd.Series:
    return texts.str[:1].str.upper() + texts.str[1:]


def _shown(value: Range, unit: str) -> str:
    likely = _plain(value.likely)
    spread = "" if value.is_sure else f" ({_plain(value.low)}–{_plain(value.high)})"
    if value.is_sure and value.likely == 1 and unit == "måneder":
        unit = "måned"
    unit = "" if unit in ("faktor", "andel") else f" {unit}"
    return f"{likely}{spread}{unit}"


def _plain(value: float) -> str:
    """A number with the decimals it needs."""
    decimals = next(d for d in range(4) if d == 3 or abs(value - round(value, d)) < 1e-9)
    return numbers.number(value, decimals)


def candidates_table(frame: pd.DataFrame) -> Table:
    """Every placement udenbys (internal)."""
    return Table(
        name="kandidater",
        title="Placeringer udenbys, de dyreste først",
        frame=frame.assign(
            full=frame["total_kr_per_day"] + frame["other_kr_per_day"],
            to=frame["homes"].map(", ".join).astype("str"),
            brief=briefly(frame["against"]),
            chosen=frame["chosen"].map({True: "ja", False: ""}).astype("str"),
        ),
        internal=True,
        columns=(
            Column("case_id", "Sag", "text"),
            Column("provider", "Leverandør", "text"),
            Column("paragraf", "Paragraf", "text"),
            Column("age", "Alder", "int"),
            Column("stoettebehov", "Støttebehov", "text"),
            Column("full", "Fuld pris pr. døgn", "kr", 0),
            Column("to", "Lokale tilbud, der passer", "text"),
            Column("why_none", "Hvorfor ingen", "text"),
            Column("brief", "Taler imod", "text"),
            Column("chosen", "I planen", "text"),
        ),
        note=CONSIDER,
        paper_rows=0,
    )
