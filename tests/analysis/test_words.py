"""Words for how many."""

from okonomi.analysis.words import count, none_of


def test_none_of_one_is_written_with_figures():
    assert none_of(1, "placering", "placeringer") == "0 af 1 placering"
    assert none_of(12, "placering", "placeringer") == "Ingen af 12 placeringer"
    assert count(1, "placering", "placeringer") == "1 placering"
