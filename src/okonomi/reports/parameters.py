"""A strict, typed layer over papermill's parameters.

papermill runs on with the defaults when a name is misspelled, and turns what it does not know
into text; a report on the wrong month or municipality would look quite right. So every name
must stand in the notebook's cell tagged ``parameters``, and a value is a text, a whole number or
true/false of the same type as its default.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from okonomi.errors import Faults
from okonomi.intake.cprlike import looks_like_cpr
from okonomi.period import parse_period
from okonomi.reports.quiet import quiet_jupyter

if TYPE_CHECKING:
    from nbformat import NotebookNode

Value = str | int | bool

PERSONAL = frozenset(
    {"cpr", "person_id", "case_id", "household_id", "bevilling_id", "placement_id", "borger"}
)
"""Names no parameter may have: a report is never run for one citizen."""
_TEXT = re.compile(r"[\w .,:&+()/-]{0,100}")
_CPR_LIKE = re.compile(r"\d{6}[- ]?\d{4}")


def checked_parameters(
    notebook: NotebookNode, given: Mapping[str, Any], *, workspace: str
) -> dict[str, Value]:
    """The values the notebook will run with: those given, and the defaults of the others.

    A parameter named ``workspace`` is the caller's, whatever is given: it says where the
    notebook runs, and a path of the machine has no place in a report.

    Raises ``UserError`` with every fault at once: an unknown name, a missing value (a default of
    ``None`` must be given), a wrong type, a text that could be a person's number, a period that is
    no month. A notebook that asks for a person is a mistake in the notebook: ``ValueError``.
    """
    known = declared(notebook)
    given = {name: value for name, value in given.items() if name != "workspace"}
    if "workspace" in known:
        given["workspace"] = workspace
    personal = PERSONAL.intersection(known)
    if personal:
        raise ValueError(f"no parameter may carry a person: {sorted(personal)}")
    faults = Faults()
    for name in given.keys() - known.keys():
        names = ", ".join(known) or "ingen"
        faults.add(f"Rapporten har ingen parameter “{name}”. Den kender: {names}.")
    values: dict[str, Value] = {}
    for name, default in known.items():
        value = given.get(name, default)
        if value is None:
            faults.add(f"Rapporten mangler en værdi for parameteren “{name}”. Angiv den.")
            continue
        fault = _fault(name, value, default)
        if fault:
            faults.add(fault)
        values[name] = value
    faults.raise_if_any()
    if isinstance(values.get("period"), str):
        parse_period(str(values["period"]))
    return values


def from_text(defaults: Mapping[str, Value | None], texts: Mapping[str, str]) -> dict[str, Value]:
    """Values typed on a command line, each of its default's type where it can be read as one."""
    values: dict[str, Value] = {}
    for name, text in texts.items():
        kind = type(defaults.get(name))
        if kind is int and re.fullmatch(r"-?\d{1,9}", text):
            values[name] = int(text)
        elif kind is bool and text in ("true", "false"):
            values[name] = text == "true"
        else:
            values[name] = text
    return values


def declared(notebook: NotebookNode) -> dict[str, Value | None]:
    """The parameters in the order of the cell, each with its default."""
    quiet_jupyter()
    from papermill import inspect_notebook

    defaults: dict[str, Value | None] = {}
    for name, found in inspect_notebook(notebook).items():
        try:
            default = ast.literal_eval(found["default"])
        except (ValueError, SyntaxError):
            raise ValueError(f"parameter {name!r}: the default must be written out") from None
        if default is not None and type(default) not in (str, int, bool):
            raise ValueError(f"parameter {name!r}: a {type(default).__name__} cannot be passed")
        defaults[name] = default
    return defaults


def _fault(name: str, value: Any, default: Value | None) -> str | None:
    wanted = (str, int, bool) if default is None else (type(default),)
    # type() and not isinstance(): True is an int in Python, but no number in a report.
    if type(value) not in wanted:
        kinds = {str: "en tekst", int: "et helt tal", bool: "true eller false"}
        form = " eller ".join(kinds[kind] for kind in wanted)
        return f"Parameteren “{name}” skal være {form}."
    if isinstance(value, str) and (_CPR_LIKE.search(value) or looks_like_cpr(value)):
        return (
            f"Parameteren “{name}” ligner et CPR-nummer. En rapport køres aldrig for én borger; "
            "fjern nummeret."
        )
    if isinstance(value, str) and not _TEXT.fullmatch(value):
        return (
            f"Parameteren “{name}” har tegn, der ikke er tilladt, eller er for lang. "
            "Brug bogstaver, tal, mellemrum og . , : & + ( ) / -"
        )
    return None
