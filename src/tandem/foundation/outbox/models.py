"""Jobs and mails that a change leaves behind, written in the change's own transaction."""

from django.db import models

from tandem.foundation.ids import new_id


class Job(models.Model):
    """Something to do later; may run twice, so every handler is idempotent by `key`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organiser = models.ForeignKey("tenancy.Organiser", null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], name="job_waiting", condition=models.Q(done_at=None, dead_at=None))
        ]


class Mail(models.Model):
    """One mail: what it says, to whom, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organiser = models.ForeignKey("tenancy.Organiser", null=True, on_delete=models.CASCADE, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    message_id = models.CharField(max_length=120, unique=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
