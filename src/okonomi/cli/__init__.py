"""The commands: ``okonomi init | check | report | run-due | batch | servicetjek | export | …``.

The only place that knows the time of a run. A fault a user can mend is printed as Danish
sentences with exit code 2; no traceback reaches the command line.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from okonomi.cli.faults import told
from okonomi.cli.program import said
from okonomi.cli.streams import spoken


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with spoken() as heard:
        code = _run(argv)
        # The work is done, but something is wrong: its log was cut off.
        return code if heard() else max(code, 1)


def _run(argv: Sequence[str] | None) -> int:
    try:
        # Here, where Ctrl-C is answered also while the packages are read.
        from okonomi.cli.arguments import parser

        arguments = parser().parse_args(argv)
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        if argv is None:  # a process of its own: a second Ctrl-C while it ends has nothing to stop
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("Afbrudt. Det, der ikke blev færdigt, er uændret.", file=sys.stderr)
        return 2
    except Exception as error:
        for sentence in told(error):
            print(said(sentence), file=sys.stderr)
        return 2
