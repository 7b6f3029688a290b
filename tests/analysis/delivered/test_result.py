"""Agreed beside delivered: hours, nights and activities, and what the missing hours come to."""

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading
from ruleset import own_rules

from okonomi.analysis.delivered.hours import support
from okonomi.analysis.delivered.result import delivered
from okonomi.analysis.delivered.rows import sums
from okonomi.rules import load

RULES = load()
LINE = {
    "case_id": "S1",
    "placement_id": "L1",
    "provider": "Bostedet A",
    "provider_id": "99000001",
    "tilbud": "Hus 1",
    "service": "Botilbud",
    "paragraf": "SEL-107",
    "start": "2025-01-01",
    "price_kr": 2100,
    "frequency": "dag",
    "unit": "doegn",
    "hours_per_week": 21,
    "night_cover": "vaagen",
}


def deliveries(hours, **more):
    """One row per month from January 2026 on of the case's hours (None: not documented)."""
    rows = (
        {"case_id": "S1", "provider": "Bostedet A", "month": f"2026-{n:02d}-01", "hours": h} | more
        for n, h in enumerate(hours, 1)
    )
    return table("delivery", *rows)


def result_of(delivery, *lines, **tables):
    model = tables.pop("model_hour_kr", None)
    data = reading(
        "2026-03", placement=placements(*(lines or (LINE,))), delivery=delivery, **tables
    )
    return delivered(data, RULES, model_hour_kr=model)


def test_the_worked_example():
    result = result_of(deliveries([60, 60, 60]), model_hour_kr=pd.Series([360.0]))
    row = result.rows.iloc[0]
    assert (row.months, row.agreed_hours, row.delivered_hours) == (3, pytest.approx(270), 180)
    assert row.share == pytest.approx(2 / 3) and row.verdict == "mindre end aftalt"
    assert row.agreed_hour_kr == pytest.approx(700) and row.delivered_hour_kr == pytest.approx(1050)
    assert (row.marginal_hour_kr, row.marginal_from) == (360, "model")
    assert row.missing_oere == 3_240_000  # 90 hours at 360 kr., not at the average of 700
    assert result.summary() == (
        "I de 12 måneder til og med marts 2026 er 180 af 270 aftalte timer leveret (67\u00a0%) på "
        "den ene ydelse, der er dokumenteret; 1 ligger under 80\u00a0%, og de manglende timer "
        "svarer til 32.400\u00a0kr. efter marginaltimen."
    )
    assert [f.code for f in result.findings] == ["underlevering"]
    provider = result.providers.iloc[0]
    assert provider.delivered_hour_kr == pytest.approx(1050)
    assert (provider.marginal_hour_kr, provider.missing_oere) == (360, 3_240_000)
    result.bundle()


@pytest.mark.parametrize(
    ("hours", "verdict"),
    [
        ([60, 60, None], "for få måneder til at sige noget"),
        ([None, None, None], "ikke dokumenteret"),
        ([], "ikke dokumenteret"),
        ([0, 0, 0], "mindre end aftalt"),  # documented nothing is not the same as not documented
        ([93, 84, 93], "som aftalt"),
        ([72, 72, 72], "som aftalt"),  # 216 of 270 is 80 %, not below
        ([120, 110, 120], "mere end aftalt"),
    ],
)
def test_the_rule(hours, verdict):
    assert result_of(deliveries(hours)).rows["verdict"].tolist() == [verdict]


def test_a_month_without_documentation_is_in_neither_sum():
    row = result_of(deliveries([93, None, 93])).rows.iloc[0]
    assert row.agreed_hours == pytest.approx(186) and row.share == pytest.approx(1)


def test_days_out_of_force_and_away_are_not_agreed():
    line = LINE | {"start": "2026-01-11"}
    absence = table(
        "absence",
        {"case_id": "S1", "provider": "Bostedet A", "start": "2026-02-20", "end": "2026-03-02"},
    )
    months = support(
        reading("2026-03", placement=placements(line), absence=absence)
    ).months.set_index("month")
    assert months["days"].tolist() == [21, 28, 31]
    assert months["away"].tolist() == [0, 9, 2]
    assert months["agreed_hours"].tolist() == pytest.approx([63, 57, 87])
    assert months["agreed_nights"].tolist() == [21, 19, 29]


