"""A command line's parser with help and errors in Danish."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

DANISH_ERRORS = (
    (r"the following arguments are required: (.+)", r"der mangler: \1"),
    (r"unrecognized arguments: (.+)", r"dette kendes ikke: \1"),
    (r"argument (.+?): expected one argument", r"der mangler en værdi efter \1"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"\1 kan ikke være \2"),
    (r"argument (.+?): ignored explicit argument .+", r"\1 tager ingen værdi"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 kan være \2; skriv det helt ud"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        r"\1 kan ikke være \2; vælg blandt \3",
    ),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "brug: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Danish."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = "argumenter"
        self._optionals.title = "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjælp")

    def error(self, message: str) -> NoReturn:
        for english, danish in DANISH_ERRORS:
            message = re.sub(english, danish, message)
        self.exit(2, f"Kommandoen kan ikke forstås: {message}.\nSe hjælpen med: {self.prog} -h\n")
