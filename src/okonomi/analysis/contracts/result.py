"""Have we a contract on what we pay for, and do we pay what it says?

``gaps``: one row per thing to do, on the period's last day, the largest sums first. A year is a
whole calendar year of what runs that day, at today's prices. Service amounts are gross of refusion
and net of moms, whole øre; positive is what we pay too much. ``docs/metode/kontrakter.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.contracts.findings import findings
from okonomi.analysis.contracts.gaps import find
from okonomi.analysis.contracts.gaps_list import COUNTED, by_kind, gathered, paid_too_much
from okonomi.analysis.contracts.gaps_months import by_month
from okonomi.analysis.contracts.gaps_rows import KINDS
from okonomi.analysis.contracts.gaps_value import Valued, value
from okonomi.analysis.contracts.match import LEAST_KR, matched, running
from okonomi.analysis.contracts.prices import compare
from okonomi.analysis.contracts.register import EXPIRES_WITHIN_DAYS, register
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

_PAPER_GAPS, _PAPER_CONTRACTS = 18, 15
"""Rows on paper: a page of the list; the calendar on one page with the months."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Contracts(Result):
    """The contract register on the period's last day, and its gaps.

    ``gaps``: one row per thing to do, see ``gaps_list.gathered``; ``lines``: the same per placement
    line (kind, row and contract: positions in the tables, line_id, gap: position in ``gaps``,
    missing for what is only counted). ``kinds``: see ``gaps_list.by_kind``. ``months``: see
    ``gaps_months.by_month``. ``register``: see ``contract_register.register``. ``covered``: lines
    with a contract, and lines that need one. ``complete``: whether net can be said.
    """

    name = "kontrakter"
    title = "Har vi kontrakt på det, vi betaler for?"

    gaps: pd.DataFrame
    lines: pd.DataFrame
    kinds: pd.DataFrame
    months: pd.DataFrame
    register: pd.DataFrame
    covered: tuple[int, int]
    complete: bool
    because: tuple[str, ...]
    used: tuple[str, ...]

    def summary(self) -> str:
        day = numbers.date(last_day(self.period))
        with_contract, needed = self.covered
        if not needed:
            return f"Ingen bevillinger den {day} skal have en kontrakt."
        if self.register.empty:
            lines = count(needed, "bevilling", "bevillinger")
            return (
                f"Ingen af de {lines}, der skal have en kontrakt den {day}, har en, som kan findes "
                "i mappen."
            )
        total = self.kinds.iloc[-1]
        text = (
            f"{numbers.whole(with_contract)} af {count(needed, 'bevilling', 'bevillinger')}, der "
            f"skal have en kontrakt, har en den {day}"
        )
        if expired := int(self.gaps["kind"].eq("udloebet").sum()):
            are = (
                "1 af kontrakterne er udløbet"
                if expired == 1
                else f"{expired} af kontrakterne er udløbet"
            )
            text += f" ({are})"
        if (overpaid := self.overpaid["claim_oere"].sum()) > 0:
            text += f"; der er betalt {numbers.tkr(overpaid)} for meget i år"
        if total.service_oere > 0:
            text += f", og rettes alt, spares {numbers.tkr(total.service_oere)} om året"
            if not pd.isna(total.net_oere):
                text += f" ({numbers.tkr(total.net_oere)} netto{self._skoen()})"
        return text + "."

    @property
    def overpaid(self) -> pd.DataFrame:
        """See ``gaps_list.paid_too_much``."""
        return paid_too_much(self.gaps)

    def _skoen(self) -> str:
        return ", skøn" if self.because else ""

    def tables(self) -> list[Table]:
        months = [] if self.months.empty else [self._months_table()]
        return [self._kinds_table(), self._gaps_table(), *months, self._register_table()]

    def _kinds_table(self) -> Table:
        net = (Column("net_oere", "Netto pr. år", "oere", -3),) if self.complete else ()
        return Table(
            name="kontraktmangler",
            title=f"Mangler efter art, {numbers.month(self.period)}",
            frame=self.kinds,
            row_kind="row_kind",
            columns=(
                Column("label", "Art", "text"),
                Column("gaps", "Mangler", "int"),
                Column("providers", "Leverandører", "int"),
                Column("service_oere", "Servicerammen pr. år", "oere", -3),
                *net,
                Column("claim_oere", "For meget betalt i år", "oere", -3),
                Column("word", "", "text"),
            ),
            note="Pr. år er et helt år af det, der løber nu, til dagens priser; plus er det, vi "
            "betaler for meget. I alt er, hvis alt rettes på én gang: netto kan ikke lægges "
            "sammen, og en linje med to mangler tæller én gang. For meget betalt i år er i alt kun "
            "det, der er betalt for meget: det, der er billigere end aftalt, og dagtal er ikke med."
            + self._counted()
            + self._because(),
        )

    def _months_table(self) -> Table:
        return Table(
            name="betalt-mod-aftalt",
            title="Betalt mod aftalt pris, måned for måned",
            frame=self.months,
            row_kind="row_kind",
            columns=(
                Column("label", "Måned", "text"),
                Column("lines", "Linjer", "int"),
                Column("paid_oere", "Betalt", "oere", 0),
                Column("agreed_oere", "Aftalt", "oere", 0),
                Column("over_oere", "Over aftalt", "oere", 0),
                Column("under_oere", "Under aftalt", "oere", 0),
                Column("dagtal_oere", "Dagtal", "oere", 0),
            ),
            note="Kun linjer, hvor prisen er en anden end den aftalte, fra den dag den er det; "
            "uden moms og før refusion. Betalt er efter bevillingens pris og dage. Betalt minus "
            "aftalt er de tre sidste kolonner lagt sammen.",
        )

    def _gaps_table(self) -> Table:
        net = (Column("net_oere", "Netto pr. år", "oere", 0, paper=False),)
        net = net if self.complete else ()
        return Table(
            name="mangelliste",
            title="Det, der skal gøres, de største beløb først",
            frame=self.gaps.assign(label=self.gaps["kind"].map(KINDS)),
            internal=True,
            paper_rows=_PAPER_GAPS,
            columns=(
                Column("label", "Art", "text"),
                Column("provider", "Leverandør", "text"),
                Column("case_id", "Sag", "text"),
                Column("service", "Ydelse", "text"),
                Column("text", "Hvad er der galt", "text"),
                Column("from_date", "Fra", "date"),
                Column("to_date", "Til", "date", paper=False),
                Column("paid_oere", "Betales pr. år", "oere", 0, paper=False),
                Column("service_oere", "For meget pr. år", "oere", 0),
                *net,
                Column("claim_oere", "For meget i år", "oere", 0),
                Column("word", "", "text", paper=False),
                Column("deadline", "Frist for krav", "text"),
                Column("advice", "Gør", "text"),
            ),
            note="Beløb uden moms og før refusion, hvor andet ikke står. Minus: vi betaler mindre "
            "end aftalt." + self._because(),
        )

    def _register_table(self) -> Table:
        return Table(
            name="kontraktregister",
            title="Kontrakterne og deres frister, de første udløb først",
            frame=self.register,
            internal=True,
            paper_rows=_PAPER_CONTRACTS,
            columns=(
                Column("contract_id", "Kontrakt", "text"),
                Column("provider", "Leverandør", "text"),
                Column("case_id", "Sag", "text"),
                Column("service", "Ydelse", "text"),
                Column("paid_oere", "Betales pr. år", "oere", 0),
                Column("expiry", "Udløb", "date"),
                Column("notice", "Opsigelse", "text"),
                Column("last_notice", "Opsiges senest", "date"),
                Column("new_price_from", "Ny pris tidligst", "date"),
                Column("last_review", "Gennemgået", "date", paper=False),
                Column("note", "", "text"),
            ),
            note="Opsiges senest: så intet binder efter udløb. Ny pris tidligst: hvis der opsiges "
            f"den {numbers.date(last_day(self.period))}.",
        )

    def _counted(self) -> str:
        listed = self.kinds["kind"].ne(COUNTED).all()
        return "" if listed else f" {KINDS[COUNTED]} er kun talt og står ikke i listen."

    def _because(self) -> str:
        return f" Skøn: {'; '.join(self.because)}." if self.because else ""

    def definitions(self) -> list[tuple[str, str]]:
        return define("dagtal", "tillæg", "servicerammen", "netto", "skøn")

    def sources(self) -> list[str]:
        return [
            "Bevillinger, kontrakter, leverandører og fravær i månedens udtræk.",
            *self.used,
            "Metode: docs/metode/kontrakter.md.",
        ]


