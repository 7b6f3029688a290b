from __future__ import annotations

import io

import pandas as pd
import pytest
from pypdf import PdfReader

from okonomi.findings import Finding
from okonomi.present import Bundle, Column, Figure, Table
from okonomi.reports import pdf
from okonomi.reports.collect import Document, Section
from okonomi.reports.html import doubts_sentence, render_html

COLUMNS = (Column("name", "Navn", "text"), Column("n", "Antal", "int"))


def a_document(rows: int, *findings: Finding, name: str = "Navn") -> Document:
    frame = pd.DataFrame(
        {
            "name": [f"{name} {n}" for n in range(rows)] + ["I alt"],
            "n": [*range(1000, 1000 + rows), 7777],
            "kind": ["detail"] * rows + ["total"],
        }
    )
    table = Table(name="t", title="Tabel", frame=frame, columns=COLUMNS, row_kind="kind")
    bundle = Bundle(
        name="b",
        title="B",
        period=pd.Period("2026-03", "M"),
        summary="Alt er vel.",
        tables=(table,),
        findings=findings,
    )
    section = Section(heading="Hvad?", paragraphs=(), bundles=(bundle,))
    return Document(title="Prøve", sections=(section,))


def text_of(document: Document) -> list[str]:
    data = pdf.render_pdf(document, "Eksempel Kommune")
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_a_long_table_is_shortened_and_its_head_repeated() -> None:
    pages = text_of(a_document(200))
    text = "\n".join(pages)
    assert "Navn 39" in text and "Navn 40" not in text and "7.777" in text
    assert "160 rækker er udeladt her; hele tabellen står i tabeller.xlsx." in text
    assert len(pages) == 2 and "Antal" in pages[0] and "Antal" in pages[1]


def test_equal_documents_give_equal_bytes() -> None:
    assert pdf.render_pdf(a_document(3), "K") == pdf.render_pdf(a_document(3), "K")
    assert pdf.render_pdf(a_document(3), "K") != pdf.render_pdf(a_document(4), "K")


def test_a_warning_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(pdf, "font_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match="typst warned"):
        pdf.render_pdf(a_document(1), "K")


def test_hostile_text_everywhere_is_only_text() -> None:
    bad = '#panic("x") *a* _b_ $c$ \\d @e <f> `g` // h'
    bundle = Bundle(
        name="b",
        title=bad,
        period=pd.Period("2026-03", "M"),
        summary=bad,
        figures=(Figure(name="f", title=bad, alt=bad, svg=SVG),),
        findings=(Finding(code="c", severity="fejl", text=bad, remedy=bad),),
        sources=(bad,),
        definitions=((bad, bad),),
    )
    section = Section(heading=bad, paragraphs=(bad,), bundles=(bundle, bundle))
    document = Document(title=bad, sections=(section,))
    text = "".join(text_of(document)).replace("\n", "").replace(" ", "")
    assert text.count('#panic("x")*a*_b_$c$\\d@e<f>`g`//h') >= 12
    assert "<f>" not in render_html(document, bad)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\ufeff", "\ue000", "\uffff", "漢", "😀", "אב", "\u2028"]
)
def test_no_sign_in_a_name_keeps_a_report_from_being_made(sign: str) -> None:
    document = a_document(1, name=f"Navn {sign}")
    through = Bundle.from_json(document.bundles[0].to_json())
    section = Section(heading="H", paragraphs=(), bundles=(through,))
    assert text_of(Document(title="Prøve", sections=(section,)))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def test_findings_are_counted_in_words() -> None:
    def finding(severity: str) -> Finding:
        return Finding(code="c", severity=severity, text="T.")  # type: ignore[arg-type]

    assert doubts_sentence(a_document(1)) == "Der er ingen forbehold om data."
    assert doubts_sentence(a_document(1, finding("advarsel"))) == (
        "Forbehold om data: 1 advarsel. De står i afsnittet, de hører til."
    )
    many = [finding(s) for s in ("oplysning", "fejl", "fejl", "advarsel", "advarsel")]
    assert doubts_sentence(a_document(1, *many)) == (
        "Forbehold om data: 2 fejl, 2 advarsler og 1 oplysning. De står i afsnittet, de hører til."
    )
