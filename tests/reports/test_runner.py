import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from okonomi.errors import UserError
from okonomi.reports import runner
from okonomi.reports.runner import ReportFailed, read_notebook, run_notebook


@pytest.fixture
def run(
    notebook: Callable[..., NotebookNode], tmp_path: Path
) -> Callable[..., tuple[NotebookNode, list[tuple[int, str]]]]:
    def go(*cells: str, **values: str) -> tuple[NotebookNode, list[tuple[int, str]]]:
        nbformat.write(notebook(*cells), tmp_path / "n.ipynb")
        steps: list[tuple[int, str]] = []
        executed = run_notebook(
            read_notebook(tmp_path / "n.ipynb"),
            values,
            folder=tmp_path,
            failed=tmp_path / "n-fejlet.ipynb",
            progress=lambda number, what: steps.append((number, what)),
        )
        return executed, steps

    return go


def test_it_runs_in_this_python_in_the_folder_given(
    run: Callable[..., tuple[NotebookNode, list[tuple[int, str]]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    # Another Python's kernel, and a start-up file of the user's, are found by nobody.
    home = tmp_path / "hjem"
    startup = home / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("period = 'fra opstartsfilen'\nspor = 1\n")
    kernels = home / "kernels" / "python3"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text('{"argv": ["/findes/ikke"], "language": "python"}')
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    monkeypatch.setenv("JUPYTER_PATH", str(home))
    executed, steps = run(
        "# Titel",
        "import sys, os\nprint(sys.executable, os.getcwd(), period, 'spor' in globals())",
        "## Afsnit",
        "1 + 1",
        period="2026-02",
    )
    printed = executed.cells[3].outputs[0].text
    assert printed == f"{sys.executable} {tmp_path} 2026-02 False\n"
    assert steps == [(1, "indledning"), (2, "Titel"), (3, "Afsnit")]
    # No warning of an unencrypted transport, no progress bar.
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "n-fejlet.ipynb").exists()


def test_a_user_error_in_a_cell_speaks_for_itself(
    run: Callable[..., object], tmp_path: Path
) -> None:
    with pytest.raises(ReportFailed) as caught:
        run(
            "# Titel",
            "from okonomi.errors import UserError",
            "raise UserError('Filen mangler.', 'Læg den der.')",
        )
    kept = tmp_path / "n-fejlet.ipynb"
    assert caught.value.faults == (
        "Filen mangler.",
        "Læg den der.",
        f"Notebooken, så langt den nåede, ligger i {kept}.",
    )
    error = nbformat.read(kept, as_version=4).cells[-1].outputs[0]
    assert (error.ename, error.evalue) == ("UserError", "Filen mangler.\nLæg den der.")
    assert error.traceback == ["Afsnit: Titel"]


def test_the_notebook_kept_shows_no_value_no_number_and_no_path(
    run: Callable[..., object], tmp_path: Path
) -> None:
    with pytest.raises(ReportFailed, match="afsnittet “Hvem”") as caught:
        run(
            "# Titel",
            "print('Ida Prøve')\n'Ida Prøve'",
            "## Hvem",
            "navn = 'Ida ' + 'Prøve'\nimport os\n"
            "from okonomi.period import first_month_of_year\n"
            "borger = {'700170-1234': 1}\nfirst_month_of_year((navn, os.getcwd()))",
        )
    kept = (tmp_path / "n-fejlet.ipynb").read_text(encoding="utf-8")
    assert "700170" not in kept and str(tmp_path) not in kept and "site-packages" not in kept
    shown = nbformat.read(tmp_path / "n-fejlet.ipynb", as_version=4)
    outputs = [str(cell.get("outputs", "")) for cell in shown.cells]
    assert not any("Ida" in text for text in outputs)
    (error,) = shown.cells[-1].outputs
    assert error.traceback[0] == "Afsnit: Hvem"
    assert error.traceback[1].startswith("okonomi/period.py:")
    assert error.traceback[1].endswith(" first_month_of_year")
    assert error.evalue == ""
    assert "Ida" not in str(caught.value)


def test_another_error_names_its_section_and_no_number(run: Callable[..., object]) -> None:
    with pytest.raises(ReportFailed) as caught:
        run("# Titel", "## Hvem betaler vi?", "raise KeyError('700170-1234 Ida Prøve')")
    assert caught.value.faults[0] == (
        "Rapporten blev standset af en fejl i afsnittet “Hvem betaler vi?”: KeyError. "
        "Det er en fejl i programmet eller i notebooken, ikke i jeres filer; "
        "send notebooken til den, der passer programmet."
    )


def test_a_kernel_that_dies(run: Callable[..., object]) -> None:
    with pytest.raises(ReportFailed, match="beregningen gik ned under “Titel”"):
        run("# Titel", "import os; os._exit(1)")


def test_a_cell_that_takes_too_long(
    run: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CELL_SECONDS", 1)
    with pytest.raises(ReportFailed, match="afsnittet “Titel” tog mere end"):
        run("# Titel", "import time; time.sleep(60)")


def test_a_notebook_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="findes ikke"):
        read_notebook(tmp_path / "x.ipynb")
    (tmp_path / "x.ipynb").write_text("ikke en notebook")
    with pytest.raises(UserError, match="kan ikke læses"):
        read_notebook(tmp_path / "x.ipynb")
