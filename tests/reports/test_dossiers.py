"""Dossiers as files: one page each, published whole, and hostile names only ever text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from targets_world import DEAR, all_of, dear_market, month

from okonomi.analysis.dossier.result import dossiers
from okonomi.reports.dossiers import Writer, keys, publish

MADE_AT = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
MARKUP = '<script>alert("x")</script> & #text(red)[Fed] *x* $1+1$'
FORMULA = '=HYPERLINK("http://ond.dk";"Klik")'
LONG = "Den selvejende institution for særligt krævende målgrupper – " * 3 + "Lang" * 30
NAMES = {
    "A00": MARKUP,
    "A01": FORMULA,
    "A02": LONG,
    "A03": "../../Con",
    "A04": "COM1",
    "A05": "com1",
}


@pytest.fixture(scope="module")
def facts():
    frame = dear_market()
    frame["provider"] = frame["provider"].replace(NAMES)
    return all_of(month(frame))


@pytest.fixture(scope="module")
def published(facts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hæfte {1}") / "dossierer"
    done = publish(facts, folder, municipality="Prøve Kommune", made_at=MADE_AT)
    assert done.folder == folder and done.exit_code == 0
    return folder


def test_a_folder_each_an_index_a_workbook_and_a_manifest(published):
    pages = sorted(path.parent.name for path in published.glob("*/dossier.html"))
    assert len(pages) == 10 and all(re.fullmatch(r"[a-z0-9-]+", name) for name in pages)
    assert {path.parent.name for path in published.glob("*/dossier.pdf")} == set(pages)
    index = (published / "index.html").read_text("utf-8")
    assert all(f'href="{name}/dossier.pdf"' in index for name in pages)
    manifest = json.loads((published / "manifest.json").read_text("utf-8"))
    assert manifest["report"] == "servicetjek-leverandoerer" and manifest["period"] == "2026-03"


def test_equal_keys_do_not_share_a_folder():
    found = keys(["COM1", "com1", "A B", "A-B", "C"])
    assert len(set(found.values())) == 5 and found["C"] == "c"
    assert found == keys(["C", "A-B", "A B", "com1", "COM1"])


def test_every_pdf_is_one_a4_page_tagged_and_the_same_each_time(facts, published):
    for path in published.glob("*/dossier.pdf"):
        reader = PdfReader(path)
        assert len(reader.pages) == 1
        assert [round(float(x)) for x in reader.pages[0].mediabox[2:]] == [595, 842]
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    dear = next(one for one in dossiers(facts) if one.provider == DEAR)
    assert Writer("Prøve Kommune").pdf(dear) == Writer("Prøve Kommune").pdf(dear)


def test_hostile_names_are_text_everywhere(facts, published):
    key = keys(NAMES.values())
    html = (published / key[MARKUP] / "dossier.html").read_text("utf-8")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "<script" not in (published / "index.html").read_text("utf-8")
    text = PdfReader(published / key[MARKUP] / "dossier.pdf").pages[0].extract_text()
    assert "<script>" in text and "$1+1$" in text.replace("\n", " ") and "#text(red)" in text
    book = load_workbook(published / "tabeller.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    named = [c for c in cells if c.value == FORMULA]
    assert named and all(c.data_type == "s" and c.hyperlink is None for c in named)


def test_html_and_pdf_say_the_same_numbers(published, facts):
    writer = Writer("Prøve Kommune")
    dear = next(one for one in dossiers(facts) if one.provider == DEAR)
    html = re.sub(r"<style>.*?</style>|<[^>]+>", " ", writer.html(dear), flags=re.DOTALL)
    text = PdfReader(BytesIO(writer.pdf(dear))).pages[0].extract_text()
    # No figure of the page is missing on paper; hyphenation and breaks may cut words, not numbers.
    found = set(re.findall(r"\d[\d.,]*\d", html))
    assert found <= set(re.findall(r"\d[\d.,]*\d", text)) | {"39"}


def test_no_case_number_leaves_the_workbook(published, facts):
    placement = facts.reading["placement"].assign(case_id="SAG-UNIK-77")
    one = all_of(month(dear_market(), placement=placement))
    for dossier in dossiers(one):
        assert "SAG-UNIK" not in Writer("Prøve").html(dossier)


def test_one_alone_lies_in_its_own_folder_and_leaves_the_others(facts, published):
    before = sorted(path.name for path in published.iterdir())
    done = publish(facts, published, municipality="Prøve", made_at=MADE_AT, only=DEAR)
    assert done.folder == published / "a09" and (done.folder / "tabeller.xlsx").is_file()
    assert sorted(p.name for p in published.iterdir() if not p.name.startswith(".")) == sorted(
        name for name in before if not name.startswith(".")
    )


def test_a_failure_publishes_nothing(facts, tmp_path, monkeypatch):
    folder = tmp_path / "dossierer"
    folder.mkdir()
    (folder / "gammel.txt").write_text("gammel")

    def fails(*given):
        raise RuntimeError

    monkeypatch.setattr(Writer, "pdf", fails)
    with pytest.raises(RuntimeError):
        publish(facts, folder, municipality="Prøve", made_at=MADE_AT)
    assert [path.name for path in folder.iterdir()] == ["gammel.txt"]


@pytest.mark.browser
def test_the_longest_page_prints_on_one_sheet(chromium, published, tmp_path):
    import subprocess

    longest = max(published.glob("*/dossier.html"), key=lambda path: path.stat().st_size)
    paper = tmp_path / "side.pdf"
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--print-to-pdf={paper}", longest.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert len(PdfReader(paper).pages) == 1
