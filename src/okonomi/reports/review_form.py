"""The form in which drawn cases are reviewed: an Excel file that the intake reads back.

One row per case and indicator, with a drop-down of the answers that the indicator has. It holds
case numbers and is for internal use. Nothing that lies there already is ever written over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from okonomi.errors import UserError
from okonomi.present import numbers
from okonomi.rules import Indicator

FOLDER = "udtraek"
RECORD = "udtraek.json"
HEADINGS = (
    "Sagsnummer", "Gruppe", "Rådgiver", "Emne", "Indikator id", "Spørgsmål", "Vurdering",
    "Gennemgået", "Udtrukket", "Udtrukket af",
)  # fmt: skip
_WIDTHS = (19, 20, 10, 22, 24, 62, 19, 13, 11, 12)
_ANSWER, _DAY = HEADINGS.index("Vurdering"), HEADINGS.index("Gennemgået")
GUIDE, FORM = "Vejledning", "Skema"
_LONGEST_HELP = 255
"""What Excel shows beside a cell."""
_LINE, _GUIDE = 15.0, 72
"""Points of a line of text; width of the guidance, in digits as Excel counts."""
_LETTERS = 1.1
"""Letters in the room of a digit, with some to spare."""


def form_name(period: pd.Period) -> str:
    """``ledelsestilsyn_2026-03.xlsx``."""
    return f"ledelsestilsyn_{period}.xlsx"


def drawn_earlier(root: Path, period: pd.Period) -> set[str]:
    """The cases drawn in the earlier months of the period's year, by the records in ``root``."""
    found: set[str] = set()
    for month in pd.period_range(f"{period.year}-01", period, freq="M")[:-1]:
        record = root / FOLDER / str(month) / RECORD
        if record.is_file():
            found |= set(_read(record)["sager"])
    return found


def write_draw(
    root: Path,
    drawn: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    period: pd.Period,
    seed: int,
    municipality: str,
) -> tuple[Path, bool]:
    """Write form and record to ``root/udtraek/<period>``; the form's path, and whether it is new.

    Where the month's draw lies there already it is left as it is: the same draw is no fault,
    another one is a ``UserError``. A record whose form never came, as when the machine was switched
    off, gets it now. The caller holds the workspace (``lock.locked``).
    """
    folder = root / FOLDER / str(period)
    form, record = folder / form_name(period), folder / RECORD
    content = {"maaned": str(period), "froe": seed, "sager": sorted(drawn["case_id"])}
    if record.exists():
        if _read(record)["sager"] != content["sager"]:
            raise UserError(
                f"Der er allerede trukket lod for {period} i {folder}, og det gav andre sager. "
                "Brug skemaet, som det er. Er ingen begyndt på det, kan I slette mappen og trække "
                "om."
            )
        if form.exists():
            return form, False
    elif form.exists():
        raise UserError(
            f"Der er allerede trukket lod for {period}: {form} ligger der, men {RECORD} mangler. "
            "Hent den fra en sikkerhedskopi. Er ingen begyndt på skemaet, kan I slette mappen og "
            "trække om."
        )
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = form.with_suffix(".tmp")
    write_form(unfinished, drawn, indicators, period=period, municipality=municipality)
    record.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(form)
    return form, True


def _read(record: Path) -> dict[str, Any]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return {"sager": [str(case) for case in content["sager"]]}
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{record} kan ikke læses. Hent den fra en sikkerhedskopi, eller slet mappen "
            f"{record.parent} og træk om."
        ) from None