def test_an_open_absence_counts_until_the_month_ends():
    absence = table("absence", {"case_id": "S1", "start": "2026-03-30", "line_id": "L1"})
    months = support(
        reading("2026-03", placement=placements(LINE), absence=absence)
    ).months.set_index("month")
    assert months["away"].tolist()[-2:] == [0, 2]


def test_hours_change_with_the_price_interval_and_the_contract():
    lines = (
        LINE | {"line_id": "L1", "end": "2026-02-28", "hours_per_week": None},
        LINE | {"line_id": "L1", "start": "2026-03-01", "hours_per_week": None},
    )
    contract = table(
        "contract",
        *(
            {"contract_id": f"K{n}", "case_id": "S1", "provider": "Bostedet A",
             "tilbud": "Hus 1", "service": "Botilbud", "start": start, "hours_per_week": hours}
            for n, start, hours in ((1, "2024-01-01", 14), (2, "2026-03-01", 28))
        ),
    )  # fmt: skip
    found = support(reading("2026-03", placement=placements(*lines), contract=contract)).months
    assert found["agreed_hours"].tolist()[-3:] == pytest.approx([62, 56, 124])


def test_a_day_in_two_intervals_of_a_line_is_agreed_once():
    rows = (LINE | {"line_id": "L1"}, LINE | {"line_id": "L1", "start": "2026-02-15"})
    months = support(reading("2026-03", placement=placements(*rows))).months
    assert months["days"].tolist()[-3:] == [31, 28, 31]
    assert months["agreed_hours"].tolist()[-3:] == pytest.approx([93, 84, 93])
    assert months["agreed_nights"].tolist()[-3:] == [31, 28, 31]


EXTRA = LINE | {
    "line_id": "L1", "line_kind": "foelgeydelse", "unit": "time", "frequency": "uge", "quantity": 5,
    "price_kr": 400, "hours_per_week": None, "night_cover": None, "start": "2026-02-01",
    "service": "Ekstra timer",
}  # fmt: skip


def test_hours_bought_beside_the_hovedydelse_add_to_the_lines():
    found = support(reading("2026-03", placement=placements(LINE | {"line_id": "L1"}, EXTRA)))
    march = found.months.iloc[-1]
    # 21 × 31 ÷ 7 = 93 and 5 × 31 ÷ 7 = 22,14; a day is one day of the line.
    assert march["agreed_hours"] == pytest.approx(93 + 155 / 7)
    assert (march["days"], march["agreed_nights"]) == (31, 31)
    assert found.lines["line_kind"].tolist() == ["hovedydelse"]


def test_hours_bought_beside_are_not_agreed_either_when_the_citizen_is_away():
    away = {"case_id": "S1", "line_id": "L1", "start": "2026-03-01", "end": "2026-03-31"}
    lines = placements(LINE | {"line_id": "L1"}, EXTRA)
    march = support(
        reading("2026-03", placement=lines, absence=table("absence", away))
    ).months.iloc[-1]
    assert march[["days", "away", "agreed_hours", "agreed_nights"]].tolist() == [31, 31, 0, 0]


def test_the_earlier_interval_goes_on_when_a_temporary_one_ends():
    first = LINE | {"line_id": "L1"}
    short = first | {"start": "2026-02-01", "end": "2026-02-14"}
    months = support(reading("2026-03", placement=placements(first, short))).months
    assert months["agreed_hours"].tolist()[-3:] == pytest.approx([93, 84, 93])
    more = short | {"hours_per_week": 28}
    months = support(reading("2026-03", placement=placements(first, more))).months
    # Two weeks at 28 hours and two at 21.
    assert months["agreed_hours"].tolist()[-3:] == pytest.approx([93, 98, 93])
    assert months["days"].tolist()[-3:] == months["agreed_nights"].tolist()[-3:] == [31, 28, 31]


def test_a_providers_missing_hours_are_those_of_the_lines_with_less():
    lines = (LINE | {"hours_per_week": 21}, LINE | {"case_id": "S2", "placement_id": "L2"})
    given = pd.concat([deliveries([40, 40, 40]), deliveries([200, 200, 200], case_id="S2")])
    provider = result_of(given.reset_index(drop=True), *lines).providers.iloc[0]
    # 270 − 120 of the first; the 330 more of the second are no hours of the first's.
    assert (provider.agreed_hours, provider.delivered_hours) == (pytest.approx(540), 720)
    assert (provider.less, provider.missing_hours) == (1, pytest.approx(150))


