"""Words for how many."""

import pandas as pd

from okonomi.analysis.words import amount, count, drivers, none_of, spelt_sources


def test_the_names_of_dated_values_are_said_in_words_and_each_source_once():
    assert spelt_sources(
        [
            "refusion.SEL-176.p25: sm.dk",
            "refusion.SEL-176.p50: sm.dk",
            "refusion.BL-198.p25: skøn",
            "momsfaktor: OS2bos",
            "PL, refusion.SEL-176, refusion.BL-198: skøn",
        ]
    ) == (
        "Beløbsgrænser for statsrefusion (SEL § 176): sm.dk",
        "Beløbsgrænser for statsrefusion (BL § 198): skøn",
        "Momsfaktor: OS2bos",
        "PL, beløbsgrænser for statsrefusion (SEL § 176), beløbsgrænser for statsrefusion "
        "(BL § 198): skøn",
    )


def test_none_of_one_is_written_with_figures():
    assert none_of(1, "placering", "placeringer") == "0 af 1 placering"
    assert none_of(12, "placering", "placeringer") == "Ingen af 12 placeringer"
    assert count(1, "placering", "placeringer") == "1 placering"


def test_what_moved_a_figure_goes_its_way_and_a_saving_is_only_a_counterweight():
    causes = pd.Series(
        {"Nye": 300_000_00, "Ophørte": -9_000_000_00, "Dage": 1, "Priser": 12_000_000_00}
    )
    said = drivers(causes, 3_300_000_00).replace("\xa0", " ")
    assert said == (
        "priser (+12,0 mio. kr.) og nye (+0,3 mio. kr.), modvirket af ophørte (−9,0 mio. kr.)"
    )
    down = drivers(causes.iloc[:3], -8_700_000_00).replace("\xa0", " ")
    assert down == "ophørte (−9,0 mio. kr.), modvirket af nye (+0,3 mio. kr.)"
    assert drivers(causes.iloc[2:3], 1) == "" and drivers(causes.iloc[1:2], 1) == ""


def test_an_amount_too_small_for_millions_is_told_in_kroner():
    assert [amount(oere).replace("\xa0", " ") for oere in (0, 4_999_999, -3_000_00, 5_000_000)] == [
        "0,0 mio. kr.", "50.000 kr.", "−3.000 kr.", "0,1 mio. kr.",
    ]  # fmt: skip
