"""What a manifest says was set aside: few rows, many, or something worse."""

from __future__ import annotations

import pandas as pd
import pytest

from okonomi.findings import Finding
from okonomi.present import Bundle
from okonomi.reports.collect import Document, Section
from okonomi.reports.manifest import set_aside, without_counts


def a_document(codes: list[str], files: list[tuple[int, int]]) -> Document:
    bundle = Bundle(
        name="b",
        title="B",
        period=pd.Period("2026-03", "M"),
        summary="",
        findings=tuple(Finding(code=code, severity="fejl", text="T.") for code in codes),
        inputs=tuple({"file": "x", "error": error, "rows": rows} for error, rows in files),
    )
    return Document(title="T", sections=(Section(heading="", paragraphs=(), bundles=(bundle,)),))


@pytest.mark.parametrize(
    ("codes", "files", "few"),
    [
        ([], [(0, 1000)], False),
        (["raekker-med-fejl"], [(9, 990), (1, 10)], True),
        (["raekker-med-fejl"], [(11, 1000)], False),
        (["raekker-med-fejl"], [(0, 10_000), (2, 10)], False),  # a fifth of one file
        (["raekker-med-fejl", "udtraek-mangler"], [(1, 1000)], False),
        (["ukendt-fil"], [(0, 1000)], False),
        (["raekker-med-fejl"], [], False),
    ],
)
def test_few_rows_and_nothing_else(
    codes: list[str], files: list[tuple[int, int]], few: bool
) -> None:
    made = set_aside(a_document(codes, files))
    assert (made["errors"], made["few"]) == (bool(codes), few)
    assert made["rows"] == sum(error for error, _ in files)
    assert without_counts(made).keys() == {"errors", "few"}
