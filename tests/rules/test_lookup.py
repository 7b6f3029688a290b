"""The lookup: what held on a day, as it was known on a day."""

from datetime import date
from decimal import Decimal

import pytest
from ruleset import own_rules

from okonomi.errors import UserError
from okonomi.rules import Missing, Tiers, is_estimate, load

HEADER = "series;valid_from;valid_to;published;value;unit;source\n"


def index(folder, *rows):
    return own_rules(folder, price_index_csv=HEADER + "".join(f"{row}\n" for row in rows))


def test_the_value_of_the_day(tmp_path):
    rules = index(
        tmp_path,
        "takst;01-01-2024;;;100,5;indeks;a",
        "takst;01-07-2024;;;110;indeks;b",
        "takst;2025-01-01;;;1.120,25;indeks;skøn af os",
    )
    assert rules.at("takst", date(2024, 6, 30)).value == Decimal("100.5")
    assert rules.at("takst", date(2024, 7, 1)).value == 110
    later = rules.at("takst", date(2025, 12, 31))
    assert (later.value, later.unit, later.source) == (Decimal("1120.25"), "indeks", "skøn af os")
    assert later.skoen
    assert later.where == "regler/price_index.csv, linje 4"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2019, 12, 31), "den begynder 01-01-2020"),
        (date(2021, 1, 1), "der er et hul i rækken"),
        (date(2023, 1, 1), "gælder til og med 31-12-2022"),
    ],
)
def test_outside_the_known_values_the_file_is_named(tmp_path, day, why):
    rules = index(tmp_path, "pl;2020-01-01;;;1;pct;a", "pl;2022-01-01;;;1;pct;a")
    with pytest.raises(UserError) as caught:
        rules.at("pl", day)
    assert why in str(caught.value)
    assert str(tmp_path / "regler" / "price_index.csv") in str(caught.value)
    assert rules.find("pl", day) is None


def test_an_unknown_series_names_the_file(tmp_path):
    rules = index(tmp_path)
    with pytest.raises(UserError, match="“findes ikke” findes ikke.*price_index.csv"):
        rules.at("findes ikke", date(2026, 1, 1))
    with pytest.raises(UserError, match="momsfaktor.csv"):
        rules.at("momsfaktor", date(1999, 1, 1))
    with pytest.raises(UserError, match=r"okonomi.toml under \[refusion\].*SEL § 176"):
        rules.at("refusion.SEL-176.p25", date(2023, 1, 1))


def test_a_value_holds_as_long_as_its_row_says(tmp_path):
    rules = index(
        tmp_path,
        "til;2024-01-01;2025-06-30;;1;pct;a",
        "åben;2024-01-01;åben;;1;pct;a",
        "åben;2026-01-01;Åben;;2;pct;a",
    )
    assert rules.find("til", date(2025, 6, 30)) is not None
    assert rules.find("til", date(2025, 7, 1)) is None
    assert rules.at("åben", date(2025, 12, 31)).value == 1
    assert rules.at("åben", date(2099, 12, 31)).value == 2


def test_march_can_be_made_again_in_december(tmp_path):
    rules = index(
        tmp_path,
        "pl;2026-01-01;;2025-06-01;3,0;pct;a",
        "pl;2026-01-01;;2026-06-15;3,4;pct;b",
    )
    on = date(2026, 3, 1)
    assert rules.at("pl", on, known=date(2026, 3, 31)).value == 3
    assert rules.at("pl", on, known=date(2026, 6, 15)).value == Decimal("3.4")
    assert rules.at("pl", on).source == "b"
    with pytest.raises(UserError, match="ikke offentliggjort den 31-05-2025"):
        rules.at("pl", on, known=date(2025, 5, 31))


def test_thresholds_of_the_shipped_years():
    rules = load()
    steps = {
        (group, year): tuple(kr // 100 for kr, _ in rules.tiers(group, year).steps)
        for group in ("boern", "voksne")
        for year in (2020, 2021, 2022)
    }
    both = {2021: (850_000, 1_660_000, 2_090_000), 2022: (860_000, 1_680_000, 2_120_000)}
    assert steps == {
        ("voksne", 2020): (1_090_000, 2_050_000),
        ("boern", 2020): (830_000, 1_630_000),
        **{(group, year): both[year] for group in ("boern", "voksne") for year in both},
    }
    percents = [tuple(p for _, p in rules.tiers("voksne", y).steps) for y in (2020, 2022)]
    assert percents == [(25, 50), (25, 50, 75)]


@pytest.mark.parametrize("year", [2019, 2023, 2024, 2026, 2040])
@pytest.mark.parametrize("group", ["boern", "voksne"])
def test_other_years_are_missing_and_never_guessed(group, year):
    missing = load().tiers(group, year)
    assert isinstance(missing, Missing)
    assert str(year) in missing.text
    assert missing.remedy


def test_children_have_their_own_law_from_2024():
    rules = load()
    laws = {year: rules.scheme("boern", year).hjemmel for year in (2020, 2021, 2023, 2024, 2030)}
    assert laws == {
        2020: "SEL-176-a", 2021: "SEL-176", 2023: "SEL-176", 2024: "BL-198", 2030: "BL-198",
    }  # fmt: skip
    assert {rules.scheme("voksne", year).hjemmel for year in range(2020, 2031)} == {"SEL-176"}
    assert rules.scheme("voksne", 2019) is None


def test_a_threshold_of_its_own_overrides_the_shipped_one(tmp_path):
    rules = own_rules(
        tmp_path,
        refusion_yaml="graenser:\n  - {aar: 2022, hjemmel: SEL § 176, p25: 900000, p50: 1680000, "
        "p75: 2120000, kilde: skøn}\n",
    )
    tiers = rules.tiers("voksne", 2022)
    assert isinstance(tiers, Tiers)
    assert tiers.steps[0] == (90_000_000, 25)
    assert tiers.skoen
    assert rules.tiers("voksne", 2021) == load().tiers("voksne", 2021)


def test_the_word_skoen_is_a_word():
    assert all(is_estimate(text) for text in ("skøn", "Skøn: 3 pct.", " SKØN, økonomi"))
    assert not is_estimate("skønsmæssigt fastsat i lov 1")
    assert not is_estimate("brev (skøn)")
