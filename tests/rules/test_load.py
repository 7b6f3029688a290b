"""Loading: every value has a source, every fault is said at once, and the workspace's file."""

from importlib import resources

import pytest
import yaml
from ruleset import own_rules

from okonomi.errors import UserError
from okonomi.rules import load

HEADER = "series;valid_from;valid_to;published;value;unit;source\n"
PARAGRAF = (
    "paragraf;name;successor;successor_from;source;"
    "refusion_counts;refusion_source;household_until\n"
)


def faults(folder, settings="", **files):
    with pytest.raises(UserError) as caught:
        own_rules(folder, settings, **files)
    return caught.value.faults


def test_every_shipped_value_has_a_source():
    rules = load()
    values = [value for series in rules.values.values() for value in series]
    assert all(value.source.strip() for value in values)
    assert all(scheme.source.strip() for scheme in rules.schemes)
    for row in rules.paragraffer.rows.values():
        assert row.counts is not None
        assert row.refusion_source.strip()
        assert not row.successor or row.source.strip()
    assert "refusion.SEL-176.p25" in rules.values


def test_the_bill_of_2020_was_never_in_force_and_is_not_shipped():
    text = (resources.files("okonomi.rules") / "refusion.yaml").read_text("utf-8")
    of_2020 = [e for e in yaml.safe_load(text)["graenser"] if e["aar"] == 2020]
    assert all("p75" not in entry for entry in of_2020)


@pytest.mark.parametrize("source", ["", "   "])
def test_a_value_without_a_source_is_refused(tmp_path, source):
    row = f"pl;2026-01-01;;;3;pct;{source}\n"
    (fault,) = faults(tmp_path, price_index_csv=HEADER + row)
    assert fault.startswith("regler/price_index.csv, linje 2: kilden mangler")
    row = f"momsfaktor;2026-01-01;;;1;andel;{source}\n"
    (fault,) = faults(tmp_path, momsfaktor_csv=HEADER + row, price_index_csv=HEADER)
    assert "momsfaktor.csv, linje 2: kilden mangler" in fault


def test_a_threshold_without_a_source_is_refused(tmp_path):
    entry = '{ aar = 2026, hjemmel = "SEL § 176", p25 = 1, p50 = 2, p75 = 3 }'
    (fault,) = faults(tmp_path, f"[refusion]\ngraenser = [{entry}]\n")
    assert fault.startswith("okonomi.toml, [refusion] graenser nr. 1: kilden mangler")


def test_a_paragraf_without_a_source_is_refused(tmp_path):
    rows = "SEL-1;x;BL-1;2024-01-01;;;;\nSEL-2;x;;;;1;;\n"
    found = faults(tmp_path, paragraf_csv=PARAGRAF + rows)
    assert [("linje 2" in f, "linje 3" in f) for f in found] == [(True, False), (False, True)]


def test_duplicate_dates_are_refused(tmp_path):
    rows = "pl;2026-01-01;;;3;pct;a\npl;01-01-2026;;;4;pct;b\npl;2026-01-01;;2026-05-01;4;pct;b\n"
    (fault,) = faults(tmp_path, price_index_csv=HEADER + rows)
    assert "står også i regler/price_index.csv, linje 2" in fault


def test_a_threshold_stated_in_two_places_is_refused(tmp_path):
    settings = (
        '[refusion]\ngraenser = [{ aar = 2026, hjemmel = "§ 176", p25 = 1, p50 = 2, kilde = "a" }]'
    )
    text = "graenser:\n  - {aar: 2026, hjemmel: SEL § 176, p25: 1, p50: 2, kilde: b}\n"
    found = faults(tmp_path, settings, refusion_yaml=text)
    assert len(found) == 2  # p25 and p50
    assert all("okonomi.toml" in fault for fault in found)


def test_all_faults_of_all_files_at_once(tmp_path):
    found = faults(
        tmp_path,
        '[refusion]\ngraenser = [{ aar = "2026", hjemmel = "§ 176", p25 = 0, p50 = 5 }]',
        price_index_csv=HEADER + ";i morgen;;;3.5;;x\npl;2026-01-01;2025-01-01;;3;pct;x\n",
        momsfaktor_csv="series;value\n",
        refusion_yaml="ordninger:\n  - {gruppe: alle, fra: 2026-01-01, kilde: x}\nandet: 1\n",
        paragraf_csv=PARAGRAF + "SEL-1;x;BL-1;;a;2;a;x\n;;;;;;;\n",
    )
    text = "\n".join(found)
    for part in (
        "“aar” er skrevet som '2026'",
        "“p25” er skrevet som 0",
        "linje 2: kan ikke læses: series = “”, value = “3.5”, valid_from = “i morgen”, unit = “”",
        "linje 3: “valid_to” ligger før “valid_from”",
        "momsfaktor.csv: kolonnerne valid_from, published, unit, source mangler",
        "refusion.yaml: filen må kun have afsnittene ordninger og graenser",
        "“successor” og “successor_from” skal udfyldes begge",
        "refusion_counts = “2”",
        "household_until = “x”",
    ):
        assert part in text, part


