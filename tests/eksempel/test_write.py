"""The same arguments give the same bytes, and a month does not depend on the others."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest
from eksempel.small import DROPS, write

from okonomi import eksempel
from okonomi.workspace import open_workspace


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_runs_write_the_same_bytes(written, tmp_path):
    write(tmp_path / "kommune", tmp_path / "facit")
    assert contents(tmp_path / "kommune") == contents(written.folder)
    assert contents(tmp_path / "facit") == contents(written.truth)


def test_a_month_is_the_same_whatever_other_months_are_written(written, tmp_path):
    write(tmp_path, drops=DROPS[-1:])
    assert contents(tmp_path / "2026-03") == contents(written.folder / "2026-03")


def test_another_seed_gives_another_municipality(written, tmp_path):
    eksempel.write(tmp_path, seed=8, placements=5, year=2026, drops=("2026-01",))
    key = (tmp_path / "noegle.txt").read_bytes()
    assert key != (written.folder / "noegle.txt").read_bytes()


@pytest.mark.parametrize("placements", [1, 2, 9])
def test_a_very_small_municipality_can_be_written(tmp_path, placements):
    eksempel.write(
        tmp_path / "k",
        seed=1,
        placements=placements,
        year=2026,
        drops=("2024-01", "2026-12"),
        truth=tmp_path / "f",
    )
    months = {path.name for path in (tmp_path / "k").glob("20*")}
    assert months == {"2024-01", "2026-12"}


def test_a_month_outside_the_three_years_is_refused(tmp_path):
    with pytest.raises(ValueError, match="2024–2026"):
        eksempel.write(tmp_path, seed=1, placements=1, year=2026, drops=("2023-12",))


def test_the_workspace_opens_and_its_key_fits_its_fingerprint(written):
    workspace = open_workspace(written.folder)
    assert [str(month) for month in workspace.months()] == list(DROPS)
    lines = workspace.path("personer", "noegle").read_text("utf-8").splitlines()
    assert lines[0] == "# Nøgle til det opdigtede eksempel: beskytter ingen"
    assert len(lines[-1]) == 64
    fingerprint = hashlib.sha256(lines[-1].encode()).hexdigest()[:12]
    assert workspace["personer", "noegle_fingeraftryk"] == fingerprint


def test_every_threshold_says_that_it_is_invented(written):
    settings = tomllib.loads((written.folder / "okonomi.toml").read_text("utf-8"))
    limits = settings["refusion"]["graenser"]
    assert {limit["aar"] for limit in limits} == {2024, 2025, 2026}
    assert {limit["kilde"] for limit in limits} == {"skøn (opdigtet til eksemplet)"}
    assert all(limit["p25"] < limit["p50"] < limit["p75"] for limit in limits)


def test_reports_may_be_sent_elsewhere(tmp_path):
    eksempel.write(
        tmp_path, seed=1, placements=1, year=2026, drops=("2026-01",), reports="../rapporter"
    )
    assert open_workspace(tmp_path)["filer", "rapporter"] == "../rapporter"
