from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode, v4

from okonomi.errors import UserError
from okonomi.present import MIME
from okonomi.reports.clean import cleaned


@pytest.fixture
def executed(notebook: Callable[..., NotebookNode]) -> NotebookNode:
    made = notebook("# Titel", "vis", "tal", parameters='workspace = "x"\nperiod = "2026-01"')
    injected = v4.new_code_cell(
        '# Parameters\nworkspace = "."\nperiod = "2026-03"\n',
        metadata={"tags": ["injected-parameters"]},
    )
    made.cells.insert(1, injected)
    made.metadata["papermill"] = {"input_path": "/et/sted"}
    for cell in made.cells:
        cell.metadata["papermill"] = {"start_time": "2026-04-01"}
        if cell.cell_type == "code":
            cell.execution_count = 3
    made.cells[3].outputs = [
        v4.new_output("stream", name="stderr", text="FutureWarning"),
        v4.new_output("stream", name="stdout", text="løst og fast"),
        v4.new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Axes>"}),
        v4.new_output("display_data", data={MIME: {"a": ["x"]}, "text/html": "<b>x</b>"}),
    ]
    made.cells[4].metadata["tags"] = ["keep_output"]
    made.cells[4].outputs = [v4.new_output("stream", name="stdout", text="I alt 12")]
    return made


def test_only_bundles_tables_and_control_totals_stay(
    executed: NotebookNode, tmp_path: Path
) -> None:
    clean = cleaned(executed, tmp_path, way_back="../../..")
    assert [cell.id for cell in clean.cells] == ["celle-0", "celle-2", "celle-3", "celle-4"]
    assert clean.cells[0].source == "workspace = '../../..'\nperiod = \"2026-03\""
    assert clean.cells[2].outputs == [
        {
            "output_type": "display_data",
            "data": {MIME: {"a": ["x"]}, "text/html": "<b>x</b>"},
            "metadata": {},
        }
    ]
    assert clean.cells[3].outputs[0].text == "I alt 12"
    assert "papermill" not in str(clean) and "2026-04-01" not in str(clean)
    assert all(cell.get("execution_count") is None for cell in clean.cells)


def test_the_machines_folders_become_words(executed: NotebookNode, tmp_path: Path) -> None:
    root = tmp_path / "Børn og unge"
    said = f"Læst fra {root}/2026-03/a.csv, ikke {root}-2, i {Path.home()}/x"
    executed.cells[3].outputs[3]["data"][MIME] = {"a": [said, {"b": said}]}
    shown = cleaned(executed, root).cells[2].outputs[0]["data"][MIME]
    hidden = "Læst fra [arbejdsområdet]/2026-03/a.csv, ikke "
    assert shown["a"][0].startswith(hidden) and shown["a"][1]["b"] == shown["a"][0]
    assert "[hjemmemappen]/x" in shown["a"][0]


@pytest.mark.parametrize(
    "number", ["700170-1234", "911299-0001", "x 910180-4321.", "700170 1234", "S-7001701234"]
)
def test_a_cpr_number_stops_the_report(executed: NotebookNode, tmp_path: Path, number: str) -> None:
    executed.cells[3].outputs[3]["data"][MIME] = {"tables": [{"data": {"a": [number]}}]}
    with pytest.raises(
        UserError, match="kolonnen “a”, indeholder noget, der ligner et CPR"
    ) as told:
        cleaned(executed, tmp_path)
    assert number not in str(told.value)


def test_it_is_looked_for_in_what_is_written_and_in_findings(
    executed: NotebookNode, tmp_path: Path
) -> None:
    executed.cells[3].source = "borger = '700170-1234'"
    with pytest.raises(UserError, match="en celle i notebooken"):
        cleaned(executed, tmp_path)
    executed.cells[3].source = "vis"
    rows = {"data": {"case_id": ["102031234"]}}
    executed.cells[3].outputs[3]["data"][MIME] = {"findings": [{"text": "Sager", "rows": rows}]}
    with pytest.raises(UserError, match="tabellen “Sager”, kolonnen “case_id”"):
        cleaned(executed, tmp_path)


@pytest.mark.parametrize("number", ["4012345678", "450170-1234", "5700170-1234", "700170-12345"])
def test_other_numbers_do_not(executed: NotebookNode, tmp_path: Path, number: str) -> None:
    executed.cells[3].outputs[3]["data"][MIME] = {"a": number}
    assert cleaned(executed, tmp_path).cells[2].outputs[0]["data"][MIME] == {"a": number}


def test_a_voucher_does_not_even_where_its_column_is_not_seen(
    executed: NotebookNode, tmp_path: Path
) -> None:
    bundle = {"tables": [{"title": "Bilag", "data": {"voucher": ["1012345678"]}}]}
    executed.cells[3].outputs[3]["data"] = {MIME: bundle, "text/html": "<td>1012345678</td>"}
    cleaned(executed, tmp_path)
    executed.cells[3].outputs[3]["data"]["text/html"] += "<td>1012345679</td>"
    with pytest.raises(UserError, match="en celle i notebooken"):
        cleaned(executed, tmp_path)
