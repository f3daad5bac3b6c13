"""`tandem check`: is this installation fit to be reached by others?"""

from __future__ import annotations

import argparse
import sys


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `check`."""
    check = subparsers.add_parser(
        "check", help="is this installation fit to be reached by others?",
        description="Refuses debugging, a guessable key, plain http and uploads that others on the machine can read. "
        "Exit 0: fit. 1: what is wrong is named, with how to mend it.",
    )
    check.set_defaults(run=run, django=True)


def run(arguments: argparse.Namespace) -> int:
    """Run Django's checks for deployment and ours; returns 1 when one of them has something to say."""
    from django.core.management import CommandError, call_command

    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
