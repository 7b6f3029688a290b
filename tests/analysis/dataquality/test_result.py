"""What a reader is told of a reading beside the month before."""

from dataclasses import replace

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.dataquality.result import dataquality
from okonomi.analysis.dataquality.since import WITHOUT
from okonomi.intake.schema import TABLES

CLASSES = ["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]


def month(period, *files, error=0):
    """A month whose files are (profile, sha256), the first of them with one placement line."""
    frame = pd.DataFrame(
        [{"file": f"{period}/{p}.csv", "sheet": None, "profile": p, "sha256": s} for p, s in files]
    ).assign(used_oere=1)
    frame = frame.assign(rows=1 + error, **dict.fromkeys(CLASSES, 0)).assign(used=1, error=error)
    line = {"start": "2026-01-01", "price_kr": 1.0}
    aside = pd.DataFrame(
        columns=["file", "sheet", "line", "row_class", "column", "found", "reason", "remedy",
                 "amount_oere"]
    )  # fmt: skip
    return replace(reading(period, placement=placements(line)), files=frame, set_aside=aside)


def codes(result):
    return [finding.code for finding in result.findings]


def test_a_forgotten_export_is_named_as_an_error():
    before = month("2026-02", ("sensum", "a"), ("dubu", "b"))
    result = dataquality(month("2026-03", ("sensum", "c")), before)
    [finding] = result.findings
    assert (finding.code, finding.severity) == ("udtraek-med-beloeb-mangler", "fejl")
    assert "2026-02/dubu.csv" in finding.text
    assert result.summary().endswith("; 1 udtræk fra sidste måned mangler helt eller delvist.")


def with_contracts(period, *files):
    """A month with one contract, from the last of its files."""
    given = month(period, *files)
    contract = table("contract", {"contract_id": "K"}).assign(source=len(files) - 1)
    return replace(given, tables={**given.tables, "contract": contract})


@pytest.mark.parametrize("unread", [False, True])
def test_what_a_missing_export_hides_is_said_by_its_table_and_an_unread_file_is_there(unread):
    before = with_contracts("2026-02", ("sensum", "a"), ("kontrakter", "b"))
    now = month("2026-03", ("sensum", "c"))
    if unread:
        broken = now.files.assign(file="2026-03/Kontrakter.xlsx", profile=None, sha256="d")
        now = replace(now, files=pd.concat([now.files, broken], ignore_index=True))
    [finding] = dataquality(now, before).findings
    assert finding.code == "udtraek-mangler"  # no amount rests on it
    start = (
        "2026-03/Kontrakter.xlsx ligger i mappen, men er ikke læst: "
        if unread
        else ("Der er intet udtræk som 2026-02/kontrakter.csv i marts 2026: ")
    )
    assert finding.text.replace("\xa0", " ") == f"{start}uden det kan kontrakter ikke vurderes."


def test_every_table_says_what_is_missing_without_it():
    assert set(WITHOUT) == set(TABLES)


def test_last_months_bevillinger_again_are_named():
    before = month("2026-02", ("sensum", "a"))
    assert codes(dataquality(month("2026-03", ("sensum", "a")), before)) == [
        "udtraek-som-sidste-maaned"
    ]


def renamed(given, *names):
    """The month with its files called this, and a line from each of them."""
    line = {"start": "2026-01-01", "price_kr": 1.0}
    lines = placements(*(line for _ in names)).assign(source=range(len(names)))
    files = given.files.assign(file=list(names))
    return replace(given, files=files, tables={**given.tables, "placement": lines})


@pytest.mark.parametrize(
    ("newer", "told"),
    [
        ("2026-03/Indsatser_20260331.csv", []),  # changes by day, the new ones beside the old
        ("2026-03/Indsatser_20260201.csv", ["udtraek-som-sidste-maaned"]),
        ("2026-03/Voksne_20260331.csv", ["udtraek-som-sidste-maaned"]),
    ],
)
def test_an_old_day_of_changes_may_stay_in_the_folder(newer, told):
    before = month("2026-02", ("sensum", "a"))
    now = renamed(
        month("2026-03", ("sensum", "a"), ("sensum", "b")), "2026-03/Indsatser_20260303.csv", newer
    )
    assert codes(dataquality(now, before)) == told


def priced(period, *prices, **more):
    given = month(period, ("dubu", period))
    start = {"case_id": "S", "start": "2025-01-01", "service": "Opholdssted"} | more
    lines = placements(*(start | {"price_kr": price} for price in prices))
    return replace(given, tables={**given.tables, "placement": lines})


def test_a_file_in_oere_is_many_times_last_months():
    before = priced("2026-02", 1000.0, 2000.0)
    found = dataquality(priced("2026-03", 100_000.0, 200_000.0), before).findings
    assert [one.code for one in found] == ["pris-spring"]
    assert found[0].text.replace("\xa0", " ") == (
        "2 bevillinger af 2 har en pris, der er mere end 5 gange så høj som i februar 2026, eller "
        "under en 5.-del: på et helt år fra 36.000,00 kr. til 3.600.000,00 kr. Prisen er regnet "
        "med, som den står."
    )
    assert found[0].rows["year_kr"].tolist() == [1_200_000.0, 2_400_000.0]


@pytest.mark.parametrize(
    ("price", "more", "told"),
    [
        (5000.0, {}, []),
        (5000.01, {}, ["pris-spring"]),
        (200.0, {}, []),
        (199.0, {}, ["pris-spring"]),
        (0.0, {}, []),
        (12_000.0, {"frequency": "aar"}, []),  # the same money said in another way
        (1000.0, {"frequency": "dag"}, ["pris-spring"]),
        (90_000.0, {"status": "forventet"}, []),
        (90_000.0, {"case_id": "T"}, []),  # a list that was numbered anew
        (90_000.0, {"service": "Sikret institution"}, []),
        (90_000.0, {"case_id": None}, ["pris-spring"]),
    ],
)
def test_a_price_many_times_last_months(price, more, told):
    result = dataquality(priced("2026-03", price, **more), priced("2026-02", 1000.0))
    assert codes(result) == told


@pytest.mark.parametrize("before", [None, month("2026-02", ("sensum", "a"))])
def test_a_month_like_any_other_says_nothing(before):
    assert codes(dataquality(month("2026-03", ("sensum", "c")), before)) == []


def test_rows_with_errors_are_an_error_of_the_report():
    result = dataquality(month("2026-03", ("sensum", "c"), error=2))
    assert codes(result) == ["raekker-med-fejl"]
    assert "2 rækker i 1 fil" in result.findings[0].text
    assert len(result.bundle().tables) == 2


def budgets(period, corrected):
    """A month with six budget rows of one file, and these corrected budgets."""
    rows = [{"year": 2026, "original_oere": 100_00, "corrected_oere": c} for c in corrected]
    given = month(period, ("budget", period))
    return replace(given, tables={**given.tables, "budget": table("budget", *rows)})


def test_a_column_that_was_usual_and_is_empty_now_is_named():
    before = budgets("2026-02", [110_00, 90_00, pd.NA, pd.NA, pd.NA, pd.NA])
    [finding] = dataquality(budgets("2026-03", [pd.NA] * 6), before).findings
    assert (finding.code, finding.severity) == ("kolonne-tom", "advarsel")
    assert finding.text == (
        "“Korrigeret budget ekskl. overførsler” var udfyldt i februar 2026 og er helt tom i "
        "marts 2026 (profil budget)."
    )


def test_a_column_that_was_seldom_filled_may_be_empty():
    before = budgets("2026-02", [110_00, *[pd.NA] * 5])
    assert codes(dataquality(budgets("2026-03", [pd.NA] * 6), before)) == []


def drop(period, lines=(), postings=(), used=1, each=100):
    """A month with these lines (person, more) and posting dates, of one file ``a``."""
    given = month(period, ("a", period))
    rows = [
        {"line_id": f"L{n}", "person_id": who, "start": "2025-01-01", "price_kr": 1.0} | more
        for n, (who, more) in enumerate(lines)
    ]
    posted = [{"date": day, "function": "5.38.50", "amount_oere": each} for day in postings]
    tables = {"placement": placements(*rows), "posting": table("posting", *posted)}
    files = given.files.assign(used=used)
    return replace(given, tables={**given.tables, **tables}, files=files)


FIVE = [(who, {}) for who in "ABCDE"]


def test_an_export_with_headings_alone_is_no_saving():
    [finding] = dataquality(drop("2026-03", used=0), drop("2026-02", FIVE)).findings
    assert (finding.code, finding.severity) == ("udtraek-med-beloeb-mangler", "fejl")
    assert finding.text == (
        "2026-03/a.csv har ingen rækker, der kan bruges: uden dem ser udgiften mindre ud, end den "
        "er."
    )


def test_a_new_year_may_have_no_postings_yet():
    december = drop("2025-12", postings=["2025-12-20"])
    assert codes(dataquality(drop("2026-01", used=0), december)) == []
    february = drop("2026-02", postings=["2026-02-20"])
    assert codes(dataquality(drop("2026-03", used=0), february)) == ["udtraek-med-beloeb-mangler"]


def test_citizens_who_are_gone_without_an_end_are_an_extract_cut_short():
    before = drop("2026-02", [*FIVE, ("F", {"end": "2026-02-28"}), ("G", {"status": "kladde"})])
    [finding] = dataquality(drop("2026-03", FIVE[:2]), before).findings
    assert (finding.code, finding.severity) == ("udtraek-med-beloeb-mangler", "fejl")
    assert finding.text.startswith(
        "3 af de 5 bevillinger, der fortsatte efter februar 2026, er ikke i udtrækket for marts "
        "2026, og det er deres borgere heller ikke: uden dem ser udgiften mindre ud"
    )
    assert len(finding.rows) == 3
    assert codes(dataquality(drop("2026-03", FIVE[:3]), before)) == []  # two may have been deleted


def test_lines_under_new_numbers_are_named_and_not_called_lost():
    renumbered = [(who, {"line_id": f"N-{who}"}) for who in "ABCDE"]
    [finding] = dataquality(drop("2026-03", renumbered), drop("2026-02", FIVE)).findings
    assert (finding.code, finding.severity) == ("linjer-nye-numre", "advarsel")
    assert finding.text.startswith("5 af de 5 bevillinger, der fortsatte efter februar 2026")


def test_exports_without_cpr_numbers_lose_no_citizens():
    before = drop("2026-02", [(who, {"case_id": f"S-{who}"}) for who in "ABCDE"])
    same = drop("2026-03", [(None, {"case_id": f"S-{who}"}) for who in "ABCDE"])
    assert "udtraek-med-beloeb-mangler" not in codes(dataquality(same, before))
    new = drop("2026-03", [(None, {"case_id": f"S-{w}", "line_id": f"N{w}"}) for w in "ABCDE"])
    assert "linjer-nye-numre" in codes(dataquality(new, before))
    assert "udtraek-med-beloeb-mangler" not in codes(dataquality(new, before))


def test_postings_of_the_month_alone_are_too_few():
    before = drop("2026-02", FIVE, ["2026-01-31", "2026-02-10", "2026-02-11", "2025-12-31"])
    alone = drop("2026-03", FIVE, ["2026-03-05", "2026-03-06", "2026-03-07"])
    [finding] = dataquality(alone, before).findings
    assert (finding.code, finding.severity) == ("udtraek-med-beloeb-mangler", "fejl")
    assert finding.text == (
        "Udtrækket har ingen posteringer bogført til og med februar 2026; sidste måneds udtræk "
        "havde 3. Uden dem ser det bogførte mindre ud, end det er."
    )
    whole = drop("2026-03", FIVE, ["2026-01-31", "2026-02-10", "2026-02-11", "2026-03-05"])
    assert codes(dataquality(whole, before)) == []
    added_up = drop("2026-03", FIVE, ["2026-02-28", "2026-03-05"], each=300)
    many = drop("2026-02", FIVE, ["2026-02-10"] * 3)
    assert codes(dataquality(added_up, many)) == []
    january = drop("2026-01", FIVE, ["2026-01-05"])
    assert codes(dataquality(january, drop("2025-12", FIVE, ["2025-11-01"] * 9))) == []
