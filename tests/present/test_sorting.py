from okonomi.present.sorting import danish_key


def test_danish_letters_stand_last_and_aa_is_one_of_them() -> None:
    names = ["Åse", "Ørsted", "Aabenraa", "Zealand", "abe", "Æble", "Abe", "Viborg", "Wien"]
    assert sorted(names, key=danish_key) == [
        "abe",
        "Abe",
        "Viborg",
        "Wien",
        "Zealand",
        "Æble",
        "Ørsted",
        "Aabenraa",
        "Åse",
    ]


def test_numbers_in_names_sort_by_size_and_missing_last() -> None:
    names = [None, "Plejefamilie 14", "5.38.50", "Plejefamilie 2", float("nan"), "é", "ed"]
    got = sorted(names, key=danish_key)
    assert got[:5] == ["5.38.50", "é", "ed", "Plejefamilie 2", "Plejefamilie 14"]
    assert sorted(["x a", "x", "x 2"], key=danish_key) == ["x", "x 2", "x a"]
