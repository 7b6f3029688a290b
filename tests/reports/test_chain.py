"""The whole way: a notebook run by papermill, published, and read back in every form."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from openpyxl import load_workbook
from pypdf import PdfReader
from same_numbers import same_numbers

from okonomi import reports
from okonomi.errors import UserError
from okonomi.present import MIME

FILES = {"rapport.html", "rapport.pdf", "tabeller.xlsx", "notebook.ipynb", "manifest.json"}


def test_a_report_is_published_whole(published: reports.Published) -> None:
    assert {path.name for path in published.folder.iterdir()} == FILES
    # A finding of severity fejl: rows were set aside.
    assert published.exit_code == 1
    assert [finding.code for finding in published.findings] == ["enhed-ukendt", "raekke-afvist"]
    beside = {path.name for path in published.folder.parent.iterdir()}
    assert beside == {"maanedsrapport"}


def test_every_number_agrees_in_all_three_forms(published: reports.Published) -> None:
    assert same_numbers(published.folder) == []


def test_a_number_that_differs_is_found(published: reports.Published, tmp_path: Path) -> None:
    folder = shutil.copytree(published.folder, tmp_path / "rapport")
    page = folder / "rapport.html"
    page.write_text(
        page.read_text("utf-8")
        .replace("16.948.148", "16.948.149")
        .replace("169.481.480", "169.481.481"),
        "utf-8",
    )
    book = load_workbook(folder / "tabeller.xlsx")
    book.worksheets[1]["C5"] = 1
    book.save(folder / "tabeller.xlsx")
    notebook = json.loads((folder / "notebook.ipynb").read_text("utf-8"))
    faults = same_numbers(folder)
    assert [fault.split(":")[0] for fault in faults] == ["html", "xlsx"]
    text = json.dumps(notebook).replace("4512345600", "4512345700")
    (folder / "notebook.ipynb").write_text(text, "utf-8")
    assert any(fault.startswith("pdf: '45.123.457'") for fault in same_numbers(folder))


def test_names_from_the_data_stand_as_text_in_all_three(
    published: reports.Published, demo: dict[str, list[str]]
) -> None:
    page = (published.folder / "rapport.html").read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    reader = PdfReader(published.folder / "rapport.pdf")
    paper = "".join(p.extract_text() for p in reader.pages).replace("\u200b", "")
    paper = re.sub(r"[\s\u00ad]|-\n", "", paper)
    sheet = load_workbook(published.folder / "tabeller.xlsx")["Leverandører"]
    for n, name in enumerate(demo["HOSTILE"]):
        cell = sheet.cell(5 + n, 1)
        assert (cell.value, cell.data_type) == (name, "s")
        if n != 4:  # hyphenated on paper, as it should be
            assert name.replace(" ", "") in paper


def test_the_page_needs_nothing_from_outside_and_runs_nothing(
    published: reports.Published,
) -> None:
    page = (published.folder / "rapport.html").read_text("utf-8")
    assert page.startswith('<!doctype html>\n<html lang="da">')
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    without_images = re.sub(r'src="data:image/svg\+xml;base64,[^"]*"', "", page)
    assert not re.search(r"https?:|src=|href=|url\(|@import|<link|<iframe", without_images)
    assert "Data til og med: <strong>31-03-2026</strong>" in page
    assert "Forbehold om data: 1 fejl og 1 advarsel." in page


def test_the_pdf_is_tagged_titled_and_paged(published: reports.Published) -> None:
    reader = PdfReader(published.folder / "rapport.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "Månedsrapport – Eksempel Kommune – marts 2026"
    assert reader.metadata.creation_date.strftime("%Y-%m-%d") == "2026-03-31"  # type: ignore[union-attr]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "da-DK"
    pages = [page.extract_text() for page in reader.pages]
    for n, text in enumerate(pages, 1):
        assert "Data til og med 31-03-2026" in text
        assert f"Side {n} af {len(pages)}" in text
    # A4: 210 × 297 mm, standing or lying.
    sizes = {tuple(sorted(round(float(s)) for s in p.mediabox[2:])) for p in reader.pages}
    assert sizes == {(595, 842)}


def test_the_manifest(published: reports.Published) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text("utf-8"))
    versions = manifest.pop("versions")
    assert versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {"okonomi", "pandas", "typst", "papermill"} <= versions.keys()
    assert manifest == {
        "report": "maanedsrapport",
        "title": "Månedsrapport",
        "edition": "intern",
        "period": "2026-03",
        "data_until": "2026-03-31",
        "municipality": "Eksempel Kommune",
        "status": "udgivet med fejl sat til side",
        "set_aside": {"errors": True, "few": False, "rows": 0, "of": 0},
        "made_at": "2026-04-07T08:30:00+00:00",
        "parameters": {"period": "2026-03"},
        "key_fingerprint": "12ab34cd",
        "basis": None,
        "inputs": [{"file": "2026-03/bsdubu.csv", "sha256": "ab" * 32, "rows": 400, "used": 388}],
        "findings": [
            {
                "code": "enhed-ukendt",
                "severity": "advarsel",
                "text": "12 rækker har en ukendt enhed, “<b>pr. gang</b>” eller “#let”.",
            },
            {"code": "raekke-afvist", "severity": "fejl", "text": "Én række er sat til side."},
        ],
    }


def test_the_notebook_holds_bundles_but_nothing_of_the_machine(
    published: reports.Published, workspace: Path
) -> None:
    text = (published.folder / "notebook.ipynb").read_text("utf-8")
    assert str(workspace) not in text and sys.prefix not in text and str(Path.home()) not in text
    assert "papermill" not in text and "2026-04-07" not in text
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == 'workspace = "../../.."\nperiod = "2026-03"'.replace(
        '"../../.."', "'../../..'"
    )
    kept = [out.data for cell in notebook.cells for out in cell.get("outputs", [])]
    assert [set(data) for data in kept] == [{MIME, "text/html", "text/plain"}] * 2


def test_each_step_is_told(published: reports.Published, steps: list[tuple[int, int, str]]) -> None:
    assert steps == [
        (1, 5, "indledning"),
        (2, 5, "Månedsrapport"),
        (3, 5, "Holder vi budgettet?"),
        (4, 5, "Hvem betaler vi?"),
        (5, 5, "Rapporten skrives"),
    ]


def test_a_second_run_gives_the_same_bytes_and_takes_the_firsts_place(
    published: reports.Published, demo_notebook: NotebookNode, workspace: Path, tmp_path: Path
) -> None:
    first = shutil.copytree(published.folder, tmp_path / "først")
    (published.folder / "manifest.json").write_text("gammel", "utf-8")
    manifest = json.loads((first / "manifest.json").read_text("utf-8"))
    from datetime import datetime

    again = reports.make(
        workspace / "maanedsrapport.ipynb",
        workspace,
        published.folder,
        {"period": "2026-03"},
        made_at=datetime.fromisoformat(manifest["made_at"]),
        municipality="Eksempel Kommune",
    )
    assert again.folder == published.folder
    for name in FILES:
        assert (first / name).read_bytes() == (published.folder / name).read_bytes(), name


def test_nothing_is_published_when_a_cell_fails(
    notebook: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    path = tmp_path / "prøve.ipynb"
    nbformat.write(notebook("# Prøve", "## Læsning", "raise KeyError('x')"), path)
    old = tmp_path / "reports" / "prøve"
    old.mkdir(parents=True)
    (old / "rapport.html").write_text("den gamle", "utf-8")
    from datetime import UTC, datetime

    with pytest.raises(UserError, match="afsnittet “Læsning”: KeyError"):
        reports.make(
            path,
            tmp_path,
            old,
            {},
            made_at=datetime(2026, 4, 1, tzinfo=UTC),
            municipality="K",
        )
    assert (old / "rapport.html").read_text("utf-8") == "den gamle"
    assert {p.name for p in old.parent.iterdir()} == {"prøve", "prøve-fejlet.ipynb"}


@pytest.mark.browser
def test_the_page_in_a_browser(published: reports.Published, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    picture = tmp_path / "side.png"
    run = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path / 'profil'}",
            "--enable-logging=stderr",
            "--window-size=1200,1600",
            f"--screenshot={picture}",
            (published.folder / "rapport.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # The console would say if the policy had refused something or a script had run.
    assert "CONSOLE" not in run.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG" and picture.stat().st_size > 20_000


def test_the_pdf_becomes_pictures(published: reports.Published, tmp_path: Path) -> None:
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("pdftoppm is not installed")
    command = [tool, "-r", "40", "-gray", published.folder / "rapport.pdf", tmp_path / "side"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert run.stderr == ""
    assert len(list(tmp_path.glob("side*"))) == len(
        PdfReader(published.folder / "rapport.pdf").pages
    )
