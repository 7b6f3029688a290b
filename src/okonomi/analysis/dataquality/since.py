"""What the exports had the month before and have not now: files, rows, columns, or nothing new."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from okonomi.analysis.words import count
from okonomi.cost import citizens
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.intake.files import split_date
from okonomi.intake.ids import native_ids
from okonomi.intake.schema import TABLES
from okonomi.period import last_day
from okonomi.present import numbers

USUAL_SHARE = 0.2
"""A column filled in fewer of the rows than this may well be empty for a month."""
WITHOUT = {
    "placement": "ser udgiften mindre ud, end den er",
    "posting": "ser det bogførte mindre ud, end det er",
    "payment": "ser det betalte mindre ud, end det er",
    "contract": "kan kontrakter ikke vurderes",
    "budget": "kan afvigelsen fra budgettet ikke vises rigtigt",
    "case": "mangler sagernes datoer og rådgivere",
    "person": "mangler borgernes alder og husstand",
    "provider": "mangler leverandørernes art og momsfaktor",
    "price_list": "kan priser ikke holdes op mod prislisten",
    "capacity": "kan egne pladser ikke vurderes",
    "delivery": "kan leverede timer ikke vurderes",
    "absence": "kan fravær ikke vurderes",
    "goal": "kan målene ikke vurderes",
    "raadgiver": "mangler rådgivernes gruppe og timer",
    "action": "kan handleplanen ikke vurderes",
    "case_event": "kan fristerne ikke vurderes",
    "vacancy": "kan ledige stillinger ikke vurderes",
    "complaint": "kan klager ikke vurderes",
    "indicator_sample": "kan ledelsestilsynet ikke vurderes",
}
"""What is wrong with the figures of a month without an export that fills the table."""
MISSING, AMOUNTS_MISSING = "udtraek-mangler", "udtraek-med-beloeb-mangler"
AMOUNTS = ("placement", "posting", "budget")
"""Without these, or the price file, the amounts are wrong; without others a section is empty."""
PRICES = "kan bevillingernes priser mangle, og udgiften ser da mindre ud, end den er"
"""The same of an export whose rows are joined to those of others, such as a price file."""
JOINED = "kan leverandørernes og sagernes oplysninger mangle"
"""The same of one without amounts, such as a list of names."""
FEW = 5
"""So few rows say nothing of what a column usually holds."""
LOST_SHARE, FEW_LOST = 0.2, 3
"""From this share of last month's running lines (or postings), and this many, it is no movement but
an extract that is cut short."""


def missing_exports(reading: Reading, before: Reading | None) -> list[Finding]:
    """One per kind of export that the month before had and this month has not, has in a file that
    was not read, or has without its rows: all of them, or many of those that must still be there.
    """
    if before is None:
        return []
    known = before.files[before.files["used"] > 0]
    gone = known[~known["profile"].isin(reading.files["profile"])].drop_duplicates("profile")
    return [
        *(_missing(reading, before, row.profile, row.file) for row in gone.itertuples()),
        *_without_rows(reading, before),
        *_without_citizens(reading, before),
        *_without_earlier_postings(reading, before),
    ]


def _without_rows(reading: Reading, before: Reading) -> Iterator[Finding]:
    """Exports that amounts rest on, with headings and no row that could be used.

    In January the year may have no postings yet.
    """
    used = [files.groupby("profile")["used"].sum() for files in (reading.files, before.files)]
    emptied = used[0][(used[0] == 0) & (used[1].reindex(used[0].index) > 0)].index
    for profile in emptied:
        says = _without(before, profile)
        if not _of_amounts(says) or (reading.period.month == 1 and says == [WITHOUT["posting"]]):
            continue
        file = reading.files.loc[reading.files["profile"] == profile, "file"].iloc[0]
        yield Finding(
            code=AMOUNTS_MISSING,
            severity="fejl",
            text=f"{file} har ingen rækker, der kan bruges: uden dem {' og '.join(says)}.",
            remedy="Se efter periode og filter i kildesystemet, hent udtrækket igen, og kør "
            "rapporten igen.",
        )


def _without_citizens(reading: Reading, before: Reading) -> Iterator[Finding]:
    """Running lines of last month whose citizens are not in the exports any more.

    Who stops stays in the export with a last day. A citizen under new line ids is still there.
    """
    running, gone, there = _gone(reading, before)
    lost = gone[~there]
    if _many(len(lost), len(running)):
        yield Finding(
            code=AMOUNTS_MISSING,
            severity="fejl",
            text=f"{numbers.whole(len(lost))} af de {numbers.whole(len(running))} bevillinger, der "
            f"fortsatte efter {numbers.month(before.period)}, er ikke i udtrækket for "
            f"{numbers.month(reading.period)}, og det er deres borgere heller ikke: uden dem "
            f"{WITHOUT['placement']}.",
            remedy="Se efter, om udtrækket er afgrænset, for eksempel til en afdeling eller til "
            "aktive sager. En ophørt bevilling skal blive i udtrækket med sin slutdato.",
            rows=lost[["case_id", "service", "provider", "start", "end"]],
        )


def renumbered_lines(reading: Reading, before: Reading | None) -> list[Finding]:
    """Running lines of last month that are gone while their citizens are still there."""
    if before is None:
        return []
    running, gone, there = _gone(reading, before)
    gone = gone[there]
    if not _many(len(gone), len(running)):
        return []
    return [
        Finding(
            code="linjer-nye-numre",
            severity="advarsel",
            text=f"{numbers.whole(len(gone))} af de {numbers.whole(len(running))} bevillinger, der "
            f"fortsatte efter {numbers.month(before.period)}, er ikke i udtrækket for "
            f"{numbers.month(reading.period)} under samme linjenummer, men det er deres borgere. "
            "Har linjerne fået nye numre, står de både som ophørte og som nye blandt bevægelserne "
            "og i broen.",
            remedy="Få linjens faste nummer med i udtrækket.",
            rows=gone[["case_id", "service", "provider", "start", "end"]],
        )
    ]


def _gone(reading: Reading, before: Reading) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Last month's running lines, those that are not in the exports now, and of each of these
    whether its citizen is: by CPR number or case, for either may be lacking this month."""
    running, now = _went_on(reading, before), reading["placement"]
    gone = running[~line_keys(before, running).isin(line_keys(reading))]
    there = citizens(gone).isin(citizens(now)) | gone["case_id"].isin(now["case_id"].dropna())
    return running, gone, there


