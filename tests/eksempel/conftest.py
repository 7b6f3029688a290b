"""A small municipality, drawn and written once for all tests of this room."""

from __future__ import annotations

import pytest
from eksempel.small import PLACEMENTS, SEED, YEAR, Written, write

from okonomi.eksempel.model import World
from okonomi.eksempel.world import build


@pytest.fixture(scope="session")
def world() -> World:
    return build(SEED, PLACEMENTS, YEAR)


@pytest.fixture(scope="session")
def written(tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("eksempel")
    write(folder / "kommune", folder / "facit")
    return Written(folder / "kommune", folder / "facit")
