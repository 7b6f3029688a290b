from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from nbformat import NotebookNode, v4

from okonomi.errors import UserError
from okonomi.present import MIME, Bundle
from okonomi.reports.collect import collect


def a_bundle(name: str, period: str = "2026-03", **more: object) -> Bundle:
    return Bundle(
        name=name,
        title=name,
        period=pd.Period(period, "M"),
        summary=f"{name}.",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def shown(notebook: Callable[..., NotebookNode]) -> Callable[..., NotebookNode]:
    """A notebook whose code cells named in ``bundles`` have run."""

    def build(*cells: str, **bundles: Bundle) -> NotebookNode:
        made = notebook(*cells)
        for cell in made.cells:
            if cell.source in bundles:
                data = {MIME: bundles[cell.source].to_json()}
                cell.outputs = [
                    v4.new_output("stream", text="x"),
                    v4.new_output("display_data", data=data),
                ]
        return made

    return build


def test_headings_paragraphs_and_bundles_in_order(shown: Callable[..., NotebookNode]) -> None:
    document = collect(
        shown(
            "# Titel\n\nFørste linje\nsamme afsnit.\n\nAndet afsnit.",
            "## Læsning",
            "import okonomi",
            "## Holder vi budgettet?\nTekst lige under.",
            "a",
            "b",
            "## Kun tekst\n\nEt afsnit.",
            a=a_bundle("a", sources=("Fælles.", "A."), definitions=(("Ord", "Mening."),)),
            b=a_bundle("b", sources=("Fælles.",), definitions=(("Ord", "Mening."),)),
        )
    )
    assert document.title == "Titel"
    assert [(s.heading, s.paragraphs, [b.name for b in s.bundles]) for s in document.sections] == [
        ("", ("Første linje samme afsnit.", "Andet afsnit."), []),
        ("Holder vi budgettet?", ("Tekst lige under.",), ["a", "b"]),
        ("Kun tekst", ("Et afsnit.",), []),
    ]
    assert document.period == pd.Period("2026-03", "M")
    assert document.data_until == date(2026, 3, 31)
    assert document.sources == ("Fælles.", "A.")
    assert document.definitions == (("Ord", "Mening."),)


def test_data_until_is_the_day_that_all_data_cover(shown: Callable[..., NotebookNode]) -> None:
    document = collect(
        shown(
            "# T",
            "a",
            "b",
            a=a_bundle("a", data_until=date(2026, 3, 31)),
            b=a_bundle("b", data_until=date(2026, 2, 28)),
        )
    )
    assert document.data_until == date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    ["**fed**", "- punkt", "1. punkt", "[a](b)", "`kode`", "<b>x</b>", "### Tredje", "| a |"],
)
def test_markup_is_told_and_not_shown_raw(shown: Callable[..., NotebookNode], text: str) -> None:
    with pytest.raises(UserError, match="opmærkning"):
        collect(shown("# T", "## A\n\n" + text, "a", a=a_bundle("a")))


def test_ordinary_signs_are_no_markup(shown: Callable[..., NotebookNode]) -> None:
    text = "Udgift < 5 og > 3, a_b, 2*3 – den 31. marts; §§ 66-67."
    assert collect(shown("# T", "## A\n\n" + text, "a", a=a_bundle("a"))).sections[
        0
    ].paragraphs == (text,)


def test_what_is_missing_is_told(shown: Callable[..., NotebookNode]) -> None:
    with pytest.raises(UserError, match="ingen titel"):
        collect(shown("## A", "a", a=a_bundle("a")))
    with pytest.raises(UserError, match="ingen resultater"):
        collect(shown("# T"))
    with pytest.raises(UserError, match="2026-02, 2026-03"):
        collect(shown("# T", "a", "b", a=a_bundle("a"), b=a_bundle("b", "2026-02")))
