"""What ``check`` shows and writes."""

import openpyxl
import pytest

from okonomi.errors import UserError
from okonomi.intake import overview, write_quarantine

BUDGET = (
    "År;Funktion;Oprindeligt budget\n2026;5.28.20;1.000,00\n2026;5.28.21;=1+1\n"
    "I alt;;1.000,00\n;;\n"
)


def test_the_overview_has_one_row_per_file_and_class(desk):
    desk.put("Budget.csv", BUDGET)
    desk.put("Frokost.csv", "Dag;Ret\nMandag;Suppe\n")
    table = overview(desk.read())
    assert table.drop(columns=["sheet"]).values.tolist()[:5] == [
        ["2026-03/Budget.csv", "generisk_budget", "used", 1, 100_000],
        ["2026-03/Budget.csv", "generisk_budget", "total", 1, 100_000],
        ["2026-03/Budget.csv", "generisk_budget", "blank", 1, 0],
        ["2026-03/Budget.csv", "generisk_budget", "heading", 1, 0],
        ["2026-03/Budget.csv", "generisk_budget", "error", 1, 0],
    ]
    last = table.iloc[-1]
    assert (last["file"], last["rows"]) == ("2026-03/Frokost.csv", 2)
    assert last[["profile", "row_class"]].isna().all()


def test_the_workbook_has_danish_headings_and_no_formulas(desk):
    desk.put("Budget.csv", BUDGET)
    path = desk.root / "afviste_raekker.xlsx"
    write_quarantine(desk.read(), path)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0] == (
        "Fil", "Ark", "Linje", "Klasse", "Kolonne", "Fundet", "Årsag", "Hvad gør du", "Beløb",
    )  # fmt: skip
    assert [row[3] for row in rows[1:]] == ["fejl", "sum"]
    assert rows[1][4:6] == ("Oprindeligt budget", "=1+1")
    assert rows[2][8] == 1000
    cell = openpyxl.load_workbook(path).active["F2"]
    assert cell.data_type == "s"
    assert [p.name for p in desk.root.iterdir() if p.suffix == ".tmp"] == []


def test_a_target_that_is_open_in_excel_is_a_sentence_and_nothing_half_written(desk, monkeypatch):
    desk.put("Budget.csv", BUDGET)
    reading, path = desk.read(), desk.root / "afviste_raekker.xlsx"
    path.write_bytes(b"aaben")

    def locked(self, target):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.replace", locked)
    with pytest.raises(UserError, match="Luk filen i Excel"):
        write_quarantine(reading, path)
    assert path.read_bytes() == b"aaben"
    assert [p.name for p in desk.root.iterdir() if p.suffix == ".tmp"] == []
