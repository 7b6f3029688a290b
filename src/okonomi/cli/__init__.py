"""The commands: ``okonomi init | check | report | run-due | batch | servicetjek | export | …``.

The only place that knows the time of a run. A fault a user can mend is printed as Danish
sentences with exit code 2; no traceback reaches the command line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from okonomi.cli.arguments import parser
from okonomi.cli.faults import told
from okonomi.cli.program import said


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a redirected log may not be UTF-8; a report must not fail on æøå.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("Afbrudt. Det, der ikke blev færdigt, er uændret.", file=sys.stderr)
        return 2
    except Exception as error:
        for sentence in told(error):
            print(said(sentence), file=sys.stderr)
        return 2