def test_a_delivery_goes_to_the_line_it_names_or_the_same_service():
    other = LINE | {"line_id": "L2", "service": "Dagtilbud", "placement_id": "L2"}
    by_id = result_of(deliveries([60], line_id="L2"), LINE, other).rows
    assert by_id.set_index("line_id")["months"].to_dict() == {"L1": 0, "L2": 1}
    by_service = result_of(deliveries([60], service="dagtilbud"), LINE, other).rows
    assert by_service.set_index("line_id")["months"].to_dict() == {"L1": 0, "L2": 1}


def test_a_delivery_that_fits_two_lines_or_none_is_named():
    other = LINE | {"line_id": "L2"}
    both = result_of(deliveries([60]), LINE, other)
    assert [f.code for f in both.findings] == ["levering-uden-bevilling"]
    none = result_of(deliveries([60], case_id="S9"))
    assert [f.code for f in none.findings] == ["levering-uden-bevilling"]
    early = result_of(table("delivery", {"case_id": "S1", "provider": "Bostedet A",
                                         "month": "2024-01-01", "hours": 5}))  # fmt: skip
    assert [f.code for f in early.findings] == ["levering-uden-for-perioden"]


def test_nights_and_activities_have_their_own_shares():
    more = {"nights": 15, "activities": 1, "agreed_activities": 4}
    result = result_of(deliveries([93, 84, 93], **more))
    row = result.rows.iloc[0]
    assert row.night_share == pytest.approx(45 / 90) and row.activity_share == pytest.approx(0.25)
    assert [f.code for f in result.findings] == ["faa-naetter", "faa-aktiviteter"]


def test_unknown_agreed_hours_are_not_undocumented():
    line = LINE | {"hours_per_week": None}
    result = result_of(deliveries([60, 60, 60]), line)
    assert result.rows["verdict"].tolist() == ["aftalte timer kendes ikke"]
    assert result.summary().startswith("Ingen bevillinger har aftalte timer")
    result.bundle()


def test_no_deliveries_is_a_sentence_and_not_0_hours():
    result = result_of(table("delivery"))
    assert "ikke det samme som 0 timer" in result.summary()
    empty = delivered(reading("2026-03"), RULES)
    assert empty.summary().startswith("Ingen bevillinger har aftalte timer")
    empty.bundle()


TILLAEG = {
    "line_id": "T1",
    "line_kind": "foelgeydelse",
    "service": "Ekstra støttetimer",
    "unit": "time",
    "frequency": "uge",
    "quantity": 5,
    "price_kr": 400,
    "hours_per_week": None,
    "night_cover": None,
}
CONTRACT = {
    "contract_id": "K1",
    "case_id": "S1",
    "provider": "Bostedet A",
    "tilbud": "Hus 1",
    "service": "Botilbud",
    "start": "2025-01-01",
    "hourly_kr": 380,
}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"contract", "tillæg", "list"}, (380, "kontrakt")),
        ({"tillæg", "list"}, (400, "tillæg")),
        ({"list"}, (300, "prisliste")),
        (set(), (350, "model")),
    ],
)
def test_where_the_marginal_hour_is_from(given_, expected):
    lists = (
        {"provider": "Bostedet A", "service": "Botilbud", "level": str(hours),
         "hours_per_week": hours, "price_per_day_kr": day, "price_year": "2026"}
        for hours, day in ((7, 1000), (14, 1200), (28, 1800))
    )  # fmt: skip
    result = result_of(
        deliveries([60, 60, 60]),
        LINE,
        *([LINE | TILLAEG] if "tillæg" in given_ else []),
        contract=table("contract", *([CONTRACT] if "contract" in given_ else [])),
        price_list=table("price_list", *(lists if "list" in given_ else [])),
        model_hour_kr=pd.Series([350.0, 350.0]),
    )
    row = result.rows.set_index("line_id").loc["L1"]
    assert (row.marginal_hour_kr, row.marginal_from) == (pytest.approx(expected[0]), expected[1])


