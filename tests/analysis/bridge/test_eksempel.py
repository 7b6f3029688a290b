"""The bridges and movements of a made-up municipality, against each other and its facit."""

import pandas as pd
import pytest
from bridges import holds

from okonomi import eksempel
from okonomi.analysis.bridge.result import bridge
from okonomi.analysis.movements.result import movements
from okonomi.intake import read, read_previous
from okonomi.rules import load, load_kontoplan
from okonomi.workspace import open_workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    seed, month = 11, "2026-10"
    folder = tmp_path_factory.mktemp("kommune")
    drops = (str(pd.Period(month, "M") - 1), month)
    eksempel.write(
        folder / "a", seed=seed, placements=80, year=2026, drops=drops, truth=folder / "facit"
    )
    workspace = open_workspace(folder / "a")
    readings = (f(workspace, pd.Period(month, "M")) for f in (read, read_previous))
    facit = pd.read_csv(folder / "facit" / f"bevaegelser_{month}.csv", dtype="str")
    return *readings, load_kontoplan(workspace.root), load(workspace), facit


@pytest.mark.parametrize("with_moms", [True, False])
def test_both_bridges_end_at_the_follow_ups_figure(made, with_moms):
    now, before, kontoplan, rules, _ = made
    result = bridge(now, before, kontoplan, rules, with_moms)
    assert len(result.views()) == 2
    holds(result, now, before, kontoplan, rules, with_moms)


def test_the_movements_sum_to_the_bridges_causes(made):
    now, before, kontoplan, rules, _ = made
    view = bridge(now, before, kontoplan, rules).month
    beyond = view.steps.set_index("key")["oere"]["ud_over"]
    moves = movements(now, before, kontoplan).moves
    assert moves["effect_oere"].sum() == view.change - beyond


FITS = {
    "ny": {"tilgang", "sent_registreret", "flyttet"},
    "afgang": {"afgang", "slutdato", "flyttet"},
    "forlaenget": {"afgang", "slutdato"},
    "status": {"status"},
}


def test_every_true_change_is_a_movement_of_its_kind(made):
    """The adults' lines, whose ids are the same in the exports and the facit."""
    now, before, kontoplan, _, facit = made
    kinds = movements(now, before, kontoplan).moves.set_index("line_id")["kind"]
    counted = now["placement"].query("status != 'kladde'")["line_id"]
    true = facit[facit["line_id"].isin(counted) & facit["change"].isin(list(FITS))]
    alone = true[~true["line_id"].duplicated(keep=False)]
    assert len(alone)
    for row in alone.itertuples():
        assert kinds[row.line_id] in FITS[row.change], row
