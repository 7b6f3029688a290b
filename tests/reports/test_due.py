"""What is due, and why: no clock, only what lies in the workspace."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from okonomi.errors import UserError
from okonomi.period import parse_period
from okonomi.reports import basis as basis_module
from okonomi.reports import each
from okonomi.reports.basis import Basis, edition_of, notebook_of, report_folder
from okonomi.reports.due import MISSING_USUAL, Due, due, stale
from okonomi.workspace import Workspace, open_workspace

MONTHS = ("2026-01", "2026-02", "2026-03")
Change = Callable[[Path], object]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _settings(tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "kort.ipynb").write_text("{}")
    (tmp_path / "regler").mkdir()
    (tmp_path / "regler" / "price_index.csv").write_text("a")
    for month in MONTHS:
        (tmp_path / month).mkdir()
        (tmp_path / month / "a.csv").write_text(month)
    return tmp_path


def _settings(root: Path, drift: str = 'rapporter = ["kort"]', more: str = "") -> None:
    if "kvartalsrapporter" not in drift:
        drift += "\nkvartalsrapporter = []"
    text = f'[kommune]\nnavn = "Fjordby"\nkode = "0999"\n{more}\n[drift]\n{drift}\n'
    (root / "okonomi.toml").write_text(text, "utf-8")


def make_all(root: Path) -> None:
    """As a run does it, but for the report itself."""
    workspace = open_workspace(root)
    for one in due(workspace):
        publish(workspace, one)


def publish(workspace: Workspace, one: Due, below: str = "", **parameters: str) -> None:
    notebook = notebook_of(workspace, edition_of(one.report)[0])
    made_of = Basis(workspace).of(parse_period(one.period), notebook)
    folder = report_folder(workspace, one.period, one.report) / below
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"basis": made_of, "parameters": parameters}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def found(root: Path) -> list[tuple[str, str]]:
    return [(one.period, one.cause) for one in due(open_workspace(root))]


def test_a_month_without_its_report_is_due_newest_first(root: Path) -> None:
    assert found(root) == [(month, "rapporten mangler") for month in reversed(MONTHS)]
    make_all(root)
    assert found(root) == []


ALL = list(reversed(MONTHS))


@pytest.mark.parametrize(
    ("change", "months", "cause"),
    [
        (lambda r: (r / "2026-02/a.csv").write_text("x"), ALL[:2], "udtrækkene for 2026-02 er"),
        (lambda r: (r / "2026-03/a.csv").unlink(), [], ""),
        (lambda r: (r / "2026-01/a.csv").unlink(), ALL[:2], "udtrækkene for 2026-01 er"),
        (lambda r: (r / "2026-03/a.csv").rename(r / "2026-03/b.csv"), ALL[:1], "2026-03 er"),
        (lambda r: _settings(r, more="[prognose]\ntidligere_maaneder = 3"), ALL, "toml er ændret"),
        (lambda r: (r / "regler/price_index.csv").write_text("b"), ALL, "egne regler, profiler"),
        (lambda r: (r / "kontoplan.csv").write_text("b"), ALL, "egne regler, profiler"),
        (lambda r: (r / "leverandoer_alias.csv").write_text("b"), ALL, "egne regler, profiler"),
        (lambda r: (r / "nyt_hus.yaml").write_text("b"), ALL, "egne regler, profiler"),
        (lambda r: (r / "notebooks/kort.ipynb").write_text("[]"), ALL, "notebooken er ændret"),
    ],
)
def test_a_change_makes_it_due_and_says_what(
    root: Path, change: Change, months: list[str], cause: str
) -> None:
    make_all(root)
    change(root)
    assert [month for month, _ in found(root)] == months
    assert all(cause in why for _, why in found(root))
    make_all(root)
    assert found(root) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda r: _settings(r, 'rapporter = ["kort"]\nved_succes = ["x"]'),
        lambda r: (r / "okonomi.toml").write_text("# Ny\n" + (r / "okonomi.toml").read_text()),
        lambda r: (r / "2026-03/afviste_raekker.xlsx").write_text("x"),
        lambda r: (r / "2026-03/~$a.xlsx").write_text("x"),
        lambda r: (r / "noter.txt").write_text("x"),
        lambda r: (r / "2026-04").mkdir(),
    ],
)
def test_what_no_report_is_made_of_makes_none_due(root: Path, change: Change) -> None:
    make_all(root)
    change(root)
    assert found(root) == []


def test_a_new_version_of_the_kit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_all(root)
    monkeypatch.setattr(basis_module, "__version__", "9.0")
    assert found(root) == [(month, "programmet er version 9.0") for month in ALL]


def test_the_settings_choose_reports_and_months(root: Path) -> None:
    _settings(root, 'rapporter = ["kort", "kvartal"]\nkvartalsrapporter = ["kvartal"]')
    made = [(one.period, one.report) for one in due(open_workspace(root))]
    assert made == [
        ("2026-03", "kort"), ("2026-03", "kvartal"), ("2026-02", "kort"), ("2026-01", "kort")
    ]  # fmt: skip
    _settings(root, 'rapporter = ["kort"]\nfra = "2026-02"')
    assert [month for month, _ in found(root)] == ["2026-03", "2026-02"]
    _settings(root, 'rapporter = ["kort"]\nfra = "februar"')
    with pytest.raises(UserError, match="kan ikke forstås"):
        found(root)


def only_newest(root: Path) -> tuple[Workspace, Due]:
    _settings(root, 'rapporter = ["kort"]\nfra = "2026-03"')
    return open_workspace(root), Due(period="2026-03", report="kort", cause="")


def known(monkeypatch: pytest.MonkeyPatch, *raadgivere: str) -> list[object]:
    """The month's rådgivere; every reading of them is in the list that is returned."""
    readings: list[object] = []

    def values(reading: object) -> list[str]:
        readings.append(reading)
        return list(raadgivere)

    monkeypatch.setattr(each, "CHOICES", {"raadgiver": values})
    monkeypatch.setattr("okonomi.intake.read", lambda workspace, period: period)
    return readings


