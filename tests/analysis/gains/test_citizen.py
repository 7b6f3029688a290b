"""Several actions on one citizen: each krone in one of them, worked by hand.

The period is March 2026, the day is 1 February where nothing else is said: 59 days. A place costs
1.000 kr. a day, the workshop 300, the place at home 900.
"""

import random

import pandas as pd
import pytest

from okonomi.analysis.gains.result import DEARER, EFFECTIVE, SEEN

from .test_result import FIRM, OWN, action, followed, line, posting

SHOP, BUS = "Værkstedet ApS", "Bussen"
EXTRA = {"provider": BUS, "line_kind": "foelgeydelse"}


def of(price, start, end=None, **more):
    return line("S", price, start, end, person_id="p", **more)


def shop(price, start, end=None):
    return of(price, start, end, provider=SHOP, placement_id="V")


AWAY = of(1000.0, "2025-01-01", "2026-01-31")
AT_HOME = of(900.0, "2026-02-01", provider=OWN, placement_id="H")
BOTH = [AWAY, shop(300.0, "2025-01-01", "2026-01-31"), AT_HOME]
HOME = action("S", "hjemtagelse")
WORKSHOP = action("S", "hjemtagelse", provider=SHOP, initiative="Værkstedet")
CHEAPER = action("S", provider=SHOP)
MARCH = {"effective_from": "2026-03-01"}
HALF = {"effective_from": "2026-02-15"}
DAYS = 59
DAY = pd.Timedelta(days=1)


@pytest.mark.parametrize(
    ("actions", "lines", "kroner"),
    [
        # From 1.300 to 900 kr. a day: one action without a provider, or one for each place.
        ([HOME | {"provider": None}], BOTH, [DAYS * 400]),
        # The 900 at home are shared by the drops: 1.000 and 300 of 1.300.
        ([HOME, WORKSHOP], BOTH, [18_153.84, 5_446.16]),
        # The workshop in March, to one at home for 200: 100 a day, and 100 more.
        (
            [HOME, WORKSHOP | MARCH],
            [AWAY, shop(300.0, "2025-01-01", "2026-02-28"), AT_HOME,
             of(200.0, "2026-03-01", provider="Eget værksted", placement_id="E")],
            [DAYS * 100, 31 * 100],
        ),
        # A price elsewhere, lowered on the day, later, or earlier (90 days): that action's alone.
        (
            [HOME, CHEAPER],
            [AWAY, shop(300.0, "2025-01-01", "2026-01-31"), shop(250.0, "2026-02-01"), AT_HOME],
            [DAYS * 100, DAYS * 50],
        ),
        (
            [HOME, CHEAPER | MARCH],
            [AWAY, shop(300.0, "2025-01-01", "2026-02-28"), shop(250.0, "2026-03-01"), AT_HOME],
            [DAYS * 100, 31 * 50],
        ),
        (
            [HOME, CHEAPER | {"effective_from": "2026-01-01"}],
            [AWAY, shop(300.0, "2025-01-01", "2025-12-31"), shop(250.0, "2026-01-01"), AT_HOME],
            [DAYS * 100, 90 * 50],
        ),
        # What gets cheaper at home afterwards.
        (
            [HOME, action("S", provider=OWN) | MARCH],
            [AWAY, AT_HOME | {"end": "2026-02-28"},
             of(850.0, "2026-03-01", provider=OWN, placement_id="H")],
            [DAYS * 100, 31 * 50],
        ),
        # The workshop cheaper from 15 February, and left on 1 March: of its 300 a day then, the
        # workshop's action has 250 and the first move 50.
        (
            [HOME, CHEAPER | HALF, WORKSHOP | MARCH],
            [AWAY, shop(300.0, "2025-01-01", "2026-02-14"),
             shop(250.0, "2026-02-15", "2026-02-28"), AT_HOME],
            [DAYS * 100 + 31 * 50, 14 * 50, 31 * 250],
        ),
        # A move home that was put off: a lower price in between, and home on 1 March for 900.
        (
            [HOME, action("S") | HALF, HOME | MARCH],
            [of(1000.0, "2025-01-01", "2026-02-14"), of(950.0, "2026-02-15", "2026-02-28"),
             AT_HOME | {"start": "2026-03-01"}],
            [31 * 50, 14 * 50, 31 * 50],
        ),
    ],
)  # fmt: skip
def test_each_krone_is_in_one_action_of_the_citizen(actions, lines, kroner):
    found = followed(actions, lines)
    assert found.rows["granted_oere"].tolist() == [round(kr * 100) for kr in kroner]


