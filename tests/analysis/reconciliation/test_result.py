"""Worked by hand: one line at 30.000 kr. a month, and what may happen to its invoices."""

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.analysis.reconciliation.pieces import CATEGORIES, pieces, shown_vouchers
from okonomi.analysis.reconciliation.result import reconciliation
from okonomi.rules import load, load_kontoplan

KR = 100
KONTOPLAN, RULES = load_kontoplan(), load()


def place(price=30_000.0, **more):
    return {
        "function": "5.38.50", "area": "voksne", "provider": "Birkely", "case_id": "S1",
        "start": "2025-05-01", "price_kr": price,
    } | more  # fmt: skip


def posted(month, kroner, booked=None, **more):
    return {
        "voucher": "B1", "date": booked or f"{month}-20", "period": f"{month}-01",
        "function": "5.38.50", "provider": "Birkely", "amount_oere": int(kroner * KR),
    } | more  # fmt: skip


def march(lines, *postings, period="2026-03", **tables):
    return reading(
        period, placement=placements(*lines), posting=table("posting", *postings), **tables
    )


def amounts(month, **more):
    """Category → (posted, granted) in kroner, for the categories with anything in them."""
    found = reconciliation(month, KONTOPLAN, RULES, **more).pieces
    sums = found.groupby("category")[["posted_oere", "granted_oere"]].sum() // KR
    return {c: tuple(sums.loc[c].tolist()) for c in CATEGORIES if c in sums.index}


JAN, FEB = posted("2026-01", 30_000), posted("2026-02", 30_000)
THREE = [JAN, FEB, posted("2026-03", 30_000)]


def test_every_month_paid_is_matched():
    assert amounts(march([place()], *THREE)) == {"matchet": (90_000, 90_000)}


def test_a_month_within_the_usual_lag_waits_and_an_older_one_is_not_paid():
    lagging = [posted("2025-12", 30_000, "2026-01-20"), posted("2026-02", 30_000, "2026-03-20")]
    assert amounts(march([place()], *lagging)) == {
        "matchet": (30_000, 30_000),
        "afventer": (0, 30_000),
        "ikke_betalt": (0, 30_000),
        "andet_aar": (30_000, 0),
    }


def test_the_same_invoice_twice():
    assert amounts(march([place()], *THREE, posted("2026-02", 30_000, "2026-03-25"))) == {
        "matchet": (90_000, 90_000),
        "dobbelt": (30_000, 0),
    }


def test_a_posting_without_a_provider_is_not_put_under_one_of_several():
    lines = [place(), place(20_000.0, provider="Egely", line_id="B")]
    month = march(lines, *THREE[:2], posted("2026-03", 12_345, provider=None))
    found = reconciliation(month, KONTOPLAN, RULES).pieces
    [loose] = found[(found["category"] == "uforklaret")].to_dict("records")
    assert (loose["granted_oere"], loose["posted_oere"]) == (37_655 * KR, 0)
    assert pd.isna(loose["provider"])
    assert loose["reason"] == "Bogført uden leverandør, holdt op mod funktionens øvrige bevillinger"


def test_two_citizens_at_the_same_price_are_not_a_double():
    both = [place(), place(line_id="B", case_id="S2")]
    assert amounts(march(both, *THREE, *THREE)) == {"matchet": (180_000, 180_000)}


@pytest.mark.parametrize(("price", "case"), [(30_000.0, None), (20_000.0, "S2")])
def test_a_difference_is_not_pinned_on_one_of_two_citizens_at_the_same_price(price, case):
    both = [place(), place(price, line_id="B", case_id="S2", start="2026-03-01")]
    month = march(both, *THREE, posted("2026-03", int(price) + 1_000))
    found = reconciliation(month, KONTOPLAN, RULES).pieces
    [loose] = found[found["category"] == "uforklaret"].to_dict("records")
    assert loose["posted_oere"] == 1_000 * KR
    assert (None if pd.isna(loose["case_id"]) else loose["case_id"]) == case


def test_one_invoice_for_both_and_one_of_them_again():
    both = [place(), place(20_000.0, line_id="B", case_id="S2")]
    months = [posted(f"2026-0{n}", 50_000) for n in (1, 2, 3)]
    assert amounts(march(both, *months, posted("2026-02", 20_000, "2026-03-25"))) == {
        "matchet": (150_000, 150_000),
        "dobbelt": (20_000, 0),
    }


