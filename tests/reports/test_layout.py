import re

import pandas as pd
import pytest

from okonomi.present import Column, Table
from okonomi.reports.layout import (
    BESIDE_ROWS,
    GUTTER_PT,
    INSET_EM,
    LANDSCAPE_PT,
    PORTRAIT_PT,
    SIZES,
    _em,
    arranged,
    broken,
    fit,
    gap_before,
)


def a_table(numbers: int, name: str = "Et navn", oere: int = 123_456_789_00) -> Table:
    frame = pd.DataFrame({"name": [name], **{f"n{n}": [oere] for n in range(numbers)}})
    columns = [Column("name", "Navn", "text")]
    columns += [Column(f"n{n}", "Beløb", "oere") for n in range(numbers)]
    return Table(name="t", title="T", frame=frame, columns=columns)


def test_text_is_measured_in_the_font_it_is_set_in() -> None:
    # DejaVu Sans: a digit is 1303 of 2048 units, a full stop and a comma 651.
    assert _em("1.234,5") == pytest.approx((5 * 1303 + 2 * 651) / 2048, abs=0.002)
    assert _em("1", bold=True) == pytest.approx(1425 / 2048, abs=0.002)
    assert _em("漢") == 1.0


@pytest.mark.parametrize("numbers", [1, 3, 6, 9, 12, 20])
def test_a_table_fits_its_page_and_no_number_is_broken(numbers: int) -> None:
    size, widths, landscape = fit(a_table(numbers, "Botilbud " * 9))
    room = LANDSCAPE_PT if landscape else PORTRAIT_PT
    assert sum(widths) <= room + len(widths) * 0.2
    number = (_em("123.456.789,00", bold=True) + 2 * INSET_EM) * size
    assert all(width >= number for width in widths[1:])
    assert landscape is (numbers > 7)


def test_the_text_is_as_large_as_it_can_be() -> None:
    assert fit(a_table(2))[0] == SIZES[0]
    assert fit(a_table(20))[0] < SIZES[-1]


def test_short_narrow_tables_stand_two_and_two_and_wide_ones_share_a_page() -> None:
    narrow, wide, long = a_table(1), a_table(12), a_table(2)
    object.__setattr__(long, "frame", pd.concat([long.frame] * (BESIDE_ROWS + 1)))
    tables = [narrow, narrow, narrow, long, narrow, wide, wide, narrow]
    groups = arranged(tables)
    assert [table for group in groups for table, _ in group] == tables
    assert [len(group) for group in groups] == [2, 1, 1, 1, 2, 1]
    assert [group[0][1].landscape for group in groups] == [False] * 4 + [True, False]
    assert all(sum(found.widths) <= (PORTRAIT_PT - GUTTER_PT) / 2 for _, found in groups[0])


def test_room_that_is_left_keeps_a_long_text_on_one_line() -> None:
    long = "Botilbud for unge og voksne ved søen"
    size, widths, _ = fit(a_table(2, long))
    assert widths[0] >= (_em(long, bold=True) + 2 * INSET_EM) * size
    assert sum(widths) <= PORTRAIT_PT


def test_an_empty_table_has_room_for_its_headings() -> None:
    table = a_table(3)
    empty = Table(name="t", title="T", frame=table.frame.iloc[:0], columns=table.columns)
    assert not fit(empty).landscape and min(fit(empty).widths) > 25


def test_what_has_no_syllables_gets_places_to_break() -> None:
    assert broken("Hjemtagelsesteamets Samarbejdsorganisation") == (
        "Hjemtagelsesteamets Samarbejdsorganisation"
    )
    assert broken("A" * 50).replace("\u200b", "") == "A" * 50
    for text in ("A" * 50, "x1" * 20, "https://eksempel.dk/en/meget/lang/adresse"):
        assert max(map(len, re.split("[\u200b ]", broken(text)))) <= 12
    assert broken("1.234.567,89") == "1.234.567,89"


def test_a_gap_where_text_follows_a_number() -> None:
    kinds = ["text", "int", "date", "month", "oere", "text"]
    columns = [Column(str(n), "X", kind) for n, kind in enumerate(kinds)]  # type: ignore[arg-type]
    frame = pd.DataFrame({c.key: [] for c in columns})
    table = Table(name="t", title="T", frame=frame.astype({"0": "str"}), columns=[columns[0]])
    assert gap_before(table) == [False]
    object.__setattr__(table, "columns", tuple(columns))
    assert gap_before(table) == [False, False, True, False, False, True]


def test_a_files_name_is_broken_between_its_words():
    pieces = broken("2026-03/DUBU_økonomiudtræk_2026-03.csv").split("\u200b")
    assert pieces == ["2026-", "03/", "DUBU_", "økonomiudtræk_", "2026-", "03.", "csv"]
    assert max(map(len, broken("A" * 120).split("\u200b"))) == 12


def test_a_word_of_letters_is_left_to_be_hyphenated_whatever_stands_around_it():
    assert broken("“Leverandørgennemgang: Ærø”") == "“Leverandørgennemgang: Ærø”"
    pieces = broken("(socialraadgiverne.dk):").split("\u200b")
    assert pieces == ["(socialraadgiverne.", "dk):"]
