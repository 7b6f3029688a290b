"""The files that make the folder a workspace: settings, key, aliases, price index."""

from __future__ import annotations

import hashlib
from pathlib import Path

from okonomi.eksempel.contracts import INDEX_SERIES
from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exports.reviews import milestones
from okonomi.eksempel.model import Provider, World
from okonomi.eksempel.names import CODE, MUNICIPALITY

INVENTED = "skøn (opdigtet til eksemplet)"
UNLISTED = 3
"""Providers whose other spellings are left out of the alias table, for the reader to suggest."""


def write(folder: Path, world: World, reports: str) -> None:
    """Write okonomi.toml, noegle.txt, leverandoer_alias.csv and the files in regler."""
    key = hashlib.sha256(f"eksempel {world.seed}".encode()).hexdigest()
    _text(folder / "noegle.txt", "# Nøgle til det opdigtede eksempel: beskytter ingen\n" + key)
    (folder / "noegle.txt").chmod(0o600)
    _text(folder / "okonomi.toml", settings(world, key, reports))
    rows = ["navn;samles_under"]
    rows += [f"{_csv(variant)};{_csv(p.name)}" for p in listed(world) for variant in p.variants]
    (folder / "leverandoer_alias.csv").write_bytes(("\r\n".join(rows) + "\r\n").encode("utf-8-sig"))
    index = ["series;valid_from;published;value;unit;source"]
    for year, level in sorted(world.index.items()):
        if year <= world.year:
            value = f"{level // 10},{level % 10}"
            published = f"01-07-{year - 1}"
            index.append(f"{INDEX_SERIES};01-01-{year};{published};{value};indeks;{INVENTED}")
    (folder / "regler").mkdir(exist_ok=True)
    _text(folder / "regler" / "price_index.csv", "\n".join(index))
    _text(folder / "regler" / "ledelsestilsyn.yaml", milestones(world))


def varied(world: World) -> list[Provider]:
    """Providers whose name the children's system spells in several ways."""
    used = {
        line.provider.key
        for line in world.lines
        if line.system == "dubu" and line.spelling != line.provider.name
    }
    return [p for p in world.providers if p.key in used]


def unlisted(world: World) -> list[Provider]:
    """Those of them that the alias table leaves out: their names really differ."""
    lines = {
        line.provider.key
        for line in world.lines
        if line.system == "dubu" and _letters(line.spelling) != _letters(line.provider.name)
    }
    external = [p for p in varied(world) if not p.own and p.key in lines]
    return Draw(world.seed, "uden alias").sample(external, UNLISTED)


def _letters(name: str) -> str:
    """A name without regard to capitals and spaces."""
    return " ".join(name.split()).casefold()


def listed(world: World) -> list[Provider]:
    """Those that the alias table gathers."""
    left_out = {p.key for p in unlisted(world)}
    return [p for p in varied(world) if p.key not in left_out]


def settings(world: World, key: str, reports: str) -> str:
    """okonomi.toml."""
    own = [p for p in world.providers if p.own]
    cvr = "".join(f'    "{p.cvr}",\n' for p in own)
    names = "".join(f'    "{p.name}",\n' for p in own)
    limits = []
    for year in range(world.year - 2, world.year + 1):
        for law, low, middle, high in _limits(world, year):
            limits.append(
                f'    {{ aar = {year}, hjemmel = "{law}", p25 = {low}, p50 = {middle}, '
                f'p75 = {high}, kilde = "{INVENTED}" }},\n'
            )
    return f"""# Eksempel Kommune findes ikke. Alle tal, navne og numre er opdigtede.

[kommune]
navn = "{MUNICIPALITY}"
kode = "{CODE}"

[personer]
noegle = "noegle.txt"
noegle_fingeraftryk = "{hashlib.sha256(key.encode()).hexdigest()[:12]}"

[egne]
cvr = [
{cvr}]
leverandoerer = [
{names}]

[filer]
rapporter = "{reports}"

[bogfoering]
posteringer_med_moms = true

[refusion]
# Grænserne fra 2023 og frem er ikke fundet i en kilde: disse er opdigtet til eksemplet.
graenser = [
{"".join(limits)}]
"""


def _limits(world: World, year: int) -> list[tuple[str, int, int, int]]:
    """Invented thresholds for adults and for children, rising with the invented index."""
    base = world.index[2022]
    low, middle, high = (
        round(level * world.index[year] / base / 10_000) * 10_000
        for level in (860_000, 1_680_000, 2_120_000)
    )
    children = "BL-198" if year >= 2024 else "SEL-176"
    laws = ("SEL-176",) if children == "SEL-176" else ("SEL-176", "BL-198")
    return [(law, low, middle, high) for law in laws]


def _csv(text: str) -> str:
    if any(mark in text for mark in ';"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _text(path: Path, text: str) -> None:
    """UTF-8 with a line feed at each line's end on every platform."""
    path.write_bytes((text.rstrip("\n") + "\n").encode("utf-8"))
