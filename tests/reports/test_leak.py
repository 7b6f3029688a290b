"""The leak check: planted CPR numbers, names and hidden values, and none where there is nothing."""

import base64
import json
from io import BytesIO

import pytest
import xlsxwriter

from okonomi.errors import UserError
from okonomi.reports.leak import CPR, leaks, refuse_leaks

NAME, CASE, HIDDEN = "Anders Prøvesen", "S-2024-0042", "1.234,5"
SECRETS = {"navn": {NAME}, "sagsnummer": {CASE}, "skjult tal": {HIDDEN}}
# Made up: the day has 60 added.
NUMBER = "710190-1234"
PLANTED = {NUMBER: CPR, NAME: "navn", CASE: "sagsnummer", HIDDEN: "skjult tal"}
CLEAN = "I alt 12.034.512,34 kr. i marts 2026, 31-03-2026; 0,12 og 11.234,56 og 1.234,57."


def workbook(text, *, comment="", title=""):
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    book.set_properties({"title": title})
    sheet = book.add_worksheet("Tal")
    sheet.write(0, 0, text)
    sheet.write_row(1, 0, [120345, 1234, 71, 190, 1234, 12034512.34, 7101901234])
    if comment:
        sheet.write_comment(0, 0, comment)
    book.close()
    return file.getvalue()


def pdf(text, alt="Et kort over tallene"):
    typst = pytest.importorskip("typst")
    source = (
        '#set document(title: "Prøve", date: none)\n#set text(font: "DejaVu Sans", lang: "da")\n'
        f"#figure(alt: {json.dumps(alt, ensure_ascii=False)}, [x])\n"
        f"#text({json.dumps(text, ensure_ascii=False)})"
    )
    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])


def picture(svg):
    data = base64.b64encode(f"<svg>{svg}</svg>".encode()).decode()
    return f'<img alt="Tal" src="data:image/svg+xml;base64,{data}">'.encode()


PLACES = {
    "tekst": ("rapport.html", lambda x: f"<p>{x}</p>".encode()),
    "delt": ("rapport.html", lambda x: f"<p>{x[:4]}<b>{x[4:]}</b></p>".encode()),
    "alt": ("rapport.html", lambda x: f'<img alt="{x}">'.encode()),
    "svg": ("rapport.html", lambda x: f"<svg><title>{x}</title><path d='M1 2'/></svg>".encode()),
    "billede": ("rapport.html", lambda x: picture(f"<!-- {x} --><path d='M1 2'/>")),
    "filnavn": (None, lambda x: b"{}"),
    "kommentar": ("rapport.html", lambda x: f"<p>a</p><!-- {x} -->".encode()),
    "hårdt mellemrum": ("rapport.html", lambda x: x.replace(" ", "\u00a0").encode()),
    "store bogstaver": ("rapport.html", lambda x: x.upper().encode()),
    "celle": ("tabeller.xlsx", workbook),
    "bogens titel": ("tabeller.xlsx", lambda x: workbook("a", title=x)),
    "bemærkning": ("tabeller.xlsx", lambda x: workbook("a", comment=x)),
    "notesbog": ("notebook.ipynb", lambda x: json.dumps({"cells": [{"source": [x]}]}).encode()),
    "delt linje": ("notebook.ipynb", lambda x: json.dumps({"cells": [x[:5], x[5:]]}).encode()),
    "metadata": ("notebook.ipynb", lambda x: json.dumps({"metadata": {x: 1}}).encode()),
    "manifest": ("manifest.json", lambda x: json.dumps({"inputs": [{"file": x}]}).encode()),
    "pdf": ("rapport.pdf", pdf),
    "pdf alt": ("rapport.pdf", lambda x: pdf("a", alt=f"Figur: {x}")),
}  # fmt: skip


@pytest.mark.parametrize("secret", PLANTED)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_planted_is_found_and_never_shown(tmp_path, place, secret):
    name, made = PLACES[place]
    name = name or f"{secret}.json"
    (tmp_path / name).write_bytes(made(secret))
    found = leaks(tmp_path, SECRETS)
    shown = "en fil med endelsen .json" if place == "filnavn" else name
    assert {(leak.file, leak.kind) for leak in found} == {(shown, PLANTED[secret])}
    with pytest.raises(UserError, match="Rapporten er ikke udgivet") as told:
        refuse_leaks(tmp_path, SECRETS)
    assert secret.casefold() not in str(told.value).casefold()


@pytest.mark.parametrize("place", PLACES)
def test_what_only_looks_like_it_is_no_alarm(tmp_path, place):
    name, made = PLACES[place]
    (tmp_path / (name or "1,234.json")).write_bytes(made(CLEAN))
    assert leaks(tmp_path, SECRETS) == []
    refuse_leaks(tmp_path, SECRETS)


def test_a_number_is_compared_as_a_dane_writes_it_and_amounts_are_no_cpr_numbers(tmp_path):
    (tmp_path / "manifest.json").write_text(
        json.dumps({"a": [7101901234, -7101901234, -3.5, True, None]})
    )
    assert leaks(tmp_path, SECRETS) == []
    assert [x.kind for x in leaks(tmp_path, {"skjult tal": {"−3,5"}})] == ["skjult tal"]
    (tmp_path / "manifest.json").write_text(json.dumps({"a": "7101901234"}))
    assert [x.kind for x in leaks(tmp_path, {})] == [CPR]


def test_the_numbers_of_an_empty_workbook_are_no_cases_but_a_sheets_name_is(tmp_path):
    cases = {"sagsnummer": {"35000", "16200000", "124226", "16095"}}
    (tmp_path / "tabeller.xlsx").write_bytes(workbook("a"))
    assert leaks(tmp_path, cases) == []
    book = xlsxwriter.Workbook(tmp_path / "tabeller.xlsx")
    book.add_worksheet("35000")
    book.close()
    assert {x.place for x in leaks(tmp_path, cases)} >= {"xl/workbook.xml"}


def test_initials_are_sought_with_their_capitals(tmp_path):
    (tmp_path / "rapport.html").write_text("<p>Hos og efter.</p>")
    assert leaks(tmp_path, {}, {"initialer": {"HOS"}}) == []
    (tmp_path / "rapport.html").write_text("<p>Aftalt med HOS.</p>")
    assert [x.kind for x in leaks(tmp_path, {}, {"initialer": {"HOS"}})] == ["initialer"]


def test_a_picture_is_read_and_not_its_letters(tmp_path):
    """Its coordinates are no amounts, and a short name in its base64 is no name."""
    made = picture("<g transform='translate(1.235 0)'><path d='M1 2'/></g>")
    (tmp_path / "rapport.html").write_bytes(made)
    letters = made.decode().split("base64,")[1][:6]
    assert leaks(tmp_path, {"skjult tal": {"1.235"}, "navn": {letters}}) == []


def test_a_file_that_cannot_be_read_is_not_passed(tmp_path):
    (tmp_path / "billede.png").write_bytes(b"\x89PNG")
    with pytest.raises(ValueError, match="cannot be checked"):
        leaks(tmp_path, {})
    (tmp_path / "billede.png").unlink()
    (tmp_path / "rapport.pdf").write_bytes(b"%PDF-1.7 /Encrypt")
    with pytest.raises(ValueError, match="cannot be read"):
        leaks(tmp_path, {})
