"""data/eksempel is what the generator writes, to the byte: on this machine too."""

from __future__ import annotations

import re

from okonomi import eksempel

CPR = re.compile(rb"(?<!\d)(\d\d)(0[1-9]|1[0-2])\d\d-?\d{4}(?!\d)")


def test_the_committed_copy_is_what_the_generator_writes(repository, tmp_path):
    eksempel.write(
        tmp_path,
        seed=20260,
        placements=400,
        year=2026,
        drops=("2026-01", "2026-02", "2026-03"),
        reports="../../reports/eksempel",
    )
    committed = repository / "data" / "eksempel"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3 * 26 + 5
    for path in files:
        name = path.relative_to(tmp_path)
        assert (committed / name).read_bytes() == path.read_bytes(), name


def test_no_number_in_it_can_be_somebodys(repository):
    """Every ten digits that look like a CPR number have a day above 60."""
    seen = 0
    for path in (repository / "data" / "eksempel").rglob("*.csv"):
        data = path.read_bytes()
        if data.startswith(b"\xff\xfe"):
            data = data.decode("utf-16").encode()
        for found in CPR.finditer(data):
            day = int(found[1])
            # Vouchers and accounts have ten digits too, and begin with 51 and 59.
            assert day > 60 or day in (51, 59), path.name
            seen += day > 60
    assert seen > 1000
