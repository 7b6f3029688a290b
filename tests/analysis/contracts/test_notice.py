from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.analysis.contracts.notice import Notice, first_day, last_day_to_give

FORMS = (
    "Løbende måned + 30 dage",
    "3 måneder til udgangen af en måned",
    "30 dage",
    "14 dages varsel",
    "6 mdr. til udgangen af et kvartal",
    "Løbende måned + 3 måneder",
    "1 år til udgangen af et kalenderår",
    "3 måneder til den 1. i en måned",
    "Løbende måned",
)


@pytest.mark.parametrize(
    ("text", "given_on", "first"),
    [
        ("Løbende måned + 30 dage", date(2026, 3, 31), date(2026, 5, 1)),
        ("Løbende måned + 30 dage", date(2026, 3, 1), date(2026, 5, 1)),
        ("løbende måned plus 30 dage.", date(2026, 1, 15), date(2026, 3, 3)),
        ("3 måneder til udgangen af en måned", date(2026, 3, 31), date(2026, 7, 1)),
        ("3 måneder til udgangen af en måned", date(2026, 3, 1), date(2026, 7, 1)),
        ("Tre måneders varsel til udgangen af en måned", date(2026, 11, 30), date(2027, 3, 1)),
        ("30 dage", date(2026, 3, 31), date(2026, 5, 1)),
        ("4 uger", date(2026, 3, 31), date(2026, 4, 29)),
        ("Løbende måned + 1 måned", date(2026, 1, 10), date(2026, 3, 1)),
        ("6 mdr. til udgangen af et kvartal", date(2026, 3, 31), date(2026, 10, 1)),
        ("1 år til udgangen af et kalenderår", date(2026, 3, 31), date(2028, 1, 1)),
        # Exactly three months to the 1st: given on 1 March it is in time for 1 June.
        ("3 måneder til den 1. i en måned", date(2026, 3, 1), date(2026, 6, 1)),
        ("3 måneder til den 1. i en måned", date(2026, 3, 2), date(2026, 7, 1)),
    ],
)
def test_first_day_a_new_price_can_bite(text: str, given_on: date, first: date) -> None:
    assert first_day(text, given_on) == Notice(first, True)


@pytest.mark.parametrize(
    "text",
    [None, "", float("nan"), "efter aftale", "30", "se bilag 2", "mindst 3 måneder, dog 6 for børn",
     "til udgangen af en måned", "30 arbejdsdage"],
)  # fmt: skip
def test_an_unknown_text_has_no_day(text: str | None) -> None:
    assert first_day(text, date(2026, 3, 31)) == Notice(None, False)
    assert last_day_to_give(text, date(2026, 3, 31)) == Notice(None, False)


def test_last_day_to_give_notice_before_expiry() -> None:
    assert last_day_to_give("30 dage", date(2026, 12, 31)).day == date(2026, 12, 1)
    text = "3 måneder til udgangen af en måned"
    assert last_day_to_give(text, date(2026, 12, 31)).day == date(2026, 9, 30)
    assert last_day_to_give("Løbende måned + 30 dage", date(2026, 7, 30)).day == date(2026, 6, 30)


@given(st.sampled_from(FORMS), st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_the_last_day_to_give_notice_is_the_last_in_time(text: str, expiry: date) -> None:
    day = last_day_to_give(text, expiry).day
    assert day is not None
    assert first_day(text, day).day <= expiry + timedelta(days=1)
    assert first_day(text, day + timedelta(days=1)).day > expiry + timedelta(days=1)


@given(st.sampled_from(FORMS), st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_a_later_notice_never_binds_for_a_shorter_time(text: str, given_on: date) -> None:
    later = first_day(text, given_on + timedelta(days=1)).day
    assert given_on < first_day(text, given_on).day <= later