def test_a_line_paid_per_hour_has_the_hours_it_buys_at_its_own_price():
    line = LINE | {"unit": "time", "frequency": "uge", "quantity": 14, "price_kr": 450,
                   "hours_per_week": None}  # fmt: skip
    row = result_of(deliveries([62, 56, 62]), line).rows.iloc[0]
    assert row.share == pytest.approx(1)
    assert (row.marginal_hour_kr, row.marginal_from) == (pytest.approx(450), "pris pr. time")


def test_the_marginal_hour_is_net_of_moms():
    provider = table("provider", {"provider": "Bostedet A", "momsfaktor": 0.9})
    contract = table("contract", CONTRACT)
    row = result_of(deliveries([60]), contract=contract, provider=provider).rows.iloc[0]
    assert row.marginal_hour_kr == pytest.approx(342)


def test_a_private_person_is_on_the_list_and_not_among_the_providers():
    name = "Plejefamilie ABCD12"
    result = result_of(deliveries([60, 60, 60], provider=name), LINE | {"provider": name})
    assert len(result.rows) == 1 and result.providers.empty


def test_an_unknown_marginal_hour_is_not_0_kroner():
    result = result_of(deliveries([60, 60, 60]))
    assert result.rows["missing_oere"].isna().all()
    assert result.summary().endswith("og hvad en time mindre koster, kendes ikke.")


def test_a_wrong_rule_is_refused():
    with pytest.raises(ValueError, match="lowest_share"):
        delivered(reading("2026-03"), RULES, lowest_share=1.2)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 200)), min_size=3, max_size=3),
    st.floats(1, 60),
)
def test_sums_are_those_of_the_documented_months(hours, per_week):
    line = placements(LINE | {"hours_per_week": per_week})
    row = sums(support(reading("2026-03", placement=line, delivery=deliveries(hours)))).iloc[0]
    known = [(h, d) for h, d in zip(hours, (31, 28, 31), strict=True) if h is not None]
    assert row.months == row.documented_months == len(known)
    if known:
        assert row.delivered_hours == pytest.approx(sum(h for h, _ in known))
        assert row.agreed_hours == pytest.approx(sum(d for _, d in known) * per_week / 7)


def test_a_day_away_counts_once_whatever_number_of_absences():
    away = {"case_id": "S1", "provider": "Bostedet A", "start": "2026-03-01", "end": "2026-03-10"}
    twice = table("absence", away, away | {"start": "2026-03-06", "end": "2026-03-12"})
    data = reading("2026-03", placement=placements(LINE), absence=twice)
    march = support(data).months.set_index("month").loc["2026-03-01"]
    assert march["agreed_nights"] == 31 - 12
    assert march["agreed_hours"] == pytest.approx(3 * (31 - 12))


def test_who_is_away_from_a_provider_gets_none_of_its_hovedydelser():
    away = {"case_id": "S1", "provider": "Bostedet A", "start": "2026-03-01", "end": "2026-03-31"}
    two = placements(LINE, LINE | {"service": "Dagtilbud"})
    months = support(reading("2026-03", placement=two, absence=table("absence", away))).months
    march = months[months["month"] == "2026-03-01"]
    assert len(march) == 2 and (march["agreed_hours"] == 0).all()


def test_a_price_list_of_another_paragraf_has_no_hour_for_the_line():
    level = {"provider": "Bostedet A", "service": "Botilbud", "paragraf": "SEL-108"}
    lists = (
        level | {"price_year": "2026", "price_per_day_kr": 1000 + hours, "hours_per_week": hours}
        for hours in (10, 20)
    )
    row = result_of(deliveries([60, 60, 60]), price_list=table("price_list", *lists)).rows.iloc[0]
    assert pd.isna(row.marginal_hour_kr) and pd.isna(row.marginal_from)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """Rules with a series that doubles from 2015 to 2026, and has no year before."""
    return own_rules(
        tmp_path_factory.mktemp("regler"),
        price_index_csv="series;valid_from;published;value;unit;source\n"
        "PL-prøve;01-01-2015;01-07-2014;100,0;indeks;skøn\n"
        "PL-prøve;01-01-2026;01-07-2025;200,0;indeks;skøn\n",
    )


