"""Numbers, dates and words as the source systems write them."""

from __future__ import annotations

from datetime import date

from okonomi.eksempel.exact import PRICE_PARTS, half_away

FREQUENCY_WORDS = {
    "dag": "Daglig", "uge": "Ugentlig", "14 dage": "Hver 14. dag", "maaned": "Månedlig",
    "kvartal": "Kvartalsvis", "aar": "Årlig", "engang": "Engangsydelse",
}  # fmt: skip
UNIT_WORDS = {
    "doegn": "Døgn", "dag": "Dag", "time": "Time", "maaned": "Måned", "aar": "År",
    "stk": "Stk.", "km": "Km", "fast": "Fast",
}  # fmt: skip
NEED_WORDS = ("Intet", "Let", "Moderat", "Højt", "Fuldstændigt")
NIGHT_WORDS = {"ingen": "Ingen", "sovende": "Sovende", "vaagen": "Vågen"}
STATUS_WORDS = {"bevilget": "Bevilget", "forventet": "Forventet", "kladde": "Kladde"}
KIND_WORDS = {"hovedydelse": "Hovedydelse", "foelgeydelse": "Følgeydelse"}
AREA_WORDS = {"boern": "Børn og unge", "voksne": "Voksne"}
OWNERSHIP_WORDS = {
    "privat": "Privat", "selvejende": "Selvejende", "kommunal": "Kommunal",
    "regional": "Regional", "plejefamilie": "Plejefamilie",
}  # fmt: skip

_LAWS = {"SEL": "Serviceloven", "BL": "Barnets Lov", "ABL": "Almenboligloven"}


def law_text(code: str, short: bool = False) -> str:
    """``SEL-52-3.7`` → ``Serviceloven § 52, stk. 3, nr. 7``; short with the law's letters."""
    law, section, *rest = code.split("-")
    text = f"{law if short else _LAWS[law]} § {section}"
    if rest:
        paragraph, _, number = rest[0].partition(".")
        text += f", stk. {paragraph}" + (f", nr. {number}" if number else "")
    return text


def day_text(day: date | None) -> str:
    """``31-12-2026``."""
    return day.strftime("%d-%m-%Y") if day else ""


def number_text(value: int, parts: int, decimals: int, thousands: bool = True) -> str:
    """A whole number of ``1/parts`` as ``1.234,50``; trailing digits beyond two only if needed."""
    size = abs(value)
    whole, rest = divmod(size, parts)
    digits = str(rest).rjust(len(str(parts)) - 1, "0") if parts > 1 else ""
    kept = digits[:decimals] + digits[decimals:].rstrip("0")
    text = f"{whole:,}".replace(",", ".") if thousands else str(whole)
    text += f",{kept}" if kept else ""
    return f"-{text}" if value < 0 else text


def price_text(price: int) -> str:
    """Ten-thousandths of a krone as ``2.434,50``, with a third and fourth decimal if needed."""
    return number_text(price, PRICE_PARTS, 2)


def oere_text(oere: int) -> str:
    """Øre as ``1.234,50``."""
    return number_text(oere, 100, 2)


def trailing_minus(text: str) -> str:
    """``-500,00`` as mainframes write it: ``500,00-``."""
    return f"{text[1:]}-" if text.startswith("-") else text


def price_oere(price: int) -> int:
    """The øre of a price; the third and fourth decimal are rounded."""
    return half_away(price, PRICE_PARTS // 100)


def kroner(price: int) -> float:
    """A price in a workbook cell."""
    return price / PRICE_PARTS
