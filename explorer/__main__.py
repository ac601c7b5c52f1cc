"""The command line: `quorumscope`, also `python -m explorer`. Its names and JSON are a contract.

Exit status: 0 all held; 1 an expectation failed; 2 bad input or usage; 3 a verdict is unknown;
5 nothing was run.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from explorer.problems import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    gc.set_threshold(50_000, 20, 1_000)  # modules, a log: what only grows is hardly worth searching
    options = _read(sys.argv[1:] if arguments is None else arguments)
    try:
        status: int = options.command(options)
        sys.stdout.flush()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for; where that is the window, it waits for no table of commands."""
    if not arguments:
        from explorer.commands.gallery import gallery

        return argparse.Namespace(command=gallery)
    from explorer.command_line import parser

    return parser().parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
