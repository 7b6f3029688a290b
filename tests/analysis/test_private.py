"""Private payees, by name and by kind, wherever it is said."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.buildup import buildup
from okonomi.analysis.catalogue.result import catalogue
from okonomi.analysis.contracts.match import matched
from okonomi.analysis.private import is_private
from okonomi.rules import load

PROVIDERS = table(
    "provider",
    {"provider": "Hjemmet", "provider_id": "99000001", "kind": "plejefamilie"},
    {"provider": "Firmaet", "provider_id": "99000002", "kind": "privat"},
)


def payees(*names, **more):
    columns = {"provider": pd.Series(names, dtype="str")}
    return pd.DataFrame(columns | {k: pd.Series(v, dtype="str") for k, v in more.items()})


def test_by_name_by_kind_and_by_the_provider_list():
    rows = payees("Plejefamilie ABCD12", "Privatperson 7", "Plejefamilieforeningen", None, "Firma")
    assert is_private(rows).tolist() == [True, True, False, False, False]
    kinds = payees("A", "B", None, provider_kind=["plejefamilie", None, "privat"])
    assert is_private(kinds).tolist() == [True, False, False]
    listed = payees("Hjemmet", "Stavet anders", "Firmaet", None,
                    provider_id=[None, "99000001", "99000002", None])  # fmt: skip
    assert is_private(listed, PROVIDERS).tolist() == [True, True, False, False]
    assert is_private(listed).tolist() == [False] * 4


@pytest.fixture(scope="module")
def family():
    """A plejefamilie known by its kind alone, with a bevilling and a contract."""
    line = {
        "placement_id": "P",
        "case_id": "S",
        "provider": "Hjemmet",
        "service": "Døgnpleje",
        "start": "2025-01-01",
        "price_kr": 900.0,
        "frequency": "dag",
        "unit": "doegn",
    }
    contract = {
        "contract_id": "K",
        "provider": "Hjemmet",
        "agreed_price_kr": 900.0,
        "unit": "doegn",
        "frequency": "dag",
        "hourly_kr": 10.0,
        "hours_per_week": 5.0,
    }
    return reading("2026-03", placement=placements(line), provider=PROVIDERS,
                   contract=table("contract", contract))  # fmt: skip


def test_a_family_by_kind_has_no_row_of_its_own_and_lacks_no_contract(family):
    rules = load()
    assert catalogue(family, rules).rows["provider"].tolist() == ["Plejefamilier"]
    assert buildup(family, rules).contracts == 0
    alone = reading("2026-03", placement=family["placement"], provider=PROVIDERS)
    assert not matched(alone)["needed"].any()