def _went_on(reading: Reading, before: Reading) -> pd.DataFrame:
    """Last month's granted lines that were paid after it, of exports that have rows now too."""
    lines, day = before["placement"], last_day(before.period)
    used = reading.files.loc[reading.files["used"] > 0, "profile"]
    profile = before.files["profile"].reindex(lines["source"]).isin(used).to_numpy()
    granted = (lines["status"] == "bevilget") & (lines["frequency"] != "engang")
    open_end = lines["end"].isna() | (lines["end"] > day)
    running = lines[profile & granted & (lines["start"] <= day) & open_end]
    return running.drop_duplicates("line_id", keep="last")


def line_keys(reading: Reading, lines: pd.DataFrame | None = None) -> pd.Series:
    """What a line is known by from month to month: its profile and its id there."""
    lines = reading["placement"] if lines is None else lines
    profile = reading.files["profile"].reindex(lines["source"]).astype("str").to_numpy()
    return pd.Series(profile, index=lines.index).astype("str") + "\t" + native_ids(lines["line_id"])


def _many(lost: int, of: int) -> bool:
    return lost >= FEW_LOST and lost >= LOST_SHARE * of


def _without_earlier_postings(reading: Reading, before: Reading) -> Iterator[Finding]:
    """Postings of the year's earlier months that last month's export had: a booking is undone by
    another one, and never goes away. Fewer rows of the same amount are only added up."""
    first = pd.Timestamp(reading.period.year, 1, 1)
    if before.period < first.to_period("M") or reading["posting"].empty:
        return
    amounts = [
        posting.loc[posting["date"].between(first, last_day(before.period)), "amount_oere"]
        for posting in (before["posting"], reading["posting"])
    ]
    (then, now), (paid, kept) = ([f(part) for part in amounts] for f in (len, sum))
    if _many(then - now, then) and kept < (1 - LOST_SHARE) * paid:
        yield Finding(
            code=AMOUNTS_MISSING,
            severity="fejl",
            text=f"Udtrækket har {count(now, 'postering', 'posteringer')} bogført til og med "
            f"{numbers.month(before.period)}; sidste måneds udtræk havde {numbers.whole(then)}. "
            f"Uden dem {WITHOUT['posting']}.",
            remedy="Udtræk årets posteringer fra 1. januar, eller lad de tidligere måneders filer "
            "læse med: okonomi.toml, [filer] tidligere_maaneder.",
        )


def _without(before: Reading, profile: str) -> list[str]:
    """What is wrong with the figures without an export that the month before had; of one that
    amounts rest on, no more than that."""
    says = {name: text for name, text in WITHOUT.items() if profile in _by_profile(before, name)}
    amounts = [says[name] for name in AMOUNTS if name in says]
    # What fills no table is joined to what does: with amounts it is prices.
    priced = before.files.loc[before.files["profile"] == profile, "used_oere"].ne(0).any()
    return amounts or list(says.values()) or [PRICES if priced else JOINED]


