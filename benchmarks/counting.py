"""Queries per page, counted with Django's test client: `python -m benchmarks.counting < places.json` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def count(places: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """For each page its status, queries, raw and compressed bytes, and milliseconds in-process (the second time)."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found: dict[str, dict[str, Any]] = {}
    for name, (who, path) in places["pages"].items():
        client = Client(headers={"accept-encoding": "gzip", "host": "localhost"})
        session = places["writers"][0] if who == "writer" else places.get(who, "")
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(path)
            spent = time.perf_counter() - began
        found[name] = {
            "status": answer.status_code,
            "queries": len(queries),
            "compressed": len(answer.content),
            "raw": raw(answer),
            "ms": round(spent * 1000, 1),
            "sql": [each["sql"][:300] for each in queries.captured_queries],
        }
    return found


def raw(answer: Any) -> int:
    """Bytes before compression."""
    import gzip

    compressed = answer.headers.get("Content-Encoding") == "gzip"
    return len(gzip.decompress(answer.content)) if compressed else len(answer.content)


def main() -> int:
    """Count on the database that the surroundings name."""
    import django

    django.setup()
    json.dump(count(json.load(sys.stdin)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
