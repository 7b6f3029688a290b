from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from okonomi.errors import UserError
from okonomi.reports import publish
from okonomi.reports.publish import publishing, repair


class Cut(BaseException):
    """The power goes: no handler gets to tidy up."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "2026-03" / "rapport [1]"
    folder.mkdir(parents=True)
    (folder / "fil").write_text("gammel")
    return folder


def publish_new(target: Path) -> None:
    with publishing(target) as work:
        (work / "fil").write_text("ny")


def left(target: Path) -> set[str]:
    return {path.name for path in target.parent.iterdir()}


WHOLE = {"rapport [1]"}


def test_the_new_report_takes_the_olds_place(target: Path) -> None:
    publish_new(target)
    assert (target / "fil").read_text() == "ny"
    assert left(target) == WHOLE


def test_a_first_report_makes_its_folders(tmp_path: Path) -> None:
    publish_new(tmp_path / "a" / "b" / "rapport")
    assert (tmp_path / "a" / "b" / "rapport" / "fil").read_text() == "ny"


def test_an_error_leaves_the_old_report(target: Path) -> None:
    with pytest.raises(KeyError), publishing(target) as work:
        (work / "fil").write_text("halv")
        raise KeyError
    assert (target / "fil").read_text() == "gammel"
    assert left(target) == WHOLE


@pytest.mark.parametrize(
    ("cut_at", "found_after"),
    [(0, "gammel"), (1, "gammel"), (2, "gammel"), (3, "ny"), (4, "ny")],
)
def test_cut_off_at_any_step_one_report_is_whole_after_repair(
    target: Path, monkeypatch: pytest.MonkeyPatch, cut_at: int, found_after: str
) -> None:
    # The steps: make the new folder, old aside, new in, old renamed for removal, removed.
    steps = 0
    rename, rmtree = Path.rename, shutil.rmtree

    def step() -> None:
        nonlocal steps
        if steps >= cut_at:
            raise Cut
        steps += 1

    def cut_rename(self: Path, to: Path) -> Path:
        step()
        return rename(self, to)

    def cut_rmtree(path: Path, **options: Any) -> None:
        step()
        rmtree(path, **options)

    with monkeypatch.context() as patch, pytest.raises(Cut), publishing(target) as work:
        (work / "fil").write_text("ny")
        patch.setattr(Path, "rename", cut_rename)
        patch.setattr(publish.shutil, "rmtree", cut_rmtree)
        step()
    repair(target.parent.parent)
    assert (target / "fil").read_text() == found_after
    assert left(target) == WHOLE
    # And the next run works as ever.
    publish_new(target)
    assert (target / "fil").read_text() == "ny"


def test_the_next_run_repairs_by_itself(target: Path) -> None:
    target.rename(target.with_name(".rapport [1].gammel"))
    target.with_name(".rapport [1].ny-abc").mkdir()
    with publishing(target) as work:
        assert (target / "fil").read_text() == "gammel"
        (work / "fil").write_text("ny")
    assert (target / "fil").read_text() == "ny" and left(target) == WHOLE


def test_repair_leaves_whole_reports_and_missing_folders_alone(target: Path) -> None:
    repair(target.parent.parent)
    repair(target.parent / "findes ikke")
    assert left(target) == {"rapport [1]"}


@pytest.mark.parametrize("locked", ["target", "work"])
def test_a_folder_in_use_is_told_and_the_old_report_stays(
    target: Path, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    rename = Path.rename

    def in_use(self: Path, to: Path) -> Path:
        # What Windows says of a folder with an open file.
        if (self == target) if locked == "target" else ".ny-" in self.name:
            raise PermissionError(13, "Access is denied", str(self))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(UserError, match="Luk rapporten i Excel"):
        publish_new(target)
    monkeypatch.undo()
    assert (target / "fil").read_text() == "gammel"
    assert left(target) == WHOLE


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(UserError, match="kan ikke skrives i mappen"):
        publish_new(tmp_path / "fil" / "rapport")
