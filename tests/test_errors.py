"""A fault that a user can mend reads the same in a notebook as on the command line."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from okonomi.errors import Faults, UserError


def shown(fault: UserError, capsys: pytest.CaptureFixture[str]) -> str:
    """What IPython prints of a cell that raises ``fault``."""
    shell = InteractiveShell()
    shell.user_ns["fault"] = fault
    result = shell.run_cell("raise fault")
    assert result.error_in_exec is fault  # papermill and nbval see that the cell failed
    return capsys.readouterr().out


def test_a_notebook_shows_the_sentences_and_no_traceback(capsys: pytest.CaptureFixture[str]):
    assert shown(UserError("Filen mangler. Læg den der."), capsys).strip() == (
        "Filen mangler. Læg den der."
    )
    faults = Faults(["Det ene. Gør a.", "Det andet. Gør b."])
    with pytest.raises(UserError) as caught:
        faults.raise_if_any()
    assert shown(caught.value, capsys).strip() == "• Det ene. Gør a.\n• Det andet. Gør b."


def test_a_long_sentence_is_broken_between_words(capsys: pytest.CaptureFixture[str]):
    path = "/en/meget/" + "lang-" * 30 + "sti"
    lines = shown(UserError(f"Filen {path} {'mangler ' * 30}."), capsys).split()
    assert path in lines and set(lines) - {path} == {"Filen", "mangler", "."}
