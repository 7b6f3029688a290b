"""Own tilbud: what they say they can give is enough for those who live there."""

from __future__ import annotations

from datetime import date

import pytest

from okonomi.eksempel.capacity import own_places
from okonomi.eksempel.drops import known
from okonomi.eksempel.kinds import BY_KEY, NIGHTS, paragraf
from okonomi.eksempel.world import build


@pytest.mark.parametrize("seed", [1, 20260])
def test_most_say_what_they_can_give_and_it_is_enough_for_who_lives_there(seed):
    world = build(seed, 400, 2026)
    view = known(world, date(2026, 3, 31))
    homes = {(p.tilbud, p.provider.key, p.paragraf): p.level for p in own_places(world, view)}
    stated = [level for level in homes.values() if level.need is not None]
    assert len(homes) / 2 < len(stated) < len(homes)
    looked_at = 0
    for row in view.rows:
        stay, kind = row.line.stay, BY_KEY[row.line.stay.kind]
        home = (row.line.tilbud, row.line.provider.key, paragraf(kind, 2026, True, False))
        level = homes.get(home)
        main = row.line.line_kind == "hovedydelse" and row.status == "bevilget"
        if not main or level is None or level.need is None:
            continue
        looked_at += 1
        assert stay.need <= level.need
        assert (stay.hours or 0) <= 100 * level.hours
        assert not stay.night or NIGHTS.index(stay.night) <= NIGHTS.index(level.night)
    assert looked_at > 20
