"""`tandem audit verify`: walks the chains of acts and names every fault."""

from __future__ import annotations

import argparse
import sys

WHAT = {
    "edited": "was edited after it was recorded",
    "deleted": "is missing",
    "reordered": "does not follow from the one before it",
    "detail_changed": "has other details than were recorded",
    "rewritten": "is not what was noted outside the database",
    "truncated": "and what followed are missing at the end",
    "inserted": "stands after the chain's end",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `audit` with its one verb `verify`."""
    audit = subparsers.add_parser("audit", help="check the record of acts")
    verbs = audit.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser(
        "verify", help="recompute every link of the chains and compare with what was noted outside",
        description="Exit 0: all is as it was recorded. 1: each fault is named. 2: no such organiser.",
    )
    verify.add_argument("--organiser", default="", metavar="SLUG", help="this organiser's chain only")
    verify.set_defaults(run=run, django=True)


def run(arguments: argparse.Namespace) -> int:
    """Verify, print heads and faults, and note the heads outside when all is well."""
    from django.conf import settings

    from tandem.foundation import clock
    from tandem.foundation.audit import anchors, chain
    from tandem.foundation.tenancy.models import Organiser

    names = {str(id): slug for id, slug in Organiser.objects.values_list("id", "slug")}
    if arguments.organiser and arguments.organiser not in names.values():
        print(f"there is no organiser {arguments.organiser!r}", file=sys.stderr)
        return 2
    where = anchors.file(settings.HOME)
    noted = anchors.read(where)
    faults = 0
    for key in sorted({*chain.chains(), *noted}):
        name = names.get(key, key)
        if arguments.organiser and name != arguments.organiser:
            continue
        found = chain.verify(key, noted.get(key, ()))
        faults += len(found)
        head = chain.head_of(key)
        print(f"{name}: {head.number} acts, head {head.sha256}, {len(noted.get(key, ()))} noted outside")
        for fault in found:
            print(f"{name}: act {fault.number} {WHAT[fault.what]}")
    if faults:
        print(f"{faults} faults found", file=sys.stderr)
        return 1
    anchors.note(where, clock.now())
    print("All acts are as they were recorded.")
    return 0
