"""The command line. Exit code 2: wrong arguments; 1: a failure. The reason is on stderr."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from functions.errors import HiloError
from local.arguments import administration, files, proofs, stack

# Name, help and arguments. What a command stands on is imported when it runs, so that `--help` need
# not wait for a web server.
COMMANDS = (
    ("up", "run API, tables, stream and schedules in one process", stack.up),
    ("engine", "serve the tables of a folder to other processes over HTTP", stack.engine),
    ("status", "show what is up, what it serves and what waits", stack.status),
    ("train", "train on the lake of a folder and publish the model", stack.train),
    ("import", "take a file of orders or products into a folder", files.import_files),
    ("models", "list models, and choose which one serves", administration.models),
    ("keys", "create, list, revoke and rotate access keys", administration.keys),
    ("rules", "list, put and delete merchandising rules", administration.rules),
    ("backup", "copy a data folder, also while it is in use", files.backup),
    ("restore", "make a data folder of a backup", files.restore),
    ("redrive", "process again the records that failed", stack.redrive),
    ("demo", "train on real purchases and answer requests", proofs.demo),
    ("simulate", "prove the reminders under faults, by seeds", proofs.simulate),
    ("doctor", "check this machine, and say what is missing", stack.doctor),
)


def main(words: Sequence[str]) -> int:
    arguments = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        code = run(arguments)
        sys.stdout.flush()
    except HiloError as error:
        print(f"hilo: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has what it wanted, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a folder that is a file, a disk that is full
        named = f"{error.filename}: " if error.filename else ""
        print(f"hilo: {named}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__.partition(".")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, text, arguments in COMMANDS:
        # Where a command has settings, its own `--help` takes the place of the one that is made.
        arguments(commands.add_parser(name, help=text, conflict_handler="resolve"))
    return parser
