"""How many persons stand behind the rows of an economic table."""

import pandas as pd

from okonomi.analysis.public_rows import with_groups

LEDGER = pd.DataFrame(
    [
        # Two persons of one function; one of them on another too; the second provider is our own.
        ("Børn", "5.28.20 Sted", "p1", "Birken", False, 100, 31),
        ("Børn", "5.28.20 Sted", "p1", "Birken", False, 100, 28),
        ("Børn", "5.28.20 Sted", "p2", "Egen", True, 600, 31),
        ("Børn", "5.28.21 Støtte", "p2", "Birken", False, 200, 0),
        ("Børn", "5.28.21 Støtte", "p3", "Birken", False, 0, 0),
        ("Voksne", "5.38.50 Bo", "p4", "Egen", True, 50, 5),
    ],
    columns=["area_label", "function_label", "who", "provider", "own", "gross_oere", "days"],
).assign(line_kind=["hovedydelse", "hovedydelse", "følgeydelse"] + ["hovedydelse"] * 3, begun=True)
ROWS = pd.DataFrame(
    [
        ("5.28.20 Sted", "detail", "Børn"),
        ("5.28.21 Støtte", "detail", "Børn"),
        ("5.28.22 Tom", "detail", "Børn"),
        ("Børn i alt", "subtotal", "Børn"),
        ("5.38.50 Bo", "detail", "Voksne"),
        ("Voksne i alt", "subtotal", "Voksne"),
        ("I alt", "total", "I alt"),
    ],
    columns=["label", "row_kind", "area_label"],
)


def test_persons_count_once_in_each_row_and_our_own_tilbud_dominates_nobody():
    found = with_groups(ROWS, LEDGER)
    assert found["group"].tolist() == [
        "Børn · 5.28.20 Sted", "Børn · 5.28.21 Støtte", "Børn · 5.28.22 Tom", "Børn",
        "Voksne · 5.38.50 Bo", "Voksne", "I alt",
    ]  # fmt: skip
    assert found["group_of"].tolist()[:6] == ["Børn"] * 3 + ["I alt", "Voksne", "I alt"]
    assert pd.isna(found["group_of"].iloc[6])
    # p3 has neither kroner nor days.
    assert found["group_n"].tolist() == [2, 1, 0, 2, 1, 1, 3]
    # p2 has only a følgeydelse in the first, and no day in the second, but kroner.
    assert found["placed"].tolist() == [1, 1, 0, 1, 1, 1, 2]
    # 600 of 800; 200 of 200; p2's 800 of 1.000; p4's 50 of 50; 800 of 1.050.
    shares = [0.75, 1.0, None, 0.8, 1.0, 1.0, 800 / 1050]
    assert [None if pd.isna(x) else x for x in found["top_share"]] == shares


def test_what_is_booked_and_the_average_to_date_are_of_those_who_have_come():
    """Six are granted a place, and five of them come later: to date the row is about one."""
    ledger = pd.DataFrame(
        [
            ("Børn", "5.28.20 Sted", f"p{at}", f"Sted {at}", False, 1000, 31, "hovedydelse", at < 1)
            for at in range(6)
        ],
        columns=[
            "area_label", "function_label", "who", "provider", "own", "gross_oere", "days",
            "line_kind", "begun",
        ],
    )  # fmt: skip
    found = with_groups(ROWS.iloc[:1], ledger)
    assert found["group_n"].tolist() == [6]
    assert found["placed"].tolist() == [1]
    assert found["top_share"].tolist() == [1.0]
    nobody_yet = with_groups(ROWS.iloc[:1], ledger.assign(begun=False))
    assert nobody_yet["placed"].tolist() == [6]
    assert nobody_yet["top_share"].tolist() == [1 / 6]
