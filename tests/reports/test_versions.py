"""A report under a scenario lies beside the one without, and its name stands on page one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from okonomi import eksempel
from okonomi.errors import UserError
from okonomi.reports import jobs
from okonomi.reports.jobs import Job, make_one


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("scenarier") / "kommune"
    eksempel.write(folder, seed=3, placements=12, year=2026, drops=("2026-03",))
    (folder / "hus.yaml").write_text("navn: Et nyt hus på Øen\n", "utf-8")
    (folder / "andet.yaml").write_text("navn: et nyt hus på øen\n", "utf-8")
    (folder / "forkert.yaml").write_text("navn: X\nukendt: 1\n", "utf-8")
    return folder


@pytest.fixture
def asked(workspace, monkeypatch):
    """What is asked of the report, without making it; its manifest is left as a run would."""

    def ask(edition: str = "intern", **texts: str) -> tuple[str, str]:
        made = {}

        def make(notebook, root, out, given, **rest):
            made.update(out=out, subject=rest["subject"])
            out.mkdir(parents=True, exist_ok=True)
            (out / "manifest.json").write_text(
                json.dumps({"parameters": {"scenario": given.get("scenario", "")}})
            )

        monkeypatch.setattr(jobs, "make", make)
        now = datetime(2026, 4, 1, tzinfo=UTC)
        make_one(Job(workspace=workspace, report="hjemtagelse", period="2026-03", made_at=now,
                     texts=texts, edition=edition))  # fmt: skip
        base = workspace / "reports" / "2026-03"
        return made["out"].relative_to(base).as_posix(), made["subject"]

    return ask


def test_every_scenario_has_a_folder_of_its_own(asked):
    assert asked() == ("hjemtagelse/uden-scenariefil", "")
    hus = ("hjemtagelse/et-nyt-hus-paa-oeen", "Et nyt hus på Øen")
    assert asked(scenario="hus.yaml") == hus
    folder, subject = asked(scenario="andet.yaml")
    assert folder.startswith("hjemtagelse/et-nyt-hus-paa-oeen-") and subject == hus[1].lower()
    assert asked(scenario="hus.yaml") == hus
    assert asked() == ("hjemtagelse/uden-scenariefil", "")


def test_a_faulty_or_missing_scenario_stops_before_anything_is_run(asked):
    with pytest.raises(UserError, match="ukendt"):
        asked(scenario="forkert.yaml")
    with pytest.raises(UserError, match=r"findes-ikke\.yaml"):
        asked(scenario="findes-ikke.yaml")