def write_form(
    path: Path,
    drawn: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    period: pd.Period,
    municipality: str,
) -> None:
    """Write an empty form of the frame of ``draw``; equal arguments give equal bytes."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        end = period.end_time
        book.set_properties(
            {
                "title": f"Ledelsestilsyn – {numbers.month(period)}",
                "author": municipality,
                "created": datetime(end.year, end.month, end.day),
            }
        )
        looks = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#1d4e79", "font_color": "white", "text_wrap": True,
                 "valign": "top", "border": 1}
            ),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "bold": book.add_format({"bold": True, "text_wrap": True, "top": 1}),
        }  # fmt: skip
        guide, form = book.add_worksheet(GUIDE), book.add_worksheet(FORM)
        _write_guide(guide, looks, drawn, indicators, period)
        _write_rows(book, form, looks["head"], drawn, indicators, period)


def _write_guide(
    sheet: Any,
    looks: dict[str, Any],
    drawn: pd.DataFrame,
    indicators: Sequence[Indicator],
    period: pd.Period,
) -> None:
    """How to fill the form in, and what each answer takes.

    All in one column: a sheet without headings is not taken for an export when read back.
    """
    rows = len(drawn) * len(indicators)
    sheet.set_column(0, 0, _GUIDE)
    sheet.write_string(0, 0, f"Ledelsestilsyn – {numbers.month(period)}", looks["title"])
    answer = chr(ord("A") + _ANSWER)
    sheet.write_formula(
        1,
        0,
        f'="Udfyldt: "&COUNTA({FORM}!{answer}2:{answer}{rows + 1})&" af {rows}"',
        None,
        f"Udfyldt: 0 af {rows}",
    )
    lines = [
        (text, "wrap")
        for text in (
            "Til intern brug: skemaet indeholder sagsnumre. Gem det, hvor månedens udtræk ligger.",
            f"1. Gå til arket {FORM}. Der er {len(drawn)} sager, udtrukket ved lodtrækning, og en "
            "række for hver indikator i hver sag. Filtrér på sag eller rådgiver, hvis I deles om "
            "arbejdet.",
            "2. Vælg en vurdering i hver gul celle, og skriv datoen for gennemgangen. Hvad der "
            "skal til, står ved cellen og nedenfor.",
            "3. “Ikke relevant” kan kun vælges, hvor indikatoren kun gælder nogle sager.",
            "4. Udskift ikke en sag med en anden, og spring ikke de besværlige over: så siger de "
            "andre ikke længere noget om resten. Kan en sag ikke gennemgås, skal cellen stå tom.",
            "5. Læg det udfyldte skema i mappen med næste måneds udtræk. Så læses det med.",
            "Vurdér sagen, som den ser ud nu. En vurdering gælder arbejdet, ikke borgeren.",
        )
    ]
    for one in indicators:
        lines.append((f"{one.omraade}: {one.navn}", "bold"))
        lines.append((one.spoergsmaal, "wrap"))
        lines += [(f"{name}: {text}", "wrap") for name, text in _meanings(one).items()]
    for number, (text, look) in enumerate(lines, start=3):
        # Some programs do not make room for wrapped text themselves.
        sheet.set_row(number, _LINE * (1 + int(len(text) / (_GUIDE * _LETTERS))))
        sheet.write_string(number, 0, text, looks[look])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _meanings(indicator: Indicator) -> dict[str, str]:
    """What each answer the indicator has takes."""
    texts = {
        "Overholdt": indicator.overholdt,
        "Delvist overholdt": indicator.delvist,
        "Ikke overholdt": indicator.ikke,
        "Ikke relevant": indicator.ikke_relevant,
    }
    return {name: texts[name] for name in indicator.outcomes}


def _write_rows(
    book: Any,
    sheet: Any,
    head: Any,
    drawn: pd.DataFrame,
    indicators: Sequence[Indicator],
    period: pd.Period,
) -> None:
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    month = datetime(period.year, period.month, 1)
    line = 0
    for number, case in enumerate(drawn.itertuples()):
        for place, indicator in enumerate(indicators):
            line += 1
            looks = _row_looks(book, shaded=number % 2 == 1, first=place == 0)
            texts = (
                case.case_id, case.stratum, case.raadgiver, indicator.omraade, indicator.id,
                indicator.spoergsmaal,
            )  # fmt: skip
            longest = len(indicator.spoergsmaal) > _LETTERS * _WIDTHS[HEADINGS.index("Spørgsmål")]
            sheet.set_row(line, _LINE * (1 + longest))
            for column, text in enumerate(texts):
                sheet.write_string(line, column, str(text), looks["plain"])
            sheet.write_blank(line, _ANSWER, None, looks["answer"])
            sheet.write_blank(line, _DAY, None, looks["day"])
            sheet.write_string(line, _DAY + 1, str(period), looks["plain"])
            sheet.write_number(line, _DAY + 2, int(case.population), looks["plain"])
            sheet.data_validation(line, _ANSWER, line, _ANSWER, _choice(indicator))
    if line:
        sheet.data_validation(1, _DAY, line, _DAY, _a_day(month))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(line, 1), len(HEADINGS) - 1)
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LTil intern brug&RSide &P af &N")


def _row_looks(book: Any, *, shaded: bool, first: bool) -> dict[str, Any]:
    """The formats of a row; a line above each case's first row."""
    common = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#bfbfbf"}
    if first:
        common |= {"top": 2, "top_color": "#262626"}
    plain = common | ({"bg_color": "#f2f2f2"} if shaded else {})
    answer = common | {"bg_color": "#fff2cc", "locked": False}
    day = answer | {"num_format": "dd-mm-yyyy"}
    made = {"plain": plain, "answer": answer, "day": day}
    return {name: book.add_format(look) for name, look in made.items()}


def _choice(indicator: Indicator) -> dict[str, Any]:
    outcomes = indicator.outcomes
    told = "\n".join(f"{name}: {text}" for name, text in _meanings(indicator).items())
    rule: dict[str, Any] = {
        "validate": "list",
        "source": list(outcomes),
        "error_title": "Vælg fra listen",
        "error_message": f"Skriv {', '.join(outcomes[:-1])} eller {outcomes[-1]}.",
    }
    if len(told) <= _LONGEST_HELP:
        rule |= {"input_title": "Hvad skal der til?", "input_message": told}
    return rule


def _a_day(month: datetime) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": month,
        "error_title": "Skriv en dato",
        "error_message": "Skriv dagen, sagen er gennemgået, f.eks. "
        f"{numbers.date(month)}; tidligst den måned, den er udtrukket.",
    }
