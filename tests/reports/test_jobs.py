"""What is wrong with a report that is asked for is said before a kernel is started."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import nbformat
import pytest
from nbformat import v4

from okonomi.errors import UserError
from okonomi.reports import jobs
from okonomi.reports.jobs import Job, make_one

MADE_AT = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
READ = "from okonomi import parse_quarter\nmonth = parse_quarter(period)"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def started(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a report was begun")

    monkeypatch.setattr(jobs, "make", started)
    text = '[kommune]\nnavn = "A"\nkode = "0999"\n'
    (tmp_path / "okonomi.toml").write_text(text, "utf-8")
    (tmp_path / "notebooks").mkdir()
    for name, code, parameters in (
        ("kvartal", READ, 'period = "2026-03"'),
        ("kort", "period", 'period = "2026-03"'),
        ("plan", "period", 'period = "2026-03"\nscenario = ""'),
    ):
        cells = [
            v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            v4.new_markdown_cell("# Titel"),
            v4.new_code_cell(code),
        ]
        nbformat.write(v4.new_notebook(cells=cells), tmp_path / "notebooks" / f"{name}.ipynb")
    for month in ("2026-02", "2026-03"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "a.csv").write_text("x;y\n1;2\n")
    return tmp_path


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"report": "kvartal", "period": "2026-02"}, "2026-02 er ikke en af dem"),
        ({"report": "plan", "texts": {"scenario": "findes_ikke.yaml"}}, "findes_ikke.yaml"),
        ({"report": "kort", "period": "2026-01"}, "2026-01"),
    ],
)
def test_faults_are_said_at_once(root: Path, more: dict[str, Any], said: str) -> None:
    given = {"workspace": root, "period": "2026-03", "made_at": MADE_AT} | more
    with pytest.raises(UserError, match=said):
        make_one(Job(**given))
    assert not list(root.rglob("*-fejlet.ipynb"))


def test_a_setting_that_cannot_be_meant_is_said_before_anything_is_begun(root: Path) -> None:
    settings = root / "okonomi.toml"
    settings.write_text(settings.read_text("utf-8") + "[diskretion]\nmin_offentlig = 2\n", "utf-8")
    with pytest.raises(UserError, match="“min_offentlig” i .diskretion. er 2"):
        make_one(Job(workspace=root, report="kort", period="2026-03", made_at=MADE_AT))


@pytest.mark.parametrize("report", ["kvartal", "kort"])
def test_what_is_right_is_begun(root: Path, report: str) -> None:
    with pytest.raises(AssertionError, match="begun"):
        make_one(Job(workspace=root, report=report, period="2026-03", made_at=MADE_AT))
