"""What leaves the house for Excel and Power BI, cell by cell."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frames import placements, table
from readings import reading

from okonomi.errors import UserError
from okonomi.reports.export import _move_in, write_tables
from okonomi.rules import load


@pytest.fixture
def march():
    line = {
        "line_id": "0012",
        "person_id": "P1",
        "paragraf": "SEL-107",
        "provider": "=HYPERLINK(1)",
        "function": "5.38.52",
        "start": "2022-03-01",
        "end": "2022-03-31",
        "price_kr": 1234.5,
        "frequency": "maaned",
    }
    return reading(
        "2022-03",
        placement=placements(line),
        posting=table("posting", {"date": "2022-03-31", "function": "x", "amount_oere": -50}),
        person=table("person", {"person_id": "P1", "birth_date": "1980-01-01"}),
    )


def test_csv_is_for_a_danish_excel(march, tmp_path):
    write_tables(march, load(), tmp_path, "csv")
    data = (tmp_path / "ledger.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, row, end = data.decode("utf-8-sig").split("\r\n")
    assert header.split(";")[:6] == [
        "line_id", "function", "area", "provider", "month", "gross_kr",
    ]  # fmt: skip
    assert row.split(";")[:6] == [
        "0012", "5.38.52", "", "'=HYPERLINK(1)", "01-03-2022", "1234,50",
    ]  # fmt: skip
    assert row.split(";")[9:] == ["1234,50", "nej", "31", "bevilget"]
    assert end == ""
    posting = (tmp_path / "posting.csv").read_text("utf-8-sig")
    assert ";-0,50;" in posting


def test_parquet_holds_exact_kroner(march, tmp_path):
    write_tables(march, load(), tmp_path)
    ledger = pq.read_table(tmp_path / "ledger.parquet")
    assert str(ledger.schema.field("gross_kr").type) == "decimal128(18, 2)"
    assert ledger["net_kr"].to_pylist() == [Decimal("1234.50")]


def test_every_table_is_there_but_the_persons(march, tmp_path):
    names = {path.stem for path in write_tables(march, load(), tmp_path)}
    assert {"placement", "payment", "ledger", "set_aside", "kolonner"} <= names
    assert "person" not in names
    (tmp_path / "min.txt").write_text("min egen", "utf-8")
    write_tables(march, load(), tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {f"{n}.parquet" for n in names} - {
        "kolonner.parquet"
    } | {"kolonner.csv", "min.txt"}


def test_a_year_without_thresholds_has_no_net(march, tmp_path):
    late = reading("2026-03", placement=march["placement"].assign(end=pd.NaT))
    write_tables(late, load(), tmp_path)
    ledger = pq.read_table(tmp_path / "ledger.parquet")
    assert ledger["net_kr"].null_count == ledger.num_rows == 12
    assert ledger["service_kr"].null_count == 0


@pytest.mark.parametrize("step", ["out of the way", "in place"])
def test_a_file_that_is_open_leaves_all_the_others_as_they_were(march, tmp_path, monkeypatch, step):
    write_tables(march, load(), tmp_path)
    (tmp_path / "payment.parquet").unlink()  # one that is new this time
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    later = reading("2022-03", placement=march["placement"].assign(price_kr=1.0))
    rename = Path.rename

    def in_use(self: Path, to: Path) -> Path:
        # What Windows says of a file that Excel has open.
        if (self if step == "out of the way" else to) == tmp_path / "posting.parquet":
            raise PermissionError(13, "Access is denied", str(self))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(UserError, match="posting.parquet kan ikke skrives, og ingen af"):
        write_tables(later, load(), tmp_path)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("late", [False, True], ids=["before the move", "after it"])
@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_stopped_at_any_move_all_the_old_files_come_back(tmp_path, monkeypatch, error, at, late):
    folder, new = tmp_path / "tabeller", tmp_path / "ny"
    for place in (folder, new):
        place.mkdir()
        for name in "abc":
            (place / name).write_text(f"{name} i {place.name}", "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename, moves = Path.rename, []

    def stopped(self: Path, to: Path) -> Path:
        moves.append(to)
        if len(moves) == at and not late:
            raise error
        moved = rename(self, to)
        if len(moves) == at:
            raise error
        return moved

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(error):
        _move_in(sorted(new.iterdir()), folder)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
