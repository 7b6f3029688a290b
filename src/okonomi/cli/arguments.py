"""The command line's arguments, with help and errors in Danish."""

from __future__ import annotations

import argparse
from pathlib import Path

from okonomi.cli import batch, commands, dossiers, due, lab, program, reporting, udtraek
from okonomi.cli.danish import Parser


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = Parser(
        prog=program.name(),
        description="Økonomistyring og kontraktgennemgang på det specialiserede socialområde.",
    )
    subs = top.add_subparsers(
        title="kommandoer", metavar="KOMMANDO", required=True, parser_class=Parser
    )

    init = subs.add_parser("init", help="lav et nyt arbejdsområde")
    init.add_argument("folder", metavar="MAPPE", type=Path, help="mappen, der skal laves")
    init.add_argument("--navn", default="Min Kommune", help="kommunens navn")
    init.add_argument("--kode", default="0000", help="kommunens kode, 3-4 cifre, f.eks. 0101")
    init.add_argument("--period", metavar="ÅÅÅÅ-MM", help="første måned (ellers denne måned)")
    init.set_defaults(run=commands.init)

    check = subs.add_parser("check", help="kontrollér månedens filer uden at lave en rapport")
    _workspace_and_period(check)
    check.add_argument("--json", action="store_true", help="skriv resultatet som JSON")
    check.set_defaults(run=commands.check)

    report = subs.add_parser("report", help="lav en rapport")
    report.add_argument("name", metavar="RAPPORT", help="f.eks. maanedsrapport")
    _workspace_and_period(report)
    report.add_argument("--raadgiver", metavar="INITIALER", help="kun for den ene rådgiver")
    report.add_argument("--team", metavar="TEAM", help="kun for det ene team")
    report.add_argument(
        "--each",
        choices=("raadgiver", "team"),
        help="én rapport for hver rådgiver eller hvert team",
    )
    report.add_argument(
        "--parameter",
        metavar="NAVN=VÆRDI",
        action="append",
        default=[],
        help="en parameter i notebooken; kan gives flere gange",
    )
    report.add_argument(
        "--udgave",
        choices=("intern", "udvalg"),
        default="intern",
        help="udvalg: den udgave, der kan offentliggøres, uden små tal (ellers intern)",
    )
    report.set_defaults(run=reporting.report)

    run_due = subs.add_parser("run-due", help="lav de rapporter, der mangler eller er forældede")
    _workspace(run_due)
    run_due.set_defaults(run=due.run_due)

    many = subs.add_parser("batch", help="lav rapporter for mange kommuner efter en plan")
    many.add_argument("plan", metavar="PLAN", type=Path, help="en YAML-fil, se docs/drift.md")
    many.add_argument(
        "--workers", metavar="ANTAL", type=int, help="processer (ellers én pr. kerne)"
    )
    many.add_argument(
        "--scheduler", metavar="ADRESSE", help="en Dask-scheduler, f.eks. tcp://vaert:8786"
    )
    many.set_defaults(run=batch.batch)

    tjek = subs.add_parser("servicetjek", help="lav et dossier for hver leverandør")
    _workspace_and_period(tjek)
    tjek.add_argument("--all", action="store_true", help="alle leverandører")
    tjek.add_argument("--leverandoer", metavar="NAVN", help="kun den ene leverandør")
    tjek.set_defaults(run=dossiers.servicetjek)

    sample = subs.add_parser("udtraek", help="udtræk sager til ledelsestilsyn, og lav skemaet")
    _workspace_and_period(sample)
    sample.add_argument("--antal", metavar="N", type=int, help="antal sager (ellers okonomi.toml)")
    sample.add_argument("--seed", metavar="TAL", type=int, help="lodtrækningens tal (ellers froe)")
    sample.set_defaults(run=udtraek.udtraek)

    export = subs.add_parser("export", help="skriv tabellerne til Excel og Power BI")
    _workspace_and_period(export)
    export.add_argument("--out", metavar="MAPPE", type=Path, required=True, help="mappen")
    export.add_argument(
        "--format", choices=("parquet", "csv"), default="parquet", help="filernes format"
    )
    export.set_defaults(run=commands.export)

    explore = subs.add_parser("lab", help="åbn notesbøgerne i JupyterLab og udforsk tallene")
    _workspace_and_period(explore)
    explore.add_argument(
        "jupyter", metavar="JUPYTER-VALG", nargs="*", help="til JupyterLab, efter “--”"
    )
    explore.set_defaults(run=lab.lab)

    example = subs.add_parser("eksempel", help="lav en opdigtet kommune at øve sig på")
    example.add_argument("folder", metavar="MAPPE", type=Path, help="mappen, der skal laves")
    example.add_argument("--seed", type=int, default=1, help="et tal; samme tal, samme kommune")
    example.add_argument("--placements", type=int, default=400, help="antal anbringelser")
    example.add_argument("--year", type=int, default=2026, help="rapportåret")
    example.add_argument(
        "--drops",
        metavar="FRA..TIL",
        help="måneder med udtræk, f.eks. 2026-01..2026-03 (ellers januar til marts i året)",
    )
    example.add_argument("--truth", metavar="MAPPE", type=Path, help="skriv facit her")
    example.set_defaults(run=commands.example)
    return top


def _workspace_and_period(sub: argparse.ArgumentParser) -> None:
    _workspace(sub)
    sub.add_argument("--period", metavar="ÅÅÅÅ-MM", help="måneden (ellers den nyeste måneds mappe)")


def _workspace(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--workspace",
        metavar="MAPPE",
        type=Path,
        help="arbejdsområdet (ellers den nærmeste mappe opad med okonomi.toml)",
    )
