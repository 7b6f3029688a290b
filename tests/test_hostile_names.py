"""Names and CPR numbers planted where they should not stand: none of them gets out."""

from __future__ import annotations

import pandas as pd
import pytest
from test_line import texts_of

from okonomi.cli import main
from okonomi.intake import read
from okonomi.new_workspace import create
from okonomi.workspace import open_workspace

HEAD = (
    "Linje-id;Sagsnummer;CPR-nummer;Borgernavn;Ydelse;Linjetype;Status;Leverandør;Tilbud;"
    "Startdato;Slutdato;Antal;Enhed;Pris;Frekvens;Funktion"
)
END = "01-01-2026;;1;måned;10000,00;måned"
NUMBERS = ["710203 1234", "102031234", "10203-1235", "7102031236", "S-7102031237", "710203-1238"]
LINES = [
    *(
        f"{n};{case};;;Botilbud;Hovedydelse;Bevilget;Alfa ApS;Hus 1;{END};5.38.50"
        for n, case in enumerate(NUMBERS)
    ),
    f"L-7102031239-1;A1;710203-1239;Jens Jensen;Botilbud til Jens Jensen;Hovedydelse;Bevilget;"
    f"Alfa ApS;Jens Jensens lejlighed;{END};5.38.50",
    f"L-7102031240-1;A2;;;Plejefamilie;Hovedydelse;Bevilget;Karen Olsen (Aarhus Kommune);"
    f"Lillevang;{END};5.28.22",
    f"a3;A3;;;Aflastningsfamilie;Hovedydelse;Bevilget;Lone Madsen kommune;;{END};5.28.21",
    f"a4;A4;;;Kontaktperson;Hovedydelse;Bevilget;Ib Friis Center;;{END};5.28.21",
    f"a5;A5;;;Vederlag Anne & Bo Hansen;Hovedydelse;Bevilget;Anne og Bo Hansen;;{END};5.28.20",
    f"a6;A6;;;Støtte;Hovedydelse;Bevilget;BPA Jens Jensen ordning;;{END};5.38.40",
]
POSTINGS = (
    "Bilag;Bogføringsdato;Ydelsesmåned;Funktion;Leverandør;Art;Tekst;Beløb\n"
    "1012345678;25-01-2026;2026-01;5.28.20;Hansen Anne og Bo;Ydelse;"
    "Vederlag Anne & Bo Hansen;1,00\n"
    '1012345679;25-02-2025;2025-02;5.46.60;"Hansen, Anne";Løn Jens Jensen;Jens 102031234;2,00\n'
)
FORBIDDEN = [
    *(number.removeprefix("S-") for number in NUMBERS),
    "7102031239", "7102031240", "Jensen", "Olsen", "Madsen", "Friis", "Hansen", "Lillevang",
    "Anne", "Karen",
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "arbejde"
    create(root, name="Prøve Kommune", code="0999", period=pd.Period("2026-03", "M"))
    folder = root / "2026-03"
    folder.mkdir(exist_ok=True)
    (folder / "linjer.csv").write_text("\n".join([HEAD, *LINES]) + "\n", encoding="utf-8")
    (folder / "Posteringer.csv").write_text(POSTINGS, encoding="utf-8")
    return root


def test_no_planted_name_or_number_is_in_any_file(workspace, tmp_path, capsys):
    given = ["--workspace", str(workspace), "--period", "2026-03"]
    assert main(["export", *given, "--out", str(tmp_path / "ud")]) in (0, 1)
    assert main(["export", *given, "--out", str(tmp_path / "csv"), "--format", "csv"]) in (0, 1)
    assert main(["report", "maanedsrapport", *given]) in (0, 1)
    main(["check", *given])
    spoken = capsys.readouterr()
    files = {f"ud/{k}": v for k, v in texts_of(tmp_path / "ud").items()}
    files |= {f"csv/{k}": v for k, v in texts_of(tmp_path / "csv").items()}
    files |= texts_of(workspace / "reports") | {"sagt": spoken.out + spoken.err}
    assert len(files) > 20 and "1012345678" in files["csv/posting.csv"]
    leaks = [(name, bad) for name, text in files.items() for bad in FORBIDDEN if bad in text]
    assert leaks == []


def test_nobody_becomes_another_and_the_texts_keep_their_sense(workspace):
    reading = read(open_workspace(workspace), pd.Period("2026-03", "M"))
    lines = reading["placement"].set_index("line_id")
    cases = lines["case_id"].head(len(NUMBERS))
    assert cases.nunique() == len(NUMBERS) and lines["person_id"].nunique() == len(LINES)
    assert cases.str.fullmatch("(S-)?K[a-p]{12}").all()
    row = lines[lines["case_id"] == "A1"].iloc[0]
    assert row["service"] == "Botilbud til [navn skjult]"
    assert row["tilbud"] == "[navn skjult] lejlighed"
    label = lines["provider"].groupby(lines["case_id"]).first()
    assert label["A2"].startswith("Plejefamilie ") and label["A3"].startswith("Plejefamilie ")
    assert label["A4"].startswith("Privatperson ") and label["A6"].startswith("Privatperson ")
    service = lines.loc["a5", "service"]
    assert service == f"Vederlag {label['A5']}" and label["A5"].startswith("Privatperson ")
    assert "cpr-i-tekst" in {finding.code for finding in reading.findings}


def test_export_refuses_what_reading_let_through(workspace, tmp_path, monkeypatch, capsys):
    from okonomi.intake import assemble

    monkeypatch.setattr(assemble, "hide_in", lambda *given: ())
    given = ["--workspace", str(workspace), "--period", "2026-03"]
    assert main(["export", *given, "--out", str(tmp_path / "ud")]) == 2
    said = capsys.readouterr().err
    assert "tabellen placement" in said and not any(bad in said for bad in FORBIDDEN)
    assert list(tmp_path.glob("ud/*")) == []
