"""Whatever the rows are, each is accounted for once, and every øre that can be read."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

HEADER = ["Linje-id", "Startdato", "Slutdato", "Status", "Linjetype", "Frekvens", "Pris", "CPR"]

CELLS = st.tuples(
    st.sampled_from(["1", "2", "3", "", "I alt"]),
    st.sampled_from(["01-01-2026", "15-02-2026", "31-02-2026", ""]),
    st.sampled_from(["", "31-12-2026", "31-12-9999", "01-01-2020"]),
    st.sampled_from(["Bevilget", "Forventet", "Kladde", "Ukendt"]),
    st.sampled_from(["Hovedydelse", "Følgeydelse", ""]),
    st.sampled_from(["Daglig", "Månedlig", "Nu og da"]),
    st.sampled_from(["1.234,50", "99,95", "500,00-", "", "aftales", "7,0050"]),
    st.sampled_from(["711012-4321", "7110124322", "123", ""]),
)
LINES = st.lists(
    st.one_of(
        CELLS.map(";".join),
        st.just(";" * (len(HEADER) - 1)),
        st.just("1;for få"),
        st.just(";".join(HEADER)),
    ),
    min_size=1,
    max_size=12,
)
CLASSES = ("used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error")


def oere(line: str) -> int | None:
    """The price of a physical line in whole øre, read by other means."""
    cells = line.split(";")
    text = cells[6].replace(".", "").replace(",", ".") if len(cells) == len(HEADER) else ""
    if text.endswith("-"):
        text = "-" + text[:-1]
    try:
        value = Decimal(text) * 100
    except ArithmeticError:
        return None
    return int(value.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


@given(LINES, LINES)
@settings(max_examples=60)
def test_rows_in_are_rows_out(new_desk, first, second):
    desk = new_desk()
    files = {}
    for name, lines in (("a.csv", first), ("b.csv", second)):
        if all(not line.strip(";") for line in lines):
            lines = ["1;01-01-2026;;Bevilget;Hovedydelse;Daglig;1.000,00;"]
        files[f"2026-03/{name}"] = lines
        desk.put(name, ";".join(HEADER) + "\n" + "\n".join(lines) + "\n")
    reading = desk.read()
    table, aside = reading.files.set_index("file"), reading.set_aside
    for file, lines in files.items():
        row = table.loc[file]
        assert row["rows"] == len(lines) + 1 == sum(row[name] for name in CLASSES)
        read = [amount for line in lines if (amount := oere(line)) is not None]
        assert sum(row[f"{name}_oere"] for name in CLASSES) == sum(read)
        here = aside[aside["file"] == file]
        assert here["line"].is_unique
        silent = row["used"] + row["blank"] + row["heading"]
        assert len(here) == row["rows"] - silent
        used = reading["placement"]
        used = used[used["source"] == list(files).index(file)]
        assert len(used) == row["used"] == used["line"].nunique()
        assert not set(used["line"]) & set(here["line"])
        for line in used["line"]:
            assert "Kladde" not in lines[line - 2]
    everything = aside.to_csv() + "".join(f.text + f.rows.to_csv() for f in reading.findings)
    assert "4321" not in everything and "4322" not in everything
