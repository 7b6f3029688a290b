import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.period import parse_period
from okonomi.settings import SETTINGS, require
from okonomi.workspace import find_workspace, open_workspace

MINIMAL = '[kommune]\nnavn = "Fjordby"\nkode = "0999"\n'


def workspace_with(folder, text):
    (folder / "okonomi.toml").write_text(text, "utf-8")
    return folder


def test_settings_left_out_have_their_default(tmp_path):
    workspace = open_workspace(workspace_with(tmp_path, MINIMAL))
    assert workspace["bogfoering", "posteringer_med_moms"] is True
    assert workspace.path("filer", "rapporter") == tmp_path / "reports"


def test_all_faults_in_the_settings_at_once(tmp_path):
    text = "[kommune]\nnavn = 7\n[filer]\nrapporter = 'ud/2026-03'\nminimum = 3\n[moms]\nx = 1\n"
    with pytest.raises(UserError) as caught:
        open_workspace(workspace_with(tmp_path, text))
    faults = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 5
    for word in ("“navn”", "“kode” mangler", "“minimum”", "[moms]", "en måneds navn"):
        assert word in faults


@pytest.mark.parametrize("path", [".", "2026-03/ud", "C:\\rapporter"])
def test_reports_do_not_lie_among_the_exports_and_a_backslash_is_told(tmp_path, path):
    text = f'{MINIMAL}[filer]\nrapporter = "{path}"\n'
    with pytest.raises(UserError, match="Vælg et andet navn|en .{1,2} i stien"):
        open_workspace(workspace_with(tmp_path, text))


def test_a_number_is_not_a_true_or_false(tmp_path):
    with pytest.raises(UserError, match="posteringer_med_moms"):
        open_workspace(workspace_with(tmp_path, MINIMAL + "[bogfoering]\nposteringer_med_moms=1\n"))


@pytest.mark.parametrize("name", ["leverandoerer = [1]", "leverandoerer = [['x']]"])
def test_a_list_of_texts_holds_texts(tmp_path, name):
    with pytest.raises(UserError, match="“leverandoerer” i .egne. har .* i listen"):
        open_workspace(workspace_with(tmp_path, MINIMAL + f"[egne]\n{name}\n"))


OUT_OF_RANGE = """
[opmaerksomhed]
dage = 0
aldre = []
[scenarier]
budgetaar = 5
prisudvikling = nan
[diskretion]
min_offentlig = 2
dominans = 0.4
[maalpris]
maal = "det halve"
lykkes_andel = true
[ledelsestilsyn]
gruppe = "hus"
antal = -1
"""


def test_values_that_cannot_be_meant_are_told_at_once_with_what_may_be_written(tmp_path):
    with pytest.raises(UserError) as caught:
        open_workspace(workspace_with(tmp_path, MINIMAL + OUT_OF_RANGE))
    faults = caught.value.faults
    assert len(faults) == 10
    for said in (
        "“dage” i [opmaerksomhed] er 0, og det skal være mindst 1.",
        "“aldre” i [opmaerksomhed] er [], og det skal være mindst 1.",
        "“budgetaar” i [scenarier] er 5, og det skal være fra 2 til 4.",
        "“prisudvikling” i [scenarier] er nan, og det skal være fra -0.2 til 0.2.",
        "“min_offentlig” i [diskretion] er 2, og det skal være mindst 3.",
        "“dominans” i [diskretion] er 0.4, og det skal være fra 0.5 til 1.",
        "“maal” i [maalpris] er “det halve”, og det skal være en af: nedre kvartil, forventet.",
        "“lykkes_andel” i [maalpris] er skrevet som True.",
        "“gruppe” i [ledelsestilsyn] er “hus”, og det skal være en af: team, område.",
        "“antal” i [ledelsestilsyn] er -1, og det skal være mindst 0.",
    ):
        assert any(said in fault for fault in faults), said


def test_what_is_left_out_may_be_meant():
    for section, names in SETTINGS.items():
        given = {name: s.default for name, s in names.items() if s.default is not None}
        require(section, **given)


def test_broken_toml_is_one_danish_sentence(tmp_path):
    with pytest.raises(UserError, match="kan ikke læses"):
        open_workspace(workspace_with(tmp_path, "[kommune\n"))


def test_the_workspace_is_found_upwards(tmp_path):
    workspace_with(tmp_path, MINIMAL)
    deep = tmp_path / "2026-03" / "x"
    deep.mkdir(parents=True)
    assert find_workspace(deep) == tmp_path
    with pytest.raises(UserError, match="okonomi init"):
        find_workspace(tmp_path.parent / "findes-ikke")


def test_months_are_the_folders_named_so(tmp_path):
    workspace_with(tmp_path, MINIMAL)
    for name in ("2026-03", "2025-12", "2026-13", "noter"):
        (tmp_path / name).mkdir()
    workspace = open_workspace(tmp_path)
    assert workspace.months() == (pd.Period("2025-12", "M"), pd.Period("2026-03", "M"))
    with pytest.raises(UserError, match="2025-12, 2026-03"):
        workspace.month_folder(pd.Period("2026-02", "M"))


@pytest.mark.parametrize("text", ["2026-3", "03-2026", "2026-13", "marts", "", "2026-03-01"])
def test_a_period_is_a_month_and_nothing_else(text):
    with pytest.raises(UserError, match="2026-03"):
        parse_period(text)
