"""One report for each rådgiver or team: every one made, a failure told, nothing overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from okonomi import eksempel, intake
from okonomi.analysis.raadgiver.lines import teams
from okonomi.cli import main
from okonomi.period import parse_period
from okonomi.reports.each import folder_of, key_of
from okonomi.workspace import open_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hver") / "kommune"
    eksempel.write(folder, seed=3, placements=12, year=2026, drops=("2026-03",))
    return folder


def run(capsys, workspace, *arguments: str) -> tuple[int, str, str]:
    code = main(["report", *arguments, "--workspace", str(workspace)])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def manifests(workspace: Path, name: str = "raadgivermoede") -> dict[str, dict]:
    folders = (workspace / "reports" / "2026-03" / name).glob("*/manifest.json")
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in folders}


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("ABC", "abc"),
        ("ÆKT", "aekt"),
        ("Børn & Unge/Øst", "boern-unge-oest"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "navn"),
        ("Con", "con-x"),
        ("COM1", "com1-x"),
        ("李", "navn"),
        ("x" * 300, "x" * 40),
        ("", "alle"),
    ],
)
def test_a_key_is_a_folder_name_anywhere(value, key):
    assert key_of(value) == key


def test_two_values_with_one_key_do_not_share_a_folder(tmp_path):
    def publish(value: str) -> Path:
        folder = folder_of(tmp_path, "raadgiver", value)
        folder.mkdir(exist_ok=True)
        given = {"parameters": {"raadgiver": value, "team": ""}}
        (folder / "manifest.json").write_text(json.dumps(given))
        return folder

    values = ["ABC", "abc", "A-B-C", "ÆX", "AEX", "ALLE", ""]
    folders = [publish(value) for value in values]
    assert len({folder.name.casefold() for folder in folders}) == len(values)
    assert [folder.name for folder in folders][:1] == ["abc"]
    assert [publish(value) for value in values] == folders
    # A report for a team lies elsewhere than that of a rådgiver of the same name.
    assert folder_of(tmp_path, "team", "ABC") != folders[0]


def test_each_raadgiver_gets_a_report_and_one_that_fails_stops_no_other(
    workspace, capsys, monkeypatch
):
    from okonomi.reports import each

    real = each.CHOICES["raadgiver"]
    monkeypatch.setattr(
        each, "CHOICES", {"raadgiver": lambda reading: ["A;B", *real(reading)[:1], "Uden rådgiver"]}
    )
    code, out, err = run(capsys, workspace, "raadgivermoede", "--each", "raadgiver")
    assert code == 2
    assert "2 rapporter er lavet af 3" in out
    assert "A;B: ingen rapport. Parameteren “raadgiver” har tegn" in err
    assert "1 rapport mangler" in err
    made = manifests(workspace)
    titles = {m["title"] for m in made.values()}
    assert len(made) == 2
    assert "Rådgivermøde – Uden rådgiver" in titles
    assert all(m["inputs"] and m["key_fingerprint"] for m in made.values())
    assert made["uden-raadgiver"]["parameters"]["raadgiver"] == "Uden rådgiver"


def test_one_team_and_everybody(workspace, capsys):
    reading = intake.read(open_workspace(workspace), parse_period("2026-03"))
    team, *_ = teams(reading)
    code, out, _ = run(capsys, workspace, "raadgivermoede", "--parameter", f"team={team}")
    assert code in (0, 1) and key_of(team) in out
    code, _, _ = run(capsys, workspace, "raadgivermoede")
    assert manifests(workspace)["alle"]["title"] == "Rådgivermøde"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["raadgivermoede", "--raadgiver", "A", "--team", "B"], "enten en rådgiver eller et team"),
        (["maanedsrapport", "--each", "team"], "kan ikke laves for hver “team”"),
        (["raadgivermoede", "--parameter", "team"], "skriv navn=værdi"),
        (["raadgivermoede", "--parameter", "farve=blå"], "ingen parameter “farve”"),
        (["raadgivermoede", "--raadgiver", "700170-1234"], "ligner et CPR-nummer"),
        (["raadgivermoede", "--raadgiver", "QQ"], "Der er ingen rådgiver “QQ” i udtrækkene for"),
        (["raadgivermoede", "--parameter", "team=Nr. 9"], "Vælg en af: "),
    ],
)
def test_mistakes_are_one_danish_sentence(workspace, capsys, arguments, words):
    code, _, err = run(capsys, workspace, *arguments)
    assert code == 2 and words in err and len(err.strip().splitlines()) == 1
