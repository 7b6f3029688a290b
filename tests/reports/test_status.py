"""reports/index.html: every month and report, and what is out of date in plain words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from okonomi.errors import UserError
from okonomi.period import parse_period
from okonomi.reports.basis import Basis, notebook_of
from okonomi.reports.status import page, rows, write_status
from okonomi.workspace import Workspace, open_workspace

NOW = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
DRIFT = 'rapporter = ["kort", "kvartal"]\nkvartalsrapporter = ["kvartal"]'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = f'[kommune]\nnavn = "Ærø & <Ø>"\nkode = "0999"\n[drift]\n{DRIFT}\n'
    (tmp_path / "okonomi.toml").write_text(text, "utf-8")
    (tmp_path / "notebooks").mkdir()
    for name in ("kort", "kvartal"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}")
    for month in ("2026-03", "2026-04"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "a.csv").write_text(month)
    return open_workspace(tmp_path)


def publish(workspace: Workspace, period: str, name: str, below: str = "", **more: object) -> Path:
    folder = workspace.root / "reports" / period / name / below
    folder.mkdir(parents=True, exist_ok=True)
    known = (workspace.root / "notebooks" / f"{name}.ipynb").is_file()
    notebook = notebook_of(workspace, name) if known else workspace.root / "x"
    manifest = {
        "title": name.capitalize(),
        "edition": "intern",
        "status": "udgivet",
        "data_until": "2026-03-31",
        "made_at": "2026-04-02T07:05:00+02:00",
        "basis": Basis(workspace).of(parse_period(period), notebook),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | more))
    (folder / "rapport.html").write_text("")
    return folder


def states(workspace: Workspace) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row.period, row.title): (row.state, *row.said) for row in rows(workspace)}


def test_nothing_yet(tmp_path: Path) -> None:
    text = '[kommune]\nnavn = "A"\nkode = "0999"\n'
    (tmp_path / "okonomi.toml").write_text(text, "utf-8")
    assert "Der er ingen rapporter endnu." in page(open_workspace(tmp_path), NOW)


def test_every_state(workspace: Workspace) -> None:
    publish(workspace, "2026-03", "kort", status="udgivet med fejl sat til side")
    publish(workspace, "2026-03", "kvartal")
    publish(workspace, "2026-03", "andet")
    assert states(workspace) == {
        ("2026-04", "Kort"): ("foraeldet", "MANGLER."),
        ("2026-03", "Kort"): (
            "foraeldet",
            "FORÆLDET: der er en nyere måned, 2026-04.",
            "Udgivet med fejl sat til side.",
        ),
        # The next quarterly report is not due before June.
        ("2026-03", "Kvartal"): ("god", "Udgivet."),
        ("2026-03", "Andet"): (
            "foraeldet",
            "FORÆLDET: der er en nyere måned, 2026-04.",
            "Udgivet.",
        ),
    }
    publish(workspace, "2026-04", "kort")
    assert states(workspace)["2026-03", "Kort"] == ("forbehold", "Udgivet med fejl sat til side.")

    (workspace.root / "2026-04" / "b.csv").write_text("ny")
    assert states(workspace)["2026-04", "Kort"] == (
        "foraeldet",
        "SKAL LAVES: udtrækkene for 2026-04 er ændret.",
        "Udgivet.",
    )
    failed = workspace.root / "reports" / "2026-04" / "kort-fejlet.ipynb"
    failed.write_text(json.dumps({"metadata": {"okonomi": {"besked": ["Filen mangler."]}}}))
    assert states(workspace)["2026-04", "Kort"][:2] == (
        "fejlet",
        "Fejlet. Filen mangler. Den gamle rapport ligger urørt.",
    )
    assert "skal ses på: 1 forældet eller manglende og 1 fejlet." in page(workspace, NOW)


def test_a_folder_made_ready_for_the_next_month_makes_nothing_old(workspace: Workspace) -> None:
    publish(workspace, "2026-04", "kort")
    (workspace.root / "2026-05").mkdir()
    assert states(workspace)["2026-04", "Kort"] == ("god", "Udgivet.")


def test_a_report_of_many_parts_is_one_row_with_the_oldest_date(workspace: Workspace) -> None:
    publish(workspace, "2026-04", "kort", "abc", title="Kort – ABC", data_until="2026-04-30")
    publish(workspace, "2026-04", "kort", "oe", title="Kort – ØÅ")
    (row,) = (row for row in rows(workspace) if row.title == "Kort" and row.links)
    assert row.links == (
        ("ABC", "2026-04/kort/abc/rapport.html"),
        ("ØÅ", "2026-04/kort/oe/rapport.html"),
    )
    assert (row.data_until, row.made_at) == ("31-03-2026", "02-04-2026 kl. 07:05")


def test_a_report_nobody_asked_for_is_seen_to_be_old(workspace: Workspace) -> None:
    for period, name in (
        ("2026-03", "kort"), ("2026-03", "kvartal"), ("2026-04", "kort"), ("2026-04", "andet")
    ):  # fmt: skip
        publish(workspace, period, name)
    assert "Alle rapporter er lavet på de nyeste udtræk." in page(workspace, NOW)
    (workspace.root / "2026-04" / "a.csv").write_text("en ny pris")
    publish(workspace, "2026-04", "kort")  # what the settings ask for is made anew
    old = ("foraeldet", "FORÆLDET: udtrækkene for 2026-04 er ændret, siden den blev lavet.")
    found = states(workspace)
    assert found["2026-04", "Andet"][:2] == old
    assert found["2026-04", "Kort"] == ("god", "Udgivet.")
    assert "skal ses på: 1 forældet" in page(workspace, NOW)


def test_what_can_be_made_no_more_is_named(workspace: Workspace) -> None:
    publish(workspace, "2026-04", "kort")
    (workspace.root / "nyt.yaml").write_text("navn: Nyt")
    publish(workspace, "2026-04", "kort", "nyt", parameters={"scenario": "nyt.yaml"})
    (workspace.root / "nyt.yaml").unlink()
    publish(workspace, "2026-04", "kort")
    assert states(workspace)["2026-04", "Kort"] == (
        "foraeldet",
        "FORÆLDET, kan ikke laves mere: filen “nyt.yaml” findes ikke. "
        "Slet det, der ikke skal bruges.",
        "Udgivet.",
    )


def test_the_page_stands_alone_and_its_links_work(workspace: Workspace) -> None:
    publish(workspace, "2026-03", "kort", title="Kort <b>fed</b>")
    publish(workspace, "2026-03", "med mellemrum & æ#")
    path = write_status(workspace, NOW)
    text = path.read_text("utf-8")
    assert path == workspace.root / "reports" / "index.html"
    assert "Ærø &amp; &lt;Ø&gt;" in text and "<b>" not in text
    assert "Siden er skrevet 07-04-2026 kl. 08:30." in text
    assert not re.search(r"https?:|//|<script|src=", text)
    links = re.findall(r'href="([^"]*)"', text)
    assert len(links) == 2
    for link in links:
        assert (path.parent / unquote(link.replace("&amp;", "&"))).is_file()
    # A mark and a word carry every state: nothing depends on a colour.
    for row in rows(workspace):
        assert row.mark in text and row.said[0] in text
    assert {p.name for p in path.parent.iterdir()} == {"2026-03", "index.html"}


def test_what_is_not_ours_is_left_out(workspace: Workspace) -> None:
    for name in ("2026-04/noter", "arkiv/kort", "2026-04/.kort.ny-x"):
        (workspace.root / "reports" / name).mkdir(parents=True)
    assert set(states(workspace)) == {("2026-04", "kort"), ("2026-03", "kort"),
                                      ("2026-03", "kvartal")}  # fmt: skip


@pytest.mark.parametrize("text", ["[]", "3", '"x"', "{", '{"x": 1}'])
def test_a_manifest_of_somebody_else(workspace: Workspace, text: str) -> None:
    folder = workspace.root / "reports" / "2026-04" / "app"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(text)
    assert "Rapporter" in page(workspace, NOW)


def test_a_page_that_cannot_be_written_keeps_the_old(workspace: Workspace) -> None:
    (workspace.root / "reports" / "index.html").mkdir(parents=True)
    with pytest.raises(UserError, match="kan ikke skrives"):
        write_status(workspace, NOW)


ERRORS = "udgivet med fejl sat til side"


@pytest.mark.parametrize(
    ("aside", "faults", "state", "said"),
    [
        ((True, 39, 11395), [], "god", "Udgivet. 39 af 11.395 rækker er sat til side."),
        ((True, None, None), [], "god",
         "Udgivet. Få rækker er sat til side, se den interne rapport."),
        ((False, 400, 11395), [], "forbehold",
         "Udgivet med fejl: 400 af 11.395 rækker er sat til side."),
        ((False, 1, 11395), ["Der er intet udtræk som x.", "y.csv er ukendt."], "forbehold",
         "Udgivet med fejl: Der er intet udtræk som x. Og 1 fejl til. "
         "1 af 11.395 rækker er sat til side."),
        ((False, None, None), [], "forbehold", "Udgivet med fejl sat til side."),
    ],
)  # fmt: skip
def test_a_few_bad_rows_are_told_and_a_missing_file_is_named(
    workspace: Workspace,
    aside: tuple[bool, int | None, int | None],
    faults: list[str],
    state: str,
    said: str,
) -> None:
    few, rows_aside, of = aside
    told = {"errors": True, "few": few}
    if rows_aside:
        told |= {"rows": rows_aside, "of": of}
    findings = [{"code": "raekker-med-fejl", "severity": "fejl", "text": "Rækker."}]
    findings += [{"code": "x", "severity": "fejl", "text": text} for text in faults]
    publish(
        workspace, "2026-04", "kort", status=ERRORS, set_aside=told,
        findings=findings if rows_aside else [],
    )  # fmt: skip
    assert states(workspace)["2026-04", "Kort"] == (state, said)
    publish(workspace, "2026-03", "kort")
    publish(workspace, "2026-03", "kvartal")
    seen = "Se på 1 rapport, der er udgivet med fejl." in page(workspace, NOW)
    assert seen == (state == "forbehold")
