"""The straight line: messy exports in, and what comes out is what is true.

The facit is written by the made-up municipality itself, day by day in exact fractions, without a
line of the rooms under test.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from same_numbers import same_numbers

from okonomi import eksempel
from okonomi.analysis.followup.result import followup
from okonomi.cli import main
from okonomi.cost import monthly, person_days
from okonomi.intake import read
from okonomi.intake.reading import Reading
from okonomi.rules import load, load_kontoplan
from okonomi.workspace import open_workspace

MARCH = pd.Period("2026-03", "M")
YEARS = (pd.Period("2024-01", "M"), pd.Period("2026-12", "M"))


@pytest.fixture(scope="module", params=[7, 1])
def made(request, tmp_path_factory) -> tuple[Path, Path]:
    """A small municipality that nothing was fitted to, and its facit."""
    folder = tmp_path_factory.mktemp(f"kommune {request.param} æøå")
    workspace, truth = folder / "arbejde", folder / "facit"
    drops = ("2026-02", "2026-03")
    eksempel.write(
        workspace, seed=request.param, placements=80, year=2026, drops=drops, truth=truth
    )
    return workspace, truth


@pytest.fixture(scope="module")
def reading(made) -> Reading:
    return read(open_workspace(made[0]), MARCH)


def facit(made, name) -> pd.DataFrame:
    return pd.read_csv(made[1] / f"{name}_2026-03.csv", dtype=str, keep_default_na=False)


def not_blank(planted: pd.DataFrame) -> pd.DataFrame:
    """Blank rows are counted, not listed."""
    return planted[planted["row_class"] != "blank"]


def test_every_month_and_function_costs_what_it_truly_costs(made, reading):
    true = facit(made, "maaned")
    true["month"] = pd.PeriodIndex(true["month"], freq="M").to_timestamp()
    true = true.set_index(["function", "month"]).astype("int64")
    lines = reading["placement"]
    for basis, column in (("forventet", "gross_oere"), ("bevilget", "granted_oere")):
        ours = monthly(lines, *YEARS, by=("function",), basis=basis)
        ours = ours.set_index(["function", "month"])["gross_oere"]
        both = pd.DataFrame({"ours": ours, "true": true[column]}).fillna(0).astype("int64")
        pd.testing.assert_series_equal(both["ours"], both["true"], check_names=False)
    ours = person_days(lines, *YEARS, by=("function",)).set_index(["function", "month"])
    both = pd.DataFrame({"ours": ours["person_days"], "true": true["person_days"]}).fillna(0)
    assert (both["ours"] == both["true"]).all()


def test_every_planted_row_is_set_aside_and_no_other(made, reading):
    planted = not_blank(facit(made, "plantet"))
    true = {(r.file, int(r.line), r.row_class) for r in planted.itertuples()}
    ours = {(r.file, r.line, r.row_class) for r in reading.set_aside.itertuples()}
    assert ours == true


def test_every_physical_row_has_one_class(reading):
    classes = ["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]
    assert (reading.files[classes].sum(axis=1) == reading.files["rows"]).all()


def test_the_years_economy_is_the_true_one(made, reading):
    """Booked, delivered and committed, counted here from the facit cell by cell."""
    truth = made[1]
    line = facit(made, "kendt").drop_duplicates("row_id").set_index("row_id")
    granted: dict[tuple[str, str, str], int] = defaultdict(int)
    for cost in facit(made, "ledger").itertuples():
        place = line.loc[cost.row_id]
        granted[place["function"], place["provider"], cost.month] += int(cost.gross_oere)
    booked: dict[tuple[str, str, str], int] = defaultdict(int)
    for paid in facit(made, "posteringer").itertuples():
        if paid.month.startswith("2026"):
            booked[paid.function, paid.provider, paid.month] += int(paid.amount_oere)
    open_in: dict[bool, int] = defaultdict(int)
    for cell, cost in granted.items():
        if cell[2].startswith("2026"):
            left = cost - booked[cell]
            lowest, highest = sorted((0, cost))
            open_in[cell[2] <= "2026-03"] += min(max(left, lowest), highest)
    # The facit's names are the right ones; the exports misspell a few on purpose.
    spelled = misspelled(truth)
    tables = reading.tables | {
        name: reading[name].assign(provider=reading[name]["provider"].replace(spelled))
        for name in ("placement", "posting")
    }
    total = followup(replace(reading, tables=tables), load_kontoplan(), load()).rows.iloc[-1]
    assert total.booked_oere == sum(booked.values())
    assert total.delivered_oere == open_in[True]
    assert total.committed_oere == open_in[False]
    assert total.expected_oere == sum(booked.values()) + sum(open_in.values())


def misspelled(truth: Path) -> dict[str, str]:
    """The spellings that no alias table brings together, each with the right name."""
    providers = pd.read_csv(truth / "leverandoerer.csv", dtype=str, keep_default_na=False)
    return {
        variant: row.provider
        for row in providers.itertuples()
        for variant in row.variants.split("|")
        if variant
    }


def identifying(truth: Path) -> re.Pattern[str]:
    """Every CPR number, with and without its hyphen, and every citizen's name."""
    people = pd.read_csv(truth / "borgere.csv", dtype=str)
    words = {*people["cpr"], *(f"{cpr[:6]}-{cpr[6:]}" for cpr in people["cpr"])}
    words |= set(people["first_name"] + " " + people["last_name"]) | set(people["last_name"])
    return re.compile("|".join(map(re.escape, words)))


