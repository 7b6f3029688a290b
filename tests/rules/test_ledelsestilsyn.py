"""The indicators: those that are shipped, a municipality's own, and every fault at once."""

from datetime import date

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.rules import Milestone, load_indicators

SHIPPED = load_indicators()

# Mål, milepæl and its month as Slagelse published them: reviewed here, by hand.
PUBLISHED = [
    (100, 75, "2021-08"), (100, 50, "2021-08"), (75, 40, "2021-08"), (100, 50, "2021-08"),
    (100, 75, "2021-08"), (70, 25, "2021-08"), (90, 30, "2021-08"), (None, 35, "2021-08"),
    (100, 35, "2021-08"), (100, 35, "2021-08"), (100, 35, "2021-08"), (90, 45, "2021-12"),
    (None, 45, "2021-12"), (95, 30, "2021-12"), (80, 40, "2021-04"), (100, 30, "2022-04"),
    (100, 75, "2021-08"), (100, 35, "2021-12"), (100, 35, "2021-12"), (100, 35, "2021-12"),
]  # fmt: skip


@pytest.fixture
def own(tmp_path):
    def write(text: str):
        (tmp_path / "regler").mkdir(exist_ok=True)
        (tmp_path / "regler" / "ledelsestilsyn.yaml").write_text(text, "utf-8")
        return load_indicators(tmp_path)

    return write


def test_the_twenty_that_are_shipped_say_what_was_promised():
    assert len(SHIPPED) == len({one.id for one in SHIPPED}) == 20
    for one, (goal, share, month) in zip(SHIPPED, PUBLISHED, strict=True):
        assert one.maal == (None if goal is None else goal / 100), one.id
        assert one.milepaele == (Milestone(share / 100, pd.Period(month).end_time.date()),), one.id
    assert sum(one.naevner == "relevant" for one in SHIPPED) == 7
    assert sum(one.taeller == "helt_eller_delvist" for one in SHIPPED) == 7


def test_every_indicator_says_what_each_answer_takes():
    for one in SHIPPED:
        assert one.spoergsmaal.endswith("?")
        assert all(text.endswith(".") for text in (one.overholdt, one.ikke))
        assert ("Ikke relevant" in one.outcomes) == bool(one.ikke_relevant), one.id
        assert ("Delvist overholdt" in one.outcomes) == bool(one.delvist), one.id


def test_a_workspace_without_its_own_has_the_shipped(tmp_path):
    assert load_indicators(tmp_path) == SHIPPED


def test_own_milestones_are_two_lines(own):
    found = own(
        "indikatorer:\n  - id: boernesamtale\n"
        "    milepaele: [{ pct: 95, dato: 2026-12-15 }, { pct: 80, dato: 2026-06 }]\n"
    )
    assert found[1:] == SHIPPED[1:]
    assert found[0].navn == SHIPPED[0].navn
    assert found[0].milepaele == (
        Milestone(0.8, date(2026, 6, 30)),
        Milestone(0.95, date(2026, 12, 15)),
    )


def test_own_indicators_and_which_are_in_use(own):
    found = own(
        "brug: [svar, partshoering_14_dage]\n"
        "indikatorer:\n"
        "  - { id: svar, omraade: Breve, navn: Svar, spoergsmaal: 'Er der svaret?',\n"
        "      overholdt: Ja., ikke: Nej., kilde: byrådet 2026 }\n"
    )
    assert [one.id for one in found] == ["svar", "partshoering_14_dage"]
    assert (found[0].maal, found[0].milepaele, found[0].milestone(pd.Period("2026-03"))) == (
        None,
        (),
        None,
    )


def test_every_fault_is_told_at_once(own):
    with pytest.raises(UserError) as told:
        own(
            "brug: [findes_ikke, boernesamtale, boernesamtale]\n"
            "indikatorer:\n"
            "  - { id: boernesamtale, maal: 140, milepaele: [{ pct: 50 }], farve: rød }\n"
            "  - { id: ny, navn: Ny, naevner: nogle, taeller: helt_eller_delvist }\n"
            "  - { id: ny, navn: Ny igen }\n"
            "  - { id: Stort Bogstav }\n"
            "  - bare tekst\n"
            "  - { id: trekanten, ikke_relevant: '' }\n"
        )
    faults = "\n".join(told.value.faults)
    for said in (
        "brug: “findes_ikke” findes ikke",
        "boernesamtale står to gange",
        "“maal” er skrevet som 140. Skriv en procent fra 0 til 100",
        "“milepaele” er skrevet som",
        "farve kendes ikke",
        "(ny): omraade, spoergsmaal, overholdt, ikke, kilde mangler",
        "“naevner” er skrevet som 'nogle'. Skriv alle eller relevant",
        "“delvist” mangler",
        "ny står også som",
        "“id” er 'Stort Bogstav'",
        "nr. 5: skriv navne og værdier",
        "(trekanten): “ikke_relevant” mangler",
    ):
        assert said in faults, said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indikatorer: [\n", "kan ikke læses som YAML"),
        ("andet: 1\n", "kun have afsnittene indikatorer og brug"),
        ("brug: alle\n", "skriv en liste af indikatorernes id"),
    ],
)
def test_a_file_that_is_no_such_file(own, text, said):
    with pytest.raises(UserError, match=said):
        own(text)


def test_a_file_in_another_encoding(own, tmp_path):
    own("brug: [boernesamtale]\n")
    (tmp_path / "regler" / "ledelsestilsyn.yaml").write_bytes("brug: [å]".encode("cp1252"))
    with pytest.raises(UserError, match="UTF-8"):
        load_indicators(tmp_path)


def test_the_milestone_one_is_judged_by():
    steps = SHIPPED[0].milepaele
    assert SHIPPED[0].milestone(pd.Period("2021-07")) == steps[0]
    assert SHIPPED[0].milestone(pd.Period("2026-03")) == steps[0]
