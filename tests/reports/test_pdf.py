from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from pypdf import PdfReader

from okonomi.findings import Finding
from okonomi.present import Bundle, Column, Figure, Table
from okonomi.reports import pdf
from okonomi.reports.collect import Document, Section
from okonomi.reports.html import doubts_sentence, render_html
from okonomi.reports.layout import LANDSCAPE_PT, PORTRAIT_PT, _em
from okonomi.reports.pdf_text import pdf_texts

COLUMNS = (Column("name", "Navn", "text"), Column("n", "Antal", "int"))


def a_document(
    rows: int, *findings: Finding, name: str = "Navn", paper_rows: int | None = None
) -> Document:
    frame = pd.DataFrame(
        {
            "name": [f"{name} {n}" for n in range(rows)] + ["I alt"],
            "n": [*range(1000, 1000 + rows), 7777],
            "kind": ["detail"] * rows + ["total"],
        }
    )
    table = Table(
        name="t",
        title="Tabel",
        frame=frame,
        columns=COLUMNS,
        row_kind="kind",
        paper_rows=paper_rows,
    )
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
    text = "\n".join(text_of(a_document(200)))
    assert "Navn 14" in text and "Navn 15" not in text and "7.777" in text
    assert "185 rækker er udeladt her; hele tabellen står i tabeller.xlsx." in text
    pages = text_of(a_document(200, paper_rows=80))
    assert len(pages) == 2 and "Antal" in pages[0] and "Antal" in pages[1]
    assert "Navn 79" in pages[1] and "Navn 80" not in pages[1]


def test_a_table_kept_from_paper_is_named_and_empty_ones_say_so() -> None:
    [text] = text_of(a_document(200, paper_rows=0))
    assert "7.777" not in text
    assert "Kun i rapport.html og tabeller.xlsx: “Tabel” (201 rækker)." in text.replace("\n", " ")
    document = a_document(1)
    [bundle] = document.bundles
    none = replace(bundle.tables[0], frame=bundle.tables[0].frame.iloc[:0], paper_rows=0)
    section = replace(document.sections[0], bundles=(replace(bundle, tables=(none,)),))
    [text] = text_of(replace(document, sections=(section,)))
    assert "Ingen rækker." in text.replace(" \n", " ")


def test_front_tables_stand_first_and_their_section_says_where() -> None:
    document = a_document(2)
    [bundle] = document.bundles
    table = bundle.tables[0]
    late = replace(table, name="sen", title="Foran", front=True)
    long = replace(table, title="Lang", frame=pd.concat([table.frame] * 60), paper_rows=200)
    section = replace(document.sections[0], bundles=(replace(bundle, tables=(long, late)),))
    pages = text_of(replace(document, sections=(section,)))
    first = pages[0].replace("\n", " ")
    assert first.index("Alt er vel.") < first.index("Foran Navn") < first.index("Hvad?")
    assert "“Foran” står på side 1." in first and len(pages) > 1
    assert not any("Foran" in page for page in pages[1:])
    # With nothing in it, it only stands in its section.
    none = replace(late, frame=late.frame.iloc[:0])
    section = replace(section, bundles=(replace(bundle, tables=(none,)),))
    [text] = text_of(replace(document, sections=(section,)))
    assert text.index("Hvad?") < text.index("Foran") and "står på side" not in text
    with pytest.raises(ValueError, match="first on paper"):
        replace(late, paper_rows=0)


def test_what_stands_before_the_first_heading_is_said_below_the_title() -> None:
    document = a_document(1)
    intro = Section(heading="", paragraphs=("Om noget.",), bundles=())
    [text] = text_of(replace(document, sections=(intro, *document.sections)))
    assert text.index("Om noget.") < text.index("Kort sagt")


@pytest.mark.parametrize("numbers", [2, 6, 9, 14])
@pytest.mark.parametrize("words", ["Botilbud ved den store sø ", "Hjemtagelsesteam", "x1"])
def test_no_text_lies_outside_the_page(numbers: int, words: str) -> None:
    columns = [Column("name", "Leverandørens fulde navn", "text"), Column("note", "Note", "text")]
    columns += [Column(f"n{n}", "Virkning på årets udgift", "oere") for n in range(numbers)]
    frame = pd.DataFrame({"name": [words * 9], "note": [words * 3]}).assign(
        **{f"n{n}": -123_456_789_00 for n in range(numbers)}
    )
    table = Table(name="t", title=words, frame=frame, columns=tuple(columns), note=words)
    bundle = replace(a_document(1).bundles[0], tables=(table, replace(table, name="u", front=True)))
    section = Section(heading=words * 9, paragraphs=(), bundles=(bundle,))
    data = pdf.render_pdf(Document(title="Prøve", sections=(section,)), "Eksempel Kommune")
    ends = []
    for page in PdfReader(io.BytesIO(data)).pages:
        lying = page.mediabox.width > page.mediabox.height

        def see(text: str, at: list[float], _: object, __: object, size: float) -> None:
            if text.strip():
                ends.append((at[4], at[4] + _em(text.strip()) * size, lying, text))  # noqa: B023

        page.extract_text(visitor_text=see)
    margin = 16 / 25.4 * 72
    assert len(ends) > 2 * numbers
    for left, right, lying, said in ends:
        assert left >= margin - 1
        assert right <= margin + (LANDSCAPE_PT if lying else PORTRAIT_PT) + 2, said


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


