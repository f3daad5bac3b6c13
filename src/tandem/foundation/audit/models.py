"""The chain of acts. Rows are only ever added: triggers on both databases refuse the rest."""

from django.conf import settings
from django.db import models

from tandem.foundation.ids import new_id


class Act(models.Model):
    """One operation. Holds ids and digests only; personal payload lies in `ActDetail`, which may be erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=40)  # the organiser's id, or 'system'
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    detail_sha256 = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="act_number_once")]
        indexes = [models.Index(fields=["chain", "object_kind", "object_id"])]


class ActDetail(models.Model):
    """What the act was about in words and values; erasable without breaking the chain."""

    act = models.OneToOneField(Act, primary_key=True, on_delete=models.DO_NOTHING, related_name="detail")
    organiser = models.ForeignKey("tenancy.Organiser", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField(default=dict)


class Head(models.Model):
    """Where each chain ends: locked last in every transaction."""

    chain = models.CharField(primary_key=True, max_length=40)
    number = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="0" * 64)