def test_thresholds_must_rise_and_hold_a_known_section(tmp_path):
    entry = '{{ aar = 2026, hjemmel = "{}", p25 = {}, p50 = 2, p75 = 3, kilde = "a" }}'
    settings = (
        f"[refusion]\ngraenser = [{entry.format('SEL § 176', 2)}, {entry.format('loven', 1)}]\n"
    )
    found = faults(tmp_path, settings)
    assert "skal stige fra p25 til p75" in found[0]
    assert "“hjemmel” er skrevet som 'loven'" in found[1]


def test_a_threshold_that_no_scheme_uses_is_refused(tmp_path):
    entry = '{ aar = 2026, hjemmel = "SEL § 178", p25 = 1, p50 = 2, p75 = 3, kilde = "a" }'
    (fault,) = faults(tmp_path, f"[refusion]\ngraenser = [{entry}]\n")
    assert "SEL § 178" in fault
    assert "SEL § 176, SEL § 176 a, BL § 198" in fault


@pytest.mark.parametrize("written", ["SEL § 176", "§ 176", "serviceloven § 176", "sel §176"])
def test_a_section_may_be_written_in_several_ways(tmp_path, written):
    settings = (
        f'[refusion]\ngraenser = [{{ aar = 2026, hjemmel = "{written}", p25 = 1, p50 = 2, p75 = 3, '
        'kilde = "a" }]\n'
    )
    assert own_rules(tmp_path, settings).tiers("voksne", 2026).year == 2026


def test_a_scheme_needs_every_key(tmp_path):
    text = (
        "ordninger:\n"
        "  - {gruppe: alle, fra: 2026-01-01, hjemmel: BL § 198, kilde: x, satser: [5]}\n"
    )
    joined = "\n".join(faults(tmp_path, refusion_yaml=text))
    assert "“gruppe” er skrevet som 'alle'" in joined
    assert "“satser” er skrevet som [5]" in joined
    assert "“under_alder” mangler" in joined


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("refusion_yaml", "graenser: [\n", "kan ikke læses som YAML"),
        ("refusion_yaml", "graenser: 5\n", "skriv en liste"),
        ("refusion_yaml", "graenser: [5]\n", "skriv navne og værdier"),
        ("price_index_csv", HEADER + "pl;2026-01-01;;;3;pct;a;b\n", "flere felter end kolonner"),
        ("price_index_csv", HEADER + "momsfaktor;2026-01-01;;;1;pct;a\n", "er optaget"),
        ("price_index_csv", HEADER + "pl;2026-01-01;;;1;promille;a\n", "promille"),
        ("price_index_csv", HEADER + "pl;2026-01-01;;;0;indeks;a\n", "større end 0"),
        ("price_index_csv",
         HEADER + "a;2026-01-01;;;1;pct;a\na;2027-01-01;;;1;indeks;a\n", "to enheder"),
        ("momsfaktor_csv", HEADER + "momsfaktor;2026-01-01;;;95,4;andel;a\n", "ikke en andel"),
        ("momsfaktor_csv", HEADER + "moms;2026-01-01;;;1;andel;a\n", "begynde med momsfaktor"),
        ("paragraf_csv", PARAGRAF + "ukendt;;;;;;;\n", "skal have refusion_counts"),
        ("paragraf_csv", PARAGRAF + "A;;;;;1;x;\nA;;;;;1;x;\n", "står også i"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path, name, text, says):
    assert says in "\n".join(faults(tmp_path, **{name: text}))


def test_a_file_that_is_not_utf8_is_said(tmp_path):
    own_rules(tmp_path)
    (tmp_path / "regler" / "price_index.csv").write_bytes("pl;skøn\n".encode("cp1252"))
    (tmp_path / "regler" / "refusion.yaml").write_bytes("# skøn\n".encode("cp1252"))
    found = faults(tmp_path)
    assert len(found) == 2
    assert all("UTF-8" in fault for fault in found)


def test_an_excel_file_with_a_byte_order_mark_reads(tmp_path):
    rules = own_rules(
        tmp_path, price_index_csv="\ufeff" + HEADER + "pl;01-01-2026;;;3,4;pct;a\n;;;;;;\n"
    )
    assert len(rules.values["pl"]) == 1
