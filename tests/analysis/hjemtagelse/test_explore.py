"""The sliders: what can be moved, and that nothing moves by itself."""

from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.scenario import NewTilbud
from okonomi.rules import load

from .small import HERE, PERIOD, STAYS, house, small, sure

RULES = load()
NEW = NewTilbud(
    name="Nyt hus", paragraf="SEL-107", target_group=None, places=2, opens=PERIOD + 4,
    min_to_open=1, marginal_kr_per_day=500.0, full_kr_per_day=1500.0, opening_kr=0.0,
)  # fmt: skip


def parts(reading, **more):
    """The plan, and its sliders by what stands beside them."""
    found = hjemtagelse(reading, RULES, HERE, sure(**more))
    made = found.explore().sliders().children
    return found, {part.description: part for part in made[:-1]}, made[-1]


def test_places_occupancy_price_risk_and_horizon_can_be_moved():
    _, found, shown = parts(small(), new=(NEW,))
    assert list(found) == [
        "Tilbud", "Pladser", "Fuld pris pr. døgn", "Belægning i nye tilbud, %", "Mislykkes, %",
        "Horisont, måneder",
    ]  # fmt: skip
    before = shown.value
    moved = {"Belægning i nye tilbud, %": 60, "Pladser": 1, "Fuld pris pr. døgn": 2000,
             "Mislykkes, %": 50}  # fmt: skip
    for name, value in moved.items():
        found[name].value = value
        assert shown.value != before, name
        before = shown.value


def test_a_large_dear_tilbud_begins_where_the_plan_is():
    large = house(vacant=35.0, places=40.0, marginal_cost_kr=12_000.0, full_cost_kr=13_000.0)
    dear = [row | {"price_kr": 20_000.0} for row in STAYS]
    found, sliders, shown = parts(small(*dear, capacity=[large]))
    assert sliders["Pladser"].value == 35
    assert sliders["Pris pr. døgn, ledig plads"].value == 12_000
    assert found.gain_oere > 0
    gain = f"{found.gain_oere / 1e8:.1f}".replace(".", ",")
    assert f"Gevinst ved de sandsynligste værdier: {gain}" in shown.value


def test_another_tilbud_brings_its_own_places_and_price():
    _, found, _ = parts(small(), new=(NEW,))
    found["Tilbud"].value = "Huset"
    assert (found["Pladser"].value, found["Fuld pris pr. døgn"].value) == (1, 900)
    assert found["Fuld pris pr. døgn"].description == "Pris pr. døgn, ledig plads"