def test_who_may_read_it_stands_on_every_page_until_it_is_made_public() -> None:
    document = a_document(200, paper_rows=80)
    for text in text_of(document):
        assert "Til intern brug" in text
    html = render_html(document, "Eksempel Kommune")
    assert html.count("Til intern brug") == 2  # above the report, and on every page of a print
    public = replace(document, public=True)
    assert "intern brug" not in "".join(text_of(public)) + render_html(public, "Eksempel Kommune")


def test_a_long_word_is_broken_between_syllables_with_a_hyphen() -> None:
    word = "“Leverandørgennemgangsfællesskabet:"
    months = {f"m{n}": [123456789] for n in range(13)}
    wide = Table(
        name="w",
        title="Bred",
        frame=pd.DataFrame({"name": [word], **months}),
        columns=(COLUMNS[0], *(Column(key, key, "oere") for key in months)),
    )
    document = a_document(3)
    (section,) = document.sections
    bundle = replace(section.bundles[0], tables=(wide,))
    document = replace(document, sections=(replace(section, bundles=(bundle,)),))
    text = "\n".join(text_of(document))
    assert word not in text
    assert word in text.replace("\u00ad", "-").replace("-\n", "").replace("-", "").replace("\n", "")
    # What looks for names in the finished file finds it whole.
    printed = "".join(text for _, text in pdf_texts(pdf.render_pdf(document, "M")))
    assert word.strip("“:") in printed


def test_the_words_of_a_finding_are_kept_whole_where_there_is_room() -> None:
    word = "“Leverandørgennemgang: Børnecentret (socialraadgiverne.dk)”"
    finding = Finding(code="c", severity="fejl", text=f"Her er {word}.")
    assert word in "".join(text_of(a_document(3, finding))).replace("\u200b", "")


def test_a_section_of_a_table_that_stands_first_has_no_page_of_its_own() -> None:
    document = a_document(3)
    (section,) = document.sections
    (bundle,) = section.bundles
    front = replace(bundle, summary="", tables=(replace(bundle.tables[0], front=True),))
    more = Section(heading="Hvad så?", paragraphs=(), bundles=(replace(bundle, name="c"),))
    whole = replace(document, sections=(replace(section, bundles=(front,)), more))
    text = "\n".join(text_of(whole))
    assert "Tabel" in text and "Hvad?" not in text and "står på side" not in text
    assert "Hvad så?" in text
    told = replace(front, summary="Alt er vel.")
    whole = replace(document, sections=(replace(section, bundles=(told,)), more))
    assert "“Tabel” står på side 1." in "\n".join(text_of(whole))


def test_a_chapter_is_not_said_again_over_its_first_section() -> None:
    document = a_document(3)
    (section,) = document.sections
    (bundle,) = section.bundles
    both = (replace(bundle, title="Hvad?"), replace(bundle, name="c", title="Hvad så?"))
    document = replace(document, sections=(replace(section, bundles=both),))
    # In the box of verdicts, and as a heading.
    assert "\n".join(text_of(document)).count("Hvad?") == 2
    html = render_html(document, "Eksempel Kommune")
    assert "<h3>Hvad?</h3>" not in html and "<h3>Hvad så?</h3>" in html


@pytest.mark.parametrize("beside", [False, True])
def test_a_short_table_of_tall_rows_goes_on_where_the_page_ends(beside: bool) -> None:
    document = a_document(14, name=" ".join(["Bofællesskabet ved fjorden"] * 40))
    if beside:  # two such tables, which stand beside each other where they are low
        (section,) = document.sections
        (bundle,) = section.bundles
        low = a_document(14).bundles[0].tables[0]
        tall = replace(low, frame=low.frame.assign(name="Bo " * 250), name="u")
        bundle = replace(bundle, tables=(low, tall))
        document = replace(document, sections=(replace(section, bundles=(bundle,)),))
    data = pdf.render_pdf(document, "Eksempel Kommune")
    lowest: list[float] = []
    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, *_: text.strip() and lowest.append(tm[5] or cm[5])
        )
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) > 1
    assert "7.777" in pages[-1].extract_text()
    assert min(lowest) > 20  # pt above the edge of the paper


def test_no_level_of_heading_is_left_out() -> None:
    finding = Finding(code="f", severity="fejl", text="Fejl.")
    (section,) = a_document(1, finding).sections
    (bundle,) = section.bundles
    two = replace(section, heading="To?", bundles=(bundle, replace(bundle, title="C")))
    html = render_html(Document(title="Prøve", sections=(section, two)), "Eksempel Kommune")
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels == [1, 2, 2, 3, 2, 3, 4, 3, 4]
    assert all(below - above <= 1 for above, below in pairwise(levels))