def test_one_invoice_for_all_but_one():
    three = [place(), place(20_000.0, line_id="B"), place(7_000.0, line_id="C")]
    short = [posted("2026-01", 57_000), posted("2026-02", 37_000), posted("2026-03", 57_000)]
    found = reconciliation(march(three, *short), KONTOPLAN, RULES).pieces
    [missing] = found[found["category"] == "ikke_betalt"].to_dict("records")
    assert (missing["line_id"], missing["granted_oere"]) == ("B", 20_000 * KR)


def test_posted_and_reversed_is_a_pair_of_nothing():
    month = march([place()], JAN, posted("2026-01", -30_000), *THREE)
    assert amounts(month) == {"matchet": (90_000, 90_000), "tilbagefoert": (0, 0)}


def test_reversed_and_not_posted_again_is_not_paid():
    month = march([place()], *THREE, posted("2026-01", -30_000, "2026-02-10"))
    assert amounts(month) == {
        "matchet": (60_000, 60_000),
        "ikke_betalt": (0, 30_000),
        "tilbagefoert": (0, 0),
    }


def test_a_granted_credit_is_matched_and_reverses_nothing():
    lines = [place(), place(-2_000.0, line_id="E", service="Egenbetaling")]
    credits = [posted(f"2026-0{n}", -2_000) for n in (1, 2, 3)]
    assert amounts(march(lines, *THREE, *credits)) == {"matchet": (84_000, 84_000)}


def test_late_is_later_than_the_provider_usually_is():
    late = [posted("2026-01", 30_000, "2026-03-28"), FEB, posted("2026-03", 30_000)]
    found = reconciliation(march([place()], *late), KONTOPLAN, RULES)
    [row] = found.to_look_at().to_dict("records")
    assert row["category"] == "sen" and row["posted_oere"] == row["granted_oere"] == 30_000 * KR
    assert row["reason"] == "Bogført efter 2 måneder; ellers i samme måned"


def test_late_because_the_line_was_registered_late():
    late = [posted("2026-01", 30_000, "2026-03-28"), FEB, posted("2026-03", 30_000)]
    found = reconciliation(march([place(registered="2026-03-02")], *late), KONTOPLAN, RULES)
    assert found.to_look_at()["reason"].tolist() == ["Linjen blev først registreret 02-03-2026"]


def test_paid_without_a_grant_says_why():
    left = place(line_id="A", end="2026-01-31")
    expected = place(5_000.0, line_id="F", status="forventet", provider="Egely")
    month = march(
        [left, expected],
        JAN,
        posted("2026-02", 30_000, line_ref="A"),
        posted("2026-02", 5_000, line_ref="F", provider="Egely"),
        posted("2026-02", 4_000, provider="Elmely"),
        posted("2026-01", 1_234),
    )
    found = reconciliation(month, KONTOPLAN, RULES).to_look_at()
    paid = found[found["category"] == "uden_bevilling"]
    assert dict(zip(paid["posted_oere"], paid["reason"], strict=True)) == {
        30_000 * KR: "Linjen sluttede 31-01-2026",
        5_000 * KR: "Linjen er kun forventet",
        4_000 * KR: "Leverandøren har ingen bevilling på funktionen i år",
        1_234 * KR: "Svarer ikke til nogen bevilling hos leverandøren",
    }


def test_a_spelling_is_recognised_by_the_amount_and_suggested():
    other = [posted(f"2026-0{n}", 30_000, provider="Birkelly") for n in (1, 2, 3)]
    found = reconciliation(march([place()], *other), KONTOPLAN, RULES).to_look_at()
    paid = found[found["category"] == "uden_bevilling"]
    assert paid["reason"].unique().tolist() == [
        "Svarer til en ubetalt bevilling hos Birkely: samme leverandør?"
    ]


def test_a_spelling_with_the_lines_cvr_number_is_the_same_provider():
    other = [
        posted(f"2026-0{n}", 30_000, provider="Birkelly", provider_id="99000001") for n in (1, 2, 3)
    ]
    month = march([place(provider_id="99000001")], *other)
    assert amounts(month) == {"matchet": (90_000, 90_000)}


