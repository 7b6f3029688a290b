from collections.abc import Callable

import pytest
from nbformat import NotebookNode

from okonomi.errors import UserError
from okonomi.reports.parameters import checked_parameters, from_text
from okonomi.reports.runner import KERNEL

CELL = (
    'workspace = "."\nperiod = "2026-03"\nkode = "0101"\nantal = 5\nintern = True\nmangler = None'
)


@pytest.fixture
def asking(notebook: Callable[..., NotebookNode]) -> Callable[[str], NotebookNode]:
    def build(parameters: str) -> NotebookNode:
        made = notebook("# Prøve", parameters=parameters)
        made.metadata["kernelspec"] = KERNEL
        return made

    return build


def test_given_values_and_defaults_of_the_right_type(
    asking: Callable[[str], NotebookNode],
) -> None:
    given = {"kode": "0751", "mangler": "ja", "intern": False, "workspace": "C:\\et\\sted"}
    assert checked_parameters(asking(CELL), given, workspace=".") == {
        "workspace": ".",
        "period": "2026-03",
        "kode": "0751",
        "antal": 5,
        "intern": False,
        "mangler": "ja",
    }


def test_every_fault_is_told_at_once(asking: Callable[[str], NotebookNode]) -> None:
    given = {"komune": "0101", "kode": 101, "antal": True, "intern": "nej", "period": "610170-1234"}
    with pytest.raises(UserError) as caught:
        checked_parameters(asking(CELL), given, workspace=".")
    assert sorted(caught.value.faults) == [
        "Parameteren “antal” skal være et helt tal.",
        "Parameteren “intern” skal være true eller false.",
        "Parameteren “kode” skal være en tekst.",
        "Parameteren “period” ligner et CPR-nummer. En rapport køres aldrig for én borger; "
        "fjern nummeret.",
        "Rapporten har ingen parameter “komune”. Den kender: workspace, period, kode, antal, "
        "intern, mangler.",
        "Rapporten mangler en værdi for parameteren “mangler”. Angiv den.",
    ]


@pytest.mark.parametrize("value", ["2026-3", "2026-13", "marts"])
def test_a_period_is_a_month(asking: Callable[[str], NotebookNode], value: str) -> None:
    with pytest.raises(UserError, match="Perioden"):
        checked_parameters(asking('period = "2026-03"'), {"period": value}, workspace=".")


@pytest.mark.parametrize("value", ["a\nb", "'; import os", "x" * 101, 'citat "'])
def test_odd_characters_are_refused(asking: Callable[[str], NotebookNode], value: str) -> None:
    with pytest.raises(UserError, match="tegn"):
        checked_parameters(asking('navn = "a"'), {"navn": value}, workspace=".")


@pytest.mark.parametrize("value", [1.5, ["a"], ("a",), b"a"])
def test_other_types_are_refused(asking: Callable[[str], NotebookNode], value: object) -> None:
    with pytest.raises(UserError, match="skal være"):
        checked_parameters(asking("navn = None"), {"navn": value}, workspace=".")


def test_a_notebook_may_not_ask_for_a_person(asking: Callable[[str], NotebookNode]) -> None:
    with pytest.raises(ValueError, match="may carry a person"):
        checked_parameters(asking('cpr = ""'), {}, workspace=".")
    with pytest.raises(ValueError, match="float cannot be passed"):
        checked_parameters(asking("x = 1.5"), {}, workspace=".")
    with pytest.raises(ValueError, match="written out"):
        checked_parameters(asking("x = min(1, 2)"), {}, workspace=".")


def test_a_notebook_without_parameters(notebook: Callable[..., NotebookNode]) -> None:
    plain = notebook("# Prøve")
    plain.metadata["kernelspec"] = KERNEL
    plain.cells = plain.cells[1:]
    assert checked_parameters(plain, {}, workspace=".") == {}
    with pytest.raises(UserError, match="Den kender: ingen"):
        checked_parameters(plain, {"period": "2026-03"}, workspace=".")


def test_values_typed_on_a_command_line_take_the_type_of_their_default() -> None:
    defaults = {"navn": "", "antal": 5, "intern": True}
    typed = {"navn": "7", "antal": "-3", "intern": "false", "andet": "1"}
    assert from_text(defaults, typed) == {"navn": "7", "antal": -3, "intern": False, "andet": "1"}
    # What cannot be read stays a text, and is refused with the others.
    assert from_text(defaults, {"antal": "3,5", "intern": "nej"}) == {
        "antal": "3,5",
        "intern": "nej",
    }
