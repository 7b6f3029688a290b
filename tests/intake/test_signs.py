"""Debit and credit beside amounts with and without a sign."""

import pytest

HEADER = "Bilag;Bogføringsdato;Funktion;Beløb;Debet/kredit\n"


@pytest.fixture
def posted(desk):
    """Amounts in kroner that were used, and the lines that are errors."""

    def read(*rows):
        text = "".join(
            f"{n};25-01-2026;5.38.50;{amount};{flag}\n" for n, (amount, flag) in enumerate(rows)
        )
        desk.put("Posteringer.csv", HEADER + text)
        reading = desk.read()
        kroner = (reading["posting"]["amount_oere"] / 100).tolist()
        return kroner, reading.set_aside["line"].tolist()

    return read


@pytest.mark.parametrize(
    ("rows", "kroner", "errors"),
    [
        ([("100,00", "D"), ("40,00", "K")], [100, -40], []),
        ([("100,00", "D"), ("-10,00", "D"), ("40,00", "K")], [100, -10, -40], []),
        ([("100,00", "D"), ("-40,00", "K"), ("0,00", "K")], [100, -40, 0], []),
        ([("100,00", "D"), ("-40,00", "K"), ("30,00", "K")], [100], [3, 4]),
        ([("100,00", "D"), ("30,00", ""), ("0,00", "")], [100, 0], [3]),
        ([("100,00", ""), ("-30,00", "")], [100, -30], []),
    ],
)
def test_the_sign_of_an_amount(posted, rows, kroner, errors):
    assert posted(*rows) == (kroner, errors)
