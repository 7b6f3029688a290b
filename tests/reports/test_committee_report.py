"""From notebook to committee folder: published clean, or not at all."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode

from okonomi import eksempel, reports
from okonomi.cli import main
from okonomi.errors import UserError
from okonomi.present.disclosure import Cells, protect
from okonomi.present.disclosure.cells import INDEX
from okonomi.reports.committee import Committee
from okonomi.reports.committee.kept import FOLDER
from okonomi.reports.committee.secrets import (
    CASE,
    HIDDEN,
    INITIALS,
    NAME,
    PAYEE,
    of_exports,
    of_hidden,
)
from okonomi.reports.kernel import Kernel
from okonomi.workspace import Workspace, open_workspace

MADE_AT = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
MARCH = pd.Period("2026-03", "M")
CODE = """
import pandas as pd
from okonomi.present import Bundle, Column, Drawn, Figure, Group, Public, Table, figures

frame = pd.DataFrame({
    "label": ["Plejefamilier", "Opholdssteder", "Sikrede", "I alt"],
    "of": ["I alt", "I alt", "I alt", None],
    "row_kind": ["detail"] * 3 + ["total"],
    "n": [40, 30, 3, 73],
    "oere": [4_012_345_678, 6_098_765_432, 1_234_567_891, 11_345_679_001],
}).rename(columns={"oere": "expected_oere"})
public = Public(
    groups=(Group(key="label", n="n", sums=("expected_oere",), part_of=("of",)),),
    facts=("label",),
)
columns = (Column("label", "Funktion", "text"), Column("expected_oere", "Forventet", "oere", -3))
table = Table(name="tal", title="Regnskab", frame=frame, columns=columns, row_kind="row_kind",
              public=public)
values = {"expected_oere": "Forventet"}
figure = figures.figure(lambda ax: figures.bars(frame, "label", values, ax=ax), name="f",
                        title="Forventet", alt=figures.alt_text(frame, "label", values, "oere"))
figure = Figure(name="f", title="Forventet", alt=figure.alt, svg=figure.svg,
                drawn=Drawn(kind="bars", table=table, label="label", values=values))
"""
SHOW = """Bundle(name="opfoelgning", title="Holder vi budgettet?", period=pd.Period(period),
       summary="Sikrede koster 12,3 mio. kr.", tables=(table,), figures=(figure,),
       sources=(source,), public_summary="I alt {tal|I alt|expected_oere}")
"""
TRUE = ("12.345.678,91", "12345678.91", "12.346")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("kommune")
    eksempel.write(folder, seed=3, placements=40, year=2026, drops=("2026-03",))
    return open_workspace(folder)


@pytest.fixture(scope="module")
def secrets(workspace: Workspace) -> dict[str, set[str]]:
    return of_exports(workspace, MARCH)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with reports.shared_kernel() as shared:
        yield shared


Make = Callable[..., reports.Published]


@pytest.fixture
def make(
    workspace: Workspace, notebook: Callable[..., NotebookNode], tmp_path: Path, kernel: Kernel
) -> Make:
    def go(
        source: str = "Bevillinger.", heading: str = "Holder vi budgettet?"
    ) -> reports.Published:
        node = notebook("# Prøverapport", f"{CODE}\nsource = {source!r}", f"## {heading}", SHOW)
        path = tmp_path / "proeve.ipynb"
        nbformat.write(node, path)
        return reports.make(
            path,
            workspace.root,
            tmp_path / "proeve-udvalg",
            {"period": "2026-03"},
            made_at=MADE_AT,
            municipality=workspace.municipality,
            kernel=kernel,
            committee=Committee(workspace=workspace, report="proeve"),
        )

    return go


def test_a_committee_folder_holds_what_may_be_published_and_nothing_else(
    make: Make, workspace: Workspace, tmp_path: Path
) -> None:
    made = make()
    files = {path.name: path for path in made.folder.iterdir()}
    assert set(files) == {
        "rapport.html", "rapport.pdf", "tabeller.xlsx", "manifest.json",
    }  # fmt: skip
    page = files["rapport.html"].read_text(encoding="utf-8")
    assert "udvalgsudgave" in page
    assert '<td class="tal">..</td>' in page
    assert "I alt 113,5\xa0mio.\xa0kr." in page
    with zipfile.ZipFile(files["tabeller.xlsx"]) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        assert "113457000" in sheet
        assert "12345678" not in sheet
        assert "<t>..</t>" in book.read("xl/sharedStrings.xml").decode().replace(
            ' xml:space="preserve"', ""
        )
    manifest = json.loads(files["manifest.json"].read_text(encoding="utf-8"))
    assert (manifest["edition"], manifest["inputs"], manifest["findings"]) == ("udvalg", [], [])
    assert manifest["key_fingerprint"] is None
    svgs = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)
    texts = [page, *(base64.b64decode(svg).decode() for svg in svgs)]
    assert len(svgs) == 1
    assert not any(true in text for true in (*TRUE, "12,3") for text in texts)
    kept = workspace.root / FOLDER / "proeve" / "2026-03.json"
    assert "1234567891" in kept.read_text(encoding="utf-8")
    assert tmp_path not in kept.parents
    # Made again it is the same to the byte.
    before = {name: path.read_bytes() for name, path in files.items()}
    make()
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def test_a_leak_stops_the_report_and_leaves_nothing(
    make: Make, secrets: dict[str, set[str]], tmp_path: Path
) -> None:
    planted = {kind: sorted(secrets[kind])[0] for kind in (NAME, PAYEE, CASE, INITIALS)}
    planted[HIDDEN] = "12.346"
    with pytest.raises(UserError, match="ikke udgivet") as told:
        make(source=f"Efter {', '.join(planted.values())}.", heading=f"Om {planted[NAME]}?")
    for kind, value in planted.items():
        for file in ("rapport.html", "rapport.pdf", "tabeller.xlsx"):
            assert re.search(f"{re.escape(file)}, .*: {kind}\n", str(told.value))
        assert value not in str(told.value)
    assert "notebook.ipynb" not in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["proeve.ipynb"]


def test_a_case_that_is_called_what_an_amount_is_stops_nothing(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six digits in a row are often both, and nobody could mend it."""
    seek = "okonomi.reports.committee.of_exports"
    monkeypatch.setattr(seek, lambda *_: {CASE: {"113457000", "113.457"}})
    made = make()
    with zipfile.ZipFile(made.folder / "tabeller.xlsx") as book:
        assert "<v>113457000</v>" in book.read("xl/worksheets/sheet2.xml").decode()
    for case in ("113457000", "113.457"):
        with pytest.raises(UserError, match="sagsnummer"):  # in words it is the case's all the same
            make(source=f"Sag {case}.")
    monkeypatch.setattr(seek, lambda *_: {CASE: {"987654"}})
    with pytest.raises(UserError, match="sagsnummer"):
        make(source="Sag 987654.")


