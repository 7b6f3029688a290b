"""A committee version is not made of a month whose exports are not all there."""

from __future__ import annotations

import pytest

from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.reports.committee.lacking import refuse_lacking


@pytest.mark.parametrize(
    ("code", "text", "refused"),
    [
        ("udtraek-med-beloeb-mangler", "Der er intet udtræk som Budget.xlsx.", True),
        ("udtraek-mangler", "Der er intet udtræk som Klager.csv.", False),
        ("fil-ulaeselig", "2026-03/Budget.xlsx er beskyttet med adgangskode.", True),
        ("fil-kun-overskrifter", "2026-03/Sager.csv har kun overskrifter og ingen rækker.", False),
        ("raekker-med-fejl", "3 rækker er sat til side.", False),
    ],
)
def test_a_month_that_lacks_what_its_amounts_stand_on_is_not_published(code, text, refused):
    found = [Finding(code=code, severity="fejl", text=text)]
    if refused:
        with pytest.raises(UserError, match="ikke udgivet") as told:
            refuse_lacking(found)
        assert text in str(told.value)
    else:
        refuse_lacking(found)
