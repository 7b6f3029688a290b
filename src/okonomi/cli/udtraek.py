"""``okonomi udtraek``: draw this month's cases for ledelsestilsynet, and make the form."""

from __future__ import annotations

from argparse import Namespace

from okonomi.analysis.words import count
from okonomi.cli.commands import choose
from okonomi.errors import UserError
from okonomi.workspace import Workspace


def udtraek(arguments: Namespace) -> int:
    """Draw, write the form and say where it lies."""
    from okonomi import intake, rules
    from okonomi.analysis.ledelsestilsyn.draw import draw, open_cases
    from okonomi.reports.lock import locked
    from okonomi.reports.review_form import drawn_earlier, write_draw

    workspace, period = choose(arguments)
    size, seed = _settings(workspace, arguments)
    indicators = rules.load_indicators(workspace.root)
    reading = intake.read(workspace, period)
    cases = open_cases(
        reading,
        area=workspace["ledelsestilsyn", "omraade"],
        which=workspace["ledelsestilsyn", "sager"],
    )
    past = reading["indicator_sample"]
    month = past["drawn"].dt.to_period("M")
    read_back = past.loc[(month.dt.year == period.year) & (month < period), "case_id"]
    with locked(workspace.root):
        taken = drawn_earlier(workspace.root, period) | set(read_back)
        drawn = draw(
            cases,
            period=period,
            size=size,
            seed=seed,
            by=workspace["ledelsestilsyn", "gruppe"],
            taken=taken,
        )
        if drawn.empty:
            raise UserError(
                f"Der er ingen sager at udtrække i {period}. Se efter, om månedens udtræk er læst "
                "(okonomi check), og om “omraade” og “sager” i [ledelsestilsyn] passer."
            )
        form, new = write_draw(
            workspace.root,
            drawn,
            indicators,
            period=period,
            seed=seed,
            municipality=workspace.municipality,
        )
    if not new:
        print(f"Skemaet findes allerede og er ikke rørt: {form}")
        return 0
    open_now = len(cases) - int(cases["case_id"].isin(list(taken)).sum())
    print(f"{count(len(drawn), 'sag', 'sager')} er udtrukket af {open_now}: {form}")
    for stratum, rows in drawn.groupby("stratum"):
        print(f"  {stratum}: {len(rows)} af {rows['population'].iloc[0]}")
    print("Udfyld skemaet, og læg det i mappen med næste måneds udtræk.")
    return 0


def _settings(workspace: Workspace, arguments: Namespace) -> tuple[int, int]:
    """The size and the seed: as typed, else the workspace's."""
    size = workspace["ledelsestilsyn", "antal"] if arguments.antal is None else arguments.antal
    if size < 1:
        raise UserError(
            f"antal er {size}, så der er ingen sager at udtrække. Skriv et tal over 0 med --antal "
            "eller i okonomi.toml under [ledelsestilsyn]."
        )
    seed = workspace["ledelsestilsyn", "froe"] if arguments.seed is None else arguments.seed
    return size, seed
