"""What was published before: kept apart, read back, and what the next report owes it."""

from __future__ import annotations

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.present.disclosure import Cells, Sum, protect
from okonomi.present.disclosure.cells import INDEX
from okonomi.reports.committee.kept import FOLDER, Earlier, earlier, keep

MIO = 100_000_000
FEBRUARY, MARCH, APRIL = (pd.Period(month, "M") for month in ("2026-02", "2026-03", "2026-04"))


def cells(moment, **groups):
    """Groups of (persons, mio. kr.) and their total."""
    groups["I alt"] = tuple(map(sum, zip(*groups.values(), strict=True)))
    index = pd.MultiIndex.from_tuples([("", name, moment) for name in groups], names=INDEX)
    frame = pd.DataFrame(
        {
            "n": [n for n, _ in groups.values()],
            "beloeb_oere": [m * MIO for _, m in groups.values()],
        },
        index=index,
    )
    keys = list(index)
    return Cells(frame, (Sum(keys[-1], tuple(keys[:-1]), measures=("n", "beloeb_oere")),))


@pytest.fixture
def before(tmp_path):
    def of(report, now, period) -> Earlier:
        return earlier(now, root=tmp_path, report=report, period=period)

    return of


def hidden(protected):
    return {name for _, name, _ in protected.hidden.index[protected.hidden]}


def test_what_is_kept_is_read_back(tmp_path, before):
    first = protect(cells("k1", a=(3, 2), b=(9, 6), c=(30, 20)))
    keep(tmp_path, "kvartal", FEBRUARY, first)
    assert [p.name for p in (tmp_path / FOLDER / "kvartal").iterdir()] == ["2026-02.json"]
    found = before("kvartal", cells("k2", a=(3, 2)), MARCH)
    assert found.hidden == frozenset()
    assert found.protected.cells.sums == first.cells.sums
    pd.testing.assert_frame_equal(
        found.protected.cells.frame[["n", "beloeb_oere"]],
        first.cells.frame[["n", "beloeb_oere"]],
        check_dtype=False,
    )
    assert hidden(found.protected) == hidden(first) == {"a", "b"}


def test_nothing_before_is_nothing(tmp_path, before):
    found = before("kvartal", cells("k1", a=(9, 2)), MARCH)
    assert (found.protected, found.hidden) == (None, frozenset())


def test_the_newest_before_counts_and_the_nearest_later_one(tmp_path, before):
    for month, persons in ((FEBRUARY, 3), (MARCH, 9), (APRIL, 3)):
        keep(tmp_path, "kvartal", month, protect(cells("k1", a=(persons, 2), b=(9, 6), c=(9, 9))))
    now = cells("k1", a=(9, 2), b=(9, 6), c=(9, 9))
    assert before("kvartal", now, APRIL).protected.hidden.sum() == 0
    found = before("kvartal", now, MARCH).protected
    names = {key[0] for key in found.cells.frame.index if key[1] == "a"}
    assert names == {"før: kvartal 2026-02", "før: kvartal 2026-04"}
    assert hidden(found) >= {"a"}
    assert before("kvartal", now, pd.Period("2026-01", "M")).protected.hidden.any()


def test_what_is_kept_is_for_the_owner_alone(tmp_path):
    keep(tmp_path, "kvartal", FEBRUARY, protect(cells("k1", a=(3, 2), b=(9, 6), c=(30, 20))))
    folder = tmp_path / FOLDER / "kvartal"
    assert [p.stat().st_mode & 0o777 for p in (folder.parent, folder)] == [0o700] * 2
    assert (folder / "2026-02.json").stat().st_mode & 0o777 == 0o600