@pytest.mark.parametrize(
    ("year", "source", "expected"),
    [
        (2026, "kontrakt", (380, "kontrakt")),
        (2015, "kontrakt", (760, "kontrakt")),
        (2015, "tillæg", (800, "tillæg")),
        (2015, "prisliste", (600, "prisliste")),
        # No figure for the year: the next source is asked.
        (2010, "kontrakt", (350, "model")),
        (2010, "tillæg", (350, "model")),
        (2010, "prisliste", (350, "model")),
    ],
)
def test_a_marginal_hour_is_in_the_price_level_of_the_year(indexed, year, source, expected):
    series = {"contract_id": "K0", "provider": "En anden", "index_series": "PL-prøve"}
    contract = [CONTRACT | {"price_year": year, "index_series": "PL-prøve"}]
    lists = (
        {"provider": "Bostedet A", "service": "Botilbud", "level": str(hours),
         "hours_per_week": hours, "price_per_day_kr": day, "price_year": str(year)}
        for hours, day in ((14, 1200), (28, 1800))
    )  # fmt: skip
    lines = [LINE, *([LINE | TILLAEG | {"price_year": year}] if source == "tillæg" else [])]
    data = reading(
        "2026-03",
        placement=placements(*lines),
        delivery=deliveries([60, 60, 60]),
        contract=table("contract", series, *(contract if source == "kontrakt" else [])),
        price_list=table("price_list", *(lists if source == "prisliste" else [])),
    )
    result = delivered(data, indexed, model_hour_kr=pd.Series([350.0, 350.0]))
    row = result.rows.set_index("line_id").loc["L1"]
    assert (row.marginal_hour_kr, row.marginal_from) == (pytest.approx(expected[0]), expected[1])


AWAY = {"case_id": "S1", "provider": "Bostedet A", "start": "2026-02-01", "end": "2026-02-28"}


def test_hours_given_while_the_citizen_is_away_count_and_are_named():
    result = result_of(deliveries([60, 60, 60]), absence=table("absence", AWAY))
    row = result.rows.iloc[0]
    # 31 + 31 days at 3 hours are agreed; February's 60 hours are delivered all the same.
    assert (row.months, row.agreed_hours, row.delivered_hours) == (3, pytest.approx(186), 180)
    assert row.verdict == "som aftalt"
    (finding,) = result.findings
    assert finding.code == "leveret-under-fravaer"
    assert finding.text.startswith("1 leverance er leveret, mens borgeren er meldt fraværende")
    assert finding.rows[["case_id", "hours"]].values.tolist() == [["S1", 60.0]]


def test_hours_only_while_away_have_no_share_and_divide_by_nothing():
    given_ = {"case_id": "S1", "provider": "Bostedet A", "hours": 60, "nights": 20}
    only = table("delivery", given_ | {"month": "2026-02-01"})
    result = result_of(only, absence=table("absence", AWAY))
    row = result.rows.iloc[0]
    assert (row.months, row.agreed_hours, row.delivered_hours) == (1, 0, 60)
    assert pd.isna(row.share) and row.verdict == "for få måneder til at sige noget"
    assert (row.agreed_nights, row.delivered_nights) == (0, 20) and pd.isna(row.night_share)
    assert "er 60 timer leveret, alle mens borgeren er meldt fraværende" in result.summary()
    result.bundle()


def test_a_plejefamilie_by_its_kind_is_not_among_the_providers():
    provider = table("provider", {"provider": "Bostedet A", "kind": "plejefamilie"})
    assert result_of(deliveries([60, 60, 60]), provider=provider).providers.empty


def test_a_price_that_has_yet_to_begin_is_not_the_lines():
    """The line is shown as it is agreed and paid today: 21 hours at 2.100 kr. a day."""
    next_one = LINE | {
        "line_id": "L1",
        "start": "2026-07-01",
        "price_kr": 2520,
        "hours_per_week": 28,
    }
    lines = [LINE | {"line_id": "L1", "end": "2026-06-30"}, next_one]
    (row,) = result_of(deliveries([60, 60, 60]), *lines).rows.itertuples()
    assert (row.hours_per_week, row.agreed_hours) == (21, pytest.approx(270))
    assert row.agreed_hour_kr == pytest.approx(700)
    assert row.delivered_hour_kr == pytest.approx(1050)
    # One that is granted and has not begun is no line of these months.
    assert len(result_of(deliveries([60]), LINE, next_one | {"line_id": "L2"}).rows) == 1
