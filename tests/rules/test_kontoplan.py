import pytest

from okonomi.errors import UserError
from okonomi.rules import AREA_NAMES, function_area, function_name, load_kontoplan


def test_every_shipped_function_has_a_source_and_an_area():
    kontoplan = load_kontoplan()
    assert kontoplan.source.str.strip().ne("").all()
    assert set(kontoplan.area) == set(AREA_NAMES)
    assert function_name(kontoplan, "5.28.22") == "5.28.22 Plejefamilier"


def test_unknown_functions_are_shown_and_never_lost():
    kontoplan = load_kontoplan()
    assert function_name(kontoplan, "5.28.99") == "5.28.99"
    assert function_area(kontoplan, "5.28.99") == "boern"
    assert function_area(kontoplan, "6.45.51") is None
    assert function_name(kontoplan, None) == "Uden funktion"


def test_a_workspace_overrides_names(tmp_path):
    (tmp_path / "kontoplan.csv").write_text(
        "function;name;area;source\n5.28.22;Familiepleje;boern;vores kontoplan 2026\n", "utf-8"
    )
    assert function_name(load_kontoplan(tmp_path), "5.28.22") == "5.28.22 Familiepleje"


def test_all_faults_of_a_workspaces_file_at_once(tmp_path):
    (tmp_path / "kontoplan.csv").write_text(
        "function;name;area;source\n52822;Pleje;børn;\n", "utf-8"
    )
    with pytest.raises(UserError) as caught:
        load_kontoplan(tmp_path)
    assert len(caught.value.faults) == 3
    assert all("linje 2" in fault for fault in caught.value.faults)


@pytest.mark.parametrize(
    "data", [b"", "function;name;area;source\n5.28.22;Bæk;boern;x\n".encode("cp1252")]
)
def test_a_file_that_cannot_be_read_is_one_sentence(data, tmp_path):
    (tmp_path / "kontoplan.csv").write_bytes(data)
    with pytest.raises(UserError, match="CSV UTF-8"):
        load_kontoplan(tmp_path)
