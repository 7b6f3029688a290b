"""The kit's codes in the rows of findings are spelt in Danish; nothing else is touched."""

from __future__ import annotations

import pandas as pd
import pytest

from okonomi.findings import Finding
from okonomi.intake.schema import AREAS, FREQUENCIES, LINE_KINDS, NIGHT_COVER, UNITS
from okonomi.present import Bundle
from okonomi.present.codes import WORDS, spelt
from okonomi.present.table import finding_rows


@pytest.mark.parametrize("code", [*AREAS, *FREQUENCIES, *LINE_KINDS, *NIGHT_COVER, *UNITS])
def test_every_code_with_a_spelling_of_the_machine_has_one_of_its_own(code: str) -> None:
    assert not any(pair in WORDS.get(code, code) for pair in ("ae", "oe", "aa"))


def test_only_columns_of_codes_are_spelt() -> None:
    given = pd.Series(["maaned", "boern", None, "fast"], dtype="str")
    assert spelt("frequency", given).fillna("").tolist() == ["måned", "børn og unge", "", "fast"]
    assert spelt("found", given).equals(given)


def test_a_findings_rows_are_spelt_and_come_back_the_same() -> None:
    rows = pd.DataFrame(
        {
            "area": ["boern", "voksne"],
            "unit": ["doegn", None],
            "found": ["maaned", "x"],
            "month": pd.PeriodIndex(["2026-03"] * 2, freq="M"),
            "n": pd.array([1, None], dtype="Int64"),
        }
    )
    finding = Finding(code="c", severity="fejl", text="T.", rows=rows)
    table = finding_rows(finding)
    assert table is not None
    assert table.frame["area"].tolist() == ["børn og unge", "voksne"]
    assert table.frame["unit"].fillna("").tolist() == ["døgn", ""]
    assert table.frame["found"].tolist() == ["maaned", "x"]
    bundle = Bundle(
        name="b", title="B", period=pd.Period("2026-03", "M"), summary="", findings=(finding,)
    )
    assert Bundle.from_json(bundle.to_json()).to_json() == bundle.to_json()
