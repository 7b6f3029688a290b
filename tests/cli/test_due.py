"""``okonomi run-due``: what is due is made, the rest left; a failure leaves the old and says so."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from okonomi.cli import hooks, main
from okonomi.reports.lock import locked

HOOK = "import os, pathlib; pathlib.Path('{name}').write_text(os.environ['OKONOMI_{what}'])"
BROKEN = "raise __import__('okonomi').UserError('Filen mangler. Læg den der.')"


def run(capsys, workspace: Path) -> tuple[int, str, str]:
    code = main(["run-due", "--workspace", str(workspace)])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def hook(name: str, what: str) -> str:
    return json.dumps([sys.executable, "-c", HOOK.format(name=name, what=what)])


def test_what_is_due_is_made_once_and_again_when_its_files_change(build, capsys):
    drift = f'rapporter = ["kort"]\nved_succes = {hook("ok.txt", "STATUS")}\n'
    workspace = build(drift=drift, months=("2026-02", "2026-03"))
    code, out, err = run(capsys, workspace)
    assert (code, err.count("fejlede")) == (0, 0)
    assert "2 rapporter skal laves" in out and "2026-02 kort: rapporten mangler" in out
    assert (workspace / "ok.txt").read_text() == "udgivet"
    index = (workspace / "reports" / "index.html").read_text("utf-8")
    assert "Alle rapporter er lavet på de nyeste udtræk." in index
    assert {p.name for p in (workspace / "reports").iterdir()} == {
        "2026-02", "2026-03", "index.html"
    }  # fmt: skip

    (workspace / "ok.txt").unlink()
    code, out, _ = run(capsys, workspace)
    assert code == 0 and "Alt er lavet" in out
    assert not (workspace / "ok.txt").exists()

    (workspace / "2026-03" / "b.csv").write_text("ny")
    code, out, _ = run(capsys, workspace)
    assert code == 0
    assert "  2026-03 kort: udtrækkene for 2026-03 er ændret\n" in out
    assert "2026-02 kort" not in out


def test_a_failure_leaves_the_old_report_and_the_rest_goes_on(build, capsys):
    drift = f'rapporter = ["kort", "anden"]\nved_fejl = {hook("fejl.txt", "BESKED")}\n'
    workspace = build(drift=drift, anden="")
    assert run(capsys, workspace)[0] == 0
    folder = workspace / "reports" / "2026-03"
    old = {path.name: path.read_bytes() for path in (folder / "anden").iterdir()}

    book = workspace / "notebooks" / "anden.ipynb"
    good = book.read_text("utf-8")
    book.write_text(good.replace("import pandas", f"{BROKEN}\\nimport pandas"), "utf-8")
    (workspace / "2026-03" / "a.csv").write_text("ny")
    code, out, err = run(capsys, workspace)
    assert code == 2
    assert "1 rapport er lavet af 2" in out
    said = "2026-03 anden er ikke lavet: Filen mangler. Læg den der."
    assert said in err.splitlines()
    assert (workspace / "fejl.txt").read_text("utf-8") == said
    assert {path.name: path.read_bytes() for path in (folder / "anden").iterdir()} == old
    kept = json.loads((folder / "anden-fejlet.ipynb").read_text("utf-8"))
    first = "".join(kept["cells"][0]["source"])
    assert first.splitlines()[0] == "# Rapporten blev ikke lavet"
    assert "Filen mangler. Læg den der." in first
    assert kept["cells"][-1]["outputs"][0]["ename"] == "UserError"
    index = (workspace / "reports" / "index.html").read_text("utf-8")
    assert "Filen mangler. Læg den der. Den gamle rapport ligger urørt." in index

    book.write_text(good, "utf-8")
    assert run(capsys, workspace)[0] == 0
    assert not (folder / "anden-fejlet.ipynb").exists()
    assert "Fejlet." not in (workspace / "reports" / "index.html").read_text("utf-8")


def test_a_file_that_cannot_be_read_is_no_worse_for_the_other_months(build, capsys, monkeypatch):
    workspace = build(months=("2026-02", "2026-03"), drift='rapporter = ["kort"]\n')
    opened = Path.open

    def denied(self: Path, *given, **more):
        if self == workspace / "2026-02" / "a.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *given, **more)

    monkeypatch.setattr(Path, "open", denied)
    assert run(capsys, workspace)[0] == 0
    index = workspace / "reports" / "index.html"
    assert "Alle rapporter er lavet på de nyeste udtræk." in index.read_text("utf-8")
    monkeypatch.undo()
    _, out, _ = run(capsys, workspace)  # now it can
    assert "2026-03 kort: udtrækkene for 2026-02 er ændret" in out


def test_another_run_is_going_on(build, capsys):
    # Which is no fault: nobody is called.
    workspace = build(drift=f'rapporter = ["kort"]\nved_fejl = {hook("fejl.txt", "KODE")}\n')
    for command in (["run-due"], ["report", "kort"]):
        with locked(workspace):
            code = main([*command, "--workspace", str(workspace)])
        err = capsys.readouterr().err
        assert code == 2
        assert err.startswith("En anden kørsel er i gang i ")
        assert not (workspace / "reports").exists()
        assert not (workspace / "fejl.txt").exists()


def test_what_can_be_made_no_more_is_told_and_fails_nothing(build, capsys):
    workspace = build(drift=f'rapporter = ["kort"]\nved_fejl = {hook("fejl.txt", "KODE")}\n')
    book = workspace / "notebooks" / "kort.ipynb"
    first = json.dumps('period = "2026-01"')
    with_scenario = json.dumps('period = "2026-01"\nscenario = ""')
    book.write_text(book.read_text("utf-8").replace(first, with_scenario), "utf-8")
    scenario = workspace / "nyt_hus.yaml"
    scenario.write_text("navn: Nyt hus\n", "utf-8")
    command = ["report", "kort", "--parameter", f"scenario={scenario.name}"]
    assert main([*command, "--workspace", str(workspace)]) == 0
    scenario.unlink()
    code, out, _ = run(capsys, workspace)
    assert code == 0 and "1 rapport er lavet af 1" in out
    assert "kort nyt_hus.yaml kan ikke laves mere: filen “nyt_hus.yaml” findes ikke." in out
    index = (workspace / "reports" / "index.html").read_text("utf-8")
    assert "FORÆLDET, kan ikke laves mere: filen “nyt_hus.yaml” findes ikke." in index
    assert not (workspace / "fejl.txt").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["findes-ikke-x"], "kan ikke startes"),
        ([sys.executable, "-c", "import sys; sys.exit('Intet netværk')"], "Den sagde: Intet netv"),
        ([sys.executable, "-c", "import time; time.sleep(9)"], "blev standset"),
    ],
)
def test_a_command_of_the_users_that_fails_is_told(command, words, tmp_path, monkeypatch):
    monkeypatch.setattr(hooks, "SECONDS", 0.5 if "sleep" in command[-1] else 60)
    (said,) = hooks.run("ved_succes", command, tmp_path, {})
    assert words in said and "ved_succes" in said


def test_what_a_command_leaves_running_is_not_waited_for(tmp_path):
    child = "import time; time.sleep(30)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    begin = time.monotonic()
    assert hooks.run("ved_succes", [sys.executable, "-c", code], tmp_path, {}) == []
    assert time.monotonic() - begin < 15


def test_a_command_that_says_very_much_is_cut_short(tmp_path):
    code = "import sys; print('x' * 30_000_000); sys.exit('Til sidst')"
    (said,) = hooks.run("ved_succes", [sys.executable, "-c", code], tmp_path, {})
    assert said.endswith("Den sagde: Til sidst")
    code = "print('æ' * 30_000_000); raise SystemExit(3)"
    (said,) = hooks.run("ved_succes", [sys.executable, "-X", "utf8", "-c", code], tmp_path, {})
    assert "kode 3" in said and said.endswith("æ" * hooks.SAID)


def test_no_shell_sees_a_command(tmp_path):
    code = "import sys, pathlib; pathlib.Path('a.txt').write_text(sys.argv[1])"
    assert (
        hooks.run("ved_fejl", [sys.executable, "-c", code, "$HOME; `ls` | x"], tmp_path, {}) == []
    )
    assert (tmp_path / "a.txt").read_text() == "$HOME; `ls` | x"
    assert hooks.run("ved_fejl", [], tmp_path, {}) == []


def test_what_a_command_says_is_repeated_without_cpr_numbers(tmp_path):
    number = "61" + "0190-1234"
    code = f"import sys; sys.exit('Kunne ikke sende om {number}')"
    (said,) = hooks.run("ved_fejl", [sys.executable, "-c", code], tmp_path, {})
    assert "[cpr skjult]" in said and number not in said


def test_what_a_command_says_is_read_as_the_system_writes_it(tmp_path, monkeypatch):
    monkeypatch.setattr("locale.getpreferredencoding", lambda *_: "cp1252")
    code = r"import sys; sys.stderr.buffer.write('Kør først på Ærø'.encode('cp1252')); sys.exit(1)"
    (said,) = hooks.run("ved_fejl", [sys.executable, "-X", "utf8", "-c", code], tmp_path, {})
    assert said.endswith("Den sagde: Kør først på Ærø")
