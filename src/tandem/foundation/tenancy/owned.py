"""The base of every table that belongs to an organiser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.scope import OutsideScope, current, current_or_none

M = TypeVar("M", bound="OrganiserOwned")


class ScopedManager(models.Manager[M]):
    """Sees the organiser in scope; raises OutsideScope without one (SEC-3)."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(organiser_id=current())

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            row.check_scope()
        return super().bulk_create(rows, *args, **kwargs)


class OrganiserOwned(models.Model):
    """A row that bears its organiser. `everywhere` crosses organisers: a contract test lists who may use it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organiser = models.ForeignKey("tenancy.Organiser", on_delete=models.PROTECT, related_name="+")

    objects: ScopedManager[Any] = ScopedManager()
    everywhere: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"

    def check_scope(self) -> None:
        """Fill in the organiser in scope; OutsideScope when the row belongs to another one."""
        scope = current_or_none()
        if self.organiser_id is None:
            self.organiser_id = current()
        elif scope is None or scope != self.organiser_id:
            raise OutsideScope(f"{type(self).__name__} of another organiser written outside its scope")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_scope()
        super().save(*args, **kwargs)
