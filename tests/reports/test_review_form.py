"""The form: drop-downs per indicator, read back as it was filled in, and never written over."""

from datetime import date

import openpyxl
import pandas as pd
import pytest

from okonomi import intake
from okonomi.errors import UserError
from okonomi.reports.review_form import drawn_earlier, form_name, write_draw, write_form
from okonomi.rules import load_indicators

MARCH = pd.Period("2026-03", "M")
INDICATORS = load_indicators()[:4]


def drawn(*cases: str) -> pd.DataFrame:
    rows = [
        {"case_id": c, "team": "Øst", "raadgiver": "ABC", "area": "boern", "stratum": "Øst"}
        for c in cases
    ]
    return pd.DataFrame(rows).assign(population=40)


def write(root, *cases: str, period: pd.Period = MARCH):
    return write_draw(
        root, drawn(*cases), INDICATORS, period=period, seed=1, municipality="Prøve Kommune"
    )


def filled(path, target, answers: dict[tuple[str, str], str]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Skema"]
    for row in range(2, sheet.max_row + 1):
        key = (sheet.cell(row, 1).value, sheet.cell(row, 5).value)
        if key in answers:
            sheet.cell(row, 7).value = answers[key]
            sheet.cell(row, 8).value = date(2026, 4, 2)
    book.save(target)


def test_each_cell_offers_the_answers_its_indicator_has(tmp_path):
    form, _ = write(tmp_path, "0204501", "S-2")
    sheet = openpyxl.load_workbook(form)["Skema"]
    offered = {
        str(rule.sqref): rule.formula1.strip('"').split(",")
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert len(offered) == 2 * len(INDICATORS)
    for row, one in enumerate(INDICATORS, start=2):
        assert tuple(offered[f"G{row}"]) == one.outcomes
    assert sheet.protection.sheet
    assert not sheet["G2"].protection.locked
    assert sheet["A2"].protection.locked
    assert sheet["A2"].value == "0204501"
    assert (sheet["I2"].value, sheet["J2"].value) == ("2026-03", 40)


def test_a_filled_form_is_read_back(tmp_path):
    form, _ = write(tmp_path, "0204501", "S-2")
    target = tmp_path / form_name(MARCH)
    answers = {
        ("0204501", "boernesamtale"): "Ikke relevant",
        ("0204501", "partshoering_14_dage"): "Delvist overholdt",
        ("S-2", "boernesamtale"): "Overholdt",
    }
    filled(form, target, answers)
    read = intake.read_file(target, "generisk_ledelsestilsyn", MARCH)
    found = read["indicator_sample"].set_index(["case_id", "indicator"])
    assert len(found) == 8
    assert found["outcome"].dropna().to_dict() == answers
    assert found.loc[("S-2", "boernesamtale"), "reviewed"] == pd.Timestamp("2026-04-02")
    assert set(found["population"]) == {40}
    assert set(found["stratum"]) == {"Øst"}
    assert set(found["drawn"]) == {pd.Timestamp("2026-03-01")}
    assert len(read.set_aside) == 0
    assert [f.code for f in read.findings] == []


def test_equal_draws_give_equal_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_form(
            tmp_path / name, drawn("S1"), INDICATORS, period=MARCH, municipality="Prøve Kommune"
        )
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_lies_there_is_never_written_over(tmp_path):
    form, new = write(tmp_path, "S1", "S2")
    assert new
    form.write_bytes(b"begun")
    assert write(tmp_path, "S2", "S1") == (form, False)
    with pytest.raises(UserError, match="allerede trukket lod for 2026-03"):
        write(tmp_path, "S1", "S3")
    assert form.read_bytes() == b"begun"
    assert sorted(p.name for p in form.parent.iterdir()) == [form.name, "udtraek.json"]


def test_a_form_without_its_record_is_left_alone(tmp_path):
    form, _ = write(tmp_path, "S1")
    (form.parent / "udtraek.json").unlink()
    with pytest.raises(UserError, match=r"men udtraek\.json mangler"):
        write(tmp_path, "S1")


def test_a_record_whose_form_never_came_gets_it(tmp_path):
    # As when the machine is switched off between the two.
    form, _ = write(tmp_path, "S1", "S2")
    whole, record = form.read_bytes(), (form.parent / "udtraek.json").read_bytes()
    form.rename(form.with_suffix(".tmp"))
    with pytest.raises(UserError, match="det gav andre sager"):
        write(tmp_path, "S1", "S3")
    assert write(tmp_path, "S2", "S1") == (form, True)
    assert (form.parent / "udtraek.json").read_bytes() == record
    assert len(form.read_bytes()) > 0.9 * len(whole)
    assert write(tmp_path, "S1", "S2") == (form, False)
    assert sorted(p.name for p in form.parent.iterdir()) == [form.name, "udtraek.json"]


def test_the_earlier_months_of_the_year(tmp_path):
    for period, case in (
        ("2025-12", "S0"),
        ("2026-01", "S1"),
        ("2026-02", "S2"),
        ("2026-03", "S3"),
    ):
        write(tmp_path, case, period=pd.Period(period, "M"))
    assert drawn_earlier(tmp_path, MARCH) == {"S1", "S2"}
    (tmp_path / "udtraek" / "2026-02" / "udtraek.json").write_text("{}", "utf-8")
    with pytest.raises(UserError, match="kan ikke læses"):
        drawn_earlier(tmp_path, MARCH)
