"""A year with known thresholds: every payer's refund is what a slow independent count makes it.

The count is fed from the made-up municipality's facit alone – the lines as the month shows them,
births, households, refunded VAT, own payment – and goes day by day in fractions. What it finds is
held against exports read, ledger, net and finished report. And a year whose thresholds nobody has
entered gets no net figure at all.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from cost import slow_net
from openpyxl import load_workbook
from ruleset import own_rules
from same_numbers import same_numbers
from true_year import DECEMBER, Municipality, Payer, per_payer, without_thresholds

from okonomi.analysis.refusion.result import refusion
from okonomi.cli import main
from okonomi.cost import NetLedger, ledger, net
from okonomi.intake.reading import Reading
from okonomi.present import numbers
from okonomi.rules import Rules, load_kontoplan
from okonomi.workspace import open_workspace

JUNE = pd.Period("2022-06", "M")
FIRST_THRESHOLD = 860_000_00
FULL_OF_CASES = 10
"""A seed with all that ``test_the_year_holds_the_cases_that_matter`` names."""
ODD_NAMES = 20
"""A seed where a provider with refunded VAT is spelled in ways that the alias table lacks."""


def net_of(
    reading: Reading, by_rules: Rules, period: pd.Period = DECEMBER
) -> tuple[NetLedger, dict[Payer, tuple[int, int]]]:
    """The year's net ledger as okonomi makes it; and payer → what counts, refund."""
    lines = reading["placement"]
    months = ledger(lines, pd.Period("2022-01", "M"), DECEMBER)
    made = net(months, lines, reading["person"], reading["provider"], by_rules, period)
    payers = {
        (row.group, row.payer): (row.total_oere, row.refusion_oere)
        for row in made.payers.itertuples()
    }
    return made, payers


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Municipality:
    return Municipality.made(tmp_path_factory.mktemp("kommune 2022 æøå"), FULL_OF_CASES)


@pytest.fixture(scope="module")
def made(year) -> tuple[NetLedger, dict[Payer, tuple[int, int]]]:
    return net_of(year.reading, year.rules())


def test_every_payers_refund_equals_the_slow_count(year, made):
    nets, payers = made
    assert payers == per_payer(year.slow)
    assert len(payers) > 50 and sum(refund > 0 for _, refund in payers.values()) > 10
    assert nets.complete and not nets.skoen
    assert {v.source for v in nets.values if "refusion" in v.name} == {
        "https://danskelove.dk/serviceloven/176"
    }


def test_the_years_sums_are_the_true_ones_in_every_month(year, made):
    nets, _ = made
    gross, moms = year.slow.gross, year.slow.moms
    refund = sum(year.slow.refund.values())
    assert nets.total() == {
        "gross_oere": gross,
        "moms_refusion_oere": moms,
        "service_oere": gross - moms,
        "refusion_oere": refund,
        "net_oere": gross - moms - refund,
    }
    months = nets.by(pd.DataFrame(index=year.reading["placement"].index)).set_index("month")
    assert len(months) == 12
    assert months[list(nets.total())].sum().to_dict() == nets.total()
    true: dict[pd.Timestamp, int] = defaultdict(int)
    for row in year.facit("maaned_2022-12"):
        true[pd.Timestamp(row["month"])] += int(row["gross_oere"])
    assert months["gross_oere"].to_dict() == {m: true[m] for m in months.index}


def test_the_first_half_years_claim_equals_the_slow_count(year):
    nets, _ = net_of(year.reading, year.rules(), JUNE)
    half = slow_net.year_of(year.places, 2022, last_month=6)
    assert {
        (row.group, row.payer): (row.total_to_date_oere, row.refusion_to_date_oere)
        for row in nets.payers.itertuples()
    } == per_payer(half)
    assert sum(half.refund.values()) > 0


def test_the_year_holds_the_cases_that_matter(year):
    """Else the agreement above would say little."""
    refund, lives, persons = year.slow.refund, defaultdict(set), defaultdict(set)
    cost: dict[str, int] = defaultdict(int)
    for place, who, life, gross in year.slow_parts:
        cost[place.who] += gross
        lives[place.who].add(life)
        persons[who].add(place.who)
    with_refund = {who for who, oere in refund.items() if oere}
    siblings = [who for who in with_refund if len(persons[who]) > 1]
    turned_18 = {who for who, stages in lives.items() if stages == {"barn", "voksen"}}
    turned_67 = {who for who, stages in lives.items() if stages == {"voksen", "over 67"}}
    over_67 = {who for who, stages in lives.items() if stages == {"over 67"}}
    assert any(max(cost[one] for one in persons[who]) < FIRST_THRESHOLD for who in siblings)
    assert any(turned_18 & persons[who] for who in with_refund)
    assert any(("voksne", f"borger {who}") in with_refund for who in turned_67)
    assert any(cost[who] > FIRST_THRESHOLD for who in over_67)
    assert all(year.slow.counted["voksne", f"borger {who}"] == 0 for who in over_67)
    dear = [place for place, who, _, _ in year.slow_parts if who in with_refund]
    assert any(place.momsfaktor < 1 for place in dear)
    assert any(place.egenbetaling for place in dear)
    starts = [p.line.start for p in year.places if p.line.replaces]
    assert any(start.year == 2022 for start in starts)