def test_a_line_reference_ties_across_spellings_and_not_across_functions():
    ok = posted("2026-03", 30_000, provider="Birkelly", line_ref="L1")
    wrong = posted("2026-02", 30_000, function="5.38.51", line_ref="L1")
    assert amounts(march([place()], JAN, wrong, ok)) == {
        "matchet": (60_000, 60_000),
        "ikke_betalt": (0, 30_000),
        "uden_bevilling": (30_000, 0),
    }


def test_another_price_is_unexplained_to_the_oere_and_by_line_where_named():
    lines = [place(), place(20_000.0, line_id="B", case_id="S2")]
    paid = [
        *THREE,
        posted("2026-01", 20_000, line_ref="B"),
        posted("2026-02", 20_500.5, line_ref="B"),
        posted("2026-03", 19_000, line_ref="B"),
    ]
    found = reconciliation(march(lines, *paid), KONTOPLAN, RULES).pieces
    rest = found[found["category"] == "uforklaret"].set_index("line_id")
    assert rest.index.tolist() == ["B", "B"] and rest["case_id"].tolist() == ["S2", "S2"]
    assert sorted(rest["posted_oere"]) == [0, 50_050]
    assert sorted(rest["granted_oere"]) == [0, 100_000]


def test_an_expected_change_is_not_granted():
    dearer = place(40_000.0, line_id="F", status="forventet", replaces="L1", start="2026-03-01")
    assert amounts(march([place(), dearer], *THREE)) == {"matchet": (90_000, 90_000)}


def test_a_plejefamilie_under_another_code_is_tied_by_function_and_amount():
    line = place(9_000.0, provider="Plejefamilie AAAAAA", function="5.28.22", area="boern")
    paid = [
        posted("2026-01", 9_000, provider=None, function="5.28.22"),
        posted("2026-02", 9_000, provider="Plejefamilie BBBBBB", function="5.28.22"),
        posted("2026-03", 700, provider=None, function="5.28.21"),
    ]
    assert amounts(march([line], *paid)) == {
        "matchet": (18_000, 18_000),
        "afventer": (0, 9_000),
        "uforklaret": (700, 0),
    }


def test_paid_ahead_another_year_and_booked_after_the_month():
    rest = [
        posted("2026-05", 30_000, "2026-03-01"),
        posted("2025-12", 100, "2026-01-03"),
        posted("2026-03", 55, "2026-04-02"),
    ]
    month = march([place()], *THREE, *rest)
    assert amounts(month) == {
        "matchet": (90_000, 90_000),
        "forud": (30_000, 0),
        "andet_aar": (100, 0),
    }
    [finding] = reconciliation(month, KONTOPLAN, RULES).findings
    assert finding.code == "bogfoert-efter-maaneden" and "55,00" in finding.text


def test_without_moms_the_lines_are_taken_net_of_it():
    provider = table("provider", {"provider": "Birkely", "kind": "privat", "momsfaktor": 0.954})
    paid = [posted(f"2026-0{n}", 28_620) for n in (1, 2, 3)]
    month = march([place()], *paid, provider=provider)
    assert amounts(month, posted_with_moms=False) == {"matchet": (85_860, 85_860)}


def test_moms_is_rounded_on_the_year_as_in_the_followup():
    """12 × 100,37 has 55,40 of moms: 4,62 in each of the first eight months."""
    provider = table("provider", {"provider": "Birkely", "kind": "privat", "momsfaktor": 0.954})
    paid = [posted(f"2026-0{n}", 95.75) for n in (1, 2, 3)]
    month = march([place(100.37)], *paid, provider=provider)
    found = reconciliation(month, KONTOPLAN, RULES, posted_with_moms=False)
    assert found.pieces["category"].unique().tolist() == ["matchet"]
    assert found.categories["granted_oere"].iloc[-1] == 3 * 95_75
    assert not followup(month, KONTOPLAN, RULES, False).rows["delivered_oere"].any()


