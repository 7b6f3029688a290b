"""From the follow-up's forventet regnskab to net, and providers that lose their momsfaktor."""

import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.analysis.refusion.result import refusion
from okonomi.rules import load, load_kontoplan

KR = 100
KONTOPLAN, RULES = load_kontoplan(), load()


def month(name="Birkely", **tables):
    line = {
        "person_id": "A", "case_id": "S-A", "paragraf": "SEL-107", "function": "5.38.52",
        "area": "voksne", "provider": name, "start": "2022-01-01", "price_kr": 100_000.0,
    }  # fmt: skip
    paid = {
        "date": "2022-01-20", "period": "2022-01-01", "function": "5.38.52", "provider": name,
        "amount_oere": 130_000 * KR,
    }  # fmt: skip
    person = table("person", {"person_id": "A", "birth_date": "1980-05-05"})
    listed = table("provider", {"provider": "Birkely", "kind": "privat", "momsfaktor": 0.95})
    given = {
        "placement": placements(line),
        "posting": table("posting", paid),
        "person": person,
        "provider": listed,
    }
    return reading("2022-03", **(given | tables))


@pytest.mark.parametrize("with_moms", [True, False])
def test_forventet_regnskab_is_tied_to_servicerammen_and_net(with_moms):
    given = month()
    result = refusion(given, RULES, KONTOPLAN, followup(given, KONTOPLAN, RULES, with_moms))
    steps = result.steps.set_index("label")["oere"] // KR
    # 1.140.000 kr. without moms: 25 % of what lies above 860.000 is refunded.
    assert steps["Servicerammen"] == 1_140_000
    assert steps["Centrale refusionsordninger mv."] == -70_000
    assert steps["I alt (netto)"] == 1_070_000
    if with_moms:
        assert steps["Forventet regnskab"] == 1_230_000
        assert steps["Bogført, som ingen bevilling svarer til"] == -30_000
        assert steps["Brutto efter bevillingerne"] == 1_200_000
        assert steps["Momsrefusion"] == -60_000
    else:
        assert steps["Forventet regnskab"] == 1_175_000
        assert steps["Bogført, som ingen bevilling svarer til"] == -35_000
    assert result.tables()[0].name == "forventet_til_netto"


def found(given):
    codes = {f.code: f for f in refusion(given, RULES, KONTOPLAN).findings}
    return codes.get("leverandoer-uden-momsfaktor")


def test_a_misspelled_provider_that_loses_its_momsfaktor_is_named():
    finding = found(month("Birkelly"))
    assert finding.severity == "advarsel"
    assert finding.rows["looks_like"].tolist() == ["Birkely"]
    assert "1.200.000,00" in finding.text
    assert found(month("Elmegården")).severity == "oplysning"


def test_nobody_is_named_who_is_known_or_a_person_or_without_any_list():
    assert found(month()) is None
    assert found(month("Plejefamilie AAAAAA")) is None
    assert found(month("Birkelly", provider=table("provider"))) is None