def test_the_names_that_check_suggests_set_the_refund_right(tmp_path):
    """A provider's VAT is found by its name: one spelled otherwise gives too large a refund."""
    odd = Municipality.made(tmp_path, ODD_NAMES)
    reading = odd.read()
    [alike] = [finding for finding in reading.findings if finding.code == "navne-ligner"]
    suggested = dict(zip(alike.rows["navn"], alike.rows["ligner"], strict=True))
    without_vat = [
        replace(place, momsfaktor=Decimal(1)) if row["provider_as_written"] in suggested else place
        for row, place in zip(odd.known, odd.places, strict=True)
    ]
    as_written = slow_net.year_of(without_vat, 2022)
    _, before = net_of(reading, odd.rules())
    assert before == per_payer(as_written)
    assert sum(as_written.refund.values()) > sum(odd.slow.refund.values())

    aliases = odd.workspace / "leverandoer_alias.csv"
    with aliases.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(suggested.items())
    nets, after = net_of(odd.read(), odd.rules())
    assert after == per_payer(odd.slow)
    assert nets.total()["moms_refusion_oere"] == odd.slow.moms


def test_an_estimated_section_puts_the_word_beside_just_what_it_reaches(year, tmp_path):
    header = ";".join(["paragraf", "name", "successor", "successor_from", "source",
                       "refusion_counts", "refusion_source", "household_until"])  # fmt: skip
    row = "SEL-85;Socialpædagogisk støtte;;;;1;skøn: prøve;"
    estimated = own_rules(tmp_path, paragraf_csv=f"{header}\n{row}\n")
    reached = {who for place, who, _, _ in year.slow_parts if place.paragraf == "SEL-85"}
    functions = {place.line.function for place, who, _, _ in year.slow_parts if who in reached}
    all_functions = {place.line.function for place, *_ in year.slow_parts}
    assert reached and functions < all_functions

    nets, payers = net_of(year.reading, estimated)
    assert payers == per_payer(year.slow)
    assert {(p.group, p.payer) for p in nets.payers.itertuples() if p.skoen} == reached
    result = refusion(year.reading, estimated, load_kontoplan())
    details = result.rows[result.rows["row_kind"] == "detail"]
    beside = {row.label.split()[0]: row.word for row in details.itertuples()}
    assert beside == {code: "skøn" if code in functions else "" for code in all_functions}
    assert result.rows.iloc[-1]["word"] == "skøn"
    assert result.parts["word"].tolist() == ["", "skøn", "skøn"]
    assert result.summary().count("(skøn)") == 2
    assert result.because == ("refusionsgrundlag, skøn: prøve",)


def report_of(workspace: Path, period: str) -> Path:
    given = ["--workspace", str(workspace), "--period", period]
    assert main(["report", "maanedsrapport", *given]) == 1  # rows with errors are planted
    folder = open_workspace(workspace).path("filer", "rapporter")
    return folder / period / "maanedsrapport"


@dataclass(frozen=True)
class Page:
    """rapport.html: page one, everything but the glossary, and the tables' headings."""

    first: str
    all_but_glossary: str
    headings: set[str]


def page_of(report: Path) -> Page:
    text = (report / "rapport.html").read_text("utf-8")
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    first = re.search(r'<section class="kort".*?</section>', text, re.DOTALL)
    rest, glossaries = re.subn(r'<section class="ord">.*?</section>', "", text, flags=re.DOTALL)
    assert first and glossaries == 1
    headings = re.findall(r"<th\b[^>]*>(.*?)</th>", text, re.DOTALL)
    return Page(words(first.group()), words(rest), {words(heading) for heading in headings})


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def cells_of(report: Path) -> set[str]:
    """The texts in the workbook, but for its first sheet, which explains the others."""
    book = load_workbook(report / "tabeller.xlsx")
    rows = (row for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True))
    return {cell for row in rows for cell in row if isinstance(cell, str)}


def holds_skoen(text: str) -> bool:
    return re.search(r"\bskøn\b", text, re.IGNORECASE) is not None


def test_the_report_of_2022_says_the_slow_counts_figures_and_nothing_is_estimated(year):
    report = report_of(year.workspace, "2022-12")
    page, cells = page_of(report), cells_of(report)
    refund = sum(year.slow.refund.values())
    left = year.slow.gross - year.slow.moms - refund
    assert words(
        f"med {numbers.mio(refund)} i central refusion er det {numbers.mio(left)} netto."
    ) in page.first  # fmt: skip
    assert not holds_skoen(page.all_but_glossary)
    assert not any(map(holds_skoen, cells))
    assert {"Central refusion", "Netto"} <= page.headings & cells
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    assert "refusion-mangler" not in {finding["code"] for finding in manifest["findings"]}
    assert same_numbers(report) == []


def test_the_sample_without_its_thresholds_says_so_and_has_no_net_figure(repository, tmp_path):
    workspace = tmp_path / "data" / "eksempel"
    shutil.copytree(repository / "data" / "eksempel", workspace)
    without_thresholds(workspace)
    report = report_of(workspace, "2026-03")
    page = page_of(report)
    lacks = [
        f"Beløbsgrænserne for særligt dyre enkeltsager i 2026 for {whom} mangler."
        for whom in ("børn (BL § 198)", "voksne (SEL § 176)")
    ]
    assert "Statsrefusion og netto kan ikke regnes" in page.first
    assert all(lack in page.first for lack in lacks)
    assert "i okonomi.toml under [refusion]" in page.all_but_glossary
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    told = [f["text"] for f in manifest["findings"] if f["code"] == "refusion-mangler"]
    assert len(told) == 2 and all(map(str.startswith, told, lacks))

    shown = {"Netto", "Central refusion", "I alt (netto)"}
    assert not shown & (page.headings | cells_of(report))
    assert "netto." not in page.first and "i central refusion" not in page.first
    kept = (report / "notebook.ipynb").read_text("utf-8")
    assert '"service_oere"' in kept
    assert '"net_oere"' not in kept and '"refusion_oere"' not in kept
