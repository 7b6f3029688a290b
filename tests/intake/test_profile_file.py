"""Profiles from YAML: strict, all faults at once, values as they are written."""

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.intake.fields import ALL, columns_of, field_of
from okonomi.intake.library import load_profiles, standard_code_lists
from okonomi.intake.profile import CodeList
from okonomi.intake.profile_file import read_profile

GOOD = """
name: min_liste
title: Min liste
recognise:
  headers: [Nr, "Pris*"]
tables:
  placement:
    columns:
      line_id: Nr
      start: Fra
      price_kr: [Pris, {header: Pris i alt, from: 2025-01-01}]
      frequency: Frekvens
      status: Status
      function: {headers: Konto, pattern: '^(\\d)(\\d\\d)(\\d\\d)', join: "."}
    constants:
      line_kind: hovedydelse
    codes:
      status: {0101: bevilget, nej: kladde, "Ikke endnu*": forventet}
"""


@pytest.fixture
def profile(tmp_path):
    def read(text):
        path = tmp_path / "min.yaml"
        path.write_text(text, encoding="utf-8")
        return read_profile(path, standard_code_lists())

    return read


def test_a_profile_by_hand(profile):
    made = profile(GOOD)
    table = made.primary
    assert (made.name, made.system, made.family) == ("min_liste",) * 3
    assert made.specificity == (2, 0)
    price = table.columns["price_kr"]
    assert [header.name for header in price.headers] == ["Pris", "Pris i alt"]
    assert price.headers[1].first == pd.Period("2025-01", "M")
    names = {"pris i alt": "Pris i alt"}
    assert price.header_in(names, pd.Period("2024-12", "M")) is None
    assert price.header_in(names, pd.Period("2025-01", "M")) == "Pris i alt"
    assert table.columns["function"].join == "."


def test_the_profile_in_the_documentation_can_be_read(profile, repository):
    text = (repository / "docs" / "profiler" / "README.md").read_text(encoding="utf-8")
    made = profile(text.split("```yaml\n")[1].split("```")[0])
    assert made.name == "min_liste"
    assert made.primary.codes["frequency"].get("Hver dag") == "dag"


def test_yaml_guesses_nothing(profile):
    status = profile(GOOD).primary.codes["status"]
    assert status.get("0101") == "bevilget"  # YAML would have made it 65
    assert status.get("NEJ") == "kladde"  # and this one false
    assert status.get("Ikke endnu besluttet") == "forventet"
    assert status.get("Bevilget") == "bevilget"  # from the standard list
    assert status.get("Måske") is None


def test_every_fault_at_once(profile):
    text = (
        GOOD.replace("title: Min liste", "titel: Min liste\nend_day: sidste\nkey: [line]")
        .replace("line_kind: hovedydelse", "line_type: hovedydelse")
        .replace("nej: kladde", "nej: udkast")
        .replace("from: 2025-01-01", "from: januar")
        .replace("'^(\\d)(\\d\\d)(\\d\\d)'", "'^\\d['")
    )
    with pytest.raises(UserError) as stopped:
        profile(text)
    faults = "\n".join(stopped.value.faults)
    assert all(fault.startswith("min.yaml: ") for fault in stopped.value.faults)
    for part in (
        "title: mangler",
        "titel: kendes ikke",
        "end_day: “sidste” kendes ikke",
        "key: “line” er ikke en kolonne",
        "tables.placement.constants.line_type: kendes ikke",
        "“nej” oversættes til “udkast”",
        "“januar” er ikke en dato",
        "er ikke et regulært udtryk",
        "kolonnen “line_kind”",
    ):
        assert part in faults
    assert len(stopped.value.faults) == 9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "tom eller ikke en profil"),
        ("- a\n- b\n", "tom eller ikke en profil"),
        ("name: [a\n", "kan ikke læses"),
        ("name: a\nname: b\n", "linje 2: filen kan ikke læses (“name” står to gange)"),
        (GOOD + "  budget: tekst\n", "tables.budget: her skal stå en liste"),
        (GOOD.replace("min_liste", "Min liste"), "må kun bestå af a-z, 0-9 og _"),
        (GOOD.replace('headers: [Nr, "Pris*"]', "headers: {a: b}"), "en liste af tekster"),
        (GOOD.replace("Fra\n", "{header: Fra}\n"), "skriv “headers”"),
    ],
)
def test_one_fault(profile, text, message):
    with pytest.raises(UserError) as stopped:
        profile(text)
    assert message in str(stopped.value)


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "min.yaml"
    path.write_bytes("name: æ".encode("cp1252"))
    with pytest.raises(UserError, match="ikke gemt som UTF-8"):
        read_profile(path)


def test_the_shipped_profiles_and_code_lists_hold():
    profiles = load_profiles()
    assert {"dubu_bsdubu", "sensum_indsatser", "generisk_placeringer"} <= profiles.keys()
    assert all(profile.shipped and profile.description for profile in profiles.values())
    for column, codes in standard_code_lists().items():
        fields = [f for t in ALL if column in columns_of(t) and (f := field_of(t, column)).values]
        allowed = {value for f in fields for value in f.values} or {"ja", "nej"}
        assert set(codes.exact.values()) - {""} <= allowed, column


def test_no_two_shipped_profiles_can_fit_the_same_file_equally_well():
    for one in load_profiles().values():
        twins = [p.name for p in load_profiles().values() if p.headers == one.headers]
        assert twins == [one.name]


def test_the_faults_of_all_profiles_come_together(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(UserError) as stopped:
        load_profiles(tmp_path)
    assert any(fault.startswith("a.yaml") for fault in stopped.value.faults)
    assert any("bruges også i b.yml" in fault for fault in stopped.value.faults)


def test_a_code_list_prefers_exact_values_and_its_own():
    standard = CodeList.of({"a*": "x", "b": "y"})
    own = CodeList.of({"ab": "z", "B": "w", "": "v"}, standard)
    assert [own.get(text) for text in ("AB", "abc", "b", " ", "c")] == ["z", "x", "w", "v", None]