def test_a_row_is_the_sum_of_another_reports_groups_in_either_order(tmp_path, before):
    """The quarter's row is a + b, of which the month's report hides a beside c."""
    month = cells("k1", a=(3, 2), b=(40, 30), c=(9, 6))
    key = ("", "a og b", "k1")
    rest = ("", "resten", "k1")
    total = ("", "I alt", "k1")
    index = pd.MultiIndex.from_tuples([key, rest, total], names=INDEX)
    frame = pd.DataFrame({"n": [43, 9, 52], "beloeb_oere": [32 * MIO, 6 * MIO, 38 * MIO]}, index)
    tie = Sum(key, (("", "a", "k1"), ("", "b", "k1")))
    quarter = Cells(frame, (Sum(total, (key, rest)),), ties=(tie,))
    for one, two in ((month, quarter), (quarter, month)):
        root = tmp_path / str(len(one.frame))
        first = protect(one)
        keep(root, "foerst", MARCH, first)
        found = earlier(two, root=root, report="saa", period=MARCH)
        second = protect(two, None, found.protected, found.hidden)
        both = hidden(first) | hidden(second)
        # a and b are hidden, or the row that they make: a + b shown beside b would tell a.
        assert "a" in both
        assert {"b", "a og b"} & both
        assert not second.exposed
    alone = protect(quarter)
    assert hidden(alone) == set()
    restated = protect(cells("k1", a=(3, 2), b=(40, 50), c=(9, 6)))
    keep(tmp_path, "maaned", MARCH, restated)
    found = before("kvartal", quarter, MARCH)
    joined = quarter.joined(found.protected.cells)
    assert not [s for s in joined.sums if s.total == key and "beloeb_oere" in s.measures]


def test_who_is_exposed_was_hidden_for_his_own_sake():
    """What was published before tells a + b, b is shown now, and a alone is small."""
    first = protect(cells("k1", a=(30, 20), b=(30, 20)))
    index = pd.MultiIndex.from_tuples([("", "a", "k1"), ("", "c", "k1")], names=INDEX)
    frame = pd.DataFrame({"n": [30, 3], "beloeb_oere": [20 * MIO, 20 * MIO]}, index)
    same = Sum(index[0], (index[1],), measures=("beloeb_oere",))
    made = protect(Cells(frame, (same,)), None, first)
    assert set(made.exposed) == {("", "c", "k1")}
    assert set(made.unprotected) >= set(made.exposed)


def test_the_same_period_made_again_gives_the_same_and_hides_what_it_hid(tmp_path, before):
    now = cells("k1", a=(3, 2), b=(9, 6), c=(30, 20))
    first = protect(now)
    keep(tmp_path, "kvartal", MARCH, first)
    again = before("kvartal", now, MARCH)
    assert again.protected is None
    assert hidden(protect(now, None, again.protected, again.hidden)) == hidden(first)
    mended = cells("k1", a=(5, 3), b=(9, 6), c=(30, 20))
    told = before("kvartal", mended, MARCH)
    assert hidden(protect(mended, None, told.protected, told.hidden)) >= {"a", "b"}


def test_a_restated_figure_is_a_new_cell_and_stays_hidden(tmp_path, before):
    keep(tmp_path, "kvartal", FEBRUARY, protect(cells("k1", a=(3, 2), b=(9, 6), c=(30, 20))))
    restated = cells("k1", a=(5, 3), b=(9, 6), c=(30, 20))
    found = before("kvartal", restated, MARCH)
    names = {key[0] for key in found.protected.cells.frame.index if key[1] in ("a", "I alt")}
    assert names == {"før: kvartal 2026-02"}
    made = protect(restated, None, found.protected, found.hidden)
    assert hidden(made) >= {"a", "b"}


def test_another_report_of_the_same_month_is_kept_to(tmp_path, before):
    """It hid b beside a; hiding c instead would tell both."""
    month = protect(cells("k1", a=(3, 2), b=(9, 6), c=(30, 20)))
    keep(tmp_path, "maanedsrapport", MARCH, month)
    mine = cells("k1", a=(3, 2), b=(9, 6), c=(30, 20))
    found = before("kvartalsrapport", mine, MARCH)
    assert hidden(protect(mine, None, found.protected, found.hidden)) == hidden(month)
    assert hidden(before("kvartalsrapport", mine, FEBRUARY).protected) == hidden(month)


def test_what_cannot_be_read_stops_the_report(tmp_path, before):
    keep(tmp_path, "kvartal", FEBRUARY, protect(cells("k1", a=(9, 2))))
    (tmp_path / FOLDER / "kvartal" / "2026-02.json").write_text("{}")
    with pytest.raises(UserError, match="sikkerhedskopi"):
        before("kvartal", cells("k2", a=(9, 2)), MARCH)


def test_a_copy_beside_the_kept_files_is_told_of(tmp_path, before):
    keep(tmp_path, "kvartal", FEBRUARY, protect(cells("k1", a=(9, 2))))
    kept = tmp_path / FOLDER / "kvartal" / "2026-02.json"
    kept.with_name("2026-02 - Kopi.json").write_bytes(kept.read_bytes())
    with pytest.raises(UserError, match="hedder ikke en måned"):
        before("kvartal", cells("k2", a=(9, 2)), MARCH)
