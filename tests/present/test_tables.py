from dataclasses import replace

import pandas as pd

from okonomi.findings import Finding
from okonomi.present import Bundle, Column, Figure, Table
from okonomi.present.fragments import bundle_html, findings_html
from okonomi.present.tables import cells, first_rows, on_paper, rest_sentence, table_html

COLUMNS = (
    Column("name", "Navn", "text"),
    Column("cost_oere", "Udgift", "oere"),
    Column("since", "Siden", "date"),
)


def a_table(rows: int, total: bool = False) -> Table:
    frame = pd.DataFrame(
        {
            "name": [f"nr. {n}" for n in range(rows)],
            "cost_oere": range(rows),
            "since": pd.to_datetime(["2026-03-31"] * rows),
            "kind": ["detail"] * rows,
        }
    )
    if total:
        frame.loc[rows] = [None, 10, pd.NaT, "total"]
    return Table(name="t", title="Titel", frame=frame, columns=COLUMNS, row_kind="kind")


def test_html_has_scope_alignment_and_row_kinds() -> None:
    html = table_html(a_table(1, total=True))
    assert '<th scope="col">Navn</th><th scope="col" class="tal">Udgift (kr.)</th>' in html
    assert (
        '<tr class="detail"><th scope="row">nr. 0</th><td class="tal">0,00</td>'
        '<td class="dato">31-03-2026</td></tr>'
    ) in html
    # The missing name of a total means nothing; its missing date is still missing.
    assert '<tr class="total"><th scope="row"></th><td class="tal">0,10</td>' in html
    assert "<caption>Titel</caption>" in html


def test_an_empty_table_says_so() -> None:
    assert '<td class="tom" colspan="3">Ingen rækker.</td>' in table_html(a_table(0))


def test_a_day_and_a_section_of_the_law_in_a_text_are_not_broken() -> None:
    frame = pd.DataFrame({"name": ["SEL § 107 & <b>"], "since": ["fra 01-03-2026 – åben"]})
    columns = (Column("name", "Navn", "text"), Column("since", "Siden", "text"))
    html = table_html(Table(name="t", title="Titel", frame=frame, columns=columns))
    assert '<th scope="row">SEL <span class="hel">§ 107</span> &amp; &lt;b&gt;</th>' in html
    assert '<td>fra <span class="hel">01-03-2026</span> – åben</td>' in html


def test_a_long_table_is_scrolled_on_a_screen() -> None:
    assert '<div class="tabel lang" role="region" tabindex="0"' in table_html(a_table(31))
    assert '<div class="tabel" role="region" tabindex="0"' in table_html(a_table(30))


def test_a_shortened_table_keeps_its_total_and_says_what_is_left_out() -> None:
    table = a_table(5, total=True)
    shown = first_rows(table, 3)
    assert [row[0] for row in cells(shown)] == ["nr. 0", "nr. 1", "nr. 2", ""]
    assert rest_sentence(table, shown) == (
        "2 rækker er udeladt her; hele tabellen står i tabeller.xlsx."
    )
    assert rest_sentence(table, first_rows(table, 4)) == (
        "1 række er udeladt her; hele tabellen står i tabeller.xlsx."
    )
    assert first_rows(table, 6) is table and rest_sentence(table, table) is None


def test_on_paper_a_table_has_its_own_number_of_rows_and_columns() -> None:
    table = replace(a_table(5), columns=(*COLUMNS[:1], replace(COLUMNS[1], paper=False)))
    shown = on_paper(replace(table, paper_rows=4))
    assert [row[0] for row in cells(shown)] == ["nr. 0", "nr. 1", "nr. 2", "nr. 3"]
    assert [column.key for column in shown.columns] == ["name"]
    assert rest_sentence(table, shown) == (
        "1 række og 1 kolonne er udeladt her; hele tabellen står i tabeller.xlsx."
    )
    assert on_paper(replace(table, paper_rows=0)) is None
    assert len(on_paper(a_table(40)).frame) == 40
    # Of a long list an excerpt, with its total.
    assert len(on_paper(a_table(50, total=True)).frame) == 16


def test_a_print_of_the_page_leaves_out_what_paper_does() -> None:
    table = replace(a_table(3, total=True), paper_rows=1)
    html = table_html(table)
    assert html.count('<tr class="detail skaerm">') == 2 and '<tr class="total">' in html
    assert '<p class="note papir">2 rækker er udeladt her; hele tabellen' in html
    named = table_html(replace(table, paper_rows=0))
    assert '<div class="tabel skaerm"' in named
    assert '<p class="note papir">“Titel” står i tabeller.xlsx.</p>' in named
    hidden = table_html(replace(a_table(1), columns=(COLUMNS[0], replace(COLUMNS[1], paper=False))))
    assert '<td class="tal skaerm">0,00</td>' in hidden
    assert "skaerm" not in table_html(a_table(40)) and "papir" not in table_html(a_table(40))


def test_every_value_is_escaped() -> None:
    bad = '<script>"&'
    table = Table(
        name=bad,
        title=bad,
        frame=pd.DataFrame({"a": [bad]}),
        columns=(Column("a", bad, "text"),),
        note=bad,
    )
    bundle = Bundle(
        name=bad,
        title=bad,
        period=pd.Period("2026-03", "M"),
        summary=bad,
        tables=(table,),
        figures=(Figure(name=bad, title=bad, alt=bad, svg="<svg><script/></svg>"),),
        findings=(Finding(code=bad, severity="fejl", text=bad, remedy=bad, rows=table.frame),),
        sources=(bad,),
        definitions=((bad, bad),),
    )
    html = bundle_html(bundle)
    assert "<script" not in html
    assert html.count("&lt;script&gt;&quot;&amp;") >= 15


def test_findings_come_gravest_first_with_severity_in_words() -> None:
    findings = (
        Finding(code="c", severity="oplysning", text="C."),
        Finding(code="a", severity="fejl", text="A.", remedy="Ret den."),
        Finding(code="b", severity="advarsel", text="B.", rows=pd.DataFrame({"line": range(12)})),
    )
    html = findings_html(findings)
    assert html.index("Fejl:</strong> A.") < html.index("Advarsel:</strong> B.")
    assert html.index("Advarsel:</strong> B.") < html.index("Oplysning:</strong> C.")
    assert "<em>Ret den.</em>" in html
    assert "2 rækker er udeladt her" in html
    assert findings_html(()) == ""
