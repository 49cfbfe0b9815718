"""What commands share: their settings, and the module that runs them."""

import argparse
from collections.abc import Callable
from importlib import import_module


def settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action=_Help, nargs=0, help="show this, and all settings")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="set a setting; may be repeated",
    )


class _Help(argparse.Action):
    """`--help` with the settings, which are imported only for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from local.commands.up import settings_help  # noqa: PLC0415

        parser.epilog = settings_help()
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.print_help()
        parser.exit()


def runs(module: str, function: str = "run") -> Callable[[argparse.Namespace], int]:
    """Run a command of `local/commands`, which is imported only then."""

    def run(arguments: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(
            import_module(f"local.commands.{module}"), function
        )
        return command(arguments)

    return run