def contracts(
    reading: Reading,
    kontoplan: pd.DataFrame,
    rules: Rules,
    least_kr: float = LEAST_KR,
    review_months: int = 12,
    within_days: int = EXPIRES_WITHIN_DAYS,
) -> Contracts:
    """The register and its gaps on the last day of the reading's period.

    ``least_kr``: a følgeydelse that costs less a year needs no contract; ``review_months``: how old
    a review may be; ``within_days``: how soon an expiry stands in the calendar (okonomi.toml,
    [kontrakter]).
    """
    day = last_day(reading.period)
    lines = running(reading, day)
    matches = matched(reading, rules, day, least_kr)
    held = _comparable(lines, matches, reading["contract"])
    prices = compare(held, reading["contract"], reading["placement"], rules)
    found = find(reading, lines, matches, prices, review_months)
    valued = value(found, lines, reading, rules)
    found = found.join(valued.frame)
    gaps, of_gap = gathered(found, valued, reading, kontoplan)
    named = found[["kind", "row", "contract"]].assign(
        gap=of_gap, line_id=reading["placement"]["line_id"].iloc[found["row"]].to_numpy()
    )
    needed = matches[matches["needed"]]
    used = (*prices.values, *valued.values)
    return Contracts(
        period=reading.period,
        gaps=gaps,
        lines=named,
        kinds=by_kind(gaps, found, valued, reading),
        months=by_month(found, reading),
        register=register(reading, matches, valued.paid, within_days),
        covered=(int(needed["contract"].notna().sum()), len(needed)),
        complete=not valued.missing,
        because=valued.skoen_because,
        used=tuple(dict.fromkeys(f"{value.name}: {value.source}" for value in used)),
        findings=(*_missing(valued), *findings(reading, lines, matches, prices.frame)),
    )


def _comparable(lines: pd.DataFrame, matches: pd.DataFrame, contract: pd.DataFrame) -> pd.DataFrame:
    """Lines whose contract has a price for exactly this: not one that covers several services."""
    known = matches[matches["contract"].notna()]
    agreed = contract["service"].iloc[known["contract"].to_numpy(dtype="int64")].str.casefold()
    service = lines.loc[known.index, "service"].str.casefold()
    same = (agreed.to_numpy() == service.to_numpy()) | agreed.isna().to_numpy()
    direct = known["how"].eq("sag") | (known["how"].isin(["tilbud", "leverandør"]) & same)
    chosen = known[direct]
    held = lines.loc[chosen.index].assign(contract=chosen["contract"])
    return held[held["price_kr"] > 0]


def _missing(valued: Valued) -> list[Finding]:
    return [
        Finding(code="refusion-mangler", severity="advarsel", text=lack.text, remedy=lack.remedy)
        for lack in valued.missing
    ]
