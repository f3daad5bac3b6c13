"""Several people at the same moment, each in a thread and a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from tandem.foundation import clock
from tandem.foundation.access import Refused
from tests.conftest import moment


def at_once(cast: Any, when: str, *acts: Callable[[], Any]) -> list[str]:
    """What each of them comes to when all start at the same moment: '' or the code of the refusal."""
    found, start = [""] * len(acts), threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            with cast.scope(), clock.at(moment(when)):
                start.wait(20)
                act()
        except Refused as refused:
            found[place] = refused.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
