"""The indicators of ledelsestilsynet: what is asked of a case, and what has been promised.

The shipped ones stand in ``ledelsestilsyn.yaml``. A municipality's own
``regler/ledelsestilsyn.yaml`` changes single keys of those, adds its own, and says with ``brug``
which are in use, in which order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from okonomi.errors import Faults
from okonomi.rules.cells import where_is
from okonomi.rules.lookup import FOLDER
from okonomi.rules.refusion_file import list_entries

FILE = "ledelsestilsyn.yaml"
FULLY, PARTLY = "helt", "helt_eller_delvist"
EVERY, RELEVANT = "alle", "relevant"
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Milestone:
    """A share (0–1) that was promised by a day."""

    share: float
    due: date


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One thing that is asked of every case reviewed.

    ``overholdt``, ``delvist``, ``ikke`` and ``ikke_relevant`` say what each outcome takes; "" is an
    outcome that the indicator does not have. ``maal`` is a share (0–1), or None where no goal is
    set. ``naevner``: the share is of ``alle`` reviewed cases or of the ``relevant`` ones.
    ``taeller``: what counts as kept is ``helt`` or ``helt_eller_delvist``. ``milepaele``: oldest
    first.
    """

    id: str
    omraade: str
    navn: str
    spoergsmaal: str
    overholdt: str
    ikke: str
    kilde: str
    delvist: str = ""
    ikke_relevant: str = ""
    maal: float | None = None
    milepaele: tuple[Milestone, ...] = ()
    naevner: str = EVERY
    taeller: str = FULLY

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes a reviewer may choose, as they are written in a form."""
        return (
            "Overholdt",
            *(["Delvist overholdt"] if self.delvist else []),
            "Ikke overholdt",
            *(["Ikke relevant"] if self.naevner == RELEVANT else []),
        )

    @property
    def counting(self) -> str:
        """How the share is counted, in words, or "": ``helt eller delvist overholdt; …``."""
        words = ["helt eller delvist overholdt"] * (self.taeller == PARTLY)
        return "; ".join([*words, *["hvor det er relevant"] * (self.naevner == RELEVANT)])

    def milestone(self, period: pd.Period) -> Milestone | None:
        """The one to be judged by at the end of ``period``: the latest due, else the first."""
        due = [m for m in self.milepaele if m.due <= period.end_time.date()]
        return due[-1] if due else next(iter(self.milepaele), None)


_KEYS = tuple(field.name for field in fields(Indicator))
_TEXTS = ("omraade", "navn", "spoergsmaal", "overholdt", "ikke", "kilde")


def load_indicators(root: Path | None = None) -> tuple[Indicator, ...]:
    """The indicators in use, in order; ``root``: the workspace whose own file counts too.

    Raises ``UserError`` with every fault of both files at once.
    """
    faults = Faults()
    with resources.as_file(resources.files("okonomi.rules") / FILE) as path:
        entries, use = _read(Path(path), faults)
    own = None if root is None else root / FOLDER / FILE
    if own is not None and own.is_file():
        given, own_use = _read(own, faults)
        for key, (where, entry) in given.items():
            _, shipped = entries.get(key, (where, {}))
            entries[key] = (where, {**shipped, **entry})
        use = own_use or [*entries]
        for name in use:
            if name not in entries:
                faults.add(
                    f"{where_is(own)}, brug: “{name}” findes ikke. Skriv et af: "
                    f"{', '.join(entries)}."
                )
        if twice := sorted({name for name in use if use.count(name) > 1}):
            faults.add(f"{where_is(own)}, brug: {', '.join(twice)} står to gange. Slet den ene.")
    made = {key: _indicator(where, entry, faults) for key, (where, entry) in entries.items()}
    faults.raise_if_any()
    return tuple(one for key in use or entries if (one := made[key]) is not None)


def _read(path: Path, faults: Faults) -> tuple[dict[str, tuple[str, dict[str, Any]]], list[str]]:
    """The entries of one file by id, each with its place; and the ids under ``brug``."""
    place = where_is(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except UnicodeDecodeError:
        faults.add(f"{place} er ikke gemt som UTF-8. Gem filen som UTF-8.")
        return {}, []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", linje {mark.line + 1}" if mark else ""
        faults.add(f"{place}{line}: filen kan ikke læses som YAML. Ret linjen.")
        return {}, []
    if not isinstance(content, dict) or not content.keys() <= {"indikatorer", "brug"}:
        faults.add(f"{place}: filen må kun have afsnittene indikatorer og brug. Ret overskriften.")
        return {}, []
    use = content.get("brug") or []
    if not isinstance(use, list) or not all(isinstance(name, str) for name in use):
        faults.add(f"{place}, brug: skriv en liste af indikatorernes id.")
        use = []
    entries: dict[str, tuple[str, dict[str, Any]]] = {}
    listed = list_entries(content.get("indikatorer") or [], f"{place}, indikatorer", faults)
    for where, entry in listed:
        key = entry.get("id")
        if not isinstance(key, str) or not _ID.fullmatch(key):
            faults.add(f"{where}: “id” er {key!r}. Skriv små bogstaver, tal og _.")
        elif key in entries:
            faults.add(f"{where}: {key} står også som {entries[key][0]}. Slet den ene.")
        else:
            entries[key] = (f"{where} ({key})", dict(entry))
    return entries, list(use)


def _indicator(where: str, entry: Mapping[str, Any], faults: Faults) -> Indicator | None:
    """One entry, whole; None and its faults where something is missing or unreadable."""
    found: list[str] = []

    def check(key: str, good: Callable[[Any], bool], meant: str) -> None:
        if key in entry and not good(entry[key]):
            found.append(f"“{key}” er skrevet som {entry[key]!r}. Skriv {meant}.")

    if unknown := sorted(set(map(str, entry)) - set(_KEYS)):
        found.append(f"{', '.join(unknown)} kendes ikke. Brug {', '.join(_KEYS)}.")
    if missing := [key for key in _TEXTS if key not in entry]:
        found.append(f"{', '.join(missing)} mangler. Skriv en tekst.")
    for key in _TEXTS:
        check(key, _is_text, "en tekst")
    for key in ("delvist", "ikke_relevant"):
        check(key, lambda v: isinstance(v, str), "en tekst")
    check("maal", lambda v: v is None or _is_percent(v), "en procent fra 0 til 100")
    check("naevner", lambda v: v in (EVERY, RELEVANT), f"{EVERY} eller {RELEVANT}")
    check("taeller", lambda v: v in (FULLY, PARTLY), f"{FULLY} eller {PARTLY}")
    check("milepaele", _are_milestones, "f.eks. [{ pct: 75, dato: 2026-12 }], hver dato én gang")
    if entry.get("naevner") == RELEVANT and not entry.get("ikke_relevant"):
        found.append("“ikke_relevant” mangler. Skriv, hvornår en sag ikke er relevant.")
    if entry.get("taeller") == PARTLY and not entry.get("delvist"):
        found.append("“delvist” mangler. Skriv, hvad delvist overholdt er.")
    for fault in found:
        faults.add(f"{where}: {fault}")
    if found:
        return None
    milestones = [
        Milestone(m["pct"] / 100, due)
        for m in entry.get("milepaele") or []
        if (due := _due(m["dato"])) is not None
    ]
    goal = entry.get("maal")
    return Indicator(
        **{key: text.strip() if isinstance(text, str) else text for key, text in entry.items()}
        | {
            "maal": None if goal is None else goal / 100,
            "milepaele": tuple(sorted(milestones, key=lambda m: m.due)),
        }
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_percent(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 100  # type: ignore[operator]


def _are_milestones(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, list) or not all(isinstance(m, dict) for m in value):
        return False
    if not all(m.keys() == {"pct", "dato"} and _is_percent(m["pct"]) for m in value):
        return False
    days = [_due(m["dato"]) for m in value]
    return None not in days and len(set(days)) == len(days)


def _due(value: object) -> date | None:
    """A day as it is; a month, ``2026-12``, is its last day; None for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value):
        return pd.Period(value, "M").end_time.date()
    return None