def test_tables_and_sentence():
    month = march([place()], *THREE, posted("2026-01", 4_000, provider="Elmely"))
    result = reconciliation(month, KONTOPLAN, RULES)
    total = result.categories.iloc[-1]
    assert (total.posted_oere, total.granted_oere) == (94_000 * KR, 90_000 * KR)
    assert (total.postings, total.months) == (4, 3)
    for frame in (result.posted, result.granted):
        details = frame[frame["row_kind"] == "detail"]
        assert details[list(CATEGORIES)].sum().sum() == frame["all"].iloc[-1]
    assert result.posted["label"].tolist()[-1] == result.granted["label"].tolist()[-1] == "I alt"
    assert [t.name for t in result.tables() if t.internal] == ["afstemningsliste"]
    assert result.summary().replace("\xa0", " ") == (
        "0,1 mio. kr. af 0,1 mio. kr. bogført til og med marts 2026 svarer til en bevilling; "
        "4.000 kr. er betalt uden bevilling."
    )
    assert result.bundle().to_json()


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (march([]), "hverken posteringer eller bevillinger"),
        (march([place()]), "ingen posteringer"),
        (
            march([], *THREE),
            "Der er ingen bevillinger i 2026 til og med marts 2026, så 0,1 mio. kr. bogført kan",
        ),
    ],
)
def test_empty_months_are_a_sentence(month, words):
    result = reconciliation(month, KONTOPLAN, RULES)
    assert words in result.summary().replace("\xa0", " ")
    assert result.bundle().to_json()


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "price_kr": st.sampled_from([100.0, 200.0, 300.01, -50.0, 0.0]),
            "frequency": st.sampled_from(["maaned", "dag", "engang"]),
            "provider": st.sampled_from(["A", "B", "Plejefamilie AAAAAA", None]),
            "function": st.sampled_from(["5.38.50", "5.28.22", None]),
            "status": st.sampled_from(["bevilget", "bevilget", "forventet", "kladde"]),
            "start": st.sampled_from(["2025-06-01", "2026-01-01", "2026-02-10"]),
            "end": st.sampled_from([None, "2026-02-28"]),
        }
    ),
    max_size=6,
)
POSTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.sampled_from(["2026-01-10", "2026-02-10", "2026-03-31", "2026-04-01"]),
            "period": st.sampled_from([None, "2025-12-01", "2026-01-01", "2026-02-01"]),
            "function": st.sampled_from(["5.38.50", "5.28.22"]),
            "provider": st.sampled_from(["A", "B", "Plejefamilie BBBBBB", None]),
            "line_ref": st.sampled_from([None, None, "L1", "L2", "X"]),
            "amount_oere": st.sampled_from([10000, -10000, 20000, 30001, -5000, 310000, 0, 777]),
        }
    ),
    max_size=14,
)


@settings(max_examples=8, deadline=None)
@given(LINES, POSTINGS)
def test_every_oere_of_both_ends_is_in_one_category(lines, postings):
    month = march(lines, *postings)
    found = pieces(month, KONTOPLAN, RULES, True)
    in_time = month["posting"][month["posting"]["date"] <= "2026-03-31"]
    assert found.frame["posted_oere"].sum() == in_time["amount_oere"].sum()
    assert sorted(found.postings["position"]) == sorted(in_time.index)
    assert found.frame["granted_oere"].sum() == found.granted["oere"].sum()
    assert set(found.frame["category"]) <= set(CATEGORIES)
    equal = found.frame[found.frame["category"].isin(["matchet", "sen", "tilbagefoert"])]
    assert (equal["posted_oere"] == equal["granted_oere"]).all()
    by_group = found.frame.groupby("group")[["posted_oere", "granted_oere"]].sum()
    paid = found.postings.groupby("group")["oere"].sum()
    assert (by_group["posted_oere"].reindex(paid.index) == paid).all()
    cost = found.granted.groupby("group")["oere"].sum()
    assert (by_group["granted_oere"].reindex(cost.index) == cost).all()
    assert pd.notna(found.frame["reason"]).all()


def test_a_voucher_that_could_be_a_cpr_number_is_not_printed():
    shown = shown_vouchers(pd.Series(["5100000001", "1012345678", None]))
    assert shown.iloc[:2].tolist() == ["5100000001", "[bilag skjult]"]
    assert pd.isna(shown.iloc[2])


def test_only_postings_of_another_year():
    last_year = posted("2025-12", 30_000, booked="2026-01-10")
    assert amounts(march([], last_year, period="2026-01")) == {"andet_aar": (30_000, 0)}
