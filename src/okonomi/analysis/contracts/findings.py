"""What the reader should know before trusting the contract register, each as one sentence."""

from __future__ import annotations

from difflib import get_close_matches

import pandas as pd

from okonomi.analysis.contracts.names import keyed, numbered, provider_keys
from okonomi.analysis.private import is_private
from okonomi.analysis.provider_facts import is_own
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.intake.names import normalise_name
from okonomi.period import last_day

_ALIKE = 0.6
"""difflib's ratio: lower than for a merge, since this only says which names to look at."""


def findings(
    reading: Reading, lines: pd.DataFrame, matches: pd.DataFrame, prices: pd.DataFrame
) -> tuple[Finding, ...]:
    """Everything doubtful in the register: unknown providers, prices that were not compared."""
    found = (
        _no_contracts(reading),
        _unknown_provider(reading, lines),
        _unknown_case(reading),
        _other_spelling(reading, lines, matches),
        _not_compared(lines, matches, prices),
        _families(reading, lines, matches),
    )
    return tuple(finding for finding in found if finding is not None)


def _no_contracts(reading: Reading) -> Finding | None:
    if len(reading["contract"]):
        return None
    return Finding(
        code="ingen-kontrakter",
        severity="advarsel",
        text="Der er ingen kontrakter i mappen, så priser og frister kan ikke holdes op mod dem.",
        remedy="Læg kontraktregisteret som Excel eller CSV i månedens mappe.",
    )


def _unknown_provider(reading: Reading, lines: pd.DataFrame) -> Finding | None:
    """Contracts whose provider has no placement at all: most often another spelling."""
    contracts, placement = reading["contract"], reading["placement"]
    keys = provider_keys(reading)
    known = {keys.get(name, name) for name in placement["provider"].dropna().unique()}
    names = keyed(contracts["provider"], keys)
    lost = contracts[names.notna() & ~names.isin(known)]
    if lost.empty or placement.empty:
        return None
    of_case = lines.dropna(subset=["case_id", "provider"])
    of_case = of_case.groupby("case_id")["provider"].agg(lambda p: list(dict.fromkeys(p)))
    shown = {normalise_name(name): name for name in sorted(known)}
    rows = lost[["contract_id", "provider", "case_id", "service"]].assign(
        ligner=[
            ", ".join(_nearest(name, of_case.get(case, []), shown)) or "ingen navne ligner"
            for name, case in zip(lost["provider"], lost["case_id"], strict=True)
        ]
    )
    return Finding(
        code="kontrakt-uden-leverandoer",
        severity="advarsel",
        text=f"{count(len(lost), 'kontrakt', 'kontrakter')} er med en leverandør, som ingen "
        "bevilling har. Er navnet stavet anderledes, ser anbringelserne ud til at være uden "
        "kontrakt.",
        remedy="Er det en leverandør med et andet navn, så skriv det i leverandoer_alias.csv: "
        "navn;samles_under.",
        rows=rows.reset_index(drop=True),
    )


def _unknown_case(reading: Reading) -> Finding | None:
    """Contracts in force on a case that nobody has: most often a slip in the number."""
    contracts, day = reading["contract"], last_day(reading.period)
    cases = pd.concat([reading[name]["case_id"] for name in ("placement", "case")])
    lost = contracts["case_id"].notna() & ~contracts["case_id"].isin(cases)
    rows = contracts[lost & ~(contracts["start"] > day) & ~(contracts["expiry"] < day)]
    if rows.empty or reading["placement"].empty:
        return None
    return Finding(
        code="kontrakt-ukendt-sag",
        severity="oplysning",
        text=f"{count(len(rows), 'kontrakt', 'kontrakter')} i kraft er på en sag, som hverken "
        "bevillingerne eller sagslisten har. Er sagsnummeret skrevet forkert, ser anbringelsen ud "
        "til at være uden kontrakt.",
        remedy="Ret sagsnummeret i kontraktregisteret, eller sæt udløb på kontrakter, der er slut.",
        rows=rows[["contract_id", "provider", "case_id", "service"]].reset_index(drop=True),
    )


def _other_spelling(reading: Reading, lines: pd.DataFrame, matches: pd.DataFrame) -> Finding | None:
    """Lines held against a contract of their case with a provider spelled otherwise."""
    keys = numbered(reading)
    by_case = matches[matches["how"] == "sag"]
    agreed = reading["contract"]["provider"].iloc[by_case["contract"].to_numpy(dtype="int64")]
    paid = lines.loc[by_case.index, ["provider", "case_id", "service"]]
    paid = paid.assign(kontraktens_navn=agreed.to_numpy())
    same = keyed(paid["provider"], keys).eq(keyed(paid["kontraktens_navn"], keys))
    rows = paid[~same]
    if rows.empty:
        return None
    return Finding(
        code="kontrakt-andet-navn",
        severity="advarsel",
        text=f"{count(len(rows), 'linje', 'linjer')} har en kontrakt for samme sag og ydelse, men "
        "leverandørens navn er stavet anderledes. De er holdt op mod hinanden.",
        remedy="Er det samme leverandør, så skriv det i leverandoer_alias.csv: navn;samles_under.",
        rows=rows.reset_index(drop=True),
    )


def _nearest(name: str, of_case: list[str], shown: dict[str, str]) -> list[str]:
    """At most three names: those the case is with, then those that look most alike."""
    alike = get_close_matches(normalise_name(name), list(shown), n=3, cutoff=_ALIKE)
    return list(dict.fromkeys([*of_case, *(shown[form] for form in alike)]))[:3]


def _not_compared(
    lines: pd.DataFrame, matches: pd.DataFrame, prices: pd.DataFrame
) -> Finding | None:
    """Lines with a contract whose price nobody has held against it."""
    unknown = prices.loc[prices["verdict"] == "ukendt", "reason"]
    several = matches.index[matches["contract"].notna() & ~matches.index.isin(prices.index)]
    reason = pd.concat(
        [unknown, pd.Series("kontrakten dækker flere ydelser under én pris", index=several)]
    ).astype("str")
    if reason.empty:
        return None
    rows = lines.loc[reason.index, ["line_id", "case_id", "provider", "service"]]
    return Finding(
        code="pris-ikke-sammenlignet",
        severity="oplysning",
        text=f"{count(len(rows), 'linje', 'linjer')} har en kontrakt, som prisen ikke kan holdes "
        f"op mod: {', '.join(f'{why} ({n})' for why, n in reason.value_counts().items())}.",
        remedy="Skriv enhed, frekvens, pris, prisår og indeksserie i kontraktregisteret, og "
        "indeksets tal i regler/price_index.csv.",
        rows=rows.assign(aarsag=reason).reset_index(drop=True),
    )


def _families(reading: Reading, lines: pd.DataFrame, matches: pd.DataFrame) -> Finding | None:
    agreed = matches.index[matches["contract"].notna()]
    family = lines[(lines["line_kind"] == "hovedydelse") & is_private(lines, reading["provider"])]
    without = family[~family.index.isin(agreed) & ~is_own(family, reading["provider"])]
    if without.empty:
        return None
    return Finding(
        code="plejefamilier-uden-kontrakt",
        severity="oplysning",
        text=f"{count(len(without), 'anbringelse', 'anbringelser')} hos plejefamilier eller andre "
        "privatpersoner har ingen kontrakt i registeret. Det tæller ikke som en mangel.",
        remedy="Plejekontrakter står ofte i et andet register; se efter der.",
        rows=without[["line_id", "case_id", "provider", "service"]].reset_index(drop=True),
    )
