"""What a plan says when nobody moves: what it lacks, and what can still be said."""

from __future__ import annotations

from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.inputs_findings import NO_PLACES
from okonomi.analysis.words import count, none_of
from okonomi.present import numbers

ONE_CASE = "Én sag kan stadig regnes på egne tal."


def no_moves(given: Inputs) -> str:
    """Why no case moves, as the end of a sentence after "for"."""
    if given.homes:
        return "ingen flytning sparer mere, end den koster"
    if any(finding.code == NO_PLACES for finding in given.findings):
        return "mappen har ingen fil med kommunens egne pladser, og scenariet åbner ingen"
    return "ingen af kommunens egne tilbud har en ledig plads med en pris"


def no_plan(given: Inputs, month: str) -> str:
    """The whole summary of a plan without any case."""
    if not (n := len(given.found.frame)):
        unknown = given.found.unknown_place
        but = f", men {count(unknown, 'har', 'har')} ukendt beliggenhed" if unknown else ""
        return f"Ingen placering vides at ligge udenbys ved udgangen af {month}{but}."
    seen = none_of(n, "placering", "placeringer")
    why = f"{seen} udenbys ved udgangen af {month} er i en plan, for {no_moves(given)}"
    return f"{why}. {ONE_CASE}" if not given.homes else f"{why}, og ingen pris kan sættes ned."


def only_lower(given: Inputs, lower: int) -> str:
    """The beginning of the summary of a plan of lower prices alone."""
    seen = count(len(given.found.frame), "placering", "placeringer")
    alone = f" {ONE_CASE}" if not given.homes else ""
    return (
        f"Ingen sag er flyttet hjem i planen, for {no_moves(given)}.{alone} Tilbage er en lavere "
        f"pris: {numbers.whole(lower)} af {seen} udenbys kunne genforhandles"
    )
