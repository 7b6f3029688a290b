"""``okonomi udtraek`` as its users meet it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import okonomi
from okonomi import eksempel
from okonomi.cli import main
from okonomi.reports.lock import locked


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("udtraek") / "kommune"
    eksempel.write(folder, seed=3, placements=20, year=2026, drops=("2026-02", "2026-03"))
    return folder


@pytest.fixture
def workspace(sample, tmp_path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "kommune"))


def draw(capsys, workspace: Path, *more: object) -> tuple[int, str, str]:
    code = main(["udtraek", "--workspace", str(workspace), *map(str, more)])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def record(workspace: Path, month: str) -> list[str]:
    return json.loads((workspace / "udtraek" / month / "udtraek.json").read_text("utf-8"))["sager"]


def test_a_draw_the_next_months_and_another_one_that_is_refused(workspace, capsys):
    code, out, _ = draw(capsys, workspace, "--period", "2026-02", "--antal", 3)
    assert code == 0
    assert "3 sager er udtrukket af" in out
    form = workspace / "udtraek" / "2026-02" / "ledelsestilsyn_2026-02.xlsx"
    assert form.is_file()
    assert draw(capsys, workspace, "--antal", 3)[0] == 0
    assert not set(record(workspace, "2026-02")) & set(record(workspace, "2026-03"))
    code, out, err = draw(capsys, workspace, "--antal", 3, "--seed", 77)
    assert (code, out) == (2, "")
    assert "allerede trukket lod for 2026-03" in err
    with locked(workspace):
        code, _, err = draw(capsys, workspace, "--period", "2026-02", "--antal", 3)
    assert (code, err[:24]) == (2, "En anden kørsel er i gan")


def test_a_month_is_read_with_the_forms_of_those_before(workspace):
    opened = okonomi.open_workspace(workspace)
    month = okonomi.read(opened, okonomi.parse_period("2026-03"))
    drawn = month["indicator_sample"]["drawn"].dt.month
    assert set(drawn) == {2, 3}
    found = okonomi.ledelsestilsyn(month, okonomi.load_indicators(opened.root), months=1)
    assert found.rows["before_n"].max() == (drawn == 2).sum() / 20
    assert set(found.rows["due"]) == {pd.Timestamp("2026-01-31")}


def test_settings_that_cannot_be_meant_are_told_at_once(workspace, capsys):
    settings = workspace / "okonomi.toml"
    text = settings.read_text("utf-8") + '\n[ledelsestilsyn]\ngruppe = "hus"\nsager = "alle"\n'
    settings.write_text(text, "utf-8")
    code, _, err = draw(capsys, workspace)
    assert code == 2
    for said in ("“gruppe”", "“sager”"):
        assert said in err
    settings.write_text(text.partition("[ledelsestilsyn]\ngruppe")[0], "utf-8")
    code, _, err = draw(capsys, workspace, "--antal", 0)
    assert code == 2
    assert "antal er 0" in err
    assert not (workspace / "udtraek").exists()


def test_no_cases_to_draw_is_said(workspace, capsys):
    for path in (workspace / "2026-03").iterdir():
        if not path.name.startswith("Budget"):
            path.unlink()
    code, _, err = draw(capsys, workspace)
    assert code == 2
    assert "ingen sager at udtrække i 2026-03" in err