def test_each_of_a_reports_parts_is_due_with_what_it_was_made_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch, "ABC")
    (root / "to.yaml").write_text("")
    workspace, newest = only_newest(root)
    publish(workspace, newest, "abc", raadgiver="ABC")
    publish(workspace, newest, "to", scenario="to.yaml", raadgiver="")
    (root / "2026-03" / "a.csv").write_text("x")
    publish(workspace, newest, "def", raadgiver="DEF")
    publish(workspace, newest, "alle", raadgiver="")
    assert [one.texts for one in due(workspace)] == [{"raadgiver": "ABC"}, {"scenario": "to.yaml"}]
    publish(workspace, newest, "abc", raadgiver="ABC")
    assert [one.texts for one in due(workspace)] == [{"scenario": "to.yaml"}]


def test_the_usual_report_is_due_beside_its_versions(root: Path) -> None:
    (root / "to.yaml").write_text("")
    workspace, newest = only_newest(root)
    publish(workspace, newest, "to", scenario="to.yaml")
    usual = Due(period="2026-03", report="kort", cause=MISSING_USUAL)
    assert due(workspace) == [usual]
    publish(workspace, newest, "uden-scenariefil", scenario="")
    assert due(workspace) == []


def test_a_notebook_of_ones_own_may_choose_the_scenario(root: Path) -> None:
    # Its usual report has a choice: it is not missing for ever.
    cell = v4.new_code_cell(
        'period = "2026-01"\nscenario = "to.yaml"', metadata={"tags": ["parameters"]}
    )
    nbformat.write(v4.new_notebook(cells=[cell]), root / "notebooks" / "kort.ipynb")
    (root / "to.yaml").write_text("")
    workspace, newest = only_newest(root)
    publish(workspace, newest, "to", scenario="to.yaml")
    assert due(workspace) == []