def test_a_price_that_falls_while_the_notice_runs_leaves_the_move_its_own():
    """The old place is paid to 30 April, from March at 950; home from February at 600.

    Against 1.000 all along: February −600, March and April −550, May and June +400 a day. The lower
    price is 50 in 61 days of it.
    """
    lines = [
        of(1000.0, "2025-01-01", "2026-02-28"),
        of(950.0, "2026-03-01", "2026-04-30"),
        of(600.0, "2026-02-01", provider=OWN, placement_id="H"),
    ]
    lower = action(None, initiative="Hele firmaet") | MARCH
    found = followed([HOME, lower], lines, period="2026-06")
    whole = -600 * 28 - 550 * 61 + 400 * 61
    assert found.rows["granted_oere"].tolist() == [(whole - 61 * 50) * 100, 61 * 50 * 100]
    assert found.rows["stage"].tolist() == [DEARER, EFFECTIVE]


def test_a_firm_without_places_is_renegotiated_too():
    lines = [
        of(1000.0, "2025-01-01"),
        of(100.0, "2025-01-01", "2026-01-31", **EXTRA),
        of(80.0, "2026-02-01", **EXTRA),
    ]
    billed = [posting("2026-02", 28 * 80.0, BUS)]
    for about in ("S", None):
        found = followed([action(about, provider=BUS)], lines, billed)
        (row,) = found.rows.itertuples()
        assert (row.granted_oere, row.seen_oere, row.stage) == (DAYS * 2_000, 28 * 2_000, SEEN)
    # It lives no longer than the placement.
    left = [lines[0] | {"end": "2026-02-10"}, *lines[1:]]
    assert followed([action("S", provider=BUS)], left).rows["granted_oere"].tolist() == [20_000]


def test_net_of_what_a_firm_without_places_saves_is_after_the_refund():
    """10.000 kr. a day are above the highest threshold of 2022: a quarter is kept."""
    lines = [
        of(10_000.0, "2021-01-01"),
        of(300.0, "2021-01-01", "2022-01-31", **EXTRA),
        of(200.0, "2022-02-01", **EXTRA),
    ]
    plan = action("S", provider=BUS, effective="2022-02-01", agreed="2022-01-10")
    found = followed([plan], lines, [posting("2022-02", 28 * 200.0, BUS)], period="2022-02")
    assert found.rows["net_oere"].tolist() == [28 * 100 * 25]


def test_a_place_and_a_workshop_left_together_are_seen_as_they_are_billed():
    """Nothing more is billed for February, and a later month is: 400 kr. a day are seen."""
    later = pd.Period("2026-03", "M")
    found = followed([HOME, WORKSHOP], BOTH, [posting(str(later), 1.0, BUS)])
    assert found.rows["seen_oere"].sum() == 28 * 400 * 100
    assert (found.rows["seen_oere"] > 0).all()
    assert FIRM in set(found.rows["provider"])


def of_chance(seed):
    """A citizen with a few places, some left for one at home, some at a new price: the lines, the
    actions, and what was saved from each one's day, day by day."""
    chance, days = random.Random(seed), pd.date_range("2026-01-01", "2026-06-30")
    moves = [chance.choice(days[1:170]) for _ in range(chance.randint(1, 2))]
    lines, actions, costs = [], [], []
    for n, name in enumerate("ABE"[: chance.randint(1, 3)]):
        price = chance.randint(2, 20) * 100
        kind = chance.choice(["hjemtagelse", "genforhandling", None]) if n else "hjemtagelse"
        since = chance.choice(moves) if kind == "hjemtagelse" else chance.choice(days[1:170])
        ends, after = since, price - chance.randint(-2, 5) * 20
        if kind == "hjemtagelse":  # the notice may run
            ends, after = since + pd.Timedelta(days=chance.choice([0, 20])), 0
        here = {"provider": name, "placement_id": name}
        if kind is None:
            lines.append(of(float(price), "2025-01-01", **here))
            continue
        lines.append(of(float(price), "2025-01-01", str((ends - DAY).date()), **here))
        if after:
            lines.append(of(float(after), str(ends.date()), **here))
        actions.append(action("S", kind, str(since.date()), provider=name, initiative=name))
        costs.append((price - after) * sum(days >= ends))
    home = min(a["effective_from"] for a in actions if a["action_kind"] == "hjemtagelse")
    price = chance.randint(2, 15) * 100
    lines.append(of(float(price), home, provider=OWN, placement_id="H"))
    return lines, actions, sum(costs) - price * sum(days >= home)


@pytest.mark.parametrize("seed", range(12))
def test_all_actions_on_a_citizen_together_are_what_is_saved(seed):
    lines, actions, kroner = of_chance(seed)
    found = followed(actions, lines, period="2026-06")
    assert found.rows["granted_oere"].sum() == kroner * 100


def test_a_placement_that_ended_long_before_takes_no_later_gain_away():
    before = of(1000.0, "2024-01-01", "2025-06-30")
    bus = [of(100.0, "2025-01-01", "2026-01-31", **EXTRA), of(80.0, "2026-02-01", **EXTRA)]
    found = followed([action("S", provider=BUS)], [before, *bus])
    assert found.rows["granted_oere"].tolist() == [DAYS * 2_000]
