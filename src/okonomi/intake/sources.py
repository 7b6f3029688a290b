"""A month's files, opened and recognised: each file and sheet with its rows and its block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pandas as pd

from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.intake.block import Block
from okonomi.intake.coded import RawTable
from okonomi.intake.dialect import read_raw
from okonomi.intake.files import DropFile, split_date, split_stamp
from okonomi.intake.layout import NoRows
from okonomi.intake.profile import Profile
from okonomi.intake.pseudonym import PersonKey, hide_cpr
from okonomi.intake.recognise import header_test, nearest, recognise
from okonomi.intake.typed import read_block

UNKNOWN = "ukendt-fil"
UNREADABLE = "fil-ulaeselig"
ONLY_HEADINGS = "fil-kun-overskrifter"
UNDECIDED = "profil-uafgjort"


@dataclass(eq=False, kw_only=True)
class Source:
    """One physical file, or one sheet of a workbook. ``block`` is None where it was not read."""

    file: str
    sheet: str | None
    sha256: str
    rows: int
    block: Block | None = None


@dataclass(eq=False)
class Opened:
    """Every source in reading order, and what there is to say about them."""

    sources: list[Source] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def open_files(
    drops: Sequence[DropFile],
    profiles: Mapping[str, Profile],
    key: PersonKey,
    wanted: Iterable[str] | None = None,
) -> Opened:
    """Read every file with the profile it fits. A file that cannot be read stops nothing.

    ``wanted`` limits to some profiles (earlier months' deltas): other files are passed over
    without a word, but one that cannot be read is told.
    """
    opened = Opened()
    only = None if wanted is None else frozenset(wanted)
    chosen = [p for p in profiles.values() if only is None or p.name in only]
    is_header = header_test(profiles.values())
    # The checksum is computed beside the reading: both mostly wait for their own core.
    with ThreadPoolExecutor(max_workers=1) as pool:
        for drop in drops:
            checksum = pool.submit(_checksum, drop)
            try:
                raws = read_raw(drop.path, is_header, name=drop.name)
            except UserError as error:
                # Nobody knows what is in it: it may be one of the wanted ones.
                _unreadable(opened, drop, error, checksum)
                continue
            _open_file(opened, drop, raws, profiles, chosen, key, checksum, only)
    return opened


def _open_file(
    opened: Opened,
    drop: DropFile,
    raws: list[RawTable],
    profiles: Mapping[str, Profile],
    chosen: Sequence[Profile],
    key: PersonKey,
    checksum: Future[str],
    only: frozenset[str] | None,
) -> None:
    """One file: every sheet with its own profile; sheets nobody knows are told together."""
    known = [recognise(raw.header, drop.path.name, profiles.values()) for raw in raws]
    unread: list[RawTable] = []
    while raws:
        raw, match = raws.pop(0), known.pop(0)
        profile = match.profile
        if only is not None and only.isdisjoint(
            p.name for p in (profile, *match.rivals) if p is not None
        ):
            continue
        sheet = None if raw.sheet is None else hide_cpr(raw.sheet)
        source = Source(file=drop.name, sheet=sheet, sha256="", rows=raw.physical_rows)
        where = drop.name if sheet is None else f"{drop.name}, arket {sheet}"
        if profile is None:
            if match.rivals:
                opened.findings.append(_rivals(where, [p.name for p in match.rivals]))
            elif raw.header:
                unread.append(raw)
        else:
            source.block, findings = read_block(raw, profile, drop.month, len(opened.sources), key)
            stamp, rest = split_stamp(drop.path.name)
            source.block.stamp, source.block.origin = stamp, (hide_cpr(rest), sheet or "")
            opened.findings += [replace(f, text=_named(where, f.text)) for f in findings]
            if not len(raw) and not raw.broken:
                opened.findings.append(_without_rows(where))
        opened.sources.append(source)
        del raw
    any_known = any(s.block is not None for s in opened.sources if s.file == drop.name)
    opened.findings += [_unknown(drop.name, raw, chosen, any_known) for raw in unread]
    for source in opened.sources:
        if source.file == drop.name:
            source.sha256 = checksum.result()


def _checksum(drop: DropFile) -> str:
    try:
        return drop.sha256()
    except OSError:
        return ""


def _named(where: str, text: str) -> str:
    return text if where in text else f"{where}: {text}"


def _unreadable(opened: Opened, drop: DropFile, error: UserError, checksum: Future[str]) -> None:
    said = str(error)
    # The first sentence says what is wrong; the file's own name may hold a full stop.
    start = said.find(drop.name) + len(drop.name) if drop.name in said else 0
    end = said.find(". ", start) + 1 or len(said)
    code = ONLY_HEADINGS if isinstance(error, NoRows) else UNREADABLE
    opened.findings.append(
        Finding(code=code, severity="fejl", text=said[:end], remedy=said[end:].strip())
    )
    opened.sources.append(Source(file=drop.name, sheet=None, sha256=checksum.result(), rows=0))


def _without_rows(where: str) -> Finding:
    return Finding(
        code="fil-uden-raekker",
        severity="oplysning",
        text=f"{where} har overskrifter, men ingen rækker.",
        remedy="Se efter periode og filter i kildesystemet, hvis der burde være rækker.",
    )


def undated(opened: Opened) -> Iterator[Finding]:
    """After the rows are judged: files of one kind of which only some have a date in their name,
    where it mattered which of them is the newest."""
    kinds: dict[str, list[Source]] = {}
    for source in opened.sources:
        if source.block is not None and source.block.profile.newest.header is None:
            kinds.setdefault(source.block.profile.family, []).append(source)
    for some in kinds.values():
        blocks = [source.block for source in some if source.block is not None]
        months = {block.month for block in blocks}
        without = [s.file for s in some if not split_date(s.file)[0]]
        without = list(dict.fromkeys(without))
        mattered = any(
            block.has_class(name).any() for block in blocks for name in ("superseded", "duplicate")
        )
        if mattered and without and len(without) < len({s.file for s in some}):
            order = " i samme måned" if len(months) > 1 else ""
            yield Finding(
                code="fil-uden-dato",
                severity="advarsel",
                text=f"{', '.join(without)} har ingen dato i navnet, men andre filer til "
                f"{blocks[0].profile.title} har. Filer uden dato regnes for ældst{order}.",
                remedy="Skriv datoen i filens navn, f.eks. 20260331.",
            )


def _rivals(where: str, names: Sequence[str]) -> Finding:
    return Finding(
        code=UNDECIDED,
        severity="fejl",
        text=f"{where} passer lige godt til profilerne {' og '.join(names)} og er ikke læst.",
        remedy="Gør den ene profil mere bestemt: tilføj en overskrift eller et filnavn under "
        "recognise.",
    )


def _unknown(file: str, raw: RawTable, profiles: Sequence[Profile], beside_known: bool) -> Finding:
    near = nearest(raw.header, profiles)
    hint = ""
    if near is not None:
        missing = ", ".join(f"“{name.split('|')[0]}”" for name in near[1])
        hint = f" {'Det' if beside_known else 'Den'} ligner {near[0].title}, men mangler {missing}."
    if beside_known:
        return Finding(
            code="ukendt-ark",
            severity="advarsel" if hint else "oplysning",
            text=f"{file}: arket {hide_cpr(raw.sheet or '')} kendes ikke og er ikke læst.{hint}",
            remedy="Skal arket med, så ret dets overskrifter, eller skriv en profil til det.",
        )
    sheet = f", arket {hide_cpr(raw.sheet)}," if raw.sheet else ""
    return Finding(
        code=UNKNOWN,
        severity="fejl",
        text=f"{file}{sheet} kendes ikke af nogen profil og er ikke læst.{hint}",
        remedy="Skal filen med, så ret dens overskrifter, eller skriv en profil til den (se "
        "docs/profiler). Fjern den ellers fra mappen.",
        rows=pd.DataFrame(),
    )
