"""The commands: ``okonomi init | check | report | export | eksempel``.

The only place that knows the time of a run. A fault a user can mend is printed as Danish
sentences with exit code 2; no traceback reaches the command line.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from okonomi.cli.arguments import parser
from okonomi.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a redirected log may not be UTF-8; a report must not fail on æøå.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UserError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 2
    except OSError as error:
        what = f" {error.filename}" if error.filename else ""
        print(
            f"Filen eller mappen{what} kan ikke bruges ({error.strerror}). Luk den, hvis den er "
            "åben i et andet program, eller vælg en anden, og prøv igen.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("Afbrudt. Intet er ændret.", file=sys.stderr)
        return 2
    except Exception as error:
        # The message of an unforeseen fault may hold a value from the files: only its place is
        # shown.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"Der er en fejl i programmet ({type(error).__name__} i {Path(place.filename).name}, "
            f"linje {place.lineno}). Intet er ændret. Meld den til den, der passer programmet.",
            file=sys.stderr,
        )
        return 2
