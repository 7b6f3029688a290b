"""Every notebook on the months that are easily forgotten: empty, one placement, no contracts.

A report with honest sentences, or Danish sentences on what to do; never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from okonomi import eksempel, new_workspace, reports
from okonomi.period import parse_period
from okonomi.reports.collect import collect
from okonomi.reports.kernel import Kernel
from okonomi.reports.runner import ReportFailed, read_notebook, run_notebook

MONTH = "2026-03"
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
CONTRACTS = ("*kontrakt*", "*aftale*")


def empty(folder: Path) -> None:
    """A new workspace whose month has no files."""
    new_workspace.create(folder, name="Tom", code="0999", period=parse_period(MONTH))


def one_placement(folder: Path) -> None:
    """A month with one grant and nothing else."""
    empty(folder)
    (folder / MONTH / "placeringer.csv").write_text(
        "Linje-id;Sagsnr;CPR;Ydelse;Linjetype;Status;Leverandør;Startdato;Frekvens;Antal;Pris;"
        "Funktion\nL1;S1;610190-1234;Botilbud;Hovedydelse;Bevilget;Birk ApS;01-01-2026;Døgn;1;"
        "2.500,00;5.38.50\n",
        "utf-8",
    )


def no_contracts(folder: Path) -> None:
    """The synthetic municipality without its contracts."""
    eksempel.write(folder, seed=3, placements=60, year=2026, drops=("2026-02", MONTH))
    for pattern in CONTRACTS:
        for path in folder.rglob(pattern):
            path.unlink()


WORLDS: dict[str, Callable[[Path], None]] = {
    "empty": empty,
    "one_placement": one_placement,
    "no_contracts": no_contracts,
}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {name: tmp_path_factory.mktemp("kant") / name for name in WORLDS}
    for name, make in WORLDS.items():
        make(made[name])
    return made


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with reports.shared_kernel() as kernel:
        yield kernel


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.parametrize("world", WORLDS)
def test_a_notebook_answers(
    world: str, path: Path, worlds: dict[str, Path], kernel: Kernel, tmp_path: Path
):
    given = {"workspace": str(worlds[world]), "period": MONTH}
    try:
        executed = run_notebook(
            read_notebook(path),
            given,
            folder=worlds[world],
            failed=tmp_path / "fejlet.ipynb",
            kernel=kernel,
        )
    except ReportFailed as failed:
        said = " ".join(failed.faults)
        assert "fejl i programmet" not in said and "gik ned" not in said, said
        assert world != "no_contracts", said
    else:
        for bundle in collect(executed).bundles:
            assert bundle.summary.strip().endswith((".", "kr.")), bundle.name
            assert "nan" not in bundle.summary.split() and "inf" not in bundle.summary.split()
