"""What the plan says when there is little to plan with: one sentence that does not deny another."""

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.scenario import LowerPrice
from okonomi.rules import load

from .small import FIRM, HERE, PERIOD, STAYS, house, small, stay, sure

RULES = load()
LOWER = (LowerPrice(provider=FIRM, share=0.1, start=PERIOD + 4),)


def plan(reading, **more):
    return hjemtagelse(reading, RULES, HERE, sure(**more))


def shown(found):
    """Every sentence and table of the plan and of its what-ifs."""
    if_else = found.explore()
    assert found._repr_html_() and if_else._repr_html_()
    return found.summary(), if_else.summary()


def test_without_capacity_only_what_can_be_known_is_said():
    text, what_if = shown(plan(small(capacity=[])))
    why = "mappen har ingen fil med kommunens egne pladser, og scenariet åbner ingen"
    assert text == (
        f"Ingen af 3 placeringer udenbys ved udgangen af marts 2022 er i en plan, for {why}. "
        "Én sag kan stadig regnes på egne tal."
    )
    assert plan(small(capacity=[])).figures() == []
    assert what_if == f"Der er ingen flytninger at ændre på, for {why}."


def test_without_capacity_a_lower_price_can_still_be_won():
    found = plan(small(capacity=[]), lower=LOWER)
    text, what_if = shown(found)
    assert text.startswith(
        "Ingen sag er flyttet hjem i planen, for mappen har ingen fil med kommunens egne pladser, "
        "og scenariet åbner ingen. Én sag kan stadig regnes på egne tal. "
        "Tilbage er en lavere pris: 3 af 3 placeringer udenbys kunne genforhandles, og det ventes "
        "at spare i 12 måneder fra juli 2022"
    )
    assert "lavere pris" not in what_if and what_if.startswith("Der er ingen flytninger")
    (said,) = [f for f in found.findings if f.code == "ingen-pladser"]
    assert "ingen kan tages hjem i planen" in said.text


@pytest.mark.parametrize(
    "wrong",
    [{"marginal_cost_kr": -900.0}, {"full_cost_kr": None, "marginal_cost_kr": None}],
)
def test_places_without_a_usable_cost_are_named_and_nothing_is_planned(wrong):
    found = plan(small(capacity=[house(**wrong)]))
    text, _ = shown(found)
    assert "ingen af kommunens egne tilbud har en ledig plads med en pris" in text
    assert "tilbud-uden-pris" in [f.code for f in found.findings]


def test_nobody_udenbys_is_said_without_counting_to_none():
    at_home = [stay("S1", 2000.0, location_municipality=HERE)]
    text, _ = shown(plan(small(*at_home)))
    assert text == "Ingen placering vides at ligge udenbys ved udgangen af marts 2022."
    unknown = [stay("S1", 2000.0, location_municipality=None)]
    text, _ = shown(plan(small(*unknown)))
    assert text.endswith("udgangen af marts 2022, men 1 har ukendt beliggenhed.")


def test_a_move_that_does_not_pay_is_no_plan():
    dear = house(marginal_cost_kr=5000.0, full_cost_kr=6000.0)
    text, _ = shown(plan(small(capacity=[dear])))
    assert text.endswith("for ingen flytning sparer mere, end den koster, og ingen pris kan "
                         "sættes ned.")  # fmt: skip


def test_more_cases_than_places_is_said():
    found = plan(small())
    (said,) = [f for f in found.findings if f.code == "flere-sager-end-pladser"]
    assert "2 sager passer til et lokalt tilbud, men der er kun 1 plads." in said.text


def test_a_year_without_thresholds_is_service_alone_and_says_so_loudly():
    later = pd.Period("2026-03", "M")
    found = hjemtagelse(small(period=later), RULES, HERE, sure(start=later + 4))
    text, _ = shown(found)
    assert "netto kan ikke regnes: beløbsgrænserne mangler" in text
    assert "hjemtagelse-uden-netto" in [f.code for f in found.findings]
    labels = [column.label for table in found.tables() for column in table.columns]
    assert not [label for label in labels if "Netto" in label]


def test_a_case_that_costs_nothing_or_less_is_named():
    credit = stay("S4", -50.0)
    found = plan(small(*STAYS, credit))
    shown(found)
    assert "pris-ikke-over-nul" in [f.code for f in found.findings]
    assert "S4" not in found.moves["case_id"].tolist()
