"""Two kinds of extract from one system that both list the lines: every krone would count twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from okonomi.findings import Finding
from okonomi.intake.block import Block
from okonomi.intake.parsed import number_of
from okonomi.intake.text import Text

_REASON = "Sagens linjer er læst i et andet udtræk fra samme system."
_REMEDY = "Fjern det ene af de to udtræk fra mappen."


def one_extract_per_case(
    blocks: Sequence[Block], file_of: Callable[[int], str]
) -> Iterator[Finding]:
    """A system's case is read from one profile only: the one with most rows in use.

    The other profile's rows on those cases are set aside as duplicates, with a Finding of
    severity fejl. Cases that only the smaller extract has are kept. Extracts without a case in
    common are told too: they may still be the same lines under other numbers.
    """
    for group in _rivals(blocks):
        main, others = group[0], group[1:]
        covered = set().union(*(_cases(block) for block in main))
        for other in others:
            yield _set_aside(main, other, covered, file_of)
            covered |= set().union(*(_cases(block) for block in other))


def _rivals(blocks: Sequence[Block]) -> Iterator[list[list[Block]]]:
    """Per system with several profiles of lines: their blocks by profile, most rows first."""
    systems: dict[str, dict[str, list[Block]]] = {}
    for block in blocks:
        if block.profile.primary.name == "placement" and block.has_class("used").any():
            of_system = systems.setdefault(block.profile.system, {})
            of_system.setdefault(block.profile.name, []).append(block)
    for profiles in systems.values():
        if len(profiles) > 1:
            yield sorted(
                profiles.values(),
                key=lambda some: -sum(int(b.has_class("used").sum()) for b in some),
            )


def _set_aside(
    main: Sequence[Block], other: Sequence[Block], covered: set[str], file_of: Callable[[int], str]
) -> Finding:
    count = 0
    for block in other:
        case = block.frame.get("case_id")
        if not isinstance(case, Text):
            continue
        known = np.array([value in covered for value in case.values.to_pylist()], dtype=bool)
        rows = np.flatnonzero(block.has_class("used") & known[case.codes])
        block.explain(rows, "duplicate", _REASON, _REMEDY)
        count += len(rows)
    files, kept = _files(other, file_of), _files(main, file_of)
    if count:
        return Finding(
            code="system-dobbelt",
            severity="fejl",
            text=f"{files} og {kept} er to udtræk af de samme sager i samme system. "
            f"{kept} er brugt; {number_of(count, 'række', 'rækker')} i {files} på de samme sager "
            "er sat til side som gentaget.",
            remedy="Fjern det ene udtræk fra månedens mappe.",
        )
    return Finding(
        code="system-to-udtraek",
        severity="advarsel",
        text=f"{files} og {kept} er to slags udtræk fra samme system uden fælles sagsnumre. Begge "
        "er regnet med.",
        remedy="Er det de samme sager under andre numre, så fjern det ene udtræk fra mappen.",
    )


def _cases(block: Block) -> set[str]:
    case = block.frame.get("case_id")
    if not isinstance(case, Text):
        return set()
    return set(case.take(block.has_class("used")).distinct())


def _files(blocks: Sequence[Block], file_of: Callable[[int], str]) -> str:
    return ", ".join(dict.fromkeys(file_of(block.source) for block in blocks))
