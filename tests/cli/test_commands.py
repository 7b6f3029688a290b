"""The command line as its users meet it: exit codes, one Danish sentence, nothing half-written."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from okonomi import eksempel
from okonomi.cli import main
from okonomi.cli.dossiers import _named
from okonomi.errors import UserError


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("eksempel") / "kommune"
    eksempel.write(folder, seed=3, placements=20, year=2026, drops=("2026-03",), truth=None)
    return folder


@pytest.fixture
def workspace(sample, tmp_path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "kommune"))


def files(folder: Path) -> dict[str, bytes]:
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def manifest(workspace: Path) -> dict:
    folder = workspace / "reports" / "2026-03" / "maanedsrapport"
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_an_unknown_file_and_no_budget_are_told_and_the_rest_goes_on(workspace, capsys):
    (workspace / "2026-03" / "Noter æøå.csv").write_text("a;b\n1;2\n", "utf-8")
    code, out, _ = run(capsys, "check", "--workspace", workspace)
    assert code == 1
    assert "Noter æøå.csv: ukendt fil" in out
    for path in workspace.glob("2026-03/Budget*"):
        path.unlink()
    code, _, _ = run(capsys, "report", "maanedsrapport", "--workspace", workspace)
    assert code == 1
    assert any("Noter æøå.csv" in f["text"] for f in manifest(workspace)["findings"])
    html = workspace / "reports" / "2026-03" / "maanedsrapport" / "rapport.html"
    assert "Der er intet budget" in html.read_text("utf-8")


def test_check_says_what_the_reports_must_do_without(workspace, capsys):
    for name in ("Budget*", "Kapacitet*"):
        for path in workspace.glob(f"2026-03/{name}"):
            path.unlink()
    _, out, _ = run(capsys, "check", "--workspace", workspace)
    assert "\n  Budgetopfølgning: Budget\n" in out
    _, out, _ = run(capsys, "check", "--json", "--workspace", workspace)
    lacking = {need["analysis"] for need in json.loads(out)["lacking"]}
    assert {"Budgetopfølgning", "Hjemtagelse"} <= lacking


def test_files_that_cannot_be_opened_are_named_with_what_to_do(workspace, capsys):
    (workspace / "2026-03" / "Kontrakter.xlsx").write_bytes(b"PK\x03\x04 ikke en projektmappe")
    # The first bytes of an OLE file, as an encrypted workbook begins.
    (workspace / "2026-03" / "Kapacitet.xlsx").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    )
    code, out, _ = run(capsys, "check", "--workspace", workspace)
    assert code == 1
    for name in ("Kontrakter.xlsx", "Kapacitet.xlsx"):
        [line] = [line for line in out.splitlines() if name in line and "Fejl:" in line]
        assert line
    assert "Traceback" not in out
    # What is wrong with a whole file stands before the rows.
    assert out.rindex("\nFejl:") < out.index("Rækker sat til side som fejl:")


@pytest.mark.parametrize("command", ["check", "report", "export"])
def test_a_month_with_no_drop_and_an_empty_month(command, workspace, tmp_path, capsys):
    extra = {"report": ["maanedsrapport"], "export": ["--out", tmp_path / "ud"]}.get(command, [])
    before = files(workspace)
    (workspace / "2026-04").mkdir()
    for period, word in (("2026-05", "Der er ingen mappe"), ("2026-04", "tom")):
        given = [command, *extra, "--workspace", workspace, "--period", period]
        code, out, err = run(capsys, *given)
        assert code == 2
        assert word in err + out and "Traceback" not in err
    # Besides the notebook as far as it came and the status page, which are no reports.
    left = {n for n in files(workspace) if not n.endswith(("-fejlet.ipynb", "/index.html"))}
    assert left == set(before)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "findes-ikke"], "Rapporten “findes-ikke” findes ikke. Vælg en af: "),
        (["report", "maanedsrapport", "--period", "marts"], "2026-03"),
        (["check", "--period", "2026-13"], "kan ikke forstås"),
    ],
)
def test_mistakes_on_the_command_line_are_one_sentence(arguments, words, workspace, capsys):
    code, _, err = run(capsys, *arguments, "--workspace", workspace)
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_arguments_are_explained_in_danish(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["export"])
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert "der mangler: --out" in err
    with pytest.raises(SystemExit):
        main(["check", "--perid", "2026-03", "--forkert"])
    assert "dette kendes ikke" in capsys.readouterr().err


def test_no_workspace_here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "check")
    assert code == 2 and "okonomi init" in err


def test_a_new_workspace_says_what_to_do_next(tmp_path, capsys):
    folder = tmp_path / "Ny kommune"
    code, out, _ = run(capsys, "init", folder, "--period", "2026-03", "--navn", "Fjordby")
    assert code == 0 and "okonomi check" in out
    code, _, err = run(capsys, "check", "--workspace", folder)
    assert code == 2 and "tom" in err
    code, _, err = run(capsys, "init", folder, "--period", "2026-03")
    assert code == 2 and "har allerede" in err


def test_a_changed_key_stops_with_one_sentence(workspace, capsys):
    (workspace / "noegle.txt").write_text("0" * 64 + "\n", "utf-8")
    code, _, err = run(capsys, "check", "--workspace", workspace)
    assert code == 2
    assert "fingeraftryk" in err and len(err.strip().splitlines()) == 1


def test_the_sample_is_the_same_bytes_for_the_same_seed(tmp_path, capsys):
    for name in ("a", "b"):
        given = ["eksempel", tmp_path / name, "--seed", 5, "--placements", 15]
        code, _, _ = run(capsys, *given, "--drops", "2026-03..2026-03")
        assert code == 0
    assert files(tmp_path / "a") == files(tmp_path / "b")
    code, _, err = run(capsys, "eksempel", tmp_path / "a")
    assert code == 2 and "er ikke en tom mappe" in err


def test_a_seed_that_makes_no_sense(tmp_path, capsys):
    code, _, err = run(capsys, "eksempel", tmp_path / "a", "--seed", "-5")
    assert (code, err) == (2, "--seed skal være mindst 0.\n")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("drops", ["2026-03..2026-01", "2026", "..2026-03", "2026-01..x"])
def test_drops_that_make_no_sense(drops, tmp_path, capsys):
    code, _, err = run(capsys, "eksempel", tmp_path / "a", "--drops", drops)
    assert code == 2 and err and not (tmp_path / "a").exists()


def test_a_log_that_is_not_utf_8_is_no_reason_to_fail(workspace):
    child = subprocess.run(
        [sys.executable, "-m", "okonomi.cli", "check", "--workspace", str(workspace)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert child.returncode == 1
    assert b"Traceback" not in child.stderr


@pytest.mark.parametrize(
    ("called_as", "argv", "hint"),
    [
        ("python start.py okonomi", "x/__main__.py", "python start.py okonomi init MAPPE"),
        ("", "/bin/okonomi", "med: okonomi init MAPPE"),
        ("", "x/okonomi/cli/__main__.py", " -m okonomi.cli init MAPPE"),
    ],
)
def test_a_hint_is_a_command_that_works_here(called_as, argv, hint, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OKONOMI_KALDT_SOM", called_as)
    monkeypatch.setattr(sys, "argv", [argv])
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "check")
    assert code == 2 and hint in err
    with pytest.raises(SystemExit):
        main(["check", "--forkert"])
    again = hint.removeprefix("med: ").removesuffix("init MAPPE") + "-h"
    assert again in capsys.readouterr().err


@pytest.mark.parametrize("code", ["1", "12345", "01a", "København"])
def test_a_municipalitys_code_is_three_or_four_digits(code, tmp_path, capsys):
    exit_code, _, err = run(capsys, "init", tmp_path / "ny", "--kode", code)
    assert exit_code == 2 and "3-4 cifre" in err
    assert not (tmp_path / "ny").exists()


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ("Pilefløjten", " Mente du: Døgnhuset Pilefløjten?"),
        ("Døgnhuset Pilefloejten", " Mente du: Døgnhuset Pilefløjten?"),
        ("Zebra", ""),
    ],
)
def test_a_misspelled_provider(wanted, asked):
    names = ["Døgnhuset Pilefløjten", "Børnehuset Ålykkereden", "Bofællesskabet Zonen"]
    with pytest.raises(UserError) as caught:
        _named(wanted, names)
    assert f"som det står i rapporten.{asked} Egne" in str(caught.value)


def test_the_workbook_of_rows_set_aside_is_open_in_excel(workspace, capsys, monkeypatch):
    # What check has found is told all the same, and the two ways of telling it agree.
    code, out, _ = run(capsys, "check", "--json", "--workspace", workspace)
    before = json.loads(out)
    assert code == before["exit_code"] == 1
    book = workspace / "2026-03" / "afviste_raekker.xlsx"
    old = book.read_bytes()
    replace = Path.replace

    def in_use(self: Path, to: Path) -> Path:
        if to == book:
            raise PermissionError(13, "Access is denied", str(to))
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", in_use)
    code, out, err = run(capsys, "check", "--json", "--workspace", workspace)
    assert (code, json.loads(out)) == (1, before)
    assert "Luk filen i Excel" in err and book.read_bytes() == old


@pytest.mark.parametrize("below", ["", "tabeller", "../2026-03/x"])
def test_tables_are_not_written_where_they_would_be_read_as_exports(below, workspace, capsys):
    before = files(workspace)
    out = workspace / "2026-03" / below
    code, _, err = run(capsys, "export", "--workspace", workspace, "--out", out)
    assert code == 2 and "ligger i en måneds mappe" in err
    assert files(workspace) == before


def test_a_months_folder_that_lies_elsewhere_is_no_place_for_tables(tmp_path, capsys):
    root, elsewhere = tmp_path / "kommune", tmp_path / "udtræk"
    assert run(capsys, "init", root, "--navn", "Prøve", "--kode", "0999")[0] == 0
    elsewhere.mkdir()
    (root / "2030-01").symlink_to(elsewhere, target_is_directory=True)
    for out in (root / "2030-01" / "tabeller", elsewhere, elsewhere / "tabeller"):
        code, _, err = run(capsys, "export", "--workspace", root, "--out", out)
        assert code == 2 and "ligger i en måneds mappe" in err
    assert not [*elsewhere.iterdir()]


class _Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_json_that_is_cut_off_is_not_made_but_a_log_may_be(workspace, monkeypatch):
    command = ["check", "--workspace", str(workspace)]
    for stream, more, code in (
        ("stdout", ["--json"], 2),
        ("stdout", [], 1),
        ("stderr", ["--json"], 1),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(sys, stream, _Full())
            assert main([*command, *more]) == code
