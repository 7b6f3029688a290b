"""Many reports in one process: none sees the one before, and each is as if it were made alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from okonomi import eksempel, reports
from okonomi.reports.kernel import Kernel
from okonomi.reports.runner import ReportFailed, read_notebook, run_notebook

CITY = "Eksempel Kommune"
PID = "import os; print(os.getpid())"
Ask = Callable[..., str]


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with reports.shared_kernel() as shared:
        yield shared


@pytest.fixture
def ask(notebook: Callable[..., NotebookNode], tmp_path: Path, kernel: Kernel) -> Ask:
    """Run these lines as a notebook of their own in the shared kernel; what the last one prints."""

    def go(code: str, folder: Path = tmp_path) -> str:
        nbformat.write(notebook("# Titel", code), tmp_path / "n.ipynb")
        executed = run_notebook(
            read_notebook(tmp_path / "n.ipynb"),
            {},
            folder=folder,
            failed=tmp_path / "n-fejlet.ipynb",
            kernel=kernel,
        )
        return "".join(output.get("text", "") for output in executed.cells[-1].outputs).strip()

    return go


IMPORTS = """
import os, sys, warnings, numpy as np, pandas as pd, matplotlib as mpl
from okonomi.analysis import words
from okonomi.analysis.movements import result as movements
from okonomi.ordliste import glossary
from okonomi.present import Table, numbers
"""
PLANT = """
plantet = 7
len = max
os.environ["PLANTET"] = "1"
os.chdir("/")
sys.path.insert(0, "/plantet")
pd.options.display.precision = 2
mpl.rcParams["font.size"] = 33
warnings.simplefilter("error")
np.seterr(all="raise")
words.plantet = 7
movements.KINDS.clear()
numbers.kr = lambda *a: "PLANTET"
Table.to_json = None
glossary()["bevilling"]["label"] = "PLANTET"
"""
CLEAN = {
    "a name": "'plantet' not in globals()",
    "a builtin's name": "len([3]) == 1",
    "the environment": "'PLANTET' not in os.environ",
    "the working folder": "os.getcwd() != '/'",
    "where modules are found": "'/plantet' not in sys.path",
    "a setting of pandas": "pd.options.display.precision == 6",
    "a setting of matplotlib": "mpl.rcParams['font.size'] != 33",
    "a warning filter": "warnings.filters[0][0] != 'error'",
    "numpy's errors": "np.geterr()['divide'] == 'warn'",
    "a new name in the kit": "not hasattr(words, 'plantet')",
    "a dictionary of the kit": "bool(movements.KINDS)",
    "a function of the kit": "numbers.kr(100) != 'PLANTET'",
    "a method of the kit": "Table.to_json is not None",
    "what the kit remembers": "glossary()['bevilling']['label'] == 'Bevilling'",
}


def test_what_one_notebook_plants_the_next_does_not_see(ask: Ask) -> None:
    look = "\n".join(f"print({expression})" for expression in CLEAN.values())
    first = ask(f"{PID}\n{IMPORTS}\n{PLANT}\n{look}").splitlines()
    assert first[1:] == ["False"] * len(CLEAN)
    process, *clean = ask(f"{PID}\n{IMPORTS}\n{look}").splitlines()
    assert dict(zip(CLEAN, clean, strict=True)) == dict.fromkeys(CLEAN, "True")
    assert process == first[0]  # and it was the same process


BROKEN = {
    "a method of a package": "import pandas as pd; pd.DataFrame.sum = lambda *a, **k: 7",
    "a thread": "from threading import Timer; t = Timer(60, print); t.daemon = True; t.start()",
}


@pytest.mark.parametrize("name", BROKEN)
def test_where_a_process_cannot_be_vouched_for_a_new_one_is_started(name: str, ask: Ask) -> None:
    before = ask(f"{PID}\n{BROKEN[name]}")
    now = ask(f"{PID}\nimport pandas as pd\nprint(sorted(pd.DataFrame({{'a': [2, 3]}}).sum()))")
    assert now.splitlines()[-1] == "[5]"
    assert now.splitlines()[0] != before


def test_a_large_figure_needs_no_new_process(ask: Ask) -> None:
    # The kernel sends it from a thread of its own.
    before = ask(f"{PID}\nfrom IPython.display import display\ndisplay('x' * 300_000)")
    assert ask(PID) == before.split("\n")[0]


def test_a_module_beside_the_notebook_is_read_anew(ask: Ask, tmp_path: Path) -> None:
    code = "import sys; sys.path.insert(0, '.')\nimport hjaelper; print(hjaelper.svar)"
    folders = [tmp_path / "a", tmp_path / "b"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        (folder / "hjaelper.py").write_text(f"svar = {number}\n")
    assert [ask(code, folder) for folder in folders] == ["0", "1"]


def test_a_failure_ends_the_process_and_not_the_run(ask: Ask) -> None:
    before = ask(PID)
    with pytest.raises(ReportFailed, match="ZeroDivisionError"):
        ask("1 / 0")
    after = ask(PID)
    assert after != before
    with pytest.raises(ReportFailed, match="DeadKernelError"):
        ask("import os; os._exit(1)")
    assert ask("print(1)") == "1"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delt") / "kommune"
    eksempel.write(folder, seed=4, placements=25, year=2026, drops=("2026-02", "2026-03"))
    return folder


READ = (
    "import okonomi\nws = okonomi.open_workspace('.')\n"
    "reading = okonomi.read(ws, okonomi.parse_period('2026-03'))\n"
)


def test_a_reading_is_handed_out_whole_whatever_was_done_to_the_last(
    ask: Ask, workspace: Path, tmp_path: Path
) -> None:
    count = "from okonomi.intake import month as m\nprint(len(reading['placement']), "
    count += "int(reading['placement']['price_kr'].sum()), reading.files.shape[0], type(reading)"
    count += " is okonomi.Reading)"
    first = ask(READ + count, workspace)
    spoil = (
        "t = reading['placement']\nt.loc[:, 'price_kr'] = 0.0\nt.drop(t.index, inplace=True)\n"
        "reading.tables.clear()\nreading.files.drop(columns='file', inplace=True)\n"
    )
    ask(READ + spoil, workspace)
    assert ask(READ + count, workspace) == first
    assert first.endswith("True")

    other = shutil.copytree(workspace, tmp_path / "anden")
    for path in other.glob("2026-03/DUBU*"):
        path.unlink()
    assert ask(READ + count, other) != first
    # A file that is changed between two reports is read again.
    for path in other.glob("2026-03/Indsatser*"):
        path.unlink()
    changed = ask(READ + count, other)
    assert changed.split()[0] < first.split()[0]
    assert ask(READ + count, workspace) == first


def test_the_reports_of_a_shared_process_are_those_of_a_process_each(
    workspace: Path, repository: Path, tmp_path: Path
) -> None:
    from okonomi.analysis.raadgiver.lines import NO_RAADGIVER, raadgivere
    from okonomi.intake import read
    from okonomi.period import parse_period
    from okonomi.workspace import open_workspace

    from .conftest import MADE_AT

    names = raadgivere(read(open_workspace(workspace), parse_period("2026-03")))
    names = [*names[:2], NO_RAADGIVER]

    def make(folder: Path, name: str, kernel: Kernel | None) -> dict[str, bytes]:
        made = reports.make(
            repository / "notebooks" / "raadgivermoede.ipynb",
            workspace,
            folder / "moede",
            {"period": "2026-03", "raadgiver": name},
            made_at=MADE_AT,
            municipality=CITY,
            subject=name,
            kernel=kernel,
        )
        return {path.name: path.read_bytes() for path in made.folder.iterdir()}

    with reports.shared_kernel() as kernel:
        shared = [make(tmp_path / "delt", name, kernel) for name in [*names, names[0]]]
    alone = [make(tmp_path / "alene", name, None) for name in names]
    assert shared == [*alone, alone[0]]
    assert alone[0] != alone[1]