def test_what_can_be_made_no_more_is_not_due_and_says_why(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = known(monkeypatch, "ABC")
    (root / "to.yaml").write_text("")
    workspace, newest = only_newest(root)
    publish(workspace, newest)
    for raadgiver in ("ABC", "DEF", "GHI"):
        publish(workspace, newest, raadgiver.lower(), raadgiver=raadgiver)
    publish(workspace, newest, "to", scenario="to.yaml")
    assert stale(workspace) == [] and readings == []  # nothing is stale: nothing is read
    (root / "to.yaml").unlink()
    assert [dict(one.texts) for one in due(workspace)] == [{}, {"raadgiver": "ABC"}]
    assert [one.gone for one in stale(workspace) if one.gone] == [
        "rådgiver “DEF” er ikke i månedens udtræk",
        "rådgiver “GHI” er ikke i månedens udtræk",
        "filen “to.yaml” findes ikke",
    ]
    assert len(readings) == 1
    # A scenario that is there but no good is a fault: the run tells it.
    (root / "to.yaml").write_text("navn: [")
    assert {"scenario": "to.yaml"} in [dict(one.texts) for one in due(workspace)]


def test_a_report_whose_notebook_is_gone_says_so(root: Path) -> None:
    make_all(root)
    (root / "notebooks" / "kort.ipynb").unlink()
    assert found(root) == [(month, "notebooken findes ikke mere") for month in ALL]


def test_a_report_that_has_moved_to_a_folder_of_its_own_is_not_due_for_ever(root: Path) -> None:
    _settings(root, 'rapporter = ["kort"]\nfra = "2026-03"')
    workspace = open_workspace(root)
    newest = Due(period="2026-03", report="kort", cause="")
    publish(workspace, newest, scenario="")
    (root / "2026-03" / "a.csv").write_text("x")
    assert [dict(one.texts) for one in due(workspace)] == [{}]
    publish(workspace, newest, "uden-scenariefil", scenario="")
    assert due(workspace) == []


def test_the_committees_edition_is_due_on_its_own(root: Path) -> None:
    _settings(root, 'rapporter = ["kort", "kort-udvalg"]\nfra = "2026-03"')
    workspace = open_workspace(root)
    publish(workspace, Due(period="2026-03", report="kort", cause=""))
    assert [one.report for one in due(workspace)] == ["kort-udvalg"]
    publish(workspace, Due(period="2026-03", report="kort-udvalg", cause=""))
    assert due(workspace) == []


def test_committee_editions_are_made_oldest_first_and_last(root: Path) -> None:
    _settings(
        root,
        'rapporter = ["kort-udvalg", "kort"]\nkvartalsrapporter = ["lang-udvalg"]\nfra = "2026-02"',
    )
    assert [(one.period, one.report) for one in due(open_workspace(root))] == [
        ("2026-03", "kort"), ("2026-02", "kort"), ("2026-02", "kort-udvalg"),
        ("2026-03", "lang-udvalg"), ("2026-03", "kort-udvalg"),
    ]  # fmt: skip


def test_a_report_made_by_an_older_kit_or_unreadable(root: Path) -> None:
    make_all(root)
    manifest = root / "reports" / "2026-03" / "kort" / "manifest.json"
    manifest.write_text("{}")
    assert found(root) == [("2026-03", "rapporten er lavet, før grundlaget blev skrevet ned")]
    manifest.write_text("{")
    assert found(root) == [("2026-03", "rapporten mangler")]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names as text")
def test_a_name_that_is_no_text_here_is_a_change_as_any_other(root: Path) -> None:
    # As a ZIP file from Windows leaves it on a server.
    make_all(root)
    (root / "2026-03" / os.fsdecode(b"f\xf8r.csv")).write_text("x")
    assert [one.period for one in due(open_workspace(root))] == ["2026-03"]
    make_all(root)
    assert due(open_workspace(root)) == []