def _of_amounts(says: list[str]) -> bool:
    return PRICES in says or any(WITHOUT[name] in says for name in AMOUNTS)


def _missing(reading: Reading, before: Reading, profile: str, file: str) -> Finding:
    says = _without(before, profile)
    without = f"uden det {' og '.join(says)}."
    code = AMOUNTS_MISSING if _of_amounts(says) else MISSING
    unread = reading.files[reading.files["profile"].isna()]["file"]
    same = [name for name in unread if _list_name(name) == _list_name(file)]
    if same:
        return Finding(
            code=code,
            severity="fejl",
            text=f"{same[0]} ligger i mappen, men er ikke læst: {without}",
            remedy="Se, hvad der står om filen under “Kan vi stole på tallene?”, hent udtrækket "
            "igen, og kør rapporten igen.",
        )
    return Finding(
        code=code,
        severity="fejl",
        text=f"Der er intet udtræk som {file} i {numbers.month(reading.period)}: {without}",
        remedy=f"Læg månedens udtræk (profil {profile}) i mappen {reading.period}, og kør "
        "rapporten igen.",
    )


def _list_name(file: str) -> str:
    """What files of one list have in common: the name without folder, date and ending."""
    return split_date(file.split("/")[-1])[1].casefold()


def copied_exports(reading: Reading, before: Reading | None) -> list[Finding]:
    """Bevillinger and postings that are last month's files, byte for byte."""
    if before is None:
        return []
    moving = {source for name in ("placement", "posting") for source in reading[name]["source"]}
    files = reading.files[reading.files.index.isin(moving)]
    old = files["sha256"].isin(before.files["sha256"])
    # Changes by day stay in the folder beside newer ones: only the newest should have changed.
    name = files["file"].map(lambda file: split_date(file.split("/")[-1]))
    day, lists = name.str[0], name.str[1]
    newest = day.groupby([files["profile"], lists]).transform("max")
    same = files[old & (day == newest)]
    if same.empty:
        return []
    return [
        Finding(
            code="udtraek-som-sidste-maaned",
            severity="advarsel",
            text=f"{count(len(same), 'fil', 'filer')} med bevillinger eller posteringer er præcis "
            f"som i {numbers.month(before.period)}.",
            remedy="Se efter, om sidste måneds udtræk er lagt i mappen ved en fejl.",
            rows=same[["file", "profile"]],
        )
    ]


def emptied_columns(reading: Reading, before: Reading | None) -> list[Finding]:
    """One per kind of export with columns that were usual the month before and are empty now.

    A heading that was renamed reads as an empty column: the figures that rest on it change without
    a word. Looked at are columns that were filled in at least ``USUAL_SHARE`` of the rows.
    """
    if before is None:
        return []
    lost: dict[str, list[str]] = {}
    for profile, column in _emptied(reading, before):
        lost.setdefault(profile, []).append(column)
    return [
        Finding(
            code="kolonne-tom",
            severity="advarsel",
            text=f"{', '.join(f'“{c}”' for c in columns)} var udfyldt i "
            f"{numbers.month(before.period)} og er helt tom i {numbers.month(reading.period)} "
            f"(profil {profile}).",
            remedy="Har kolonnen fået en anden overskrift i udtrækket, så ret den i filen, eller "
            "skriv den nye overskrift i en egen profil (se docs/profiler).",
        )
        for profile, columns in lost.items()
    ]


def _emptied(reading: Reading, before: Reading) -> Iterator[tuple[str, str]]:
    """Profile and meaning of each column that is empty now and was not then."""
    for name, table in TABLES.items():
        now, then = _by_profile(reading, name), _by_profile(before, name)
        for profile in sorted(now.keys() & then.keys()):
            if len(then[profile]) < FEW:
                continue
            for column, field in table.fields.items():
                usual = then[profile][column].notna().mean() >= USUAL_SHARE
                if usual and now[profile][column].isna().all():
                    yield profile, field.meaning


def _by_profile(reading: Reading, name: str) -> dict[str, pd.DataFrame]:
    """The rows of one typed table by the profile of the file they came from."""
    frame = reading[name]
    if "source" not in frame or frame.empty:
        return {}
    profiles = reading.files["profile"].reindex(frame["source"]).to_numpy()
    return {str(profile): rows for profile, rows in frame.groupby(profiles)}