def test_initials_that_are_a_laws_are_not_sought(workspace: Workspace) -> None:
    extra = workspace.root / "2026-03" / "Flere.csv"
    rows = "SEL;1;Øst\nISO;1;Øst\nQXZ;1;Øst\n"
    extra.write_text(f"Rådgiver;Årsværk;Team\n{rows}", encoding="utf-8")
    try:
        sought = of_exports(workspace, MARCH)[INITIALS]
    finally:
        extra.unlink()
    assert "QXZ" in sought
    assert not {"SEL", "ISO"} & sought  # every PDF says which ISO standard it follows
    assert {"rådgiver SEL", "Rådgiver: SEL"} <= sought


def test_a_raadgivers_name_is_sought_but_not_what_a_team_is_called(workspace: Workspace) -> None:
    extra = workspace.root / "2026-03" / "Flere.csv"
    rows = "Karen Qvistborg (KQB);1;Team Karen Qvistborg\nBørn VEST;1;Børn Vest\n"
    extra.write_text(f"Rådgiver;Årsværk;Team\n{rows}", encoding="utf-8")
    try:
        sought = of_exports(workspace, MARCH)[NAME]
    finally:
        extra.unlink()
    assert {"Karen Qvistborg", "Qvistborg, Karen"} <= sought
    assert "børn vest" not in {name.casefold() for name in sought}


def test_a_total_in_the_column_of_names_is_nobody(workspace: Workspace) -> None:
    """Or every report, which says “I alt”, would be refused."""
    names = ("I alt", "Børn og unge i alt", "Ikke oplyst", "Karen Qvistborg i alt")
    rows = "".join(f"S{at};;{name};;;;Aktiv;28-11-2025;\n" for at, name in enumerate(names))
    extra = workspace.root / "2026-03" / "Flere.csv"
    head = (
        "Sag rækkeID;CPR-nr.;Barnets navn;Husstand;Afdeling;Rådgiver;Sag status;Oprettet;"
        "Næste opfølgning\n"
    )
    extra.write_text(head + rows, encoding="utf-8")
    try:
        sought = of_exports(workspace, MARCH)[NAME]
    finally:
        extra.unlink()
    assert "Karen Qvistborg" in sought
    assert not {word for word in sought if re.search(r"(?i)\balt\b|og unge|oplyst", word)}


def test_what_is_sought_is_distinct(secrets: dict[str, set[str]]) -> None:
    assert all(len(name.split()) > 1 for name in secrets[NAME] | secrets[PAYEE])
    assert all(len(case) > 4 for case in secrets[CASE])
    assert all(len(word) > 2 and word.isupper() for word in secrets[INITIALS])
    assert all(secrets[kind] for kind in (NAME, PAYEE, CASE, INITIALS))


def test_hidden_numbers_that_are_published_elsewhere_or_short_are_not_sought() -> None:
    index = pd.MultiIndex.from_tuples([("", name, "k") for name in "abc"], names=INDEX)
    amounts = {"a": 123_456_789, "b": 200_000_000, "c": 12_300}
    frame = pd.DataFrame({"n": [3, 4, 2], "beloeb_oere": list(amounts.values())}, index=index)
    made = protect(Cells(frame))
    assert made.hidden.all()
    sought = of_hidden(made, ["1.235"])
    assert sought == {"1.234.567,89", "1.234.568", "1234567.89", "1234568", "123456789"}


@pytest.mark.parametrize("choice", [["--raadgiver", "ABC"], ["--team", "Øst"], ["--each", "team"]])
def test_a_committee_version_for_one_raadgiver_is_refused(
    workspace: Workspace, choice: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        ["report", "raadgivermoede", "--udgave", "udvalg", *choice,
         "--workspace", str(workspace.root), "--period", "2026-03"]
    )  # fmt: skip
    assert code == 2
    assert "laves ikke for én rådgiver" in capsys.readouterr().err
