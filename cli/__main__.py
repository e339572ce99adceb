"""The command line: everything without a browser.

    python -m simulation COMMAND --help

Exit codes: 0 done; 1 failed while computing; 2 something in the input is wrong, nothing was written;
130 stopped with Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from cli.arguments import Parser

PROGRAM = "python -m simulation"
MOST, LONGEST = 60, 2_000  # lines of a message, and characters of a line, that a terminal is given


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every message for the user goes to standard error."""
    from cli.commands import find
    from cli.errors import FAILED, INTERRUPTED, WRONG_INPUT, CommandError
    from simulation.vocabulary.specification import InputError

    try:
        commands = find()
        parsed = parser_of(commands).parse_args(arguments)
        return commands[parsed.command].execute(parsed) or 0
    except CommandError as error:
        return _report(str(error), error.code)
    except InputError as error:
        return _report(str(error), WRONG_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; writing the rest at exit would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except MemoryError:
        return _report("there is not enough memory; ask for fewer runs or weeks", FAILED)
    except Exception as error:
        from simulation.engine.pool import EngineError

        if isinstance(error, EngineError):
            return _report(str(error), FAILED)
        raise


def parser_of(commands: Mapping[str, ModuleType]) -> Parser:
    """Return the parser of all commands; each module declares its own arguments."""
    from cli.arguments import Parser

    parser = Parser(prog=PROGRAM, description=__doc__)
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in commands.items():
        described = (module.__doc__ or "").strip()
        module.add_arguments(choices.add_parser(name, help=described.partition("\n")[0], description=described))
    return parser


def printable(message: str) -> str:
    """Return a message for a terminal: what was echoed in it may hold signs that would act on one, and may be endless."""
    lines = ["".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line[:LONGEST]) for line in message.split("\n")[:MOST]]
    return "\n".join(lines)


def _report(message: str, code: int) -> int:
    print(f"{PROGRAM}: error: {printable(message)}", file=sys.stderr)
    return code


def _terminated(number: int, frame: Any) -> NoReturn:
    # Leaving through the usual way removes temporary files and ends the workers.
    from cli.errors import TERMINATED

    raise SystemExit(TERMINATED)


def start() -> NoReturn:
    """Run the command of this process and leave with its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(main())


if __name__ == "__main__":
    start()
