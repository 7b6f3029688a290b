"""Listed prices per day and hour, and the hour between two levels."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from frames import table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.list_prices.result import list_prices
from okonomi.analysis.list_prices.rows import listed, moms_factor, steps
from okonomi.rules import load

CASES = Path(__file__).parents[2] / "cases" / "prisliste.csv"
RULES = load()
PRICES = {
    "pris pr. år": "price_per_year_kr",
    "pris pr. måned": "price_per_month_kr",
    "pris pr. døgn": "price_per_day_kr",
    "pris pr. time": "price_per_hour_kr",
}


def number(text):
    return float(text.replace(".", "").replace(",", ".")) if text else None


def cases():
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def row_of(case):
    return {
        "provider": f"Tilbud {case['sag']}",
        "service": "Takst +1" if "+" in case["niveau"] else "Takst",
        "level": case["niveau"],
        "price_year": case["prisår"],
        "hours_per_week": number(case["timer pr. uge"]),
    } | {ours: number(case[theirs]) for theirs, ours in PRICES.items()}


def shown(value):
    return "ingen" if pd.isna(value) else f"{value:.2f}".replace(".", ",")


def test_the_hand_worked_cases():
    expected = cases()
    rows = listed(table("price_list", *map(row_of, expected)), 2026)
    found = steps(rows).set_index(["provider", "to_level"])
    for case, row in zip(expected, rows.itertuples(), strict=True):
        assert case["forklaring"]
        assert shown(row.day_kr) == case["kr. pr. døgn"]
        assert shown(row.hour_kr) == case["kr. pr. time"]
        assert shown(row.hour_52_kr) == case["kr. pr. time, 52 uger"]
        at = (row.provider, row.level)
        if case["kr. pr. time mere"]:
            assert shown(found.loc[at, "hour_kr"]) == case["kr. pr. time mere"]
            assert shown(found.loc[at, "hour_52_kr"]) == case["kr. pr. time mere, 52 uger"]
        else:
            assert at not in found.index


def ladder(*levels, **more):
    """A provider's list: (hours, kroner per year) per level."""
    return table(
        "price_list",
        *(
            {
                "provider": "Bostedet A",
                "service": "Basistakst" + f" +{n}" * (n > 0),
                "level": f"Basis+{n}",
                "price_year": "2025",
                "hours_per_week": hours,
                "price_per_year_kr": price,
            }
            | more
            for n, (hours, price) in enumerate(levels)
        ),
    )


def test_the_kits_figures_are_shown_and_the_others_named():
    result = list_prices(reading("2026-03", price_list=ladder((6, 350_400), (12, 438_000))), RULES)
    assert result.summary() == (
        "Prislisterne har 2 priser hos 1 leverandør (prisår 2025); en time mere koster "
        "280\u00a0kr. mellem to niveauer (1 trin), mens timerne på de samme niveauer koster "
        "700–1.120\u00a0kr. i gennemsnit."
    )
    note = result.tables()[1].note
    assert "281\u00a0kr. mod 702–1.123\u00a0kr." in note and "52 uger" in note
    result.bundle()


def test_without_lists_there_is_a_sentence():
    result = list_prices(reading("2026-03"), RULES)
    assert result.summary().startswith("Der er ingen prislister")
    assert result.findings == () and result.bundle().tables[0].frame.empty


def test_the_newest_list_is_known_by_its_written_year():
    rows = pd.concat([ladder((5, 1e5), price_year=y) for y in ("2018a", "2018b", "2020", None)])
    found = listed(rows, 2026)
    assert found["newest"].tolist() == [False, False, True, False]
    assert found["year"].tolist() == [2018, 2018, 2020, 2026]


def test_moms_is_taken_off_only_where_the_provider_is_known():
    provider = table("provider", {"provider": "Bostedet A", "momsfaktor": 0.95})
    rows = pd.DataFrame({"provider": ["Bostedet A", "En anden"]})
    factor = moms_factor(rows, provider, RULES, 2026)
    assert factor.iloc[0] == pytest.approx(0.95) and pd.isna(factor.iloc[1])


def test_a_price_of_another_year_without_a_series_is_not_compared():
    provider = table("provider", {"provider": "Bostedet A", "momsfaktor": 0.95})
    lists = pd.concat([ladder((5, 365_000)), ladder((5, 365_000), price_year="2026")])
    result = list_prices(reading("2026-03", price_list=lists, provider=provider), RULES)
    net = result.rows["net_day_kr"]
    assert pd.isna(net.iloc[0]) and net.iloc[1] == pytest.approx(950.0)


def test_doubts_are_findings():
    lists = pd.concat(
        [
            ladder((5, None)),
            ladder((5, 365_000), price_per_month_kr=40_000),
            ladder((5, None), price_per_month_kr=30_500, price_per_day_kr=1000),
            ladder((5, 400_000), (10, 300_000), provider="Bostedet B"),
        ]
    )
    codes = [f.code for f in list_prices(reading("2026-03", price_list=lists), RULES).findings]
    assert codes == [
        "listepris-mangler", "listepris-uenig", "listepris-dagtal", "flere-timer-billigere",
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 100), min_size=2, max_size=8, unique=True),
    st.integers(100, 5000),
    st.integers(0, 900),
)
def test_a_price_linear_in_hours_has_one_marginal_hour(hours, base, per_hour):
    levels = [(h, (base + per_hour * h / 7) * 365) for h in hours]
    found = steps(listed(ladder(*levels), 2026))
    assert len(found) == len(hours) - 1
    assert found["hour_kr"].to_numpy() == pytest.approx(per_hour, abs=1e-6)
    assert (found["to_hours"] > found["from_hours"]).all()


def test_a_private_persons_prices_are_left_out_and_counted():
    lists = pd.concat([ladder((5, 400_000)), ladder((5, 300_000), provider="Plejefamilie 014"),
                       ladder((5, 300_000), provider="Hjemmet")])  # fmt: skip
    provider = table("provider", {"provider": "Hjemmet", "kind": "plejefamilie"})
    result = list_prices(reading("2026-03", price_list=lists, provider=provider), RULES)
    assert result.rows["provider"].nunique() == 1
    assert "Plejefamilie 014" not in set(result.rows["provider"])
    (finding,) = result.findings
    assert finding.code == "listepris-privat" and finding.text.startswith("2 listepriser er en")
