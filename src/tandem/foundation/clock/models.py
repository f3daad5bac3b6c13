"""The demo's own date, stored so that every process sees the same."""

from django.db import models


class DemoClock(models.Model):
    """At most one row: what the clock says while a demo runs. Real installations have none."""

    now_at = models.DateTimeField()
    started_at = models.DateTimeField()
