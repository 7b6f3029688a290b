import hashlib

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.new_workspace import create
from okonomi.settings import SETTINGS
from okonomi.workspace import open_workspace

MARCH = pd.Period("2026-03", "M")


def test_a_new_workspace_opens_with_every_setting_explained(tmp_path):
    folder = create(tmp_path / "Fjordby æøå", name='Fjord "by"', code="0999", period=MARCH)
    workspace = open_workspace(folder)
    assert workspace.municipality == 'Fjord "by"'
    assert workspace.municipality_code == "0999"
    assert workspace.months() == (MARCH,)
    text = (folder / "okonomi.toml").read_text("utf-8")
    for names in SETTINGS.values():
        for name, setting in names.items():
            assert f"\n# {setting.meaning}\n{name} = " in text


def test_the_key_is_random_and_its_fingerprint_is_entered(tmp_path):
    keys = []
    for name in ("a", "b"):
        workspace = open_workspace(create(tmp_path / name, name="X", code="0999", period=MARCH))
        key = workspace.path("personer", "noegle").read_text("utf-8").splitlines()[-1]
        assert len(bytes.fromhex(key)) == 32
        expected = hashlib.sha256(key.encode()).hexdigest()[:12]
        assert workspace["personer", "noegle_fingeraftryk"] == expected
        keys.append(key)
    assert keys[0] != keys[1]


def test_an_existing_workspace_is_never_touched(tmp_path):
    (tmp_path / "okonomi.toml").write_text("min egen", "utf-8")
    with pytest.raises(UserError, match="har allerede okonomi.toml"):
        create(tmp_path, name="X", code="0999", period=MARCH)
    assert (tmp_path / "okonomi.toml").read_text("utf-8") == "min egen"
    assert [p.name for p in tmp_path.iterdir()] == ["okonomi.toml"]
