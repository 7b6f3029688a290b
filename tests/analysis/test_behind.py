"""The rows behind a figure, and that no report carries the means to find them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pandas as pd
import pytest
from frames import placements, table
from IPython.core.interactiveshell import InteractiveShell
from readings import reading

from okonomi import analysis
from okonomi.analysis.behind import later, lines_behind, lines_of_year
from okonomi.analysis.followup.result import followup
from okonomi.analysis.refusion.result import refusion
from okonomi.analysis.result import Result
from okonomi.analysis.servicetjek.result import servicetjek
from okonomi.analysis.volume import volume
from okonomi.analysis.watchlist.result import watchlist
from okonomi.rules import load, load_kontoplan

GROWN = {"area": "voksne", "function": "5.38.50", "service": "Botilbud"}
LINES = [
    {**GROWN, "case_id": "S1", "provider": "Birk", "start": "2026-01-01", "price_kr": 1000.0},
    {**GROWN, "case_id": "S2", "provider": "Eg", "start": "2026-03-01", "price_kr": 3000.0},
    {**GROWN, "case_id": "S3", "provider": "Eg", "start": "2024-01-01", "end": "2025-12-31",
     "price_kr": 9.0},
    {"area": "boern", "function": "5.28.20", "service": "Opholdssted", "case_id": "S1",
     "provider": "Ask", "start": "2026-02-01", "end": "2026-02-28", "price_kr": 500.0},
]  # fmt: skip


@pytest.fixture(scope="module")
def march():
    return reading("2026-03", placement=placements(*LINES))


@pytest.fixture(scope="module")
def lines(march) -> pd.DataFrame:
    return lines_of_year(march, load_kontoplan())


def test_the_years_lines_and_what_they_cost(lines: pd.DataFrame):
    # Monthly prices, the dearest first: 10 × 3.000, 12 × 1.000, 1 × 500; S3 ended before the year.
    assert lines["case_id"].tolist() == ["S2", "S1", "S1"]
    assert lines["year_oere"].tolist() == [3_000_000, 1_200_000, 50_000]
    assert lines["to_date_oere"].tolist() == [300_000, 300_000, 50_000]
    assert lines["area_label"].tolist() == ["Voksne", "Voksne", "Børn og unge"]


def test_the_lines_behind_a_row(lines: pd.DataFrame):
    def cases(**row: object) -> list[str] | None:
        found = lines_behind(lines, row)
        return None if found is None else found[0]["provider"].tolist()

    function = lines["function_label"].iloc[0]
    assert cases(label=function) == ["Eg", "Birk"]
    assert cases(label="Voksne i alt") == ["Eg", "Birk"]
    assert cases(label="I alt") == ["Eg", "Birk", "Ask"]
    assert cases(case_id="S1", provider="Ask") == ["Ask"]
    assert cases(case_id="S1", provider=None) == ["Birk", "Ask"]
    assert cases(label="Nye bevillinger") is None
    assert cases(month="2026-03") is None


def test_the_lines_behind_the_ledger_sum_to_it(march):
    result = followup(march, load_kontoplan(), load())
    total = int(result.months["ledger_oere"].sum())
    assert int(result.detail().frame["year_oere"].sum()) == total == 4_250_000
    (function, *_) = result.tables()[0].frame["label"]
    behind = result.rows_behind(result.tables()[0], {"label": function})
    assert behind.internal and function in behind.title
    # What all the lines share is not repeated on each.
    assert [c.key for c in behind.columns][:2] == ["case_id", "service"]


def test_every_drill_of_a_function_is_the_same(march):
    kontoplan = load_kontoplan()
    answers = [followup(march, kontoplan, load()), volume(march, kontoplan)]
    drilled = [r.rows_behind(r.tables()[0], {"label": "Voksne i alt"}).frame for r in answers]
    pd.testing.assert_frame_equal(*drilled)


def test_all_the_rows_of_a_point_are_shown():
    many = [{**GROWN, "case_id": f"S{n}", "provider": "Birk", "start": "2026-01-01",
             "end": "2026-04-30", "price_kr": 1000.0} for n in range(50)]  # fmt: skip
    march = reading("2026-03", placement=placements(*many), case=table("case"))
    rules, kontoplan = load(), load_kontoplan()
    answer = followup(march, kontoplan, rules)
    result = watchlist(march, None, refusion(march, rules, kontoplan, answer), rules)
    main, dearest, listed = result.tables()
    row = {"label": "Bevillingen ender snart", "n": 50}
    assert len(listed.frame[listed.frame["label"] == row["label"]]) == 40
    assert len(result.rows_behind(main, row).frame) == 50
    behind = result.rows_behind(dearest, dict(dearest.frame.iloc[0]))
    assert behind.frame["case_id"].nunique() == 1


def test_the_placements_of_a_provider(march):
    result = servicetjek(march, load())
    main, groups, _ = result.tables()
    row = dict(main.frame[main.frame["label"] == "Eg"].iloc[0])
    assert result.rows_behind(main, row).frame["case_id"].tolist() == ["S2"]
    group = dict(groups.frame[groups.frame["group"] == row["group"]].iloc[0])
    assert result.rows_behind(groups, group).frame["case_id"].tolist() == ["S1", "S2"]
    assert result.detail() is None


def test_the_lines_are_not_in_the_bundle_and_not_made_for_a_report(march):
    def never() -> pd.DataFrame:
        raise AssertionError

    from dataclasses import replace

    result = replace(volume(march, load_kontoplan()), year_lines=never)
    assert "bevillingslinjer" not in [t.name for t in result.bundle().tables]
    result._repr_mimebundle_()


def test_the_lines_are_worked_out_once(march):
    lines = later(march)
    assert lines() is lines()


@pytest.mark.parametrize("live", [False, True])
def test_the_button_is_shown_to_somebody_and_to_no_report(
    march, live: bool, monkeypatch: pytest.MonkeyPatch
):
    if live:
        monkeypatch.setenv("JPY_SESSION_NAME", "x.ipynb")
    else:
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shell = InteractiveShell.instance()
    published: list[dict] = []
    monkeypatch.setattr(
        type(shell.display_pub), "publish",
        lambda self, data, *args, **more: published.append(data),
    )  # fmt: skip
    formats, _ = shell.display_formatter.format(volume(march, load_kontoplan()))
    kinds = [set(data) for data in published]
    if live:
        assert "application/vnd.okonomi.result+json" in kinds[0]
        assert "application/vnd.jupyter.widget-view+json" in kinds[1]
        assert formats == {}
    else:
        assert published == []
        assert "application/vnd.okonomi.result+json" in formats
    InteractiveShell.clear_instance()


def test_no_result_has_a_frame_named_as_what_every_result_has():
    for module in pkgutil.walk_packages(analysis.__path__, "okonomi.analysis."):
        import_module(module.name)
    everyone = set(Result.__annotations__) | set(vars(Result))
    seen = [*Result.__subclasses__()]
    assert len(seen) > 20
    for result in seen:
        own = set(result.__annotations__)
        assert own & everyone <= set(), result.__name__