def texts_of(folder: Path) -> dict[str, str]:
    """Every text in every file below a folder: workbooks and PDFs opened, the rest as it is."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts = [book.read(name).decode("utf-8") for name in book.namelist()]
            found[path.name] = "\n".join(parts)
        elif path.suffix == ".pdf":
            reader = PdfReader(path)
            pages = [page.extract_text() for page in reader.pages]
            found[path.name] = "\n".join([*pages, str(reader.metadata)])
        elif path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            found[path.name] = "\n".join([frame.to_csv(), *frame.columns])
        else:
            found[path.name] = path.read_text(encoding="utf-8-sig")
    return found


def test_no_cpr_number_and_no_citizens_name_leaves_the_exports(made, reading, tmp_path, capsys):
    workspace, truth = made
    person = identifying(truth)
    assert person.search((workspace / "2026-03" / "Borger_20260331.csv").read_text("utf-8-sig"))

    for name, table in reading.tables.items():
        assert not person.search(table.to_csv()), name
    assert not person.search(reading.set_aside.to_csv())
    for finding in reading.findings:
        assert not person.search(finding.text + finding.remedy + finding.rows.to_csv())

    given = ["--workspace", str(workspace), "--period", "2026-03"]
    assert main(["check", *given]) == 1
    assert main(["check", *given, "--json"]) == 1
    assert main(["export", *given, "--out", str(tmp_path / "ud")]) == 1
    assert main(["export", *given, "--out", str(tmp_path / "csv"), "--format", "csv"]) == 1
    assert main(["report", "maanedsrapport", *given]) == 1
    spoken = capsys.readouterr()
    assert not person.search(spoken.out + spoken.err)
    report = workspace / "reports" / "2026-03" / "maanedsrapport"
    files = texts_of(report) | texts_of(tmp_path / "ud") | texts_of(tmp_path / "csv")
    assert len(files) > 20
    for name, text in files.items():
        assert not person.search(text), name
    (workspace / "2026-03" / "afviste_raekker.xlsx").rename(tmp_path / "afviste.xlsx")
    assert not person.search(texts_of(tmp_path)["afviste.xlsx"])
    assert same_numbers(report) == []


def test_the_ledger_handed_to_power_bi_is_exact(made, reading, tmp_path):
    main(["export", "--workspace", str(made[0]), "--period", "2026-03", "--out", str(tmp_path)])
    ledger = pd.read_parquet(tmp_path / "ledger.parquet")
    true = facit(made, "maaned")
    year = true[true["month"].str.startswith("2026")]["gross_oere"].astype("int64").sum()
    assert int(ledger["gross_kr"].sum() * 100) == year
    columns = pd.read_csv(tmp_path / "kolonner.csv", sep=";", encoding="utf-8-sig")
    described = columns[columns["fil"] == "ledger"]["kolonne"].tolist()
    assert described == ledger.columns.tolist()
    assert columns["betydning"].notna().all()


def test_check_tells_machines_the_same(made, capsys):
    code = main(["check", "--json", "--workspace", str(made[0]), "--period", "2026-03"])
    told = json.loads(capsys.readouterr().out)
    assert told["exit_code"] == code == 1
    planted = not_blank(facit(made, "plantet"))
    assert len(told["set_aside"]) == len(planted)
    errors = [row for row in told["set_aside"] if row["row_class"] == "error"]
    assert all(row["file"] and row["line"] and row["reason"] for row in errors)
