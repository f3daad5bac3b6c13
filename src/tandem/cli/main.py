"""The command `tandem`. Django is set up only by the subcommands that need it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = ("serve", "worker", "demo", "rulebook", "ranking", "audit", "check")
BAD_INPUT = 2


def parser() -> argparse.ArgumentParser:
    """The whole command line. A command's parser carries `run(arguments) -> int` and, if it needs it, `django=True`."""
    top = argparse.ArgumentParser(prog="tandem", description="Run partnership programmes.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"tandem.cli.{name}").add_parser(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 done, 1 refused or not right, 2 bad input."""
    from django.core.exceptions import ImproperlyConfigured

    arguments = parser().parse_args(argv)
    prepare = getattr(arguments, "prepare", None)
    try:
        if prepare is not None:
            prepare(arguments)
        if getattr(arguments, "django", False):
            set_up_django()
        return int(arguments.run(arguments))
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away: `tandem … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def set_up_django() -> None:
    """Settings and apps, once."""
    import django
    from django.apps import apps

    os.umask(0o027)  # database and uploads are nobody else's business on this machine
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    if not apps.ready:
        django.setup()


if __name__ == "__main__":
    sys.exit(main())
